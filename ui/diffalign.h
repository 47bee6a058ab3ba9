// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "jobs/comparison.h"
#include "text/jsonpath.h"
#include "ui/diffmaker.h"

/// How two sides of an entry compare, with what does not matter left out. Any thread.
namespace kv::ui::align {

text::JsonPlaces placesOf(const jobs::IgnoreRules &ignore);
/// Fills in DiffResult::value.
void judgeValues(const Entry &left, const Entry &right, const text::JsonPlaces &places, DiffResult &result);
/// Fills in DiffResult::metadataDiffers.
void judgeMetadata(const Entry &left, const Entry &right, const text::JsonPlaces &places, DiffResult &result);
/// Marks what differs between two lines.
void markLine(DiffCell &left, DiffCell &right);

} // namespace kv::ui::align
