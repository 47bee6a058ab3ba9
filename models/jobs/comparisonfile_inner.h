// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparisonfile.h"
#include "jobs/filelock.h"
#include "jobs/rowblock.h"
#include "sqlite/owndatabase.h"

#include <list>
#include <mutex>
#include <optional>

namespace kv::jobs {

/// What is known of a block without reading it.
struct BlockFacts
{
    QByteArray firstKey;
    Counts counts = {};
    int rows = 0;
    int wanting = 0;
    int ticked = 0;
    quint32 version = 0; ///< Grows with every change, so that what was kept of it is known to be old.
};

/// Three locks, taken in this order where more than one is. Whoever writes holds `writing` for a transaction;
/// whoever reads holds `reading` for a statement, on a connection of its own, which a writer does not stop;
/// `facts` is held for an instant.
struct ComparisonFile::Inner
{
    Inner(FileLock held, sqlite::OwnDatabase forWriting, sqlite::OwnDatabase forReading)
        : lock(std::move(held)),
          out(std::move(forWriting)),
          in(std::move(forReading))
    {
    }

    Result<> load();
    Result<> loadBlocks();
    Result<std::shared_ptr<const Block>> read(qint64 index);
    /// The last block, packed; none: there are no rows, or it has to be read first.
    Result<> loadTail();
    Result<> writeState(const CompareState &next);
    Result<> writeBlock(qint64 id, const PackedRows &rows);
    void keepBlock(qint64 id, const PackedRows &rows);
    /// An error about what is in the file.
    Error damaged(const QString &what) const
    {
        return {.kind = ErrorKind::Corrupt, .detail = what, .path = path};
    }

    FileLock lock; // the last to go: what is known of the file here is true only while it is held
    QString path;
    CompareSpec spec;

    std::mutex writing;
    sqlite::OwnDatabase out;
    std::optional<PackedRows> tail;

    std::mutex reading;
    sqlite::OwnDatabase in;
    struct Kept
    {
        qint64 index;
        quint32 version;
        std::shared_ptr<const Block> rows;
    };
    std::list<Kept> kept; // the last used first

    std::mutex factsLock;
    CompareState state;
    std::vector<BlockFacts> blocks;
    Counts counts = {};
    qint64 rows = 0;
    qint64 wanting = 0;
    qint64 ticked = 0;
};

} // namespace kv::jobs
