// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "items/savedplace.h"
#include "ui/palette.h"

#include <QStringList>

#include <functional>

/// What the palette has to choose from, beside keys.
namespace kv {
class Workspace;
}

namespace kv::ui {
class WindowActions;
}

namespace kv::ui::palettesources {

/// Every action of the menus; one that is disabled says what it needs.
QList<PaletteEntry> actions(const WindowActions &actions);
/// Every target of the project's bindings, and the stores that no binding names.
QList<PaletteEntry> targets(const Project &project,
                            const std::function<void(const TargetInfo &, const Binding &)> &open);
/// What the user wants at hand, in its own order.
QList<PaletteEntry> favourites(const QList<items::SavedPlace> &places, Workspace &workspace,
                               const std::function<void(const items::SavedPlace &)> &open);
/// Folders that were opened lately, but for the one that is open.
QList<PaletteEntry> folders(const QStringList &folders, const QString &current,
                            const std::function<void(const QString &)> &open);

} // namespace kv::ui::palettesources
