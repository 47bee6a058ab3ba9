// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace kv::ui {

/// What every table of the window has in common: whole rows of one height, no grid, nothing edited in place,
/// and Tab leaving it. `view` keeps its own heading.
void lookLikeRows(QTableView &view);

/// A heading that only names its columns.
void lookLikeNames(QHeaderView &heading);

} // namespace kv::ui
