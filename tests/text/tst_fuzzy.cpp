// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/fuzzy.h"

#include <QRandomGenerator>
#include <QTest>

using kv::text::Fuzzy;
using Fit = Fuzzy::Fit;

class TestFuzzy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fits_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("fit");
        const auto row = [](const char *typed, const char *text, Fit fit) {
            QTest::addRow("%s in %s", typed, text) << QByteArray(typed) << QByteArray(text) << int(fit);
        };
        row("refresh", "Refresh", Fit::Whole);
        row("ref", "Refresh", Fit::Beginning);
        row(" REF ", "Refresh", Fit::Beginning);
        row("key", "Copy key", Fit::Word);
        row("1", "user:1", Fit::Word);
        row("path", "jsonPath", Fit::Word);
        row("ck", "Copy key", Fit::Words);
        row("cvb", "Copy value as base64", Fit::Words); // not every word need be begun
        row("copy base", "Copy value as base64", Fit::Words);
        row("base copy", "Copy value as base64", Fit::Words);
        row("opy", "Copy key", Fit::Inside);
        row("opy key", "Copy a key", Fit::Inside);
        row("cyy", "Copy key", Fit::Scattered);
        row("zzz", "Copy key", Fit::None);
        row("copy zzz", "Copy key", Fit::None);
        row("copykey!", "Copy key", Fit::None);
        row("a", "", Fit::None);
        row(":", "user:1", Fit::Inside);
        row("\xc3\xa9", "caf\xc3\xa9", Fit::Inside);
    }
    void fits()
    {
        QFETCH(QByteArray, typed);
        QFETCH(QByteArray, text);
        QFETCH(int, fit);
        QCOMPARE(int(Fuzzy(typed).fit(text)), fit);
    }

    void ordersWhatFitsAlike()
    {
        const Fuzzy fuzzy("us");
        QVERIFY(fuzzy.rank("user") < fuzzy.rank("users")); // shorter
        QVERIFY(fuzzy.rank("a:us") < fuzzy.rank("ab:us")); // nearer
        QVERIFY(fuzzy.rank("us") < fuzzy.rank("user"));
        QVERIFY(fuzzy.rank("users") < fuzzy.rank("a us"));
        QVERIFY(fuzzy.rank("a us") < fuzzy.rank("bus"));
        QVERIFY(fuzzy.rank("bus") < fuzzy.rank("u1s"));
        QCOMPARE(fuzzy.rank("none"), -1);
        QCOMPARE(Fuzzy::atBest(-1, Fit::Inside), -1);
        QCOMPARE(Fuzzy::fitOf(Fuzzy::atBest(fuzzy.rank("user"), Fit::Inside)), Fit::Inside);
        QCOMPARE(Fuzzy::fitOf(Fuzzy::atBest(fuzzy.rank("u1s"), Fit::Inside)), Fit::Scattered);
    }

    void nothingTypedFitsAll()
    {
        QVERIFY(Fuzzy("  ").isEmpty());
        QVERIFY(Fuzzy().rank("anything") >= 0);
    }

    void anyBytes()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 3000; ++round) {
            QByteArray typed;
            QByteArray text;
            for (int i = random.bounded(6); i > 0; --i)
                typed += char(random.bounded(256));
            for (int i = random.bounded(40); i > 0; --i)
                text += char(random.bounded(256));
            const int rank = Fuzzy(typed).rank(text);
            QVERIFY(rank >= -1);
            // What is a part of a text fits it.
            const QByteArray part = text.mid(text.size() / 3, 5).trimmed();
            if (!part.isEmpty() && !part.contains(' '))
                QVERIFY2(Fuzzy(part).rank(text) >= 0, text.toHex());
        }
        QVERIFY(Fuzzy(QByteArray(100'000, 'a')).rank(QByteArray(100'000, 'a')) >= 0);
    }
};

QTEST_GUILESS_MAIN(TestFuzzy)
#include "tst_fuzzy.moc"
