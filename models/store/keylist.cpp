// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/keylist.h"

#include <algorithm>

namespace kv {

void KeyList::append(std::shared_ptr<const KeyBlock> block)
{
    if (!block || block->size() == 0)
        return;
    m_starts.push_back(m_starts.back() + block->size());
    m_blocks.push_back(std::move(block));
}

std::pair<const KeyBlock *, int> KeyList::locate(int row) const
{
    Q_ASSERT(row >= 0 && row < size());
    const auto next = std::upper_bound(m_starts.begin(), m_starts.end(), row);
    const auto i = size_t(next - m_starts.begin()) - 1;
    return {m_blocks[i].get(), row - m_starts[i]};
}

QByteArrayView KeyList::key(int row) const
{
    const auto [block, i] = locate(row);
    return block->key(i);
}

Expiration KeyList::expiration(int row) const
{
    const auto [block, i] = locate(row);
    return block->expiration(i);
}

bool KeyList::hasMetadata(int row) const
{
    const auto [block, i] = locate(row);
    return block->hasMetadata(i);
}

QByteArrayView KeyList::metadata(int row) const
{
    const auto [block, i] = locate(row);
    return block->metadata(i);
}

bool KeyList::sameRow(int row, const KeyList &other, int otherRow) const
{
    const auto [block, i] = locate(row);
    const auto [otherBlock, j] = other.locate(otherRow);
    return block->sameRow(i, *otherBlock, j);
}

int KeyList::lowerBound(QByteArrayView key) const
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

int KeyList::find(QByteArrayView key) const
{
    const int row = lowerBound(key);
    return row < size() && this->key(row) == key ? row : -1;
}

KeyList::Range KeyList::withPrefix(QByteArrayView prefix) const
{
    if (prefix.isEmpty())
        return {0, size()};
    const int begin = lowerBound(prefix);
    const std::optional<QByteArray> end = endOfPrefix(prefix);
    return {begin, end ? lowerBound(*end) : size()};
}

KeyList KeyList::from(int row) const
{
    KeyList list;
    if (row >= size())
        return list;
    if (row <= 0)
        return *this;
    auto i = size_t(std::upper_bound(m_starts.begin(), m_starts.end(), row) - m_starts.begin()) - 1;
    if (row > m_starts[i]) {
        const KeyBlock &cut = *m_blocks[i];
        KeyBlock::Builder builder;
        for (int j = row - m_starts[i]; j < cut.size(); ++j)
            builder.add(cut.key(j), cut.expiration(j), cut.hasMetadata(j), cut.metadata(j));
        list.append(builder.build());
        ++i;
    }
    for (; i < m_blocks.size(); ++i)
        list.append(m_blocks[i]);
    return list;
}

qint64 KeyList::memory() const
{
    qint64 bytes = qint64(m_starts.capacity() * sizeof(int) + m_blocks.capacity() * sizeof(m_blocks[0]));
    for (const auto &block : m_blocks)
        bytes += block->memory();
    return bytes;
}

} // namespace kv
