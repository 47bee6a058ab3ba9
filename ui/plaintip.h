// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kv::ui {

/// `text` as a tool tip that shows it as it is. Qt takes a tool tip that looks like HTML for HTML, and then
/// reads the files that it names; keys, values and paths are not to be trusted with that. A very long text
/// is cut, and says so.
QString plainTip(const QString &text);

} // namespace kv::ui
