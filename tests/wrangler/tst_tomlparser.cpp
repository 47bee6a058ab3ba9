// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/tomlparser.h"

#include <QtTest>

using kv::wrangler::parseToml;
using kv::wrangler::Value;

class TestTomlParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void knowsWhereThingsStand();
    void survivesDeepNesting_data();
    void survivesDeepNesting();
    void cutAnywhereNeverCrashes();
};

void TestTomlParser::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("json");
    const auto row = [](const char *name, const char *text, const char *json) {
        QTest::newRow(name) << QByteArray(text) << QString::fromUtf8(json);
    };
    row("empty", "", "{}");
    row("order of the file", "z=1\na=2\n[m]\n[b]\n", R"({"z":1,"a":2,"m":{},"b":{}})");
    row("array of tables", "[[k]]\nb=\"A\"\n[[k]]\nb=\"B\"\n", R"({"k":[{"b":"A"},{"b":"B"}]})");
    row("dotted", "env.e.k=[{b=\"A\"}]", R"({"env":{"e":{"k":[{"b":"A"}]}}})");
    row("inline table over lines", "k=[{\nb=\"A\", # c }\n\n id=\"x\",\n},]",
        R"({"k":[{"b":"A","id":"x"}]})");
    row("comma on its own line", "a={b=1\n,c=2}", R"({"a":{"b":1,"c":2}})");
    row("braces in strings", "a={b=\"}\\\"\",c='{#',d=\"\"\"\n,\n\"\"\"}",
        R"({"a":{"b":"}\"","c":"{#","d":",\n"}})");
    row("1.1 escapes", "a=\"\\e\\x41\"", R"({"a":"\u001bA"})");
    row("1.1 time", "a=07:32", R"({"a":"07:32:00"})");
    row("numbers", "a=[1_000,0x1F,1.0,1e3,inf,nan,9007199254740991]",
        R"({"a":[1000,31,1,1000,null,null,9007199254740991]})");
    row("date", "a=2024-01-31", R"({"a":"2024-01-31"})");
    row("quoted key", "\"\xc3\xa4\".'b'=1", R"({"ä":{"b":1}})");
    row("line that goes on", "a=\"\"\"x\\\n  \xc3\xa9\"\"\"", R"({"a":"xé"})");
    row("carriage returns", "a=1\r\nb='x'\r\n", R"({"a":1,"b":"x"})");
}

void TestTomlParser::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, json);
    const auto value = parseToml(text);
    QVERIFY2(value, value ? "" : qPrintable(value.error().detail));
    QCOMPARE(value->toJson(), json);
}

void TestTomlParser::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    const auto row = [](const char *text, int line) { QTest::newRow(text) << QByteArray(text) << line; };
    row("a", 1);
    row("a=", 1);
    row("=1", 1);
    row("\n\na=1 b=2", 3);
    row("[a", 1);
    row("a=[1,2", 1);
    row("a={b=1 c=2}", 1);
    row("a={,}", 1);
    row("a={b\n=1}", 1);
    row("a=\"b", 1);
    row("a=\"\"\"b", 1);
    row("a=\"\\q\"", 1);
    row("a=\"\\ud800\"", 1);
    row("a=01", 1);
    row("a=1__0", 1);
    row("a=0x1.8p1", 1);
    row("a=0x1p1", 1);
    row("a=9007199254740993", 1);
    row("a=2024-13-01", 1);
    row("a=TRUE", 1);
    row("x=1\na+b=1", 2);
    row("x=1\n\xc3\xa4=1", 2);
    row("name=1\nname=2", 2);
    row("[a]\n[a]", 2);
    row("a=[]\n[[a]]", 2);
    row("a={b=1}\n[a.c]", 2);
    row("a={x=1,\nx=2}", 2);
    row("a=2026-11-23T!7:04", 1);
    row("a=\xc3\xa9", 1);
    row("a=1\nb=[1,\xc2\xa0 2]", 2);
    row("a=1 \xe1\x9a\x80\n", 1);
    for (const char *header : {"[", "[\n", "[ \n", "[!]", "[[", "[[\n", "[[[a]]]", "[[ [a]]", "[ [a]]", "[]",
                               "[[]]", "[#]", "[=", "[.a]", "[a.]", "[a.[b]]", "[\r\n", "[,", "[\t"})
        row(header, 1);
}

void TestTomlParser::refuses()
{
    QFETCH(QByteArray, text);
    const auto value = parseToml(text);
    QVERIFY(!value);
    QCOMPARE(value.error().kind, kv::ErrorKind::InvalidInput);
    QVERIFY(!value.error().detail.isEmpty());
    QTEST(value.error().line, "line");
    QVERIFY(value.error().column >= 1);
}

void TestTomlParser::knowsWhereThingsStand()
{
    const auto value =
        parseToml("# x\nk = [\n  { b = \"A\" }, { # c\n    b = \"B\" },\n]\n[env.e]\n[[env.e.k]]\nb=1\n");
    QVERIFY(value);
    const auto &items = value->find(u"k")->items;
    QCOMPARE(items.at(0).position.line, 3);
    QCOMPARE(items.at(0).position.column, 3);
    QCOMPARE(items.at(1).position.line, 3);
    QCOMPARE(items.at(1).position.column, 16);
    QCOMPARE(items.at(1).member(u"b")->position.line, 4);
    const auto *e = value->find(u"env")->member(u"e");
    QCOMPARE(e->position.line, 6);
    QCOMPARE(e->position.column, 6);
    QCOMPARE(e->value.find(u"k")->items.at(0).position.line, 7);
}

void TestTomlParser::survivesDeepNesting_data()
{
    QTest::addColumn<QByteArray>("text");
    const int many = 100'000;
    QTest::newRow("lists") << QByteArray("a=") + QByteArray(many, '[');
    QTest::newRow("inline tables") << QByteArray("a=") + QByteArray("{a=").repeated(many);
    QTest::newRow("dotted header") << '[' + QByteArray("a.").repeated(many) + "a]";
    QTest::newRow("dotted key") << QByteArray("a.").repeated(many) + "a=1";
    QTest::newRow("header, key and table together") << '[' + QByteArray("a.").repeated(200) + "a]\n" +
                                                           QByteArray("a.").repeated(200) + "a={" +
                                                           QByteArray("a.").repeated(200) + "a=1}";
    QTest::newRow("many values") << QByteArray("a=[") + QByteArray("1,").repeated(Value::maxValues + 1) + ']';
}

void TestTomlParser::survivesDeepNesting()
{
    QFETCH(QByteArray, text);
    const auto value = parseToml(text);
    QVERIFY(!value);
    QCOMPARE(value.error().kind, kv::ErrorKind::TooLarge);
}

void TestTomlParser::cutAnywhereNeverCrashes()
{
    const QByteArray text(
        "name = \"w\\u00e9\"\n[[kv_namespaces]]\nbinding = 'A' # c\nid = \"\"\"\nx\"\"\"\n"
        "[env.s]\nkv_namespaces = [{\n binding = \"B\", # }\n}, {a.b = 1e3},]\nd = 2024-01-01T00:00:00Z\n");
    int refused = 0;
    for (qsizetype cut = 0; cut < text.size(); ++cut) {
        const auto value = parseToml(text.left(cut));
        if (!value) {
            ++refused;
            QVERIFY(value.error().line >= 1 && !value.error().detail.isEmpty());
        }
    }
    QVERIFY(refused > 20);
    QVERIFY(parseToml(text));
}

QTEST_GUILESS_MAIN(TestTomlParser)
#include "tst_tomlparser.moc"
