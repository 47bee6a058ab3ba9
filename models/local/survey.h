// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"

#include <atomic>

namespace kv::local {

/// Fills in what lies on this disk: path, existence, layout and count of every local target of `project`, and
/// the stores under `stateRoots` that no binding names. Opens each database for a moment. Blocks; for a
/// worker thread. A set `stop` (may be null) ends it early, with the rest left as it was.
void survey(Project &project, const QStringList &stateRoots, const std::atomic_bool *stop);

} // namespace kv::local
