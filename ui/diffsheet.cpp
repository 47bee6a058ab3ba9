// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diffsheet.h"

#include "text/utf8.h"

#include <algorithm>

namespace kv::ui {

DiffRows::~DiffRows() = default;

void DiffSheet::add(std::shared_ptr<const DiffRows> part)
{
    if (part->rowCount() == 0)
        return;
    m_longest = qMax(m_longest, part->longest());
    m_numberWidth = qMax(m_numberWidth, part->numberWidth());
    m_differenceCount += qint64(part->differences().size());
    const qint64 first = m_rowCount;
    m_rowCount += part->rowCount();
    m_parts.push_back({first, std::move(part)});
}

const DiffSheet::Part &DiffSheet::partOf(qint64 row) const
{
    const auto behind = std::upper_bound(m_parts.begin(), m_parts.end(), row,
                                         [](qint64 value, const Part &part) { return value < part.first; });
    return *std::prev(behind);
}

DiffRows::Kind DiffSheet::kind(qint64 row) const
{
    const Part &part = partOf(row);
    return part.rows->kind(row - part.first);
}

DiffCell DiffSheet::cell(qint64 row, Side side, qsizetype most) const
{
    const Part &part = partOf(row);
    return part.rows->cell(row - part.first, side, most);
}

std::optional<qint64> DiffSheet::nextDifference(qint64 row) const
{
    for (const Part &part : m_parts) {
        const auto &starts = part.rows->differences();
        const auto found = std::upper_bound(starts.begin(), starts.end(), row - part.first);
        if (found != starts.end())
            return part.first + *found;
    }
    return {};
}

std::optional<qint64> DiffSheet::previousDifference(qint64 row) const
{
    for (auto part = m_parts.rbegin(); part != m_parts.rend(); ++part) {
        const auto &starts = part->rows->differences();
        const auto found = std::lower_bound(starts.begin(), starts.end(), row - part->first);
        if (found != starts.begin())
            return part->first + *std::prev(found);
    }
    return {};
}

void DiffNotes::addHeading(const QString &text)
{
    m_rows.push_back({Kind::Heading, wordCell(text), wordCell(text)});
}

void DiffNotes::addLine(bool differs, const DiffCell &left, const DiffCell &right)
{
    const bool goesOn = !m_rows.empty() && m_rows.back().kind == Kind::Differs;
    if (differs && !goesOn)
        m_differences.push_back(rowCount());
    m_longest = qMax(m_longest, qMin(mostBytes, qMax(left.text.size(), right.text.size())));
    m_rows.push_back({differs ? Kind::Differs : Kind::Same, left, right});
}

DiffCell DiffNotes::cell(qint64 row, Side side, qsizetype most) const
{
    const Row &found = m_rows.at(size_t(row));
    const DiffCell &cell = side == Side::Left ? found.left : found.right;
    if (cell.text.size() <= most)
        return cell;
    DiffCell cut = cutCell(cell.text, cell.number, cell.marks, most);
    cut.words = cell.words;
    cut.present = cell.present;
    return cut;
}

DiffCell cutCell(QByteArrayView line, const QString &number, std::vector<DiffCell::Span> marks,
                 qsizetype most)
{
    DiffCell cell;
    QByteArrayView head = line;
    if (line.size() > most) {
        head = line.first(most);
        head = head.first(text::lengthWithoutCutSequence(head));
    }
    cell.text = head.toByteArray();
    cell.more = line.size() - head.size();
    cell.number = number;
    cell.marks = std::move(marks);
    return cell;
}

DiffCell wordCell(const QString &words)
{
    DiffCell cell = cutCell(words.toUtf8());
    cell.words = true;
    return cell;
}

} // namespace kv::ui
