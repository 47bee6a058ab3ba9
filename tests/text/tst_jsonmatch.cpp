// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonmatch.h"

#include "text/jsonmaker.h"
#include "text/jsontext.h"

#include <QTest>

using namespace kv::text;
using kv::test::Document;
using kv::test::DocumentMaker;

namespace {

Span find(const QByteArray &json, const QString &path, const QByteArray &wanted)
{
    const auto match = JsonMatch::make(path, wanted);
    return match ? match->find(json) : Span{-2, 0};
}

/// A name as a path has it in brackets and quotes.
QString quoted(const std::u16string &name)
{
    QString out = QStringLiteral("['");
    for (const char16_t c : name)
        out += QStringLiteral("\\u%1").arg(uint(c), 4, 16, QLatin1Char('0'));
    return out + QStringLiteral("']");
}

/// A path to some value in the document, and that value.
std::pair<QString, const Document *> somewhere(DocumentMaker &maker, const Document &document)
{
    QString path = QStringLiteral("$");
    const Document *at = &document;
    while (maker.bounded(4) > 0) {
        if (!at->elements.empty()) {
            const quint32 i = maker.bounded(quint32(at->elements.size()));
            path += QStringLiteral("[%1]").arg(i);
            at = &at->elements[i];
        } else if (!at->members.empty()) {
            const auto it = std::next(at->members.begin(), maker.bounded(quint32(at->members.size())));
            path += quoted(it->first);
            at = &it->second;
        } else {
            break;
        }
    }
    return {path, at};
}

} // namespace

class TestJsonMatch : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("wanted");
        QTest::addColumn<QByteArray>("found");
        const auto row = [](const char *name, const char *json, const char *path, const char *wanted,
                            const char *found) {
            QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(path) << QByteArray(wanted)
                                << QByteArray(found);
        };
        const char *user = "{\"user\":{\"id\":42,\"name\":\"Ada\"}}";
        row("a number", user, "$.user.id", "42", "42");
        row("the number otherwise", "{\"id\": 4.2e1 }", "$.id", "42", "4.2e1");
        row("another number", user, "$.user.id", "43", "");
        row("a number beyond doubles", "{\"id\":9007199254740993}", "$.id", "9007199254740992", "");
        row("the same beyond doubles", "{\"id\":90071992547409930e-1}", "$.id", "9007199254740993",
            "90071992547409930e-1");
        row("a string", user, "$.user.name", "\"Ada\"", "\"Ada\"");
        row("a string without quotes", user, "$.user.name", "Ada", "\"Ada\"");
        row("a number is no string", "{\"id\":\"42\"}", "$.id", "42", "");
        row("a string with escapes", "{\"n\":\"\\u0041da\"}", "$.n", "Ada", "\"\\u0041da\"");
        row("a string without quotes that has some", "{\"n\":\"a\\\"b\"}", "$.n", "a\"b", "\"a\\\"b\"");
        row("no text", "{\"n\":\"\"}", "$.n", "", "\"\"");
        row("true", "{\"n\":true}", "$.n", "true", "true");
        row("null", "{\"n\":null}", "$.n", "null", "null");
        row("null is not absent", "{}", "$.n", "null", "");
        row("an object", "{\"n\":{ \"b\":2, \"a\":1 } }", "$.n", "{\"a\":1.0,\"b\":2}",
            "{ \"b\":2, \"a\":1 }");
        row("an object, not an array", "{\"n\":[]}", "$.n", "{}", "");
        row("an array", "[ [1, 2] ]", "$[0]", "[1,2]", "[1, 2]");
        row("the whole", " [1] ", "$", "[1.0]", "[1]");
        row("the whole scalar", " 7 ", "$", "7", "7");
        row("an element", "[1,2,3]", "$[2]", "3", "3");
        row("no such element", "[1,2,3]", "$[3]", "3", "");
        row("every element", "[{\"id\":1},{\"id\":42}]", "$[*].id", "42", "42");
        row("every member", "{\"a\":{\"id\":1},\"b\":{\"id\":42}}", "$.*.id", "42", "42");
        row("a name that looks like an index", "{\"0\":5}", "$['0']", "5", "5");
        row("an escaped name", "{\"\\u0069d\":42}", "$.id", "42", "42");
        row("an odd name", "{\"a b\":42}", "$['a b']", "42", "42");
        row("an empty name", "{\"\":42}", "$['']", "42", "42");
        row("the last of two members", "{\"id\":1,\"id\":42}", "$.id", "42", "42");
        row("not the first of two", "{\"id\":42,\"id\":1}", "$.id", "42", "");
        row("the last of two objects", "{\"u\":{\"id\":42},\"u\":{}}", "$.u.id", "42", "");
        row("of each name the last", "{\"x\":{\"id\":42},\"\\u0078\":{\"id\":1}}", "$.*.id", "42", "");
        row("not inside a string", "{\"a\":\"{\\\"id\\\":42}\"}", "$.id", "42", "");
        row("no JSON", "{\"id\":42", "$.id", "42", "");
        row("JSON and more", "{\"id\":42} x", "$.id", "42", "");
        row("nothing", "", "$.id", "42", "");
        row("not UTF-8", "{\"id\":42,\"a\":\"\xff\"}", "$.id", "42", "");
    }

    void finds()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, path);
        QFETCH(QByteArray, wanted);
        QFETCH(QByteArray, found);
        const Span span = find(json, path, wanted);
        if (found.isEmpty()) {
            QCOMPARE(span.offset, -1);
        } else {
            QVERIFY(span);
            QCOMPARE(json.mid(span.offset, span.length), found);
        }
    }

    void whatCannotBeRead()
    {
        const auto match = JsonMatch::make(QStringLiteral("$.user["), "42");
        QVERIFY(!match);
        QCOMPARE(match.error().offset, 7);
        QVERIFY(!match.error().message.isEmpty());
    }

    /// However a document is written, what lies at a path is found by any spelling of it, and nothing else
    /// is.
    void asTheSlowWay()
    {
        int different = 0;
        for (quint32 seed = 1; seed <= 3000; ++seed) {
            DocumentMaker maker(seed);
            const Document document = maker.make(4);
            const auto place = somewhere(maker, document);
            const QByteArray json = maker.write(document);
            Document wanted = *place.second;
            QByteArray text = maker.write(wanted).trimmed();
            const Span span = find(json, place.first, text);
            QVERIFY2(span, (json + " at " + place.first.toUtf8() + " is not " + text).constData());
            maker.mutate(wanted);
            text = maker.write(wanted).trimmed();
            const bool isSame = kv::test::same(wanted, *place.second);
            QCOMPARE(bool(find(json, place.first, text)), isSame);
            different += isSame ? 0 : 1;
        }
        QVERIFY(different > 2000);
    }

    void hostileDepthAndWidth()
    {
        const QByteArray deep = QByteArray(300'000, '[') + QByteArray(300'000, ']');
        QVERIFY(!find(deep, QStringLiteral("$.a"), "1"));
        QVERIFY(find(deep, QStringLiteral("$"), deep));
        QVERIFY(!find(deep, QStringLiteral("$[0][0]"), "[]"));
        const QByteArray objects = QByteArray("{\"a\":").repeated(100'000) + "1" + QByteArray(100'000, '}');
        QVERIFY(!find(objects, QStringLiteral("$.a.a.a"), "1"));
        QByteArray names = "{";
        for (int i = 0; i < 200'000; ++i)
            names += "\"a\":" + QByteArray::number(i) + ',';
        names += "\"a\":-1}";
        QVERIFY(find(names, QStringLiteral("$.a"), "-1"));
        QVERIFY(find(names, QStringLiteral("$.*"), "-1"));
        QVERIFY(!find(names, QStringLiteral("$.*"), "7"));
    }
};

QTEST_GUILESS_MAIN(TestJsonMatch)
#include "tst_jsonmatch.moc"
