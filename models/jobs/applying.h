// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/applyrecord.h"
#include "jobs/awaiting.h"
#include "jobs/plan.h"
#include "store/store.h"

/// The parts of carrying out a plan that need no store. They block, on one thread at a time.
namespace kv::jobs {

/// Opens a plan and goes through it once: one that is cut or has a bad line is refused before a step of it is
/// carried out.
Result<std::shared_ptr<OpenPlan>> openWholePlan(const QString &path, const Stop &stop);

/// Steps that are looked at and written together; no two of them have the same key.
struct PlanChunk
{
    QList<PlanStep> steps;
    QList<qint64> ends; ///< Where in the plan each of them ends.
    bool isLast = false;
};
Result<PlanChunk> readChunk(PlanReader &reader);

/// What to do about a step, given what the target holds.
struct Verdict
{
    bool act = false; ///< Carry it out; otherwise `fate` is known.
    Fate fate = Fate::Failed;
    QString why;
    Expect expect; ///< For acting: what the target must still hold.
};
Verdict judge(const PlanStep &step, const Fetched &now, qint64 nowMs);

} // namespace kv::jobs
