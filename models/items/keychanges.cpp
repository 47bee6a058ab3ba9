// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keychanges.h"

#include <algorithm>

namespace kv::items {

namespace {

constexpr int mostRows = 2000; // of a block; one that grew beyond is split

class Application
{
public:
    Application(const KeyList &before, const QList<KeyChange> &changes) : m_before(before), m_changes(changes)
    {
    }

    ChangedKeys run(int mostRanges)
    {
        const auto &blocks = m_before.blocks();
        for (size_t b = 0; b < blocks.size(); ++b) {
            const KeyBlock *next = b + 1 < blocks.size() ? blocks[b + 1].get() : nullptr;
            if (next ? isDue(next->key(0)) : m_at < m_changes.size())
                merge(*blocks[b], next);
            else
                share(blocks[b]);
        }
        while (m_at < m_changes.size()) // there was no block at all
            take(m_changes[m_at++], false);
        flush();
        m_result.differences.tooMany = m_result.differences.hunks.size() > size_t(mostRanges);
        return std::move(m_result);
    }

private:
    bool isDue(QByteArrayView bound) const
    {
        return m_at < m_changes.size() && compareKeys(m_changes[m_at].key, bound) < 0;
    }

    void share(const std::shared_ptr<const KeyBlock> &block)
    {
        flush();
        m_result.keys.append(block);
        m_i += block->size();
        m_j += block->size();
    }

    void merge(const KeyBlock &block, const KeyBlock *next)
    {
        for (int row = 0; row < block.size(); ++row) {
            while (isDue(block.key(row)))
                take(m_changes[m_at++], false);
            if (m_at < m_changes.size() && m_changes[m_at].key == block.key(row)) {
                take(m_changes[m_at++], true);
                continue;
            }
            add(block.key(row), block.expiration(row), block.hasMetadata(row), block.metadata(row));
            ++m_i;
            ++m_j;
        }
        while (next ? isDue(next->key(0)) : m_at < m_changes.size())
            take(m_changes[m_at++], false);
    }

    void take(const KeyChange &change, bool wasThere)
    {
        if (change.exists)
            add(change.key, change.expiration, change.metadata.has_value(),
                change.metadata.value_or(QByteArray()));
        if (change.exists && wasThere) {
            auto &changed = m_result.differences.changed;
            if (changed.empty() || changed.back().end != m_j)
                changed.push_back({m_j, m_j});
            changed.back().end = m_j + 1;
        } else if (change.exists != wasThere) {
            auto &hunks = m_result.differences.hunks;
            if (hunks.empty() || hunks.back().before.end != m_i || hunks.back().after.end != m_j)
                hunks.push_back({{m_i, m_i}, {m_j, m_j}});
            hunks.back().before.end = m_i + int(wasThere);
            hunks.back().after.end = m_j + int(change.exists);
        }
        m_i += int(wasThere);
        m_j += int(change.exists);
    }

    void add(QByteArrayView key, Expiration expiration, bool hasMetadata, QByteArrayView metadata)
    {
        if (m_builder.size() >= mostRows)
            flush();
        m_builder.add(key, expiration, hasMetadata, metadata);
    }

    void flush()
    {
        if (m_builder.size() > 0)
            m_result.keys.append(m_builder.build());
    }

    const KeyList &m_before;
    const QList<KeyChange> &m_changes;
    qsizetype m_at = 0;
    int m_i = 0; // the row that comes next, before and after
    int m_j = 0;
    KeyBlock::Builder m_builder;
    ChangedKeys m_result;
};

} // namespace

QList<KeyChange> lastChanges(QList<KeyChange> changes)
{
    std::stable_sort(changes.begin(), changes.end(),
                     [](const KeyChange &a, const KeyChange &b) { return compareKeys(a.key, b.key) < 0; });
    QList<KeyChange> last;
    for (KeyChange &change : changes) {
        if (!last.isEmpty() && last.last().key == change.key)
            last.last() = std::move(change);
        else
            last.append(std::move(change));
    }
    return last;
}

QList<KeyChange> changesWithin(const Listing &listing, const QList<KeyChange> &changes)
{
    QList<KeyChange> within;
    for (const KeyChange &change : changes)
        if (listing.reaches(change.key))
            within.append(change);
    return within;
}

ChangedKeys applyChanges(const KeyList &before, const QList<KeyChange> &changes, int mostRanges)
{
    return Application(before, changes).run(mostRanges);
}

} // namespace kv::items
