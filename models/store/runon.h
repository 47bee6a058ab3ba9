// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <type_traits>

namespace kv {

/// Whether whoever asked for some work on a pool has withdrawn. Any thread.
using Stop = std::function<bool()>;

/// Runs `work()`, or `work(const Stop &)`, on a pool and answers what it answers; not at all once the future
/// is cancelled. What runs there owns all that it touches.
template <class T, class Work> QFuture<T> runOn(QThreadPool &pool, Work work)
{
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    QFuture<T> future = promise->future();
    pool.start([promise = std::move(promise), work = std::move(work)]() mutable {
        if (!promise->isCanceled()) {
            if constexpr (std::is_invocable_v<Work &, const Stop &>)
                promise->addResult(work(Stop([&promise] { return promise->isCanceled(); })));
            else
                promise->addResult(work());
        }
        promise->finish();
    });
    return future;
}

} // namespace kv
