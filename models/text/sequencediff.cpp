// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/sequencediff.h"

#include <QHash>

#include <algorithm>

namespace kv::text {
namespace {

/// Half-open ranges of both sequences.
struct Gap
{
    int left;
    int leftEnd;
    int right;
    int rightEnd;

    bool isEmpty() const { return left == leftEnd || right == rightEnd; }
    qint64 size() const { return qint64(leftEnd - left) + (rightEnd - right); }
};

/// A part of the way through both sequences, by E. W. Myers: "An O(ND) Difference Algorithm and Its
/// Variations". After d rounds it knows, on each diagonal, how far one gets with d numbers left out.
class Walk
{
public:
    using Pairs = std::vector<std::pair<int, int>>;

    Walk(const std::vector<int> &left, const std::vector<int> &right, int fromLeft, int fromRight)
        : m_left(left.data() + fromLeft),
          m_right(right.data() + fromRight),
          m_fromLeft(fromLeft),
          m_fromRight(fromRight),
          m_leftSize(int(left.size()) - fromLeft),
          m_rightSize(int(right.size()) - fromRight)
    {
    }

    /// Walks with at most `mostRounds` numbers left out. True: to the end of both.
    bool run(int mostRounds, qint64 &steps)
    {
        mostRounds = std::min(mostRounds, m_leftSize + m_rightSize);
        m_far.assign(size_t(2 * mostRounds + 3), nowhere);
        m_middle = mostRounds + 1;
        for (int round = 0; round <= mostRounds; ++round) {
            m_rounds.push_back(m_kept.size());
            m_round = round;
            for (int k = -round; k <= round; k += 2) {
                const int start = round == 0 ? 0 : startOn(k, [this](int on) { return far(on); });
                int x = start;
                if (x != nowhere) {
                    while (x < m_leftSize && x - k < m_rightSize && m_left[x] == m_right[x - k])
                        ++x;
                    steps += x - start;
                }
                far(k) = x;
                m_kept.push_back(x);
                ++steps;
                if (x == m_leftSize && x - k == m_rightSize) {
                    m_best = k;
                    return true;
                }
            }
        }
        for (int k = -m_round; k <= m_round; k += 2) {
            if (far(k) != nowhere && 2 * far(k) - k > 2 * std::max(far(m_best), 0) - m_best)
                m_best = k;
        }
        return false;
    }

    /// Appends what is in common on the best way found, and gives where that ends.
    std::pair<int, int> collect(Pairs &pairs) const
    {
        const size_t own = pairs.size();
        int k = m_best;
        int x = keptOn(m_round, k);
        const std::pair<int, int> end{m_fromLeft + x, m_fromRight + x - k};
        for (int round = m_round; round >= 0; --round) {
            const auto before = [this, round](int on) { return keptOn(round - 1, on); };
            const int start = round == 0 ? 0 : startOn(k, before);
            for (; x > start; --x)
                pairs.emplace_back(m_fromLeft + x - 1, m_fromRight + x - k - 1);
            if (round == 0)
                break;
            const bool down = isDown(k, before);
            k += down ? 1 : -1;
            x = before(k);
        }
        std::reverse(pairs.begin() + qsizetype(own), pairs.end());
        return end;
    }

private:
    static constexpr int nowhere = -1;

    int &far(int k) { return m_far[size_t(m_middle + k)]; }

    int keptOn(int round, int k) const
    {
        if (k < -round || k > round)
            return nowhere;
        return m_kept[m_rounds[size_t(round)] + size_t((k + round) / 2)];
    }

    /// Whether one comes to diagonal k from above, leaving out a number of the right side.
    template <class Far> bool isDown(int k, Far far) const
    {
        const int above = far(k + 1);
        const bool mayDown = above != nowhere && above - k <= m_rightSize;
        const int beside = far(k - 1);
        const bool mayRight = beside != nowhere && beside < m_leftSize;
        return mayDown && (!mayRight || beside + 1 <= above);
    }

    template <class Far> int startOn(int k, Far far) const
    {
        if (isDown(k, far))
            return far(k + 1);
        const int beside = far(k - 1);
        return beside != nowhere && beside < m_leftSize ? beside + 1 : nowhere;
    }

    const int *m_left;
    const int *m_right;
    int m_fromLeft;
    int m_fromRight;
    int m_leftSize;
    int m_rightSize;
    std::vector<int> m_far; // by diagonal: the place on the left; every other is of the round before
    int m_middle = 0;
    std::vector<int> m_kept; // of all rounds, to find the way back
    std::vector<size_t> m_rounds;
    int m_round = 0;
    int m_best = 0;
};

class Search
{
public:
    Search(const std::vector<int> &left, const std::vector<int> &right, const std::atomic_bool *stop,
           qint64 steps)
        : m_left(left),
          m_right(right),
          m_stop(stop),
          m_steps(steps)
    {
    }

    qint64 steps() const { return m_steps; }

    CommonItems run()
    {
        Gap all{0, int(m_left.size()), 0, int(m_right.size())};
        look(all, true);
        std::sort(m_out.pairs.begin(), m_out.pairs.end());
        return std::move(m_out);
    }

private:
    static constexpr qint64 mostSteps = 40'000'000; // of some nanoseconds each
    static constexpr int mostRounds = 2000;         // in one walk; memory for half their square

    void look(Gap gap, bool mayAnchor)
    {
        trim(gap);
        if (gap.isEmpty())
            return;
        std::vector<int> left;
        std::vector<int> right;
        keepShared(gap, left, right);
        if (left.empty() || right.empty())
            return;
        if ((m_stop && *m_stop) || m_steps > mostSteps) {
            m_out.coarse = true;
            return;
        }
        const auto l = numbersAt(m_left, left);
        const auto r = numbersAt(m_right, right);
        Walk walk(l, r, 0, 0);
        const bool whole = walk.run(mostRounds, m_steps);
        if (!whole && mayAnchor && lookBetweenAnchors(gap, left, right))
            return;
        // Rather a poor answer than none: the best way so far, and on from where it ends.
        std::vector<std::pair<int, int>> pairs;
        std::pair<int, int> end = walk.collect(pairs);
        bool done = whole;
        while (!done && m_steps <= mostSteps && !(m_stop && *m_stop)) {
            Walk next(l, r, end.first, end.second);
            done = next.run(mostRounds, m_steps);
            end = next.collect(pairs);
        }
        m_out.coarse = m_out.coarse || !whole;
        for (const auto &[x, y] : pairs)
            m_out.pairs.emplace_back(left[size_t(x)], right[size_t(y)]);
    }

    static std::vector<int> numbersAt(const std::vector<int> &all, const std::vector<int> &places)
    {
        std::vector<int> out;
        out.reserve(places.size());
        for (const int place : places)
            out.push_back(all[size_t(place)]);
        return out;
    }

    /// Takes what both begin and end with.
    void trim(Gap &gap)
    {
        for (; !gap.isEmpty() && m_left[size_t(gap.left)] == m_right[size_t(gap.right)];
             ++gap.left, ++gap.right)
            m_out.pairs.emplace_back(gap.left, gap.right);
        for (; !gap.isEmpty() && m_left[size_t(gap.leftEnd - 1)] == m_right[size_t(gap.rightEnd - 1)];
             --gap.leftEnd, --gap.rightEnd)
            m_out.pairs.emplace_back(gap.leftEnd - 1, gap.rightEnd - 1);
    }

    /// The places whose numbers the other side has too; the others cannot be in common.
    void keepShared(const Gap &gap, std::vector<int> &left, std::vector<int> &right) const
    {
        QHash<int, bool> shared; // by number: whether the right side has it too
        for (int i = gap.left; i < gap.leftEnd; ++i)
            shared.insert(m_left[size_t(i)], false);
        for (int i = gap.right; i < gap.rightEnd; ++i) {
            const auto found = shared.find(m_right[size_t(i)]);
            if (found == shared.end())
                continue;
            *found = true;
            right.push_back(i);
        }
        for (int i = gap.left; i < gap.leftEnd; ++i) {
            if (shared.value(m_left[size_t(i)]))
                left.push_back(i);
        }
    }

    /// Takes the numbers that each side has once and that stand in the same order, and looks between them.
    bool lookBetweenAnchors(const Gap &gap, const std::vector<int> &left, const std::vector<int> &right)
    {
        const auto anchors = anchorsOf(left, right);
        if (anchors.empty())
            return false;
        Gap between{gap.left, 0, gap.right, 0};
        for (const auto &[l, r] : anchors) {
            between.leftEnd = l;
            between.rightEnd = r;
            look(between, false);
            m_out.pairs.emplace_back(l, r);
            between.left = l + 1;
            between.right = r + 1;
        }
        between.leftEnd = gap.leftEnd;
        between.rightEnd = gap.rightEnd;
        look(between, false);
        return true;
    }

    std::vector<std::pair<int, int>> anchorsOf(const std::vector<int> &left,
                                               const std::vector<int> &right) const
    {
        constexpr int several = -1;
        QHash<int, int> places; // by number, on the right
        for (const int r : right) {
            const auto found = places.find(m_right[size_t(r)]);
            if (found == places.end())
                places.insert(m_right[size_t(r)], r);
            else
                *found = several;
        }
        QHash<int, int> times;
        for (const int l : left)
            ++times[m_left[size_t(l)]];
        std::vector<std::pair<int, int>> once;
        for (const int l : left) {
            const int r = places.value(m_left[size_t(l)], several);
            if (r != several && times.value(m_left[size_t(l)]) == 1)
                once.emplace_back(l, r);
        }
        return longestGrowing(once);
    }

    /// The longest part of `pairs` that grows on the right too.
    static std::vector<std::pair<int, int>> longestGrowing(const std::vector<std::pair<int, int>> &pairs)
    {
        std::vector<int> ends; // by length - 1: the pair with the smallest right place that ends such a run
        std::vector<int> before(pairs.size(), -1);
        for (size_t i = 0; i < pairs.size(); ++i) {
            const auto at =
                std::lower_bound(ends.begin(), ends.end(), pairs[i].second,
                                 [&](int end, int place) { return pairs[size_t(end)].second < place; });
            if (at != ends.begin())
                before[i] = *std::prev(at);
            if (at == ends.end())
                ends.push_back(int(i));
            else
                *at = int(i);
        }
        std::vector<std::pair<int, int>> out;
        for (int i = ends.empty() ? -1 : ends.back(); i >= 0; i = before[size_t(i)])
            out.push_back(pairs[size_t(i)]);
        std::reverse(out.begin(), out.end());
        return out;
    }

    const std::vector<int> &m_left;
    const std::vector<int> &m_right;
    const std::atomic_bool *m_stop;
    qint64 m_steps;
    CommonItems m_out;
};

} // namespace

CommonItems commonItems(const std::vector<int> &left, const std::vector<int> &right,
                        const std::atomic_bool *stop, qint64 *steps)
{
    Search search(left, right, stop, steps ? *steps : 0);
    CommonItems out = search.run();
    if (steps)
        *steps = search.steps();
    return out;
}

} // namespace kv::text
