// SPDX-License-Identifier: GPL-3.0-or-later
// Several targets side by side: opening, closing, bringing back and walking along the tabs, what each keeps,
// and that no edit is lost by it.
#include "support/comparefixture.h"
#include "ui/namespaceswitch.h"

#include <QMenu>
#include <QSignalSpy>

using namespace kv;
using namespace kv::test;

class TestTabs : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m = std::make_unique<CompareFixture>();
        const Binding todo = todoBinding();
        for (int i = 0; i < 200; ++i) {
            const QByteArray key = "user:" + QByteArray::number(i).rightJustified(3, '0');
            m->store(todo, 0)->plant(m->entry(key, "id " + key));
            m->store(todo, 1)->plant(m->entry(key, "preview " + key));
        }
        m->store(sessionsBinding())->plant(m->entry("s1", "session"));
        m->show();
        QVERIFY(m->choose(QStringLiteral("local:TODO")));
        QTRY_COMPARE(m->keys()->rowCount(), 200);
    }
    void cleanup() { m.reset(); }

    void aPlainClickReusesTheTab();
    void theMiddleButtonOpensAnother();
    void ctrlEnterOpensAnother();
    void theMenuOpensAnother();
    void titlesTellTargetsApart();
    void ctrlTShowsTheSameOnceMore();
    void eachKeepsItsKeyFilterAndSwitch();
    void closedOnesComeBackTheLastFirst();
    void theMiddleButtonClosesATab();
    void theMenuOfATabClosesTheOthers();
    void theKeyboardWalksAndMoves();
    void draggingKeepsPagesWithTheirTabs();
    void anEditIsMarkedAndAskedAbout();
    void theWindowAsksForEachEdit();
    void onlyTheOneInSightIsWatched();
    void whatWasWrittenMeanwhileIsThere();
    void twoOfTheSameStoreShareIt();
    void theLastOneLeavesAnEmptyDesk();
    void cloudflareIsNotAskedForHiddenTabs();

private:
    QString title(int index) const { return m->tabs()->tabText(index); }
    void key(Qt::Key code, Qt::KeyboardModifiers modifiers = Qt::ControlModifier) const
    {
        QTest::keyClick(&m->window, code, modifiers);
        QCoreApplication::processEvents();
    }
    QPoint nodeOf(const QString &target) const
    {
        const auto *model = static_cast<items::ProjectModel *>(m->tree()->model());
        const QModelIndex index = model->indexOfTarget(target);
        m->tree()->scrollTo(index);
        return m->tree()->visualRect(index).center();
    }
    void openBeside(const QString &target) const
    {
        QTest::mouseClick(m->tree()->viewport(), Qt::MiddleButton, {}, nodeOf(target));
        QCoreApplication::processEvents();
    }

    std::unique_ptr<CompareFixture> m;
};

void TestTabs::aPlainClickReusesTheTab()
{
    QCOMPARE(m->tabs()->count(), 1);
    QCOMPARE(title(0), QStringLiteral("TODO · Local id"));
    QVERIFY(!m->tabs()->tabIcon(0).isNull());
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QCOMPARE(m->tabs()->count(), 1);
    QCOMPARE(title(0), QStringLiteral("SESSIONS · Local id"));
}

void TestTabs::theMiddleButtonOpensAnother()
{
    QVERIFY(m->open("user:007"));
    openBeside(QStringLiteral("local:SESSIONS"));
    QCOMPARE(m->tabs()->count(), 2);
    QCOMPARE(m->tabs()->currentIndex(), 1);
    QCOMPARE(title(1), QStringLiteral("SESSIONS · Local id"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("1"));
    QCOMPARE(m->tree()->currentIndex().data().toString(), QStringLiteral("SESSIONS")); // the tree follows
    m->tabs()->setCurrentIndex(0);
    QCOMPARE(m->label("entryKey"), QStringLiteral("user:007"));
    QCOMPARE(m->tree()->currentIndex().data().toString(), QStringLiteral("TODO"));
}

void TestTabs::ctrlEnterOpensAnother()
{
    key(Qt::Key_1);
    QTRY_VERIFY(m->tree()->hasFocus());
    QTest::keyClick(m->tree(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(m->tabs()->count(), 2);
    QCOMPARE(title(1), QStringLiteral("TODO · Local id"));
}

void TestTabs::theMenuOpensAnother()
{
    Q_EMIT m->tree()->customContextMenuRequested(nodeOf(QStringLiteral("local:SESSIONS")));
    auto *menu = m->window.findChild<QMenu *>(QStringLiteral("namespacesMenu"));
    QVERIFY(menu);
    menu->findChild<QAction *>(QStringLiteral("openInNewTabAction"))->trigger();
    menu->close();
    QCOMPARE(m->tabs()->count(), 2);
    QCOMPARE(title(1), QStringLiteral("SESSIONS · Local id"));
}

void TestTabs::titlesTellTargetsApart()
{
    openBeside(QStringLiteral("local:TODO@staging"));
    QCOMPARE(title(1), QStringLiteral("TODO@staging · Local id"));
    openBeside(QStringLiteral("local:#9b48101ceaa2"));
    QVERIFY2(title(2).endsWith(QStringLiteral(" · Local")), qPrintable(title(2)));
    m->tabs()->setCurrentIndex(0);
    QVERIFY(m->press("namespaceSwitch1"));
    QCOMPARE(title(0), QStringLiteral("TODO · Local preview_id"));
}

void TestTabs::ctrlTShowsTheSameOnceMore()
{
    m->filter()->setText(QStringLiteral("user:1"));
    QVERIFY(m->open("user:107"));
    auto *first = m->pane();
    key(Qt::Key_T);
    QCOMPARE(m->tabs()->count(), 2);
    QCOMPARE(m->tabs()->currentIndex(), 1);
    QVERIFY(m->pane() != first);
    QCOMPARE(m->filter()->text(), QStringLiteral("user:1"));
    QTRY_COMPARE(m->label("entryKey"), QStringLiteral("user:107"));
    QTRY_COMPARE(m->table()->selectedKeys(), QList<QByteArray>{"user:107"});
    QVERIFY(m->press("newTabButton"));
    QCOMPARE(m->tabs()->count(), 3);
}

void TestTabs::eachKeepsItsKeyFilterAndSwitch()
{
    QVERIFY(m->open("user:003"));
    key(Qt::Key_T);
    QTRY_COMPARE(m->label("entryKey"), QStringLiteral("user:003"));
    QVERIFY(m->press("namespaceSwitch1"));
    m->filter()->setText(QStringLiteral("user:15"));
    QVERIFY(m->open("user:150"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("preview user:150"));
    const auto side = [this] { return m->find<ui::NamespaceSwitch>("namespaceSwitch")->current(); };
    QCOMPARE(side(), 1);
    m->tabs()->setCurrentIndex(0);
    QCOMPARE(side(), 0);
    QCOMPARE(m->filter()->text(), QString());
    QCOMPARE(m->editor()->bytes(), QByteArray("id user:003"));
    m->tabs()->setCurrentIndex(1);
    QCOMPARE(side(), 1);
    QCOMPARE(m->filter()->text(), QStringLiteral("user:15"));
    QCOMPARE(m->editor()->bytes(), QByteArray("preview user:150"));
    key(Qt::Key_E); // flips this one only
    QCOMPARE(title(1), QStringLiteral("TODO · Local id"));
    QCOMPARE(title(0), QStringLiteral("TODO · Local id"));
}

void TestTabs::closedOnesComeBackTheLastFirst()
{
    QVERIFY(m->open("user:042"));
    openBeside(QStringLiteral("local:SESSIONS"));
    m->tabs()->setCurrentIndex(0);
    key(Qt::Key_W);
    QCOMPARE(m->tabs()->count(), 1);
    QCOMPARE(title(0), QStringLiteral("SESSIONS · Local id"));
    key(Qt::Key_W);
    QCOMPARE(m->tabs()->count(), 0);
    QVERIFY(!m->action("closeTabAction")->isEnabled());
    key(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(title(0), QStringLiteral("SESSIONS · Local id"));
    key(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m->tabs()->count(), 2);
    QCOMPARE(title(0), QStringLiteral("TODO · Local id")); // where it was
    QCOMPARE(m->tabs()->currentIndex(), 0);
    QTRY_COMPARE(m->label("entryKey"), QStringLiteral("user:042"));
    QVERIFY(!m->action("reopenTabAction")->isEnabled());
}

void TestTabs::theMiddleButtonClosesATab()
{
    openBeside(QStringLiteral("local:SESSIONS"));
    QTest::mouseClick(m->tabs(), Qt::MiddleButton, {}, m->tabs()->tabRect(0).center());
    QTRY_COMPARE(m->tabs()->count(), 1);
    QCOMPARE(title(0), QStringLiteral("SESSIONS · Local id"));
    auto *close = qobject_cast<QToolButton *>(m->tabs()->tabButton(0, QTabBar::RightSide));
    QVERIFY(close && close->accessibleName().contains(QStringLiteral("SESSIONS")));
    QTest::mouseClick(close, Qt::LeftButton);
    QCOMPARE(m->tabs()->count(), 0);
}

void TestTabs::theMenuOfATabClosesTheOthers()
{
    openBeside(QStringLiteral("local:SESSIONS"));
    openBeside(QStringLiteral("local:TODO@staging"));
    Q_EMIT m->tabs()->customContextMenuRequested(m->tabs()->tabRect(1).center());
    auto *menu = m->window.findChild<QMenu *>(QStringLiteral("tabMenu"));
    QVERIFY(menu);
    menu->findChild<QAction *>(QStringLiteral("tabCloseOthersAction"))->trigger();
    menu->close();
    QTRY_COMPARE(m->tabs()->count(), 1);
    QCOMPARE(title(0), QStringLiteral("SESSIONS · Local id"));
}

void TestTabs::theKeyboardWalksAndMoves()
{
    openBeside(QStringLiteral("local:SESSIONS"));
    openBeside(QStringLiteral("local:TODO@staging"));
    QCOMPARE(m->tabs()->currentIndex(), 2);
    m->filter()->setFocus(); // also from a text field
    QTest::keyClick(m->filter(), Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(m->tabs()->currentIndex(), 0);
    key(Qt::Key_PageUp);
    QCOMPARE(m->tabs()->currentIndex(), 2);
    key(Qt::Key_PageUp);
    QCOMPARE(m->tabs()->currentIndex(), 1);
    key(Qt::Key_PageDown);
    QCOMPARE(m->tabs()->currentIndex(), 2);
    key(Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m->tabs()->currentIndex(), 1);
    key(Qt::Key_PageDown, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(title(2), QStringLiteral("SESSIONS · Local id"));
    QCOMPARE(m->tabs()->currentIndex(), 2);
    QCOMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
    key(Qt::Key_PageUp, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(title(1), QStringLiteral("SESSIONS · Local id"));
}

void TestTabs::draggingKeepsPagesWithTheirTabs()
{
    openBeside(QStringLiteral("local:SESSIONS"));
    openBeside(QStringLiteral("local:TODO@staging"));
    QVERIFY(m->tabs()->isMovable());
    m->tabs()->moveTab(2, 0); // what a drag does
    const QStringList titles = {QStringLiteral("TODO@staging · Local id"), QStringLiteral("TODO · Local id"),
                                QStringLiteral("SESSIONS · Local id")};
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(title(i), titles.at(i));
        m->tabs()->setCurrentIndex(i);
        QCOMPARE(m->window.browser()->title(), titles.at(i));
    }
}

void TestTabs::anEditIsMarkedAndAskedAbout()
{
    QVERIFY(m->open("user:001"));
    m->type("edited");
    QTRY_COMPARE(title(0), QStringLiteral("✎ TODO · Local id"));
    QVERIFY(m->tabs()->tabToolTip(0).contains(QStringLiteral("unsaved")));
    openBeside(QStringLiteral("local:SESSIONS")); // another tab takes nothing away
    QCOMPARE(title(0), QStringLiteral("✎ TODO · Local id"));
    QTest::mouseClick(m->tabs(), Qt::MiddleButton, {}, m->tabs()->tabRect(0).center());
    QCOMPARE(m->tabs()->count(), 2);
    QCOMPARE(m->tabs()->currentIndex(), 0); // where it is asked
    QVERIFY(m->press("guardStayButton"));
    QCOMPARE(m->editor()->bytes(), QByteArray("edited"));
    key(Qt::Key_W);
    QVERIFY(m->press("guardDiscardButton"));
    QTRY_COMPARE(m->tabs()->count(), 1);
    QCOMPARE(title(0), QStringLiteral("SESSIONS · Local id"));
}

void TestTabs::theWindowAsksForEachEdit()
{
    QVERIFY(m->open("user:001"));
    m->type("first");
    openBeside(QStringLiteral("local:TODO:preview"));
    QVERIFY(m->open("user:002"));
    m->type("second");
    openBeside(QStringLiteral("local:SESSIONS"));
    QVERIFY(m->window.isWindowModified());
    m->window.close();
    QVERIFY(m->window.isVisible());
    QCOMPARE(m->tabs()->currentIndex(), 0);
    QVERIFY(m->press("guardDiscardButton"));
    QTRY_COMPARE(m->tabs()->currentIndex(), 1);
    QVERIFY(m->window.isVisible());
    QVERIFY(m->press("guardSaveButton"));
    QTRY_VERIFY(!m->window.isVisible());
}

void TestTabs::onlyTheOneInSightIsWatched()
{
    QVERIFY(m->store(todoBinding())->isWatching());
    openBeside(QStringLiteral("local:SESSIONS"));
    QVERIFY(!m->store(todoBinding())->isWatching());
    QVERIFY(m->store(sessionsBinding())->isWatching());
    m->tabs()->setCurrentIndex(0);
    QVERIFY(m->store(todoBinding())->isWatching());
    QVERIFY(!m->store(sessionsBinding())->isWatching());
    m->action("compareAction")->trigger(); // a comparison is in sight, and no list
    QVERIFY(!m->store(todoBinding())->isWatching());
}

void TestTabs::whatWasWrittenMeanwhileIsThere()
{
    QVERIFY(m->open("user:001"));
    openBeside(QStringLiteral("local:SESSIONS"));
    m->store(todoBinding())->plant(m->entry("user:001", "by the Worker"));
    m->store(todoBinding())->plant(m->entry("zebra", "new"));
    m->tabs()->setCurrentIndex(0);
    QTRY_COMPARE(m->keys()->rowCount(), 201);
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("by the Worker"));
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>{"user:001"});
}

void TestTabs::twoOfTheSameStoreShareIt()
{
    key(Qt::Key_T);
    QVERIFY(m->store(todoBinding())->isWatching());
    key(Qt::Key_W); // of the two that watched it one is gone
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(m->store(todoBinding())->isWatching());
    m->store(todoBinding())->plant(m->entry("zebra", "new"));
    QTRY_COMPARE(m->keys()->rowCount(), 201);
}

void TestTabs::theLastOneLeavesAnEmptyDesk()
{
    key(Qt::Key_W);
    QCOMPARE(m->tabs()->count(), 0);
    QVERIFY(m->sees("keysEmpty"));
    QCOMPARE(m->label("keysEmptyTitle"), QStringLiteral("No namespace is open"));
    QVERIFY(!m->store(todoBinding())->isWatching());
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QCOMPARE(m->tabs()->count(), 1);
    QTRY_COMPARE(m->keys()->rowCount(), 200);
}

void TestTabs::cloudflareIsNotAskedForHiddenTabs()
{
    connectAccount(m->workspace.cloudflare());
    CompareFixture::costs(*m->production());
    m->production()->plant(m->entry("p1", "x"));
    QVERIFY(m->press("placeSwitch1"));
    QTRY_COMPARE(m->keys()->rowCount(), 1);
    openBeside(QStringLiteral("local:SESSIONS"));
    QSignalSpy read(m->window.findChildren<items::KeyTableModel *>().first(),
                    &items::KeyTableModel::reloaded);
    m->workspace.cloudflare().announce();
    QCoreApplication::processEvents();
    QCOMPARE(read.count(), 0);
}

QTEST_MAIN(TestTabs)
#include "tst_tabs.moc"
