// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonpath.h"

#include <QTest>

using namespace kv::text;
using namespace Qt::StringLiterals;

class TestJsonPath : public QObject
{
    Q_OBJECT

private slots:
    void refuses_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("offset");
        QTest::addColumn<QString>("word"); // of the sentence
        const auto row = [](const char *path, int offset, const char *word) {
            QTest::newRow(path) << QString::fromUtf8(path) << offset << QString::fromUtf8(word);
        };
        row("", 0, "“$”");
        row("a", 0, "“$”");
        row(".a", 0, "“$”");
        row("$a", 1, "“.”");
        row("$.", 2, "name");
        row("$..a", 2, "“..”");
        row("$.a b", 3, "quotes");
        row("$.a.", 4, "name");
        row("$.é/x", 3, "quotes");
        row("$[", 2, "quotes");
        row("$[]", 2, "quotes");
        row("$[a]", 2, "quotes");
        row("$[-1]", 2, "counted");
        row("$[0", 3, "“]”");
        row("$[0,1]", 3, "“]”");
        row("$[0:1]", 3, "“]”");
        row("$[01]", 2, "zero");
        row("$[99999999999999999999]", 2, "array");
        row("$['a]", 5, "quote");
        row("$['a'", 5, "“]”");
        row("$['\\x']", 3, "escape");
        row("$['\\u00g0']", 3, "escape");
        row("$['\\u+123']", 3, "escape");
        row("$['\\u00", 3, "escape");
        row("$['\\", 3, "escape");
        row("$[?(@.a)]", 2, "quotes");
    }
    void refuses()
    {
        QFETCH(QString, path);
        QFETCH(int, offset);
        QFETCH(QString, word);
        const auto set = JsonPathSet::parse({u"$.fine"_s, path});
        QVERIFY(!set.has_value());
        QCOMPARE(set.error().path, 1);
        QCOMPARE(set.error().offset, offset);
        QVERIFY2(set.error().message.contains(word), qPrintable(set.error().message));
    }

    void aProblemLeavesTheSetAsItWas()
    {
        JsonPathSet set;
        QVERIFY(set.add(u"$.a.b.").has_value());
        QVERIFY(set.isEmpty());
        QVERIFY(set.root().empty());
        QVERIFY(!set.add(u" $.a ").has_value());
        QVERIFY(!set.isEmpty());
    }

    void walks()
    {
        const auto set = JsonPathSet::parse({u"$.a['b c'][2]"_s, u"$.*.x"_s, u"$[*][0]"_s,
                                             u"$[\"\\u00e9\\n\\\"'\"]"_s, u"$['']"_s, u"$.a-b_$@1"_s});
        QVERIFY(set.has_value());
        QVERIFY(!set->hasRoot());
        const JsonPathSet::Places root = set->root();
        JsonPathSet::Places a;
        QVERIFY(!set->member(root.data(), root.size(), "a", a));
        JsonPathSet::Places below;
        QVERIFY(set->member(a.data(), a.size(), "x", below));
        QVERIFY(set->element(a.data(), a.size(), 0, below));
        QVERIFY(!set->element(a.data(), a.size(), 2, below));
        QVERIFY(!set->member(a.data(), a.size(), "b c", below));
        const JsonPathSet::Places b = below;
        QVERIFY(set->element(b.data(), b.size(), 2, below));
        QVERIFY(!set->element(b.data(), b.size(), 1, below));
        QVERIFY(below.empty());
        QVERIFY(set->member(root.data(), root.size(), "é\n\"'", below));
        QVERIFY(set->member(root.data(), root.size(), "", below));
        QVERIFY(set->member(root.data(), root.size(), "a-b_$@1", below));
        QVERIFY(!set->member(root.data(), root.size(), "other", below));
        QVERIFY(set->member(below.data(), below.size(), "x", a));
    }

    void theWhole()
    {
        const auto set = JsonPathSet::parse({u"$"_s});
        QVERIFY(set && set->hasRoot() && !set->isEmpty());
    }

    void places()
    {
        const auto places = JsonPlaces::parse({u"$.a"_s, u"metadata:$.b"_s});
        QVERIFY(places.has_value());
        JsonPathSet::Places below;
        const JsonPathSet::Places root{0};
        QVERIFY(places->value.member(root.data(), 1, "a", below));
        QVERIFY(!places->value.member(root.data(), 1, "b", below));
        QVERIFY(places->metadata.member(root.data(), 1, "b", below));
        const auto wrong = JsonPlaces::parse({u"$.a"_s, u"metadata:x"_s});
        QVERIFY(!wrong.has_value());
        QCOMPARE(wrong.error().path, 1);
        QCOMPARE(wrong.error().offset, 9);
    }
};

QTEST_APPLESS_MAIN(TestJsonPath)
#include "tst_jsonpath.moc"
