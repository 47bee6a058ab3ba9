// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "core/result.h"

namespace kv::wrangler {

/// Gives every target of every binding its name: `local:BINDING[@ENV][:preview]`, and `remote:` in place of
/// `local:` at Cloudflare. Where several workers of
/// the project would have the same, the worker that stands in `primaryConfig` (the file that wrangler itself
/// takes in the project's folder; may be empty) keeps it and the others say `local:WORKER/BINDING...`, with
/// the worker's name, or its folder where that name is not its own.
void assignNames(Project &project, const QString &primaryConfig);

/// The target of that name: a name given by assignNames(), the longer form with the worker in it (always
/// understood), a name in Project::onlyOnDisk, `local:#ID`, any namespace id in the primary state folder, or
/// `remote:#ID`, any in the primary account.
/// The answer to an unknown `local:#ID` has no path and no count yet.
/// Otherwise InvalidInput, with a sentence that names what is nearest.
Result<TargetInfo> findTarget(const Project &project, const QString &name);

/// The first account_id that a wrangler file of the project names; empty: none does.
QString primaryAccount(const Project &project);

/// Whether a namespace at Cloudflare is to be guarded as production: some binding's `id` names it, whether or
/// not another's `preview_id` does as well, or none names it, so that nobody here knows who uses it.
bool isProduction(const Project &project, const QString &namespaceId);

/// The state folder that `local:#ID` means: that of the first worker, or the project folder's own.
QString primaryStateRoot(const Project &project);

} // namespace kv::wrangler
