// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace kv::text {

/// How a text's lines end, and how long they get. LF, CR and CRLF each end a line.
struct Lines
{
    qsizetype longest = 0; ///< In bytes, without its end.
    qsizetype lf = 0;
    qsizetype crlf = 0;
    qsizetype cr = 0;

    bool operator==(const Lines &) const = default;
};

/// Walks through the bytes once. Any thread.
Lines linesOf(QByteArrayView text);

} // namespace kv::text
