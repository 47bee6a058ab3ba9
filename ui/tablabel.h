// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace kv {
struct Binding;
struct TargetInfo;
class Workspace;
} // namespace kv

namespace kv::items {
struct SavedTarget;
}

namespace kv::ui {

struct Colors;

/// How a target is called and marked where there is little room: on tabs, in the history, among favourites.
namespace tablabel {

/// "TODO@staging · Local id", "old-campaign · Remote", "backup.ndjson · Snapshot"; empty for no target.
QString title(const TargetInfo &info, const Binding &binding, Workspace &workspace);
/// The same for one that may be gone: by its name alone where the project does not have it any more.
QString title(const items::SavedTarget &target, Workspace &workspace);
/// A sign in the colour of the place: a dot for this disk, a diamond for Cloudflare, a square for a file.
QIcon icon(const TargetInfo &info, const Workspace &workspace, const Colors &colors);
QIcon icon(const items::SavedTarget &target, const Workspace &workspace, const Colors &colors);

} // namespace tablabel

} // namespace kv::ui
