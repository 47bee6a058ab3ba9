// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/value.h"

#include <QtTest>

#include <limits>

using namespace kv::wrangler;

class TestValue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersLookAsInJavaScript_data();
    void numbersLookAsInJavaScript();
    void findsMembers();
};

void TestValue::numbersLookAsInJavaScript_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QString>("text");
    const auto row = [](double number, const char *text) {
        QTest::newRow(text) << number << QString::fromLatin1(text);
    };
    row(0, "0");
    row(1, "1");
    row(-1.5, "-1.5");
    row(0.1, "0.1");
    row(1e-6, "0.000001");
    row(1e-7, "1e-7");
    row(1.25e-7, "1.25e-7");
    row(1e20, "100000000000000000000");
    row(1e21, "1e+21");
    row(1.5e300, "1.5e+300");
    row(123456.789, "123456.789");
    row(5e-324, "5e-324");
    row(std::numeric_limits<double>::infinity(), "null");
}

void TestValue::numbersLookAsInJavaScript()
{
    QFETCH(double, number);
    QTEST(jsNumber(number), "text");
}

void TestValue::findsMembers()
{
    Value object{.kind = Value::Kind::Object};
    object.members.push_back(
        {.key = QStringLiteral("a"), .value = {.kind = Value::Kind::Bool, .boolean = true}});
    QVERIFY(object.find(u"a") && object.find(u"a")->boolean);
    QVERIFY(!object.find(u"b"));
    QVERIFY(!Value().find(u"a"));
    QCOMPARE(object.toJson(), QStringLiteral("{\"a\":true}"));
}

QTEST_GUILESS_MAIN(TestValue)
#include "tst_value.moc"
