// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keyrows.h"

#include <algorithm>

namespace kv::items {

KeyRows::KeyRows(const KeyList &list, KeyList::Range range)
{
    if (range.size() <= 0)
        return;
    m_pieces.reserve(list.blocks().size());
    m_starts.reserve(list.blocks().size() + 1);
    int start = 0;
    for (const auto &block : list.blocks()) {
        const int first = std::max(range.begin - start, 0);
        const int last = std::min(range.end - start, block->size());
        if (first < last)
            append(Piece{block, first, last, {}});
        start += block->size();
        if (start >= range.end)
            break;
    }
}

void KeyRows::append(Piece piece)
{
    m_starts.push_back(m_starts.back() + piece.size());
    m_pieces.push_back(std::move(piece));
}

void KeyRows::append(const KeyRows &more)
{
    for (const Piece &piece : more.m_pieces)
        append(piece);
}

std::pair<const KeyBlock *, int> KeyRows::at(int row) const
{
    Q_ASSERT(row >= 0 && row < size());
    // The last piece that begins at or before the row: those without rows lie before it.
    const auto next = std::upper_bound(m_starts.begin(), m_starts.end(), row);
    const auto i = size_t(next - m_starts.begin()) - 1;
    return {m_pieces[i].block.get(), m_pieces[i].at(row - m_starts[i])};
}

QByteArrayView KeyRows::key(int row) const
{
    const auto [block, i] = at(row);
    return block->key(i);
}

int KeyRows::lowerBound(QByteArrayView key) const
{
    int low = 0;
    int high = size();
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (compareKeys(this->key(middle), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

qint64 KeyRows::memory() const
{
    auto bytes = qint64(m_starts.capacity() * sizeof(int) + m_pieces.capacity() * sizeof(Piece));
    for (const Piece &piece : m_pieces)
        if (piece.rows)
            bytes += qint64(sizeof(std::vector<quint32>) + piece.rows->capacity() * sizeof(quint32));
    return bytes;
}

} // namespace kv::items
