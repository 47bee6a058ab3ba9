// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diffhexrows.h"

#include "text/hexlines.h"

namespace kv::ui {

namespace {

constexpr int perLine = text::HexLines::perLine;
constexpr int asciiAt = 3 * perLine + 1; // characters before the ASCII column

} // namespace

DiffHexRows::DiffHexRows(const QByteArray *left, const QByteArray *right, const std::atomic_bool &stop)
    : m_bytes{left ? *left : QByteArray(), right ? *right : QByteArray()},
      m_present{left != nullptr, right != nullptr}
{
    const qsizetype longest = qMax(m_bytes[0].size(), m_bytes[1].size());
    m_rowCount = (longest + perLine - 1) / perLine;
    m_digits = text::HexLines::offsetDigits(longest);
    bool inside = false;
    for (qint64 row = 0; row < m_rowCount && !stop; ++row) {
        const bool other = differs(row);
        if (other && !inside)
            m_differences.push_back(row);
        inside = other;
    }
}

bool DiffHexRows::differs(qint64 row) const
{
    if (!m_present[0] || !m_present[1])
        return true;
    return text::HexLines(m_bytes[0]).bytes(row) != text::HexLines(m_bytes[1]).bytes(row);
}

DiffRows::Kind DiffHexRows::kind(qint64 row) const
{
    return differs(row) ? Kind::Differs : Kind::Same;
}

qsizetype DiffHexRows::longest() const
{
    return m_rowCount > 0 ? asciiAt + perLine : 0;
}

DiffCell DiffHexRows::cell(qint64 row, Side side, qsizetype) const
{
    const int which = side == Side::Left ? 0 : 1;
    const text::HexLines mine(m_bytes[which]);
    const QByteArrayView bytes = mine.bytes(row);
    DiffCell cell;
    cell.present = m_present[which] && !bytes.isEmpty();
    if (!cell.present)
        return cell;
    cell.number = QString::number(row * perLine, 16).rightJustified(m_digits, QLatin1Char('0'));
    cell.text = (mine.hex(row).leftJustified(asciiAt) + mine.ascii(row)).toLatin1();
    if (!differs(row))
        return cell;
    const QByteArrayView other = text::HexLines(m_bytes[1 - which]).bytes(row);
    std::vector<DiffCell::Span> inAscii;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        if (i < other.size() && bytes[i] == other[i])
            continue;
        // Neighbours grow together.
        if (!inAscii.empty() && inAscii.back().end == asciiAt + i) {
            cell.marks.back().end = 3 * i + 2;
            inAscii.back().end = asciiAt + i + 1;
        } else {
            cell.marks.push_back({3 * i, 3 * i + 2});
            inAscii.push_back({asciiAt + i, asciiAt + i + 1});
        }
    }
    cell.marks.insert(cell.marks.end(), inAscii.begin(), inAscii.end());
    return cell;
}

} // namespace kv::ui
