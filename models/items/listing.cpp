// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/listing.h"

namespace kv::items {

Listing::Coverage Listing::coverage(const QByteArray &other) const
{
    if (!other.startsWith(prefix))
        return Coverage::None;
    if (complete)
        return Coverage::Whole;
    const auto end = endOfPrefix(other);
    if (!frontier.isEmpty() && end && compareKeys(frontier, *end) >= 0)
        return Coverage::Whole;
    // Reading on brings the next keys of `other` if it has come to them, or if it asks for no others.
    return other == prefix || frontier.startsWith(other) ? Coverage::Begun : Coverage::None;
}

bool Listing::reaches(const QByteArray &key) const
{
    return key.startsWith(prefix) && (complete || (!frontier.isEmpty() && compareKeys(key, frontier) <= 0));
}

KeyList Listing::behind(std::shared_ptr<const KeyBlock> page) const
{
    KeyList more;
    more.append(std::move(page));
    if (frontier.isEmpty() || more.isEmpty() || compareKeys(more.key(0), frontier) > 0)
        return more;
    const int same = more.lowerBound(frontier);
    return more.from(same < more.size() && more.key(same) == frontier ? same + 1 : same);
}

void Listing::append(const KeyList &more, const QByteArray &newFrontier)
{
    for (const auto &block : more.blocks())
        keys.append(block);
    frontier = newFrontier;
}

Listing Listing::renewedBy(Listing newer) const
{
    if (newer.complete || compareKeys(newer.frontier, frontier) >= 0)
        return newer;
    int behind = newer.frontier.isEmpty() ? 0 : keys.lowerBound(newer.frontier);
    if (behind < keys.size() && keys.key(behind) == newer.frontier)
        ++behind;
    const KeyList tail = keys.from(behind);
    for (const auto &block : tail.blocks())
        newer.keys.append(block);
    newer.cursor = cursor;
    newer.frontier = frontier;
    newer.complete = complete;
    return newer;
}

} // namespace kv::items
