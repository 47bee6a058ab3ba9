// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/keylist.h"

#include <memory>
#include <vector>

namespace kv::items {

/// Some rows of a list of keys, in its order: a run of them, or those that a filter let through. Shares the
/// list's blocks and holds 4 bytes a row at most. Copying copies the list of pieces, not the rows. A value.
class KeyRows
{
public:
    using Rows = std::shared_ptr<const std::vector<quint32>>;

    /// What is shown of one block: its rows first to last - 1, or of these just `rows`.
    struct Piece
    {
        std::shared_ptr<const KeyBlock> block;
        int first = 0;
        int last = 0;
        Rows rows; ///< null: all of them

        int size() const { return rows ? int(rows->size()) : last - first; }
        int at(int i) const { return rows ? int((*rows)[size_t(i)]) : first + i; }
        bool operator==(const Piece &) const = default;
    };

    KeyRows() = default;
    /// The rows `range` of `list`.
    KeyRows(const KeyList &list, KeyList::Range range);

    /// Takes up rows that stand behind those there are. A piece without any is kept, too: it tells that its
    /// block was looked at.
    void append(Piece piece);
    void append(const KeyRows &more);

    int size() const { return m_starts.back(); }
    const std::vector<Piece> &pieces() const { return m_pieces; }
    /// The number of rows that stand before piece i.
    int startOf(size_t i) const { return m_starts[i]; }
    /// The block and the row in it that row `row` is.
    std::pair<const KeyBlock *, int> at(int row) const;
    QByteArrayView key(int row) const;
    /// The first row whose key is not less than `key`, in O(log n).
    int lowerBound(QByteArrayView key) const;
    /// Bytes held on the heap besides the blocks.
    qint64 memory() const;

private:
    std::vector<Piece> m_pieces;
    std::vector<int> m_starts = {0}; // as in KeyList
};

} // namespace kv::items
