// SPDX-License-Identifier: GPL-3.0-or-later
// The tabs of a project are there again the next time: their targets, keys, filters and order, without asking
// Cloudflare for anything and without opening what nobody looks at.
#include "support/comparefixture.h"
#include "ui/dormanttab.h"
#include "ui/session.h"

#include <QSettings>
#include <QTemporaryDir>

using namespace kv;
using namespace kv::test;
using ui::Session;

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m = std::make_unique<CompareFixture>();
        for (int i = 0; i < 300; ++i) {
            const QByteArray key = "user:" + QByteArray::number(i).rightJustified(3, '0');
            m->store(todoBinding(), 0)->plant(m->entry(key, "id " + key));
            m->store(todoBinding(), 1)->plant(m->entry(key, "preview " + key));
        }
        m->store(sessionsBinding())->plant(m->entry("s1", "session"));
        m->show();
        QVERIFY(m->choose(QStringLiteral("local:TODO")));
        QTRY_COMPARE(m->keys()->rowCount(), 300);
    }
    void cleanup() { m.reset(); }

    void roundTrips();
    void takesWhateverSettingsSay_data();
    void takesWhateverSettingsSay();
    void tabsAreThereAgain();
    void whatIsNotLookedAtCostsNothing();
    void remoteTabsWaitToBeAsked();
    void aTargetThatIsGoneSaysSoAndComesBack();
    void comparisonsKeepTheirPlace();
    void eachProjectHasItsOwn();
    void aFolderThatCannotBeReadKeepsIts();

private:
    QTabBar *tabs() const { return m->tabs(); }
    /// Closes the folder and opens it again, as another run of the program would.
    void again(const Project &project = remoteShop())
    {
        m->workspace.setProject({});
        QCOMPARE(tabs()->count(), 0);
        m->workspace.setProject(project);
    }
    void openBeside(const QString &target) const
    {
        const auto *model = static_cast<items::ProjectModel *>(m->tree()->model());
        const QModelIndex index = model->indexOfTarget(target);
        m->tree()->scrollTo(index);
        QTest::mouseClick(m->tree()->viewport(), Qt::MiddleButton, {}, m->tree()->visualRect(index).center());
        QCoreApplication::processEvents();
    }

    std::unique_ptr<CompareFixture> m;
};

void TestSession::roundTrips()
{
    Session session;
    items::SavedPlace place;
    place.target = items::SavedTarget::of(remoteTodo().targets.at(2));
    place.key = QByteArray("\xff\0 key", 6);
    place.filter = QStringLiteral("user:");
    place.top = "user:004";
    session.tabs = {{place, {}}, {std::nullopt, QStringLiteral("20261123-ab.comparison")}};
    session.current = 1;
    QCOMPARE(Session::fromSetting(session.toSetting()), session);
    // As the real settings keep it: in a file, as text.
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("kept.ini"));
    {
        QSettings stored(file, QSettings::IniFormat);
        ui::StoredSettings settings(stored);
        ui::keepSession(settings, QStringLiteral("/home/ada/shop"), session, {});
    }
    QSettings stored(file, QSettings::IniFormat);
    const ui::StoredSettings settings(stored);
    QCOMPARE(ui::keptSession(settings, QStringLiteral("/home/ada/shop")), session);
    QCOMPARE(ui::keptSession(settings, QStringLiteral("/elsewhere")), Session());
}

void TestSession::takesWhateverSettingsSay_data()
{
    QTest::addColumn<QVariant>("value");
    const QString root = shopProject().root;
    const auto session = [&root](const QVariant &tabs, const QVariant &current) {
        return QVariant(QVariantMap{
            {root, QVariantMap{{QStringLiteral("tabs"), tabs}, {QStringLiteral("current"), current}}}});
    };
    const QVariantMap good =
        items::toSetting({items::SavedTarget::of(todoBinding().targets.first()), "k", {}, {}});
    const auto with = [&good](const char *name, const QVariant &value) {
        QVariantMap map = good;
        map.insert(QLatin1String(name), value);
        return QVariant(map);
    };
    QTest::newRow("a number") << QVariant(7);
    QTest::newRow("text") << QVariant(QStringLiteral("tabs"));
    QTest::newRow("tabs that are no list") << session(42, 0);
    QTest::newRow("tabs of anything")
        << session(QVariantList{1, QStringLiteral("x"), QVariantMap(), QVariantList{2}}, 0);
    QTest::newRow("a place that is none") << session(QVariantList{with("place", 99)}, 0);
    QTest::newRow("a place that is text") << session(QVariantList{with("place", QStringLiteral("Local"))}, 0);
    QTest::newRow("a kind that is none") << session(QVariantList{with("kind", -5)}, 0);
    QTest::newRow("a name that is a list") << session(QVariantList{with("name", QVariantList{1})}, 0);
    QTest::newRow("a key that is a map") << session(QVariantList{with("key", QVariantMap())}, 0);
    QTest::newRow("a key without end") << session(QVariantList{with("key", QByteArray(1 << 20, 'k'))}, 0);
    QTest::newRow("a filter that is a map")
        << session(QVariantList{with("filter", QVariantMap{{QStringLiteral("a"), 1}})}, 0);
    QTest::newRow("a filter without end") << session(QVariantList{with("filter", QString(1 << 20, u'('))}, 0);
    QTest::newRow("current far out") << session(QVariantList{good}, 1'000'000);
    QTest::newRow("current negative") << session(QVariantList{good}, -9);
    QTest::newRow("current that is text") << session(QVariantList{good}, QStringLiteral("first"));
    QTest::newRow("a path as a comparison") << session(
        QVariantList{QVariantMap{{QStringLiteral("comparison"), QStringLiteral("../../x.comparison")}}}, 0);
    QVariantList many;
    for (int i = 0; i < 5000; ++i)
        many << good;
    QTest::newRow("tabs without end") << session(many, 4999);
}

void TestSession::takesWhateverSettingsSay()
{
    QFETCH(QVariant, value);
    m->workspace.setProject({});
    m->settings.setValue(QStringLiteral("sessions"), value);
    m->settings.setValue(QStringLiteral("favourites"), value);
    m->workspace.setProject(shopProject());
    QCoreApplication::processEvents();
    QVERIFY(tabs()->count() <= Session::mostTabs);
    QVERIFY(m->choose(QStringLiteral("local:TODO"))); // and the window works
    QTRY_VERIFY(m->window.browser()->isOpen());
    m->filter()->clear();
    QTRY_COMPARE(m->keys()->rowCount(), 300);
}

void TestSession::tabsAreThereAgain()
{
    QVERIFY(m->open("user:250"));
    const QByteArray top = m->table()->topKey();
    QVERIFY(top > "user:200");
    openBeside(QStringLiteral("local:SESSIONS"));
    openBeside(QStringLiteral("local:TODO"));
    QVERIFY(m->press("namespaceSwitch1"));
    m->filter()->setText(QStringLiteral("user:1"));
    QVERIFY(m->open("user:111"));
    tabs()->moveTab(2, 0);
    QCOMPARE(tabs()->currentIndex(), 0);
    again();
    QCOMPARE(tabs()->count(), 3);
    QCOMPARE(tabs()->tabText(0), QStringLiteral("TODO · Local preview_id"));
    QCOMPARE(tabs()->tabText(1), QStringLiteral("TODO · Local id"));
    QCOMPARE(tabs()->tabText(2), QStringLiteral("SESSIONS · Local id"));
    QCOMPARE(tabs()->currentIndex(), 0);
    QCOMPARE(m->filter()->text(), QStringLiteral("user:1"));
    QTRY_COMPARE(m->keys()->rowCount(), 100);
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("preview user:111"));
    QTRY_COMPARE(m->table()->selectedKeys(), QList<QByteArray>{"user:111"});
    tabs()->setCurrentIndex(1);
    QTRY_COMPARE(m->keys()->rowCount(), 300);
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("id user:250"));
    QTRY_COMPARE(m->table()->topKey(), top);
}

void TestSession::whatIsNotLookedAtCostsNothing()
{
    Session session;
    for (int i = 0; i < 100; ++i) {
        const Binding binding = i % 2 ? sessionsBinding() : todoBinding();
        session.tabs << Session::Tab{
            items::SavedPlace{items::SavedTarget::of(binding.targets.first()), {}, {}, {}}, {}};
    }
    session.current = 0;
    m->workspace.setProject({});
    ui::keepSession(m->settings, remoteShop().root, session, {});
    m->workspace.setProject(remoteShop());
    QCOMPARE(tabs()->count(), 100);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    const auto page = m->window.findChild<QWidget *>(QStringLiteral("workArea"));
    QCOMPARE(page->findChildren<ui::DormantTab *>().size(), 99);
    QVERIFY(page->findChildren<ui::Browser *>().size() <= 2); // one, and one that waits for a first target
    QTRY_COMPARE(m->keys()->rowCount(), 300);
    tabs()->setCurrentIndex(3);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(page->findChildren<ui::DormantTab *>().size(), 98);
    QTRY_COMPARE(m->keys()->rowCount(), 1);
    QCOMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
}

void TestSession::remoteTabsWaitToBeAsked()
{
    connectAccount(m->workspace.cloudflare());
    CompareFixture::costs(*m->production());
    m->production()->plant(m->entry("p1", "remote"));
    QVERIFY(m->press("placeSwitch1"));
    QVERIFY(m->open("p1"));
    const int starts = m->workspace.cloudflare().starts;
    again();
    QCOMPARE(tabs()->tabText(0), QStringLiteral("TODO · Remote id"));
    QCoreApplication::processEvents();
    QCOMPARE(m->workspace.cloudflare().starts, starts);
    QVERIFY(!m->window.browser()->store());
    QCOMPARE(m->label("waitPageTitle"), QStringLiteral("Not read yet"));
    QVERIFY(m->sees("waitPage"));
    m->workspace.cloudflare().announce(); // nor when the account tells something
    QCoreApplication::processEvents();
    QVERIFY(!m->window.browser()->store());
    again(); // it is kept as it was
    QVERIFY(m->sees("waitPage"));
    QVERIFY(m->press("waitPageAction"));
    QTRY_COMPARE(m->keys()->rowCount(), 1);
    QVERIFY(m->workspace.cloudflare().starts > starts);
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("remote"));
}

void TestSession::aTargetThatIsGoneSaysSoAndComesBack()
{
    QVERIFY(m->open("user:100"));
    Project without = remoteShop();
    without.workers[0].environments[0].bindings.removeFirst();
    again(without);
    QCOMPARE(tabs()->count(), 1);
    QCOMPARE(m->label("waitPageTitle"), QStringLiteral("TODO · Local id is not here any more"));
    m->workspace.setProject(remoteShop()); // somebody put the binding back
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("id user:100"));
    QVERIFY(!m->sees("waitPage"));
}

void TestSession::comparisonsKeepTheirPlace()
{
    QVERIFY(m->compareLocals());
    openBeside(QStringLiteral("local:SESSIONS"));
    QCOMPARE(tabs()->count(), 3);
    QVERIFY(tabs()->tabText(1).startsWith(QStringLiteral("⇄")));
    const QString comparison = tabs()->tabText(1);
    tabs()->moveTab(1, 0);
    again();
    QTRY_COMPARE(tabs()->count(), 3);
    QTRY_COMPARE(tabs()->tabText(0), comparison);
    QCOMPARE(tabs()->tabText(1), QStringLiteral("TODO · Local id"));
    QCOMPARE(tabs()->tabText(2), QStringLiteral("SESSIONS · Local id"));
    QCOMPARE(tabs()->currentIndex(), 2);
}

void TestSession::eachProjectHasItsOwn()
{
    Project blog = shopProject();
    blog.root = QStringLiteral("/home/ada/blog");
    m->settings.setValue(QStringLiteral("recentFolders"), QStringList{blog.root, shopProject().root});
    openBeside(QStringLiteral("local:SESSIONS"));
    m->workspace.setProject(blog);
    QCOMPARE(tabs()->count(), 0);
    QVERIFY(m->choose(QStringLiteral("local:TODO@staging")));
    m->workspace.setProject(remoteShop());
    QCOMPARE(tabs()->count(), 2);
    m->workspace.setProject(blog);
    QCOMPARE(tabs()->count(), 1);
    QCOMPARE(tabs()->tabText(0), QStringLiteral("TODO@staging · Local id"));
}

void TestSession::aFolderThatCannotBeReadKeepsIts()
{
    openBeside(QStringLiteral("local:SESSIONS"));
    Project unread;
    unread.root = remoteShop().root;
    m->workspace.reading = true;
    again(unread);
    QCOMPARE(tabs()->count(), 0);
    m->window.close(); // before it was read
    m->window.show();
    m->workspace.reading = false;
    m->workspace.setProject(remoteShop());
    QCOMPARE(tabs()->count(), 2);
}

QTEST_MAIN(TestSession)
#include "tst_session.moc"
