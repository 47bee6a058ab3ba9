// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QLatin1String>

namespace kv::ui {

/// One of the program's own drawings (resources/icons/NAME.svg) in the given colours.
QIcon icon(QLatin1String name, const QColor &color, const QColor &disabled);

} // namespace kv::ui
