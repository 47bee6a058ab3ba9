// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonsame.h"

#include "text/json.h"
#include "text/jsonmaker.h"
#include "text/jsontext.h"

#include <QTest>

using namespace kv::text;
using namespace Qt::StringLiterals;
using kv::test::Document;
using kv::test::DocumentMaker;

namespace {

QByteArray repeated(const QByteArray &piece, qsizetype times)
{
    return piece.repeated(times);
}

JsonPathSet paths(const QStringList &list)
{
    const auto set = JsonPathSet::parse(list);
    return set ? *set : JsonPathSet();
}

} // namespace

Q_DECLARE_METATYPE(kv::text::JsonSame)

class TestJsonSame : public QObject
{
    Q_OBJECT

private slots:
    void compares_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<JsonSame>("expected");
        const auto row = [](const char *name, const char *a, const char *b, JsonSame expected) {
            QTest::newRow(name) << QByteArray(a) << QByteArray(b) << expected;
        };
        const JsonSame same = JsonSame::Same;
        const JsonSame different = JsonSame::Different;
        const JsonSame none = JsonSame::NotJson;
        row("order", R"({"a":1,"b":[2,3]})", "{ \"b\" : [ 2,\n3 ] , \"a\" : 1 }", same);
        row("escape", R"("\u0041")", R"("A")", same);
        row("solidus", R"("\/")", R"("/")", same);
        row("pair", R"("\ud83d\ude00")", "\"😀\"", same);
        row("pair in capitals", R"("\uD83D\uDE00")", "\"😀\"", same);
        row("single surrogate", R"("\ud83d")", "\"\xef\xbf\xbd\"", different);
        row("other surrogate", R"("\ud83d")", R"("\ud83e")", different);
        row("same surrogate", R"("\ud83dx")", R"("\uD83D\u0078")", same);
        row("zero byte", R"("\u0000")", R"("")", different);
        row("fraction", "1.0", "1", same);
        row("exponent", "10e-1", "1", same);
        row("exponent 2", "1E2", "100.00", same);
        row("minus zero", "-0", "0", same);
        row("minus zero, long", "-0.000e+99999999999999999999999999", "0", same);
        row("sign", "-1", "1", different);
        row("20 digits", "12345678901234567890", "12345678901234567891", different);
        row("20 digits, same", "12345678901234567890", "1234567890123456789e1", same);
        row("1e400", "1e400", "10e399", same);
        row("1e400 or 401", "1e400", "1e401", different);
        row("1e999999999", "1e999999999", "0.1e1000000000", same);
        row("large or larger", "1e999999999", "1e1000000000", different);
        row("huge exponent", "1e99999999999999999999", "0.01e100000000000000000001", same);
        row("huge exponent, down", "1e-100000000000000000000", "10e-100000000000000000001", same);
        row("carry through", "100e99999999999999999999", "1e100000000000000000001", same);
        row("18 digits made 17", "1e99999999999999999", "0.1e100000000000000000", same);
        row("small", "0.0000001", "1e-7", same);
        row("decimal", "0.1", "0.10000000000000000001", different);
        row("number or text", "1", R"("1")", different);
        row("null or nothing", R"({"a":null})", "{}", different);
        row("position", "[1,2]", "[2,1]", different);
        row("shorter", "[1,2]", "[1]", different);
        row("empty", "[]", "{}", different);
        row("nested empty", "[[],[]]", "[[[]]]", different);
        row("last one counts", R"({"a":1,"b":0,"a":2})", R"({"b":0,"a":2})", same);
        row("not the first", R"({"a":1,"a":2})", R"({"a":1})", different);
        row("last one, escaped", R"({"a":1,"\u0061":2})", R"({"a":2})", same);
        row("scalars", "true", " true ", same);
        row("case of names", R"({"a":1})", R"({"A":1})", different);
        row("left is none", "{", "{}", none);
        row("right is none", "{}", "{}x", none);
        row("both are none, alike", "x", "x", none);
        row("nothing", "", "", none);
        row("mark", "\xef\xbb\xbf{}", "{}", none);
        row("not UTF-8", "\"\xff\"", "\"\xff\"", none);
    }
    void compares()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(JsonSame, expected);
        QCOMPARE(compareJson(a, b), expected);
        QCOMPARE(compareJson(b, a), expected);
        if (expected != JsonSame::NotJson)
            QCOMPARE(canonicalJson(a) == canonicalJson(b), expected == JsonSame::Same);
    }

    void canonical_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *from, const char *expected) {
            QTest::newRow(from) << QByteArray(from) << QByteArray(expected);
        };
        row("{ \"b\" : [1.50 , true], \"a\": {} }", R"({"a":{},"b":[1.5,true]})");
        row(R"({"é":1,"z":2,"":3})", R"({"":3,"z":2,"é":1})");
        row(R"({"a":1,"a":[2]})", R"({"a":[2]})");
        row("1e20", "100000000000000000000");
        row("1e21", "1e21");
        row("123456789012345678901234567891", "123456789012345678901234567891");
        row("-1234567890123456789012345678900", "-1.2345678901234567890123456789e30");
        row("-0.000001", "-0.000001");
        row("0.0000001", "1e-7");
        row("12.50e1", "125");
        row("12.5e-1", "1.25");
        row("0.00e5", "0");
        row("1e-99999999999999999999", "1e-99999999999999999999");
        row("0.5E+100000000000000000000", "5e99999999999999999999");
        row("\"\\u000a\\u0001\\u007f\\/\\\"\\\\\\u00e9\\ud800\"", "\"\\n\\u0001\x7f/\\\"\\\\é\\ud800\"");
        row(R"("\b\f\n\r\t")", R"("\b\f\n\r\t")");
        row("{no JSON ", "{no JSON ");
        row("", "");
    }
    void canonical()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, expected);
        QCOMPARE(canonicalJson(from), expected);
        QCOMPARE(canonicalJson(expected), expected);
    }

    void ignores_data()
    {
        QTest::addColumn<QStringList>("ignored");
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<JsonSame>("expected");
        const auto row = [](const char *name, const char *ignored, const char *a, const char *b, bool same) {
            QTest::newRow(name) << QString::fromUtf8(ignored).split(u' ') << QByteArray(a) << QByteArray(b)
                                << (same ? JsonSame::Same : JsonSame::Different);
        };
        row("changed", "$.at", R"({"at":1,"x":2})", R"({"at":[7],"x":2})", true);
        row("only there", "$.at", R"({"at":1,"x":2})", R"({"x":2})", true);
        row("another", "$.at", R"({"at":1,"x":2})", R"({"at":1,"x":3})", false);
        row("deeper of that name", "$.at", R"({"x":{"at":1}})", R"({"x":{"at":2}})", false);
        row("below", "$.a.b", R"({"a":{"b":1,"c":2}})", R"({"a":{"c":2,"b":9}})", true);
        row("what holds it stays", "$.a.b", R"({"a":{"b":1}})", "{}", false);
        row("two", "$.a $.b", R"({"a":1,"b":2})", R"({"b":3})", true);
        row("escaped in the text", "$.at", R"({"\u0061t":1})", "{}", true);
        row("odd name", "$['é.\"x]']", "{\"é.\\\"x]\":1}", "{}", true);
        row("every element", "$[*].at", R"([{"at":1},{"at":2}])", R"([{},{"at":3}])", true);
        row("every element, not all of it", "$[*].at", R"([{"at":1},{"at":2}])", R"([{}])", false);
        row("one element", "$[1]", "[1,2,3]", "[1,9,3]", true);
        row("one element, another", "$[1]", "[1,2,3]", "[1,2,4]", false);
        row("one element, at the end", "$[1]", "[1,2]", "[1]", true);
        row("element of an object", "$[0]", R"({"0":1})", R"({"0":2})", false);
        row("star is for objects too", "$.*.b", R"({"x":{"b":1},"y":[1]})", R"({"x":{},"y":[1]})", true);
        row("star and name", "$.*.b $.x.c", R"({"x":{"b":1,"c":2}})", R"({"x":{}})", true);
        row("all members", "$.*", R"({"x":1})", R"({"y":2})", true);
        row("kinds of nothing", "$.*", "[1]", R"({"y":2})", false);
        row("the whole", "$", "[1]", R"({"y":2})", true);
        row("twice the name", "$.a", R"({"a":1,"a":2})", "{}", true);
        row("siblings after it", "$.a.x", R"({"a":{"x":1},"b":{"x":1}})", R"({"a":{},"b":{}})", false);
        row("siblings in arrays", "$[0].x", R"([{"x":1},{"x":1}])", R"([{},{}])", false);
    }
    void ignores()
    {
        QFETCH(QStringList, ignored);
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(JsonSame, expected);
        const auto set = JsonPathSet::parse(ignored);
        QVERIFY(set.has_value());
        QCOMPARE(compareJson(a, b, *set), expected);
        QCOMPARE(compareJson(b, a, *set), expected);
    }

    void ignoredOnBothSidesMustBeJson()
    {
        QCOMPARE(compareJson("{}", "{", paths({u"$"_s})), JsonSame::NotJson);
    }

    void random()
    {
        int differing = 0;
        for (quint32 seed = 1; seed <= 4000; ++seed) {
            DocumentMaker maker(seed);
            const Document document = maker.make(5);
            const QByteArray a = maker.write(document);
            const QByteArray b = maker.write(document);
            QVERIFY2(!validate(a), a.constData());
            if (compareJson(a, b) != JsonSame::Same || canonicalJson(a) != canonicalJson(b))
                QFAIL(qPrintable(QStringLiteral("seed %1: %2 is not %3")
                                     .arg(seed)
                                     .arg(QString::fromUtf8(a), QString::fromUtf8(b))));
            Document other = document;
            maker.mutate(other);
            const QByteArray c = maker.write(other);
            const bool same = kv::test::same(document, other);
            differing += !same;
            if ((compareJson(a, c) == JsonSame::Same) != same ||
                (canonicalJson(a) == canonicalJson(c)) != same)
                QFAIL(qPrintable(QStringLiteral("seed %1: %2 is %3")
                                     .arg(seed)
                                     .arg(QString::fromUtf8(a), QString::fromUtf8(c))));
            const QByteArray canonical = canonicalJson(a);
            QVERIFY2(!validate(canonical), canonical.constData());
            QCOMPARE(canonicalJson(canonical), canonical);
            QCOMPARE(compareJson(a, canonical), JsonSame::Same);
        }
        QVERIFY(differing > 3900);
    }

    void randomPairs()
    {
        // Small documents, so that many are the same by chance.
        int same = 0;
        for (quint32 seed = 1; seed <= 20000; ++seed) {
            DocumentMaker maker(seed);
            const Document x = maker.make(1);
            const Document y = maker.make(1);
            const bool expected = kv::test::same(x, y);
            same += expected;
            QCOMPARE(compareJson(maker.write(x), maker.write(y)) == JsonSame::Same, expected);
        }
        QVERIFY(same > 300);
    }

    void deep()
    {
        for (const char *piece : {"[", "{\"a\":", "[{\"a\":[1],\"b\":"}) {
            const QByteArray open = repeated(piece, 100000);
            QByteArray close;
            for (qsizetype i = open.size() - 1; i >= 0; --i) {
                if (open[i] == '[' && (i + 1 == open.size() || open[i + 1] != '1'))
                    close += ']';
                else if (open[i] == '{')
                    close += '}';
            }
            const QByteArray a = open + "1" + close;
            const QByteArray b = open + " 1.0" + close;
            const QByteArray c = open + "2" + close;
            QCOMPARE(compareJson(a, b), JsonSame::Same);
            QCOMPARE(compareJson(a, c), JsonSame::Different);
            QCOMPARE(compareJson(a, b, paths({u"$[*].x"_s, u"$.*.*.*"_s})), JsonSame::Same);
            QCOMPARE(canonicalJson(b), canonicalJson(a));
        }
    }

    /// Of the kinds that cost most, a few of them as large as a value can be.
    void large_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("tail");
        constexpr qsizetype size = 25 * 1024 * 1024;
        constexpr qsizetype less = size / 8;
        QTest::newRow("brackets") << repeated("[", size / 2) << repeated("]", size / 2);
        QTest::newRow("elements") << "[" + repeated("1,", less / 2) << QByteArray("1]");
        QByteArray members = "{";
        for (int i = 0; members.size() < less; ++i)
            members += '"' + QByteArray::number(i) + "\":1,";
        QTest::newRow("members") << members << QByteArray("\"x\":1}");
        QByteArray names = "{";
        const QByteArray longName(25000, 'n');
        while (names.size() < less)
            names += '"' + longName + QByteArray::number(names.size()) + "\":1,";
        QTest::newRow("long names") << names << QByteArray("\"x\":1}");
        QTest::newRow("one name") << "{" + repeated("\"a\":0,", less / 6) << QByteArray("\"a\":1}");
        QTest::newRow("a number") << QByteArray(size, '7') << QByteArray();
        QTest::newRow("an exponent") << "1e" + QByteArray(size, '7') << QByteArray();
        QTest::newRow("escapes") << '"' + repeated("\\u00e9", size / 6) << QByteArray("\"");
    }
    void large()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, tail);
        const QByteArray a = head + tail;
        QCOMPARE(compareJson(a, ' ' + a), JsonSame::Same);
    }
};

QTEST_APPLESS_MAIN(TestJsonSame)
#include "tst_jsonsame.moc"
