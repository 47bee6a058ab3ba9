// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/aligned.h"
#include "text/jsonpath.h"
#include "text/jsontree.h"

#include <QByteArray>

#include <atomic>
#include <optional>
#include <vector>

namespace kv::text {

/// Two JSON texts as aligned rows of one member, element or bracket each, indented. Members stand in the left
/// side's order, those of the right side alone behind the member they follow there; a member that a later one
/// of the same name does away with counts for nothing (Ignored), as what `ignore` has. Rows that mean the
/// same are Same, however they are written; scalars keep their spelling. Elements that are found further on
/// are shown beside each other; compareJson() goes by position alone, yet it calls the texts the same exactly
/// when no row here is Changed, Left or Right.
///
/// Made at once, in time and memory (some 60 bytes a value) that grow with the number of values, at any
/// depth. Then each row's text is made when it is asked for. Keeps both texts. Any thread.
class JsonDiff
{
public:
    /// Nothing when a side is no JSON text. `stop` (may be null) ends it early, with rows missing.
    static std::optional<JsonDiff> make(const QByteArray &left, const QByteArray &right,
                                        const JsonPathSet &ignore = {},
                                        const std::atomic_bool *stop = nullptr);

    /// There are arrays so long and so different that not all they have in common was found.
    bool isCoarse() const { return m_coarse; }
    qsizetype rowCount() const { return qsizetype(m_rows.size()); }
    AlignedKind kind(qsizetype row) const { return AlignedKind(m_rows[size_t(row)].kind); }
    bool hasLeft(qsizetype row) const { return m_rows[size_t(row)].value[0] != none; }
    bool hasRight(qsizetype row) const { return m_rows[size_t(row)].value[1] != none; }
    /// A side's line, indented by two spaces a level; empty where the side has none.
    QByteArray leftText(qsizetype row) const { return text(row, 0); }
    QByteArray rightText(qsizetype row) const { return text(row, 1); }
    /// What differs within the lines of a Changed row. Computed at each call.
    ChangedSpans spans(qsizetype row) const;

    /// Scalars and empty containers on either side, those in the same place counted once, without Ignored
    /// ones; and how many of them are not Same.
    qint64 values() const { return m_values; }
    qint64 differing() const { return m_differing; }

private:
    static constexpr quint32 none = ~quint32(0);
    class Maker;
    struct Row
    {
        quint32 value[2]; // numbers in the trees
        quint32 depth;
        quint32 kind : 3;
        quint32 named : 1;    // a member: its name stands before the value
        quint32 close : 1;    // the closing bracket
        quint32 openLeft : 1; // only the opening bracket
        quint32 openRight : 1;
        quint32 commaLeft : 1;
        quint32 commaRight : 1;
    };
    JsonDiff(const QByteArray &left, const QByteArray &right, JsonTree &&leftTree, JsonTree &&rightTree)
        : m_texts{left, right},
          m_trees{std::move(leftTree), std::move(rightTree)}
    {
    }
    QByteArray text(qsizetype row, int side) const;

    QByteArray m_texts[2]; // what the trees look at
    JsonTree m_trees[2];
    std::vector<Row> m_rows;
    qint64 m_values = 0;
    qint64 m_differing = 0;
    bool m_coarse = false;
};

} // namespace kv::text
