// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/json.h"
#include "text/jsonproblems.h"
#include "text/jsonreader.h"
#include "text/utf8.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

namespace {

QList<qsizetype> offsets(const QList<JsonProblem> &problems)
{
    QList<qsizetype> out;
    for (const JsonProblem &problem : problems)
        out << problem.offset;
    return out;
}

} // namespace

class TestJsonProblems : public QObject
{
    Q_OBJECT

private slots:
    /// Each mistake is marked by a § before it, which is not part of the text.
    void finds_data()
    {
        QTest::addColumn<QByteArray>("marked");
        int row = 0;
        for (const char *marked : {"{}",
                                   "[1,2]",
                                   "§",
                                   "  §",
                                   "[1§",
                                   "{\"a\"§",
                                   "{\"a\":§",
                                   "{\"a\":1,§",
                                   "[1,§",
                                   "\"abc§",
                                   "\"abc\\§",
                                   "\"\\u12§",
                                   "tru§",
                                   "-§",
                                   "§\xef\xbb\xbf{}",
                                   "§\xef\xbb\xbf[§nope]",
                                   "[1 §2 §3]",
                                   "[1,§]",
                                   "[§,1]",
                                   "[1,§,2]",
                                   "[1,§,§]",
                                   "{\"a\":1,§}",
                                   "{\"a\":1,§,\"b\":2}",
                                   "{§a:1,§b:2}",
                                   "{§'a':§'b'}",
                                   "{\"a\" §1,\"b\" §= 2}",
                                   "{\"a\":§,\"b\":§}",
                                   "[§undefined,§NaN,§True,§'x, y',1]",
                                   "[§01,1.§,-§a,1]",
                                   "[\"§\\x41§\\q§\tz\",§}",
                                   "{\"a\": \"b§\n \"c\": \"d\"}",
                                   "{\"a\": \"b,§\n \"c\": 1 §\"d\": 2}",
                                   "[1,§//one\n2,§/* two */3]",
                                   "{\"a\":[1,2§}",
                                   "[{\"a\":1§]",
                                   "[{\"a\":1,§]",
                                   "{\"a\":1} §{",
                                   "1 §2",
                                   "[] §]",
                                   "§]1",
                                   "§,1",
                                   "[\"§\xff\", \"§\xc3\"]",
                                   "{\"a\":1§:2}",
                                   "{§[1]§:2}",
                                   "{§{}§:1}",
                                   "[1 §/2]",
                                   "[1,§/]",
                                   "[§'a]"})
            QTest::addRow("%d %s", ++row, qPrintable(displayKey(marked))) << QByteArray(marked);
    }
    void finds()
    {
        QFETCH(QByteArray, marked);
        QByteArray text;
        QList<qsizetype> wanted;
        const QByteArray mark = "\xc2\xa7";
        for (qsizetype at = 0; at < marked.size();) {
            if (marked.mid(at).startsWith(mark)) {
                if (wanted.isEmpty() || wanted.constLast() != text.size())
                    wanted << text.size();
                at += mark.size();
            } else {
                text += marked[at++];
            }
        }
        const QList<JsonProblem> found = problems(text);
        for (const JsonProblem &problem : found)
            QVERIFY(!problem.message.isEmpty());
        QCOMPARE(offsets(found), wanted);
        QCOMPARE(validate(text), found.isEmpty() ? std::nullopt : std::optional(found.constFirst()));
    }

    void linesAndColumns()
    {
        const QList<JsonProblem> found = problems("[\r\n  é 1,\n,\r \"\xc3\xa9\" 2]");
        QVERIFY(found.size() >= 2);
        QCOMPARE(found.at(0).line, 2);
        QCOMPARE(found.at(0).column, 3);
        QCOMPARE(found.constLast().line, 4);
        QCOMPARE(found.constLast().column, 6);
    }

    void asManyAsWanted()
    {
        const QByteArray text = "[" + QByteArray("x,").repeated(5000) + "1]";
        QCOMPARE(problems(text).size(), 100);
        QCOMPARE(problems(text, 7).size(), 7);
        QCOMPARE(problems(text, 10'000).size(), 5000);
        QVERIFY(problems(text, 0).isEmpty());
    }

    void mutatedTextIsSurvived()
    {
        QRandomGenerator random(11);
        const QByteArray source =
            "{\"a\":[1,-2.5e3,true,null,\"x\\u00e9\\n\"],\"b\":{\"c\":{},\"d\":[]},\"e\":\"\xc3\xa9\"}";
        for (int round = 0; round < 20'000; ++round) {
            QByteArray text = source;
            for (int change = random.bounded(6); change > 0 && !text.isEmpty(); --change) {
                const int at = random.bounded(int(text.size()));
                if (random.bounded(3) == 0)
                    text.remove(at, random.bounded(1, 6));
                else
                    text.insert(at, "{}[]\",:/*\\\n\xff'1a-."[random.bounded(17)]);
            }
            const QList<JsonProblem> found = problems(text, 1000);
            qsizetype last = -1;
            for (const JsonProblem &problem : found) {
                QVERIFY(problem.offset > last && problem.offset <= text.size());
                last = problem.offset;
            }
            QCOMPARE(validate(text), found.isEmpty() ? std::nullopt : std::optional(found.constFirst()));
        }
    }

    void goingOnEnds()
    {
        // However wrong it is, a reader comes to the end, brackets in balance.
        QRandomGenerator random(12);
        for (int round = 0; round < 20'000; ++round) {
            QByteArray text;
            for (int i = random.bounded(40); i > 0; --i)
                text += "{}[]\",:/*\\\n 1a'="[random.bounded(16)];
            JsonReader reader(text);
            qsizetype depth = 0;
            qsizetype steps = 0;
            for (;; ++steps) {
                QVERIFY2(steps < 20 * (text.size() + 2), text.constData());
                const JsonReader::Token token = reader.next();
                QVERIFY(token.begin >= 0 && token.begin <= token.end && token.end <= text.size());
                depth += token.kind == JsonReader::Kind::Open    ? 1
                         : token.kind == JsonReader::Kind::Close ? -1
                                                                 : 0;
                QVERIFY(depth >= 0);
                QCOMPARE(reader.depth(), depth);
                if (token.kind == JsonReader::Kind::End ||
                    (token.kind == JsonReader::Kind::Problem && !reader.recover()))
                    break;
            }
        }
    }

    void anyDepth()
    {
        // Each bracket is of the wrong kind, or none is closed.
        QVERIFY(problems(QByteArray(300'000, '[') + QByteArray(300'000, '}'), 1'000'000).size() >= 299'999);
        QCOMPARE(problems(QByteArray(1'000'000, '[')).size(), 1);
        QCOMPARE(problems(QByteArray("{\"a\":").repeated(200'000)).size(), 1);
    }

    void stops()
    {
        const QByteArray text = "[x," + QByteArray("1,").repeated(400'000) + "y]";
        QCOMPARE(problems(text).size(), 2);
        QCOMPARE(problems(text, 100, [] { return true; }).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestJsonProblems)
#include "tst_jsonproblems.moc"
