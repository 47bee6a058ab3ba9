// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/entry.h"
#include "core/error.h"
#include "store/async.h"
#include "store/store.h"

#include <QObject>

#include <memory>
#include <optional>

namespace kv::items {

/// Puts one whole entry, as it was read, into another store: value, metadata and expiration. First reads what
/// is there, so that the user can be told what would be overwritten; then, when told to, writes only if that
/// is still so. GUI thread; dropping it before write() leaves everything as it was.
class CarryOver : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Reading, Asking, Writing };

    explicit CarryOver(Clock clock, QObject *parent = nullptr);

    /// The entry to carry. What was begun before is dropped, but for a write, which goes on unheard.
    void setWhat(const Entry &what);
    /// Reads what it would overwrite in `to`; asked() or failed() follow.
    void begin(std::shared_ptr<Store> to);
    void cancel();
    /// From Asking: writes; done() or failed() follow. ErrorKind::Conflict: what is there has changed since.
    void write();
    /// The same without the expiration, where it is too near to be written.
    void writeWithoutExpiration();

    State state() const { return m_state; }
    const Entry &what() const { return m_what; }
    /// What would be overwritten, while Asking or Writing; none: there is no such key.
    const std::optional<Entry> &there() const { return m_there; }
    /// Whether KV would refuse the expiration: it is less than a minute away, or past.
    bool expiresTooSoon() const;

Q_SIGNALS:
    void asked();
    void done();
    void failed(const kv::Error &error);

private:
    void put(const Expiration &expiration);

    Clock m_clock;
    State m_state = State::Idle;
    std::shared_ptr<Store> m_store;
    Entry m_what;
    std::optional<Entry> m_there;
    Pending<Result<Entry>> m_reading;
    quint64 m_generation = 0;
};

} // namespace kv::items
