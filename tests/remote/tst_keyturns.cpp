// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/keyturns.h"

#include <QTest>

using namespace kv::remote;

/// Who may write when.
class TestKeyTurns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneAfterTheOther()
    {
        const auto turns = std::make_shared<KeyTurns>();
        QObject guard;
        QByteArray order;
        QHash<char, KeyTurns::Turn> held;
        const auto wait = [&](char name, const QList<QByteArray> &keys) {
            turns->wait(keys, &guard, [&, name](const KeyTurns::Turn &turn) {
                order += name;
                held[name] = turn;
            });
        };
        wait('1', {"a"});
        wait('2', {"a", "b"});
        wait('3', {"b"}); // not before 2, which asked for b first
        wait('4', {"c"});
        QCOMPARE(order, QByteArray("14"));
        held.remove('1');
        QCOMPARE(order, QByteArray("142"));
        held.remove('2');
        QCOMPARE(order, QByteArray("1423"));
    }

    void theDeadDoNotGo()
    {
        const auto turns = std::make_shared<KeyTurns>();
        QObject guard;
        auto dies = std::make_unique<QObject>();
        KeyTurns::Turn first;
        bool went = false;
        bool last = false;
        turns->wait({"a"}, &guard, [&](const KeyTurns::Turn &turn) { first = turn; });
        turns->wait({"a"}, dies.get(), [&](const KeyTurns::Turn &) { went = true; });
        turns->wait({"a"}, &guard, [&](const KeyTurns::Turn &) { last = true; });
        dies.reset();
        first.reset();
        QVERIFY(!went && last);
    }

    void closedTurnsGoNowhere()
    {
        auto turns = std::make_shared<KeyTurns>();
        QObject guard;
        KeyTurns::Turn first;
        bool went = false;
        turns->wait({"a"}, &guard, [&](const KeyTurns::Turn &turn) { first = turn; });
        turns->wait({"a"}, &guard, [&](const KeyTurns::Turn &) { went = true; });
        turns->close();
        turns.reset();
        first.reset();
        QVERIFY(!went);
    }
};

QTEST_APPLESS_MAIN(TestKeyTurns)

#include "tst_keyturns.moc"
