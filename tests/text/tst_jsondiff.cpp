// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsondiff.h"

#include "text/jsonmaker.h"
#include "text/jsonsame.h"

#include <QTest>

using namespace kv::text;
using kv::test::Document;
using kv::test::DocumentMaker;

namespace {

JsonPathSet paths(const QStringList &list)
{
    const auto set = JsonPathSet::parse(list);
    return set ? *set : JsonPathSet();
}

/// The rows as `= left | right`.
QByteArrayList shown(const JsonDiff &diff)
{
    QByteArrayList out;
    for (qsizetype i = 0; i < diff.rowCount(); ++i) {
        QByteArray line(1, "=~<>."[int(diff.kind(i))]);
        line += diff.hasLeft(i) ? ' ' + diff.leftText(i) : QByteArray();
        line += '|';
        line += diff.hasRight(i) ? ' ' + diff.rightText(i) : QByteArray();
        out += line;
    }
    return out;
}

QByteArray joined(const JsonDiff &diff, bool left)
{
    QByteArray out;
    for (qsizetype i = 0; i < diff.rowCount(); ++i)
        out += (left ? diff.leftText(i) : diff.rightText(i)) + '\n';
    return out;
}

bool showsDifference(const JsonDiff &diff)
{
    for (qsizetype i = 0; i < diff.rowCount(); ++i) {
        if (diff.kind(i) != AlignedKind::Same && diff.kind(i) != AlignedKind::Ignored)
            return true;
    }
    return false;
}

} // namespace

class TestJsonDiff : public QObject
{
    Q_OBJECT

private slots:
    void rows_data()
    {
        QTest::addColumn<QByteArray>("left");
        QTest::addColumn<QByteArray>("right");
        QTest::addColumn<QByteArrayList>("expected");
        const auto row = [](const char *name, const char *left, const char *right,
                            const QByteArrayList &expected) {
            QTest::newRow(name) << QByteArray(left) << QByteArray(right) << expected;
        };
        row("scalars", "1.0", "1", {"= 1.0| 1"});
        row("order and numbers", "{\"a\":1,\"b\":10}", "{\"b\":1e1,\"a\":1}",
            {"= {| {", "=   \"a\": 1,|   \"a\": 1,", "=   \"b\": 10|   \"b\": 1e1", "= }| }"});
        row("changed", "{\"a\":1}", "{\"a\":2}", {"= {| {", "~   \"a\": 1|   \"a\": 2", "= }| }"});
        row("right alone stands where it stood", "{\"a\":1,\"c\":3}", "{\"x\":0,\"a\":1,\"b\":2,\"c\":3}",
            {"= {| {", ">|   \"x\": 0,", "=   \"a\": 1,|   \"a\": 1,", ">|   \"b\": 2,",
             "=   \"c\": 3|   \"c\": 3", "= }| }"});
        row("left alone", "{\"a\":1,\"b\":[2]}", "{\"a\":1}",
            {"= {| {", "=   \"a\": 1,|   \"a\": 1", "<   \"b\": [|", "<     2|", "<   ]|", "= }| }"});
        row("elements put in", "[1,2,3]", "[0,1,2,3]",
            {"= [| [", ">|   0,", "=   1,|   1,", "=   2,|   2,", "=   3|   3", "= ]| ]"});
        row("element changed inside", "[{\"a\":1},5]", "[{\"a\":2},5]",
            {"= [| [", "=   {|   {", "~     \"a\": 1|     \"a\": 2", "=   },|   },", "=   5|   5", "= ]| ]"});
        row("another kind", "{\"a\":1,\"b\":2}", "{\"a\":[5],\"b\":2}",
            {"= {| {", "~   \"a\": 1,|   \"a\": [", ">|     5", ">|   ],", "=   \"b\": 2|   \"b\": 2",
             "= }| }"});
        row("object and array", "{\"a\":1}", "[1]", {"~ {| [", "<   \"a\": 1|", "< }|", ">|   1", ">| ]"});
        row("empty ones", "[{},[],{}]", "[{},[],[]]",
            {"= [| [", "=   {},|   {},", "=   [],|   [],", "~   {}|   []", "= ]| ]"});
        row("empty and not", "{}", "{\"a\":1}", {"= {| {", ">|   \"a\": 1", "= }| }"});
        row("twice the name", "{\"a\":1,\"a\":2}", "{\"a\":2}",
            {"= {| {", ".   \"a\": 1,|", "=   \"a\": 2|   \"a\": 2", "= }| }"});
        row("escapes", "{\"\\u0061\":\"\\u0041\"}", "{\"a\":\"A\"}",
            {"= {| {", "=   \"\\u0061\": \"\\u0041\"|   \"a\": \"A\"", "= }| }"});
    }
    void rows()
    {
        QFETCH(QByteArray, left);
        QFETCH(QByteArray, right);
        QFETCH(QByteArrayList, expected);
        const auto diff = JsonDiff::make(left, right);
        QVERIFY(diff.has_value());
        QCOMPARE(shown(*diff), expected);
        QVERIFY(!diff->isCoarse());
    }

    void ignored()
    {
        const auto diff = JsonDiff::make(R"({"at":1,"x":{"t":[1],"u":1}})", R"({"at":2,"x":{"u":1}})",
                                         paths({QStringLiteral("$.at"), QStringLiteral("$.x.t")}));
        QVERIFY(diff.has_value());
        QCOMPARE(shown(*diff),
                 (QByteArrayList{"= {| {", ".   \"at\": 1,|   \"at\": 2,", "=   \"x\": {|   \"x\": {",
                                 ".     \"t\": [|", ".       1|", ".     ],|", "=     \"u\": 1|     \"u\": 1",
                                 "=   }|   }", "= }| }"}));
        QCOMPARE(diff->values(), 1);
        QCOMPARE(diff->differing(), 0);
    }

    void ignoredElements()
    {
        const auto one = JsonDiff::make("[1,2,3]", "[1,9,4]", paths({QStringLiteral("$[1]")}));
        QCOMPARE(shown(*one),
                 (QByteArrayList{"= [| [", "=   1,|   1,", ".   2,|   9,", "~   3|   4", "= ]| ]"}));
        const auto all = JsonDiff::make(R"([{"at":1},{"at":2}])", R"([{"at":2},{"at":1}])",
                                        paths({QStringLiteral("$[*].at")}));
        QVERIFY(!showsDifference(*all));
        const auto whole = JsonDiff::make("[1]", "{}", paths({QStringLiteral("$")}));
        QVERIFY(!showsDifference(*whole));
        QCOMPARE(whole->values(), 0);
    }

    void counts()
    {
        const auto diff =
            JsonDiff::make(R"({"a":1,"b":[1,2,{}],"c":0})", R"({"a":2,"b":[1,2,{}],"d":[7,8]})");
        QCOMPARE(diff->values(), 7);    // a, three in b, c, two in d
        QCOMPARE(diff->differing(), 4); // a, c, two in d
    }

    void spans()
    {
        const auto diff = JsonDiff::make(R"({"a":"one two"})", R"({"a":"one six"})");
        QCOMPARE(diff->spans(0), ChangedSpans());
        QCOMPARE(diff->spans(1), (ChangedSpans{{{12, 15}}, {{12, 15}}}));
    }

    void notJson()
    {
        QVERIFY(!JsonDiff::make("{", "{}"));
        QVERIFY(!JsonDiff::make("{}", ""));
    }

    void random()
    {
        const QStringList some = {QStringLiteral("$.a"),   QStringLiteral("$[0]"),
                                  QStringLiteral("$.*.b"), QStringLiteral("$[*][1]"),
                                  QStringLiteral("$['']"), QStringLiteral("$.*.*")};
        int different = 0;
        for (quint32 seed = 1; seed <= 4000; ++seed) {
            DocumentMaker maker(seed);
            Document document = maker.make(5);
            const QByteArray left = maker.write(document);
            for (quint32 n = maker.bounded(3); n > 0; --n)
                maker.mutate(document);
            const QByteArray right = maker.write(document);
            JsonPathSet ignore;
            for (quint32 n = maker.bounded(3); n > 0; --n)
                ignore.add(some.at(maker.bounded(quint32(some.size()))));
            const auto diff = JsonDiff::make(left, right, ignore);
            QVERIFY(diff.has_value());
            const bool same = compareJson(left, right, ignore) == JsonSame::Same;
            different += !same;
            if (showsDifference(*diff) == same)
                QFAIL(qPrintable(QStringLiteral("seed %1").arg(seed)));
            QCOMPARE(diff->differing() > 0 || !same, !same);
            QCOMPARE(compareJson(joined(*diff, true), left), JsonSame::Same);
            QCOMPARE(compareJson(joined(*diff, false), right), JsonSame::Same);
        }
        QVERIFY(different > 1000 && different < 3500);
    }

    void deep()
    {
        const QByteArray left =
            QByteArray("[{\"a\":").repeated(100000) + "1" + QByteArray("}]").repeated(100000);
        QByteArray right = left;
        right.replace(":1}", ":2}");
        const auto diff = JsonDiff::make(left, right, paths({QStringLiteral("$[*].a[*].b")}));
        QCOMPARE(diff->rowCount(), 400001);
        QCOMPARE(diff->differing(), 1);
        QCOMPARE(diff->kind(200000), AlignedKind::Changed);
        QCOMPARE(diff->leftText(200000), QByteArray(128, ' ') + "\"a\": 1");
    }

    void large_data()
    {
        QTest::addColumn<QByteArray>("left");
        QTest::addColumn<QByteArray>("right");
        QRandomGenerator random(1);
        const auto list = [&](quint32 below) {
            QByteArray out = "[";
            while (out.size() < 1024 * 1024)
                out += QByteArray::number(random.bounded(below)) + ',';
            return out + "0]";
        };
        const auto lists = [&] {
            QByteArray out = "[";
            while (out.size() < 1024 * 1024) {
                out += '[';
                for (int i = 0; i < 20000; ++i)
                    out += QByteArray::number(random.bounded(50)) + ',';
                out += "0],";
            }
            return out + "0]";
        };
        const auto object = [&] {
            QByteArray out = "{";
            while (out.size() < 1024 * 1024)
                out += '"' + QByteArray::number(random.bounded(1000000)) + "\":1,";
            return out + "\"x\":0}";
        };
        QTest::newRow("digits") << list(10) << list(10);
        QTest::newRow("numbers") << list(1000000) << list(1000000);
        QTest::newRow("lists") << lists() << lists();
        QTest::newRow("members") << object() << object();
    }
    void large()
    {
        QFETCH(QByteArray, left);
        QFETCH(QByteArray, right);
        const auto diff = JsonDiff::make(left, right);
        QVERIFY(diff.has_value());
        QVERIFY(showsDifference(*diff));
        QCOMPARE(compareJson(joined(*diff, true), left), JsonSame::Same);
        const std::atomic_bool stop = true;
        QVERIFY(JsonDiff::make(left, right, {}, &stop)->rowCount() < diff->rowCount());
    }
};

QTEST_APPLESS_MAIN(TestJsonDiff)
#include "tst_jsondiff.moc"
