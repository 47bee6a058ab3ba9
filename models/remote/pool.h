// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>

namespace kv::remote {

/// The few threads on which large answers are taken apart. Any thread.
QThreadPool &pool();

/// Runs `work()`, which answers a Result<T>, on the pool; not at all once the future is cancelled.
template <class T, class Work> QFuture<Result<T>> onPool(Work work)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QFuture<Result<T>> future = promise->future();
    pool().start([promise, work = std::move(work)]() mutable {
        if (!promise->isCanceled())
            promise->addResult(work());
        promise->finish();
    });
    return future;
}

} // namespace kv::remote
