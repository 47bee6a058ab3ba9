// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/units.h"

#include <QTest>

#include <ctime>
#include <limits>

using namespace kv::text;

namespace {

constexpr qint64 least = std::numeric_limits<qint64>::min();
constexpr qint64 most = std::numeric_limits<qint64>::max();

QString plain(QString text)
{
    return text.replace(QChar(0xa0), QLatin1Char(' '));
}

} // namespace

class TestUnits : public QObject
{
    Q_OBJECT

private slots:
    void sizes_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("0") << qint64(0) << QStringLiteral("0 B");
        QTest::newRow("48") << qint64(48) << QStringLiteral("48 B");
        QTest::newRow("1023") << qint64(1023) << QStringLiteral("1023 B");
        QTest::newRow("1 KiB") << qint64(1024) << QStringLiteral("1 KiB");
        QTest::newRow("1.1 KiB") << qint64(1126) << QStringLiteral("1.1 KiB");
        QTest::newRow("18.2 KiB") << qint64(18637) << QStringLiteral("18.2 KiB");
        QTest::newRow("nearly 1 MiB") << qint64(1024 * 1024 - 1) << QStringLiteral("1 MiB");
        QTest::newRow("25 MiB") << qint64(25 * 1024 * 1024) << QStringLiteral("25 MiB");
        QTest::newRow("most") << most << QStringLiteral("8 EiB");
        QTest::newRow("least") << least << QStringLiteral("-8 EiB");
    }
    void sizes()
    {
        QFETCH(qint64, bytes);
        QFETCH(QString, text);
        QCOMPARE(plain(sizeText(bytes)), text);
        QVERIFY(!sizeText(bytes).contains(QLatin1Char(' ')));
    }

    void counts()
    {
        QCOMPARE(countText(0), QStringLiteral("0"));
        QCOMPARE(countText(1'000'000), QStringLiteral("1,000,000"));
        QCOMPARE(countText(-1234), QStringLiteral("-1,234"));
    }

    void durations()
    {
        QCOMPARE(durationText(0), QStringLiteral("0 s"));
        QCOMPARE(durationText(59), QStringLiteral("59 s"));
        QCOMPARE(durationText(60), QStringLiteral("1 min"));
        QCOMPARE(durationText(3 * 3600 + 125), QStringLiteral("3 h"));
        QCOMPARE(durationText(3 * 3600 + 125, 2), QStringLiteral("3 h 2 min"));
        QCOMPARE(durationText(3 * 3600 + 5, 2), QStringLiteral("3 h"));
        QCOMPARE(durationText(47 * 3600), QStringLiteral("47 h"));
        QCOMPARE(durationText(48 * 3600), QStringLiteral("2 days"));
        QCOMPARE(durationText(12 * 86400 + 1), QStringLiteral("12 days"));
        QCOMPARE(durationText(366 * 86400, 2), QStringLiteral("1 year 1 day"));
        QCOMPARE(durationText(-90), QStringLiteral("1 min"));
        QVERIFY(durationText(least).endsWith(QStringLiteral("years")));
    }

    void relative()
    {
        constexpr qint64 now = 1'795'000'000'999;
        const auto at = [](qint64 delta) { return relativeTime(1'795'000'000 + delta, now); };
        QCOMPARE(at(3 * 3600), QStringLiteral("in 3 h"));
        QCOMPARE(at(28 * 60 + 5), QStringLiteral("in 28 min"));
        QCOMPARE(at(45), QStringLiteral("in 45 s"));
        QCOMPARE(at(12 * 86400), QStringLiteral("in 12 days"));
        QCOMPARE(at(0), QStringLiteral("expired just now"));
        QCOMPARE(at(-120), QStringLiteral("expired 2 min ago"));
        QVERIFY(relativeTime(most, 0).startsWith(QStringLiteral("in ")));
        QVERIFY(relativeTime(least, most).startsWith(QStringLiteral("expired ")));
        QVERIFY(relativeTime(most, least).startsWith(QStringLiteral("in ")));
    }

    void moments()
    {
        QCOMPARE(utcText(1'795'453'440), QStringLiteral("2026-11-23 17:04:00 UTC"));
        QCOMPARE(utcText(0), QStringLiteral("1970-01-01 00:00:00 UTC"));
        QCOMPARE(utcText(-1), QStringLiteral("1969-12-31 23:59:59 UTC"));
        QCOMPARE(utcText(farthestSecond), QStringLiteral("275760-09-13 00:00:00 UTC"));
        QCOMPARE(utcText(farthestSecond + 1), QStringLiteral("8,640,000,000,001 s since 1970"));
        for (const qint64 sec : {least, -farthestSecond, qint64(-62'200'000'000), farthestSecond, most}) {
            QVERIFY(!utcText(sec).isEmpty());
            QVERIFY(!localText(sec).isEmpty());
        }
    }

    void localTime()
    {
        const QByteArray before = qgetenv("TZ");
        qputenv("TZ", "Europe/Berlin");
        tzset();
        QCOMPARE(localText(1'795'453'440), QStringLiteral("2026-11-23 18:04:00"));
        qputenv("TZ", before);
        tzset();
    }
};

QTEST_GUILESS_MAIN(TestUnits)
#include "tst_units.moc"
