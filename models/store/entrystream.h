// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace kv {

/// Whole entries one after the other, out of a file. Blocks; used on one thread, which need not be the one
/// that made it.
class EntrySource
{
public:
    EntrySource() = default;
    EntrySource(const EntrySource &) = delete;
    EntrySource &operator=(const EntrySource &) = delete;
    virtual ~EntrySource() = default;

    /// One item of the file.
    struct Item
    {
        /// The entry, or why this item cannot be used (its Error has path and line); the next may be fine.
        Result<Entry> entry;
        /// What was passed over in it, a sentence; empty: nothing. An unknown field is such a thing.
        QString remark;
    };

    /// The next item; nullopt: the file ended as it should. An Error here is the end of what can be read: cut
    /// in half, not a snapshot, unreadable.
    virtual Result<std::optional<Item>> next() = 0;
    /// Bytes of the file read so far, and of the whole file; -1: not known.
    virtual qint64 position() const = 0;
    virtual qint64 size() const = 0;
};

/// Takes whole entries, one after the other, into a file that appears under its name only when it is whole.
/// Blocks; used on one thread. Destroyed before finish(), it leaves nothing behind.
class EntrySink
{
public:
    EntrySink() = default;
    EntrySink(const EntrySink &) = delete;
    EntrySink &operator=(const EntrySink &) = delete;
    virtual ~EntrySink() = default;

    virtual Result<> write(const Entry &entry) = 0;
    /// Everything is on the disk and has its name.
    virtual Result<> finish() = 0;
    /// Bytes written so far.
    virtual qint64 size() const = 0;
    /// What is in the file as it should be, and all the same not fit for everybody it may be meant for: a
    /// sentence each. Once it is finished.
    virtual QStringList remarks() const { return {}; }
};

} // namespace kv
