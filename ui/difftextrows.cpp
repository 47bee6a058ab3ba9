// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/difftextrows.h"

namespace kv::ui {

namespace {

// Spans of longer lines are found out in time that would be felt when one scrolls; such a row is marked
// whole.
constexpr qsizetype mostMarked = 64 * 1024;

DiffCell filler()
{
    DiffCell cell;
    cell.present = false;
    return cell;
}

std::vector<text::Span> marksOf(const text::ChangedSpans &spans, Side side)
{
    return side == Side::Left ? spans.left : spans.right;
}

/// The end of a line as one would see it, where it is not the usual one.
QByteArray seenEnd(QByteArrayView end)
{
    return end.startsWith('\r') ? QByteArray("\r") : QByteArray();
}

} // namespace

std::vector<qint64> runsOf(qint64 rows, const std::function<bool(qint64)> &differs)
{
    std::vector<qint64> runs;
    bool inside = false;
    for (qint64 row = 0; row < rows; ++row) {
        const bool other = differs(row);
        if (other && !inside)
            runs.push_back(row);
        inside = other;
    }
    return runs;
}

DiffLineRows::DiffLineRows(const QByteArray *left, const QByteArray *right, const std::atomic_bool &stop)
    : m_diff(left ? *left : QByteArray(), right ? *right : QByteArray(), &stop)
{
    if (stop)
        return;
    m_differences = runsOf(rowCount(), [this](qint64 row) { return kind(row) == Kind::Differs; });
    for (qsizetype line = 0; line < m_diff.leftLineCount(); ++line)
        m_longest = qMax(m_longest, m_diff.leftLine(line).size());
    for (qsizetype line = 0; line < m_diff.rightLineCount(); ++line)
        m_longest = qMax(m_longest, m_diff.rightLine(line).size());
    m_longest = qMin(m_longest + 1, mostBytes);
}

DiffRows::Kind DiffLineRows::kind(qint64 row) const
{
    return m_diff.row(row).kind == text::AlignedKind::Same ? Kind::Same : Kind::Differs;
}

DiffCell DiffLineRows::cell(qint64 row, Side side, qsizetype most) const
{
    const text::LineDiff::Row &found = m_diff.row(row);
    const qsizetype number = side == Side::Left ? found.left : found.right;
    if (number < 0)
        return filler();
    const QByteArrayView line = side == Side::Left ? m_diff.leftLine(number) : m_diff.rightLine(number);
    std::vector<text::Span> marks;
    if (found.kind == text::AlignedKind::Changed) {
        if (m_diff.leftLine(found.left).size() <= mostMarked &&
            m_diff.rightLine(found.right).size() <= mostMarked)
            marks = marksOf(m_diff.spans(row), side);
        else
            marks = {{0, line.size()}};
    }
    DiffCell cell = cutCell(line, QString::number(number + 1), std::move(marks), most);
    // Lines that differ in nothing but how they end say so.
    if (found.kind == text::AlignedKind::Changed && cell.marks.empty() && cell.more == 0) {
        const QByteArray end = seenEnd(side == Side::Left ? m_diff.leftEnd(number) : m_diff.rightEnd(number));
        if (!end.isEmpty() && most == mostBytes) {
            cell.marks.push_back({cell.text.size(), cell.text.size() + end.size()});
            cell.text += end;
        }
    }
    return cell;
}

int DiffLineRows::numberWidth() const
{
    return int(QString::number(qMax(m_diff.leftLineCount(), m_diff.rightLineCount())).size());
}

std::shared_ptr<DiffJsonRows> DiffJsonRows::make(const QByteArray *left, const QByteArray *right,
                                                 const text::JsonPathSet &ignore,
                                                 const std::atomic_bool &stop)
{
    auto diff = text::JsonDiff::make(left ? *left : *right, right ? *right : *left, ignore, &stop);
    if (!diff || stop)
        return nullptr;
    return std::shared_ptr<DiffJsonRows>(
        new DiffJsonRows(std::move(*diff), left != nullptr, right != nullptr, stop));
}

DiffJsonRows::DiffJsonRows(text::JsonDiff diff, bool hasLeft, bool hasRight, const std::atomic_bool &stop)
    : m_diff(std::move(diff)),
      m_has{hasLeft, hasRight}
{
    m_differences = runsOf(rowCount(), [this](qint64 row) { return kind(row) == Kind::Differs; });
    for (qint64 row = 0; row < rowCount() && !stop; ++row)
        m_longest = qMax(m_longest, qMax(m_diff.leftText(row).size(), m_diff.rightText(row).size()));
    m_longest = qMin(m_longest, mostBytes);
}

DiffRows::Kind DiffJsonRows::kind(qint64 row) const
{
    if (!m_has[0] || !m_has[1])
        return Kind::Differs;
    switch (m_diff.kind(row)) {
    case text::AlignedKind::Same:
        return Kind::Same;
    case text::AlignedKind::Ignored:
        return Kind::Ignored;
    default:
        return Kind::Differs;
    }
}

DiffCell DiffJsonRows::cell(qint64 row, Side side, qsizetype most) const
{
    const bool left = side == Side::Left;
    if (!m_has[left ? 0 : 1] || !(left ? m_diff.hasLeft(row) : m_diff.hasRight(row)))
        return filler();
    const QByteArray line = left ? m_diff.leftText(row) : m_diff.rightText(row);
    std::vector<text::Span> marks;
    if (m_diff.kind(row) == text::AlignedKind::Changed) {
        if (line.size() <= mostMarked)
            marks = marksOf(m_diff.spans(row), side);
        else
            marks = {{0, line.size()}};
    }
    return cutCell(line, {}, std::move(marks), most);
}

} // namespace kv::ui
