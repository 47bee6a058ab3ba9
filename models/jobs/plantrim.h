// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/plan.h"

#include <functional>
#include <vector>

namespace kv::jobs {

/// Writes a plan anew without some of its steps, and its rollback without those of the same keys, under the
/// names that go with `newPath`. `leftOut`: by the number of the step; steps beyond its end stay. Nothing is
/// left of either file when it fails. `stop` is asked now and then whether to give up (ErrorKind::Cancelled).
/// Blocks.
Result<PlanHead> trimPlan(const QString &planPath, const QString &newPath, const std::vector<bool> &leftOut,
                          const std::function<bool()> &stop);

} // namespace kv::jobs
