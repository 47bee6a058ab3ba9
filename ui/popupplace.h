// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QPoint;
class QWidget;

namespace kv::ui {

/// Moves a popup to this place of the screen that `anchor` is on, and back onto it where it would stand out.
void placePopup(QWidget &popup, const QWidget &anchor, QPoint at);

} // namespace kv::ui
