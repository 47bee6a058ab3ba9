// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "ui/closedtabs.h"
#include "ui/session.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

class QAction;
class QLabel;
class QMenu;
class QSplitter;
class QStackedWidget;
class QToolBar;

namespace kv {
class Workspace;
}

namespace kv::ui {

class Browser;
class Browsers;
class BudgetLabel;
class Comparisons;
class CopyAs;
class Dialogs;
class Favourites;
class FilterMemory;
class KeyDifference;
class NamespacesPane;
class NamespaceSwitch;
class NoticeBar;
class Palette;
class PlaceSwitch;
class Searches;
class Settings;
class ShortcutSheet;
class StartPage;
class Theme;
class TransferPanel;
class WindowActions;
class WorkArea;

/// The window: namespaces, a browser of keys, comparisons, and the wiring between them. Nothing is left
/// behind unsaved: whatever would drop an edit asks first, inside the entry pane. `workspace`, `dialogs` and
/// `settings` must outlive it.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Workspace &workspace, Dialogs &dialogs, Settings &settings, const Clock &clock = systemClock(),
               QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Opens a folder as if it had been picked: asks first when an edit would be lost.
    void openFolder(const QString &path);
    /// Opens the folder that was open when the program ended; false when there was none.
    bool openLastFolder();
    /// Closes the folder, asking first when an edit would be lost: the start page is shown.
    void closeFolder();
    /// Opens a copy of the sample project.
    void openSample();
    Theme &theme() { return *m_theme; }
    /// The browser that is in front, or was before a comparison took its place. Never null.
    Browser *browser() const { return m_browser; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void build();
    void addHistory(QToolBar *tools);
    void fitTools();
    void connectPanes();
    void connectBrowser(Browser *made);
    void connectActions();
    void pickFolder();
    void projectChanged();
    void openFirstTarget();
    void openTarget(const TargetInfo &info, const Binding &binding);
    void browserChanged();
    void targetChanged();
    void historyChanged();
    void travel(int steps);
    void fillHistory(QMenu *menu, bool ahead);
    void cloudflareChanged();
    void wantAccount();
    void openInEditor(const QString &path, int line);
    void showFile(const QString &path);
    void compare();
    void comparisonsChanged();
    void connectSearches(QAction *action);
    void openHit(const TargetInfo &info, const QByteArray &key);
    void connectTabs();
    void connectStart();
    void showStart();
    QStringList recentFolders() const;
    void forgetFolder(const QString &folder);
    void toggleFavourite(const items::SavedPlace &place);
    void updateFavouriteActions();
    void saveSession();
    void restoreSession();
    void orderComparisons();
    void connectKeyTools();
    void connectStrip(const Browser *browser);
    void updateKeyActions();
    void connectShape();
    void updateShapeActions();
    void restoreShape(const Browser *browser);
    void rememberShape();
    void connectCopying();
    void showPalette();
    void connectFiles();
    void updateFileActions();
    void saveSnapshot(const QByteArray &prefix);
    void openSnapshot();
    void importFile();
    static QString snapshotFilter();
    void updateActions();
    void updateTabActions();
    void updateStatus();
    void say(const QString &text);
    void rememberFolder(const QString &path);
    void restoreState();
    void saveState();
    void dress(Browser *browser);
    void keepLooks();

    Workspace &m_workspace;
    Dialogs &m_dialogs;
    Settings &m_settings;
    Theme *m_theme;
    QToolBar *m_tools = nullptr;
    WindowActions *m_actions;
    NamespacesPane *m_namespaces;
    PlaceSwitch *m_place;
    NamespaceSwitch *m_switch;
    NoticeBar *m_bar;
    FilterMemory *m_filters;
    TransferPanel *m_transfer;
    QStackedWidget *m_middle; // the splitter, or the start page
    StartPage *m_start;
    Favourites *m_favourites;
    QSplitter *m_splitter; // namespaces beside the work area
    WorkArea *m_area;
    ClosedTabs m_closed;
    Browsers *m_browsers;
    Browser *m_browser = nullptr; // that of m_browsers which is current
    Comparisons *m_comparisons;
    Searches *m_searches;
    QMenu *m_backMenu;
    QMenu *m_forwardMenu;
    KeyDifference *m_difference;
    CopyAs *m_copyAs;
    Palette *m_palette;
    ShortcutSheet *m_sheet;
    QLabel *m_counts;
    QLabel *m_watching;
    BudgetLabel *m_budget;
    QLabel *m_message;
    QTimer m_messageTimer;
    QString m_root;
    QTimer m_sessionTimer;
    bool m_restorePending = false; // the session is not there yet, so that it must not be kept anew
    Session m_restored;            // what waits for the comparisons to come
    QPointer<QWidget> m_restoredFront;
    bool m_openFirst = false; // a folder was opened and nothing in it yet
    bool m_closing = false;
};

} // namespace kv::ui
