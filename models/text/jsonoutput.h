// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <algorithm>
#include <cstring>

namespace kv::text {

/// Puts pieces of one text together to another. Most pieces are a few bytes long: copying sixteen at once,
/// where there is room for it on both sides, is faster than asking how many they are.
class JsonOutput
{
public:
    /// `source` must outlive it; `expected`: bytes that will likely be written.
    JsonOutput(QByteArrayView source, qsizetype expected) : m_source(source) { grow(expected); }

    qsizetype size() const { return m_size; }

    /// Bytes [begin, end) of the source.
    void copy(qsizetype begin, qsizetype end)
    {
        const qsizetype length = end - begin;
        char *const to = advance(length);
        const char *const from = m_source.data() + begin;
        if (length > longestInSteps || m_source.size() - begin < longestInSteps) {
            std::memcpy(to, from, size_t(length));
            return;
        }
        for (qsizetype done = 0; done < length; done += step)
            std::memcpy(to + done, from + done, step);
    }

    void append(char c) { *advance(1) = c; }

    /// A line's end and so many spaces.
    void breakLine(qsizetype spaces)
    {
        char *const to = advance(1 + spaces);
        *to = '\n';
        for (qsizetype done = 0; done < spaces; done += step)
            std::memset(to + 1 + done, ' ', step);
    }

    QByteArray take()
    {
        m_bytes.truncate(m_size);
        if (m_bytes.capacity() - m_size > m_size / 4)
            m_bytes.squeeze();
        return std::move(m_bytes);
    }

private:
    static constexpr qsizetype step = 16;
    static constexpr qsizetype longestInSteps = 64;
    static constexpr qsizetype slack = longestInSteps + step; // what may be written too much

    char *advance(qsizetype length)
    {
        if (m_room - m_size < length)
            grow(std::max(m_room + m_room / 2, m_size + length));
        char *const to = m_data + m_size;
        m_size += length;
        return to;
    }

    void grow(qsizetype room)
    {
        m_bytes.resize(room + slack);
        m_data = m_bytes.data();
        m_room = room;
    }

    QByteArrayView m_source;
    QByteArray m_bytes; // longer than what has been written
    char *m_data = nullptr;
    qsizetype m_room = 0;
    qsizetype m_size = 0;
};

} // namespace kv::text
