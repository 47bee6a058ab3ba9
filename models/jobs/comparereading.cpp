// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparereading.h"

#include "jobs/pool.h"

#include <algorithm>

namespace kv::jobs {

namespace {

constexpr int flushEveryMs = 1000; // what was read is in the file no later than this

bool differs(const CompareRow &row)
{
    return row.status == Status::Different || row.status == Status::OnlyLeft ||
           row.status == Status::OnlyRight;
}

} // namespace

CompareReading::CompareReading(What what, CompareWork &work, PhaseEvents events, QObject *parent)
    : ComparePhase(),
      m_what(what),
      m_work(work),
      m_events(std::move(events)),
      m_state(work.file->state()),
      m_nextBlock(m_state.block),
      m_nextRow(m_state.row)
{
    setParent(parent);
    m_sizesAreCheap = what == What::Values;
    for (size_t i = 0; i < m_work.stores.size(); ++i) {
        const Capabilities can = m_work.stores[i]->capabilities();
        m_keysPerRequest[i] = can.keysPerReadRequest;
        m_sizesAreCheap = m_sizesAreCheap && can.sizesAreCheap;
    }
    m_progress.total = m_notAsked = rowsToRead(what, *m_work.file);
    m_wait.setSingleShot(true);
    connect(&m_wait, &QTimer::timeout, this, &CompareReading::advance);
    m_flush.setInterval(flushEveryMs);
    connect(&m_flush, &QTimer::timeout, this, [this] {
        m_mustFlush = true;
        write();
    });
}

CompareReading::~CompareReading() = default;

int CompareReading::wantedIn(What what, const ComparisonFile &file, qint64 block)
{
    if (what == What::Values)
        return file.wantingIn(block);
    const Counts counts = file.countsOf(block);
    return int(counts[size_t(Status::Different)] + counts[size_t(Status::OnlyLeft)] +
               counts[size_t(Status::OnlyRight)]);
}

qint64 CompareReading::rowsToRead(What what, const ComparisonFile &file)
{
    qint64 rows = 0;
    for (qint64 block = file.state().block; block < file.blockCount(); ++block)
        rows += wantedIn(what, file, block);
    return rows;
}

bool CompareReading::wants(const CompareRow &row) const
{
    return m_what == What::Values ? wantsValues(row) : differs(row);
}

void CompareReading::run()
{
    m_running = true;
    m_flush.start();
    QMetaObject::invokeMethod(
        this,
        [this] {
            const std::deque<ChunkPtr> chunks = m_chunks;
            for (const ChunkPtr &chunk : chunks)
                push(chunk);
            advance();
        },
        Qt::QueuedConnection);
}

void CompareReading::rest()
{
    m_running = false;
    m_wait.stop();
    m_mustFlush = true;
    write();
}

void CompareReading::advance()
{
    if (!isRunning())
        return;
    handOut();
    if (!m_atEnd && !m_loading && m_chunks.size() < mostChunks())
        load();
    if (m_over)
        return;
    write();
}

void CompareReading::load()
{
    const qint64 blocks = m_work.file->blockCount();
    while (m_nextBlock < blocks && wantedIn(m_what, *m_work.file, m_nextBlock) == 0) {
        ++m_nextBlock;
        m_nextRow = 0;
    }
    if (m_nextBlock >= blocks) {
        m_atEnd = true;
        handOut();
        return;
    }
    if (m_what == What::SecondLook) {
        const qint64 seenMs =
            size_t(m_nextBlock) < m_work.seenMs.size() ? m_work.seenMs[size_t(m_nextBlock)] : 0;
        const qint64 waitMs = seenMs + m_work.options.secondLookMs - m_work.since.elapsed();
        if (waitMs > 0) {
            m_wait.start(int(waitMs));
            return;
        }
    }
    m_loading = true;
    const QFuture<Result<std::shared_ptr<OpenBlock>>> future = onPool<Result<std::shared_ptr<OpenBlock>>>(
        [this_ = m_what, file = m_work.file, index = m_nextBlock,
         from = m_nextRow]() -> Result<std::shared_ptr<OpenBlock>> {
            const Result<std::shared_ptr<const ComparisonFile::Block>> rows = file->block(index);
            if (!rows)
                return fail(rows.error());
            auto block = std::make_shared<OpenBlock>();
            block->index = index;
            for (size_t i = size_t(from); i < (*rows)->size(); ++i) {
                const CompareRow &row = (**rows)[i];
                if (this_ == What::Values ? wantsValues(row) : differs(row))
                    block->todo.push_back({int(i), row, {}, false});
            }
            block->waiting = block->todo.size();
            return block;
        });
    ++m_nextBlock;
    m_nextRow = 0;
    whenDone(future, this,
             [this](Result<std::shared_ptr<OpenBlock>> block) { takeLoaded(std::move(block)); });
}

void CompareReading::takeLoaded(Result<std::shared_ptr<OpenBlock>> block)
{
    m_loading = false;
    if (m_over)
        return;
    if (!block)
        return stop(block.error());
    m_open.push_back(std::move(*block));
    advance();
}

/// Makes chunks of what the open blocks want, full ones until no more blocks come.
void CompareReading::handOut()
{
    size_t ready = 0;
    for (const std::shared_ptr<OpenBlock> &block : m_open)
        ready += block->todo.size() - block->handedOut;
    const size_t wanted = size_t(keysPerChunk());
    while (isRunning() && m_chunks.size() < mostChunks() && (ready >= wanted || (m_atEnd && ready > 0))) {
        const ChunkPtr chunk = std::make_shared<Chunk>();
        for (const std::shared_ptr<OpenBlock> &block : m_open) {
            for (; block->handedOut < block->todo.size() && chunk->rows.size() < wanted; ++block->handedOut)
                chunk->rows.push_back({block, block->handedOut});
        }
        ready -= chunk->rows.size();
        m_notAsked -= qint64(chunk->rows.size());
        constexpr double peeksFrom = 16 * 1024; // a smaller value is read as soon as its size is asked
        chunk->wantsPeek = m_sizesAreCheap && (m_meanBytes < 0 || m_meanBytes >= peeksFrom);
        m_chunks.push_back(chunk);
        push(chunk);
    }
}

/// Writes what is due: the first block once it is through, and what was judged of others now and then.
void CompareReading::write()
{
    if (m_writing || m_over)
        return;
    if (m_failure && m_failure->path == m_work.file->path())
        m_open.clear(); // the file itself cannot be written
    if (!m_open.empty() && m_open.front()->waiting == 0) {
        const std::shared_ptr<OpenBlock> block = m_open.front();
        m_open.pop_front();
        return writeBlock(block, true);
    }
    if (m_mustFlush || !isRunning()) {
        const auto dirty = std::find_if(m_open.begin(), m_open.end(),
                                        [](const std::shared_ptr<OpenBlock> &one) { return one->isDirty; });
        if (dirty != m_open.end())
            return writeBlock(*dirty, false);
        m_mustFlush = false;
    }
    if (m_failure) {
        m_over = true;
        m_events.failed(*m_failure);
        return;
    }
    if (m_running && m_atEnd && !m_loading && m_open.empty()) {
        m_over = true;
        m_events.finished();
    }
}

void CompareReading::writeBlock(const std::shared_ptr<OpenBlock> &block, bool isThrough)
{
    m_writing = true;
    block->isDirty = false;
    if (isThrough) {
        m_state.block = m_open.empty() ? m_nextBlock - (m_loading ? 1 : 0) : m_open.front()->index;
        m_state.row = 0;
    } else if (block == m_open.front()) {
        const auto next = std::find_if(block->todo.begin(), block->todo.end(),
                                       [](const Todo &todo) { return !todo.isJudged; });
        m_state.block = block->index;
        m_state.row = next == block->todo.end() ? 0 : next->row;
    }
    std::vector<Todo> judged;
    if (isThrough)
        judged = std::move(block->todo);
    else
        std::copy_if(block->todo.begin(), block->todo.end(), std::back_inserter(judged),
                     [](const Todo &todo) { return todo.isJudged; });
    const qint64 first = block->index * ComparisonFile::rowsPerBlock;
    const qint64 begin = judged.empty() ? first : first + judged.front().row;
    const qint64 end = judged.empty() ? first : first + judged.back().row + 1;
    const QFuture<Result<>> future =
        onPool<Result<>>([file = m_work.file, gate = m_work.gate, index = block->index,
                          judged = std::move(judged), state = m_state]() -> Result<> {
            const Result<std::shared_ptr<const ComparisonFile::Block>> before = file->block(index);
            if (!before)
                return fail(before.error());
            ComparisonFile::Block rows = **before;
            QHash<QByteArray, QString> problems;
            for (const Todo &todo : judged) {
                rows[size_t(todo.row)] = todo.now;
                if (!todo.problem.isEmpty())
                    problems.insert(todo.now.key, todo.problem);
            }
            return gate->pass([&] { return file->replace(index, rows, problems, state); });
        });
    auto *watcher = new QFutureWatcher<Result<>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, index = block->index, begin, end] {
        watcher->deleteLater();
        takeWritten(watcher->result(), index, begin, end);
    });
    watcher->setFuture(future);
}

void CompareReading::takeWritten(const Result<> &written, qint64 index, qint64 begin, qint64 end)
{
    m_writing = false;
    if (m_over)
        return;
    if (!written) {
        Error error = written.error();
        error.path = m_work.file->path();
        if (!m_failure)
            return stop(error);
        m_open.clear(); // what went wrong first is told
        return write();
    }
    m_work.noteSeen(index, index + 1);
    if (begin < end && !tellAndLive([&] { m_events.changed(begin, end); }))
        return;
    if (isRunning())
        advance();
    else
        write();
}

/// Lets go of what is under way, writes what was judged, and then tells.
void CompareReading::stop(const Error &error)
{
    if (m_failure)
        return;
    m_failure = error;
    m_wait.stop();
    m_flush.stop();
    m_chunks.clear();
    write();
}

bool CompareReading::tell()
{
    m_progress.requests = m_state.requests;
    m_progress.requestsLeft = m_work.requestsToRead(m_notAsked);
    return tellAndLive([this] { m_events.progressed(m_progress); });
}

} // namespace kv::jobs
