// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/awaiting.h"
#include "jobs/judging.h"
#include "jobs/rollback.h"
#include "jobs/transfer.h"

#include <QHash>
#include <QSet>

/// The parts of an import that need no store. They block, on one thread at a time.
namespace kv::jobs {

using OpenSource = std::function<Result<std::unique_ptr<EntrySource>>()>;

/// What going through a source once has shown.
struct SourceScan
{
    qint64 items = 0;
    /// Keys that come more than once, and the number of the item that counts: the last.
    QHash<QByteArray, qint64> lastOf;
};

/// Goes through a whole source: one that is cut is found out before anything of it is written. Memory does
/// not grow with a source whose keys are in order; of another it takes eight bytes a key while it looks for
/// those that come twice.
Result<SourceScan> scanSource(const OpenSource &open, const Stop &stop);

/// Entries that are looked at and written together; no key twice.
struct ImportChunk
{
    QList<Entry> entries;
    qint64 items = 0; ///< Of the source, used or not.
    qint64 failed = 0;
    Remarks remarks;
    bool isLast = false;
};

/// Gives a source's entries in chunks.
class ImportReader
{
public:
    /// `mostEntries`: of a chunk.
    static Result<std::shared_ptr<ImportReader>>
    open(const OpenSource &open, const QHash<QByteArray, qint64> &lastOf, qsizetype mostEntries);
    /// After an error the same comes again: what was read before it is lost.
    Result<ImportChunk> next(const Stop &stop);

private:
    ImportReader(std::unique_ptr<EntrySource> source, const QHash<QByteArray, qint64> &lastOf,
                 qsizetype mostEntries);
    void add(ImportChunk &chunk, EntrySource::Item item);

    std::unique_ptr<EntrySource> m_source;
    QHash<QByteArray, qint64> m_lastOf;
    qsizetype m_mostEntries;
    qint64 m_items = 0;
    qint64 m_bytes = 0; ///< Of the chunk's values.
    std::optional<Error> m_error;
};

/// What is to be done with entries, given what the store holds under their keys.
struct ImportVerdict
{
    QList<Put> puts;
    TransferReport report; ///< What is known already, without the puts.
    Remarks remarks;
    QList<QByteArray> existing; ///< With other content. Only for Existing::Fail, which leaves them.
};

struct ImportQuestion
{
    Existing existing = Existing::Fail;
    /// Keys that this very job tried to write before: what lies there as in the file is its own work.
    QSet<QByteArray> tried;
    qint64 nowMs = 0;
};

/// `found`: what is there, for each entry; empty: nothing is there. Steps that undo the puts go into
/// `rollback` (may be null) and are on its disk afterwards.
Result<ImportVerdict> judgeImport(const QList<Entry> &entries, const QList<Fetched> &found,
                                  const ImportQuestion &question, Rollback *rollback);

} // namespace kv::jobs
