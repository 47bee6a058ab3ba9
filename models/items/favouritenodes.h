// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/projectnode.h"
#include "items/savedplace.h"

namespace kv::items {

/// The line of the favourites, with a line below it for each. Targets are those of this reading of the
/// project; one that it has no more has none, and says so.
std::unique_ptr<ProjectNode> favouritesNode(const QList<SavedPlace> &favourites, const Project &project);

} // namespace kv::items
