// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
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

/// The text with a line feed put into every line that is longer than `longest` bytes, after at most that many
/// and never inside a code point of UTF-8. For showing only: what was put in cannot be told from the text's
/// own.
QByteArray withBrokenLines(QByteArrayView text, qsizetype longest);

} // namespace kv::text
