// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/expirationtext.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTest>

#include <ctime>

using namespace kv::text;

namespace {

constexpr qint64 nowSec = 1'795'449'600; // 2026-11-23 16:00:00 UTC

qint64 utc(const char *iso)
{
    return QDateTime::fromString(QLatin1String(iso), Qt::ISODate).toSecsSinceEpoch();
}

} // namespace

class TestExpirationText : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        // A zone with daylight saving, so that local time and UTC cannot be mixed up unseen.
        qputenv("TZ", "Europe/Berlin");
        tzset();
        QCOMPARE(utc("2026-11-23T16:00:00Z"), nowSec);
    }

    void understands_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<bool>("relative");
        const auto span = [](const char *typed, qint64 delta) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << nowSec + delta << true;
        };
        const auto moment = [](const char *typed, const char *iso) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << utc(iso) << false;
        };
        span("in 3 h", 3 * 3600);
        span("3h", 3 * 3600);
        span(" IN 3  Hours ", 3 * 3600);
        span("90m", 5400);
        span("2 days", 2 * 86400);
        span("1h30m", 5400);
        span("1 h 30 min", 5400);
        span("1 day, 2 hours and 5 s", 86400 + 7200 + 5);
        span("1.5 h", 5400);
        span("+60s", 60);
        span("2w", 14 * 86400);
        span("1 year", 365 * 86400);
        span("1 month", 30 * 86400); // from 23 November to 23 December
        span("in 0 s", 0);
        moment("2026-12-01", "2026-11-30T23:00:00Z");
        moment("2026-12-01 17:00", "2026-12-01T16:00:00Z");
        moment("2026-07-01 17:00:30", "2026-07-01T15:00:30Z");
        moment("2026-12-01T17:00:00Z", "2026-12-01T17:00:00Z");
        moment("2026-12-01t17:00:00.250z", "2026-12-01T17:00:00Z");
        moment("2026-12-01 17:00 UTC", "2026-12-01T17:00:00Z");
        moment("2026-12-01T17:00:00+05:30", "2026-12-01T11:30:00Z");
        moment("2026-12-01T17:00-0800", "2026-12-02T01:00:00Z");
        moment("2026-1-2 3:04", "2026-01-02T02:04:00Z");
        moment("1796122800", "2026-12-01T11:00:00Z");
    }
    void understands()
    {
        QFETCH(QString, typed);
        QFETCH(qint64, seconds);
        QFETCH(bool, relative);
        const TypedExpiration parsed = parseExpiration(typed, nowSec * 1000 + 999);
        QVERIFY2(parsed.ok(), qPrintable(parsed.problem));
        QCOMPARE(parsed.seconds, std::optional(seconds));
        QCOMPARE(parsed.relative, relative);
    }

    void never_data()
    {
        QTest::addColumn<QString>("typed");
        for (const char *typed : {"", "  ", "never", "Never", "none"})
            QTest::newRow(typed) << QString::fromLatin1(typed);
    }
    void never()
    {
        QFETCH(QString, typed);
        const TypedExpiration parsed = parseExpiration(typed, nowSec * 1000);
        QVERIFY(parsed.ok());
        QVERIFY(!parsed.seconds);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("typed");
        for (const char *typed : {"soon",
                                  "in",
                                  "3",
                                  "3600",
                                  "3 parsecs",
                                  "h",
                                  "1.5 months",
                                  "-5 s",
                                  "2026-13-01",
                                  "2026-02-30",
                                  "2026-12-01 25:00",
                                  "2026-12-01 17:00 CET",
                                  "2026-12-01T17:00+99:00",
                                  "2026-12-01Z",
                                  "1764550000000",
                                  "999999999999999999999999",
                                  "99999999999999999999 years",
                                  "400000 years",
                                  "300000 y",
                                  "1h 30",
                                  "1h!",
                                  "in in 3 h",
                                  "٣ h"})
            QTest::newRow(typed) << QString::fromUtf8(typed);
    }
    void refuses()
    {
        QFETCH(QString, typed);
        const TypedExpiration parsed = parseExpiration(typed, nowSec * 1000);
        QVERIFY2(!parsed.ok(), qPrintable(QString::number(parsed.seconds.value_or(-1))));
        QVERIFY(!parsed.seconds);
    }

    void randomTextDoesNoHarm()
    {
        QRandomGenerator random(11);
        const QString alphabet = QStringLiteral("0123456789 -:+.TZinhmsdywo,");
        int understood = 0;
        for (int round = 0; round < 20000; ++round) {
            QString typed;
            for (int n = random.bounded(8); n >= 0; --n)
                typed += alphabet[random.bounded(int(alphabet.size()))];
            const TypedExpiration parsed = parseExpiration(typed, nowSec * 1000);
            QVERIFY(parsed.ok() || !parsed.seconds);
            understood += parsed.ok() ? 1 : 0;
        }
        QVERIFY(understood > 0);
    }
};

QTEST_GUILESS_MAIN(TestExpirationText)
#include "tst_expirationtext.moc"
