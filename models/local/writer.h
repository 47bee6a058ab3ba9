// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/namespacefile.h"
#include "store/store.h"

/// Writing a local namespace, at once and on the calling thread.
///
/// Order of every write: the new value file, whole; then the row, in one transaction well below a millisecond
/// (a running Worker's own put fails while ours holds the lock); then the old value file goes. A crash in
/// between leaves at most a value file that no row names.
namespace kv::local {

Result<Revision> writeEntry(NamespaceFile &file, const Put &put, qint64 nowMs);
/// Many puts, in order, each in a transaction of its own and with an answer of its own; their values wait for
/// the disk together.
QList<Result<Revision>> writeEntries(NamespaceFile &file, const QList<Put> &puts, qint64 nowMs);
Result<Revision> renameEntry(NamespaceFile &file, const QByteArray &from, const QByteArray &to,
                             const Expect &expect);
Result<RemoveReport> removeEntries(NamespaceFile &file, const QList<Removal> &removals);

} // namespace kv::local
