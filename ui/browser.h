// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "items/savedplace.h"
#include "ui/browserhistory.h"
#include "ui/storewatch.h"
#include "ui/targetbanner.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

class QSplitter;

namespace kv {
class Store;
class Workspace;
} // namespace kv

namespace kv::ui {

class EmptyState;
class EntryPane;
class FolderDeletion;
class KeysPane;
class SignInPage;
class TargetStrip;
class Theme;

/// The browser of one target: its keys beside the entry that is chosen among them. Knows which target that
/// is, holds its store, and follows what becomes of both. What would drop an unsaved edit asks first, in the
/// entry pane. `workspace` must outlive it.
class Browser : public QWidget
{
    Q_OBJECT

public:
    Browser(const Theme &theme, Workspace &workspace, const Clock &clock, QWidget *parent = nullptr);
    ~Browser() override;

    /// Shows another target, once the user has answered for an unsaved edit. Key, filter and scroll position
    /// stay where the binding is the same. A remote target has Cloudflare asked for.
    void open(const TargetInfo &info, const Binding &binding);
    /// Shows a place that was remembered, as open() does a target. Of a target that the project has no more
    /// nothing is shown but that.
    void open(const items::SavedPlace &place);
    /// The same without asking Cloudflare: a place there waits until the user wants it read. For what the
    /// program opens by itself, in a browser that shows nothing yet.
    void restore(const items::SavedPlace &place);
    /// Shows nothing any more; drops an unsaved edit, so callers that must not go through leave().
    void clear();
    /// Shows what is missing to ask Cloudflare, in place of keys, and puts the focus there.
    void showSignIn();
    /// Runs `go` when nothing would be lost by it; see EntryPane::leave().
    void leave(std::function<void()> go);
    /// Reads keys and entry again; for the first time, where Cloudflare waited to be asked.
    void refresh();
    /// Goes `steps` along where it has been; negative: back. Asks first where an edit would be lost.
    void travel(int steps);
    const BrowserHistory &history() const { return m_history; }
    /// Where it is now; nullopt while nothing is open.
    std::optional<items::SavedPlace> place() const;

    bool isOpen() const { return !m_info.name.isEmpty(); }
    const TargetInfo &info() const { return m_info; }
    /// Without a name where no binding names the target.
    const Binding &binding() const { return m_binding; }
    /// Null while nothing is open, and for a remote target that Cloudflare cannot be asked for yet.
    const std::shared_ptr<Store> &store() const { return m_store; }
    bool isRemote() const { return m_info.target.place == Place::Remote; }
    /// A store is open, and may be written.
    bool isWritable() const;
    bool hasSelection() const;
    bool isDirty() const;
    /// A target at Cloudflare is open, but was not asked for its keys; see restore().
    bool isHeld() const { return m_held && isOpen(); }
    TargetBanner::Facts facts() const;

    /// "TODO · Local id", see tablabel::title(); empty while nothing is open.
    QString title() const;
    /// "1,204 keys · 3 selected"; empty while nothing is open.
    QString countWords() const;

    KeysPane *keys() const { return m_keys; }
    EntryPane *entry() const { return m_entry; }
    SignInPage *signIn() const { return m_signIn; }
    /// The chosen key in all targets of the binding.
    TargetStrip *strip() const { return m_strip; }
    QSplitter *splitter() const { return m_splitter; }

    /// Chooses a key, whatever the filter hides, once the user has answered for an unsaved edit.
    void goToKey(const QByteArray &key);
    // What is done to keys; each asks first where an edit would be lost.
    void add();
    void duplicate();
    void rename();
    /// The prefix of the one folder of keys that is selected; empty, and says why, when it is not one.
    QByteArray chosenFolder();
    /// Asks whether to delete that folder, and does it when the answer is yes.
    void deleteFolder();
    /// Allows changes of a production target until the program ends, or takes that back.
    void allowChanges(bool allow);

    /// The project was read again: takes what it says of the target now, or opens the other one that the
    /// binding leads to.
    void projectChanged();
    /// The account's state is another: opens the remote target that waited for it.
    void cloudflareChanged();

Q_SIGNALS:
    /// Another target is open, or more is known of it; or the one that is open stays so, though another one
    /// was asked for: whoever shows which it is has to show it again.
    void targetChanged();
    /// What the actions may do, or what the words of the status tell, is another.
    void stateChanged();
    /// The store's capabilities() may answer otherwise now.
    void capabilitiesChanged();
    void message(const QString &text);
    void showFileRequested(const QString &path);
    /// The list of keys was right-clicked, at this place of the screen.
    void keyMenuRequested(const QPoint &globalPos);
    /// It has been elsewhere, or is; see history().
    void historyChanged();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void connectFolders();
    void goTo(const TargetInfo &info, const Binding &binding);
    void goToPlace(const items::SavedPlace &place, const items::FoundTarget &found);
    void hold(const items::SavedPlace &place, const items::FoundTarget &found);
    void endHold();
    void sayGone(const items::SavedPlace &place);
    void showKey(const QByteArray &key);
    void record(BrowserHistory::Step step);
    void enter(const TargetInfo &info, const Binding &binding, std::shared_ptr<Store> store);
    void take(const TargetInfo &info, const Binding &binding);
    void takeCapabilities();
    void chooseKey(const QByteArray &key);
    void entryChanged();
    void entrySaved(const QByteArray &key);

    Workspace &m_workspace;
    KeysPane *m_keys;
    EntryPane *m_entry;
    SignInPage *m_signIn;
    EmptyState *m_waitPage; ///< in place of keys that Cloudflare was not asked for, or that are gone
    TargetStrip *m_strip;
    FolderDeletion *m_folderDeletion;
    QSplitter *m_splitter; ///< keys beside the entry
    TargetInfo m_info;
    Binding m_binding;
    std::shared_ptr<Store> m_store;
    StoreWatch m_watch;
    BrowserHistory m_history;
    std::optional<items::SavedPlace> m_held; ///< what endHold() shows; with nothing open: what is gone
    bool m_travels = false;                  ///< to a place that was remembered, which is not a new one
    bool m_walks = false;                    ///< it is the keyboard that moves along the keys
    bool m_missed = false; ///< was out of sight with a store, and does not know what was written meanwhile
};

} // namespace kv::ui
