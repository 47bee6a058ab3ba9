// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"

#include <QByteArray>
#include <QList>

#include <optional>

/// What goes into a request to a dev server's bulk endpoints. Pure functions, any thread.
namespace kv::devserver {

/// One put as an element of the request's array, or nothing when the server would not take it or would not
/// keep it to the byte: a put that keeps a field, an expiration that may be too near when the request
/// arrives, metadata that it would spell anew, a value that is too large for its reader.
std::optional<QByteArray> bulkItem(const Put &put, qint64 nowMs);

/// Whether the server takes a request that deletes this key.
bool canBeRemoved(const QByteArray &key);

/// The array of both requests.
QByteArray arrayOf(const QList<QByteArray> &elements);
QByteArray arrayOfKeys(const QList<QByteArray> &keys);

/// Entries of one request. All of a request's puts queue up before the namespace at once, and a Worker's own
/// put behind them: few make it wait less, and cost nothing, since each of them takes a few milliseconds.
inline constexpr qsizetype entriesPerRequest = 32;
/// Bytes of a request that has more than one entry.
inline constexpr qsizetype bytesPerRequest = 1024 * 1024;

} // namespace kv::devserver
