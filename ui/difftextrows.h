// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diffsheet.h"

#include <array>

namespace kv::ui {

/// Two texts as aligned lines.
class DiffTextRows : public DiffRows
{
public:
    /// A line's bytes [begin, end) in its side's text; begin < 0: the side has no such line.
    struct Line
    {
        qsizetype begin = -1;
        qsizetype end = -1;
        qint64 number = 0; ///< From 1; 0: none.
    };
    struct Row
    {
        std::array<Line, 2> lines;
        bool differs = false;
    };
    /// What differs within a row, by offsets in the line.
    struct Mark
    {
        qint64 row = 0;
        Side side = Side::Left;
        DiffCell::Span span;
    };

    DiffTextRows(const QByteArray &left, const QByteArray &right, bool numbered);
    /// Adds a row behind the last.
    void add(const Row &row);
    /// Adds what differs in the last row; marks come in order for each side.
    void mark(Side side, const DiffCell::Span &span);

    qint64 rowCount() const override { return qint64(m_rows.size()); }
    Kind kind(qint64 row) const override;
    DiffCell cell(qint64 row, Side side, qsizetype most) const override;
    qsizetype longest() const override { return qMin(m_longest, mostBytes); }
    int numberWidth() const override;
    const std::vector<qint64> &differences() const override { return m_differences; }

private:
    std::array<QByteArray, 2> m_texts;
    bool m_numbered;
    std::vector<Row> m_rows;
    std::vector<Mark> m_marks; // in the order of rows
    std::vector<qint64> m_differences;
    qsizetype m_longest = 0;
    qint64 m_highest = 0;
};

} // namespace kv::ui
