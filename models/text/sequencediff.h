// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <atomic>
#include <utility>
#include <vector>

namespace kv::text {

/// What two sequences of numbers have in common.
struct CommonItems
{
    /// Pairs of places, growing on both sides, that hold the same number.
    std::vector<std::pair<int, int>> pairs;
    /// There may be more in common than was found: looking for it would have taken too long.
    bool coarse = false;
};

/// Looks for what two sequences have in common, as much as can be found in about a quarter of a second. All
/// of it for sequences that are short or differ in up to some hundred places. `stop` (may be null) ends it
/// early, with less. `steps` (may be null) adds up what several searches have used, so that all of them
/// together take no longer than one. Any thread.
CommonItems commonItems(const std::vector<int> &left, const std::vector<int> &right,
                        const std::atomic_bool *stop = nullptr, qint64 *steps = nullptr);

} // namespace kv::text
