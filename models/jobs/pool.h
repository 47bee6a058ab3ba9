// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

namespace kv::jobs {

/// Where jobs do what costs CPU or waits for the disk. Lives as long as the program; whatever runs on it owns
/// all that it touches, so that no job need wait for it.
QThreadPool &pool();

/// Runs `work()` there and answers what it answers.
template <class T, class Work> QFuture<T> onPool(Work work)
{
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    QFuture<T> future = promise->future();
    pool().start([promise = std::move(promise), work = std::move(work)]() mutable {
        if (!promise->isCanceled())
            promise->addResult(work());
        promise->finish();
    });
    return future;
}

} // namespace kv::jobs
