// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/async.h"

#include <QTest>

#include <memory>
#include <thread>

using namespace kv;

namespace {
using Answer = Result<int>;
}

class TestAsync : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deliversOnce()
    {
        QObject guard;
        QList<int> got;
        whenDone(readyFuture(Answer(7)), &guard, [&](const Answer &answer) { got << answer.value_or(-1); });
        QVERIFY(got.isEmpty()); // never from within the call
        QTRY_COMPARE(got, QList<int>{7});
        QCoreApplication::processEvents();
        QCOMPARE(got.size(), 1);
        QTRY_VERIFY(guard.children().isEmpty()); // nothing is left behind
    }

    void deliversOnTheGuardsThread()
    {
        QObject guard;
        QPromise<Answer> promise;
        promise.start();
        QThread *where = nullptr;
        whenDone(promise.future(), &guard, [&](const Answer &) { where = QThread::currentThread(); });
        std::thread other([&promise] {
            promise.addResult(Answer(1));
            promise.finish();
        });
        other.join();
        QTRY_COMPARE(where, QThread::currentThread());
    }

    void notAfterTheGuard()
    {
        auto guard = std::make_unique<QObject>();
        QPromise<Answer> promise;
        promise.start();
        bool called = false;
        whenDone(promise.future(), guard.get(), [&](const Answer &) { called = true; });
        whenEach(
            promise.future(), guard.get(), [&](const Answer &) { called = true; },
            [&](bool) { called = true; });
        guard.reset();
        promise.addResult(Answer(1));
        promise.finish();
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }

    void cancelledArrivesAsSuch()
    {
        QObject guard;
        QPromise<Answer> promise;
        promise.start();
        std::optional<Answer> got;
        QFuture<Answer> future = promise.future();
        whenDone(future, &guard, [&](const Answer &answer) { got = answer; });
        future.cancel();
        promise.finish();
        QTRY_VERIFY(got);
        QCOMPARE(got->error().kind, ErrorKind::Cancelled);
    }

    void endedWithoutAResult()
    {
        QObject guard;
        QList<ErrorKind> kinds;
        const auto note = [&](const Answer &answer) { kinds << answer.error().kind; };
        {
            QPromise<Answer> dropped;
            dropped.start();
            whenDone(dropped.future(), &guard, note);
        }
        QPromise<Answer> silent;
        silent.start();
        whenDone(silent.future(), &guard, note);
        silent.finish();
        QTRY_COMPARE(kinds, (QList<ErrorKind>{ErrorKind::Cancelled, ErrorKind::Cancelled}));
    }

    void eachInOrderThenTheEnd()
    {
        QObject guard;
        QPromise<Answer> promise;
        promise.start();
        QStringList got;
        whenEach(
            promise.future(), &guard, [&](const Answer &answer) { got << QString::number(*answer); },
            [&](bool cancelled) {
                got << (cancelled ? QStringLiteral("cancelled") : QStringLiteral("end"));
            });
        promise.addResult(Answer(1));
        promise.addResult(Answer(2));
        QTRY_COMPARE(got.size(), 2);
        promise.addResult(Answer(3));
        promise.finish();
        QTRY_COMPARE(got.join(QLatin1Char(' ')), QStringLiteral("1 2 3 end"));
    }

    void noneAfterACancel()
    {
        QObject guard;
        QPromise<Answer> promise;
        promise.start();
        QStringList got;
        QFuture<Answer> future = promise.future();
        whenEach(
            future, &guard, [&](const Answer &answer) { got << QString::number(*answer); },
            [&](bool cancelled) {
                got << (cancelled ? QStringLiteral("cancelled") : QStringLiteral("end"));
            });
        promise.addResult(Answer(1)); // on its way when the cancel comes
        future.cancel();
        promise.finish();
        QTRY_COMPARE(got, QStringList{QStringLiteral("cancelled")});
    }

    void pendingCancels()
    {
        QPromise<Answer> first;
        QPromise<Answer> second;
        QPromise<Answer> third;
        for (auto *promise : {&first, &second, &third})
            promise->start();
        Pending<Answer> pending(first.future());
        QVERIFY(pending.isRunning());
        pending = Pending<Answer>(second.future());
        QVERIFY(first.isCanceled());
        QVERIFY(!second.isCanceled());
        Pending<Answer> moved(std::move(pending));
        pending = Pending<Answer>(third.future());
        QVERIFY(!second.isCanceled());
        {
            const Pending<Answer> scoped(std::move(moved));
        }
        QVERIFY(second.isCanceled());
        pending.cancel();
        QVERIFY(third.isCanceled());
        QVERIFY(!pending.isRunning());
    }
};

QTEST_GUILESS_MAIN(TestAsync)
#include "tst_async.moc"
