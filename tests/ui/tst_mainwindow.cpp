// SPDX-License-Identifier: GPL-3.0-or-later
// Finding one's way: the tree, the target, the list, the switch, what is said when there is nothing to show.
#include "support/windowfixture.h"
#include "ui/namespaceswitch.h"

#include <QAction>
#include <QLineEdit>
#include <QScrollBar>
#include <QToolButton>

using namespace kv;
using namespace kv::test;
using items::KeyTableModel;
using items::ProjectModel;

/// Claims every key, whatever shortcut it is.
class GreedyField : public QLineEdit
{
public:
    using QLineEdit::QLineEdit;

protected:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::ShortcutOverride)
            return QLineEdit::event(event);
        event->accept();
        return true;
    }
};

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        const Binding todo = todoBinding();
        for (int i = 0; i < 400; ++i) {
            const QByteArray key = "user:" + QByteArray::number(i).rightJustified(3, '0');
            m->store(todo, 0)->plant(m->entry(key, "id " + key));
            m->store(todo, 1)->plant(m->entry(key, "preview " + key));
        }
        m->store(todo, 0)->plant(m->entry("cart:1", "only in id"));
        m->workspace.setProject(shopProject());
        m->show();
    }
    void cleanup() { m.reset(); }

    void saysWhenNoFolderIsOpen();
    void saysWhenThereIsNoWranglerFile();
    void opensAPickedFolder();
    void aFolderThatComesBackIsNoLongerMissed();
    void showsABrokenFileWithItsLine();
    void choosingABindingListsItsKeys();
    void theColumnOfTimesHoldsThem();
    void theBannerTellsWhoUsesTheStore();
    void filtersAsOneTypes();
    void downFromTheFilterChoosesTheFirstKey();
    void flippingKeepsKeyFilterAndPlace();
    void flipsFromAnyTextField();
    void flippingSaysWhenTheKeyIsNotThere();
    void theSwitchSaysWhyItCannotFlip();
    void saysThatNoStoreIsOnDisk();
    void aStoreOfAnotherProgramAppearsByItself();
    void aFailedReadingOffersRetry();
    void anotherReadingOfTheProjectKeepsThePlace();
    void writesFromOutsideKeepSelectionAndPlace();
    void theKeyboardReachesEverything();
    void opensWhatThereIsToSee();
    void remembersFoldersAndAppearance();

private:
    std::unique_ptr<WindowFixture> m;
};

void TestMainWindow::saysWhenNoFolderIsOpen()
{
    m->workspace.setProject({});
    QVERIFY(m->sees("startPage"));
    QVERIFY(m->sees("startOpenButton"));
}

void TestMainWindow::saysWhenThereIsNoWranglerFile()
{
    Project empty;
    empty.root = QStringLiteral("/home/ada/notes");
    m->workspace.setProject(empty);
    QCOMPARE(m->label("namespacesEmptyTitle"), QStringLiteral("No wrangler file under /home/ada/notes"));
    m->dialogs.nextFolder = QStringLiteral("/home/ada/shop");
    QVERIFY(m->press("namespacesEmptyAction"));
    QCOMPARE(m->workspace.opened, QStringList{QStringLiteral("/home/ada/shop")});
}

void TestMainWindow::opensAPickedFolder()
{
    m->dialogs.nextFolder = QStringLiteral("/home/ada/blog");
    QTest::keyClick(&m->window, Qt::Key_O, Qt::ControlModifier);
    QCOMPARE(m->workspace.opened, QStringList{QStringLiteral("/home/ada/blog")});
}

void TestMainWindow::aFolderThatComesBackIsNoLongerMissed()
{
    Q_EMIT m->workspace.failed({.kind = ErrorKind::NotFound, .path = shopProject().root});
    QVERIFY(m->bar("windowBar").contains(shopProject().root));
    m->workspace.setProject(shopProject());
    QVERIFY(m->bar("windowBar").isEmpty());
}

void TestMainWindow::showsABrokenFileWithItsLine()
{
    const auto *model = m->tree()->model();
    const QModelIndexList problems =
        model->match(model->index(0, 0), ProjectModel::NodeKindRole,
                     QVariant::fromValue(ProjectModel::NodeKind::Problem), 1, Qt::MatchRecursive);
    QCOMPARE(problems.size(), 1);
    QVERIFY(!m->tree()->visualRect(problems.first()).isEmpty()); // unfolded, in sight
    m->tree()->setCurrentIndex(problems.first());
    m->tree()->setFocus();
    QTest::keyClick(m->tree(), Qt::Key_Return);
    QCOMPARE(m->dialogs.edited,
             (QList<QPair<QString, int>>{{QStringLiteral("/home/ada/shop/edge/wrangler.toml"), 14}}));
}

void TestMainWindow::choosingABindingListsItsKeys()
{
    QVERIFY(m->sees("keysEmpty"));
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("401"));
    QCOMPARE(m->label("statusCounts"), QStringLiteral("401 keys"));
    QVERIFY(m->store(todoBinding())->isWatching());
    QVERIFY(m->open("cart:1"));
    QCOMPARE(m->label("entryKey"), QStringLiteral("cart:1"));
    QCOMPARE(m->editor()->bytes(), QByteArray("only in id"));
    QTest::keyClick(m->table(), Qt::Key_Down); // the entry follows the arrows
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("id user:000"));
    QTest::keyClick(m->table(), Qt::Key_End);
    QTRY_COMPARE(m->table()->currentIndex().row(), m->keys()->rowCount() - 1);
    QTest::keyClick(m->table(), Qt::Key_Home);
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("only in id"));
}

void TestMainWindow::theColumnOfTimesHoldsThem()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTRY_VERIFY(m->table()->isVisible());
    const QFontMetrics metrics(m->table()->font());
    const int room = m->table()->columnWidth(KeyTableModel::Expires) - 24; // as the delegate has it
    for (const QString &text : {QStringLiteral("expired 28 min ago"), QStringLiteral("expired 10 min ago")})
        QCOMPARE(metrics.elidedText(text, Qt::ElideRight, room), text);
}

void TestMainWindow::theBannerTellsWhoUsesTheStore()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QCOMPARE(m->label("targetTitle"), QStringLiteral("TODO"));
    QCOMPARE(m->label("targetWhich"), QStringLiteral("· id 0677…64db"));
    QCOMPARE(m->label("targetUsedBy"),
             QStringLiteral("used by `wrangler kv key list` and 2 more · not by `wrangler dev`, which uses "
                            "preview_id"));
    QVERIFY(m->press("showFileButton"));
    QCOMPARE(m->dialogs.shown, QStringList{todoBinding().targets.first().path});
    QVERIFY(m->choose(QStringLiteral("local:TODO@staging")));
    QCOMPARE(m->label("targetWhich"), QStringLiteral("· env.staging · id 57a6…6157"));
}

void TestMainWindow::filtersAsOneTypes()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTest::keyClick(&m->window, Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(m->filter()->hasFocus());
    QTest::keyClicks(m->filter(), QStringLiteral("user:01"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("10 of 401"));
    QTest::keyClicks(m->filter(), QStringLiteral("x"));
    QTRY_COMPARE(m->label("keysEmptyTitle"), QStringLiteral("No key starts with user:01x"));
    QVERIFY(m->press("keysEmptyAction"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("401"));
}

void TestMainWindow::downFromTheFilterChoosesTheFirstKey()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("401"));
    m->filter()->setFocus();
    QTest::keyClicks(m->filter(), QStringLiteral("user:2"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("100 of 401"));
    QTest::keyClick(m->filter(), Qt::Key_Down);
    QTRY_VERIFY(m->table()->hasFocus());
    QCOMPARE(m->table()->currentIndex().row(), 0);
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>{"user:200"}); // marked, and what Del would mean
}

void TestMainWindow::flippingKeepsKeyFilterAndPlace()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    m->filter()->setText(QStringLiteral("user:"));
    QVERIFY(m->open("user:200"));
    m->table()->verticalScrollBar()->setValue(m->table()->verticalScrollBar()->value() + 7);
    const auto top = [this] {
        return m->keys()->index(m->table()->rowAt(0), 0).data(KeyTableModel::KeyRole);
    };
    const QVariant topKey = top();
    const int offset = m->table()->rowViewportPosition(m->table()->rowAt(0));
    QVERIFY(offset != 0);

    QVERIFY(m->press("namespaceSwitch1"));
    QCOMPARE(
        m->label("targetWhich"),
        QStringLiteral("· preview_id 0677…769a7a").replace(QStringLiteral("769a7a"), QStringLiteral("9a7a")));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("preview user:200"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("400 of 400"));
    QCOMPARE(m->filter()->text(), QStringLiteral("user:"));
    QTRY_COMPARE(top(), topKey);
    QCOMPARE(m->table()->rowViewportPosition(m->table()->rowAt(0)), offset);
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>{"user:200"});

    QTest::keyClick(&m->window, Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("id user:200"));
    QTRY_COMPARE(top(), topKey);
}

void TestMainWindow::flipsFromAnyTextField()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    // On X11 a text field claims Ctrl+E and Ctrl+D; what other platforms' fields do not, this one does.
    GreedyField field(&m->window);
    field.show();
    field.setFocus();
    QTRY_VERIFY(field.hasFocus());
    QTest::keyClick(&field, Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(m->label("targetWhich"), QStringLiteral("· preview_id 0677…9a7a"));
}

void TestMainWindow::flippingSaysWhenTheKeyIsNotThere()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QVERIFY(m->open("cart:1"));
    QVERIFY(m->press("namespaceSwitch1"));
    QTRY_COMPARE(m->label("entryEmptyTitle"), QStringLiteral("cart:1 is not in this store"));
    QVERIFY(m->press("namespaceSwitch0"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("only in id"));
    QTRY_COMPARE(m->table()->selectedKeys(), QList<QByteArray>{"cart:1"});
}

void TestMainWindow::theSwitchSaysWhyItCannotFlip()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO@staging")));
    QVERIFY(!m->press("namespaceSwitch1"));
    QVERIFY(m->find("namespaceSwitch1")->toolTip().contains(QStringLiteral("no preview_id")));
}

void TestMainWindow::saysThatNoStoreIsOnDisk()
{
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QTRY_COMPARE(m->label("keysEmptyTitle"), QStringLiteral("No store on disk yet"));
    const QString words = m->label("keysEmptyWords").remove(QChar(0x200b)); // where lines may break
    QVERIFY(words.contains(QStringLiteral("`wrangler dev` creates it")));
    QVERIFY(words.contains(sessionsBinding().targets.first().path));
    QVERIFY(m->press("keysEmptyAction"));
    QVERIFY(m->sees("keyEdit"));
}

void TestMainWindow::aStoreOfAnotherProgramAppearsByItself()
{
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QTRY_VERIFY(m->sees("keysEmpty"));
    m->store(sessionsBinding())->plant(m->entry("s1", "x"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("1"));
    QVERIFY(m->table()->isVisible());
}

void TestMainWindow::aFailedReadingOffersRetry()
{
    m->store(todoBinding())
        ->failNext(MemoryStore::Call::List, {.kind = ErrorKind::Corrupt, .detail = QStringLiteral("page 3")});
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTRY_COMPARE(m->label("keysEmptyTitle"), QStringLiteral("The keys could not be read"));
    QVERIFY(m->label("keysEmptyWords").contains(QStringLiteral("damaged")));
    QVERIFY(m->press("keysEmptyAction"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("401"));
}

void TestMainWindow::anotherReadingOfTheProjectKeepsThePlace()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QVERIFY(m->open("user:200"));
    Project again = shopProject();
    again.workers[0].environments[0].bindings[0].targets[0].count = 402;
    again.workers[1].error.reset();
    m->workspace.setProject(again);
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>{"user:200"});
    QCOMPARE(m->tree()->currentIndex().data().toString(), QStringLiteral("TODO"));
    QCOMPARE(m->editor()->bytes(), QByteArray("id user:200"));
}

void TestMainWindow::writesFromOutsideKeepSelectionAndPlace()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QVERIFY(m->open("user:200"));
    const auto topKey = [this] {
        return m->keys()->index(m->table()->rowAt(0), 0).data(KeyTableModel::KeyRole);
    };
    const QVariant before = topKey();
    for (int i = 0; i < 20; ++i)
        m->store(todoBinding())->plant(m->entry("a" + QByteArray::number(i), "new"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("421"));
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>{"user:200"});
    QTRY_COMPARE(topKey(), before);
    m->store(todoBinding())->plant(m->entry("user:200", "by the Worker"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("by the Worker"));
}

void TestMainWindow::theKeyboardReachesEverything()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("401"));
    QTest::keyClick(&m->window, Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(m->tree()->hasFocus());
    QTest::keyClick(&m->window, Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY(m->table()->hasFocus());
    QTest::keyClick(m->table(), Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(m->table(), Qt::Key_Down);
    QTRY_VERIFY(m->draft()->state() == items::EntryDraft::State::Ready);
    QTest::keyClick(m->table(), Qt::Key_Return);
    QTRY_VERIFY(m->editor()->isAncestorOf(QApplication::focusWidget()) || m->editor()->hasFocus());
    QTest::keyClick(&m->window, Qt::Key_F5);
    QCOMPARE(m->workspace.refreshes, 1);
    // Every widget that can have the focus has a name for a screen reader.
    for (const QWidget *widget : m->window.findChildren<QToolButton *>())
        QVERIFY2(!widget->accessibleName().isEmpty() || widget->focusPolicy() == Qt::NoFocus ||
                     !static_cast<const QToolButton *>(widget)->text().isEmpty(),
                 qPrintable(widget->objectName()));
}

void TestMainWindow::opensWhatThereIsToSee()
{
    // The first binding with keys on disk; of two sides the one that is there.
    Project project = shopProject();
    Binding &todo = project.workers.first().environments.first().bindings.first();
    todo.targets.first().exists = false;
    m->workspace.setProject(project);
    m->window.openFolder(project.root);
    QTRY_COMPARE(m->label("targetTitle"), QStringLiteral("TODO"));
    QCOMPARE(m->label("targetWhich"), QStringLiteral("· preview_id 0677…9a7a"));
    // The next time, what was open last.
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    m->window.close();
    m->window.openFolder(project.root);
    QTRY_COMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
}

void TestMainWindow::remembersFoldersAndAppearance()
{
    m->window.openFolder(QStringLiteral("/home/ada/blog"));
    auto *dark = m->find<QObject>("appearance2");
    QVERIFY(dark);
    static_cast<QAction *>(dark)->trigger();
    QCOMPARE(m->settings.value(QStringLiteral("appearance")).toInt(), 2);
    QCOMPARE(m->settings.value(QStringLiteral("recentFolders")).toStringList(),
             QStringList{QStringLiteral("/home/ada/blog")});
    QVERIFY(m->window.palette().color(QPalette::Window).lightness() < 128);
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
