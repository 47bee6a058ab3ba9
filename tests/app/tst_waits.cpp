// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/waits.h"

#include <QTest>

using kv::Budget;
using kv::cli::WaitLines;

/// What kvw says while Cloudflare lets it wait.
class TestWaits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void longWaitsAreTold();
    void onceForEachWait();

private:
    static constexpr qint64 now = 1'700'000'000'000;
};

void TestWaits::longWaitsAreTold()
{
    const auto line = [](qint64 forMs, int queued) {
        return WaitLines().next({.blockedUntilMs = forMs == 0 ? 0 : now + forMs, .queued = queued}, now);
    };
    QVERIFY(!line(0, 1));
    QVERIFY(!line(5'000, 1));
    QVERIFY(!line(-60'000, 1)); // over already
    QVERIFY(!line(60'000, 0));  // nothing waits
    QCOMPARE(line(59'001, 1).value_or(QString()),
             QStringLiteral("Cloudflare says to wait; going on in 60 seconds"));
}

void TestWaits::onceForEachWait()
{
    WaitLines lines;
    const Budget budget{.blockedUntilMs = now + 60'000, .queued = 3};
    QVERIFY(lines.next(budget, now));
    QVERIFY(!lines.next(budget, now + 10'000));
    Budget shifted = budget;
    shifted.blockedUntilMs += 3;
    shifted.queued = 1;
    QVERIFY(!lines.next(shifted, now + 20'000));
    shifted.blockedUntilMs = now + 120'000; // refused again
    QVERIFY(lines.next(shifted, now + 60'000));
}

QTEST_GUILESS_MAIN(TestWaits)

#include "tst_waits.moc"
