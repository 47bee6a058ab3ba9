// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/maygoon.h"
#include "local/namespacefile.h"
#include "store/store.h"

/// Writing a local namespace, at once and on the calling thread.
///
/// Order of every write: the new value file, whole and on the disk; then the row, in a transaction below a
/// millisecond (a running Worker's own put fails while ours holds the lock); then the old value file goes. A
/// crash in between leaves at most a value file that no row names.
namespace kv::local {

Result<Revision> writeEntry(NamespaceFile &file, const Put &put, qint64 nowMs);
/// Many puts, in order, each with an answer of its own. Some thousand values wait for the disk together, and
/// the rows that some hundred microseconds hold share a transaction; between two of those, other programs
/// get their turn (WritePace). When another program does not let go of the lock, the puts that are left are
/// answered with Busy and not tried. Fewer answers than puts only when stopped: for those that are written.
QList<Result<Revision>> writeEntries(NamespaceFile &file, const QList<Put> &puts, qint64 nowMs,
                                     const MayGoOn &mayGoOn = {});
Result<Revision> renameEntry(NamespaceFile &file, const QByteArray &from, const QByteArray &to,
                             const Expect &expect);
/// In short transactions, with turns for others in between. Stopped, it reports what it removed.
Result<RemoveReport> removeEntries(NamespaceFile &file, const QList<Removal> &removals,
                                   const MayGoOn &mayGoOn = {});

} // namespace kv::local
