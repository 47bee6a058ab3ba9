// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/keydiff.h"
#include "items/listing.h"
#include "store/store.h"

namespace kv::items {

/// A list of keys after some were written or deleted, and how it differs from what it was.
struct ChangedKeys
{
    KeyList keys;
    /// Every key that was written and was there before counts as changed: its value may be another.
    Differences differences;
};

/// The last change of each key, by key.
QList<KeyChange> lastChanges(QList<KeyChange> changes);
/// Those of the changes that lie in what `listing` has read.
QList<KeyChange> changesWithin(const Listing &listing, const QList<KeyChange> &changes);
/// `before` with `changes`, one a key and sorted by key, carried out. Only the blocks that hold one of them
/// are built anew, the others are shared.
ChangedKeys applyChanges(const KeyList &before, const QList<KeyChange> &changes, int mostRanges);

} // namespace kv::items
