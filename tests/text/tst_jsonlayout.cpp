// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonlayout.h"

#include "text/json.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

namespace {

/// A JSON text with random white space between its tokens.
QByteArray randomJson(QRandomGenerator &random, int depth)
{
    const auto space = [&random] {
        static const QByteArray signs(" \n\t\r");
        QByteArray out;
        for (int n = random.bounded(3); n > 0; --n)
            out += signs[random.bounded(4)];
        return out;
    };
    switch (depth > 0 ? random.bounded(5) : random.bounded(3)) {
    case 0:
        return QByteArray::number(random.bounded(1000)) + ".50";
    case 1:
        return "\"a \\\" b\"";
    case 2:
        return "null";
    case 3: {
        QByteArray out = "[" + space();
        const int count = random.bounded(4);
        for (int i = 0; i < count; ++i)
            out += (i ? space() + "," + space() : QByteArray()) + randomJson(random, depth - 1);
        return out + space() + "]";
    }
    default: {
        QByteArray out = "{" + space();
        const int count = random.bounded(4);
        for (int i = 0; i < count; ++i)
            out += (i ? space() + "," + space() : QByteArray()) + "\"k" + QByteArray::number(i) + "\"" +
                   space() + ":" + space() + randomJson(random, depth - 1);
        return out + space() + "}";
    }
    }
}

} // namespace

class TestJsonLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatHasItsOwnLinesIsShownAsStored()
    {
        const QByteArray four("{\n    \"a\": 1,\n    \"b\": [\n        2\n    ]\n}\n");
        QVERIFY(shownJson(four).asStored);
        QCOMPARE(shownJson(four).text, four);
        const QByteArray one("{\"a\":1,\"b\":[2]}");
        QVERIFY(!shownJson(one).asStored);
        QCOMPARE(shownJson(one).text, format(one));
        QVERIFY(shownJson("{}").asStored);
        QVERIFY(shownJson("{\"a\":").asStored);
        QVERIFY(shownJson("").asStored);
    }

    void editsKeepTheLayout_data()
    {
        QTest::addColumn<QByteArray>("stored");
        QTest::addColumn<QByteArray>("edited");
        QTest::addColumn<QByteArray>("result");
        const QByteArray compact("{\"a\":1,\"b\":[2,3]}");
        const QByteArray spaced("{\"a\": 1, \"b\": [2, 3]}\n");
        const QByteArray odd(" { \"a\" :1,\"b\": [2 ,3] } ");
        const QByteArray records("[\n{\"a\":1},\n{\"a\":2}\n]\n");
        const auto row = [](const char *name, const QByteArray &stored, const QByteArray &edited,
                            const QByteArray &result) { QTest::newRow(name) << stored << edited << result; };
        row("nothing, compact", compact, format(compact), compact);
        row("nothing, spaced", spaced, format(spaced), spaced);
        row("nothing, odd", odd, format(odd), odd);
        row("a scalar, compact", compact, "{\"a\": 10, \"b\": [2, 3]}", "{\"a\":10,\"b\":[2,3]}");
        row("a scalar, spaced", spaced, "{\"a\":10,\n\"b\":[2,3]}", "{\"a\": 10, \"b\": [2, 3]}\n");
        row("two scalars, odd", odd, "{\"a\":\"x\",\"b\":[2,null]}", " { \"a\" :\"x\",\"b\": [2 ,null] } ");
        row("a name", compact, "{\"c\":1,\"b\":[2,3]}", "{\"c\":1,\"b\":[2,3]}");
        row("a member more, compact", compact, "{\n  \"a\": 1,\n  \"new\": true,\n  \"b\": [\n2,3]}",
            "{\"a\":1,\"new\":true,\"b\":[2,3]}");
        row("a member more, spaced", spaced, "{\"a\":1,\"new\":{\"x\":1},\"b\":[2,3]}",
            "{\"a\": 1, \"new\": {\"x\": 1}, \"b\": [2, 3]}\n");
        row("the first away", spaced, "{\"b\":[2,3]}", "{\"b\": [2, 3]}\n");
        row("the last away", spaced, "{\"a\":1}", "{\"a\": 1}\n");
        row("all away", spaced, "{\n}", "{}\n");
        row("one record away", records, "[\n  {\n    \"a\": 1\n  }\n]\n", "[\n{\"a\":1}\n]\n");
        row("into an empty one", "{}", "{\n  \"a\": [\n    1\n  ]\n}", "{\"a\":[1]}");
        row("another kind", "[1]", "{\"a\": 1}", "{\"a\":1}");
        row("a number's text stays", "{\"n\":1.0e5,\"m\":1}", "{\"n\": 1.0e5, \"m\": 2}",
            "{\"n\":1.0e5,\"m\":2}");
    }
    void editsKeepTheLayout()
    {
        QFETCH(QByteArray, stored);
        QFETCH(QByteArray, edited);
        QFETCH(QByteArray, result);
        const auto made = storedJson(stored, edited);
        QVERIFY(made.has_value());
        QCOMPARE(*made, result);
    }

    void whatIsNoJsonGivesNothing()
    {
        QVERIFY(!storedJson("{}", "{").has_value());
        QVERIFY(!storedJson("{", "{}").has_value());
        QVERIFY(!storedJson("{}", "").has_value());
        QVERIFY(!storedJson(QByteArray("[1]").repeated(5000), QByteArray(), [] { return true; }).has_value());
    }

    void anyTextSurvives()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 2000; ++round) {
            const QByteArray one = randomJson(random, 4);
            const QByteArray other = randomJson(random, 4);
            // Laid out and back again is the same to the byte.
            QCOMPARE(storedJson(one, format(one)).value_or("nothing"), one);
            QCOMPARE(storedJson(one, compact(one)).value_or("nothing"), one);
            // Whatever becomes of it has the tokens that were typed.
            const auto made = storedJson(one, other);
            QVERIFY(made.has_value());
            QCOMPARE(compact(*made), compact(other));
        }
    }

    void anyDepthIsFine()
    {
        const QByteArray deep = QByteArray(100'000, '[') + QByteArray(100'000, ']');
        QCOMPARE(storedJson(deep, shownJson(deep).text).value_or("nothing"), deep);
    }
};

QTEST_GUILESS_MAIN(TestJsonLayout)
#include "tst_jsonlayout.moc"
