// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/limits.h"
#include "jobs/plan.h"

#include <QByteArrayView>

/// The lines that a plan file is made of. Errors have a sentence and neither path nor line. Any thread.
namespace kv::jobs {

/// Longest line of a plan: the largest value, each byte of it as an escape, and what goes with it.
inline constexpr qsizetype mostPlanLineBytes = 6 * (limits::valueBytes + 64 * 1024);

/// The head, padded with spaces, so that it is as long with whatever counts, unless they are at the end.
QByteArray headLine(const PlanHead &head);
Result<PlanHead> readHeadLine(QByteArrayView line);

/// InvalidInput: the key or the metadata cannot stand in a plan.
Result<QByteArray> stepLine(const PlanStep &step);

/// With the counts, if the head says that they are there.
QByteArray endLine(const PlanHead &head);

/// A step, or what the last line tells.
struct PlanLine
{
    std::optional<PlanStep> step;
    qint64 endsAfter = 0; ///< Steps.
    /// The counts of steps and bytes in here are the plan's; nullopt: its first line has them.
    std::optional<PlanHead> counts;
};
Result<PlanLine> readPlanLine(QByteArrayView line);

/// `shop` for `shop.plan.ndjson`: what the names of a plan's other files begin with.
QString planStem(const QString &planPath);

/// Counts a step among the adds, changes or deletes.
void countStep(PlanHead &head, const PlanStep &step);

} // namespace kv::jobs
