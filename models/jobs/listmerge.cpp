// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/listmerge.h"

#include "core/keyorder.h"
#include "core/limits.h"

#include <algorithm>

namespace kv::jobs {

namespace {

/// Walks one side's page.
class Walk
{
public:
    Walk(MergeSide &side, const MergeRules &rules) : m_side(side), m_rules(rules) {}

    /// Goes to the next key that counts, from where the side is. False: the keys do not ascend.
    bool settle()
    {
        for (; !m_side.isEmpty(); ++m_side.at) {
            m_key = m_side.keys->key(m_side.at);
            const bool isFirst = m_side.at == m_checkedFrom;
            if (isFirst ? m_side.hasBefore && compareKeys(m_side.before, m_key) >= 0
                        : compareKeys(m_last, m_key) >= 0)
                return false;
            m_last = m_key;
            if (m_rules.hasAfter && compareKeys(m_key, m_rules.after) <= 0)
                continue;
            const Expiration expiration = m_side.keys->expiration(m_side.at);
            if (expiration && limits::isExpired(*expiration, m_rules.nowMs)) {
                ++m_taken;
                continue;
            }
            if (isIgnored()) {
                ++m_taken;
                continue;
            }
            return true;
        }
        return true;
    }
    bool advance()
    {
        ++m_side.at;
        ++m_taken;
        return settle();
    }
    bool isEmpty() const { return m_side.isEmpty(); }
    QByteArrayView key() const { return m_key; }
    Listed listed() const
    {
        const KeyBlock &keys = *m_side.keys;
        return {keys.expiration(m_side.at), keys.hasMetadata(m_side.at), keys.metadata(m_side.at)};
    }
    qint64 taken() const { return m_taken; }
    /// Keeps the last key that was looked at.
    void leave()
    {
        // The one that stands next was looked at as well, and will be again.
        const int last = m_side.isEmpty() ? m_side.size() - 1 : m_side.at - 1;
        if (last < m_checkedFrom)
            return;
        m_side.before = m_side.keys->key(last).toByteArray();
        m_side.hasBefore = true;
    }

private:
    bool isIgnored() const
    {
        return std::any_of(m_rules.ignoredPrefixes.begin(), m_rules.ignoredPrefixes.end(),
                           [this](const QByteArray &prefix) { return m_key.startsWith(prefix); });
    }

    MergeSide &m_side;
    const MergeRules &m_rules;
    int m_checkedFrom = m_side.at;
    QByteArrayView m_key;
    QByteArrayView m_last;
    qint64 m_taken = 0;
};

Error outOfOrder(int side)
{
    return {.kind = ErrorKind::Corrupt,
            .detail = QStringLiteral("the keys of the %1 side are out of order")
                          .arg(side == 1 ? QLatin1String("left") : QLatin1String("right")),
            .column = side};
}

} // namespace

Result<Merged> merge(MergeSide left, MergeSide right, int room, int rowsPerBlock, const MergeRules &rules)
{
    Merged merged{.left = std::move(left), .right = std::move(right)};
    Walk l(merged.left, rules);
    Walk r(merged.right, rules);
    RowRuns runs(room, rowsPerBlock);
    bool leftIsGood = l.settle();
    bool rightIsGood = r.settle();
    while (leftIsGood && rightIsGood) {
        if ((l.isEmpty() && !merged.left.isLast) || (r.isEmpty() && !merged.right.isLast) ||
            (l.isEmpty() && r.isEmpty()))
            break;
        const int order = l.isEmpty() ? 1 : r.isEmpty() ? -1 : compareKeys(l.key(), r.key());
        PackedRows &rows = runs.next();
        if (order < 0) {
            rules.judge->addLone(rows, l.key(), l.listed(), true);
            leftIsGood = l.advance();
        } else if (order > 0) {
            rules.judge->addLone(rows, r.key(), r.listed(), false);
            rightIsGood = r.advance();
        } else {
            rules.judge->addPair(rows, l.key(), l.listed(), r.listed());
            leftIsGood = l.advance();
            rightIsGood = r.advance();
        }
    }
    if (!leftIsGood || !rightIsGood)
        return fail(outOfOrder(leftIsGood ? 2 : 1));
    merged.keys = l.taken() + r.taken();
    l.leave();
    r.leave();
    merged.runs = runs.take();
    if (!merged.runs.empty())
        merged.lastKey = merged.runs.back().lastKey;
    return merged;
}

} // namespace kv::jobs
