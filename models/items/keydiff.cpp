// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keydiff.h"

#include <algorithm>

namespace kv::items {

namespace {

class Comparison
{
public:
    Comparison(const KeyList &before, const KeyList &after, int mostRanges)
        : m_before(before),
          m_after(after),
          m_most(size_t(mostRanges))
    {
    }

    Differences run(const std::function<bool()> &isCancelled)
    {
        int steps = 0;
        while (m_i < m_before.size() || m_j < m_after.size()) {
            if ((++steps & 0xfff) == 0 && isCancelled())
                return {};
            step();
            if (m_result.hunks.size() > m_most)
                return {.tooMany = true};
        }
        return std::move(m_result);
    }

private:
    void step()
    {
        int order = 0;
        if (m_i == m_before.size())
            order = 1;
        else if (m_j == m_after.size())
            order = -1;
        else
            order = compareKeys(m_before.key(m_i), m_after.key(m_j));
        if (order == 0) {
            if (!m_before.sameRow(m_i, m_after, m_j))
                addChanged(m_j);
            ++m_i;
            ++m_j;
            return;
        }
        auto &hunks = m_result.hunks;
        if (hunks.empty() || hunks.back().before.end != m_i || hunks.back().after.end != m_j)
            hunks.push_back({{m_i, m_i}, {m_j, m_j}});
        if (order < 0)
            hunks.back().before.end = ++m_i;
        else
            hunks.back().after.end = ++m_j;
    }

    void addChanged(int row)
    {
        auto &changed = m_result.changed;
        if (!changed.empty() && (changed.back().end == row || changed.size() >= m_most))
            changed.back().end = row + 1;
        else
            changed.push_back({row, row + 1});
    }

    const KeyList &m_before;
    const KeyList &m_after;
    size_t m_most;
    int m_i = 0;
    int m_j = 0;
    Differences m_result;
};

/// Goes along the pieces of both, so that what they share is passed in one step.
class RowComparison
{
public:
    RowComparison(const KeyRows &before, const KeyRows &after, int mostRanges)
        : m_before(before),
          m_after(after),
          m_most(size_t(mostRanges))
    {
    }

    Differences run(const std::function<bool()> &isCancelled)
    {
        int steps = 0;
        while (m_i.row < m_before.size() || m_j.row < m_after.size()) {
            if ((++steps & 0xfff) == 0 && isCancelled())
                return {};
            settle(m_before, m_i);
            settle(m_after, m_j);
            if (passShared())
                continue;
            step();
            if (m_result.hunks.size() > m_most)
                return {.tooMany = true};
        }
        return std::move(m_result);
    }

private:
    struct Place
    {
        int row = 0;
        size_t piece = 0;
    };

    /// Has `place` name the piece that its row is in.
    static void settle(const KeyRows &rows, Place &place)
    {
        while (place.piece < rows.pieces().size() && place.row >= rows.startOf(place.piece + 1))
            ++place.piece;
    }

    bool passShared()
    {
        if (m_i.piece >= m_before.pieces().size() || m_j.piece >= m_after.pieces().size() ||
            m_i.row != m_before.startOf(m_i.piece) || m_j.row != m_after.startOf(m_j.piece) ||
            m_before.pieces()[m_i.piece] != m_after.pieces()[m_j.piece])
            return false;
        const int size = m_before.pieces()[m_i.piece].size();
        m_i.row += size;
        m_j.row += size;
        return true;
    }

    static QByteArrayView keyAt(const KeyRows &rows, const Place &place)
    {
        const KeyRows::Piece &piece = rows.pieces()[place.piece];
        return piece.block->key(piece.at(place.row - rows.startOf(place.piece)));
    }

    void step()
    {
        int order = 0;
        if (m_i.row == m_before.size())
            order = 1;
        else if (m_j.row == m_after.size())
            order = -1;
        else
            order = compareKeys(keyAt(m_before, m_i), keyAt(m_after, m_j));
        if (order == 0) {
            ++m_i.row;
            ++m_j.row;
            return;
        }
        auto &hunks = m_result.hunks;
        if (hunks.empty() || hunks.back().before.end != m_i.row || hunks.back().after.end != m_j.row)
            hunks.push_back({{m_i.row, m_i.row}, {m_j.row, m_j.row}});
        if (order < 0)
            hunks.back().before.end = ++m_i.row;
        else
            hunks.back().after.end = ++m_j.row;
    }

    const KeyRows &m_before;
    const KeyRows &m_after;
    size_t m_most;
    Place m_i;
    Place m_j;
    Differences m_result;
};

KeyList::Range clippedRange(KeyList::Range range, KeyList::Range within)
{
    const int begin = std::clamp(range.begin, within.begin, within.end);
    return {begin, std::clamp(range.end, begin, within.end)};
}

} // namespace

Differences compareLists(const KeyList &before, const KeyList &after, int mostRanges,
                         const std::function<bool()> &isCancelled)
{
    return Comparison(before, after, mostRanges).run(isCancelled);
}

Differences compareRows(const KeyRows &before, const KeyRows &after, int mostRanges,
                        const std::function<bool()> &isCancelled)
{
    return RowComparison(before, after, mostRanges).run(isCancelled);
}

Hunk clipped(const Hunk &hunk, KeyList::Range before, KeyList::Range after)
{
    return {clippedRange(hunk.before, before), clippedRange(hunk.after, after)};
}

} // namespace kv::items
