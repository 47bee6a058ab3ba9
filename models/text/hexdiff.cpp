// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/hexdiff.h"

#include <algorithm>

namespace kv::text {

qint64 HexDiff::rowCount() const
{
    return std::max(HexLines(m_left).count(), HexLines(m_right).count());
}

AlignedKind HexDiff::kind(qint64 row) const
{
    const QByteArrayView a = left(row);
    const QByteArrayView b = right(row);
    if (a == b)
        return AlignedKind::Same;
    return b.isEmpty() ? AlignedKind::Left : a.isEmpty() ? AlignedKind::Right : AlignedKind::Changed;
}

ChangedSpans HexDiff::spans(qint64 row) const
{
    const QByteArrayView a = left(row);
    const QByteArrayView b = right(row);
    const auto collect = [](QByteArrayView mine, QByteArrayView other) {
        std::vector<Span> spans;
        for (qsizetype i = 0; i < mine.size(); ++i) {
            if (i < other.size() && mine[i] == other[i])
                continue;
            if (!spans.empty() && spans.back().end == i)
                ++spans.back().end;
            else
                spans.push_back({i, i + 1});
        }
        return spans;
    };
    return {collect(a, b), collect(b, a)};
}

qint64 HexDiff::differingBytes() const
{
    const qsizetype shorter = std::min(m_left.size(), m_right.size());
    qint64 count = std::max(m_left.size(), m_right.size()) - shorter;
    for (qsizetype i = 0; i < shorter; ++i)
        count += m_left[i] != m_right[i];
    return count;
}

std::optional<qint64> HexDiff::firstDifference(qint64 row) const
{
    row = std::max(row, qint64(0));
    const qint64 from = row * perRow;
    const qint64 shorter = std::min(m_left.size(), m_right.size());
    if (from < shorter) {
        const auto end = m_left.begin() + shorter;
        const auto found = std::mismatch(m_left.begin() + from, end, m_right.begin() + from).first;
        if (found != end)
            return (found - m_left.begin()) / perRow;
        row = shorter / perRow;
    }
    if (m_left.size() == m_right.size() || row >= rowCount())
        return {};
    return row;
}

std::optional<qint64> HexDiff::nextRun(qint64 row) const
{
    row = std::max(row, qint64(0));
    while (row < rowCount() && differs(row))
        ++row;
    return firstDifference(row);
}

std::optional<qint64> HexDiff::previousRun(qint64 row) const
{
    row = std::min(row, rowCount()) - 1;
    while (row >= 0 && !differs(row))
        --row;
    while (row > 0 && differs(row - 1))
        --row;
    return row >= 0 ? std::optional(row) : std::nullopt;
}

} // namespace kv::text
