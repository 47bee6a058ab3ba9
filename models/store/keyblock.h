// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"

#include <QByteArrayView>

#include <limits>
#include <memory>
#include <vector>

namespace kv {

/// Where a key's bytes and its metadata's begin in a block. The metadata ends where the next key begins.
struct KeyRecord
{
    static constexpr quint32 noMetadata = 0x8000'0000u;
    static constexpr qint64 noExpiration = std::numeric_limits<qint64>::min();
    quint32 key = 0;
    quint32 metadata = 0; ///< top bit set: none
    qint64 expiration = noExpiration;
};

/// A run of keys in byte order with their expiration and metadata, packed: the bytes themselves and
/// 16 bytes a key. Immutable once built, so it is shared between threads without a lock.
class KeyBlock
{
public:
    int size() const { return int(m_records.size()) - 1; }
    QByteArrayView key(int i) const;
    Expiration expiration(int i) const;
    bool hasMetadata(int i) const;
    /// The metadata's JSON text; empty when there is none.
    QByteArrayView metadata(int i) const;
    /// Whether all that a listing tells of row i is the same as row j of `other`.
    bool sameRow(int i, const KeyBlock &other, int j) const;
    /// Bytes held on the heap.
    qint64 memory() const;

    class Builder
    {
    public:
        void reserve(int keys, qsizetype bytes);
        void add(QByteArrayView key, Expiration expiration, bool hasMetadata, QByteArrayView metadata);
        int size() const { return int(m_records.size()); }
        /// The key added last; there must be one. Valid until the next call that changes the builder.
        QByteArrayView lastKey() const;
        qsizetype bytes() const { return qsizetype(m_bytes.size()); }
        /// Drops what was added, keeps the room unless it is huge.
        void clear();
        /// The finished block, exactly as large as need be; the builder is empty afterwards and keeps its
        /// room.
        std::shared_ptr<const KeyBlock> build();

    private:
        friend class KeyBlock;
        std::vector<char> m_bytes;
        std::vector<KeyRecord> m_records;
    };

private:
    std::vector<char> m_bytes;
    std::vector<KeyRecord> m_records; // one more than there are keys: the end of the last
};

} // namespace kv
