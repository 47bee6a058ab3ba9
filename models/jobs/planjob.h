// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "jobs/comparisonfile.h"
#include "jobs/job.h"
#include "jobs/plan.h"
#include "store/store.h"

namespace kv::jobs {

/// Which side is to become like the other.
enum class Direction { LeftToRight, RightToLeft };

/// What ticking rows would do, from the comparison alone.
struct PlanPreview
{
    qint64 adds = 0;
    qint64 changes = 0;
    qint64 deletes = 0;
    qint64 nothing = 0; ///< Ticked rows that are the same: no step.
    qint64 targetKeys = 0;
};

/// Makes a plan of a comparison's ticked rows: reads the source's entries, and what the target holds under
/// those keys; writes the plan and, beside it, its rollback. Failed with ErrorKind::Conflict: a file of
/// either name is there already, and stays.
class PlanJob : public Job
{
    Q_OBJECT

public:
    PlanJob(std::shared_ptr<ComparisonFile> file, Direction direction, std::shared_ptr<Store> source,
            std::shared_ptr<Store> target, const QString &planPath, const Clock &clock = systemClock(),
            QObject *parent = nullptr);
    ~PlanJob() override;

    void start() override;
    void cancel() override;

    /// `shop.plan.ndjson` and `shop.rollback.ndjson`.
    static QString rollbackPath(const QString &planPath);
    /// Once Finished.
    const PlanHead &head() const;
    /// Ticked rows that got no step, each with a sentence why: expires in less than a minute, cannot be read,
    /// is the same by now. At most some thousands; leftOutCount() counts them all.
    const QList<std::pair<QByteArray, QString>> &leftOut() const;
    qint64 leftOutCount() const;

private:
    struct Work;
    std::unique_ptr<Work> m_work;
};

/// What became of a plan's steps.
struct ApplyReport
{
    qint64 written = 0;
    qint64 deleted = 0;
    qint64 already = 0; ///< Was so already: written before a stop, or by somebody else.
    qint64 skipped = 0; ///< Not what it was when the plan was made; left alone.
    qint64 failed = 0;
};

/// Carries out a plan, or with `dryRun` only looks whether it could. Reads each entry again right before it
/// is overwritten or deleted. Every key's fate goes as a line of JSON into the report beside the plan,
/// `shop.report.ndjson`; how far it came into `shop.progress`, so that after a crash the same plan goes on
/// where it stopped, and nothing is done twice. A plan that was carried out to its end is looked at from its
/// beginning when it is applied again: what is still as the plan made it counts as `already`.
///
/// A dry run reads and counts, and leaves no file; what it would write counts as `written` and `deleted`. One
/// store that cannot be written is no reason for it to fail.
///
/// Whoever lets a user start it asks before a plan whose PlanHead::deletesMost(), and then says
/// allowMassDelete(); without that such a plan ends as Failed with ErrorKind::Conflict, and nothing is done.
class ApplyJob : public Job
{
    Q_OBJECT

public:
    ApplyJob(const QString &planPath, std::shared_ptr<Store> target, bool dryRun = false,
             const Clock &clock = systemClock(), QObject *parent = nullptr);
    ~ApplyJob() override;

    void start() override;
    void pause() override;
    /// Waits up to two seconds for the answer to what it has just written, so that the report tells of it.
    void cancel() override;

    /// A plan may delete more than half of its target. Call before start().
    void allowMassDelete();

    static QString reportPath(const QString &planPath);
    static QString progressPath(const QString &planPath);
    const ApplyReport &report() const;
    /// Skipped and failed steps, each with a sentence, in order; at most some thousands.
    const QList<std::pair<QByteArray, QString>> &troubles() const;

private:
    struct Work;
    std::unique_ptr<Work> m_work;
};

} // namespace kv::jobs
