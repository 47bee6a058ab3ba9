// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"

namespace kv::wrangler {

/// What a binding's targets depend on besides the binding.
struct TargetContext
{
    QString stateRoot;   ///< the `v3` folder of the wrangler file
    QString environment; ///< empty: the top level
    bool pages = false;  ///< a Pages project is run with `wrangler pages dev`
    QString accountId;   ///< the environment's `account_id`; empty: none
};

/// How a remote target's usedBy names what runs at Cloudflare.
inline const QLatin1String deployedWorker("the deployed Worker");

/// Fills Binding::targets: the local target of `id` (or of the binding's name), then that of `preview_id`
/// when the file gives one, then the remote targets of both where they are given and not empty; each with
/// the commands that use it. Names, paths and counts are filled elsewhere.
void fillTargets(Binding &binding, const TargetContext &context);

/// What a user should know who looks at this target on this disk, one plain sentence each: where wrangler's
/// commands disagree about the binding. Empty when all of them use the same store.
QStringList notes(const Binding &binding, IdKind kind);

/// The same of the target at Cloudflare.
QStringList remoteNotes(const Binding &binding, IdKind kind);

} // namespace kv::wrangler
