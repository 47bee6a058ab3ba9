// SPDX-License-Identifier: GPL-3.0-or-later
// How a ComparisonFile is written.
#include "core/keyorder.h"
#include "jobs/comparisonfile_inner.h"

#include <algorithm>
#include <map>

namespace kv::jobs {

using sqlite::Statement;

namespace {

tl::unexpected<Error> misuse(const char *what, const QString &path)
{
    return fail(ErrorKind::Internal, QLatin1String(what), path);
}

} // namespace

Result<> ComparisonFile::append(const std::vector<CompareRow> &rows, const CompareState &state)
{
    RowRuns runs(roomInLastBlock(), rowsPerBlock);
    for (size_t i = 0; i < rows.size(); ++i) {
        if (i > 0 && compareKeys(rows[i - 1].key, rows[i].key) >= 0)
            return misuse("rows out of order", m_inner->path);
        runs.next().add(rows[i]);
    }
    return appendRuns(runs.take(), state);
}

Result<> ComparisonFile::appendRuns(const std::vector<PackedRows> &runs, const CompareState &state)
{
    Inner &inner = *m_inner;
    const std::lock_guard lock(inner.writing);
    if (const Result<> loaded = inner.loadTail(); !loaded)
        return loaded;
    std::vector<PackedRows> written;
    qint64 first = qint64(inner.blocks.size()); // only writers change it
    if (inner.tail && inner.tail->size() < rowsPerBlock && !runs.empty()) {
        --first;
        written.push_back(*inner.tail);
        written.back().append(runs.front());
        written.insert(written.end(), runs.begin() + 1, runs.end());
    } else {
        written = runs;
    }
    if (inner.tail && !runs.empty() && compareKeys(inner.tail->lastKey, runs.front().firstKey) >= 0)
        return misuse("rows out of order", inner.path);
    for (size_t i = 0; i < written.size(); ++i) {
        const int size = written[i].size();
        if (size == 0 || size > rowsPerBlock || (i + 1 < written.size() && size != rowsPerBlock))
            return misuse("blocks that are not full", inner.path);
    }
    const Result<> done = inner.out.transaction([&]() -> Result<> {
        for (size_t i = 0; i < written.size(); ++i) {
            if (const Result<> block = inner.writeBlock(first + qint64(i), written[i]); !block)
                return block;
        }
        return inner.writeState(state);
    });
    if (!done)
        return done;
    if (!written.empty())
        inner.tail = written.back();
    const std::lock_guard facts(inner.factsLock);
    for (size_t i = 0; i < written.size(); ++i)
        inner.keepBlock(first + qint64(i), written[i]);
    inner.state = state;
    return {};
}

Result<> ComparisonFile::Inner::loadTail()
{
    if (tail || blocks.empty())
        return {};
    Result<Statement> row = out.prepare(
        "SELECT s.bytes, c.bytes FROM statuses AS s JOIN contents AS c ON c.id=s.id WHERE s.id=?1");
    if (!row)
        return fail(row.error());
    row->bindInteger(1, qint64(blocks.size()) - 1);
    const Result<bool> got = out.step(*row);
    if (!got)
        return fail(got.error());
    if (!*got)
        return fail(damaged(QStringLiteral("the last block of rows is missing")));
    PackedRows last;
    last.statuses = row->bytes(0).toByteArray();
    last.content = row->bytes(1).toByteArray();
    last.firstKey = blocks.back().firstKey;
    last.counts = blocks.back().counts;
    last.wanting = blocks.back().wanting;
    int walked = 0;
    const Result<> keys = walkKeys(last.content, [&](int, QByteArrayView key) {
        ++walked;
        last.lastKey = key.toByteArray();
        return true;
    });
    if (!keys || walked != last.size() || walked != blocks.back().rows)
        return fail(damaged(QStringLiteral("the last block of rows is damaged")));
    tail = std::move(last);
    return {};
}

Result<> ComparisonFile::Inner::writeBlock(qint64 id, const PackedRows &rows)
{
    Result<Statement> block =
        out.prepare("INSERT OR REPLACE INTO blocks VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    if (!block)
        return fail(block.error());
    block->bindInteger(1, id);
    block->bindBytes(2, rows.firstKey);
    block->bindInteger(3, rows.size());
    block->bindInteger(4, rows.wanting);
    for (int i = 0; i < statusCount; ++i)
        block->bindInteger(5 + i, rows.counts[size_t(i)]);
    if (const Result<> done = out.run(*block); !done)
        return done;
    const std::pair<const char *, const QByteArray *> columns[] = {
        {"INSERT OR REPLACE INTO statuses VALUES(?1, ?2)", &rows.statuses},
        {"INSERT OR REPLACE INTO contents VALUES(?1, ?2)", &rows.content}};
    for (const auto &[sql, bytes] : columns) {
        Result<Statement> column = out.prepare(sql);
        if (!column)
            return fail(column.error());
        column->bindInteger(1, id);
        column->bindBytes(2, *bytes);
        if (const Result<> done = out.run(*column); !done)
            return done;
    }
    return {};
}

/// Takes up what is in a block now. With the lock for facts.
void ComparisonFile::Inner::keepBlock(qint64 id, const PackedRows &packed)
{
    if (size_t(id) == blocks.size())
        blocks.emplace_back();
    BlockFacts &facts = blocks[size_t(id)];
    rows += packed.size() - facts.rows;
    wanting += packed.wanting - facts.wanting;
    for (size_t i = 0; i < counts.size(); ++i)
        counts[i] += packed.counts[i] - facts.counts[i];
    facts.firstKey = packed.firstKey;
    facts.counts = packed.counts;
    facts.rows = packed.size();
    facts.wanting = packed.wanting;
    ++facts.version;
}

Result<> ComparisonFile::replace(qint64 index, const Block &rows, const QHash<QByteArray, QString> &problems,
                                 const CompareState &state)
{
    PackedRows packed;
    for (const CompareRow &row : rows)
        packed.add(row);
    Inner &inner = *m_inner;
    const std::lock_guard lock(inner.writing);
    if (index < 0 || size_t(index) >= inner.blocks.size() ||
        inner.blocks[size_t(index)].rows != packed.size() ||
        inner.blocks[size_t(index)].firstKey != packed.firstKey)
        return misuse("another block's rows", inner.path);
    const Result<> done = inner.out.transaction([&]() -> Result<> {
        if (const Result<> block = inner.writeBlock(index, packed); !block)
            return block;
        for (auto it = problems.begin(); it != problems.end(); ++it) {
            Result<Statement> row = inner.out.prepare("INSERT OR REPLACE INTO problems VALUES(?1, ?2)");
            if (!row)
                return fail(row.error());
            const QByteArray problem = it.value().toUtf8();
            row->bindBytes(1, it.key());
            row->bindText(2, problem);
            if (const Result<> kept = inner.out.run(*row); !kept)
                return kept;
        }
        return inner.writeState(state);
    });
    if (!done)
        return done;
    if (size_t(index) + 1 == inner.blocks.size())
        inner.tail.reset();
    const std::lock_guard facts(inner.factsLock);
    inner.keepBlock(index, packed);
    inner.state = state;
    return {};
}

Result<> ComparisonFile::setState(const CompareState &state)
{
    Inner &inner = *m_inner;
    const std::lock_guard lock(inner.writing);
    const Result<> done = inner.out.transaction([&] { return inner.writeState(state); });
    if (!done)
        return done;
    const std::lock_guard facts(inner.factsLock);
    inner.state = state;
    return {};
}

Result<> ComparisonFile::setTicked(const std::vector<quint32> &rows, bool ticked)
{
    Inner &inner = *m_inner;
    std::map<qint64, std::vector<int>> byBlock;
    for (const quint32 row : rows)
        byBlock[row / rowsPerBlock].push_back(int(row % rowsPerBlock));
    const std::lock_guard lock(inner.writing);
    std::map<qint64, int> counts;
    const Result<> done = inner.out.transaction([&]() -> Result<> {
        for (const auto &[block, places] : byBlock) {
            if (size_t(block) >= inner.blocks.size() ||
                *std::max_element(places.begin(), places.end()) >= inner.blocks[size_t(block)].rows)
                return fail(ErrorKind::InvalidInput, QStringLiteral("no such row"), inner.path);
            QByteArray bits(rowsPerBlock / 8, '\0');
            {
                Result<Statement> before = inner.out.prepare("SELECT bits FROM ticks WHERE id=?1");
                if (!before)
                    return fail(before.error());
                before->bindInteger(1, block);
                const Result<bool> got = inner.out.step(*before);
                if (!got)
                    return fail(got.error());
                if (*got && before->bytes(0).size() == bits.size())
                    bits = before->bytes(0).toByteArray();
            }
            for (const int place : places) {
                const char bit = char(1 << (place % 8));
                bits[place / 8] = char(ticked ? bits[place / 8] | bit : bits[place / 8] & ~bit);
            }
            int count = 0;
            for (const char byte : std::as_const(bits))
                count += int(qPopulationCount(quint8(byte)));
            counts[block] = count;
            Result<Statement> after = inner.out.prepare("INSERT OR REPLACE INTO ticks VALUES(?1, ?2, ?3)");
            if (!after)
                return fail(after.error());
            after->bindInteger(1, block);
            after->bindInteger(2, count);
            after->bindBytes(3, bits);
            if (const Result<> written = inner.out.run(*after); !written)
                return written;
        }
        return {};
    });
    if (!done)
        return done;
    const std::lock_guard facts(inner.factsLock);
    for (const auto &[block, count] : counts) {
        BlockFacts &one = inner.blocks[size_t(block)];
        inner.ticked += count - one.ticked;
        one.ticked = count;
        ++one.version;
    }
    return {};
}

} // namespace kv::jobs
