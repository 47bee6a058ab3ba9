// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "jobs/comparison.h"
#include "ui/diffmaker.h"

#include <atomic>

/// Where the rows of a DiffView meet what room text knows of lines and of JSON. Any thread.
namespace kv::ui::align {

/// Larger texts are not compared by lines.
inline constexpr qsizetype mostTextBytes = 8 * 1024 * 1024;
bool hasFewLines(const QByteArray &text);

/// Fills in DiffResult::value, fields and fieldsDiffer.
void judgeValues(const Entry &left, const Entry &right, const jobs::IgnoreRules &ignore, DiffResult &result);
/// Fills in DiffResult::metadataDiffers.
void judgeMetadata(const Entry &left, const Entry &right, const jobs::IgnoreRules &ignore,
                   DiffResult &result);

/// Both values as aligned lines, as they are or as JSON by structure. Null: the side has no value.
std::shared_ptr<const DiffRows> textRows(const QByteArray *left, const QByteArray *right, bool json,
                                         const jobs::IgnoreRules &ignore, const std::atomic_bool &stop);
/// Marks what differs between two lines.
void markLine(DiffCell &left, DiffCell &right);

} // namespace kv::ui::align
