// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/linefinder.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <memory>
#include <unistd.h>

namespace kv::snapshot {

LineFinder::Spot LineFinder::at(qint64 offset)
{
    if (m_at < 0 || offset < m_at) {
        m_at = m_start;
        m_line = m_column = 1;
    }
    constexpr qint64 chunk = 64 * 1024;
    const auto buffer = std::make_unique<char[]>(size_t(chunk));
    while (m_at < offset) {
        const ssize_t n = ::pread(m_fd, buffer.get(), size_t(std::min(chunk, offset - m_at)), off_t(m_at));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return {};
        for (ssize_t i = 0; i < n; ++i) {
            if (buffer[size_t(i)] == '\n') {
                ++m_line;
                m_column = 1;
            } else if ((uchar(buffer[size_t(i)]) & 0xc0) != 0x80) {
                ++m_column;
            }
        }
        m_at += n;
    }
    constexpr qint64 most = std::numeric_limits<int>::max();
    return {m_line > most ? 0 : int(m_line), m_column > most ? 0 : int(m_column)};
}

} // namespace kv::snapshot
