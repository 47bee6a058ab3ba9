// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stylesheet.h"

#include "ui/theme.h"

#include <QList>
#include <QPair>

namespace kv::ui {

namespace {

// Names in @...@ stand for colours. The order of rules matters: later ones win.
constexpr auto rules = R"(
QMainWindow, QMenuBar, QStatusBar { background: @page@; }
QMenuBar { border-bottom: 1px solid @line@; padding: 0 4px; }
QMenuBar::item { padding: 5px 8px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @selection@; }
QMenu { background: @pane@; border: 1px solid @line@; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection@; }
QMenu::item:disabled { color: @muted@; }
QMenu::separator { height: 1px; background: @line@; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QToolTip { background: @pane@; color: @text@; border: 1px solid @line@; padding: 4px; }
QToolBar { background: @page@; border: none; border-bottom: 1px solid @line@; padding: 4px 12px; spacing: 8px; }
QStatusBar { border-top: 1px solid @line@; color: @muted@; }
QStatusBar QLabel { color: @muted@; padding: 2px 8px; }
QStatusBar::item { border: none; }
QSplitter::handle { background: @line@; }

QPushButton, QToolButton, QComboBox {
  background: @pane@; color: @text@; border: 1px solid @line@; border-radius: 4px; padding: 4px 12px; }
QPushButton:hover, QToolButton:hover, QComboBox:hover { border-color: @muted@; }
QPushButton:pressed, QToolButton:pressed { background: @selection@; }
QPushButton:focus, QToolButton:focus, QComboBox:focus { border-color: @accent@; }
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled { color: @faint@; }
QPushButton[accent="true"] { background: @accent@; color: @onAccent@; border-color: @accent@; }
QPushButton[accent="true"]:hover, QPushButton[accent="true"]:focus { border-color: @text@; }
QPushButton[accent="true"]:disabled { background: @page@; color: @faint@; border-color: @line@; }
QPushButton[danger="true"] { background: @production@; color: @pane@; border-color: @production@; }
QPushButton[danger="true"]:hover, QPushButton[danger="true"]:focus { border-color: @text@; }
QPushButton[danger="true"]:disabled { background: @page@; color: @faint@; border-color: @line@; }
QComboBox::drop-down { border: none; width: 20px; }
QRadioButton { spacing: 8px; }
QRadioButton:disabled { color: @faint@; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @muted@; border-radius: 7px; background: @pane@; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @accent@; background: @onAccent@; }
QRadioButton::indicator:focus, QRadioButton::indicator:hover { border-color: @accent@; }
QRadioButton::indicator:disabled { border-color: @line@; }
QToolButton::menu-indicator { image: none; }

QToolButton[small="true"] { padding: 3px; }
QToolButton[find="true"] { padding: 4px 3px; }
QToolButton[find="true"]:checked { background: @selection@; font-weight: bold; }
QToolButton[path="true"] { background: transparent; border: 1px solid transparent; color: @muted@; padding: 2px 4px; }
QToolButton[path="true"]:hover { border-color: @line@; color: @text@; }
QToolButton[path="true"]:focus { border-color: @accent@; }
QToolButton[path="true"]:disabled { border-color: transparent; }

QToolButton[segment] { border-radius: 0; padding: 4px 12px; margin: 0; }
QToolButton[tight="true"] { padding: 4px 3px; }
QToolButton[segment="first"] { border-top-left-radius: 4px; border-bottom-left-radius: 4px; }
QToolButton[segment="middle"], QToolButton[segment="last"] { border-left: none; }
QToolButton[segment="last"] { border-top-right-radius: 4px; border-bottom-right-radius: 4px; }
QToolButton[segment="only"] { border-radius: 4px; }
QToolButton[segment]:checked { background: @selection@; font-weight: bold; }
QToolButton[segment]:hover { border-color: @line@; }
QToolButton[segment]:focus { color: @accent@; }

QToolButton[chip="true"] { background: @page@; border: 1px solid @page@; border-radius: 12px; padding: 3px 10px; }
QToolButton[chip="true"]:checked { background: @selection@; border-color: @selection@; }
QToolButton[chip="true"]:hover { border-color: @line@; }
QToolButton[chip="true"]:focus { border-color: @accent@; }
QToolButton[closeTab="true"] { background: transparent; border: none; border-radius: 4px; padding: 0 4px; color: @muted@; }
QToolButton[closeTab="true"]:hover { background: @line@; color: @text@; }
QTabBar { background: @page@; border: none; }
QTabBar::tab { background: @page@; color: @muted@; border: none; border-right: 1px solid @line@;
  border-bottom: 1px solid @line@; padding: 6px 12px; }
QTabBar::tab:selected { background: @pane@; color: @text@; border-bottom-color: @pane@; font-weight: bold; }
QTabBar::tab:hover { color: @text@; }
QCheckBox { spacing: 8px; }
QProgressBar { background: @line@; border: none; border-radius: 3px; }
QProgressBar::chunk { background: @accent@; border-radius: 3px; }

QLineEdit, QSpinBox, QDateTimeEdit, QPlainTextEdit {
  background: @pane@; color: @text@; border: 1px solid @line@; border-radius: 4px; padding: 4px 8px;
  selection-background-color: @accent@; selection-color: @onAccent@; }
QLineEdit:focus, QSpinBox:focus, QDateTimeEdit:focus, QPlainTextEdit:focus { border-color: @accent@; }
QLineEdit:disabled, QLineEdit:read-only, QPlainTextEdit:read-only { background: @page@; }
QLineEdit[problem="true"] { border-color: @production@; }

QHeaderView { background: @pane@; border: none; }
QHeaderView::section {
  background: @pane@; color: @muted@; border: none; border-bottom: 1px solid @line@; padding: 4px 12px; }
QTableView, QTreeView { background: @pane@; border: none; outline: none; }
QTableView#keysView { border: none; }
QTreeView#namespacesView { background: @page@; }

QWidget#namespacesPane { background: @page@; }
QWidget#keysPane, QWidget#entryPane, QWidget#entryBody { background: @pane@; }
QScrollArea#entryScroll { background: @pane@; border: none; }
QScrollArea#signInScroll, QWidget#signInBody { background: @pane@; border: none; }
QScrollArea#startPage, QWidget#startBody { background: @pane@; border: none; }
QListWidget#startRecent { background: @pane@; border: 1px solid @line@; border-radius: 4px; outline: none; }
QListWidget#startRecent:focus { border-color: @accent@; }
QListWidget#startRecent::item { padding: 0 8px; border: none; }
QListWidget#startRecent::item:hover, QListWidget#startRecent::item:selected { background: @selection@; color: @text@; }
QWidget#tabHead { background: @page@; }
QListWidget#accountList { background: @pane@; border: 1px solid @line@; border-radius: 4px; outline: none; }
QListWidget#accountList::item { padding: 4px 8px; border: none; background: @pane@; }
QListWidget#accountList::item:selected { background: @selection@; color: @text@; }
QFrame#namespaceForm, QFrame#accountActions { background: @page@; border: none; border-top: 1px solid @line@; }
QFrame#budget { border: none; }
QFrame#budget[blocked="true"] { background: @previewGround@; border-radius: 4px; }
QFrame#budget[blocked="true"] QLabel#budgetLabel { color: @preview@; font-weight: bold; }
QPushButton[cell] { text-align: left; padding: 3px 8px; outline: none; }
QPushButton[cell="here"] { background: @selection@; }
QPushButton[cell="same"] { color: @local@; }
QPushButton[cell="different"] { color: @preview@; }
QPushButton[cell="failed"] { color: @production@; }
QPushButton[cell]:disabled { background: @page@; color: @faint@; }
QWidget#entryActions { border-top: 1px solid @line@; }
QWidget#compareMain, QWidget#compareHeader, QWidget#compareChips, QWidget#compareFooter { background: @pane@; }
QWidget#compareHeader, QWidget#compareChips { border-bottom: 1px solid @line@; }
QWidget#compareProgressLine { background: @page@; border-bottom: 1px solid @line@; }
QWidget#compareFooter { border-top: 1px solid @line@; }
QWidget#searchView, QWidget#searchForm, QWidget#searchTargets { background: @pane@; }
QWidget#searchForm { border-bottom: 1px solid @line@; }
QWidget#searchProgressLine { background: @page@; border-bottom: 1px solid @line@; }
QFrame[overlay="true"] { background: @pane@; border: 1px solid @muted@; border-radius: 6px; }
QListWidget#paletteList, QTreeWidget#shortcutRows { background: @pane@; border: none; outline: none; }
QTreeWidget#shortcutRows::item { padding: 3px 0; }
QTreeWidget#shortcutRows::item:selected { background: @selection@; color: @text@; }
QToolBar QToolButton#paletteActionButton { color: @muted@; }
QFrame#targetChooser, QFrame#ignorePopup, QFrame#conditionsPopup { background: @pane@; border: 1px solid @line@; }
QListWidget#targetList { background: @pane@; border: none; outline: none; }
QListWidget#targetList::item { padding: 4px 8px; border: none; }
QListWidget#targetList::item:selected { background: @selection@; border-radius: 4px; }
QWidget#filterLine { border: none; }
QWidget#shapeLine { border-bottom: 1px solid @line@; }

QWidget#keyDifferenceHead { background: @pane@; }
QWidget#diffView { background: @pane@; }
QWidget#diffHead { background: @pane@; border-bottom: 1px solid @line@; }
QWidget#planView { background: @pane@; }
QWidget#planHead { background: @pane@; border-bottom: 1px solid @line@; }
QWidget#planFoot { background: @pane@; border-top: 1px solid @line@; }

QLabel[role="muted"] { color: @muted@; }
QLabel[role="section"] { color: @muted@; font-weight: bold; }
QLabel[role="problem"] { color: @production@; }
QLabel[role="title"] { font-weight: bold; }
QLabel[problem="true"] { color: @production@; }

QFrame[tone] { border: none; border-bottom: 1px solid @line@; }
QFrame[tone="local"] { background: @localGround@; }
QFrame[tone="preview"] { background: @previewGround@; }
QFrame[tone="production"] { background: @productionGround@; }
QFrame[tone="snapshot"] { background: @page@; }
QFrame#transferPanel { background: @pane@; border: none; border-bottom: 1px solid @line@; }
QFrame[tone="info"] { background: @selection@; }
QFrame[tone="warning"] { background: @previewGround@; }
QFrame[tone="error"] { background: @productionGround@; }
QLabel[badge] { color: @pane@; border-radius: 4px; padding: 2px 8px; font-weight: bold; }
QLabel[badge="snapshot"] { background: @muted@; }
QLabel[badge="local"] { background: @local@; }
QLabel[badge="preview"] { background: @preview@; }
QLabel[badge="production"] { background: @production@; }

kv--ui--CodeEditor, kv--ui--HexView { background: @pane@; border: 1px solid @line@; border-radius: 4px; }
QSplitter#versions::handle { background: transparent; }
QAbstractScrollArea::corner { background: @pane@; border: none; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @handle@; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";

} // namespace

QString styleSheet(const Colors &c)
{
    QString sheet = QString::fromLatin1(rules);
    const QColor faint = c.dark ? c.muted.darker(135) : c.muted.lighter(140);
    const QColor handle = c.dark ? c.line.lighter(140) : c.line.darker(112);
    const QList<QPair<QLatin1String, QColor>> names = {
        {QLatin1String("@page@"), c.page},
        {QLatin1String("@pane@"), c.pane},
        {QLatin1String("@line@"), c.line},
        {QLatin1String("@text@"), c.text},
        {QLatin1String("@muted@"), c.muted},
        {QLatin1String("@faint@"), faint},
        {QLatin1String("@handle@"), handle},
        {QLatin1String("@selection@"), c.selection},
        {QLatin1String("@accent@"), c.accent},
        {QLatin1String("@onAccent@"), c.onAccent},
        {QLatin1String("@local@"), c.local},
        {QLatin1String("@localGround@"), c.localGround},
        {QLatin1String("@preview@"), c.preview},
        {QLatin1String("@previewGround@"), c.previewGround},
        {QLatin1String("@production@"), c.production},
        {QLatin1String("@productionGround@"), c.productionGround},
    };
    for (const auto &[name, color] : names)
        sheet.replace(name, color.name());
    return sheet;
}

} // namespace kv::ui
