// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kv::ui {

struct Colors;

/// The application's style sheet on top of Fusion, made from one palette. Widgets opt in to special looks
/// with dynamic properties: `tone` (local, warning, error, info) on frames and badges, `accent` on the one
/// button of a pane that matters most, `segment` (first, middle, last, only) on parts of a switch.
QString styleSheet(const Colors &colors);

} // namespace kv::ui
