// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/aligned.h"

#include <QByteArray>

#include <array>
#include <atomic>

namespace kv::text {

/// Two texts as aligned rows of lines. LF, CR and CRLF each end a line; two lines that end differently are
/// different. Made at once, in about a second at most for two texts of some MiB, and needs some 40 bytes a
/// line besides the texts, which it keeps. Then read only: any thread.
class LineDiff
{
public:
    struct Row
    {
        qsizetype left = -1; ///< Number of the line from 0; -1: none on this side.
        qsizetype right = -1;
        AlignedKind kind = AlignedKind::Same;

        bool operator==(const Row &) const = default;
    };

    /// `stop` (may be null) ends it early; the rows are complete, but hardly aligned then.
    LineDiff(const QByteArray &left, const QByteArray &right, const std::atomic_bool *stop = nullptr);

    /// The texts are large and so different that not all they have in common was found.
    bool isCoarse() const { return m_coarse; }
    qsizetype rowCount() const { return qsizetype(m_rows.size()); }
    const Row &row(qsizetype row) const { return m_rows[size_t(row)]; }

    qsizetype leftLineCount() const { return m_sides[0].count(); }
    qsizetype rightLineCount() const { return m_sides[1].count(); }
    /// A line without its end, by its number.
    QByteArrayView leftLine(qsizetype line) const { return m_sides[0].line(line); }
    QByteArrayView rightLine(qsizetype line) const { return m_sides[1].line(line); }
    /// What ends a line: LF, CR, CRLF, or nothing at the end of the text.
    QByteArrayView leftEnd(qsizetype line) const { return m_sides[0].lineEnd(line); }
    QByteArrayView rightEnd(qsizetype line) const { return m_sides[1].lineEnd(line); }

    /// What differs within a Changed row; nothing when only the ends do. Computed at each call.
    ChangedSpans spans(qsizetype row) const;

private:
    struct Side
    {
        explicit Side(const QByteArray &text);
        qsizetype count() const { return qsizetype(begins.size()) - 1; }
        QByteArrayView whole(qsizetype line) const;
        QByteArrayView line(qsizetype line) const;
        QByteArrayView lineEnd(qsizetype line) const;

        QByteArray text;
        std::vector<qsizetype> begins; // and the text's size
    };
    void align(qsizetype left, qsizetype leftEnd, qsizetype right, qsizetype rightEnd);
    void zip(qsizetype left, qsizetype leftEnd, qsizetype right, qsizetype rightEnd);
    void add(qsizetype left, qsizetype right);

    std::array<Side, 2> m_sides;
    std::vector<Row> m_rows;
    bool m_coarse = false;
};

} // namespace kv::text
