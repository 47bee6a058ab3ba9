// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kv {
struct Error;
}

namespace kv::ui {

/// One sentence for the user: what happened and, where there is something to do, what to do.
QString errorText(const Error &error);

/// The evidence behind errorText(): path, position and the system's own words, for a tooltip.
QString errorDetails(const Error &error);

} // namespace kv::ui
