// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLabel;
class QString;
class QWidget;

namespace kv::ui {

/// Shows a field's hint or its problem. A problem carries a sign, and `field` and `label` get the dynamic
/// property `problem` (bool) for the style sheet.
void showFieldState(QWidget *field, QLabel *label, const QString &hint, const QString &problem);

} // namespace kv::ui
