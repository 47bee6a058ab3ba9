// SPDX-License-Identifier: GPL-3.0-or-later
// The field that finds everything, and the sheet that lists every key, through the real window.
#include "support/comparefixture.h"
#include "ui/browser.h"
#include "ui/palette.h"
#include "ui/palettedelegate.h"
#include "ui/shortcutsheet.h"
#include "ui/widgetkeys.h"
#include "ui/windowactions.h"

#include <QListWidget>
#include <QMenu>
#include <QShortcut>
#include <QToolButton>
#include <QTreeWidget>

using namespace kv;
using kv::test::CompareFixture;
using ui::PaletteDelegate;

namespace {

class Desk : public CompareFixture
{
public:
    Desk()
    {
        for (int i = 0; i < 30; ++i)
            localId()->plant(entry("user:" + QByteArray::number(i), "v"));
        localId()->plant(entry("refresh-token", "v"));
    }
    QWidget *palette() const { return find("palette"); }
    QLineEdit *field() const { return find<QLineEdit>("paletteFind"); }
    QListWidget *list() const { return find<QListWidget>("paletteList"); }
    QString words() const { return label("paletteWords"); }
    bool begin()
    {
        show();
        return choose(QStringLiteral("local:TODO")) && open("user:1");
    }
    bool popup()
    {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_K, Qt::ControlModifier);
        return QTest::qWaitFor([this] { return palette()->isVisible() && field()->hasFocus(); });
    }
    /// Types, and waits until keys were looked through as well.
    void type(const QString &text)
    {
        field()->clear();
        QTest::keyClicks(field(), text);
        QTRY_VERIFY(!words().startsWith(QLatin1String("Looking")));
    }
    /// Rows that can be chosen.
    QStringList rows() const
    {
        QStringList rows;
        for (int i = 0; i < list()->count(); ++i) {
            if (list()->item(i)->flags() != Qt::NoItemFlags)
                rows << list()->item(i)->text();
        }
        return rows;
    }
    QStringList headings() const
    {
        QStringList rows;
        for (int i = 0; i < list()->count(); ++i) {
            if (list()->item(i)->flags() == Qt::NoItemFlags)
                rows << list()->item(i)->text();
        }
        return rows;
    }
    QListWidgetItem *row(const QString &text) const
    {
        const auto items = list()->findItems(text, Qt::MatchExactly);
        return items.isEmpty() ? nullptr : items.first();
    }
    void take() { QTest::keyClick(field(), Qt::Key_Return); }
    const ui::WindowActions &actions() const { return *window.findChild<ui::WindowActions *>(); }
};

} // namespace

class TestPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensFromAnywhereAndGoes();
    void findsActions();
    void saysWhatADisabledActionNeeds();
    void findsKeys();
    void findsTargets();
    void findsProjects();
    void findsFavourites();
    void whatWasChosenLatelyComesFirst();
    void saysWhenNothingIsFound();
    void walksWithTheKeyboard();
    void aClickChooses();
    void asksAboutAnEdit();
    void keysOfAnOlderSearchAreNotShown();
    void everyActionIsInAMenuAndHasAName();
    void noTwoActionsShareAKey();
    void everyKeyOfAWidgetIsOnTheSheet();
    void theSheetListsEverything();
    void theSheetIsSearched();
};

void TestPalette::opensFromAnywhereAndGoes()
{
    Desk desk;
    QVERIFY(desk.begin());
    for (QWidget *from : {static_cast<QWidget *>(desk.filter()), static_cast<QWidget *>(desk.editor()),
                          static_cast<QWidget *>(desk.table()), static_cast<QWidget *>(desk.tree())}) {
        from->setFocus();
        const QPointer<QWidget> before = QApplication::focusWidget();
        QVERIFY(desk.popup());
        QTest::keyClick(desk.field(), Qt::Key_Escape);
        QVERIFY(!desk.palette()->isVisible());
        QCOMPARE(QApplication::focusWidget(), before.data());
    }
    QTest::keyClick(&desk.window, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(desk.palette()->isVisible());
    QTest::keyClick(desk.field(), Qt::Key_K, Qt::ControlModifier); // again: gone
    QTRY_VERIFY(!desk.palette()->isVisible());
    QVERIFY(desk.press("paletteActionButton"));
    QTRY_VERIFY(desk.palette()->isVisible());
    QTest::mouseClick(desk.table()->viewport(), Qt::LeftButton, {}, QPoint(5, 5)); // elsewhere
    QTRY_VERIFY(!desk.palette()->isVisible());
    QVERIFY(desk.window.rect().contains(desk.palette()->geometry()));
    desk.window.resize(700, 400);
    QVERIFY(desk.popup());
    QVERIFY(desk.window.rect().contains(desk.palette()->geometry()));
}

void TestPalette::findsActions()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("flip pre"));
    QCOMPARE(desk.rows().value(0), QStringLiteral("Flip between id and preview_id"));
    QCOMPARE(desk.list()->currentItem()->data(PaletteDelegate::DetailRole).toString(),
             QStringLiteral("Ctrl+E"));
    desk.take();
    QVERIFY(!desk.palette()->isVisible());
    QTRY_COMPARE(desk.window.browser()->info().name, QStringLiteral("local:TODO:preview"));
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("refresh"));
    QCOMPARE(desk.rows().value(0), QStringLiteral("Refresh")); // before a key that only begins so
    const int before = desk.workspace.refreshes;
    desk.take();
    QCOMPARE(desk.workspace.refreshes, before + 1);
}

void TestPalette::saysWhatADisabledActionNeeds()
{
    Desk desk;
    desk.show();
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("rename"));
    QCOMPARE(desk.rows().value(0), QStringLiteral("Rename the key"));
    desk.take();
    QVERIFY(desk.palette()->isVisible());
    QCOMPARE(desk.words(), QStringLiteral("Rename the key needs a key that can be written."));
    for (const auto &group : desk.actions().groups()) {
        for (const QAction *action : group.actions)
            QVERIFY2(action->isEnabled() || !ui::WindowActions::needs(*action).isEmpty(),
                     qPrintable(action->objectName()));
    }
}

void TestPalette::findsKeys()
{
    Desk desk;
    QVERIFY(desk.begin());
    desk.filter()->setText(QStringLiteral("user:2"));
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("user:1"));
    QTRY_COMPARE(desk.rows().value(0), QStringLiteral("user:1"));
    QCOMPARE(desk.headings().value(0), QStringLiteral("Keys of the open target"));
    QVERIFY(desk.rows().contains(QStringLiteral("user:19")));
    QVERIFY(desk.rows().size() >= 11);
    desk.type(QStringLiteral("user:17"));
    desk.take();
    QTRY_COMPARE(desk.draft()->key(), QByteArray("user:17"));
    QTRY_COMPARE(desk.window.browser()->keys()->currentKey(), QByteArray("user:17")); // the filter hid it
    QTRY_VERIFY(desk.table()->hasFocus());
}

void TestPalette::findsTargets()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("TODO@staging"));
    QVERIFY(desk.rows().contains(QStringLiteral("TODO@staging · Local id")));
    desk.type(QStringLiteral("sess"));
    QCOMPARE(desk.rows().value(0), QStringLiteral("SESSIONS · Local id"));
    desk.take();
    QTRY_COMPARE(desk.window.browser()->info().name, QStringLiteral("local:SESSIONS"));
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("local:TODO:preview")); // as kvw calls it
    desk.take();
    QTRY_COMPARE(desk.window.browser()->info().name, QStringLiteral("local:TODO:preview"));
}

void TestPalette::findsProjects()
{
    Desk desk;
    desk.settings.setValue(QStringLiteral("recentFolders"),
                           QStringList({QStringLiteral("/home/ada/shop"), QStringLiteral("/home/ada/blog")}));
    QVERIFY(desk.begin());
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("blog"));
    QCOMPARE(desk.rows().value(0), QStringLiteral("blog"));
    desk.take();
    QCOMPARE(desk.workspace.opened, QStringList({QStringLiteral("/home/ada/blog")}));
}

void TestPalette::findsFavourites()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.open("user:7"));
    desk.action("favouriteKeyAction")->trigger();
    QVERIFY(desk.open("user:1"));
    desk.action("flipAction")->trigger();
    QTRY_COMPARE(desk.window.browser()->info().name, QStringLiteral("local:TODO:preview"));
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("user:7"));
    QCOMPARE(desk.headings().value(0), QStringLiteral("Favourites"));
    desk.take();
    QTRY_COMPARE(desk.window.browser()->info().name, QStringLiteral("local:TODO"));
    QTRY_COMPARE(desk.draft()->key(), QByteArray("user:7"));
}

void TestPalette::whatWasChosenLatelyComesFirst()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.popup());
    QCOMPARE(desk.headings().value(0), QStringLiteral("Actions")); // nothing was chosen yet
    desk.type(QStringLiteral("go to"));
    const QStringList before = desk.rows();
    QVERIFY(before.indexOf(QStringLiteral("Go to the entry")) > 0);
    desk.type(QStringLiteral("go to the entry"));
    desk.take();
    QVERIFY(desk.popup());
    QCOMPARE(desk.headings().value(0), QStringLiteral("Chosen lately"));
    QCOMPARE(desk.rows().value(0), QStringLiteral("Go to the entry"));
    desk.type(QStringLiteral("go to"));
    QCOMPARE(desk.rows().value(0), QStringLiteral("Go to the entry"));
    QVERIFY(desk.settings.value(QStringLiteral("paletteRecent"))
                .toStringList()
                .contains(QStringLiteral("action:goEntryAction")));
}

void TestPalette::saysWhenNothingIsFound()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("qqqqq"));
    QCOMPARE(desk.rows(), QStringList());
    QVERIFY(desk.words().startsWith(QLatin1String("Nothing is called so")));
    desk.take();
    QVERIFY(desk.palette()->isVisible());
    desk.field()->setText(QStringLiteral("<b>\u202e*[("));
    QTRY_VERIFY(!desk.words().startsWith(QLatin1String("Looking")));
    QVERIFY(desk.words().startsWith(QLatin1String("Nothing is called so")));
}

void TestPalette::walksWithTheKeyboard()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.popup());
    const QStringList rows = desk.rows();
    QCOMPARE(desk.list()->currentItem()->text(), rows.value(0));
    QTest::keyClick(desk.field(), Qt::Key_Down);
    QCOMPARE(desk.list()->currentItem()->text(), rows.value(1));
    QTest::keyClick(desk.field(), Qt::Key_Up);
    QTest::keyClick(desk.field(), Qt::Key_Up); // nowhere further
    QCOMPARE(desk.list()->currentItem()->text(), rows.value(0));
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(desk.field(), Qt::Key_PageDown);
    QCOMPARE(desk.list()->currentItem()->text(), rows.constLast()); // headings are stepped over
    QTest::keyClick(desk.field(), Qt::Key_Tab);
    QVERIFY(desk.field()->hasFocus());
}

void TestPalette::aClickChooses()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("user:5"));
    QTRY_VERIFY(desk.row(QStringLiteral("user:5")));
    QTest::mouseClick(desk.list()->viewport(), Qt::LeftButton, {},
                      desk.list()->visualItemRect(desk.row(QStringLiteral("user:5"))).center());
    QTRY_COMPARE(desk.draft()->key(), QByteArray("user:5"));
}

void TestPalette::asksAboutAnEdit()
{
    Desk desk;
    QVERIFY(desk.begin());
    static_cast<test::WindowFixture &>(desk).type("an edit");
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("user:5"));
    desk.take();
    QVERIFY(desk.bar("guardBar").contains(QLatin1String("Unsaved")));
    QCOMPARE(desk.draft()->key(), QByteArray("user:1"));
    QVERIFY(desk.press("guardDiscardButton"));
    QTRY_COMPARE(desk.draft()->key(), QByteArray("user:5"));
}

void TestPalette::keysOfAnOlderSearchAreNotShown()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.popup());
    desk.type(QStringLiteral("user:2"));
    QTRY_VERIFY(desk.rows().contains(QStringLiteral("user:2")));
    desk.field()->setText(QStringLiteral("refresh-t")); // and at once, before any key was looked at
    QVERIFY(!desk.rows().contains(QStringLiteral("user:2")));
    QTRY_VERIFY(desk.rows().contains(QStringLiteral("refresh-token")));
}

void TestPalette::everyActionIsInAMenuAndHasAName()
{
    Desk desk;
    QSet<QString> names;
    QSet<const QAction *> listed;
    for (const auto &group : desk.actions().groups()) {
        QVERIFY(!group.title.isEmpty());
        for (const QAction *action : group.actions) {
            QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
            QVERIFY2(!names.contains(action->objectName()), qPrintable(action->objectName()));
            names << action->objectName();
            listed << action;
        }
    }
    for (const QAction *action : desk.actions().findChildren<QAction *>())
        QVERIFY2(listed.contains(action),
                 qPrintable(action->objectName() + QStringLiteral(" is in no menu")));
    for (const QAction *action : desk.window.actions())
        QVERIFY2(listed.contains(action),
                 qPrintable(action->objectName() + QStringLiteral(" is in no menu")));
}

void TestPalette::noTwoActionsShareAKey()
{
    Desk desk;
    QHash<QKeySequence, QString> taken;
    for (const auto &group : desk.actions().groups()) {
        for (const QAction *action : group.actions) {
            for (const QKeySequence &key : action->shortcuts()) {
                QVERIFY2(!taken.contains(key),
                         qPrintable(QStringLiteral("%1: %2 and %3")
                                        .arg(key.toString(), action->objectName(), taken.value(key))));
                taken.insert(key, action->objectName());
            }
        }
    }
    // Nor does a widget take one of them for itself, and no menu its letter twice.
    for (const QShortcut *shortcut : desk.window.findChildren<QShortcut *>())
        QVERIFY2(!taken.contains(shortcut->key()), qPrintable(shortcut->key().toString()));
    for (const QMenu *menu : desk.window.findChildren<QMenu *>()) {
        QSet<QString> letters;
        for (const QAction *action : menu->actions()) {
            const QString letter = QKeySequence::mnemonic(action->text()).toString();
            QVERIFY2(letter.isEmpty() || !letters.contains(letter),
                     qPrintable(menu->objectName() + QLatin1Char(' ') + action->text()));
            letters << letter;
        }
    }
}

void TestPalette::everyKeyOfAWidgetIsOnTheSheet()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.compareLocals());
    QSet<QKeySequence> listed;
    for (const ui::WidgetKeys &group : ui::widgetKeys()) {
        for (const auto &key : group.keys) {
            QVERIFY(!key.words.isEmpty());
            for (const QKeySequence &one : key.keys)
                listed << one;
        }
    }
    const auto shortcuts = desk.window.findChildren<QShortcut *>();
    QVERIFY(shortcuts.size() > 5);
    for (const QShortcut *shortcut : shortcuts)
        QVERIFY2(listed.contains(shortcut->key()), qPrintable(shortcut->key().toString() + QLatin1Char(' ') +
                                                              shortcut->parent()->objectName()));
}

void TestPalette::theSheetListsEverything()
{
    Desk desk;
    QVERIFY(desk.begin());
    QTest::keyClick(&desk.window, Qt::Key_F1);
    auto *sheet = desk.find("shortcutSheet");
    QTRY_VERIFY(sheet->isVisible());
    auto *rows = desk.find<QTreeWidget>("shortcutRows");
    QHash<QString, QString> shown;
    for (int i = 0; i < rows->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *group = rows->topLevelItem(i);
        QVERIFY(group->childCount() > 0);
        for (int j = 0; j < group->childCount(); ++j)
            shown.insert(group->child(j)->text(0), group->child(j)->text(1));
    }
    for (const auto &group : desk.actions().groups()) {
        for (const QAction *action : group.actions)
            QVERIFY2(shown.contains(ui::WindowActions::plainText(*action)), qPrintable(action->objectName()));
    }
    QCOMPARE(shown.value(QStringLiteral("Find anything")), QStringLiteral("Ctrl+K, Ctrl+Shift+P"));
    QCOMPARE(shown.value(QStringLiteral("Insert bytes, or type over them")), QStringLiteral("Ins"));
    // It is made of the actions as they are now.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!sheet->isVisible());
    desk.action("refreshAction")->setShortcut(Qt::Key_F12);
    QTest::keyClick(&desk.window, Qt::Key_Question, Qt::ControlModifier);
    QTRY_VERIFY(sheet->isVisible());
    QVERIFY(!rows->findItems(QStringLiteral("F12"), Qt::MatchExactly | Qt::MatchRecursive, 1).isEmpty());
}

void TestPalette::theSheetIsSearched()
{
    Desk desk;
    QVERIFY(desk.begin());
    desk.action("shortcutsAction")->trigger();
    auto *find = desk.find<QLineEdit>("shortcutFind");
    QTRY_VERIFY(find->hasFocus());
    auto *rows = desk.find<QTreeWidget>("shortcutRows");
    const auto shown = [rows] {
        QStringList texts;
        for (int i = 0; i < rows->topLevelItemCount(); ++i) {
            const QTreeWidgetItem *group = rows->topLevelItem(i);
            for (int j = 0; j < group->childCount(); ++j) {
                if (!group->isHidden() && !group->child(j)->isHidden())
                    texts << group->child(j)->text(0);
            }
        }
        return texts;
    };
    QTest::keyClicks(find, QStringLiteral("ctrl+e"));
    QVERIFY(shown().contains(QStringLiteral("Flip between id and preview_id")));
    QVERIFY(!shown().contains(QStringLiteral("Refresh")));
    find->setText(QStringLiteral("no such thing"));
    QCOMPARE(shown(), QStringList());
    QVERIFY(desk.sees("shortcutWords"));
    QTest::keyClick(find, Qt::Key_Escape);
    QVERIFY(!desk.sees("shortcutSheet"));
}

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"
