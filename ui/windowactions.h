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

    QAction *open, *quit;
    QAction *saveSnapshot, *openSnapshot, *importFile;
    QAction *copyKey, *filter;
    QAction *compare;
    QAction *newTab, *closeTab, *reopenTab, *nextTab, *previousTab, *moveTabLeft, *moveTabRight;
    QAction *back, *forward;
    QAction *searchAll;
    QAction *refresh, *flip, *flipPlace, *allowChanges, *showFile;
    QAction *goNamespaces, *goKeys, *goEntry, *goTargets;
    QAction *lookAtCloudflare, *lookByItself;
    QAction *add, *rename, *duplicate, *remove, *save, *revert;
    QAction *shortcuts, *about;
    QActionGroup *appearance; ///< data(): int of Appearance
    QMenu *recent;

    /// Fills the menu of recently opened folders.
    void setRecentFolders(const QStringList &folders);
    /// The menu of a key in the list.
    QMenu *keyMenu(QWidget *parent) const;
    /// "Ctrl+F  Filter keys" and so on, one on each line.
    QString shortcutList() const;

    /// Keeps text fields from taking the keys of an action for themselves.
    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void recentChosen(const QString &folder);

private:
    QAction *make(const char *name, const QString &text, const QKeySequence &keys = {},
                  const char *icon = nullptr);
    bool pressSideButton(const QObject *watched, Qt::MouseButton button);
    void buildMenus(QMainWindow *window);
    void drawIcons();

    const Theme &m_theme;
    QList<QAction *> m_all;
};

} // namespace kv::ui
