// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace kv::snapshot {

/// Tells the line and column of an offset in an open file by reading the file a second time, as far as it is
/// asked for: only a file with faults pays for it, and one with many of them once.
class LineFinder
{
public:
    struct Spot
    {
        int line = 0;   ///< from 1; 0: not known
        int column = 0; ///< from 1, in characters of UTF-8; 0: not known
    };

    /// `start`: where the text begins, behind a byte order mark. Reads at offsets and does not move `fd`.
    LineFinder(int fd, qint64 start) : m_fd(fd), m_start(start) {}

    /// Quick when asked for ever larger offsets.
    Spot at(qint64 offset);

private:
    int m_fd;
    qint64 m_start;
    qint64 m_at = -1;
    qint64 m_line = 1;
    qint64 m_column = 1;
};

} // namespace kv::snapshot
