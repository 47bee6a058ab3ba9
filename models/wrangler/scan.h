// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "core/result.h"
#include "wrangler/foldertree.h"
#include "wrangler/worker.h"

namespace kv::wrangler {

/// A reading of a project, and what to watch to know when to read again.
struct Scan
{
    Project project;
    /// Folders to watch, absolute: those with a wrangler file first; at most maxWatched.
    QStringList folders;
    /// Every folder of local state: the workers' own (whether they exist or not), and those met without a
    /// wrangler file beside them. Absolute, each once.
    QStringList stateRoots;

    static constexpr int maxWatched = 4096;
};

/// Reads every wrangler file at and below a folder, and the one above it that wrangler itself would take
/// there; or, given a file, that file alone. Workers come sorted by folder, the one that wrangler takes in
/// the folder first, with targets and names.
/// Error: the folder or file itself is missing or cannot be read, or Cancelled when `*stop` became true.
/// All else that is wrong is in the project. Blocks on the disk; call from a worker thread.
Result<Scan> scanProject(const QString &folderOrFile, const StateOptions &options = {},
                         const std::atomic_bool *stop = nullptr, const WalkLimits &limits = {});

} // namespace kv::wrangler
