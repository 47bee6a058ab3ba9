// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace kv {

/// Names one state of one entry in one store; opaque, compared for equality only. Empty: unknown.
using Revision = QByteArray;

/// Absolute expiration in whole seconds since 1970, or none.
using Expiration = std::optional<qint64>;

/// JSON text exactly as stored (UTF-8), or none. Never re-formatted by this program.
using Metadata = std::optional<QByteArray>;

/// A whole entry, as read at one moment.
struct Entry
{
    QByteArray key; ///< UTF-8 bytes; ordered as bytes, never as text.
    QByteArray value;
    Expiration expiration;
    Metadata metadata;
    Revision revision;
    /// The row is there but its value is not (a local store's value file is gone). `value` is empty then.
    bool valueMissing = false;
    /// Cloudflare acknowledged this as written here, but what it answers to a read is still older. It shows
    /// writes everywhere within about a minute.
    bool unsettled = false;
};

/// A field of an edit: left as it is, or set to a new content.
template <class T> class Change
{
public:
    Change() = default; ///< Keep.
    Change(T value) : m_value(std::move(value)) {}
    static Change keep() { return {}; }
    bool isKeep() const { return !m_value.has_value(); }
    const T &value() const { return *m_value; }
    /// The field after the change, given what it was before.
    const T &over(const T &before) const { return m_value ? *m_value : before; }

private:
    std::optional<T> m_value;
};

/// What must hold for a write to happen; otherwise it fails with ErrorKind::Conflict.
struct Expect
{
    enum class State { Anything, Absent, Unchanged };
    State state = State::Anything;
    Revision revision; ///< For Unchanged.

    static Expect anything() { return {}; }
    static Expect absent() { return {State::Absent, {}}; }
    static Expect unchanged(Revision r) { return {State::Unchanged, std::move(r)}; }
};

/// One write. Fields left at `keep` stay as they are stored, to the byte; on a key that does not exist,
/// a kept value is NotFound and a kept expiration or metadata is none.
struct Put
{
    QByteArray key;
    Change<QByteArray> value;
    Change<Expiration> expiration;
    Change<Metadata> metadata;
    Expect expect;
};

} // namespace kv
