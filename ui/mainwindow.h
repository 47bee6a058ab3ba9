// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "ui/targetbanner.h"

#include <QMainWindow>
#include <QTimer>

#include <memory>

class QLabel;
class QSplitter;

namespace kv {
class Store;
class Workspace;
} // namespace kv

namespace kv::ui {

class BudgetLabel;
class Comparisons;
class Dialogs;
class EntryPane;
class FolderDeletion;
class KeysPane;
class NamespacesPane;
class NamespaceSwitch;
class NoticeBar;
class PlaceSwitch;
class Settings;
class SignInPage;
class Theme;
class TransferPanel;
class WindowActions;
class WorkArea;

/// The window: namespaces, keys, entry, and the wiring between them. Nothing is left behind unsaved: whatever
/// would drop an edit asks first, inside the entry pane.
/// `workspace`, `dialogs` and `settings` must outlive it.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Workspace &workspace, Dialogs &dialogs, Settings &settings, const Clock &clock = systemClock(),
               QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Opens a folder as if it had been picked: asks first when an edit would be lost.
    void openFolder(const QString &path);
    Theme &theme() { return *m_theme; }

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void build();
    void connectPanes();
    void connectActions();
    void pickFolder();
    void projectChanged();
    void openFirstTarget();
    void openTarget(const TargetInfo &info, const Binding &binding);
    void showTarget(const TargetInfo &info, const Binding &binding);
    void closeTarget();
    void enterTarget(const TargetInfo &info, const Binding &binding, std::shared_ptr<Store> store);
    bool isOpen() const { return !m_info.name.isEmpty(); }
    bool isRemote() const;
    TargetBanner::Facts facts() const;
    void cloudflareChanged();
    void capabilitiesChanged();
    void wantAccount();
    void allowChanges(bool allow);
    void chooseKey(const QByteArray &key);
    void entryChanged();
    void entrySaved(const QByteArray &key);
    void openInEditor(const QString &path, int line);
    void showFile(const QString &path);
    void compare();
    void comparisonsChanged();
    void connectShape();
    void updateShapeActions();
    void restoreShape();
    void rememberShape();
    QByteArray chosenFolder();
    void deleteFolder();
    void connectFiles();
    void updateFileActions();
    void saveSnapshot(const QByteArray &prefix);
    void openSnapshot();
    void importFile();
    static QString snapshotFilter();
    void updateActions();
    void updateStatus();
    void say(const QString &text);
    void showShortcuts();
    void rememberFolder(const QString &path);
    void restoreState();
    void saveState();

    Workspace &m_workspace;
    Dialogs &m_dialogs;
    Settings &m_settings;
    Theme *m_theme;
    WindowActions *m_actions;
    NamespacesPane *m_namespaces;
    KeysPane *m_keys;
    EntryPane *m_entry;
    PlaceSwitch *m_place;
    NamespaceSwitch *m_switch;
    SignInPage *m_signIn;
    NoticeBar *m_bar;
    TransferPanel *m_transfer;
    FolderDeletion *m_folderDeletion;
    QSplitter *m_splitter; // namespaces beside the work area
    QSplitter *m_browser;  // keys beside the entry
    WorkArea *m_area;
    Comparisons *m_comparisons;
    QLabel *m_counts;
    QLabel *m_watching;
    BudgetLabel *m_budget;
    QLabel *m_message;
    QTimer m_messageTimer;
    TargetInfo m_info;
    Binding m_binding;
    std::shared_ptr<Store> m_store; ///< null also for a remote target that Cloudflare cannot be asked for yet
    QString m_root;
    bool m_openFirst = false; // a folder was opened and nothing in it yet
    bool m_closing = false;
};

} // namespace kv::ui
