// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/messagepackreader.h"

namespace kv::text {

using State = MessagePackReader::State;

bool MessagePackReader::readNumber(qsizetype at, int size, quint64 &number) const
{
    if (m_bytes.size() - at < size)
        return false;
    number = 0;
    for (int i = 0; i < size; ++i)
        number = number << 8 | uchar(m_bytes[at + i]);
    return true;
}

State MessagePackReader::take(Item &item, qsizetype from, quint64 size)
{
    if (quint64(m_bytes.size() - from) < size)
        return State::CutShort;
    item.data = m_bytes.sliced(from, qsizetype(size));
    m_at = from + qsizetype(size);
    return State::Good;
}

/// What says in `sizeBytes` bytes how long it is.
State MessagePackReader::sized(Item &item, Type type, int sizeBytes)
{
    quint64 size = 0;
    if (!readNumber(m_at + 1, sizeBytes, size))
        return State::CutShort;
    item.type = type;
    const qsizetype from = m_at + 1 + sizeBytes;
    if (type == Type::Extension)
        return extension(item, from, size);
    if (type == Type::Text || type == Type::Binary)
        return take(item, from, size);
    item.number = type == Type::Map ? size * 2 : size;
    m_at = from;
    return State::Good;
}

State MessagePackReader::extension(Item &item, qsizetype from, quint64 size)
{
    if (from >= m_bytes.size())
        return State::CutShort;
    item.type = Type::Extension;
    item.extension = qint8(m_bytes[from]);
    return take(item, from + 1, size);
}

State MessagePackReader::next(Item &item)
{
    item = {};
    if (atEnd())
        return State::CutShort;
    const uchar head = uchar(m_bytes[m_at]);
    const auto container = [&](Type type, quint64 count) {
        item.type = type;
        item.number = count;
        ++m_at;
        return State::Good;
    };
    if (head <= 0x7f)
        return container(Type::Unsigned, head);
    if (head <= 0x8f)
        return container(Type::Map, 2 * quint64(head & 0x0f));
    if (head <= 0x9f)
        return container(Type::Array, head & 0x0f);
    if (head >= 0xe0)
        return container(Type::Signed, quint64(qint64(qint8(head))));
    if (head <= 0xbf) {
        item.type = Type::Text;
        return take(item, m_at + 1, head & 0x1f);
    }
    const auto number = [&](Type type, int size) {
        if (!readNumber(m_at + 1, size, item.number))
            return State::CutShort;
        item.type = type;
        if (type == Type::Signed && size < 8) {
            const int unused = 64 - 8 * size;
            item.number = quint64(qint64(item.number << unused) >> unused);
        }
        m_at += 1 + size;
        return State::Good;
    };
    switch (head) {
    case 0xc0:
        return container(Type::Nil, 0);
    case 0xc2:
        return container(Type::False, 0);
    case 0xc3:
        return container(Type::True, 0);
    case 0xc4:
    case 0xc5:
    case 0xc6:
        return sized(item, Type::Binary, 1 << (head - 0xc4));
    case 0xc7:
    case 0xc8:
    case 0xc9:
        return sized(item, Type::Extension, 1 << (head - 0xc7));
    case 0xca:
        return number(Type::Float32, 4);
    case 0xcb:
        return number(Type::Float64, 8);
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
        return number(Type::Unsigned, 1 << (head - 0xcc));
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return number(Type::Signed, 1 << (head - 0xd0));
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
        return extension(item, m_at + 1, quint64(1) << (head - 0xd4));
    case 0xd9:
    case 0xda:
    case 0xdb:
        return sized(item, Type::Text, 1 << (head - 0xd9));
    case 0xdc:
    case 0xdd:
        return sized(item, Type::Array, 2 << (head - 0xdc));
    case 0xde:
    case 0xdf:
        return sized(item, Type::Map, 2 << (head - 0xde));
    default: // 0xc1
        return State::NoItem;
    }
}

} // namespace kv::text
