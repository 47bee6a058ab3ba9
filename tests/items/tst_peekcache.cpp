// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/peekcache.h"

#include <QTest>

using namespace kv;
using namespace kv::items;

class TestPeekCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksOnce()
    {
        PeekCache cache(10);
        QVERIFY(!cache.look("a"));
        QCOMPARE(cache.want("a")->state, LoadState::Loading);
        cache.want("a");
        cache.want("b");
        QCOMPARE(cache.takeWanted(1), QList<QByteArray>{"b"}); // the last wanted first
        QCOMPARE(cache.takeWanted(9), QList<QByteArray>{"a"});
        QVERIFY(!cache.hasWanted());
        cache.want("a"); // under way
        QVERIFY(!cache.hasWanted());
        cache.store({"a", 3, "xyz"}, cache.stamp());
        QCOMPARE(cache.want("a")->size, qint64(3));
        QVERIFY(!cache.hasWanted());
    }

    void outdatedIsShownAndAskedAgain()
    {
        PeekCache cache(10);
        cache.store({"a", 3, "xyz"}, cache.stamp());
        cache.outdate();
        QCOMPARE(cache.look("a")->head, QByteArray("xyz"));
        QCOMPARE(cache.want("a")->state, LoadState::Loaded);
        QCOMPARE(cache.takeWanted(9), QList<QByteArray>{"a"});
        cache.store({"a", 1, "x"}, cache.stamp() - 1); // an answer from before
        cache.want("a");
        QVERIFY(cache.hasWanted());
    }

    void failuresRestUntilOutdated()
    {
        PeekCache cache(10);
        cache.want("a");
        cache.takeWanted(1);
        cache.storeFailure("a", {.kind = ErrorKind::Busy}, cache.stamp());
        QCOMPARE(cache.want("a")->state, LoadState::Failed);
        QCOMPARE(cache.look("a")->error->kind, ErrorKind::Busy);
        QVERIFY(!cache.hasWanted());
        cache.outdate();
        cache.want("a");
        QVERIFY(cache.hasWanted());
    }

    void outdatesOneKey()
    {
        PeekCache cache(3);
        for (const char *key : {"a", "b"})
            cache.store({key, 1, "1"}, cache.stamp());
        cache.outdate("a");
        cache.outdate("nobody");
        cache.want("b");
        QVERIFY(!cache.hasWanted());
        QCOMPARE(cache.want("a")->head, QByteArray("1")); // shown until the answer is there
        QCOMPARE(cache.takeWanted(9), QList<QByteArray>{"a"});
        // Outdated while it is asked for: the answer is shown, and asked for again.
        cache.outdate("a");
        cache.store({"a", 1, "2"}, cache.stamp());
        QCOMPARE(cache.want("a")->head, QByteArray("2"));
        QCOMPARE(cache.takeWanted(9), QList<QByteArray>{"a"});
        cache.store({"a", 1, "3"}, cache.stamp());
        cache.want("a");
        QVERIFY(!cache.hasWanted());
    }

    void unknownHasNeitherSizeNorHead()
    {
        PeekCache cache(3);
        cache.store({.key = "a", .size = 7, .head = "x", .unknown = true}, cache.stamp());
        const qint64 bytes = cache.memory();
        QCOMPARE(cache.look("a")->size, qint64(-1));
        QCOMPARE(cache.look("a")->head, QByteArray());
        QVERIFY(cache.look("a")->unknown);
        cache.store({"a", 4, "four"}, cache.stamp());
        QVERIFY(!cache.look("a")->unknown);
        QCOMPARE(cache.memory(), bytes + 4);
    }

    void dropsTheLeastUsed()
    {
        PeekCache cache(3);
        for (const char *key : {"a", "b", "c"})
            cache.store({key, 1, "1"}, cache.stamp());
        const qint64 full = cache.memory();
        cache.want("a");
        cache.store({"d", 1, "1"}, cache.stamp());
        QVERIFY(cache.look("a"));
        QVERIFY(!cache.look("b"));
        QCOMPARE(cache.size(), 3);
        QCOMPARE(cache.memory(), full);
        cache.clear();
        QCOMPARE(cache.memory(), qint64(0));
        QVERIFY(!cache.look("a"));
    }

    void whatIsScrolledAwayIsForgotten()
    {
        PeekCache cache(20'000);
        for (int i = 0; i < 10'000; ++i)
            cache.want(QByteArray::number(i));
        QCOMPARE(cache.look("0")->state, LoadState::Empty);
        QCOMPARE(cache.look("9999")->state, LoadState::Loading);
        QVERIFY(cache.takeWanted(20'000).size() < 5000);
        cache.want("0"); // and may be asked for again
        QCOMPARE(cache.takeWanted(1), QList<QByteArray>{"0"});
    }
};

QTEST_GUILESS_MAIN(TestPeekCache)
#include "tst_peekcache.moc"
