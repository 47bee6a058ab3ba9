// SPDX-License-Identifier: GPL-3.0-or-later
// How a ComparisonFile is filtered.
#include "core/keyorder.h"
#include "jobs/comparisonfile_inner.h"
#include "text/pattern.h"

#include <algorithm>

namespace kv::jobs {

using sqlite::Statement;

namespace {

constexpr size_t blocksPerTurn = 64; // then others may read, and stop() is asked

/// One block's part of a search.
struct Search
{
    const RowFilter &filter;
    const text::Pattern pattern;
    std::vector<quint32> found;

    bool wantsKeys(bool onPrefixBorder) const { return !filter.pattern.isEmpty() || onPrefixBorder; }

    bool wants(const BlockFacts &facts) const
    {
        if (filter.tickedOnly && facts.ticked == 0)
            return false;
        for (size_t i = 0; i < facts.counts.size(); ++i) {
            if (filter.statuses[i] && facts.counts[i] > 0)
                return true;
        }
        return false;
    }
    /// Whether all its rows are wanted, whatever they are.
    bool wantsWhole(const BlockFacts &facts) const
    {
        for (size_t i = 0; i < facts.counts.size(); ++i) {
            if (!filter.statuses[i] && facts.counts[i] > 0)
                return false;
        }
        return !filter.tickedOnly || facts.ticked == facts.rows;
    }
};

} // namespace

Result<std::vector<quint32>> ComparisonFile::find(const RowFilter &filter,
                                                  const std::function<bool()> &stop) const
{
    Inner &inner = *m_inner;
    // A copy: what comes meanwhile is not looked at.
    std::vector<BlockFacts> blocks;
    {
        const std::lock_guard facts(inner.factsLock);
        blocks = inner.blocks;
    }
    size_t begin = 0;
    size_t end = blocks.size();
    const std::optional<QByteArray> prefixEnd = endOfPrefix(filter.prefix);
    if (!filter.prefix.isEmpty()) {
        const auto firstAtOrAfter = [&blocks](const QByteArray &key) {
            return size_t(std::lower_bound(blocks.begin(), blocks.end(), key,
                                           [](const BlockFacts &facts, const QByteArray &wanted) {
                                               return compareKeys(facts.firstKey, wanted) < 0;
                                           }) -
                          blocks.begin());
        };
        const size_t atPrefix = firstAtOrAfter(filter.prefix);
        begin = atPrefix > 0 ? atPrefix - 1 : 0; // the one before may end with some
        if (prefixEnd)
            end = firstAtOrAfter(*prefixEnd);
    }
    Search search{filter, text::Pattern(filter.pattern), {}};
    for (size_t turn = begin; turn < end; turn += blocksPerTurn) {
        if (stop && stop())
            return fail(ErrorKind::Cancelled, QString());
        const std::lock_guard lock(inner.reading);
        for (size_t i = turn; i < std::min(end, turn + blocksPerTurn); ++i) {
            const BlockFacts &facts = blocks[i];
            const quint32 firstRow = quint32(i) * quint32(rowsPerBlock);
            const bool onBorder = !filter.prefix.isEmpty() && (i == begin || i + 1 == end);
            const bool wantsKeys = search.wantsKeys(onBorder);
            if (!search.wants(facts))
                continue;
            if (!wantsKeys && search.wantsWhole(facts)) {
                for (int row = 0; row < facts.rows; ++row)
                    search.found.push_back(firstRow + quint32(row));
                continue;
            }
            Result<Statement> block = inner.in.prepare(
                "SELECT s.bytes, CASE WHEN ?2 THEN (SELECT bytes FROM contents WHERE id=?1) END, "
                "CASE WHEN ?3 THEN (SELECT bits FROM ticks WHERE id=?1) END FROM statuses AS s WHERE "
                "s.id=?1");
            if (!block)
                return fail(block.error());
            block->bindInteger(1, qint64(i));
            block->bindInteger(2, wantsKeys ? 1 : 0);
            block->bindInteger(3, filter.tickedOnly ? 1 : 0);
            const Result<bool> got = inner.in.step(*block);
            if (!got)
                return fail(got.error());
            if (!*got)
                return fail(inner.damaged(QStringLiteral("a block of rows is missing")));
            const QByteArrayView statuses = block->bytes(0);
            const QByteArrayView bits = block->bytes(2);
            const int rows = std::min(facts.rows, int(statuses.size()));
            const auto shows = [&](int row) {
                const size_t status = size_t(statusOf(statuses[row]));
                return status < size_t(statusCount) && filter.statuses[status] &&
                       (!filter.tickedOnly ||
                        (row / 8 < bits.size() && (uchar(bits[row / 8]) >> (row % 8)) & 1));
            };
            if (!wantsKeys) {
                for (int row = 0; row < rows; ++row) {
                    if (shows(row))
                        search.found.push_back(firstRow + quint32(row));
                }
                continue;
            }
            const Result<> walked = walkKeys(block->bytes(1), [&](int row, QByteArrayView key) {
                if (row >= rows)
                    return false;
                if (shows(row) && key.startsWith(filter.prefix) && search.pattern.matches(key))
                    search.found.push_back(firstRow + quint32(row));
                return true;
            });
            if (!walked)
                return fail(inner.damaged(walked.error().detail));
        }
    }
    return search.found;
}

} // namespace kv::jobs
