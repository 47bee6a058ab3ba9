// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/awaiting.h"

#include <QTest>

using namespace kv;
using jobs::Awaiting;

class TestAwaiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsHowFarItIsAndThenTheResult()
    {
        QPromise<Result<int>> promise;
        promise.start();
        Awaiting awaiting;
        QList<int> told;
        std::optional<int> result;
        awaiting.await(
            promise.future(), [&](const Result<int> &answer) { result = *answer; },
            [&](int done) { told.append(done); });
        promise.setProgressRange(0, 10);
        promise.setProgressValue(3);
        QTRY_VERIFY(!told.isEmpty() && told.last() == 3);
        QVERIFY(!result);
        told.clear();
        promise.addResult(7);
        promise.finish();
        QTRY_COMPARE(result, std::optional<int>(7));
        QVERIFY(told.isEmpty());
    }

    void whatIsDroppedTellsNothing()
    {
        QPromise<Result<int>> promise;
        promise.start();
        Awaiting awaiting;
        int calls = 0;
        awaiting.await(
            promise.future(), [&](const Result<int> &) { ++calls; }, [&](int) { ++calls; });
        promise.setProgressRange(0, 10);
        promise.setProgressValue(3);
        awaiting.drop();
        QVERIFY(promise.isCanceled());
        promise.setProgressValue(4);
        promise.addResult(7);
        promise.finish();
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
        QCOMPARE(calls, 0);
    }

    void itsOwnerMayGoWhileItIsTold()
    {
        QPromise<Result<int>> promise;
        promise.start();
        auto awaiting = std::make_unique<Awaiting>();
        int calls = 0;
        awaiting->await(
            promise.future(), [&](const Result<int> &) { ++calls; },
            [&](int) {
                ++calls;
                awaiting.reset();
            });
        promise.setProgressRange(0, 10);
        promise.setProgressValue(3);
        QTRY_VERIFY(!awaiting);
        QVERIFY(promise.isCanceled());
        promise.finish();
        QCoreApplication::processEvents();
        QCOMPARE(calls, 1);
    }
};

QTEST_GUILESS_MAIN(TestAwaiting)
#include "tst_awaiting.moc"
