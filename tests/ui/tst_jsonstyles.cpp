// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonstyles.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::ui;

namespace {

/// The styles of a line as one letter for each byte.
QByteArray letters(const QByteArray &line)
{
    QByteArray styles = jsonstyles::of(line);
    for (char &style : styles)
        style = "-NS0KF"[int(style)];
    return styles;
}

} // namespace

class TestJsonStyles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheParts_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("styles");
        QTest::newRow("member") << QByteArray("\"a\": \"b\",") << QByteArray("NNN--SSS-");
        QTest::newRow("blank before the colon") << QByteArray("\"a\" :1") << QByteArray("NNN--0");
        QTest::newRow("words") << QByteArray("[true,null,-1.5e3]") << QByteArray("-KKKK-KKKK-000000-");
        QTest::newRow("escape") << QByteArray("\"a\\\"b\"") << QByteArray("SSSSSS");
        QTest::newRow("not closed") << QByteArray("\"abc") << QByteArray("FFFF");
        QTest::newRow("escape at the end") << QByteArray("\"a\\") << QByteArray("FFF");
        QTest::newRow("no word of JSON") << QByteArray("[True]") << QByteArray("-FFFF-");
        QTest::newRow("empty") << QByteArray() << QByteArray();
    }
    void tellsTheParts()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, styles);
        QCOMPARE(letters(line), styles);
    }

    void anyBytesHaveStyles()
    {
        QRandomGenerator random(1);
        for (int round = 0; round < 2000; ++round) {
            QByteArray line;
            for (int n = random.bounded(30); n > 0; --n)
                line += "\"\\{:,tn1 \xc3\x00"[random.bounded(11)];
            const QByteArray styles = jsonstyles::of(line);
            QCOMPARE(styles.size(), line.size());
            for (const char style : styles)
                QVERIFY(style >= 0 && style < jsonstyles::count);
        }
    }
};

QTEST_GUILESS_MAIN(TestJsonStyles)
#include "tst_jsonstyles.moc"
