// SPDX-License-Identifier: GPL-3.0-or-later
// Keys as a tree and as patterns, through the real window: switching, walking and folding by keyboard,
// delimiters, and what stays where it was.
#include "items/keytreemodel.h"
#include "items/patternmodel.h"
#include "support/windowfixture.h"
#include "ui/keytree.h"
#include "ui/keyviews.h"
#include "ui/patternview.h"
#include "ui/shapeline.h"
#include "ui/theme.h"

#include <QAction>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>

using namespace kv;
using namespace kv::test;
using items::KeyTableModel;
using items::KeyTreeModel;
using items::PatternModel;
using Keys = QList<QByteArray>;

class TestShape : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<WindowFixture> m;

    ui::KeyTree *tree() const { return m->find<ui::KeyTree>("keysTree"); }
    KeyTreeModel *model() const { return static_cast<KeyTreeModel *>(tree()->model()); }
    QTableView *patterns() const { return m->find<QTableView>("patternsTable"); }
    QAction *action(const char *name) const { return m->window.findChild<QAction *>(QLatin1String(name)); }
    bool openTree() const
    {
        return m->choose(QStringLiteral("local:TODO")) &&
               QTest::qWaitFor([this] { return m->keys()->rowCount() == 407; }) && m->press("shapeSwitch1") &&
               QTest::qWaitFor([this] { return tree()->isVisible() && model()->rowCount() > 0; });
    }
    QModelIndex folder(const QByteArray &prefix) const { return model()->indexOfFolder(prefix); }
    QString text(const QModelIndex &index, int column = 0) const
    {
        return index.siblingAtColumn(column).data().toString();
    }
    QString cell(int row, int column) const
    {
        return patterns()->model()->index(row, column).data().toString();
    }
    QStringList top() const
    {
        QStringList names;
        for (int row = 0; row < model()->rowCount(); ++row)
            names << text(model()->index(row, 0));
        return names;
    }
    bool click(const QModelIndex &index) const
    {
        if (!index.isValid())
            return false;
        tree()->scrollTo(index);
        QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, tree()->visualRect(index).center());
        QCoreApplication::processEvents();
        return true;
    }
    void press(Qt::Key key) const
    {
        QTest::keyClick(tree(), key);
        QCoreApplication::processEvents();
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        const Binding todo = todoBinding();
        for (int i = 0; i < 400; ++i) {
            const QByteArray key =
                "user:" + QByteArray::number(i).rightJustified(3, '0') + (i % 2 ? ":profile" : "");
            m->store(todo, 0)->plant(m->entry(key, "id " + key));
            m->store(todo, 1)->plant(m->entry(key, "preview " + key));
        }
        for (const char *key :
             {"cart:1", "cart:2", "cart:1:items", "config", "img/a.png", "img/b.png", "cart:"})
            m->store(todo, 0)->plant(m->entry(key, key));
        m->workspace.setProject(shopProject());
        m->show();
    }
    void cleanup() { m.reset(); }

    void theSwitchShowsTreeAndPatterns();
    void theCurrentKeySurvivesSwitching();
    void theKeyboardWalksAndFolds();
    void enterAndDelMeanTheRow();
    void endTakesItsTime();
    void delimitersAreFoundAndChosen();
    void theDelimiterThatIsTypedCounts();
    void aDelimiterThatNeverOccursIsAFlatList();
    void shapeAndDelimitersAreRememberedPerProject();
    void flippingKeepsWhatIsOpen();
    void filteringKeepsTheKey();
    void writesFromOutsideKeepThePlace();
    void saysWhenNothingIsLeft();
    void pagedKeysSaySoFar();
    void patternsAreCountedAndChosen();
    void everythingHasAName();
};

void TestShape::theSwitchShowsTreeAndPatterns()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTRY_VERIFY(m->table()->isVisible());
    QVERIFY(m->sees("shapeSwitch"));
    QVERIFY(!m->sees("delimiterButton"));
    QVERIFY(m->press("shapeSwitch1"));
    QTRY_VERIFY(tree()->isVisible());
    QVERIFY(!m->table()->isVisible());
    QVERIFY(m->sees("delimiterButton"));
    QTRY_COMPARE(top(),
                 QStringList({QStringLiteral("cart:"), QStringLiteral("config"), QStringLiteral("img/a.png"),
                              QStringLiteral("img/b.png"), QStringLiteral("user:")}));
    QCOMPARE(text(folder("user:"), KeyTableModel::Value), QStringLiteral("400 keys"));
    QCOMPARE(tree()->visualRect(folder("user:")).height(), ui::Theme::rowHeight());
    QVERIFY(m->press("shapeSwitch2"));
    QTRY_VERIFY(patterns()->isVisible());
    QVERIFY(m->press("shapeSwitch0"));
    QTRY_VERIFY(m->table()->isVisible());
    QCOMPARE(model()->rowCount(), 0); // which costs nothing any more
    QTest::keyClick(&m->window, Qt::Key_2, Qt::AltModifier);
    QTRY_VERIFY(tree()->isVisible());
    QVERIFY(action("showTreeAction")->isChecked());
    QTest::keyClick(&m->window, Qt::Key_3, Qt::AltModifier);
    QTRY_VERIFY(patterns()->hasFocus());
    QTest::keyClick(&m->window, Qt::Key_1, Qt::AltModifier);
    QTRY_VERIFY(m->table()->hasFocus());
}

void TestShape::theCurrentKeySurvivesSwitching()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QVERIFY(m->open("user:201:profile"));
    QVERIFY(m->press("shapeSwitch1"));
    QTRY_COMPARE(tree()->selectedKeys(), Keys{"user:201:profile"});
    QVERIFY(tree()->isExpanded(folder("user:")));
    QVERIFY(tree()->isExpanded(folder("user:201:")));
    QVERIFY(tree()->viewport()->rect().intersects(tree()->visualRect(tree()->currentIndex())));
    QCOMPARE(m->draft()->key(), QByteArray("user:201:profile"));
    QVERIFY(click(model()->indexOfKey("user:200")));
    QTRY_COMPARE(m->draft()->key(), QByteArray("user:200"));
    QVERIFY(m->press("shapeSwitch2"));
    QCOMPARE(m->draft()->key(), QByteArray("user:200"));
    QVERIFY(m->press("shapeSwitch0"));
    QCOMPARE(m->table()->selectedKeys(), Keys{"user:200"});
    QCOMPARE(m->draft()->key(), QByteArray("user:200"));
}

void TestShape::theKeyboardWalksAndFolds()
{
    QVERIFY(openTree());
    QTest::keyClick(&m->window, Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY(tree()->hasFocus());
    press(Qt::Key_Home);
    QCOMPARE(tree()->currentIndex(), folder("cart:"));
    QVERIFY(!tree()->isExpanded(folder("cart:")));
    press(Qt::Key_Right);
    QVERIFY(tree()->isExpanded(folder("cart:")));
    press(Qt::Key_Down); // the key of the folder's own name
    QTRY_COMPARE(m->draft()->key(), QByteArray("cart:"));
    QCOMPARE(text(tree()->currentIndex()), QStringLiteral("cart:"));
    press(Qt::Key_Down);
    QTRY_COMPARE(m->draft()->key(), QByteArray("cart:1"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("cart:1"));
    press(Qt::Key_Left); // to the folder it is in
    QCOMPARE(tree()->currentIndex(), folder("cart:"));
    QTRY_VERIFY(m->draft()->key().isEmpty());
    press(Qt::Key_Left);
    QVERIFY(!tree()->isExpanded(folder("cart:")));
    press(Qt::Key_Asterisk);
    QVERIFY(!tree()->isExpanded(folder("cart:")));
}

void TestShape::enterAndDelMeanTheRow()
{
    QVERIFY(openTree());
    tree()->setFocus();
    press(Qt::Key_Home);
    press(Qt::Key_Return);
    QVERIFY(tree()->isExpanded(folder("cart:")));
    press(Qt::Key_Return);
    QVERIFY(!tree()->isExpanded(folder("cart:")));
    press(Qt::Key_Return);
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    QTRY_COMPARE(m->draft()->key(), QByteArray("cart:1"));
    QTRY_COMPARE(m->draft()->state(), items::EntryDraft::State::Ready);
    press(Qt::Key_Return);
    QTRY_VERIFY(m->editor()->hasFocus());
    tree()->setFocus();
    press(Qt::Key_F2);
    QTRY_VERIFY(m->sees("keyEdit"));
    QTest::keyClick(m->find("keyEdit"), Qt::Key_Escape);
    tree()->setFocus();
    press(Qt::Key_Delete);
    QCOMPARE(m->bar("deleteBar"), QStringLiteral("Delete cart:1?"));
    QTest::keyClick(m->find("deleteYesButton"), Qt::Key_Space);
    QTRY_COMPARE(m->rowOf("cart:1"), -1);
    // The next row is a folder, so that nothing is chosen in its place but what stands above.
    QTRY_COMPARE(tree()->selectedKeys(), Keys{"cart:"});
    QTRY_COMPARE(text(folder("cart:"), KeyTableModel::Value), QStringLiteral("3 keys"));
}

void TestShape::endTakesItsTime()
{
    QVERIFY(openTree());
    tree()->setFocus();
    press(Qt::Key_End);
    QCOMPARE(tree()->currentIndex(), folder("user:"));
    press(Qt::Key_Right);
    press(Qt::Key_End);
    QCOMPARE(tree()->currentIndex(), folder("user:399:"));
    press(Qt::Key_Home);
    QCOMPARE(tree()->currentIndex(), folder("cart:"));
}

void TestShape::delimitersAreFoundAndChosen()
{
    QVERIFY(openTree());
    auto *button = m->find<QToolButton>("delimiterButton");
    QCOMPARE(button->text(), QStringLiteral("Split at : ▾"));
    QVERIFY(button->toolTip().contains(QStringLiteral("found by itself")));
    QVERIFY(action("delimiterGuess")->isChecked());
    action("delimiterSlash")->trigger();
    QTRY_VERIFY(top().contains(QStringLiteral("img/")));
    QVERIFY(button->text().contains(QStringLiteral("/")));
    QVERIFY(!button->toolTip().contains(QStringLiteral("found")));
    QVERIFY(action("delimiterSlash")->isChecked());
    QCOMPARE(text(folder("img/"), KeyTableModel::Value), QStringLiteral("2 keys"));
    action("delimiterGuess")->trigger();
    QTRY_VERIFY(folder("cart:").isValid());
}

void TestShape::theDelimiterThatIsTypedCounts()
{
    QVERIFY(openTree());
    action("delimiterOther")->trigger();
    auto *edit = m->find<QLineEdit>("delimiterEdit");
    QTRY_VERIFY(edit->hasFocus());
    edit->setText(QStringLiteral(": /"));
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_VERIFY(tree()->hasFocus());
    QVERIFY(!edit->isVisible());
    QCOMPARE(top(), QStringList({QStringLiteral("cart:"), QStringLiteral("config"), QStringLiteral("img/"),
                                 QStringLiteral("user:")}));
    QVERIFY(action("delimiterOther")->isChecked());
    action("delimiterOther")->trigger();
    edit->setText(QStringLiteral("|"));
    QTest::keyClick(edit, Qt::Key_Escape); // changes nothing
    QTRY_VERIFY(!edit->isVisible());
    QVERIFY(folder("img/").isValid());
}

void TestShape::aDelimiterThatNeverOccursIsAFlatList()
{
    QVERIFY(openTree());
    action("delimiterOther")->trigger();
    auto *edit = m->find<QLineEdit>("delimiterEdit");
    edit->setText(QStringLiteral("=>"));
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(model()->rowCount(), 407);
    QVERIFY(click(model()->indexOfKey("user:200")));
    QTRY_COMPARE(m->draft()->key(), QByteArray("user:200"));
    QCOMPARE(text(tree()->currentIndex()), QStringLiteral("user:200"));
}

void TestShape::shapeAndDelimitersAreRememberedPerProject()
{
    QVERIFY(openTree());
    action("delimiterSlash")->trigger();
    ui::MainWindow second(m->workspace, m->dialogs, m->settings, [this] { return m->now; });
    auto *views = second.findChild<ui::KeyViews *>();
    QCOMPARE(views->shape(), ui::KeyShape::Tree);
    QCOMPARE(views->treeModel()->delimiters(), text::Delimiters({"/"}));
    // Another project begins with a list.
    Project other = shopProject();
    other.root = QStringLiteral("/home/ada/other");
    m->workspace.setProject(other);
    QCOMPARE(views->shape(), ui::KeyShape::List);
    m->workspace.setProject(shopProject());
    QCOMPARE(views->shape(), ui::KeyShape::Tree);
}

void TestShape::flippingKeepsWhatIsOpen()
{
    QVERIFY(openTree());
    tree()->expand(folder("user:"));
    QVERIFY(click(model()->indexOfKey("user:200")));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("id user:200"));
    tree()->verticalScrollBar()->setValue(tree()->verticalScrollBar()->value() + 7);
    const QString topRow = text(tree()->indexAt(QPoint(60, 0)));
    QTest::keyClick(&m->window, Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("preview user:200"));
    QTRY_COMPARE(model()->rowCount(), 1);
    QTRY_VERIFY(tree()->isExpanded(folder("user:")));
    QTRY_COMPARE(tree()->selectedKeys(), Keys{"user:200"});
    QTRY_COMPARE(text(tree()->indexAt(QPoint(60, 0))), topRow);
    QTest::keyClick(&m->window, Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("id user:200"));
    QTRY_COMPARE(tree()->selectedKeys(), Keys{"user:200"});
    QTRY_COMPARE(text(tree()->indexAt(QPoint(60, 0))), topRow);
    QVERIFY(!tree()->isExpanded(folder("cart:")));
}

void TestShape::filteringKeepsTheKey()
{
    QVERIFY(openTree());
    QVERIFY(m->press("shapeSwitch0"));
    QVERIFY(m->open("user:200"));
    QVERIFY(m->press("shapeSwitch1"));
    m->filter()->setText(QStringLiteral("user:2"));
    QTRY_COMPARE(text(folder("user:"), KeyTableModel::Value), QStringLiteral("100 keys"));
    QTRY_COMPARE(tree()->selectedKeys(), Keys{"user:200"});
    QCOMPARE(m->draft()->key(), QByteArray("user:200"));
    m->filter()->clear();
    QTRY_COMPARE(tree()->selectedKeys(), Keys{"user:200"});
    // One folder that holds everything is open by itself.
    QVERIFY(m->press("shapeSwitch0"));
    m->filter()->setText(QStringLiteral("cart:"));
    QVERIFY(m->press("shapeSwitch1"));
    QTRY_VERIFY(tree()->isExpanded(folder("cart:")));
}

void TestShape::writesFromOutsideKeepThePlace()
{
    QVERIFY(openTree());
    tree()->expand(folder("user:"));
    QVERIFY(click(model()->indexOfKey("user:200")));
    QTRY_COMPARE(m->draft()->key(), QByteArray("user:200"));
    tree()->verticalScrollBar()->setValue(tree()->verticalScrollBar()->maximum() / 2);
    const auto store = m->store(todoBinding());
    store->plant(m->entry("user:399:zebra", "z"));
    store->plant(m->entry("user:201:session", "s"));
    QTRY_COMPARE(text(folder("user:"), KeyTableModel::Value), QStringLiteral("402 keys"));
    QVERIFY(tree()->isExpanded(folder("user:")));
    QCOMPARE(tree()->selectedKeys(), Keys{"user:200"});
    QCOMPARE(text(folder("user:201:"), KeyTableModel::Value), QStringLiteral("2 keys"));
    store->uproot("user:200");
    QTRY_COMPARE(text(folder("user:"), KeyTableModel::Value), QStringLiteral("401 keys"));
    QCOMPARE(m->draft()->key(), QByteArray("user:200")); // nobody is carried to a neighbour
    store->plant(m->entry("user:200", "back"));
    QTRY_COMPARE(tree()->selectedKeys(), Keys{"user:200"});
}

void TestShape::saysWhenNothingIsLeft()
{
    QVERIFY(openTree());
    m->filter()->setText(QStringLiteral("nobody"));
    QTRY_COMPARE(m->label("keysEmptyTitle"), QStringLiteral("No key starts with nobody"));
    QVERIFY(m->press("keysEmptyAction"));
    QTRY_VERIFY(tree()->isVisible());
    QTRY_VERIFY(tree()->hasFocus());
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QTRY_COMPARE(m->label("keysEmptyTitle"), QStringLiteral("No store on disk yet"));
}

void TestShape::pagedKeysSaySoFar()
{
    const Binding todo = todoBinding();
    const auto store = m->store(todo, 1);
    for (int i = 0; i < 2500; ++i)
        store->plant({.key = "k:" + QByteArray::number(10'000 + i), .value = "v"});
    for (int i = 0; i < 5; ++i)
        store->plant({.key = "a:" + QByteArray::number(i), .value = "v"});
    store->setCapabilities({.listsByPage = true, .resendsExpiration = true});
    m->press("shapeSwitch1");
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QVERIFY(m->press("shapeSwitch1"));
    QTest::keyClick(&m->window, Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(text(folder("k:"), KeyTableModel::Value), QStringLiteral("995 keys so far"));
    QCOMPARE(text(folder("a:"), KeyTableModel::Value), QStringLiteral("5 keys"));
    // Folders that are closed are no reason to read on: every page is a request.
    QTest::qWait(200);
    QCOMPARE(store->callCount(MemoryStore::Call::List), 1);
    tree()->expand(folder("k:"));
    QTRY_COMPARE(model()->rowCount(folder("k:")), 995);
    QCOMPARE(store->callCount(MemoryStore::Call::List), 1);
    tree()->verticalScrollBar()->setValue(tree()->verticalScrollBar()->maximum());
    QTRY_COMPARE(text(folder("k:"), KeyTableModel::Value), QStringLiteral("1,995 keys so far"));
    static_cast<KeyTableModel *>(m->keys())->loadAll();
    QTRY_COMPARE(text(folder("user:"), KeyTableModel::Value), QStringLiteral("400 keys"));
    QCOMPARE(text(folder("k:"), KeyTableModel::Value), QStringLiteral("2,500 keys"));
}

void TestShape::patternsAreCountedAndChosen()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QVERIFY(m->press("shapeSwitch2"));
    QTRY_VERIFY(patterns()->model()->rowCount() > 0);
    QTRY_VERIFY(!m->sees("patternsProgress"));
    QStringList rows;
    for (int row = 0; row < patterns()->model()->rowCount(); ++row)
        rows << cell(row, PatternModel::Pattern) + u' ' + cell(row, PatternModel::Keys);
    QVERIFY2(rows.contains(QStringLiteral("user:{id}:profile 200")), qPrintable(rows.join(u'\n')));
    QVERIFY2(rows.contains(QStringLiteral("user:{id} 200")), qPrintable(rows.join(u'\n')));
    QVERIFY(m->label("patternsLabel").contains(QStringLiteral("407 keys")));
    // A key that comes is counted.
    m->store(todoBinding())->plant(m->entry("user:900", "new"));
    QTRY_VERIFY(cell(0, PatternModel::Keys) == QLatin1String("201"));
    patterns()->selectRow(0);
    patterns()->setFocus();
    QTest::keyClick(patterns(), Qt::Key_Return);
    QTRY_VERIFY(m->table()->isVisible());
    QTRY_VERIFY(m->keys()->rowCount() < 408);
    QVERIFY(m->rowOf("user:200") >= 0);
    QCOMPARE(m->rowOf("cart:1"), -1);
}

void TestShape::everythingHasAName()
{
    QVERIFY(openTree());
    for (const char *name : {"shapeSwitch", "shapeSwitch0", "shapeSwitch1", "shapeSwitch2", "delimiterButton",
                             "delimiterEdit", "keysTree", "patternsTable", "patternsProgress"})
        QVERIFY2(!m->find(name)->accessibleName().isEmpty(), name);
    for (const char *name :
         {"showListAction", "showTreeAction", "showPatternsAction", "copyPrefixAction", "filterFolderAction",
          "exportFolderAction", "compareFolderAction", "deleteFolderAction"})
        QVERIFY2(action(name), name);
    // No label of the line is cut, not even where the pane is narrow.
    m->window.resize(900, 700);
    QCoreApplication::processEvents();
    for (const char *name : {"shapeSwitch0", "shapeSwitch1", "shapeSwitch2", "delimiterButton"}) {
        auto *button = m->find<QToolButton>(name);
        QVERIFY2(button->width() >= button->sizeHint().width(),
                 qPrintable(QStringLiteral("%1: %2 of %3")
                                .arg(QLatin1String(name))
                                .arg(button->width())
                                .arg(button->sizeHint().width())));
        QVERIFY2(button->mapTo(m->find("keysPane"), QPoint(button->width(), 0)).x() <=
                     m->find("keysPane")->width(),
                 name);
    }
}

QTEST_MAIN(TestShape)
#include "tst_shape.moc"
