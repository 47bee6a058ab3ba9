// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/entry.h"
#include "core/error.h"
#include "store/async.h"
#include "store/store.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>
#include <vector>

namespace kv::items {

/// One entry while it is read, edited and saved. Holds what was read and, apart from it, only what was
/// edited: a save writes the edited fields and leaves the others as they are stored, to the byte, and only
/// if the entry is still the one that was read.
///
/// Watches its store: what changes outside is shown at once when nothing was edited, and never touches an
/// edit. GUI thread only; a draft that is destroyed or loaded anew drops every answer still under way, but
/// a write once handed to the store is carried out.
class EntryDraft : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Empty,      ///< Nothing loaded.
        Reading,    ///< The first reading is under way; original() is empty.
        Ready,      ///< Can be edited and saved.
        Saving,     ///< A write is under way; editing may go on.
        Missing,    ///< No such key (any more), and nothing was edited.
        Failed,     ///< The first reading failed: error().
        Conflicted, ///< A save found another entry than was read: theirs(); resolve() or revert().
    };
    Q_ENUM(State)

    enum class Field { Key, Value, Expiration, Metadata };
    Q_ENUM(Field)

    /// Something about the draft that KV would refuse (blocking) or that one should know.
    struct Problem
    {
        Field field;
        QString message; ///< One sentence.
        bool blocking = true;
    };

    enum class Resolution {
        KeepMine,   ///< Write the edited fields over theirs; where theirs is gone, all of mine anew.
        TakeTheirs, ///< Drop the edit.
    };

    /// How often, each after a pause, an unsettled entry is read again to see whether it has settled.
    static constexpr int mostLooks = 4;

    explicit EntryDraft(QObject *parent = nullptr);
    ~EntryDraft() override;

    void setClock(Clock clock);
    /// How long after a reading that was unsettled the entry is read again, a few times, to see whether it
    /// has settled. At first 30,000.
    void setSettlingPause(std::chrono::milliseconds pause);
    /// Reads `key` for editing. Edits so far are dropped.
    void load(std::shared_ptr<Store> store, const QByteArray &key);
    /// A new entry with an empty value. Needs setNewKey().
    void startNew(std::shared_ptr<Store> store);
    /// A new entry with the value, expiration and metadata of `source`. Needs setNewKey().
    void startDuplicate(std::shared_ptr<Store> store, const Entry &source);
    void clear();

    State state() const { return m_state; }
    /// Why the last reading or save failed; gone after the next that succeeds.
    const std::optional<Error> &error() const { return m_error; }
    const std::shared_ptr<Store> &store() const { return m_store; }
    /// True for an entry that is to be created.
    bool isNew() const { return m_new; }
    /// The entry as last read or saved; of a new entry what it began with.
    const Entry &original() const { return m_original; }
    /// What another program made of the entry since original(), as last read; nullopt: nothing known, or
    /// it was deleted (isDeletedUnderneath()).
    const std::optional<Entry> &theirs() const { return m_theirs; }
    /// The entry was changed or deleted outside while it is being edited here.
    bool isChangedUnderneath() const { return m_theirs.has_value() || m_deletedUnderneath; }
    bool isDeletedUnderneath() const { return m_deletedUnderneath; }

    // The entry as edited.
    const QByteArray &key() const { return m_original.key; }
    const QByteArray &value() const { return m_value.over(m_original.value); }
    const Expiration &expiration() const { return m_expiration.over(m_original.expiration); }
    const kv::Metadata &metadata() const { return m_metadata.over(m_original.metadata); }
    bool isEdited(Field field) const;
    /// Whether a save would write anything.
    bool isDirty() const;
    /// Every rule that the edited fields break, newest clock.
    std::vector<Problem> problems() const;
    bool canSave() const;
    /// Whether nothing hinders a save but an expiration that would be kept and is too near or past for this
    /// store (Capabilities::resendsExpiration): setNearestExpiration(), another expiration or none helps.
    bool needsExpirationChoice() const;

    /// Only for a new entry; ignored otherwise.
    void setNewKey(const QByteArray &key);
    /// A field set to what it was is not edited any more; so is one set to `keep`.
    void setValue(const QByteArray &value);
    void setExpiration(const Change<Expiration> &expiration);
    void setMetadata(const Change<kv::Metadata> &metadata);
    /// Sets the nearest expiration that can be saved now: KV's minimum, and a few seconds for the way there.
    void setNearestExpiration();

    /// Writes what was edited; saved() or failed() follow, or state() becomes Conflicted. Ignored when
    /// nothing is edited or while a save is under way; failed() at once when a rule is broken.
    void save();
    /// From Conflicted, or when isChangedUnderneath().
    void resolve(Resolution resolution);
    /// Drops every edit. When the entry changed underneath, what it is now takes its place.
    void revert();
    /// Reads the entry again to see whether it changed outside. Also happens when the store says changed(),
    /// or keysChanged() of this key.
    void refresh();

Q_SIGNALS:
    /// state(), error(), theirs(), isDirty() or problems() may be others.
    void stateChanged();
    /// original() is another because it was read again; edits were none.
    void reloaded();
    void saved(const QByteArray &key);
    /// A save failed; the edits are kept.
    void failed(const kv::Error &error);
    /// The entry could not be read, the first time (State::Failed) or again; what was read is kept.
    void readingFailed(const kv::Error &error);

private:
    void begin(std::shared_ptr<Store> store);
    void takeChanges(const QList<KeyChange> &changes);
    void takeSettling(const Result<Entry> &result);
    bool keepsTooNearExpiration() const;
    void read(void (EntryDraft::*take)(const Result<Entry> &));
    void takeFirst(const Result<Entry> &result);
    void takeAgain(const Result<Entry> &result);
    void takeUnderneath(const Result<Entry> &result);
    void takeConflicting(const Result<Entry> &result);
    void write(const Expect &expect);
    void takeSaved(const Put &put, const Result<Revision> &result);
    void takeTheirs();
    Put makePut(const Expect &expect) const;
    void dropEdits();
    void dropTheirs();
    void setState(State state);
    void reportFailure(const Error &error);
    void reportUnread(const Error &error);
    bool writesEveryField() const { return m_new || m_deletedUnderneath; }

    std::shared_ptr<Store> m_store;
    Clock m_clock = systemClock();
    State m_state = State::Empty;
    bool m_new = false;
    Entry m_original;
    Change<QByteArray> m_value;
    Change<Expiration> m_expiration;
    Change<kv::Metadata> m_metadata;
    std::optional<Entry> m_theirs;
    bool m_deletedUnderneath = false;
    std::optional<Error> m_error;
    bool m_unread = false; // m_error tells of another reading, not of a save
    quint64 m_generation = 0;
    Pending<Result<Entry>> m_reading;
    bool m_isReading = false;
    bool m_lookAgain = false;
    QMetaObject::Connection m_watch;
    QMetaObject::Connection m_watchKeys;
    QMetaObject::Connection m_watchCapabilities;
    QTimer m_settling;
    int m_looksLeft = mostLooks;
};

} // namespace kv::items
