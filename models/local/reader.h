// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/maygoon.h"
#include "local/namespacefile.h"
#include "store/store.h"

/// Reading a local namespace, at once and on the calling thread. Nothing stays locked afterwards.
namespace kv::local {

/// One page; `query.pages` is not looked at. The cursor is the last key.
Result<KeyPage> readPage(NamespaceFile &file, const ListQuery &query);
/// Rows in the database; nullopt when there is no store.
Result<std::optional<qint64>> countEntries(NamespaceFile &file);
Result<Entry> readEntry(NamespaceFile &file, const QByteArray &key);
/// Store::fetch(): whole entries of the first of `keys`, as many as `mostBytes` of values hold, at least one.
/// Fewer, maybe none, when stopped.
Result<QList<Fetched>> readEntries(NamespaceFile &file, const QList<QByteArray> &keys, qint64 mostBytes,
                                   const MayGoOn &mayGoOn = {});
/// Store::peek(). With no `headBytes` the values are not opened. Fewer when stopped.
Result<QList<Peek>> readHeads(NamespaceFile &file, const QList<QByteArray> &keys, int headBytes,
                              const MayGoOn &mayGoOn = {});

} // namespace kv::local
