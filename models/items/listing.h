// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/keylist.h"

namespace kv::items {

/// What was read so far of the keys that start with a prefix, from the first on and without a gap. Plain
/// data.
struct Listing
{
    enum class Coverage {
        None,  ///< Reading on would not lead there, or only past keys that nobody asked for.
        Begun, ///< Some of its keys may be there; reading on brings the others next.
        Whole, ///< All of its keys are there.
    };

    QByteArray prefix;
    KeyList keys;
    QByteArray cursor;   ///< Where the next page begins; empty: at the first key.
    QByteArray frontier; ///< The last key that the store told of, though it may be deleted by now.
    bool complete = false;
    bool storeExists = true;

    /// How much of the keys that start with `other` was read.
    Coverage coverage(const QByteArray &other) const;
    /// Whether `key` lies in what was read, so that it is in `keys` if it exists.
    bool reaches(const QByteArray &key) const;
    /// The keys of a page that lie behind what was read.
    KeyList behind(std::shared_ptr<const KeyBlock> page) const;
    /// Takes up keys that lie behind what was read, and that it was read up to `newFrontier`.
    void append(const KeyList &more, const QByteArray &newFrontier);
    /// What a newer reading of the beginning makes of this one: `newer`, and behind its frontier the keys
    /// that were read before.
    Listing renewedBy(Listing newer) const;
};

} // namespace kv::items
