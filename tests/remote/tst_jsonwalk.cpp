// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/jsonwalk.h"
#include "text/jsontext.h"

#include <QTest>

using namespace kv::remote;

/// Steps through objects and arrays without making a tree of them.
class TestJsonWalk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersAndElements()
    {
        JsonWalk object(" { \"a\\u0062\" : [1, {\"x\":[]}] , \"c\":null } ");
        QVERIFY(object.isObject() && !object.isArray());
        QVERIFY(object.next());
        QCOMPARE(object.name(), QByteArray("ab"));
        QCOMPARE(object.value().toByteArray(), QByteArray("[1, {\"x\":[]}]"));
        QVERIFY(object.next());
        QCOMPARE(object.value().toByteArray(), QByteArray("null"));
        QVERIFY(!object.next());
        QVERIFY(object.isWhole());

        JsonWalk array("[1,\"two\",[3]]");
        QList<QByteArray> values;
        while (array.next())
            values << array.value().toByteArray();
        QCOMPARE(values, (QList<QByteArray>{"1", "\"two\"", "[3]"}));
        QVERIFY(array.isWhole());
    }

    void whatIsNoneEnds_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("early");
        QTest::newRow("nothing") << QByteArray() << true;
        QTest::newRow("scalar") << QByteArray("1") << false;
        QTest::newRow("open") << QByteArray("[1,2") << true;
        QTest::newRow("open deeper") << QByteArray("[1,{\"a\":") << true;
        QTest::newRow("open string") << QByteArray("[\"a") << true;
        QTest::newRow("wrong") << QByteArray("[1 2]") << false;
        QTest::newRow("wrong deeper") << QByteArray("[[1 2]]") << false;
        QTest::newRow("behind") << QByteArray("[1] 2") << false;
        QTest::newRow("no colon") << QByteArray("{\"a\" 1}") << false;
    }

    void whatIsNoneEnds()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, early);
        JsonWalk walk(json);
        for (int i = 0; walk.next(); ++i)
            QVERIFY(i < 5);
        QVERIFY(!walk.isWhole());
        QCOMPARE(walk.endsEarly(), early);
        QVERIFY(!walk.next());
    }

    void depthDoesNoHarm()
    {
        const QByteArray deep = QByteArray("[").repeated(1'000'000);
        JsonWalk walk(deep);
        QVERIFY(!walk.next());
        QVERIFY(walk.endsEarly());
    }

    void stringsThereAndBack_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("plain") << QByteArray("\"a\"") << QByteArray("a");
        QTest::newRow("empty") << QByteArray("\"\"") << QByteArray("");
        QTest::newRow("escapes") << QByteArray("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")
                                 << QByteArray("\"\\/\b\f\n\r\t");
        QTest::newRow("units") << QByteArray("\"\\u0041\\u00e4\\u20AC\"")
                               << QByteArray("A\xc3\xa4\xe2\x82\xac");
        QTest::newRow("NUL") << QByteArray("\"\\u0000\"") << QByteArray("\0", 1);
        QTest::newRow("pair") << QByteArray("\"\\ud83d\\ude00\"") << QByteArray("\xf0\x9f\x98\x80");
        QTest::newRow("alone") << QByteArray("\"\\ud83dx\\ude00\"")
                               << QByteArray("\xef\xbf\xbdx\xef\xbf\xbd");
        QTest::newRow("high twice") << QByteArray("\"\\ud83d\\ud83d\\ude00\"")
                                    << QByteArray("\xef\xbf\xbd\xf0\x9f\x98\x80");
        QTest::newRow("raw") << QByteArray("\"\xf0\x9f\x98\x80\"") << QByteArray("\xf0\x9f\x98\x80");
        QTest::newRow("no string") << QByteArray("1") << QByteArray();
    }

    void stringsThereAndBack()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, bytes);
        QCOMPARE(unquoted(json), bytes);
        QCOMPARE(unquoted(kv::text::canonicalString(bytes)), bytes);
    }

    void integers()
    {
        qint64 number = 7;
        QVERIFY(readInteger("-12", &number));
        QCOMPARE(number, qint64(-12));
        for (const char *text : {"", "1.0", "1e3", "\"1\"", "99999999999999999999", "null"})
            QVERIFY(!readInteger(text, &number));
        QCOMPARE(number, qint64(-12));
    }
};

QTEST_APPLESS_MAIN(TestJsonWalk)

#include "tst_jsonwalk.moc"
