// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparephase.h"
#include "store/async.h"

#include <QTimer>

#include <deque>

namespace kv::jobs {

/// Reads both sides of the rows that want it, and judges them: those whose values are not known yet, or for
/// the second look those that differ. Blocks are read one after the other; what they want is asked for in
/// chunks that pay no heed to where a block ends, some at once; each block is written when it is through, and
/// now and then before.
class CompareReading : public ComparePhase
{
public:
    enum class What { Values, SecondLook };
    CompareReading(What what, CompareWork &work, PhaseEvents events, QObject *parent = nullptr);
    ~CompareReading() override;

    void run() override;
    void rest() override;

    /// Rows that wait to be read, from where the file says that the phase is.
    static qint64 rowsToRead(What what, const ComparisonFile &file);

private:
    struct Todo
    {
        int row = 0; // in its block
        CompareRow now;
        QString problem;
        bool isJudged = false;
    };
    struct OpenBlock
    {
        qint64 index = 0;
        std::vector<Todo> todo;
        size_t handedOut = 0;
        size_t waiting = 0; // to be judged
        bool isDirty = false;
    };
    struct Ref
    {
        std::shared_ptr<OpenBlock> block;
        size_t at = 0;
        Todo &todo() const { return block->todo[at]; }
    };
    /// Rows that are asked for together. Of each side lies there what came and the other has not yet.
    struct Chunk
    {
        std::vector<Ref> rows; // not judged yet
        std::array<std::deque<Fetched>, 2> came;
        // Until their answers were taken.
        std::array<std::optional<Pending<Result<QList<Fetched>>>>, 2> asked;
        std::array<std::optional<Pending<Result<QList<Peek>>>>, 2> peeking;
        std::array<QList<Peek>, 2> peeks;
        bool wantsPeek = false;
        bool isJudging = false;
    };
    struct Judged;
    using ChunkPtr = std::shared_ptr<Chunk>;
    using WeakChunk = std::weak_ptr<Chunk>;

    static int wantedIn(What what, const ComparisonFile &file, qint64 block);
    bool wants(const CompareRow &row) const;
    bool isRunning() const { return m_running && !m_failure && !m_over; }

    // comparereading.cpp: blocks in and out
    void advance();
    void load();
    void takeLoaded(Result<std::shared_ptr<OpenBlock>> block);
    void handOut();
    void write();
    void writeBlock(const std::shared_ptr<OpenBlock> &block, bool isThrough);
    void takeWritten(const Result<> &written, qint64 index, qint64 begin, qint64 end);
    void stop(const Error &error);
    bool tell();

    // comparereading_chunks.cpp: what is asked for
    int keysPerChunk() const;
    size_t mostChunks() const;
    void push(const ChunkPtr &chunk);
    void peek(const ChunkPtr &chunk);
    void takePeeks(const ChunkPtr &chunk);
    void ask(const ChunkPtr &chunk, size_t side);
    void takeAnswer(const ChunkPtr &chunk, size_t side, Result<QList<Fetched>> answer);
    void judge(const ChunkPtr &chunk, size_t rows);
    void takeJudged(const ChunkPtr &chunk, Judged judged);
    void settle(const Ref &ref);
    static QList<QByteArray> keysOf(const Chunk &chunk);

    const What m_what;
    CompareWork &m_work;
    PhaseEvents m_events;
    CompareState m_state;
    std::array<int, 2> m_keysPerRequest = {};
    bool m_sizesAreCheap = false;
    qint64 m_nextBlock = 0;
    int m_nextRow = 0;
    bool m_atEnd = false;
    bool m_loading = false;
    std::deque<std::shared_ptr<OpenBlock>> m_open;
    std::deque<ChunkPtr> m_chunks;
    double m_meanBytes = -1; // of the values read last; -1: none were
    QTimer m_wait;           // until the next block may be looked at again
    QTimer m_flush;
    bool m_writing = false;
    bool m_mustFlush = false;
    bool m_running = false;
    std::optional<Error> m_failure;
    Progress m_progress;
    qint64 m_notAsked = 0; // rows
};

} // namespace kv::jobs
