// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "snapshot/reader.h"
#include "store/keylist.h"

#include <QStringList>

namespace kv::snapshot {

/// Where an entry's value stands in its file, and what it takes.
struct ValuePlace
{
    qint64 offset = 0;     ///< of the JSON string, its quotation marks included
    quint32 length = 0;    ///< of that string, in bytes of the file
    quint32 size : 31 = 0; ///< of the value itself
    quint32 base64 : 1 = 0;
};

/// All that SnapshotStore keeps of a file: everything but the values. Immutable once read.
struct Index
{
    /// In every block but the last.
    static constexpr int keysPerBlock = 16'384;
    /// How many sentences of a kind are kept.
    static constexpr int mostNotes = 1000;

    KeyList keys;
    std::vector<ValuePlace> values; ///< of the key of the same row
    qint64 duplicates = 0;          ///< Items whose key came again later; the last one counts.
    QList<QByteArray> duplicateKeys;
    qint64 troubles = 0; ///< Items that are no entry.
    QList<Error> firstTroubles;
    QStringList firstRemarks;
};

/// Goes through the whole file, from where `reader` is. Cancelled once `stop` is true.
Result<Index> readIndex(Reader &reader, const std::atomic_bool &stop);

/// The value at `place` of an open file, or only its first `most` bytes. Conflict: no such value is there any
/// more.
Result<QByteArray> readValue(int fd, const ValuePlace &place);
Result<QByteArray> readValueHead(int fd, const ValuePlace &place, int most);

} // namespace kv::snapshot
