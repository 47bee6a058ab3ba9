// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/turns.h"

#include <QCoreApplication>
#include <QTest>

#include <optional>

using kv::devserver::Turns;

class TestTurns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneAfterTheOther()
    {
        Turns turns;
        QVERIFY(turns.isFree());
        QStringList order;
        Turns::Turn first;
        turns.wait(this, [&](const Turns::Turn &turn) { first = turn; });
        QVERIFY(first.use_count() > 0 && !turns.isFree());
        Turns::Turn second;
        turns.wait(this, [&](const Turns::Turn &turn) {
            second = turn;
            order << QStringLiteral("second");
        });
        auto gone = std::make_optional<QObject>();
        turns.wait(&*gone, [&](const Turns::Turn &) { order << QStringLiteral("gone"); });
        turns.wait(this, [&](const Turns::Turn &) { order << QStringLiteral("third"); });
        gone.reset();
        QCoreApplication::processEvents();
        QVERIFY(order.isEmpty());
        first.reset();
        QVERIFY(order.isEmpty()); // from the event loop, not from here
        QTRY_COMPARE(order, QStringList{QStringLiteral("second")});
        second.reset();
        QTRY_COMPARE(order, (QStringList{QStringLiteral("second"), QStringLiteral("third")}));
        QTRY_VERIFY(turns.isFree());
    }

    void aTurnMayOutliveThem()
    {
        Turns::Turn turn;
        {
            Turns turns;
            turns.wait(this, [&](const Turns::Turn &mine) { turn = mine; });
        }
        turn.reset();
    }
};

QTEST_GUILESS_MAIN(TestTurns)
#include "tst_turns.moc"
