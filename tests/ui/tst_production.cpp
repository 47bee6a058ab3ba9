// SPDX-License-Identifier: GPL-3.0-or-later
// Data at Cloudflare through the real window: the page to sign in, the four targets, and production, which
// nothing writes to by mistake.
#include "support/windowfixture.h"
#include "ui/confirmbar.h"
#include "ui/namespacespane.h"
#include "ui/namespaceswitch.h"
#include "ui/placeswitch.h"
#include "ui/signinpage.h"

#include <QAction>
#include <QToolButton>

using namespace kv;
using namespace kv::test;

class TestProduction : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<WindowFixture> m;
    QString m_id;
    QString m_previewId;

    FakeCloudflare &cloudflare() const { return m->workspace.cloudflare(); }
    std::shared_ptr<MemoryStore> production() const { return m->workspace.remoteStore(m_id); }
    std::shared_ptr<MemoryStore> preview() const { return m->workspace.remoteStore(m_previewId); }
    void connectAccount() const
    {
        cloudflare().shownState = Cloudflare::State::Ready;
        cloudflare().account = QStringLiteral("acc0");
        cloudflare().shownAccounts = {{QStringLiteral("acc0"), QStringLiteral("Ada's account")}};
        cloudflare().announce();
    }
    bool place(int segment) const
    {
        auto *button = m->find<ui::PlaceSwitch>("placeSwitch")->button(segment);
        if (!button->isEnabled())
            return false;
        QTest::mouseClick(button, Qt::LeftButton);
        QCoreApplication::processEvents();
        return true;
    }
    bool kind(int segment) const
    {
        auto *button = m->find<ui::NamespaceSwitch>("namespaceSwitch")->button(segment);
        if (!button->isEnabled())
            return false;
        QTest::mouseClick(button, Qt::LeftButton);
        QCoreApplication::processEvents();
        return true;
    }
    bool openProduction() const
    {
        return m->choose(QStringLiteral("local:TODO")) && kind(0) && place(1) &&
               QTest::qWaitFor([this] { return m->rowOf("user:1") >= 0; });
    }
    int writes() const
    {
        using Call = MemoryStore::Call;
        return production()->callCount(Call::Put) + production()->callCount(Call::Rename) +
               production()->callCount(Call::Remove);
    }
    QAction *action(const char *name) const { return m->window.findChild<QAction *>(QLatin1String(name)); }
    QByteArray stored(const QByteArray &key) const
    {
        const auto future = production()->get(key);
        return future.isFinished() && future.result() ? future.result()->value : QByteArray("?");
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        Binding todo = todoBinding();
        m_id = *todo.id;
        m_previewId = *todo.previewId;
        addRemoteTargets(todo);
        Project project = shopProject();
        project.workers[0].environments[0].bindings[0] = todo;
        m->workspace.production = QStringList{m_id};
        m->store(todo, 0)->plant(m->entry("user:1", "local"));
        production()->plant(m->entry("user:1", "production"));
        production()->plant(m->entry("user:2", "second"));
        preview()->plant(m->entry("user:1", "preview"));
        m->workspace.setProject(project);
        m->show();
    }
    void cleanup() { m.reset(); }

    void withoutACredentialTheAccountIsAskedForInThePane();
    void theAccountIsAskedForWithoutATarget();
    void nothingIsAskedUntilRemoteIsChosen();
    void fourTargetsTwoSwitchesApart();
    void productionOpensLocked();
    void noKeyAndNoClickWritesToLockedProduction();
    void allowingIsAnActAndShows();
    void lockingAgainAsksAboutAnEdit();
    void deletingInProductionAsksForTheName();
    void previewAsksForNoMoreThanAClick();
    void aCredentialThatStopsWorkingKeepsTheEdit();
};

void TestProduction::withoutACredentialTheAccountIsAskedForInThePane()
{
    cloudflare().shownState = Cloudflare::State::NoCredential;
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QVERIFY(place(1));
    QCOMPARE(cloudflare().starts, 1);
    auto *page = m->window.findChild<ui::SignInPage *>();
    QVERIFY(page && page->isVisible());
    QVERIFY(!m->table()->isVisible());
    QCOMPARE(m->label("targetBadge"), QStringLiteral("PRODUCTION"));
    QVERIFY(!action("addAction")->isEnabled());
    QVERIFY(!m->sees("filterLine"));
    QVERIFY(!m->sees("allowChangesButton"));

    connectAccount();
    QTRY_VERIFY(m->table()->isVisible());
    QVERIFY(!page->isVisible());
    QTRY_COMPARE(m->keys()->rowCount(), 2);
}

void TestProduction::theAccountIsAskedForWithoutATarget()
{
    cloudflare().shownState = Cloudflare::State::NoCredential;
    auto *page = m->window.findChild<ui::SignInPage *>();
    Q_EMIT m->find<ui::NamespacesPane>("namespacesPane")->accountRequested();
    QTRY_VERIFY(page->isVisible());
    connectAccount();
    QVERIFY(!page->isVisible());
    QVERIFY(m->sees("keysEmpty"));
}

void TestProduction::nothingIsAskedUntilRemoteIsChosen()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QVERIFY(kind(1));
    QVERIFY(m->open("user:1") || true);
    QCOMPARE(cloudflare().starts, 0);
    QVERIFY(production()->waitingCalls().isEmpty());
}

void TestProduction::fourTargetsTwoSwitchesApart()
{
    connectAccount();
    QVERIFY(openProduction());
    QVERIFY(m->open("user:1"));
    QCOMPARE(m->draft()->value(), QByteArray("production"));
    QVERIFY(kind(1));
    QTRY_COMPARE(m->draft()->value(), QByteArray("preview"));
    QCOMPARE(m->label("targetBadge"), QStringLiteral("PREVIEW"));
    QVERIFY(place(0));
    QTRY_COMPARE(m->label("targetBadge"), QStringLiteral("LOCAL"));
    QVERIFY(kind(0));
    QTRY_COMPARE(m->draft()->value(), QByteArray("local"));
    action("flipPlaceAction")->trigger();
    QTRY_COMPARE(m->draft()->value(), QByteArray("production"));
    QCOMPARE(m->draft()->key(), QByteArray("user:1"));
    QVERIFY(m->label("targetPath").contains(QStringLiteral("Ada's account")));
}

void TestProduction::productionOpensLocked()
{
    connectAccount();
    QVERIFY(openProduction());
    QVERIFY(m->open("user:1"));
    QVERIFY(m->label("targetUsedBy").startsWith(QStringLiteral("read-only: ")));
    QVERIFY(m->editor()->isReadOnly());
    QVERIFY(m->sees("allowChangesButton"));
    for (const char *name : {"addAction", "renameAction", "duplicateAction", "deleteAction", "saveAction"})
        QVERIFY2(!action(name)->isEnabled(), name);
    QVERIFY(!m->find<QAbstractButton>("addKeyButton")->isEnabled());
}

void TestProduction::noKeyAndNoClickWritesToLockedProduction()
{
    connectAccount();
    QVERIFY(openProduction());
    QVERIFY(m->open("user:1"));
    const QList<QWidget *> places = {m->table(), m->editor(), m->filter(), m->tree(), m->pane()};
    for (QWidget *place : places) {
        place->setFocus();
        for (const int key :
             {int(Qt::Key_Delete), int(Qt::Key_F2), int(Qt::Key_Return), int(Qt::Key_Backspace)})
            QTest::keyClick(place, Qt::Key(key));
        for (const int key : {int(Qt::Key_S), int(Qt::Key_N), int(Qt::Key_D), int(Qt::Key_V), int(Qt::Key_X)})
            QTest::keyClick(place, Qt::Key(key), Qt::ControlModifier);
        QTest::keyClicks(place, QStringLiteral("x"));
        m->filter()->clear();
    }
    const QList<QAbstractButton *> buttons = m->pane()->findChildren<QAbstractButton *>();
    for (QAbstractButton *button : buttons) {
        if (button->isVisible() && button->isEnabled())
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QCoreApplication::processEvents();
    QVERIFY(m->find<ui::ConfirmBar>("confirmBar")->isHidden());
    QCOMPARE(writes(), 0);
    QCOMPARE(stored("user:1"), QByteArray("production"));
    QCOMPARE(stored("user:2"), QByteArray("second"));
}

void TestProduction::allowingIsAnActAndShows()
{
    connectAccount();
    QVERIFY(openProduction());
    QVERIFY(m->open("user:1"));
    QVERIFY(m->press("allowChangesButton"));
    QCOMPARE(m->workspace.allowed, QStringList{m_id});
    QVERIFY(
        m->label("targetUsedBy").startsWith(QStringLiteral("changes are allowed until the program ends")));
    QTRY_VERIFY(!m->editor()->isReadOnly());
    QVERIFY(action("addAction")->isEnabled());
    QVERIFY(action("allowChangesAction")->isChecked());
    m->type("changed");
    QTRY_VERIFY(action("saveAction")->isEnabled());
    action("saveAction")->trigger();
    QTRY_COMPARE(stored("user:1"), QByteArray("changed"));

    // It holds for this target only, and is still there when one comes back.
    QVERIFY(place(0));
    QVERIFY(place(1));
    QTRY_VERIFY(action("addAction")->isEnabled());
    QVERIFY(m->press("allowChangesButton"));
    QVERIFY(m->workspace.allowed.isEmpty());
    QVERIFY(!action("addAction")->isEnabled());
    QTRY_VERIFY(m->editor()->isReadOnly());
}

void TestProduction::lockingAgainAsksAboutAnEdit()
{
    connectAccount();
    m->workspace.allowed << m_id;
    QVERIFY(openProduction());
    QVERIFY(m->open("user:1"));
    m->type("half");
    QVERIFY(m->press("allowChangesButton"));
    QCOMPARE(m->workspace.allowed, QStringList{m_id}); // not before the edit is decided about
    QVERIFY(!m->bar("guardBar").isEmpty());
    QCOMPARE(stored("user:1"), QByteArray("production"));
}

void TestProduction::deletingInProductionAsksForTheName()
{
    connectAccount();
    m->workspace.allowed << m_id;
    QVERIFY(openProduction());
    QVERIFY(m->open("user:1"));
    QVERIFY(m->chooseKey("user:2", Qt::ShiftModifier));
    action("deleteAction")->trigger();
    auto *bar = m->find<ui::ConfirmBar>("confirmBar");
    QVERIFY(bar->isVisible());
    QVERIFY2(bar->text().contains(QStringLiteral("2 keys")), qPrintable(bar->text()));
    QVERIFY(bar->text().contains(QStringLiteral("production")));
    auto *field = bar->findChild<QLineEdit *>(QStringLiteral("confirmField")); // other bars have one too
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(writes(), 0);
    QTest::keyClicks(field, QStringLiteral("TODO"));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(m->keys()->rowCount(), 0);
    QCOMPARE(stored("user:1"), QByteArray("?"));
}

void TestProduction::previewAsksForNoMoreThanAClick()
{
    connectAccount();
    QVERIFY(openProduction());
    QVERIFY(kind(1));
    QVERIFY(m->open("user:1"));
    QVERIFY(!m->sees("allowChangesButton"));
    action("deleteAction")->trigger();
    QVERIFY(m->find<ui::ConfirmBar>("confirmBar")->isHidden());
    QVERIFY(m->press("deleteYesButton"));
    QTRY_COMPARE(m->keys()->rowCount(), 0);
}

void TestProduction::aCredentialThatStopsWorkingKeepsTheEdit()
{
    connectAccount();
    QVERIFY(openProduction());
    QVERIFY(kind(1));
    QVERIFY(m->open("user:1"));
    m->type("half");
    cloudflare().shownState = Cloudflare::State::Failed;
    cloudflare().shownError = Error{.kind = ErrorKind::Unauthorised};
    cloudflare().announce();
    QVERIFY(m->editor()->isVisible());
    QCOMPARE(m->draft()->value(), QByteArray("half"));
    m->pane()->revert();
    QTRY_VERIFY(m->window.findChild<ui::SignInPage *>()->isVisible());
}

QTEST_MAIN(TestProduction)
#include "tst_production.moc"
