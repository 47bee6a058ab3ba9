// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/jsoncparser.h"

#include <QtTest>

using kv::wrangler::parseJsonc;
using kv::wrangler::Value;

class TestJsoncParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void knowsWhereThingsStand();
    void manyKeysKeepTheLast();
    void survivesDeepNesting();
    void survivesManyValues();
    void cutAnywhereNeverCrashes();
};

void TestJsoncParser::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("json");
    QTest::newRow("object") << QStringLiteral("{\"a\": [1, true, false, null, \"x\"]}")
                            << QStringLiteral("{\"a\":[1,true,false,null,\"x\"]}");
    QTest::newRow("comments") << QStringLiteral("// one\n{/* two */\"a\"/**/:1// three\n}\n/* four */")
                              << QStringLiteral("{\"a\":1}");
    QTest::newRow("trailing commas") << QStringLiteral("{\"a\":[1,],\"b\":{\"c\":1,},}")
                                     << QStringLiteral("{\"a\":[1],\"b\":{\"c\":1}}");
    QTest::newRow("last duplicate wins")
        << QStringLiteral("{\"a\":1,\"b\":2,\"a\":3}") << QStringLiteral("{\"a\":3,\"b\":2}");
    QTest::newRow("no comment in a string")
        << QStringLiteral("{\"a\":\"//x /*y*/\"}") << QStringLiteral("{\"a\":\"//x /*y*/\"}");
    QTest::newRow("escapes") << QStringLiteral(R"(["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"])")
                             << QString::fromUtf8(R"(["\"\\/\b\f\n\r\té😀"])");
    QTest::newRow("lone surrogate") << QStringLiteral(R"(["\ud800"])") << QStringLiteral(R"(["\ud800"])");
    QTest::newRow("numbers") << QStringLiteral("[0,-0,1.50,1e3,1E-7,1e21,-12.5e-1,123456789012345680000]")
                             << QStringLiteral("[0,0,1.5,1000,1e-7,1e+21,-1.25,123456789012345680000]");
    QTest::newRow("too large a number") << QStringLiteral("[1e999]") << QStringLiteral("[null]");
    QTest::newRow("list") << QStringLiteral("[]") << QStringLiteral("[]");
    QTest::newRow("carriage returns") << QStringLiteral("{\r\n\"a\":1\r}") << QStringLiteral("{\"a\":1}");
}

void TestJsoncParser::reads()
{
    QFETCH(QString, text);
    QFETCH(QString, json);
    const auto value = parseJsonc(text);
    QVERIFY2(value, value ? "" : qPrintable(value.error().detail));
    QCOMPARE(value->toJson(), json);
}

void TestJsoncParser::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    const auto row = [](const char *text, int line, int column) {
        QTest::newRow(text) << QString::fromUtf8(text) << line << column;
    };
    row("", 1, 1);
    row("  \n ", 2, 2);
    row("// only", 1, 8);
    row("{", 1, 2);
    row("{\"a\"", 1, 5);
    row("{\"a\":", 1, 6);
    row("{\"a\":1", 1, 7);
    row("{\"a\":1,", 1, 8);
    row("{\"a\":\"b", 1, 6);
    row("{,}", 1, 2);
    row("[,]", 1, 2);
    row("[1,,2]", 1, 4);
    row("{\"a\":1,,}", 1, 8);
    row("{'a':1}", 1, 2);
    row("{a:1}", 1, 2);
    row("{\"a\":'x'}", 1, 6);
    row("{\"a\" 1}", 1, 6);
    row("{\"a\":1\n \"b\":2}", 2, 2);
    row("{\"a\":1} x", 1, 9);
    row("{\"a\":1}}", 1, 8);
    row("{\"a\":1 /* x }", 1, 8);
    row("{\"a\":1/}", 1, 7);
    row("[01]", 1, 2);
    row("[+1]", 1, 2);
    row("[-]", 1, 2);
    row("[1.]", 1, 2);
    row("[.5]", 1, 2);
    row("[1e]", 1, 2);
    row("[NaN]", 1, 2);
    row("[Infinity]", 1, 2);
    row("[nul]", 1, 2);
    row("[truex]", 1, 2);
    row("[\"a\tb\"]", 1, 4);
    row("[\"a\nb\"]", 1, 2);
    row("[\"\\x41\"]", 1, 3);
    row("[\"\\u12\"]", 1, 3);
    row("[\"\\", 1, 3);
    row("{}\u00a0", 1, 3);
    row("\u2028{}", 1, 1);
    row("{\"😀\":x}", 1, 6);
}

void TestJsoncParser::refuses()
{
    QFETCH(QString, text);
    const auto value = parseJsonc(text);
    QVERIFY(!value);
    QCOMPARE(value.error().kind, kv::ErrorKind::InvalidInput);
    QVERIFY(!value.error().detail.isEmpty());
    QTEST(value.error().line, "line");
    QTEST(value.error().column, "column");
}

void TestJsoncParser::knowsWhereThingsStand()
{
    const auto value = parseJsonc(u"{\n  \"list\": [\n    {},\n    /* \n */ { \"x\": 1 }\n  ]\n}");
    QVERIFY(value);
    const auto *list = value->member(u"list");
    QVERIFY(list);
    QCOMPARE(list->position.line, 2);
    QCOMPARE(list->position.column, 3);
    QCOMPARE(list->value.position.column, 11);
    QCOMPARE(list->value.items.at(0).position.line, 3);
    QCOMPARE(list->value.items.at(1).position.line, 5);
    QCOMPARE(list->value.items.at(1).position.column, 5);
}

void TestJsoncParser::manyKeysKeepTheLast()
{
    QString text = QStringLiteral("{");
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 1000; ++i)
            text += QStringLiteral("\"k%1\":%2,").arg(i).arg(i + round);
    }
    const auto value = parseJsonc(text + u'}');
    QVERIFY(value);
    QCOMPARE(value->members.size(), size_t(1000));
    QCOMPARE(value->find(u"k3")->text, QStringLiteral("4"));
    QCOMPARE(value->find(u"k999")->text, QStringLiteral("1000"));
}

void TestJsoncParser::survivesDeepNesting()
{
    for (const QString &open : {QStringLiteral("["), QStringLiteral("{\"a\":")}) {
        const auto value = parseJsonc(open.repeated(100'000));
        QVERIFY(!value);
        QCOMPARE(value.error().kind, kv::ErrorKind::TooLarge);
    }
    const int depth = Value::maxDepth;
    QVERIFY(parseJsonc(QString(depth, u'[') + QString(depth, u']')));
}

void TestJsoncParser::survivesManyValues()
{
    const auto value = parseJsonc(u'[' + QStringLiteral("1,").repeated(Value::maxValues) + u']');
    QVERIFY(!value);
    QCOMPARE(value.error().kind, kv::ErrorKind::TooLarge);
}

void TestJsoncParser::cutAnywhereNeverCrashes()
{
    const QString text = QString::fromUtf8(
        "// é\n{\"name\":\"w\\u00e9\\n\",/* x */\"kv_namespaces\":[{\"binding\":\"A\",\"id\":\"1\",},],"
        "\"n\":[-1.5e+3,true,false,null]}");
    for (qsizetype cut = 0; cut < text.size(); ++cut) {
        const auto value = parseJsonc(text.left(cut));
        QVERIFY2(!value, qPrintable(text.left(cut)));
        QVERIFY(value.error().line >= 1 && value.error().column >= 1);
    }
    QVERIFY(parseJsonc(text));
}

QTEST_GUILESS_MAIN(TestJsoncParser)
#include "tst_jsoncparser.moc"
