// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keyorder.h"
#include "store/keyblock.h"

#include <utility>

namespace kv {

/// A sorted list of keys made of shared KeyBlocks. Copying copies the list of blocks, not the keys.
/// Rows are counted from 0; an int counts to two thousand million.
class KeyList
{
public:
    /// Half-open range of rows.
    struct Range
    {
        int begin = 0;
        int end = 0;
        int size() const { return end - begin; }
        bool operator==(const Range &) const = default;
    };

    /// Appends a block whose first key follows this list's last. Empty blocks are dropped.
    void append(std::shared_ptr<const KeyBlock> block);
    int size() const { return m_starts.back(); }
    bool isEmpty() const { return size() == 0; }

    QByteArrayView key(int row) const;
    Expiration expiration(int row) const;
    bool hasMetadata(int row) const;
    QByteArrayView metadata(int row) const;
    bool sameRow(int row, const KeyList &other, int otherRow) const;

    /// The first row whose key is not less than `key`.
    int lowerBound(QByteArrayView key) const;
    /// The row of `key`, or -1.
    int find(QByteArrayView key) const;
    /// The rows whose keys start with `prefix`.
    Range withPrefix(QByteArrayView prefix) const;
    /// The rows from `row` on; all blocks but the first are shared.
    KeyList from(int row) const;
    /// For code that replaces some of the blocks.
    const std::vector<std::shared_ptr<const KeyBlock>> &blocks() const { return m_blocks; }
    /// Bytes held on the heap, all blocks counted as if not shared.
    qint64 memory() const;

private:
    std::pair<const KeyBlock *, int> locate(int row) const;
    std::vector<std::shared_ptr<const KeyBlock>> m_blocks;
    std::vector<int> m_starts = {0}; // m_starts[i]: row of block i's first key; the last: size()
};

} // namespace kv
