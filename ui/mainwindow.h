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
class KeyDifference;
class NamespacesPane;
class NamespaceSwitch;
class NoticeBar;
class Palette;
class PlaceSwitch;
class Searches;
class Settings;
class ShortcutSheet;
class Theme;
class TransferPanel;
class WelcomePage;
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
    /// Says what to do first, in front of the first project that is opened. `sample`: that is the one that
    /// comes with the program.
    void welcome(bool sample);
    Theme &theme() { return *m_theme; }
    /// The browser that is in front, or was before a comparison took its place. Never null.
    Browser *browser() const { return m_browser; }

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void build();
    void addHistory(QToolBar *tools);
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
    WindowActions *m_actions;
    NamespacesPane *m_namespaces;
    PlaceSwitch *m_place;
    NamespaceSwitch *m_switch;
    NoticeBar *m_bar;
    TransferPanel *m_transfer;
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
    WelcomePage *m_welcome;
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
    bool m_welcomeSample = false;
    bool m_welcomePending = false; // to be shown as soon as a project is
};

} // namespace kv::ui
