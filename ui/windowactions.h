// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QWidget;

namespace kv::ui {

class Theme;

/// Every action of the window with its words, shortcut and icon, and the menus made of them. What they do is
/// connected by the window.
class WindowActions : public QObject
{
    Q_OBJECT

public:
    WindowActions(QMainWindow *window, const Theme &theme);

    QAction *open, *openSample, *closeFolder, *quit;
    QAction *saveSnapshot, *openSnapshot, *importFile;
    QAction *copyKey, *filter;
    QAction *searchAll;
    QAction *compare;
    QAction *newTab, *closeTab, *reopenTab, *nextTab, *previousTab, *moveTabLeft, *moveTabRight;
    QAction *back, *forward;
    QAction *favouriteKey, *favouriteTarget;
    QAction *refresh, *flip, *flipPlace, *allowChanges, *showFile;
    QAction *goNamespaces, *goKeys, *goEntry, *goTargets;
    QAction *lookAtCloudflare, *lookByItself;
    QAction *copyValue, *copyBase64, *copyHex, *copyWrangler, *copyKvw, *copyWorker, *copyWorkerMetadata,
        *copyBulk;
    QAction *palette;
    QAction *add, *rename, *duplicate, *remove, *save, *revert;
    QAction *showList, *showTree, *showPatterns;
    QAction *copyPrefix, *filterFolder, *exportFolder, *compareFolder, *deleteFolder;
    QAction *shortcuts, *about;
    QActionGroup *appearance; ///< data(): int of Appearance
    QMenu *recent;
    QMenu *copyAs; ///< what else of a key can be copied than the key

    /// Fills the menu of recently opened folders.
    void setRecentFolders(const QStringList &folders);
    /// The menu of a key in the list.
    QMenu *keyMenu(QWidget *parent) const;
    /// The menu of a folder in the tree.
    QMenu *folderMenu(QWidget *parent) const;
    /// A menu's actions, those of its submenus among them, but for recent folders.
    struct Group
    {
        QString title; ///< as the menu's, without its mnemonic
        QList<QAction *> actions;
    };
    /// Every action of the window, as its menus have them.
    QList<Group> groups() const;
    /// An action's words where it does not stand in its menu, without mnemonic and ellipsis.
    static QString plainText(const QAction &action);
    /// Why an action cannot be chosen now: what it needs; empty where that is plain.
    static QString needs(const QAction &action);

    /// Keeps text fields from taking the keys of an action for themselves.
    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void recentChosen(const QString &folder);

private:
    QAction *make(const char *name, const QString &text, const QKeySequence &keys = {},
                  const char *icon = nullptr);
    bool pressSideButton(const QObject *watched, Qt::MouseButton button);
    void buildMenus(QMainWindow *window);
    void sayNeeds();
    void drawIcons();

    QMainWindow *m_window;
    const Theme &m_theme;
    QList<QAction *> m_all;
};

} // namespace kv::ui
