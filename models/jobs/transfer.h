// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/target.h"
#include "jobs/job.h"
#include "store/entrystream.h"
#include "store/store.h"

#include <functional>
#include <memory>

namespace kv::jobs {

/// What an import does with keys that are there already.
enum class Existing {
    Fail,    ///< Looks first, and writes nothing if there is one.
    Skip,    ///< Leaves them as they are.
    Replace, ///< Overwrites them; what was there goes into a rollback file first.
};

struct TransferReport
{
    qint64 entries = 0; ///< Exported, or written by an import (or would be, in a dry run).
    qint64 same = 0;    ///< Were there already, exactly so.
    qint64 skipped = 0; ///< Were there already and stay.
    qint64 expired = 0; ///< Expired, or about to: left out.
    qint64 failed = 0;
    qint64 bytes = 0; ///< Of values.
};

/// Writes a store, or what of it starts with a prefix, into a sink. Expired entries are left out.
class ExportJob : public Job
{
    Q_OBJECT

public:
    ExportJob(std::shared_ptr<Store> store, std::unique_ptr<EntrySink> sink, const QByteArray &prefix = {},
              const Clock &clock = systemClock(), QObject *parent = nullptr);
    ~ExportJob() override;

    void start() override;
    void cancel() override;

    const TransferReport &report() const;
    /// Keys that could not be read, or that the file cannot hold, each with a sentence; at most some
    /// thousands. An export with one of them goes through to its end, and is then Failed
    /// (ErrorKind::Corrupt) and leaves no file, unless leaveOutUnreadable() said that they may be left out.
    /// Once it is Finished also, without a key and before these, what the file's sink remarks about it.
    const QList<std::pair<QByteArray, QString>> &troubles() const;
    /// Also after such a failure: start() then finishes the file without reading anything again.
    void leaveOutUnreadable();

private:
    struct Work;
    std::unique_ptr<Work> m_work;
};

/// Writes the entries of a source into a store. The source is gone through once more before that, so that one
/// that is cut is found out before anything is written; with Existing::Fail a third time, should there be
/// anything in the store. Of a key that comes more than once the last counts.
///
/// What undoes it is on the disk, under the rollback's name, before a chunk is written: also a process that
/// is killed leaves it. It can be carried out once the job is Finished, Failed, Cancelled, destroyed or dead
/// (until then: Busy); without anything written there is no such file. Failed with ErrorKind::Conflict: there
/// is a file of that name already, or, with Existing::Fail, a key of the source.
class ImportJob : public Job
{
    Q_OBJECT

public:
    struct Options
    {
        Existing existing = Existing::Fail;
        bool dryRun = false;
        /// Where the rollback of what is written goes, a plan that jobs::ApplyJob carries out. Must be given
        /// with Existing::Replace; empty: none. A dry run makes none.
        QString rollbackPath;
        QString targetName; ///< for the rollback's head
        Target target;      ///< for the rollback's head
        Clock clock = systemClock();
    };
    /// `open` makes the source anew each time it is called, on a pool's thread.
    ImportJob(std::function<Result<std::unique_ptr<EntrySource>>()> open, std::shared_ptr<Store> store,
              const Options &options, QObject *parent = nullptr);
    ~ImportJob() override;

    void start() override;
    void pause() override;
    /// Waits up to two seconds for the answer to what it has just written.
    void cancel() override;

    const TransferReport &report() const;
    /// Items that could not be used or written, and remarks, each with a sentence; at most some thousands.
    const QList<std::pair<QByteArray, QString>> &troubles() const;

private:
    struct Work;
    std::unique_ptr<Work> m_work;
};

} // namespace kv::jobs
