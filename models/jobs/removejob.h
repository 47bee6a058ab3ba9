// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/target.h"
#include "jobs/job.h"
#include "store/store.h"

#include <memory>

namespace kv::jobs {

/// What became of the keys.
struct RemovalReport
{
    qint64 removed = 0;
    qint64 missing = 0; ///< Were gone already.
    qint64 stayed = 0;  ///< Changed meanwhile, or could not be read or put back: left alone.
    qint64 bytes = 0;   ///< Of the values that are kept for undoing it.
};

/// Deletes all keys that start with a prefix: lists them to the end, and then goes through just these in
/// batches. With a rollback, what an entry was is on the disk under its name before the entry is deleted, and
/// one that changes between the two stays; jobs::ApplyJob carries the rollback out once the job is Finished,
/// Failed, Cancelled, destroyed or dead. Failed with ErrorKind::Conflict: there is a file of that name.
/// Entries that have expired are deleted without: nobody can read them any more.
class RemoveJob : public Job
{
    Q_OBJECT

public:
    struct Options
    {
        QByteArray prefix;    ///< Never empty: a whole store is not deleted by this.
        QString rollbackPath; ///< Empty: none, and no entry is read. There is no undoing it then.
        QString targetName;   ///< For the rollback's head.
        Target target;        ///< For the rollback's head.
        Clock clock = systemClock();
    };
    RemoveJob(std::shared_ptr<Store> store, const Options &options, QObject *parent = nullptr);
    ~RemoveJob() override;

    void start() override;
    void pause() override;
    /// Waits up to two seconds for the answer to what it has just deleted.
    void cancel() override;

    const RemovalReport &report() const;
    /// Keys that stay, each with a sentence; at most some thousands.
    const QList<std::pair<QByteArray, QString>> &troubles() const;
    /// What it takes of the budget with so many keys; 0 where nothing is counted.
    static qint64 requestsFor(const Capabilities &can, qint64 keys, bool withRollback);

private:
    struct Work;
    std::unique_ptr<Work> m_work;
};

} // namespace kv::jobs
