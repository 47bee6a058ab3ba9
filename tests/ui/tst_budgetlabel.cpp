// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgetlabel.h"

#include "support/fakecloudflare.h"

#include <QLabel>
#include <QTest>

using namespace kv;
using namespace kv::test;
using kv::ui::BudgetLabel;

class TestBudgetLabel : public QObject
{
    Q_OBJECT

private slots:
    void hiddenUntilSomethingWasAsked()
    {
        FakeCloudflare cloudflare;
        BudgetLabel label(cloudflare, [] { return qint64(1000); });
        QVERIFY(label.isHidden());
        cloudflare.setBudget({.remaining = 1180});
        QVERIFY(!label.isHidden());
        QCOMPARE(label.text(), QStringLiteral("API budget 1,180 of 1,200"));
        QVERIFY(!label.isCountingDown());
        QVERIFY(!label.property("blocked").toBool());
        cloudflare.setBudget({});
        QVERIFY(label.isHidden());
    }

    void tellsWhatWaits()
    {
        FakeCloudflare cloudflare;
        BudgetLabel label(cloudflare, [] { return qint64(1000); });
        cloudflare.setBudget({.remaining = 0, .queued = 1012});
        QCOMPARE(label.text(), QStringLiteral("API budget 0 of 1,200 · 1,012 waiting"));
        cloudflare.setBudget({.queued = 1});
        QCOMPARE(label.text(), QStringLiteral("1 waiting"));
    }

    void countsDown_data()
    {
        QTest::addColumn<qint64>("waitMs");
        QTest::addColumn<QString>("shown");
        QTest::newRow("minutes") << qint64(272'000) << QStringLiteral("4:32");
        QTest::newRow("a moment more") << qint64(271'001) << QStringLiteral("4:32");
        QTest::newRow("seconds") << qint64(7'000) << QStringLiteral("0:07");
        QTest::newRow("the last") << qint64(1) << QStringLiteral("0:01");
        QTest::newRow("hours") << qint64(3'723'000) << QStringLiteral("1:02:03");
    }
    void countsDown()
    {
        QFETCH(qint64, waitMs);
        QFETCH(QString, shown);
        FakeCloudflare cloudflare;
        BudgetLabel label(cloudflare, [] { return qint64(5'000); });
        cloudflare.setBudget({.remaining = 3, .blockedUntilMs = 5'000 + waitMs, .queued = 12});
        QCOMPARE(label.text(), QStringLiteral("Cloudflare says wait: %1 · 12 waiting").arg(shown));
        // The warning is a sign and words, not a colour alone.
        QVERIFY(label.findChild<QLabel *>()->text().startsWith(QStringLiteral("⚠ ")));
        QVERIFY(label.property("blocked").toBool());
        QVERIFY(label.isCountingDown());
    }

    void followsTheClockAndThenRests()
    {
        FakeCloudflare cloudflare;
        qint64 now = 5'000;
        BudgetLabel label(cloudflare, [&now] { return now; });
        cloudflare.setBudget({.remaining = 3, .blockedUntilMs = 65'000});
        QCOMPARE(label.text(), QStringLiteral("Cloudflare says wait: 1:00"));
        now = 15'000;
        QTRY_COMPARE(label.text(), QStringLiteral("Cloudflare says wait: 0:50"));
        now = 65'000;
        QTRY_COMPARE(label.text(), QStringLiteral("API budget 3 of 1,200"));
        QVERIFY(!label.isCountingDown());
        QVERIFY(!label.property("blocked").toBool());
    }

    void asksAgainWhenTheWindowEnds()
    {
        FakeCloudflare cloudflare;
        qint64 now = 5'000;
        BudgetLabel label(cloudflare, [&now] { return now; });
        cloudflare.setBudget({.remaining = 3, .resetsAtMs = 5'020});
        QCOMPARE(label.text(), QStringLiteral("API budget 3 of 1,200"));
        cloudflare.shownBudget.remaining = 1200;
        now = 5'020;
        QTRY_COMPARE(label.text(), QStringLiteral("API budget 1,200 of 1,200"));
    }
};

QTEST_MAIN(TestBudgetLabel)
#include "tst_budgetlabel.moc"
