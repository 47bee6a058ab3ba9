// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLineEdit;

namespace kv::ui {

/// Gives a field the button that empties it, with a name that a screen reader can say; Qt's own has none.
void addClearButton(QLineEdit *field);

} // namespace kv::ui
