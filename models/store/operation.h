// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/async.h"

#include <QObject>

#include <functional>
#include <list>
#include <memory>

namespace kv {

/// Work of several steps behind one future. Deletes itself when it is done; dies earlier with its parent or
/// when its future is cancelled, and then everything it awaits is cancelled and its future ends cancelled.
/// Lambdas given to await() may capture the operation: they run only while it lives.
template <class T> class Operation : public QObject
{
public:
    explicit Operation(QObject *parent) : QObject(parent)
    {
        m_promise.start();
        auto *watcher = new QFutureWatcher<Result<T>>(this);
        connect(watcher, &QFutureWatcherBase::canceled, this, [this] { end(); });
        watcher->setFuture(m_promise.future());
    }
    ~Operation() override
    {
        m_ended = true;
        cancelSteps();
    }

    QFuture<Result<T>> future() const { return m_promise.future(); }

    /// Calls `step(Result<R>)` when `future` has ended.
    template <class R, class Step> void await(const QFuture<Result<R>> &future, Step step)
    {
        const auto it = m_cancels.insert(
            m_cancels.end(), [future = QFuture<Result<R>>(future)]() mutable { future.cancel(); });
        whenDone(future, this, [this, it, step = std::move(step)](Result<R> result) mutable {
            if (m_ended)
                return;
            m_cancels.erase(it);
            step(std::move(result));
        });
    }
    /// Something to let go of at the end, whatever it is.
    void hold(std::shared_ptr<void> thing) { m_held = std::move(thing); }

    /// How much of the work is done, as the future's progress value.
    void tell(qsizetype done, qsizetype all)
    {
        if (m_promise.future().progressMaximum() != int(all)) // setting it would begin anew
            m_promise.setProgressRange(0, int(all));
        m_promise.setProgressValue(int(done));
    }
    /// One of several results.
    void deliver(Result<T> result) { m_promise.addResult(std::move(result)); }
    /// The last result, and the end.
    void finish(Result<T> result)
    {
        if (m_ended)
            return;
        m_promise.addResult(std::move(result));
        end();
    }
    /// The end without another result.
    void end()
    {
        if (std::exchange(m_ended, true))
            return;
        cancelSteps();
        m_promise.finish();
        m_held.reset();
        deleteLater();
    }
    bool hasEnded() const { return m_ended; }

private:
    void cancelSteps()
    {
        for (auto &cancel : m_cancels)
            cancel();
        m_cancels.clear();
    }

    QPromise<Result<T>> m_promise;
    std::list<std::function<void()>> m_cancels;
    std::shared_ptr<void> m_held;
    bool m_ended = false;
};

} // namespace kv
