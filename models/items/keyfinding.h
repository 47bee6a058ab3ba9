// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "items/keydiff.h"
#include "items/keyfilter.h"

#include <QPromise>

namespace kv::items {

/// What is to be found, and what is known of it already. Plain data.
struct FindRequest
{
    KeyFilter filter;
    qint64 nowSec = 0; ///< Seconds since 1970.
    KeyList keys;
    KeyList::Range range; ///< The rows of `keys` that begin with filter.prefix().
    /// What was found earlier, each block of it looked at whole. Blocks that are not in it are looked at.
    KeyRows known;
    enum class Knows {
        Nothing,
        Wider, ///< `known` is what a filter found that this one narrows.
        Same,  ///< `known` is what this filter found.
    };
    Knows knows = Knows::Nothing;
    /// Compare with these rows at the end and tell nothing before; else tell rows as they are found.
    std::optional<KeyRows> shown;
    int mostRanges = 0; ///< More differences than that are not told.
};

/// Rows that were found, behind those of earlier pieces; of the last piece also what became of it all.
struct FoundPiece
{
    KeyRows rows;
    int looked = 0; ///< Keys looked at so far, those that were known included.
    bool last = false;
    /// Keys that the pattern is too expensive for, left out; and the first of them.
    int expensive = 0;
    QByteArray expensiveKey;
    /// So many were too expensive that the rest of the keys was not looked at.
    bool gaveUp = false;
    /// From FindRequest::shown to all rows found. Only hunks.
    Differences differences;
};

/// Finds the rows and tells of them piece by piece, each some milliseconds' work. Ends early when the promise
/// is cancelled.
void findKeys(const FindRequest &request, QPromise<Result<FoundPiece>> &promise);

} // namespace kv::items
