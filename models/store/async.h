// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>

namespace kv {

/// Calls `fn(Result<T>)` once on `guard`'s thread when `future` has ended, unless `guard` died before.
/// A future that was cancelled or ended without a result arrives as ErrorKind::Cancelled.
template <class T, class Fn> void whenDone(const QFuture<Result<T>> &future, QObject *guard, Fn fn)
{
    auto *watcher = new QFutureWatcher<Result<T>>(guard);
    QObject::connect(watcher, &QFutureWatcherBase::finished, guard, [watcher, fn = std::move(fn)]() mutable {
        watcher->deleteLater();
        const QFuture<Result<T>> done = watcher->future();
        if (done.isCanceled() || done.resultCount() == 0)
            fn(Result<T>(fail(ErrorKind::Cancelled, QString())));
        else
            fn(done.result());
    });
    watcher->setFuture(future);
}

/// Calls `each(Result<T>)` for every result as it arrives and `end(bool cancelled)` once after the last,
/// on `guard`'s thread, unless `guard` died before. After a cancel no further result is delivered.
template <class T, class Each, class End>
void whenEach(const QFuture<Result<T>> &future, QObject *guard, Each each, End end)
{
    auto *watcher = new QFutureWatcher<Result<T>>(guard);
    QObject::connect(watcher, &QFutureWatcherBase::resultReadyAt, guard,
                     [watcher, each = std::move(each)](int i) mutable {
                         if (!watcher->isCanceled())
                             each(watcher->resultAt(i));
                     });
    QObject::connect(watcher, &QFutureWatcherBase::finished, guard,
                     [watcher, end = std::move(end)]() mutable {
                         watcher->deleteLater();
                         end(watcher->isCanceled());
                     });
    watcher->setFuture(future);
}

/// Owns the right to an answer: cancels the future when it is destroyed or replaced. Move-only.
template <class T> class Pending
{
public:
    Pending() = default;
    explicit Pending(QFuture<T> future) : m_future(std::move(future)), m_active(true) {}
    Pending(Pending &&other) noexcept
        : m_future(std::move(other.m_future)),
          m_active(std::exchange(other.m_active, false))
    {
    }
    Pending &operator=(Pending &&other) noexcept
    {
        if (this != &other) {
            cancel();
            m_future = std::move(other.m_future);
            m_active = std::exchange(other.m_active, false);
        }
        return *this;
    }
    Pending(const Pending &) = delete;
    Pending &operator=(const Pending &) = delete;
    ~Pending() { cancel(); }

    void cancel()
    {
        if (std::exchange(m_active, false))
            m_future.cancel();
    }
    bool isRunning() const { return m_active && !m_future.isFinished(); }
    const QFuture<T> &future() const { return m_future; }

private:
    QFuture<T> m_future;
    bool m_active = false;
};

/// A future that has already ended with `result`.
template <class T> QFuture<Result<T>> readyFuture(Result<T> result)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

} // namespace kv
