// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pieces.h"

#include <QTest>

using kv::ui::Pieces;

class TestPieces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shortWorkIsDoneAtOnce()
    {
        Pieces pieces;
        int steps = 0;
        bool done = false;
        pieces.start([&] { return ++steps < 3; }, [&] { done = true; });
        QCOMPARE(steps, 3);
        QVERIFY(done);
        QVERIFY(!pieces.isRunning());
    }

    void longWorkLetsTheLoopTurn()
    {
        Pieces pieces;
        int steps = 0;
        bool done = false;
        pieces.start(
            [&] {
                QTest::qSleep(5);
                return ++steps < 20;
            },
            [&] { done = true; });
        QVERIFY(!done);
        QVERIFY(pieces.isRunning());
        QTRY_VERIFY(done);
        QCOMPARE(steps, 20);
    }

    void endsWhenAsked()
    {
        int steps = 0;
        int done = 0;
        {
            Pieces pieces;
            const auto step = [&] {
                QTest::qSleep(5);
                return ++steps < 20;
            };
            pieces.start(step, [&] { ++done; });
            pieces.finish();
            QCOMPARE(steps, 20);
            QCOMPARE(done, 1);
            steps = 0;
            pieces.start(step, [&] { ++done; });
            pieces.stop();
            QVERIFY(!pieces.isRunning());
            steps = 0;
            pieces.start(step, [&] { ++done; });
        }
        // What is gone goes on with nothing.
        const int before = steps;
        QTest::qWait(50);
        QCOMPARE(steps, before);
        QCOMPARE(done, 1);
    }

    void oneWorkMayBeginTheNext()
    {
        Pieces pieces;
        bool second = false;
        pieces.start([] { return false; },
                     [&] { pieces.start([] { return false; }, [&] { second = true; }); });
        QVERIFY(second);
    }
};

QTEST_GUILESS_MAIN(TestPieces)
#include "tst_pieces.moc"
