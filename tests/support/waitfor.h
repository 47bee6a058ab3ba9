// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/async.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <optional>

namespace kv::test {

/// Runs the event loop until `future` has ended, ten seconds at most; answers whether it has. Unlike
/// QTest::qWaitFor(), it does not sleep between two events: a large upload takes thousands of them.
template <class T> bool waitForEnd(const QFuture<T> &future)
{
    QEventLoop loop;
    QFutureWatcher<T> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    QTimer::singleShot(10'000, &loop, &QEventLoop::quit);
    if (!future.isFinished())
        loop.exec();
    return future.isFinished();
}

/// The future's result once it has ended. A future without a result, or one that never ends, answers
/// ErrorKind::Cancelled.
template <class T> Result<T> waitFor(const QFuture<Result<T>> &future)
{
    if (!waitForEnd(future))
        return fail(ErrorKind::Cancelled, QStringLiteral("The future did not end in time."));
    if (future.isCanceled() || future.resultCount() == 0)
        return fail(ErrorKind::Cancelled, QString());
    return future.result();
}

/// The same for a future of several results: all of them, in order.
template <class T> QList<Result<T>> waitForAll(const QFuture<Result<T>> &future)
{
    if (!waitForEnd(future))
        return {fail(ErrorKind::Cancelled, QStringLiteral("The future did not end in time."))};
    return future.results();
}

/// The error that a Result holds, if it does. By value: the Result may live in a temporary.
template <class T> std::optional<Error> errorOf(const Result<T> &result)
{
    return result ? std::nullopt : std::optional(result.error());
}

} // namespace kv::test

/// In a test function: the Result must hold a value; otherwise the error is shown.
#define QVERIFY_RESULT(result)                                                                               \
    do {                                                                                                     \
        const std::optional<kv::Error> kvError = kv::test::errorOf(result);                                  \
        QVERIFY2(                                                                                            \
            !kvError,                                                                                        \
            !kvError                                                                                         \
                ? ""                                                                                         \
                : qPrintable(QStringLiteral("kind %1: %2").arg(int(kvError->kind)).arg(kvError->detail)));   \
    } while (false)

/// In a test function: the Result must hold an Error of this kind.
#define QVERIFY_ERROR(result, expectedKind)                                                                  \
    do {                                                                                                     \
        const std::optional<kv::Error> kvError = kv::test::errorOf(result);                                  \
        QVERIFY2(kvError, "a value where an error was expected");                                            \
        QCOMPARE(int(kvError->kind), int(expectedKind));                                                     \
    } while (false)
