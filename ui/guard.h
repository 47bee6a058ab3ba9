// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"

namespace kv {
class Workspace;
}

/// What stands between a click and many writes.
namespace kv::ui::guard {

/// What a target is called in sentences: "Production", "Preview", else its name, "local:TODO:preview".
QString shortName(const Workspace &workspace, const TargetInfo &info);
/// The name of the project's binding that a target belongs to; empty: none does.
QString bindingName(const Workspace &workspace, const TargetInfo &info);
/// What is typed to confirm writes there: the binding's name, the namespace's title, or its id.
QString confirmWord(Workspace &workspace, const TargetInfo &info);
/// Production that was not unlocked.
bool isLocked(const Workspace &workspace, const TargetInfo &info);
/// A new file in the workspace's work folder, "production-20261123-140000.plan.ndjson" for `ending`
/// "plan.ndjson"; no file of that name or of its companions is there.
QString freshPath(const Workspace &workspace, const TargetInfo &info, const QString &ending, qint64 nowMs);

} // namespace kv::ui::guard
