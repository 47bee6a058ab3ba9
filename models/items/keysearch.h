// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/keylist.h"

#include <QByteArray>

#include <atomic>
#include <vector>

namespace kv::items {

/// A key and how well it fits; see text::Fuzzy::rank().
struct RankedKey
{
    int rank = 0;
    QByteArray key;
};

/// The keys that fit what was typed best, the best first, at most `most`; of those that fit alike, the first
/// in the list. Looks at every key: a million take about a tenth of a second, so off the GUI thread. What it
/// has when `stop` becomes true is worth nothing.
std::vector<RankedKey> bestKeys(const KeyList &keys, QByteArrayView typed, int most,
                                const std::atomic_bool &stop);

} // namespace kv::items
