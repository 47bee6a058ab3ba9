// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/namespacespane.h"

#include "items/projectmodel.h"
#include "support/cloudflareproject.h"
#include "ui/namespaceform.h"
#include "ui/theme.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace kv;
using namespace kv::test;
using items::ProjectModel;
using ui::NamespacesPane;
using Kind = ProjectModel::NodeKind;
using State = Cloudflare::State;

namespace {

struct Shown
{
    explicit Shown(const Project &project = remoteShop()) : pane(theme)
    {
        pane.setCloudflare(cloudflare);
        pane.setProject(project, false);
        pane.resize(264, 700);
        pane.show();
    }
    QModelIndex account() const { return model()->index(model()->rowCount() - 1, 0); }
    QAbstractItemModel *model() const { return pane.view()->model(); }
    void click(const QModelIndex &index) const
    {
        pane.view()->scrollTo(index);
        QTest::mouseClick(pane.view()->viewport(), Qt::LeftButton, {},
                          pane.view()->visualRect(index).center());
    }
    QModelIndex ns(int row) const { return model()->index(row, 0, account()); }
    template <class T = QWidget> T *find(const char *name) const
    {
        return pane.findChild<T *>(QString::fromLatin1(name));
    }
    bool press(const char *name) const
    {
        auto *button = find<QAbstractButton>(name);
        if (!button || !button->isVisible() || !button->isEnabled())
            return false;
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
    }
    /// The context menu of a node.
    QMenu *menu(const QModelIndex &index) const
    {
        pane.view()->scrollTo(index);
        Q_EMIT pane.view()->customContextMenuRequested(pane.view()->visualRect(index).center());
        return pane.findChildren<QMenu *>().last();
    }
    static QString words(const QMenu *menu)
    {
        QStringList texts;
        for (const QAction *action : menu->actions())
            texts << action->text();
        return texts.join(u'|');
    }

    ui::Theme theme;
    FakeCloudflare cloudflare;
    NamespacesPane pane;
};

QString chosenName(const QSignalSpy &spy)
{
    return spy.isEmpty() ? QString() : spy.last().first().value<TargetInfo>().name;
}

} // namespace

class TestNamespacesPane : public QObject
{
    Q_OBJECT

private slots:
    void opensThePlaceThatIsOpenNow()
    {
        Shown s;
        QSignalSpy chosen(&s.pane, &NamespacesPane::targetChosen);
        const auto choose = [&](const char *name) {
            s.pane.setCurrentTarget({});
            s.pane.chooseTarget(QString::fromLatin1(name)); // the binding that has it
            return chosenName(chosen);
        };
        QCOMPARE(choose("remote:TODO"), QStringLiteral("local:TODO"));
        s.pane.setPreferredKind(IdKind::Preview);
        QCOMPARE(choose("remote:TODO"), QStringLiteral("local:TODO:preview"));
        s.pane.setPreferredPlace(Place::Remote);
        QCOMPARE(choose("local:TODO"), QStringLiteral("remote:TODO:preview"));
        QCOMPARE(choose("local:SESSIONS"), QStringLiteral("remote:SESSIONS")); // it has no preview_id
        QCOMPARE(choose("local:#9b48101ceaa2"), QStringLiteral("local:#9b48101ceaa2"));
        s.pane.setPreferredPlace(Place::Local);
        QCOMPARE(choose("remote:SESSIONS"), QStringLiteral("local:SESSIONS")); // though it is not on disk
    }

    void ofTwoStoresTheOneThatIsThere()
    {
        Project project = remoteShop();
        project.workers[0].environments[0].bindings[0].targets[0].exists = false;
        Shown s(project);
        QSignalSpy chosen(&s.pane, &NamespacesPane::targetChosen);
        QVERIFY(s.pane.chooseTarget(QStringLiteral("local:TODO")));
        QCOMPARE(chosenName(chosen), QStringLiteral("local:TODO:preview"));
        s.pane.setPreferredPlace(Place::Remote); // what is on disk says nothing of Cloudflare
        s.pane.setCurrentTarget({});
        QVERIFY(s.pane.chooseTarget(QStringLiteral("local:TODO")));
        QCOMPARE(chosenName(chosen), QStringLiteral("remote:TODO"));
    }

    void theAccountIsAskedForOnAClickOnly()
    {
        Shown s;
        QSignalSpy wanted(&s.pane, &NamespacesPane::accountRequested);
        QVERIFY(!s.pane.view()->isExpanded(s.account()));
        s.pane.view()->setCurrentIndex(s.account()); // as the arrow keys do
        QCOMPARE(wanted.size(), 0);
        QCOMPARE(s.cloudflare.starts + s.cloudflare.namespaceReads, 0);
        s.click(s.account());
        QCOMPARE(wanted.size(), 1);
        QTest::keyClick(s.pane.view(), Qt::Key_Return);
        QCOMPARE(wanted.size(), 2);
        QVERIFY(Shown::words(s.menu(s.account())).startsWith(QStringLiteral("Connect…")));
        // Once it is there it opens, since it was asked for.
        connectAccount(s.cloudflare);
        QVERIFY(s.pane.view()->isExpanded(s.account()));
        QCOMPARE(s.account().data(ProjectModel::SecondaryTextRole).toString(),
                 QStringLiteral("Acme · 3 namespaces"));
        s.click(s.account());
        QCOMPARE(wanted.size(), 2);
    }

    void staysClosedWhenNobodyAskedForIt()
    {
        Shown s;
        connectAccount(s.cloudflare);
        QVERIFY(!s.pane.view()->isExpanded(s.account()));
        QCOMPARE(s.cloudflare.namespaceReads, 0);
        s.pane.view()->expand(s.account());
        s.cloudflare.shownNamespaces->append({accountId, QStringLiteral("zzz")});
        s.cloudflare.announce();
        QVERIFY(s.pane.view()->isExpanded(s.account()));
        s.pane.view()->collapse(s.account());
        s.cloudflare.shownNamespaces->removeLast();
        s.cloudflare.announce();
        QVERIFY(!s.pane.view()->isExpanded(s.account()));
    }

    void listsWhenAskedAndNotYetListed()
    {
        Shown s;
        connectAccount(s.cloudflare);
        s.cloudflare.shownNamespaces.reset();
        s.cloudflare.announce();
        s.click(s.account());
        QCOMPARE(s.cloudflare.namespaceReads, 1);
        s.cloudflare.shownNamespaces.emplace(); // there is none
        s.cloudflare.announce();
        s.click(s.account());
        QCOMPARE(s.cloudflare.namespaceReads, 1);
    }

    void saysHowThingsStand_data()
    {
        QTest::addColumn<State>("state");
        QTest::addColumn<QString>("words");
        QTest::newRow("idle") << State::Idle << QStringLiteral("not connected");
        QTest::newRow("looking") << State::Looking << QStringLiteral("connecting…");
        QTest::newRow("none") << State::NoCredential << QStringLiteral("not connected");
        QTest::newRow("failed") << State::Failed << QStringLiteral("⚠ cannot connect");
        QTest::newRow("several") << State::ChooseAccount << QStringLiteral("choose one");
    }
    void saysHowThingsStand()
    {
        QFETCH(State, state);
        Shown s;
        s.cloudflare.shownError = Error{.kind = ErrorKind::Network};
        s.cloudflare.shownState = state;
        s.cloudflare.announce();
        QTEST(s.account().data(ProjectModel::SecondaryTextRole).toString(), "words");
        QVERIFY(!s.find("accountActions")->isVisible());
    }

    void anUnboundNamespaceIsOpenedByItself()
    {
        Shown s;
        connectAccount(s.cloudflare);
        s.pane.view()->expand(s.account());
        QSignalSpy chosen(&s.pane, &NamespacesPane::targetChosen);
        s.click(s.ns(0));
        QCOMPARE(chosenName(chosen), QStringLiteral("remote:#0ldcampa160000000000000000000000"));
        QVERIFY(chosen.last().at(1).value<Binding>().name.isEmpty());
        s.click(s.ns(2));
        QCOMPARE(chosenName(chosen), QStringLiteral("remote:TODO:preview"));
        QCOMPARE(chosen.last().at(1).value<Binding>().name, QStringLiteral("TODO"));
        // The selection stays where the click was, although the binding leads there too.
        s.pane.setCurrentTarget(QStringLiteral("remote:TODO:preview"));
        QCOMPARE(s.pane.view()->currentIndex(), s.ns(2));
        s.pane.setCurrentTarget(QStringLiteral("local:TODO"));
        QCOMPARE(s.pane.view()->currentIndex().data(ProjectModel::NodeKindRole).value<Kind>(), Kind::Binding);
    }

    void createsRenamesAndDeletes()
    {
        Shown s;
        connectAccount(s.cloudflare);
        s.pane.view()->expand(s.account());
        QSignalSpy said(&s.pane, &NamespacesPane::message);
        s.click(s.account());
        QVERIFY(s.find("accountActions")->isVisible());
        QVERIFY(!s.press("renameNamespaceButton")); // of none
        QVERIFY(!s.press("deleteNamespaceButton"));
        QVERIFY(s.press("createNamespaceButton"));
        auto *form = s.find<ui::NamespaceForm>("namespaceForm");
        QVERIFY(form->isVisible());
        s.cloudflare.createAnswer = AccountNamespace{accountId, QStringLiteral("new")};
        auto *field = s.find<QLineEdit>("namespaceField");
        field->setText(QStringLiteral("new"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(form->lines().contains(accountId));
        QCOMPARE(said.size(), 1);

        s.click(s.ns(0));
        QVERIFY(s.press("renameNamespaceButton"));
        QCOMPARE(field->text(), QStringLiteral("old-campaign"));
        field->setText(QStringLiteral("campaign-2025"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(s.cloudflare.renamed.size(), 1);
        QTRY_VERIFY(form->isHidden());

        s.pane.setCountSource([](const QString &id) {
            return id == *todoBinding().id ? std::optional<qint64>(41) : std::nullopt;
        });
        s.click(s.ns(1));
        QVERIFY(s.press("deleteNamespaceButton"));
        const QString words = s.find<QLabel>("namespaceWords")->text();
        QVERIFY(words.contains(QLatin1String("41 keys")));
        QVERIFY(words.contains(QLatin1String("TODO (id)")));
        field->setText(QStringLiteral("shop-TODO"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(s.cloudflare.deleted, QStringList{*todoBinding().id});
        QVERIFY(s.press("refreshNamespacesButton"));
        QCOMPARE(s.cloudflare.namespaceReads, 1);
    }

    void menusFitTheirNodes()
    {
        Shown s;
        connectAccount(s.cloudflare);
        s.pane.view()->expand(s.account());
        QCOMPARE(Shown::words(s.menu(s.ns(0))),
                 QStringLiteral(
                     "Open in a new tab|Compare…|Add it to the favourites||Copy id||New namespace…|Rename "
                     "namespace…|Delete namespace…|Read the "
                     "namespaces again||Copy text"));
        const QModelIndex todo =
            static_cast<ProjectModel *>(s.model())->indexOfTarget(QStringLiteral("local:TODO"));
        QCOMPARE(Shown::words(s.menu(todo)),
                 QStringLiteral("Open in a new tab|Compare…|Add TODO · Local id to the favourites||Copy "
                                "id|Show file of id|Copy preview_id|Show "
                                "file of preview_id|Open "
                                "wrangler.jsonc here||Copy text"));
    }

    void anotherFolderTakesTheFormAway()
    {
        Shown s;
        connectAccount(s.cloudflare);
        s.click(s.account());
        QVERIFY(s.press("createNamespaceButton"));
        Project other = remoteShop();
        s.pane.setProject(other, false); // the same one, read again
        QVERIFY(s.find("namespaceForm")->isVisible());
        other.root = QStringLiteral("/home/ada/other");
        s.pane.setProject(other, false);
        QVERIFY(!s.find("namespaceForm")->isVisible());
    }
};

QTEST_MAIN(TestNamespacesPane)
#include "tst_namespacespane.moc"
