// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/keyblock.h"

namespace kv {

QByteArrayView KeyBlock::key(int i) const
{
    const KeyRecord &r = m_records[size_t(i)];
    const quint32 end = r.metadata & ~KeyRecord::noMetadata;
    return {m_bytes.data() + r.key, qsizetype(end - r.key)};
}

Expiration KeyBlock::expiration(int i) const
{
    const qint64 at = m_records[size_t(i)].expiration;
    return at == KeyRecord::noExpiration ? Expiration() : Expiration(at);
}

bool KeyBlock::hasMetadata(int i) const
{
    return !(m_records[size_t(i)].metadata & KeyRecord::noMetadata);
}

QByteArrayView KeyBlock::metadata(int i) const
{
    const quint32 begin = m_records[size_t(i)].metadata & ~KeyRecord::noMetadata;
    return {m_bytes.data() + begin, qsizetype(m_records[size_t(i) + 1].key - begin)};
}

bool KeyBlock::sameRow(int i, const KeyBlock &other, int j) const
{
    return expiration(i) == other.expiration(j) && hasMetadata(i) == other.hasMetadata(j) &&
           key(i) == other.key(j) && metadata(i) == other.metadata(j);
}

qint64 KeyBlock::memory() const
{
    return qint64(m_bytes.capacity() + m_records.capacity() * sizeof(KeyRecord));
}

void KeyBlock::Builder::reserve(int keys, qsizetype bytes)
{
    m_records.reserve(size_t(keys) + 1);
    m_bytes.reserve(size_t(bytes));
}

void KeyBlock::Builder::add(QByteArrayView key, Expiration expiration, bool hasMetadata,
                            QByteArrayView metadata)
{
    KeyRecord record;
    record.key = quint32(m_bytes.size());
    m_bytes.insert(m_bytes.end(), key.begin(), key.end());
    record.metadata = quint32(m_bytes.size()) | (hasMetadata ? 0 : KeyRecord::noMetadata);
    if (!metadata.isEmpty()) // a listing of names has none, and is as quick as its slowest step
        m_bytes.insert(m_bytes.end(), metadata.begin(), metadata.end());
    if (expiration)
        record.expiration = *expiration;
    m_records.push_back(record);
}

QByteArrayView KeyBlock::Builder::lastKey() const
{
    const KeyRecord &last = m_records.back();
    return {m_bytes.data() + last.key, qsizetype((last.metadata & ~KeyRecord::noMetadata) - last.key)};
}

void KeyBlock::Builder::clear()
{
    constexpr size_t mostKept = size_t(4) << 20; // a page of huge keys must not be held on to
    if (m_bytes.capacity() > mostKept)
        std::vector<char>().swap(m_bytes);
    m_bytes.clear();
    m_records.clear();
}

std::shared_ptr<const KeyBlock> KeyBlock::Builder::build()
{
    KeyRecord end;
    end.key = quint32(m_bytes.size());
    end.metadata = end.key | KeyRecord::noMetadata;
    m_records.push_back(end);
    auto block = std::make_shared<KeyBlock>();
    // Exactly as large as need be.
    block->m_bytes.assign(m_bytes.begin(), m_bytes.end());
    block->m_records.assign(m_records.begin(), m_records.end());
    clear();
    return block;
}

} // namespace kv
