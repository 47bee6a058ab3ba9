// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QList>
#include <QStringList>

#include <atomic>

namespace kv::wrangler {

/// What lies below one folder and matters to wrangler. Paths are absolute.
struct FolderTree
{
    QStringList folders;    ///< every folder read, the given one first, nearer ones before deeper ones
    QStringList withConfig; ///< those of them that hold a wrangler file
    QStringList stateRoots; ///< every `.wrangler/state/v3`
    QList<Error> problems;  ///< folders that could not be read, and limits that were met
};

/// How much of a tree is walked.
struct WalkLimits
{
    int depth = 40;
    int folders = 50'000;
    int entries = 2'000'000; ///< of all folders together
};

/// Walks the folders below `root`: not into node_modules, .git, build output and what .gitignore files on the
/// way tell to ignore, and never through a symbolic link. Ends early when `*stop` becomes true (may be null).
/// Blocks on the disk; call from a worker thread.
FolderTree walkFolders(const QString &root, const std::atomic_bool *stop, const WalkLimits &limits = {});

} // namespace kv::wrangler
