// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/fourtargets.h"

#include <QString>

/// The words of a TargetStrip.
namespace kv::ui::striptext {

/// "Local id", "Remote preview_id".
QString nameOf(int index);
/// "= same", "≠ value, metadata". `missingHere`: the open target has no such key. `asStored`: the entry that
/// is compared is the stored one, beside an edit that was not saved.
QString cellText(const items::FourTargets &targets, int index, bool asStored);
/// Every text that a cell may show, for how wide it has to be.
QStringList everyCellText();
/// A sentence or two about a cell, for its tool tip.
QString cellTip(const items::FourTargets &targets, int index);
/// The name of the style sheet's rule for a cell.
QString toneOf(items::FourTargets::State state);
/// "14 B, expires in 3 h, metadata {"v":1}".
QString factsOf(const Entry &entry, qint64 nowMs);

} // namespace kv::ui::striptext
