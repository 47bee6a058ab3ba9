// SPDX-License-Identifier: GPL-3.0-or-later
// What a CompareReading asks of the stores, and what it makes of the answers.
#include "jobs/comparereading.h"
#include "jobs/pool.h"

#include <algorithm>

namespace kv::jobs {

namespace {

constexpr qint64 mostBytesInFlight = qint64(64) << 20;
constexpr int freeKeysPerChunk = 1024; // where reading costs no requests
constexpr size_t freeChunks = 3;
constexpr size_t countedChunks = 6;
constexpr int headBytes = 64; // enough to see what kind of JSON begins

SideRead toSide(Fetched fetched, bool isLeft)
{
    const QString side = isLeft ? QStringLiteral("left: ") : QStringLiteral("right: ");
    if (!fetched.entry) {
        if (meansNoSuchKey(fetched.entry.error()))
            return {};
        const QString &why = fetched.entry.error().detail;
        return {.entry = {}, .problem = side + (why.isEmpty() ? QStringLiteral("cannot be read") : why)};
    }
    if (fetched.entry->valueMissing)
        return {.entry = {}, .problem = side + QStringLiteral("the value's file is missing")};
    return {.entry = std::move(*fetched.entry), .problem = {}};
}

} // namespace

struct CompareReading::Judged
{
    std::vector<CompareRow> rows;
    std::vector<QString> problems;
    qint64 bytes = 0;
};

int CompareReading::keysPerChunk() const
{
    int keys = 0;
    for (const int perRequest : m_keysPerRequest) {
        if (perRequest > 0)
            keys = keys > 0 ? std::min(keys, perRequest) : perRequest;
    }
    if (keys > 0)
        return keys;
    return m_sizesAreCheap && m_meanBytes < 0 ? 128 : freeKeysPerChunk; // the first tells how large they are
}

size_t CompareReading::mostChunks() const
{
    const bool isCounted = m_keysPerRequest[0] > 0 || m_keysPerRequest[1] > 0;
    const size_t most = isCounted ? countedChunks : freeChunks;
    if (m_meanBytes < 0)
        return 1;
    const double perFetch = std::max(m_meanBytes, m_meanBytes * keysPerChunk());
    const double limit = std::max(m_meanBytes, double(mostBytesInFlight) / double(2 * most));
    return std::clamp(size_t(double(mostBytesInFlight) / (2 * std::max(1.0, std::min(perFetch, limit)))),
                      size_t(1), most);
}

QList<QByteArray> CompareReading::keysOf(const Chunk &chunk)
{
    QList<QByteArray> keys;
    keys.reserve(qsizetype(chunk.rows.size()));
    for (const Ref &ref : chunk.rows)
        keys.append(ref.todo().now.key);
    return keys;
}

/// Brings a chunk on: judges what both sides have told, and asks for what is missing.
void CompareReading::push(const ChunkPtr &chunk)
{
    if (m_failure || m_over || chunk->isJudging)
        return;
    if (chunk->rows.empty()) {
        m_chunks.erase(std::remove(m_chunks.begin(), m_chunks.end(), chunk), m_chunks.end());
        return isRunning() ? advance() : write();
    }
    if (chunk->wantsPeek)
        return peek(chunk);
    if (const size_t rows = std::min(chunk->came[0].size(), chunk->came[1].size()); rows > 0)
        return judge(chunk, rows);
    for (size_t side = 0; side < chunk->came.size(); ++side) {
        if (chunk->came[side].empty() && !chunk->asked[side])
            ask(chunk, side);
    }
}

void CompareReading::peek(const ChunkPtr &chunk)
{
    for (size_t side = 0; side < chunk->peeking.size(); ++side) {
        if (!m_running || chunk->peeking[side] || !chunk->peeks[side].isEmpty())
            continue;
        const QFuture<Result<QList<Peek>>> future = m_work.stores[side]->peek(keysOf(*chunk), headBytes);
        chunk->peeking[side].emplace(future);
        whenDone(future, this, [this, weak = WeakChunk(chunk), side](Result<QList<Peek>> peeks) {
            const ChunkPtr chunk = weak.lock();
            if (!chunk || m_failure || m_over)
                return;
            chunk->peeking[side].reset();
            if (!peeks)
                return stop(peeks.error());
            chunk->peeks[side] = std::move(*peeks);
            if (qsizetype(chunk->rows.size()) != chunk->peeks[side].size())
                return stop(
                    {.kind = ErrorKind::Protocol, .detail = QStringLiteral("not the sizes asked for")});
            if (!chunk->peeks[0].isEmpty() && !chunk->peeks[1].isEmpty())
                takePeeks(chunk);
        });
    }
}

void CompareReading::takePeeks(const ChunkPtr &chunk)
{
    chunk->wantsPeek = false;
    std::vector<Ref> rest;
    qint64 bytes = 0;
    qint64 sizes = 0;
    for (size_t i = 0; i < chunk->rows.size(); ++i) {
        const Peek &left = chunk->peeks[0][qsizetype(i)];
        const Peek &right = chunk->peeks[1][qsizetype(i)];
        const bool areKnown = left.size >= 0 && right.size >= 0 && !left.unknown && !right.unknown;
        if (areKnown) {
            bytes += left.size + right.size;
            sizes += 2;
        }
        if (areKnown && left.size != right.size && !m_work.judge->mayBeSameJson(left.head, right.head)) {
            m_work.judge->judgeBySize(chunk->rows[i].todo().now, left.size, right.size);
            settle(chunk->rows[i]);
        } else {
            rest.push_back(chunk->rows[i]);
        }
    }
    if (sizes > 0)
        m_meanBytes = double(bytes) / double(sizes);
    chunk->rows = std::move(rest);
    chunk->peeks = {};
    if (tell())
        push(chunk);
}

void CompareReading::ask(const ChunkPtr &chunk, size_t side)
{
    if (!m_running)
        return;
    const QList<QByteArray> keys = keysOf(*chunk);
    const bool isCounted = m_keysPerRequest[0] > 0 || m_keysPerRequest[1] > 0;
    const qint64 mostBytes = mostBytesInFlight / qint64(2 * (isCounted ? countedChunks : freeChunks));
    const QFuture<Result<QList<Fetched>>> future = m_work.stores[side]->fetch(keys, mostBytes);
    if (const int per = m_keysPerRequest[side]; per > 0)
        m_state.requests += (keys.size() + per - 1) / per;
    chunk->asked[side].emplace(future);
    whenDone(future, this, [this, weak = WeakChunk(chunk), side](Result<QList<Fetched>> answer) {
        if (const ChunkPtr chunk = weak.lock(); chunk && !m_failure && !m_over)
            takeAnswer(chunk, side, std::move(answer));
    });
}

void CompareReading::takeAnswer(const ChunkPtr &chunk, size_t side, Result<QList<Fetched>> answer)
{
    chunk->asked[side].reset();
    if (!answer)
        return stop(answer.error());
    bool isOurs = !answer->isEmpty() && size_t(answer->size()) <= chunk->rows.size();
    for (qsizetype i = 0; isOurs && i < answer->size(); ++i)
        isOurs = answer->at(i).key == chunk->rows[size_t(i)].todo().now.key;
    if (!isOurs)
        return stop({.kind = ErrorKind::Protocol, .detail = QStringLiteral("not the keys asked for")});
    for (Fetched &fetched : *answer)
        chunk->came[side].push_back(std::move(fetched));
    push(chunk);
}

void CompareReading::judge(const ChunkPtr &chunk, size_t count)
{
    chunk->isJudging = true;
    std::vector<CompareRow> rows;
    rows.reserve(count);
    std::array<std::vector<Fetched>, 2> sides;
    for (size_t i = 0; i < count; ++i)
        rows.push_back(chunk->rows[i].todo().now);
    for (size_t side = 0; side < sides.size(); ++side) {
        std::deque<Fetched> &came = chunk->came[side];
        const auto end = came.begin() + std::ptrdiff_t(count);
        sides[side].assign(std::make_move_iterator(came.begin()), std::make_move_iterator(end));
        came.erase(came.begin(), end);
    }
    const QFuture<Result<Judged>> future =
        onPool<Result<Judged>>([judge = m_work.judge, rows = std::move(rows), sides = std::move(sides),
                                nowMs = m_work.options.clock()]() mutable -> Result<Judged> {
            Judged judged;
            judged.problems.resize(rows.size());
            for (size_t i = 0; i < rows.size(); ++i) {
                const SideRead left = toSide(std::move(sides[0][i]), true);
                const SideRead right = toSide(std::move(sides[1][i]), false);
                judge->judge(rows[i], left, right, nowMs);
                if (rows[i].reasons.testFlag(Reason::Failed))
                    judged.problems[i] = left.problem.isEmpty() ? right.problem : left.problem;
                judged.bytes += left.entry ? left.entry->value.size() : 0;
                judged.bytes += right.entry ? right.entry->value.size() : 0;
            }
            judged.rows = std::move(rows);
            return judged;
        });
    whenDone(future, this, [this, weak = WeakChunk(chunk)](Result<Judged> judged) {
        if (const ChunkPtr chunk = weak.lock(); chunk && judged && !m_failure && !m_over)
            takeJudged(chunk, std::move(*judged));
    });
}

void CompareReading::takeJudged(const ChunkPtr &chunk, Judged judged)
{
    chunk->isJudging = false;
    const size_t count = judged.rows.size();
    for (size_t i = 0; i < count; ++i) {
        Todo &todo = chunk->rows[i].todo();
        todo.now = std::move(judged.rows[i]);
        todo.problem = std::move(judged.problems[i]);
        settle(chunk->rows[i]);
    }
    chunk->rows.erase(chunk->rows.begin(), chunk->rows.begin() + std::ptrdiff_t(count));
    m_progress.bytes += judged.bytes;
    m_meanBytes = double(judged.bytes) / double(2 * count);
    if (tell())
        push(chunk);
}

void CompareReading::settle(const Ref &ref)
{
    ref.todo().isJudged = true;
    --ref.block->waiting;
    ref.block->isDirty = true;
    ++m_progress.done;
}

} // namespace kv::jobs
