// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/keyrows.h"

#include <functional>
#include <vector>

namespace kv::items {

/// Rows of an old list that rows of a new one stand in place of. Either may be empty.
struct Hunk
{
    KeyList::Range before;
    KeyList::Range after;
    bool operator==(const Hunk &) const = default;
};

/// How one list of keys differs from another. Rows outside the hunks pair up one to one.
struct Differences
{
    std::vector<Hunk> hunks; ///< Ascending, with paired rows between them.
    /// Rows of the new list that are in both but with another expiration or metadata; ascending.
    std::vector<KeyList::Range> changed;
    /// There were more than could be counted: hunks and changed say nothing.
    bool tooMany = false;
};

/// Compares two lists in one walk. Gives up as tooMany above `mostRanges` hunks; above as many changed
/// ranges the last ones run together. `isCancelled` is asked now and then; the answer is then worthless.
Differences compareLists(const KeyList &before, const KeyList &after, int mostRanges,
                         const std::function<bool()> &isCancelled);

/// The same for rows that are shown of two lists. Answers hunks alone: what of a row is another is not looked
/// at.
Differences compareRows(const KeyRows &before, const KeyRows &after, int mostRanges,
                        const std::function<bool()> &isCancelled);

/// The part of a hunk that lies in these rows of the old and the new list (the rows of one key range).
Hunk clipped(const Hunk &hunk, KeyList::Range before, KeyList::Range after);

} // namespace kv::items
