// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/json.h"
#include "text/jsonoutline.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace kv::text;

using Range = JsonOutline::Range;

namespace {

/// JSON at random, and where each of its values stands.
class Maker
{
public:
    struct Value
    {
        QString path;
        Range range;
        qsizetype name; // where the name begins, or the value
        bool container;
    };

    explicit Maker(quint32 seed) : m_random(seed) {}

    void make(int depth, const QString &path, qsizetype name = -1)
    {
        const qsizetype begin = text.size();
        const size_t number = values.size();
        const int kind = m_random.bounded(depth > 0 ? 6 : 3);
        values.push_back({path, {}, name < 0 ? begin : name, kind >= 3});
        if (kind < 3)
            text += kind == 0 ? "-12.50e1" : kind == 1 ? "\"a ] \\\" , } \xc3\xa9\"" : "null";
        else
            fill(depth, path, kind == 3);
        values[number].range = {begin, text.size()};
    }

    QByteArray text;
    std::vector<Value> values;

private:
    void fill(int depth, const QString &path, bool array)
    {
        static const struct
        {
            const char *written;
            const char *step;
        } names[] = {{"\"a\"", ".a"},
                     {"\"odd name\"", "['odd name']"},
                     {"\"\"", "['']"},
                     {"\"it's\\\\\"", "['it\\'s\\\\']"},
                     {"\"\\u0000\\u202e\"", "['\\u0000\\u202e']"},
                     {"\"\\ud800\"", "['\\ud800']"},
                     {"\"\xc3\xa9\\u00e9\"", ".\xc3\xa9\xc3\xa9"}};
        text += array ? '[' : '{';
        space();
        for (int i = 0, n = m_random.bounded(4); i < n; ++i) {
            if (i > 0) {
                text += ',';
                space();
            }
            if (array) {
                make(depth - 1, path + QStringLiteral("[%1]").arg(i));
            } else {
                const auto &name = names[m_random.bounded(int(std::size(names)))];
                const qsizetype at = text.size();
                text += name.written;
                space();
                text += ':';
                space();
                make(depth - 1, path + QString::fromUtf8(name.step), at);
            }
            space();
        }
        text += array ? ']' : '}';
    }
    void space()
    {
        static const char *spaces[] = {"", "", " ", "\n", "\r\n", "\r", "\t "};
        text += spaces[m_random.bounded(7)];
    }

    QRandomGenerator m_random;
};

std::optional<Range> find(const JsonOutline &outline, const QString &path)
{
    const auto paths = JsonPathSet::parse({path});
    return paths ? outline.find(*paths) : std::nullopt;
}

/// Line breaks before an offset, counted the slow way.
quint32 lineOf(const QByteArray &text, qsizetype offset)
{
    QByteArray before = text.first(offset);
    if (before.endsWith('\r') && text.mid(offset).startsWith('\n'))
        before.chop(1); // its LF is yet to come
    before.replace("\r\n", "\n");
    return quint32(before.count('\n') + before.count('\r'));
}

} // namespace

class TestJsonOutline : public QObject
{
    Q_OBJECT

private slots:
    void everyValueHasItsPath()
    {
        for (quint32 seed = 0; seed < 400; ++seed) {
            Maker maker(seed);
            maker.make(5, QStringLiteral("$"));
            QVERIFY(!validate(maker.text));
            const JsonOutline outline = JsonOutline::read(maker.text);
            QCOMPARE(outline.readTo(), maker.text.size());
            for (const Maker::Value &value : maker.values) {
                for (const qsizetype offset : {value.name, value.range.begin}) {
                    QVERIFY2(outline.pathAt(offset) == value.path,
                             qPrintable(QStringLiteral("%1 at %2 of %3: %4")
                                            .arg(value.path, QString::number(offset),
                                                 QString::fromUtf8(maker.text), outline.pathAt(offset))));
                    QCOMPARE(outline.valueAt(offset), value.range);
                }
                if (!value.container) {
                    QCOMPARE(outline.pathAt(value.range.end - 1), value.path);
                    QCOMPARE(outline.pathAt(value.range.end), value.path);
                }
                const auto first =
                    std::find_if(maker.values.begin(), maker.values.end(),
                                 [&](const Maker::Value &one) { return one.path == value.path; });
                QCOMPARE(find(outline, value.path), first->range);
            }
        }
    }

    void foldsAreTheLinesOfBrackets()
    {
        for (quint32 seed = 0; seed < 300; ++seed) {
            Maker maker(seed);
            maker.make(5, QStringLiteral("$"));
            const JsonOutline outline = JsonOutline::read(maker.text);
            size_t next = 0;
            for (const Maker::Value &value : maker.values) {
                const quint32 first = lineOf(maker.text, value.range.begin);
                const quint32 last = lineOf(maker.text, value.range.end - 1);
                if (!value.container || first == last)
                    continue;
                QVERIFY(next < outline.folds().size());
                const JsonOutline::Fold &fold = outline.folds()[next++];
                QCOMPARE(qsizetype(fold.begin), value.range.begin);
                QCOMPARE(qsizetype(fold.end), value.range.end);
                QCOMPARE(fold.firstLine, first);
                QCOMPARE(fold.lastLine, last);
            }
            QCOMPARE(next, outline.folds().size());
        }
    }

    void betweenValues()
    {
        const QByteArray text = "{ \"a\" : [1, 22 , {}],\n \"b\": true }";
        const JsonOutline outline = JsonOutline::read(text);
        const auto path = [&](const char *mark) { return outline.pathAt(text.indexOf(mark)); };
        QCOMPARE(outline.pathAt(0), QStringLiteral("$"));
        QCOMPARE(outline.pathAt(1), QStringLiteral("$"));
        QCOMPARE(path(": ["), QStringLiteral("$.a"));
        QCOMPARE(path("[1"), QStringLiteral("$.a"));
        QCOMPARE(path("1,"), QStringLiteral("$.a[0]"));
        QCOMPARE(path(", 22"), QStringLiteral("$.a[0]")); // right behind it
        QCOMPARE(path(" 22"), QStringLiteral("$.a"));
        QCOMPARE(path("2 ,"), QStringLiteral("$.a[1]"));
        QCOMPARE(path(", {"), QStringLiteral("$.a"));
        QCOMPARE(path("{}"), QStringLiteral("$.a[2]"));
        QCOMPARE(path("],"), QStringLiteral("$.a"));
        QCOMPARE(path("\n"), QStringLiteral("$"));
        QCOMPARE(path("true"), QStringLiteral("$.b"));
        QCOMPARE(outline.pathAt(text.size() - 1), QStringLiteral("$"));
        QCOMPARE(outline.pathAt(text.size()), QStringLiteral("$"));
        QCOMPARE(outline.pathAt(text.size() + 1), QString());
        QCOMPARE(outline.pathAt(-1), QString());
        QVERIFY(!outline.valueAt(text.size() + 1));
        QCOMPARE(outline.valueAt(text.indexOf(", {")), (Range{8, 20}));
    }

    void scalarsAndNothing()
    {
        QCOMPARE(JsonOutline::read(" 12 ").pathAt(2), QStringLiteral("$"));
        QCOMPARE(JsonOutline::read(" 12 ").valueAt(2), (Range{1, 3}));
        QCOMPARE(JsonOutline::read("").pathAt(0), QString());
        QVERIFY(!JsonOutline::read("").valueAt(0));
        QVERIFY(!JsonOutline::read("  ").valueAt(1));
        QCOMPARE(JsonOutline().pathAt(0), QString());
        QVERIFY(!find(JsonOutline::read("12"), QStringLiteral("$.a")));
        QCOMPARE(find(JsonOutline::read("12"), QStringLiteral("$")), (Range{0, 2}));
    }

    void pathsWithStars()
    {
        const QByteArray text = "{\"a\":[],\"b\":[{\"c\":1},{\"d\":2}]}";
        const JsonOutline outline = JsonOutline::read(text);
        QCOMPARE(find(outline, QStringLiteral("$.*[*].d")),
                 (Range{text.indexOf('2'), text.indexOf('2') + 1}));
        QVERIFY(!find(outline, QStringLiteral("$.*[*].e")));
        QVERIFY(!find(outline, QStringLiteral("$.a[0]")));
    }

    void farBehindWhateverIsKnown()
    {
        // Long lists and objects without another bracket in them: only marks know where one is.
        QByteArray list = "[[],";
        QList<qsizetype> elements;
        for (int i = 1; i < 100'000; ++i) {
            elements << list.size();
            list += QByteArray::number(i) + ", ";
        }
        list += "\"" + QByteArray(300'000, 'x') + "\",true]";
        const JsonOutline outline = JsonOutline::read(list);
        for (const int i : {1, 2, 5'000, 30'000, 77'777, 99'999})
            QCOMPARE(outline.pathAt(elements.at(i - 1)), QStringLiteral("$[%1]").arg(i));
        QCOMPARE(outline.pathAt(list.size() - 200'000), QStringLiteral("$[100000]"));
        QCOMPARE(outline.pathAt(list.size() - 2), QStringLiteral("$[100001]"));
        QCOMPARE(find(outline, QStringLiteral("$[77777]"))->begin, elements.at(77'776));

        QByteArray object = "{\"first\":{}";
        for (int i = 0; i < 60'000; ++i)
            object += ",\"name" + QByteArray::number(i) + "\":" + QByteArray::number(i);
        object += '}';
        const JsonOutline members = JsonOutline::read(object);
        for (const int i : {0, 1, 20'000, 59'999}) {
            const QByteArray name = "\"name" + QByteArray::number(i) + "\":";
            const qsizetype at = object.indexOf(name);
            QCOMPARE(members.pathAt(at), QStringLiteral("$.name%1").arg(i));
            QCOMPARE(members.pathAt(at + name.size()), QStringLiteral("$.name%1").arg(i));
            QCOMPARE(members.valueAt(at)->begin, at + name.size());
        }
    }

    void anyDepth()
    {
        const QByteArray text = "{\"top\":" + QByteArray(100'000, '[') + "7" + QByteArray(100'000, ']') + "}";
        const JsonOutline outline = JsonOutline::read(text);
        const QString path = outline.pathAt(text.indexOf('7'));
        QVERIFY(path.startsWith(QStringLiteral("$.top[0][0]")));
        QVERIFY(path.endsWith(QStringLiteral("[0][0]")));
        QVERIFY(path.contains(QStringLiteral("…")));
        QCOMPARE(path.count(QLatin1Char('[')) + 1, qsizetype(JsonOutline::mostSteps));
        QString deep = QStringLiteral("$.top");
        for (int i = 0; i < 100'000; ++i)
            deep += QStringLiteral("[0]");
        QCOMPARE(find(outline, deep), (Range{text.indexOf('7'), text.indexOf('7') + 1}));
    }

    void tooManyBrackets()
    {
        QByteArray text = "[";
        text += QByteArray("[],").repeated(int(JsonOutline::mostContainers) + 10) + "1]";
        const JsonOutline outline = JsonOutline::read(text);
        QCOMPARE(outline.readTo(), qsizetype(1 + 3 * qsizetype(JsonOutline::mostContainers - 1)));
        QCOMPARE(outline.pathAt(4), QStringLiteral("$[1]"));
        QCOMPARE(outline.pathAt(text.size() - 2), QString());
    }

    void mistakesAreReadPast()
    {
        const QByteArray text =
            "{\"a\": [1 2, tru], 'b': {c: \"x\\q\", \"d\": 05},, \"e\": \"open\n \"f\": [3,],\n"
            " // why\n \"g\": {\"h\": 1] \"i\": 4}";
        const JsonOutline outline = JsonOutline::read(text);
        QCOMPARE(outline.readTo(), text.size());
        const auto path = [&](const char *mark) { return outline.pathAt(text.indexOf(mark)); };
        QCOMPARE(path("2,"), QStringLiteral("$.a[1]"));
        QCOMPARE(path("tru"), QStringLiteral("$.a[2]"));
        QCOMPARE(path("\"x"), QStringLiteral("$['\\'b\\''].c"));
        QCOMPARE(path("05"), QStringLiteral("$['\\'b\\''].d"));
        QCOMPARE(path("\"open"), QStringLiteral("$.e"));
        QCOMPARE(path("3,"), QStringLiteral("$.f[0]"));
        QCOMPARE(path("4}"), QStringLiteral("$.i"));
    }

    void mutatedTextIsSurvived()
    {
        QRandomGenerator random(7);
        for (quint32 seed = 0; seed < 1500; ++seed) {
            Maker maker(seed);
            maker.make(4, QStringLiteral("$"));
            QByteArray text = maker.text;
            for (int change = random.bounded(1, 5); change > 0 && !text.isEmpty(); --change) {
                const int at = random.bounded(int(text.size()));
                if (random.bounded(3) == 0)
                    text.remove(at, random.bounded(1, 4));
                else
                    text.insert(at, "{}[]\",:/\\\n\xff'1a"[random.bounded(15)]);
            }
            const JsonOutline outline = JsonOutline::read(text);
            QVERIFY(outline.readTo() <= text.size());
            for (qsizetype offset = 0; offset <= text.size(); ++offset) {
                const QString path = outline.pathAt(offset);
                QCOMPARE(path.isEmpty(), offset > outline.readTo() || text.isEmpty());
                if (const auto range = outline.valueAt(offset))
                    QVERIFY(range->begin >= 0 && range->begin < range->end && range->end <= text.size());
                if (!path.isEmpty() && !path.contains(QChar::ReplacementCharacter))
                    QVERIFY2(JsonPathSet::parse({path}), qPrintable(path));
                find(outline, path);
            }
            quint32 begin = 0;
            for (const JsonOutline::Fold &fold : outline.folds()) {
                QVERIFY(fold.begin >= begin && fold.begin < fold.end && qsizetype(fold.end) <= text.size());
                QVERIFY(fold.firstLine < fold.lastLine);
                begin = fold.begin;
            }
        }
    }

    void stops()
    {
        const QByteArray text = "[" + QByteArray("{\"a\":\n1},").repeated(200'000) + "0]";
        const JsonOutline outline = JsonOutline::read(text, [] { return true; });
        QVERIFY(outline.readTo() > 0 && outline.readTo() < text.size());
        QCOMPARE(outline.pathAt(2), QStringLiteral("$[0].a"));
        QCOMPARE(outline.pathAt(text.size() - 2), QString());
        QCOMPARE(qsizetype(outline.folds().front().end), outline.readTo());
    }
};

QTEST_GUILESS_MAIN(TestJsonOutline)
#include "tst_jsonoutline.moc"
