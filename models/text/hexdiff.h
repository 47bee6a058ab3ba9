// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/aligned.h"
#include "text/hexlines.h"

#include <optional>

namespace kv::text {

/// Two runs of bytes as rows of 16, byte under byte: nothing is moved to fit. Each row is made when it is
/// asked for; nothing but the bytes is kept, and they must outlive it. Any thread.
class HexDiff
{
public:
    static constexpr int perRow = HexLines::perLine;

    HexDiff(QByteArrayView left, QByteArrayView right) : m_left(left), m_right(right) {}

    qint64 rowCount() const;
    /// Left, Right: the other side has no byte in this row. Changed: at least one differs or is missing.
    AlignedKind kind(qint64 row) const;
    QByteArrayView left(qint64 row) const { return HexLines(m_left).bytes(row); }
    QByteArrayView right(qint64 row) const { return HexLines(m_right).bytes(row); }
    /// Which bytes of a row differ, or are missing on the other side: offsets in the row, 0 to 16.
    ChangedSpans spans(qint64 row) const;

    /// Places with another byte, or with a byte on one side only. Reads all of it.
    qint64 differingBytes() const;
    /// The first row from `row` on that is not Same; none: there is no more.
    std::optional<qint64> firstDifference(qint64 row) const;
    /// The first row of the next run of rows that are not Same, behind the run that `row` may be in.
    std::optional<qint64> nextRun(qint64 row) const;
    /// The first row of the nearest run that begins before `row`.
    std::optional<qint64> previousRun(qint64 row) const;

private:
    bool differs(qint64 row) const { return left(row) != right(row); }

    QByteArrayView m_left;
    QByteArrayView m_right;
};

} // namespace kv::text
