// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/judging.h"
#include "jobs/plan.h"
#include "store/store.h"

namespace kv::jobs {

/// What some keys of both sides made of a plan.
struct PlanPart
{
    qint64 leftOut = 0;
    Remarks why; ///< of those left out, each
    qint64 bytes = 0;
};

/// A plan and its rollback while they are written. Blocks; one thread at a time.
class PlanMaking
{
public:
    /// `head` as the plan's; the rollback's is made of it.
    static Result<std::shared_ptr<PlanMaking>> begin(const QString &planPath, const QString &rollbackPath,
                                                     const PlanHead &head);
    /// A step for each key that is not the same on both sides. Both lists name the same keys.
    Result<PlanPart> add(const QList<Fetched> &source, const QList<Fetched> &target, qint64 nowMs);
    /// The rollback has its name before the plan has: nobody carries out what cannot be undone.
    Result<PlanHead> finish();

private:
    PlanMaking() = default;
    /// Adds a step, or answers why there is none.
    Result<QString> addKey(const Fetched &source, const Fetched &target, qint64 nowMs);

    QString m_rollbackPath;
    std::unique_ptr<PlanWriter> m_plan;
    std::unique_ptr<PlanWriter> m_rollback;
};

/// Whether a reading found nothing: no entry, or one that has expired.
bool isAbsent(const Fetched &fetched, qint64 nowMs);

} // namespace kv::jobs
