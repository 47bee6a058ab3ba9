// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keysearch.h"

#include "text/fuzzy.h"

#include <algorithm>

namespace kv::items {

namespace {

constexpr int betweenLooks = 8192; // keys between two looks at whether to stop

} // namespace

std::vector<RankedKey> bestKeys(const KeyList &keys, QByteArrayView typed, int most,
                                const std::atomic_bool &stop)
{
    const text::Fuzzy fuzzy(typed);
    if (fuzzy.isEmpty() || most <= 0)
        return {};
    std::vector<std::pair<int, int>> best; // rank and row; a heap with the worst in front
    best.reserve(size_t(most) + 1);
    int row = 0;
    for (const auto &block : keys.blocks()) {
        for (int i = 0; i < block->size(); ++i, ++row) {
            if (row % betweenLooks == 0 && stop)
                return {};
            const int rank = fuzzy.rank(block->key(i));
            if (rank < 0 || (int(best.size()) == most && rank >= best.front().first))
                continue;
            best.emplace_back(rank, row);
            std::push_heap(best.begin(), best.end());
            if (int(best.size()) > most) {
                std::pop_heap(best.begin(), best.end());
                best.pop_back();
            }
        }
    }
    std::sort_heap(best.begin(), best.end());
    std::vector<RankedKey> ranked;
    ranked.reserve(best.size());
    for (const auto &one : best)
        ranked.push_back({one.first, keys.key(one.second).toByteArray()});
    return ranked;
}

} // namespace kv::items
