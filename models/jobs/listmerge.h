// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "jobs/comparison.h"
#include "jobs/rowblock.h"
#include "jobs/rowjudge.h"
#include "store/keyblock.h"

#include <memory>

namespace kv::jobs {

/// A page of one side, and how far it is merged.
struct MergeSide
{
    std::shared_ptr<const KeyBlock> keys; ///< Null: nothing was listed.
    int at = 0;
    /// No page follows this one.
    bool isLast = false;
    /// The last key of this side that was looked at, to hold the next one to the order.
    QByteArray before;
    bool hasBefore = false;

    int size() const { return keys ? keys->size() : 0; }
    bool isEmpty() const { return at >= size(); }
};

/// What is the same for every key of a merge.
struct MergeRules
{
    const RowJudge *judge = nullptr;
    QList<QByteArray> ignoredPrefixes;
    qint64 nowMs = 0; ///< Entries that have expired by then are not there.
    /// Keys up to this one are in the file already.
    QByteArray after;
    bool hasAfter = false;
};

struct Merged
{
    std::vector<PackedRows> runs;
    MergeSide left;
    MergeSide right;
    qint64 keys = 0;    ///< Taken from both sides.
    QByteArray lastKey; ///< Of the last row; empty: `runs` is.
};

/// Merges two pages until one is used up whose next is not known. `room` is that of RowRuns. An Error when a
/// side's keys do not ascend; its `column` is 1 for the left, 2 for the right.
Result<Merged> merge(MergeSide left, MergeSide right, int room, int rowsPerBlock, const MergeRules &rules);

} // namespace kv::jobs
