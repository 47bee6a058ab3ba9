// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "core/result.h"
#include "wrangler/worker.h"

#include <atomic>

/// Joins what wrangler files say with what lies on this disk. Everything here blocks: for worker threads and
/// kvw.
namespace kv::wiring {

/// One reading of a project, and what to look at to know when to read again.
struct Reading
{
    Project project;
    QStringList folders;    ///< folders whose changes can bring or take wrangler files
    QStringList stateRoots; ///< state folders whose stores are in the project
};

/// Reads every wrangler file at and below `path` (or the file that it is). Says nothing of stores yet.
Result<Reading> readProject(const QString &path, const wrangler::StateOptions &options,
                            const std::atomic_bool *stop = nullptr);

/// Looks at the stores; the wrangler files are taken as read.
Reading lookAtStores(Reading reading, const std::atomic_bool *stop = nullptr);

/// Differs when a database of the reading was written, came or went.
QByteArray stateOf(const Reading &reading);

/// The target of that name for a command run in `folder`; `snapshot:PATH` is a file. Looks first in the
/// wrangler file that wrangler itself would take there, and at the files below only when that does not know
/// the name.
Result<TargetInfo> findTarget(const QString &folder, const wrangler::StateOptions &options,
                              const QString &name);

} // namespace kv::wiring
