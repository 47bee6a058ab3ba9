// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/decoded.h"

#include <algorithm>

namespace kv::text {

/// Takes what comes out of a decompressor, piece by piece, up to a limit. To tell "just as much" from "more",
/// there is room for one byte over it.
class Unpacked
{
public:
    /// Where the decompressor may write next, and how much.
    struct Room
    {
        char *begin;
        qsizetype size;
    };

    explicit Unpacked(qsizetype most) : m_most(most) {}

    Room room()
    {
        if (m_used == m_most)
            return {&m_over, 1};
        const qsizetype wanted = std::min(m_used + piece, m_most);
        if (m_bytes.size() < wanted)
            m_bytes.resize(std::min(std::max(wanted, 2 * m_bytes.size()), m_most));
        return {m_bytes.data() + m_used, wanted - m_used};
    }

    /// How much of the room was used. False: that is more than there may be.
    bool took(qsizetype count)
    {
        if (m_used == m_most)
            return count == 0;
        m_used += count;
        return true;
    }

    /// The problem when took() is false; `at`: bytes that were read for it.
    DecodeProblem tooLarge(qsizetype at) const;

    QByteArray take()
    {
        m_bytes.truncate(m_used);
        if (m_bytes.capacity() > 2 * m_used)
            m_bytes.squeeze();
        return std::move(m_bytes);
    }

private:
    static constexpr qsizetype piece = 64 * 1024;

    QByteArray m_bytes;
    qsizetype m_used = 0;
    qsizetype m_most;
    char m_over = 0;
};

} // namespace kv::text
