// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/difftextrows.h"

#include <algorithm>

namespace kv::ui {

DiffTextRows::DiffTextRows(const QByteArray &left, const QByteArray &right, bool numbered)
    : m_texts{left, right},
      m_numbered(numbered)
{
}

void DiffTextRows::add(const Row &row)
{
    if (row.differs && (m_rows.empty() || !m_rows.back().differs))
        m_differences.push_back(rowCount());
    for (const Line &line : row.lines) {
        m_longest = qMax(m_longest, line.end - line.begin);
        m_highest = qMax(m_highest, line.number);
    }
    m_rows.push_back(row);
}

void DiffTextRows::mark(Side side, const DiffCell::Span &span)
{
    m_marks.push_back({rowCount() - 1, side, span});
}

DiffRows::Kind DiffTextRows::kind(qint64 row) const
{
    return m_rows.at(size_t(row)).differs ? Kind::Differs : Kind::Same;
}

DiffCell DiffTextRows::cell(qint64 row, Side side, qsizetype most) const
{
    const size_t which = side == Side::Left ? 0 : 1;
    const Line &line = m_rows.at(size_t(row)).lines[which];
    if (line.begin < 0) {
        DiffCell filler;
        filler.present = false;
        return filler;
    }
    std::vector<DiffCell::Span> marks;
    auto mark = std::lower_bound(m_marks.begin(), m_marks.end(), row,
                                 [](const Mark &one, qint64 value) { return one.row < value; });
    for (; mark != m_marks.end() && mark->row == row; ++mark) {
        if (mark->side == side)
            marks.push_back(mark->span);
    }
    const QByteArrayView bytes = QByteArrayView(m_texts[which]).sliced(line.begin, line.end - line.begin);
    return cutCell(bytes, m_numbered && line.number > 0 ? QString::number(line.number) : QString(),
                   std::move(marks), most);
}

int DiffTextRows::numberWidth() const
{
    return m_numbered ? int(QString::number(m_highest).size()) : 0;
}

} // namespace kv::ui
