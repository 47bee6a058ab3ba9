// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/pacer.h"

#include <QTest>

#include <queue>

using namespace kv;
using namespace kv::remote;

namespace {

QByteArray left(int remaining, int seconds)
{
    return "\"default\";r=" + QByteArray::number(remaining) + ";t=" + QByteArray::number(seconds);
}

QByteArray policy(int limit, int seconds)
{
    return "\"default\";q=" + QByteArray::number(limit) + ";w=" + QByteArray::number(seconds);
}

/// A service that grants `limit` requests in each window of `windowMs`, and counts those over it.
struct Service
{
    int limit;
    qint64 windowMs;
    int others = 0; ///< Requests that other programs make in each window, at its beginning.
    qint64 window = -1;
    int used = 0;
    int refused = 0;

    QByteArray answer(qint64 now)
    {
        if (now / windowMs != window) {
            window = now / windowMs;
            used = others;
        }
        ++used;
        if (used > limit)
            ++refused;
        const qint64 reset = (window + 1) * windowMs - now;
        return left(std::max(0, limit - used), int(reset / 1000));
    }
};

/// Sends `requests` as fast as the pacer lets, six at a time, each `travelMs` under way; answers how long it
/// took.
qint64 run(Pacer &pacer, Service &service, int requests, qint64 travelMs, bool tells)
{
    struct Flying
    {
        qint64 lands;
        quint64 ticket;
        QByteArray header;
    };
    std::queue<Flying> flying;
    qint64 now = 1'000'000;
    const qint64 start = now;
    for (int sent = 0; sent < requests || !flying.empty();) {
        while (!flying.empty() && flying.front().lands <= now) {
            const Flying &first = flying.front();
            pacer.answered(first.ticket, now, tells ? first.header : QByteArray(),
                           tells ? policy(service.limit, int(service.windowMs / 1000)) : QByteArray());
            flying.pop();
        }
        const qint64 wait = pacer.waitMs(now);
        if (sent < requests && wait <= 0 && flying.size() < 6) {
            flying.push({now + travelMs, pacer.leave(now), service.answer(now + travelMs / 2)});
            ++sent;
            continue;
        }
        now += !flying.empty() ? std::max<qint64>(1, flying.front().lands - now) : std::max<qint64>(1, wait);
    }
    return now - start;
}

} // namespace

/// How fast requests leave, in a time that the test makes up.
class TestPacer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBurstThenASteadyPace()
    {
        Pacer pacer({.perSecond = 4, .burst = 40});
        for (int i = 0; i < 40; ++i) {
            QCOMPARE(pacer.waitMs(1000), qint64(0));
            pacer.leave(1000);
        }
        QCOMPARE(pacer.waitMs(1000), qint64(250));
        QCOMPARE(pacer.waitMs(1250), qint64(0));
        pacer.leave(1250);
        QCOMPARE(pacer.waitMs(1250), qint64(250));
        QCOMPARE(pacer.waitMs(20'000), qint64(0)); // and the burst comes back with rest
    }

    void ourOwnCountIsTheLimitWithoutHeaders()
    {
        Pacer pacer({.perSecond = 1000, .burst = 1000, .limit = 100, .windowMs = 300'000});
        qint64 now = 5000;
        for (int i = 0; i < 100; ++i, ++now) {
            QCOMPARE(pacer.waitMs(now), qint64(0));
            pacer.answered(pacer.leave(now), now, {}, {});
        }
        QCOMPARE(pacer.waitMs(now), 5000 + 300'000 - now);
        QCOMPARE(pacer.budget(now).remaining, std::optional<int>(0));
        QCOMPARE(pacer.budget(now).limit, 100);
        QCOMPARE(pacer.waitMs(305'000), qint64(0));
    }

    void aBlockHoldsEverything()
    {
        Pacer pacer({});
        pacer.block(60'000);
        QCOMPARE(pacer.waitMs(1000), qint64(59'000));
        QCOMPARE(pacer.budget(1000).blockedUntilMs, qint64(60'000));
        pacer.block(30'000); // a shorter one does not end a longer one
        QCOMPARE(pacer.waitMs(1000), qint64(59'000));
        QCOMPARE(pacer.waitMs(60'000), qint64(0));
        QCOMPARE(pacer.budget(60'000).blockedUntilMs, qint64(0));
    }

    void whatIsLeftIsBelieved()
    {
        Pacer pacer({.perSecond = 1000, .burst = 1000});
        pacer.answered(pacer.leave(0), 0, left(20, 10), policy(100, 60));
        const Budget budget = pacer.budget(0);
        QCOMPARE(budget.remaining, std::optional<int>(20));
        QCOMPARE(budget.limit, 100);
        QCOMPARE(budget.resetsAtMs, qint64(11'000));
        const qint64 wait = pacer.waitMs(0);
        QVERIFY(wait >= 500 && wait <= 700); // 18 over 11 s
        pacer.answered(pacer.leave(1000), 1000, left(2, 9), policy(100, 60));
        QCOMPARE(pacer.waitMs(1000), qint64(10'000)); // the last ones are not ours to take
        QCOMPARE(pacer.waitMs(11'000), qint64(0));
    }

    void theTightestOfSeveralLimitsCounts()
    {
        Pacer pacer({.perSecond = 1000, .burst = 1000});
        pacer.answered(pacer.leave(0), 0, "\"default\";r=900;t=200, \"burst\";r=30;t=5",
                       "\"default\";q=1200;w=300, \"burst\";q=200;w=10");
        QCOMPARE(pacer.budget(0).remaining, std::optional<int>(30));
        QCOMPARE(pacer.budget(0).limit, 200);
    }

    void olderNewsIsNoNews()
    {
        Pacer pacer({.perSecond = 1000, .burst = 1000});
        const quint64 first = pacer.leave(0);
        const quint64 second = pacer.leave(0);
        pacer.answered(second, 10, left(50, 10), {});
        pacer.answered(first, 20, left(51, 10), {}); // it was overtaken
        QCOMPARE(pacer.budget(20).remaining, std::optional<int>(50));
        pacer.answered(pacer.leave(30), 40, left(1199, 300), {}); // a new window
        QCOMPARE(pacer.budget(40).remaining, std::optional<int>(1199));
    }

    void nonsenseIsIgnored_data()
    {
        QTest::addColumn<QByteArray>("header");
        for (const char *header : {"", "r", "r=", "r=-1;t=5", "r=x;t=5", "r=5", "t=5",
                                   "r=99999999999999999999;t=1", ";;;,,,==", "\"a\";r=1;t=-7"})
            QTest::newRow(header) << QByteArray(header);
    }

    void nonsenseIsIgnored()
    {
        QFETCH(QByteArray, header);
        Pacer pacer({.perSecond = 1000, .burst = 1000});
        pacer.answered(pacer.leave(0), 0, header, header);
        QCOMPARE(pacer.waitMs(0), qint64(0));
        QCOMPARE(pacer.budget(0).remaining, std::optional<int>(1199));
    }

    void longRunsAreNeverRefused_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("windowMs");
        QTest::addColumn<int>("others");
        QTest::addColumn<int>("travelMs");
        QTest::addColumn<double>("perSecond");
        QTest::newRow("Cloudflare's limits") << 1200 << 300'000 << 0 << 80 << 4.0;
        QTest::newRow("with the dashboard open") << 1200 << 300'000 << 400 << 80 << 4.0;
        QTest::newRow("slow answers") << 1200 << 300'000 << 0 << 3000 << 4.0;
        QTest::newRow("as fast as it goes") << 1200 << 300'000 << 0 << 20 << 1000.0;
        QTest::newRow("small windows") << 100 << 10'000 << 30 << 50 << 1000.0;
        QTest::newRow("windows that end in the middle of a second") << 100 << 7'300 << 0 << 90 << 1000.0;
    }

    void longRunsAreNeverRefused()
    {
        QFETCH(int, limit);
        QFETCH(int, windowMs);
        QFETCH(int, others);
        QFETCH(int, travelMs);
        QFETCH(double, perSecond);
        Service service{.limit = limit, .windowMs = windowMs, .others = others};
        Pacer pacer({.perSecond = perSecond});
        const qint64 took = run(pacer, service, 3000, travelMs, true);
        QCOMPARE(service.refused, 0);
        // And without dawdling: it takes at most twice as many windows as there have to be.
        QVERIFY(took <= qint64(windowMs) * 2 * (3000 / (limit - others) + 1));
    }

    void withoutHeadersNeither()
    {
        Service service{.limit = 1200, .windowMs = 300'000};
        Pacer pacer({});
        run(pacer, service, 3000, 80, false);
        QCOMPARE(service.refused, 0);
    }
};

QTEST_GUILESS_MAIN(TestPacer)

#include "tst_pacer.moc"
