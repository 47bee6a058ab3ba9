// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/error.h"
#include "core/project.h"
#include "store/async.h"
#include "store/store.h"

#include <QObject>

#include <array>
#include <functional>
#include <memory>
#include <optional>

namespace kv::items {

/// One key in the four targets that its binding can have: local and remote, `id` and `preview_id`. Knows the
/// entry in the target that is open, and says what each of the others has beside it.
///
/// What lies on this disk is looked at as soon as there is an entry: first whether the key is there and what
/// the listing tells of it, then the value's size, and the value itself only where the sizes are equal. What
/// lies at Cloudflare costs requests and is looked at when it is said so, or by itself when
/// setLooksAtCloudflare() says so. GUI thread; every answer that comes too late is dropped.
class FourTargets : public QObject
{
    Q_OBJECT

public:
    static constexpr int count = 4;

    enum class State {
        None,        ///< The binding has no such target.
        Here,        ///< The one that is open.
        NotLookedAt, ///< At Cloudflare, and nobody asked.
        NoAccess,    ///< At Cloudflare, which cannot be asked without a credential.
        Reading,
        Same,
        Different, ///< Has the key too, with something else; see Cell::value and so on.
        There,     ///< Has the key, which the open target has not.
        Missing,   ///< Has no such key.
        Failed,    ///< Could not be read: Cell::error.
    };
    Q_ENUM(State)

    struct Cell
    {
        State state = State::None;
        // What differs, for Different.
        bool value = false;
        bool metadata = false;
        bool expiration = false;
        std::optional<Error> error;
        TargetInfo info; ///< Means nothing with State::None.
    };

    explicit FourTargets(QObject *parent = nullptr);

    /// How a target becomes a store; null answers: it cannot be asked now.
    void setOpener(std::function<std::shared_ptr<Store>(const Target &)> open) { m_open = std::move(open); }
    /// Whether Cloudflare is looked at without being told to. At first not.
    void setLooksAtCloudflare(bool on);
    /// The target that is open and the binding whose targets are the others. Forgets the key where they are
    /// not what they were.
    void setTarget(const TargetInfo &here, const Binding &binding);
    /// What the open target has of the key. For another key, or other content, the others are looked at anew;
    /// what Cloudflare answered for this key is kept and compared again, without a request.
    void setEntry(const Entry &entry);
    /// The open target has no such key.
    void setMissing(const QByteArray &key);
    /// No key is chosen.
    void clear();

    const Cell &cell(int index) const { return m_cells[size_t(index)]; }
    static Place placeOf(int index) { return index < 2 ? Place::Local : Place::Remote; }
    static IdKind kindOf(int index) { return index % 2 == 0 ? IdKind::Id : IdKind::Preview; }
    /// Whether the binding has a name, so that there is anything to say.
    bool isAvailable() const { return !m_binding.name.isEmpty(); }
    const Binding &binding() const { return m_binding; }
    const QByteArray &key() const { return m_key; }
    /// What is compared with: the open target's entry; none when it has no such key.
    const std::optional<Entry> &entry() const { return m_entry; }

    /// Reads a cell now, also one at Cloudflare.
    void look(int index);
    /// Reads those at Cloudflare that were not looked at, could not be asked or failed.
    void lookAtCloudflare();
    /// How many lookAtCloudflare() would read.
    int waitingAtCloudflare() const;
    /// Reads again whatever was read; those at Cloudflare too.
    void lookAgain();

Q_SIGNALS:
    void changed();

private:
    /// What is under way, or known, of one cell.
    struct Look
    {
        quint64 generation = 0;
        std::shared_ptr<Store> store;
        Pending<Result<KeyPage>> row;
        Pending<Result<QList<Peek>>> peek;
        Pending<Result<Entry>> entry;
        /// What Cloudflare answered for this key.
        std::optional<Result<Entry>> known;
        QMetaObject::Connection watch;
    };

    void begin(const QByteArray &key);
    void drop(int index);
    void lookByItself();
    bool isOther(int index) const;
    void readRow(int index);
    void readSize(int index, bool metadata, bool expiration);
    void readValue(int index, bool metadata, bool expiration);
    void readEntry(int index);
    void judge(int index, const Result<Entry> &result);
    void settle(int index, State state);
    void differ(int index, bool value, bool metadata, bool expiration);
    void fail(int index, const Error &error);
    bool differsInMetadata(const Metadata &other) const;

    std::function<std::shared_ptr<Store>(const Target &)> m_open;
    bool m_looksAtCloudflare = false;
    TargetInfo m_here;
    Binding m_binding;
    QByteArray m_key;
    std::optional<Entry> m_entry;
    std::array<Cell, count> m_cells;
    std::array<Look, count> m_looks;
    quint64 m_generation = 0;
};

} // namespace kv::items
