// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/door.h"
#include "jobs/comparisonfile.h"

#include <QTemporaryDir>

namespace kv::cli {

/// What --depth, --ignore, --prefix and --no-second-look say. When they make no sense, says why; answers the
/// exit code.
int readCompareOptions(const Arguments &arguments, jobs::CompareSpec &spec);

struct Comparison
{
    std::shared_ptr<QTemporaryDir> folder; ///< of the file, unless it is kept; gone with this
    std::shared_ptr<jobs::ComparisonFile> file;
    bool isDone = false;
    int code = 0; ///< What to end with when it is not.
};

/// Compares two targets to the end. `state`: the file that keeps the comparison, with which it goes on where
/// it stopped; empty: none.
Result<Comparison> compareTargets(jobs::CompareSpec spec, const Door::Opened &left, const Door::Opened &right,
                                  const QByteArray &state = {});

} // namespace kv::cli
