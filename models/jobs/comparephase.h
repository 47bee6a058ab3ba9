// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparejob.h"
#include "jobs/rowjudge.h"

#include <QElapsedTimer>
#include <QPointer>

#include <functional>
#include <mutex>

/// What the phases of a comparison have in common. For compare*.cpp alone.
namespace kv::jobs {

/// Lets writes through until their job is gone, so that the next one to have the file is the only one that
/// writes it.
class WriteGate
{
public:
    /// Runs `write()`, which answers a Result; ErrorKind::Cancelled once closed.
    template <class Write> auto pass(Write write) -> decltype(write())
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return fail(ErrorKind::Cancelled, QString());
        return write();
    }
    /// Waits for a write that is under way.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }

private:
    std::mutex m_mutex;
    bool m_closed = false;
};

/// What a comparison works with. Its job owns it and outlives the phases.
struct CompareWork
{
    std::shared_ptr<ComparisonFile> file;
    std::array<std::shared_ptr<Store>, 2> stores; ///< left, right
    CompareSpec spec;
    CompareOptions options;
    std::shared_ptr<const RowJudge> judge;
    std::shared_ptr<WriteGate> gate = std::make_shared<WriteGate>();
    QElapsedTimer since; ///< Runs since the job was made.
    /// When a block's rows were last written, by `since` in milliseconds; behind the end: before that.
    std::vector<qint64> seenMs;

    void noteSeen(qint64 begin, qint64 end)
    {
        if (seenMs.size() < size_t(end))
            seenMs.resize(size_t(end));
        for (qint64 block = begin; block < end; ++block)
            seenMs[size_t(block)] = since.elapsed();
    }
    /// Requests that reading these many keys on both sides costs.
    qint64 requestsToRead(qint64 keys) const
    {
        qint64 requests = 0;
        for (const std::shared_ptr<Store> &store : stores) {
            if (const int per = store->capabilities().keysPerReadRequest; per > 0)
                requests += (keys + per - 1) / per;
        }
        return requests;
    }
};

/// What a phase tells its job. `failed` and `finished` end it; the job may destroy it then, but not while
/// it is called.
struct PhaseEvents
{
    std::function<void()> finished;
    std::function<void(const Error &)> failed;
    /// `requests` of it are all that the file has used.
    std::function<void(const Progress &)> progressed;
    std::function<void()> appended;
    std::function<void(qint64 begin, qint64 end)> changed;
};

/// A phase under way; deleting it cancels it.
class ComparePhase : public QObject
{
public:
    /// Nothing is told from now on; to be deleted later.
    void silence() { m_over = true; }
    /// Begins, or goes on.
    virtual void run() = 0;
    /// Asks for nothing more; what is asked for already still comes and is kept.
    virtual void rest() = 0;

protected:
    /// Tells something to the job; false when nobody is left to go on, since whoever was told has cancelled
    /// or destroyed the job.
    template <class Tell> bool tellAndLive(Tell tell)
    {
        const QPointer<ComparePhase> self(this);
        tell();
        return self && !m_over;
    }
    bool m_over = false; ///< It has finished or failed, or is wanted no more.
};

} // namespace kv::jobs
