// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/aligned.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace kv::ui {

enum class Side { Left, Right };

/// One side of a row: a line of bytes, cut to what is ever painted.
struct DiffCell
{
    using Span = text::Span; ///< in `text`

    QByteArray text;
    qint64 more = 0;         ///< Bytes of the line behind `text`.
    QString number;          ///< What stands in the gutter: the line's number, or an offset.
    std::vector<Span> marks; ///< What differs within the line.
    bool present = true;     ///< False: this side has no such line.
    bool words = false;      ///< The program's own words, not the entry's.
};

/// Rows with two sides, aligned. Made on a worker thread, read on the GUI thread; never changes.
class DiffRows
{
public:
    enum class Kind {
        Same,
        Differs,
        Ignored, ///< Differs where it does not matter.
        Heading
    };

    /// Bytes of a line that are painted at most.
    static constexpr qsizetype mostBytes = 64 * 1024;

    DiffRows() = default;
    DiffRows(const DiffRows &) = delete;
    DiffRows &operator=(const DiffRows &) = delete;
    virtual ~DiffRows();

    virtual qint64 rowCount() const = 0;
    virtual Kind kind(qint64 row) const = 0;
    /// Cut to `most` bytes, or as the cell is made.
    virtual DiffCell cell(qint64 row, Side side, qsizetype most = mostBytes) const = 0;
    /// The longest line's bytes, at most mostBytes.
    virtual qsizetype longest() const = 0;
    /// The longest DiffCell::number's characters.
    virtual int numberWidth() const = 0;
    /// First rows of the runs of rows that differ, in order.
    virtual const std::vector<qint64> &differences() const = 0;
};

/// Some DiffRows beneath each other.
class DiffSheet
{
public:
    void add(std::shared_ptr<const DiffRows> part);

    qint64 rowCount() const { return m_rowCount; }
    DiffRows::Kind kind(qint64 row) const;
    DiffCell cell(qint64 row, Side side, qsizetype most = DiffRows::mostBytes) const;
    qsizetype longest() const { return m_longest; }
    int numberWidth() const { return m_numberWidth; }
    qint64 differenceCount() const { return m_differenceCount; }
    /// The nearest run of differing rows that begins behind (before) `row`.
    std::optional<qint64> nextDifference(qint64 row) const;
    std::optional<qint64> previousDifference(qint64 row) const;

private:
    struct Part
    {
        qint64 first = 0;
        std::shared_ptr<const DiffRows> rows;
    };
    const Part &partOf(qint64 row) const;

    std::vector<Part> m_parts;
    qint64 m_rowCount = 0;
    qint64 m_differenceCount = 0;
    qsizetype m_longest = 0;
    int m_numberWidth = 0;
};

/// A few rows of words and of lines: metadata, expiration and their headings.
class DiffNotes : public DiffRows
{
public:
    void addHeading(const QString &text);
    /// `words`: the side holds the program's own words.
    void addLine(bool differs, const DiffCell &left, const DiffCell &right);

    qint64 rowCount() const override { return qint64(m_rows.size()); }
    Kind kind(qint64 row) const override { return m_rows.at(size_t(row)).kind; }
    DiffCell cell(qint64 row, Side side, qsizetype most) const override;
    qsizetype longest() const override { return m_longest; }
    int numberWidth() const override { return 0; }
    const std::vector<qint64> &differences() const override { return m_differences; }

private:
    struct Row
    {
        Kind kind = Kind::Same;
        DiffCell left;
        DiffCell right;
    };
    std::vector<Row> m_rows;
    std::vector<qint64> m_differences;
    qsizetype m_longest = 0;
};

/// `line` as a cell, cut to `most` bytes.
DiffCell cutCell(QByteArrayView line, const QString &number = {}, std::vector<DiffCell::Span> marks = {},
                 qsizetype most = DiffRows::mostBytes);
/// The program's own words as a cell.
DiffCell wordCell(const QString &words);

} // namespace kv::ui
