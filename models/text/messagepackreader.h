// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace kv::text {

/// Steps through MessagePack item by item; what an array or a map holds comes as items behind it. The bytes
/// must outlive it.
class MessagePackReader
{
public:
    enum class Type {
        Nil,
        False,
        True,
        Unsigned,
        Signed,
        Float32,
        Float64,
        Text,
        Binary,
        Array,
        Map,
        Extension
    };
    struct Item
    {
        Type type = Type::Nil;
        quint64 number = 0; ///< Unsigned, Signed (as qint64) and the bits of floats; how many items follow an
                            ///< Array or Map, where a member is two
        QByteArrayView data; ///< Text, Binary, Extension
        qint8 extension = 0; ///< the extension's type

        bool isContainer() const { return type == Type::Array || type == Type::Map; }
    };
    enum class State { Good, CutShort, NoItem };

    explicit MessagePackReader(QByteArrayView bytes) : m_bytes(bytes) {}

    /// Reads one item; after anything but Good it stands where it stood.
    State next(Item &item);
    qsizetype at() const { return m_at; }
    bool atEnd() const { return m_at == m_bytes.size(); }

private:
    bool readNumber(qsizetype at, int size, quint64 &number) const;
    State take(Item &item, qsizetype from, quint64 size);
    State sized(Item &item, Type type, int sizeBytes);
    State extension(Item &item, qsizetype from, quint64 size);

    QByteArrayView m_bytes;
    qsizetype m_at = 0;
};

} // namespace kv::text
