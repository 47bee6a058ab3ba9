// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "core/result.h"
#include "wrangler/value.h"

namespace kv::wrangler {

/// Where local state lies when it is not beside the wrangler file.
struct StateOptions
{
    QString persistTo; ///< as given to `--persist-to`; empty: beside each wrangler file
    QString cwd;       ///< what persistTo is relative to; empty: the process's current folder
};

/// Reads one wrangler file into a Worker: environments, bindings, their targets (still without names), the
/// state folder. A file that cannot be used is a Worker with an error. Blocks on the disk.
Worker readWorker(const QString &configPath, const QString &projectRoot, const StateOptions &options);

/// The same from a value that was parsed already.
Worker makeWorker(const Result<Value> &config, const QString &configPath, const QString &projectRoot,
                  const StateOptions &options);

} // namespace kv::wrangler
