// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/pool.h"
#include "store/async.h"

#include <QFutureWatcher>
#include <QObject>

#include <functional>
#include <list>
#include <memory>

namespace kv::jobs {

/// What a job waits for: answers of stores, and its own work on a pool. Destroyed, or told to drop, it
/// cancels all of it and calls nobody back, so that its owner may be captured.
class Awaiting : public QObject
{
public:
    ~Awaiting() override { drop(); }

    /// Calls `step(Result<T>)` when `future` has ended.
    template <class T, class Step> void await(const QFuture<Result<T>> &future, Step step)
    {
        const auto it = m_cancels.insert(
            m_cancels.end(), [future = QFuture<Result<T>>(future)]() mutable { future.cancel(); });
        whenDone(future, this,
                 [this, it, generation = m_generation, step = std::move(step)](Result<T> result) mutable {
                     if (generation != m_generation)
                         return;
                     m_cancels.erase(it);
                     step(std::move(result));
                 });
    }

    /// The same, and `tell(int)` for the future's progress values meanwhile.
    template <class T, class Step, class Tell>
    void await(const QFuture<Result<T>> &future, Step step, Tell tell)
    {
        auto *watcher = new QFutureWatcher<Result<T>>(this);
        connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
        connect(watcher, &QFutureWatcherBase::progressValueChanged, this,
                [this, watcher, generation = m_generation, tell = std::move(tell)](int value) {
                    if (generation == m_generation && !watcher->isFinished())
                        tell(value);
                });
        watcher->setFuture(future);
        await(future, std::move(step));
    }

    /// Runs `work(const Stop &)`, which answers a Result<T>, on the pool and then calls `step(Result<T>)`
    /// here. `work` outlives this object: it owns what it touches.
    template <class T, class Work, class Step> void onPool(Work work, Step step)
    {
        await(jobs::onPool<Result<T>>(std::move(work)), std::move(step));
    }

    /// Cancels what is under way; none of it is delivered any more.
    void drop()
    {
        ++m_generation;
        for (auto &cancel : m_cancels)
            cancel();
        m_cancels.clear();
    }

private:
    std::list<std::function<void()>> m_cancels;
    quint64 m_generation = 0;
};

} // namespace kv::jobs
