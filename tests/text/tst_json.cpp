// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/json.h"
#include "text/jsonreader.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

namespace {

/// JSON at random, with white space at random where it may stand.
class Maker
{
public:
    explicit Maker(quint32 seed) : m_random(seed) {}

    QByteArray value(int depth)
    {
        switch (m_random.bounded(depth > 0 ? 8 : 6)) {
        case 0:
            return "true";
        case 1:
            return "null";
        case 2:
            return "-0";
        case 3:
            return "12345678901234567890.100e+007";
        case 4:
            return "\"a \\\" \\\\ \\u00e9 \\ud800 é 😀 / \\/\"";
        case 5:
            return "\"\"";
        case 6:
            return list(depth, '[', ']', false);
        default:
            return list(depth, '{', '}', true);
        }
    }

    QByteArray space()
    {
        static const char *spaces[] = {"", "", " ", "\n", "\r\n", "\t "};
        return spaces[m_random.bounded(6)];
    }

    quint32 bounded(quint32 n) { return m_random.bounded(n); }

private:
    QByteArray list(int depth, char open, char close, bool names)
    {
        QByteArray out(1, open);
        out += space();
        for (quint32 i = 0, n = m_random.bounded(4); i < n; ++i) {
            if (i > 0)
                out += space() + ',' + space();
            if (names)
                out += "\"k\"" + space() + ':' + space(); // duplicates on purpose
            out += value(depth - 1);
        }
        return out + space() + close;
    }

    QRandomGenerator m_random;
};

/// What format() gives, token by token, without a thought about speed.
QByteArray laidOut(const QByteArray &json)
{
    using Kind = JsonReader::Kind;
    QByteArray out;
    JsonReader reader(json);
    Kind before = Kind::End;
    for (auto token = reader.next(); token.kind != Kind::End; token = reader.next()) {
        const bool begins =
            token.kind == Kind::Name || token.kind == Kind::Scalar || token.kind == Kind::Open;
        const qsizetype depth = reader.depth() - (token.kind == Kind::Open ? 1 : 0);
        if ((begins && (before == Kind::Open || before == Kind::Comma)) ||
            (token.kind == Kind::Close && before != Kind::Open))
            out += "\n" + QByteArray(2 * depth, ' ');
        out += json.sliced(token.begin, token.end - token.begin);
        if (token.kind == Kind::Colon)
            out += ' ';
        before = token.kind;
    }
    return json.endsWith('\n') ? out + '\n' : out;
}

} // namespace

class TestJson : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json :
             {"{}", "[]", " [ ] ", "0", "-0", "-0.5e-10", "1E5", "\"\"", "true", "false", "null",
              "{\"a\":1,\"a\":[{},[]]}", "\"\\u0000\\ud800\\b\\f\\n\\r\\t\\/\\\\\\\"\"", "\"\x7f\"",
              "\r\n\t [1 , 2]\n", "\"\xe2\x80\xa8\"", "1e999999"})
            QTest::newRow(json) << QByteArray(json);
    }
    void accepts()
    {
        QFETCH(QByteArray, json);
        const auto problem = validate(json);
        QVERIFY2(!problem, problem ? qPrintable(problem->message) : "");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        const auto row = [](const QByteArray &json, int offset, int line = 1, int column = 0) {
            QTest::addRow("%s", json.toPercentEncoding().constData())
                << json << offset << line << (column > 0 ? column : offset + 1);
        };
        row("", 0);
        row("  ", 2);
        row("{", 1);
        row("[1,]", 3);
        row("{\"a\":1,}", 7);
        row("{a:1}", 1);
        row("{\"a\" 1}", 5);
        row("{\"a\":}", 5);
        row("[1 2]", 3);
        row("[1}", 2);
        row("]", 0);
        row("1 2", 2);
        row("01", 0);
        row("-", 1);
        row("1.", 2);
        row("1e", 2);
        row(".5", 0);
        row("+1", 0);
        row("NaN", 0);
        row("tru", 3);
        row("trux", 0);
        row("truex", 4);
        row("'a'", 0);
        row("\"a", 2);
        row("\"\\", 2);
        row("\"\\u12", 5);
        row("\"\\u12x4\"", 1);
        row("\"\\x\"", 1);
        row("\"a\tb\"", 2);
        row("[1] // c", 4);
        row("\xef\xbb\xbf{}", 0);
        row("\"\xff\"", 1);
        row("\"\xed\xa0\x80\"", 1);
        row(QByteArray("[1\0]", 4), 2);
        row("{\n\"é\": 1,\n\"b\" 2}", 15, 3, 5);
        row("[\r\r\n\"é\" x]", 9, 3, 5);
        row("\xa0", 0);
    }
    void refuses()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, offset);
        QFETCH(int, line);
        QFETCH(int, column);
        const auto problem = validate(json);
        QVERIFY(problem);
        QCOMPARE(problem->offset, offset);
        QCOMPARE(problem->line, line);
        QCOMPARE(problem->column, column);
        QVERIFY(!problem->message.isEmpty());
        QCOMPARE(format(json), json);
        QCOMPARE(compact(json), json);
    }

    void formats()
    {
        QCOMPARE(
            format("{\"b\":1.0,\"a\":[],\"b\":{\"c\":[1,\"x\"]},\"d\":{}}"),
            QByteArray(
                "{\n  \"b\": 1.0,\n  \"a\": [],\n  \"b\": {\n    \"c\": [\n      1,\n      \"x\"\n    ]\n"
                "  },\n  \"d\": {}\n}"));
        QCOMPARE(format(" [ 1,\r\n2 ]\n", 4), QByteArray("[\n    1,\n    2\n]\n"));
        QCOMPARE(format(" 1.10 "), QByteArray("1.10"));
        QCOMPARE(compact(" { \"a b\" : [ 1 , 2 ] }\n"), QByteArray("{\"a b\":[1,2]}"));
    }

    void tokensSurvive()
    {
        Maker maker(3);
        for (int round = 0; round < 3000; ++round) {
            const QByteArray json = maker.space() + maker.value(6) + maker.space();
            QVERIFY(!validate(json));
            const QByteArray tokens = compact(json);
            QVERIFY(!validate(tokens));
            QCOMPARE(compact(format(json, int(maker.bounded(5)))), tokens);
            QCOMPARE(format(format(json)), format(json));
            QCOMPARE(compact(tokens), tokens);
        }
    }

    void acceptsNothingThatAnotherParserRefuses()
    {
        // Qt's parser takes more than RFC 8259 does ("[.0]"; but no number like 1e999), so this holds in one
        // direction only.
        Maker maker(4);
        int bad = 0;
        for (int round = 0; round < 5000; ++round) {
            QByteArray json = "[" + maker.value(4).replace('\\', "").replace("e+007", "e5") + "]";
            json[maker.bounded(quint32(json.size()))] = "{}[]:,\"019-.etfn xu"[maker.bounded(19)];
            QJsonParseError error;
            QJsonDocument::fromJson(json, &error);
            QVERIFY2(validate(json) || error.error == QJsonParseError::NoError, json.constData());
            bad += validate(json) ? 1 : 0;
        }
        QVERIFY(bad > 1000 && bad < 4900); // both sides were tried
    }

    void everyCutEndsTooEarly()
    {
        const QByteArray json = "{\"a\":[1.5e3,true,null,\"\\u00e9x\"],\"b\":{}}";
        for (qsizetype n = 0; n < json.size(); ++n) {
            const auto problem = validate(json.first(n));
            QVERIFY(problem);
            QCOMPARE(problem->offset, n);
        }
    }

    void randomBytesDoNoHarm()
    {
        QRandomGenerator random(5);
        static const QByteArray alphabet("{}[]:,\"\\ 0129.-+eEtrufalsn\n\r\0\xff\xc3\xa9", 32);
        for (int round = 0; round < 20000; ++round) {
            QByteArray bytes;
            for (int n = random.bounded(24); n > 0; --n)
                bytes.append(alphabet[random.bounded(int(alphabet.size()))]);
            const auto problem = validate(bytes);
            if (problem) {
                QVERIFY(problem->offset >= 0 && problem->offset <= bytes.size());
                QCOMPARE(format(bytes), bytes);
            } else {
                QCOMPARE(compact(format(bytes)), compact(bytes));
            }
        }
    }

    void anyDepth()
    {
        constexpr int depth = 100'000;
        const QByteArray lists = QByteArray(depth, '[') + QByteArray(depth, ']');
        QVERIFY(!validate(lists));
        const QByteArray pretty = format(lists);
        QVERIFY(pretty.size() < 4 * lists.size());
        QCOMPARE(compact(pretty), lists);
        const QByteArray objects = QByteArray("{\"a\":").repeated(depth) + "1" + QByteArray(depth, '}');
        QCOMPARE(compact(format(objects)), objects);
        QCOMPARE(validate(QByteArray(depth, '['))->offset, depth);
    }

    void stringsOfEveryLength()
    {
        // Strings are read sixteen bytes at a time: what is special about one may stand anywhere in such a
        // step.
        for (int length = 0; length < 70; ++length) {
            for (int at = 0; at <= length; ++at) {
                const QByteArray before = "[\"" + QByteArray(at, 'x');
                const QByteArray behind = QByteArray(length - at, 'y') + "\"]";
                for (const char *piece :
                     {"\\\"", "\\\\", "\\u00e9", "\xc3\xa9", "\xf0\x9f\x98\x80", "\x7f"}) {
                    const QByteArray json = before + piece + behind;
                    QVERIFY2(!validate(json), json.constData());
                    QCOMPARE(format(json), "[\n  " + json.sliced(1, json.size() - 2) + "\n]");
                    QCOMPARE(compact(format(json)), json);
                }
                for (const char *piece : {"\x01", "\n", "\x1f", "\xff", "\x80", "\\x", "\\u00g0"})
                    QCOMPARE(validate(before + piece + behind).value_or(JsonProblem()).offset, before.size());
                QCOMPARE(validate(before).value_or(JsonProblem()).offset, before.size());
            }
        }
    }

    void layoutIsThatOfItsTokens()
    {
        Maker maker(6);
        for (int round = 0; round < 2000; ++round) {
            const QByteArray json = maker.space() + maker.value(6) + maker.space();
            QCOMPARE(format(json), laidOut(json));
        }
    }

    void stops()
    {
        const QByteArray json = "[" + QByteArray("1, ").repeated(500'000) + "1]";
        int asked = 0;
        const auto third = [&asked] { return ++asked == 3; };
        QCOMPARE(format(json, 2, third), json);
        QCOMPARE(asked, 3);
        asked = 0;
        QCOMPARE(compact(json, third), json);
        QCOMPARE(asked, 3);
        QVERIFY(format(json, 2, [] { return false; }) != json);
    }

    void formattingStaysInBounds()
    {
        // Each element would stand on a line of its own behind 128 spaces.
        const QByteArray json =
            QByteArray(64, '[') + QByteArray("1,").repeated(200'000) + "1" + QByteArray(64, ']');
        const QByteArray pretty = format(json);
        QVERIFY(pretty.size() < 12 * json.size());
        QCOMPARE(compact(pretty), json);
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
