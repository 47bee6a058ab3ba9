// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windowactions.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QKeyEvent>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QMouseEvent>

namespace kv::ui {

WindowActions::WindowActions(QMainWindow *window, const Theme &theme)
    : QObject(window),
      m_window(window),
      m_theme(theme)
{
    open = make("openAction", tr("&Open folder…"), QKeySequence::Open, "folder");
    openSample = make("openSampleAction", tr("Open the sa&mple project"));
    closeFolder =
        make("closeFolderAction", tr("&Close project"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W));
    quit = make("quitAction", tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    saveSnapshot =
        make("saveSnapshotAction", tr("&Save snapshot…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    openSnapshot =
        make("openSnapshotAction", tr("Open s&napshot…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    importFile = make("importAction", tr("&Import…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    copyKey = make("copyKeyAction", tr("&Copy key"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), "copy");
    copyValue = make("copyValueAction", tr("Copy &value"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C));
    copyBase64 = make("copyBase64Action", tr("Copy value as &base64"));
    copyHex = make("copyHexAction", tr("Copy value as &hex"));
    copyWrangler = make("copyWranglerAction", tr("Copy as &wrangler kv key get"));
    copyKvw = make("copyKvwAction", tr("Copy as &kvw get"));
    copyWorker = make("copyWorkerAction", tr("Copy as &env.BINDING.get(…)"));
    copyWorkerMetadata = make("copyWorkerMetadataAction", tr("Copy as env.BINDING.getWith&Metadata(…)"));
    copyBulk = make("copyBulkAction", tr("Copy as bulk &JSON for wrangler kv bulk put"));
    palette = make("paletteAction", tr("Find &anything…"), {}, "search");
    palette->setShortcuts(
        {QKeySequence(Qt::CTRL | Qt::Key_K), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)});
    filter = make("filterAction", tr("&Filter keys"), QKeySequence::Find, "search");
    refresh = make("refreshAction", tr("&Refresh"), QKeySequence(Qt::Key_F5), "refresh");
    flip = make("flipAction", tr("&Flip between id and preview_id"), QKeySequence(Qt::CTRL | Qt::Key_E));
    flipPlace = make("flipPlaceAction", tr("F&lip between local and remote"),
                     QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
    compare =
        make("compareAction", tr("&Compare…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), "compare");
    searchAll = make("searchAllAction", tr("Search e&verywhere…"),
                     QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F), "search");
    newTab = make("newTabAction", tr("&Another tab"), QKeySequence(Qt::CTRL | Qt::Key_T), "add");
    closeTab = make("closeTabAction", tr("C&lose tab"), QKeySequence(Qt::CTRL | Qt::Key_W));
    reopenTab =
        make("reopenTabAction", tr("&Reopen closed tab"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T));
    nextTab = make("nextTabAction", tr("&Next tab"), QKeySequence(Qt::CTRL | Qt::Key_Tab));
    nextTab->setShortcuts({nextTab->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_PageDown)});
    previousTab =
        make("previousTabAction", tr("&Previous tab"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab));
    previousTab->setShortcuts({previousTab->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_PageUp)});
    moveTabLeft =
        make("moveTabLeftAction", tr("&Move tab left"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_PageUp));
    moveTabRight = make("moveTabRightAction", tr("Move tab ri&ght"),
                        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_PageDown));
    back = make("backAction", tr("&Back"), QKeySequence(Qt::ALT | Qt::Key_Left), "back");
    favouriteKey = make("favouriteKeyAction", tr("Fa&vourite key"), QKeySequence(Qt::CTRL | Qt::Key_B));
    favouriteTarget = make("favouriteTargetAction", tr("Favo&urite target"),
                           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B));
    favouriteKey->setCheckable(true);
    favouriteTarget->setCheckable(true);
    forward = make("forwardAction", tr("&Forward"), QKeySequence(Qt::ALT | Qt::Key_Right), "forward");
    allowChanges = make("allowChangesAction", tr("Allow c&hanges in production"));
    allowChanges->setCheckable(true);
    showFile = make("showFileAction", tr("&Show the store's file"));
    goNamespaces = make("goNamespacesAction", tr("Go to name&spaces"), QKeySequence(Qt::CTRL | Qt::Key_1));
    goKeys = make("goKeysAction", tr("Go to &keys"), QKeySequence(Qt::CTRL | Qt::Key_2));
    goEntry = make("goEntryAction", tr("Go to the &entry"), QKeySequence(Qt::CTRL | Qt::Key_3));
    goTargets =
        make("goTargetsAction", tr("Go to the &targets of the key"), QKeySequence(Qt::CTRL | Qt::Key_4));
    lookAtCloudflare = make("lookAtCloudflareAction", tr("Loo&k at this key at Cloudflare"),
                            QKeySequence(Qt::CTRL | Qt::Key_L));
    lookByItself = make("lookByItselfAction", tr("Look at Cloudflare by &itself"));
    lookByItself->setCheckable(true);
    lookByItself->setToolTip(tr("Reads each chosen key at Cloudflare too, with 2 requests for each target"));
    add = make("addAction", tr("&Add…"), QKeySequence::New, "add");
    rename = make("renameAction", tr("&Rename…"), QKeySequence(Qt::Key_F2), "rename");
    duplicate = make("duplicateAction", tr("&Duplicate…"), QKeySequence(Qt::CTRL | Qt::Key_D), "duplicate");
    remove = make("deleteAction", tr("De&lete…"), QKeySequence(Qt::Key_Delete), "delete");
    save = make("saveAction", tr("&Save"), QKeySequence::Save, "save");
    revert = make("revertAction", tr("Re&vert"), {}, "revert");
    showList = make("showListAction", tr("K&eys as a list"), QKeySequence(Qt::ALT | Qt::Key_1));
    showTree = make("showTreeAction", tr("Keys as a &tree"), QKeySequence(Qt::ALT | Qt::Key_2));
    showPatterns = make("showPatternsAction", tr("&Patterns of the keys"), QKeySequence(Qt::ALT | Qt::Key_3));
    auto *shapes = new QActionGroup(this);
    for (QAction *action : {showList, showTree, showPatterns}) {
        action->setCheckable(true);
        shapes->addAction(action);
    }
    copyPrefix = make("copyPrefixAction", tr("&Copy the prefix"));
    filterFolder = make("filterFolderAction", tr("&Show only this folder"),
                        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L));
    exportFolder = make("exportFolderAction", tr("&Export the folder…"));
    compareFolder = make("compareFolderAction", tr("C&ompare the folder…"));
    deleteFolder = make("deleteFolderAction", tr("De&lete the folder…"));
    shortcuts = make("shortcutsAction", tr("&Keyboard"), QKeySequence::HelpContents);
    shortcuts->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::CTRL | Qt::Key_Question)});
    about = make("aboutAction", tr("&About KV Workbench"));
    // In the toolbar, with a space that the style leaves out between icon and words.
    open->setIconText(tr(" Open…"));
    refresh->setIconText(tr(" Refresh"));
    compare->setIconText(tr(" Compare"));
    palette->setIconText(
        tr(" Find anything   %1").arg(palette->shortcut().toString(QKeySequence::NativeText)));
    // Del in a text field deletes a letter; only the list, which this action is added to, deletes keys.
    remove->setShortcutContext(Qt::WidgetShortcut);
    about->setMenuRole(QAction::AboutRole);
    quit->setMenuRole(QAction::QuitRole);

    appearance = new QActionGroup(this);
    const QList<QPair<QString, Appearance>> looks = {{tr("As the &system"), Appearance::System},
                                                     {tr("&Light"), Appearance::Light},
                                                     {tr("&Dark"), Appearance::Dark}};
    for (const auto &[text, look] : looks) {
        auto *action = new QAction(text, appearance);
        action->setObjectName(QStringLiteral("appearance%1").arg(int(look)));
        action->setCheckable(true);
        action->setData(int(look));
    }
    // Words that are clear beneath their menu's title, but not in a list of all actions.
    const auto alone = [](QAction *action, const QString &words) { action->setProperty("alone", words); };
    alone(add, tr("Add a key"));
    alone(rename, tr("Rename the key"));
    alone(duplicate, tr("Duplicate the key"));
    alone(remove, tr("Delete keys"));
    alone(save, tr("Save the entry"));
    alone(revert, tr("Revert the entry"));
    alone(shortcuts, tr("Keyboard: every key on one sheet"));
    alone(importFile, tr("Import a snapshot"));
    for (QAction *action : appearance->actions())
        alone(action, tr("Appearance: %1").arg(plainText(*action).toLower()));
    buildMenus(window);
    sayNeeds();
    qApp->installEventFilter(this);
    connect(&theme, &Theme::changed, this, &WindowActions::drawIcons);
    drawIcons();
}

bool WindowActions::eventFilter(QObject *watched, QEvent *event)
{
    // On X11 a text field takes Ctrl+E for "to the end of the line" and Ctrl+D for "delete a letter"; what
    // the menu promises for these keys would not happen, and just while one filters.
    if (event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        const QKeySequence pressed(key->keyCombination());
        const QList<QAction *> ours = {flip,      flipPlace, duplicate,        closeTab,    newTab,
                                       reopenTab, nextTab,   previousTab,      moveTabLeft, moveTabRight,
                                       back,      forward,   lookAtCloudflare, copyValue,   palette};
        for (const QAction *action : ours) {
            if (action->shortcuts().contains(pressed)) {
                event->ignore();
                return true;
            }
        }
    }
    if (event->type() == QEvent::MouseButtonPress)
        return pressSideButton(watched, static_cast<QMouseEvent *>(event)->button());
    return QObject::eventFilter(watched, event);
}

/// The buttons at the side of a mouse go back and forward, whatever lies under it.
bool WindowActions::pressSideButton(const QObject *watched, Qt::MouseButton button)
{
    QAction *action = button == Qt::BackButton ? back : button == Qt::ForwardButton ? forward : nullptr;
    const auto *widget = qobject_cast<const QWidget *>(watched);
    if (!action || !widget || widget->window() != parent())
        return false;
    action->trigger();
    return true;
}

QAction *WindowActions::make(const char *name, const QString &text, const QKeySequence &keys,
                             const char *icon)
{
    auto *action = new QAction(text, this);
    action->setObjectName(QString::fromLatin1(name));
    action->setShortcut(keys);
    if (icon)
        action->setProperty("drawing", QString::fromLatin1(icon));
    m_all << action;
    return action;
}

void WindowActions::buildMenus(QMainWindow *window)
{
    QMenuBar *bar = window->menuBar();
    bar->setObjectName(QStringLiteral("menuBar"));
    QMenu *file = bar->addMenu(tr("&File"));
    file->addAction(open);
    recent = file->addMenu(tr("Open &recent"));
    recent->setObjectName(QStringLiteral("recentMenu"));
    file->addActions({openSample, closeFolder});
    file->addSeparator();
    file->addActions({saveSnapshot, openSnapshot, importFile});
    file->addSeparator();
    file->addAction(quit);
    QMenu *edit = bar->addMenu(tr("&Edit"));
    edit->addActions({palette, filter, searchAll});
    QMenu *view = bar->addMenu(tr("&View"));
    view->addActions({refresh, flip, flipPlace, showFile});
    view->addSeparator();
    view->addActions({showList, showTree, showPatterns});
    view->addSeparator();
    view->addAction(allowChanges);
    view->addSeparator();
    view->addAction(compare);
    view->addSeparator();
    QMenu *looks = view->addMenu(tr("&Appearance"));
    looks->setObjectName(QStringLiteral("appearanceMenu"));
    looks->addActions(appearance->actions());
    QMenu *go = bar->addMenu(tr("&Go"));
    go->addActions({back, forward});
    go->addSeparator();
    go->addActions({favouriteKey, favouriteTarget});
    go->addSeparator();
    go->addActions({newTab, closeTab, reopenTab});
    go->addSeparator();
    go->addActions({nextTab, previousTab, moveTabLeft, moveTabRight});
    go->addSeparator();
    go->addActions({goNamespaces, goKeys, goEntry, goTargets});
    QMenu *key = bar->addMenu(tr("&Key"));
    key->addActions({add, rename, duplicate, remove});
    key->addSeparator();
    key->addAction(copyKey);
    copyAs = key->addMenu(tr("Co&py as"));
    copyAs->setObjectName(QStringLiteral("copyAsMenu"));
    copyAs->addActions({copyValue, copyBase64, copyHex});
    copyAs->addSeparator();
    copyAs->addActions({copyWrangler, copyKvw, copyWorker, copyWorkerMetadata, copyBulk});
    key->addSeparator();
    key->addActions({save, revert});
    key->addSeparator();
    key->addActions({lookAtCloudflare, lookByItself});
    key->addSeparator();
    QMenu *folder = key->addMenu(tr("&Folder"));
    folder->setObjectName(QStringLiteral("folderActionsMenu"));
    folder->addActions({copyPrefix, filterFolder, exportFolder, compareFolder, deleteFolder});
    QMenu *help = bar->addMenu(tr("&Help"));
    help->addActions({shortcuts, about});
    window->addActions(m_all); // shortcuts work even where the menu bar is not shown
    window->removeAction(remove);
}

void WindowActions::drawIcons()
{
    const Colors &colors = m_theme.colors();
    for (QAction *action : std::as_const(m_all)) {
        const QByteArray drawing = action->property("drawing").toString().toLatin1();
        if (!drawing.isEmpty())
            action->setIcon(icon(QLatin1String(drawing), colors.text, colors.muted));
    }
}

void WindowActions::setRecentFolders(const QStringList &folders)
{
    recent->clear();
    recent->setEnabled(!folders.isEmpty());
    for (const QString &folder : folders) {
        recent->addAction(QDir::toNativeSeparators(folder), this,
                          [this, folder] { Q_EMIT recentChosen(folder); });
    }
}

QMenu *WindowActions::keyMenu(QWidget *parent) const
{
    auto *menu = new QMenu(parent);
    menu->setObjectName(QStringLiteral("keyMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(copyKey);
    menu->addMenu(copyAs);
    menu->addActions({rename, duplicate, remove});
    menu->addSeparator();
    menu->addActions({favouriteKey, add});
    return menu;
}

QMenu *WindowActions::folderMenu(QWidget *parent) const
{
    auto *menu = new QMenu(parent);
    menu->setObjectName(QStringLiteral("folderMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({copyPrefix, filterFolder, exportFolder, compareFolder});
    menu->addSeparator();
    menu->addAction(deleteFolder);
    return menu;
}

namespace {

void gather(const QMenu &menu, const QMenu *leftOut, QList<QAction *> &actions)
{
    for (QAction *action : menu.actions()) {
        if (action->menu() && action->menu() != leftOut)
            gather(*action->menu(), leftOut, actions);
        else if (!action->menu() && !action->isSeparator())
            actions << action;
    }
}

} // namespace

QList<WindowActions::Group> WindowActions::groups() const
{
    QList<Group> groups;
    for (QAction *action : m_window->menuBar()->actions()) {
        if (!action->menu())
            continue;
        Group group{plainText(*action), {}};
        gather(*action->menu(), recent, group.actions);
        groups << group;
    }
    return groups;
}

QString WindowActions::plainText(const QAction &action)
{
    QString text = action.property("alone").toString();
    if (text.isEmpty())
        text = action.text();
    if (text.endsWith(QChar(0x2026)))
        text.chop(1);
    return text.remove(QLatin1Char('&'));
}

QString WindowActions::needs(const QAction &action)
{
    return action.property("needs").toString();
}

/// What each action that is not always there needs; said where one looks for it while it is not.
void WindowActions::sayNeeds()
{
    const auto say = [](const QString &words, const QList<QAction *> &actions) {
        for (QAction *action : actions)
            action->setProperty("needs", words);
    };
    say(tr("needs an open project"), {closeFolder, compare, searchAll});
    say(tr("needs an open namespace"), {favouriteTarget});
    say(tr("needs a key"), {favouriteKey});
    say(tr("needs an open namespace"),
        {saveSnapshot, importFile, filter, showFile, showList, showTree, showPatterns});
    say(tr("needs a folder of the tree"),
        {copyPrefix, filterFolder, exportFolder, compareFolder, deleteFolder});
    say(tr("needs a key"), {copyKey, copyValue, copyBase64, copyHex, copyWrangler, copyKvw, copyWorker,
                            copyWorkerMetadata, copyBulk, goTargets});
    say(tr("needs a binding with both"), {flip, flipPlace});
    say(tr("needs production to be open"), {allowChanges});
    say(tr("needs a namespace that can be written"), {add});
    say(tr("needs a key that can be written"), {rename, duplicate, remove});
    say(tr("needs an unsaved edit"), {save, revert});
    say(tr("needs a key that was not looked at there"), {lookAtCloudflare});
    say(tr("needs an open tab"), {newTab, closeTab});
    say(tr("needs a tab that was closed"), {reopenTab});
    say(tr("needs more than one tab"), {nextTab, previousTab, moveTabLeft, moveTabRight});
    say(tr("needs a place that was left"), {back, forward});
}

} // namespace kv::ui
