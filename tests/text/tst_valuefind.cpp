// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/valuefind.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

namespace {

FindWhat plain(const QByteArray &needle, bool caseSensitive = true)
{
    return {.needle = needle, .caseSensitive = caseSensitive};
}

FindWhat regex(const QByteArray &needle)
{
    return {.needle = needle, .caseSensitive = true, .regex = true};
}

/// The starts of all finds.
QList<qsizetype> starts(QByteArrayView bytes, const FindWhat &what)
{
    QList<qsizetype> all;
    for (const Found &found : findAll(bytes, what).places)
        all << found.at;
    return all;
}

QByteArray replaced(QByteArrayView bytes, const FindWhat &what, const QByteArray &with)
{
    return edited(bytes, editsFor(bytes, findAll(bytes, what).places, what, with));
}

} // namespace

class TestValueFind : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsBytes()
    {
        QCOMPARE(starts("abcabc", plain("bc")), (QList<qsizetype>{1, 4}));
        QCOMPARE(starts("aaaa", plain("aa")), (QList<qsizetype>{0, 2}));
        QCOMPARE(starts("aXax", plain("ax", false)), (QList<qsizetype>{0, 2}));
        QCOMPARE(starts("aXax", plain("ax")), (QList<qsizetype>{2}));
        QCOMPARE(starts(QByteArray("\0a\0", 3), plain(QByteArray("\0", 1))), (QList<qsizetype>{0, 2}));
        QVERIFY(starts("abc", plain("")).isEmpty());
        QVERIFY(starts("", plain("a")).isEmpty());
        QVERIFY(starts("ab", plain("abc")).isEmpty());
    }

    void findsWholeWords()
    {
        FindWhat what = plain("cat");
        what.wholeWord = true;
        QCOMPARE(starts("cat concat cat_ \"cat\" cat", what), (QList<qsizetype>{0, 17, 22}));
        what.caseSensitive = false;
        what.needle = QByteArrayLiteral("\xc3\xa9t\xc3\xa9"); // été: beyond ASCII by way of an expression
        QCOMPARE(starts("\xc3\x89T\xc3\x89 \xc3\xa9t\xc3\xa9s", what), (QList<qsizetype>{0}));
    }

    void findsExpressions()
    {
        const Finds finds = findAll("a1 b22\nc333\r\nd", regex("[a-z]\\d+"));
        QCOMPARE(finds.places, (std::vector<Found>{{0, 2}, {3, 3}, {7, 4}}));
        // Offsets are bytes, whatever stands before.
        const Finds behind = findAll("\xf0\x9f\x98\x80\xc3\xa9 x1", regex("x\\d"));
        QCOMPARE(behind.places, (std::vector<Found>{{7, 2}}));
        // What fits nothing at all is no place.
        QVERIFY(findAll("abc", regex("x*")).places.empty());
        QVERIFY(findAll("abc", regex("(")).problem.contains(QStringLiteral("no regular expression")));
        QCOMPARE(starts("one\ntwo", regex("^t")), (QList<qsizetype>{4}));
    }

    void placesLieWhereTheyAreAmongBytesThatAreNoText()
    {
        // Each bad byte is one sign of the text, and one byte: not the three of a replacement character.
        const QByteArray bytes = "\xff\xff \xc3\xa4x \xff\xf0\x9f\x98\x80 \xc3\x84x\xff\n\xff\xc3\xa4X";
        for (const bool regex : {false, true}) {
            const FindWhat what{.needle = "\xc3\xa4x", .regex = regex};
            const Finds finds = findAll(bytes, what);
            QCOMPARE(finds.places.size(), size_t(3));
            for (const Found &found : finds.places) {
                QCOMPARE(found.length, qsizetype(3));
                QCOMPARE(QString::fromUtf8(bytes.mid(found.at, found.length)).toLower(),
                         QStringLiteral("\u00e4x"));
            }
            const auto edits = editsFor(bytes, finds.places, what, regex ? "<$0>" : "-");
            const QByteArray wanted =
                regex ? "\xff\xff <\xc3\xa4x> \xff\xf0\x9f\x98\x80 <\xc3\x84x>\xff\n\xff<\xc3\xa4X>"
                      : "\xff\xff - \xff\xf0\x9f\x98\x80 -\xff\n\xff-";
            QCOMPARE(edited(bytes, edits), wanted);
        }
    }

    void anExpressionCannotLiftTheLimit()
    {
        const QByteArray bytes(40, 'a');
        const FindWhat what{.needle = "(*UTF)(*LIMIT_MATCH=4000000000)(a+)+$|(a|aa)+b", .regex = true};
        QVERIFY(findAll(bytes + "c", what).places.empty());
    }

    void anExpressionThatExplodesEnds()
    {
        const QByteArray bytes = QByteArray(40, 'a') + "\nfine aab";
        const Finds finds = findAll(bytes, regex("(a+)+b"));
        QCOMPARE(finds.places.size(), size_t(1));
    }

    void findsAcrossWindows()
    {
        // Around every megabyte, where one window ends and the next begins.
        QByteArray bytes(3 * 1024 * 1024, '.');
        QList<qsizetype> expected;
        for (const qsizetype at : {0, 1024 * 1024 - 3, 2 * 1024 * 1024 - 1, 3 * 1024 * 1024 - 5}) {
            bytes.replace(at, 5, "Needl");
            expected << at;
        }
        QCOMPARE(starts(bytes, plain("Needl")), expected);
        QCOMPARE(starts(bytes, plain("nEEDL", false)), expected);
    }

    void stopsAndCounts()
    {
        const QByteArray bytes(3'000'000, 'a');
        const Finds all = findAll(bytes, plain("a"));
        QVERIFY(all.more);
        QCOMPARE(all.places.size(), mostFinds);
        QVERIFY(findAll(bytes, plain("a"), [] { return true; }).stopped);
        QVERIFY(findAll(bytes, regex("a"), [] { return true; }).places.size() <= mostFinds);
    }

    void replaces()
    {
        QCOMPARE(replaced("abcabc", plain("bc"), "X"), QByteArray("aXaX"));
        QCOMPARE(replaced("abcabc", plain("bc"), ""), QByteArray("aa"));
        QCOMPARE(replaced("abc", plain("x"), "y"), QByteArray("abc"));
        // As it is, when it is no expression.
        QCOMPARE(replaced("ab", plain("b"), "$1\\n"), QByteArray("a$1\\n"));
    }

    void replacesByGroups()
    {
        QCOMPARE(replaced("k1=v1\nk2=v2", regex("(\\w+)=(\\w+)"), "$2:\\1"), QByteArray("v1:k1\nv2:k2"));
        QCOMPARE(replaced("ab ab", regex("(a)(b)"), "[$0]$$\\\\"), QByteArray("[ab]$\\ [ab]$\\"));
        QCOMPARE(replaced("a,b", regex(","), "\\n"), QByteArray("a\nb"));
        QCOMPARE(replaced("\xc3\xa9"
                          "1 \xf0\x9f\x98\x80"
                          "2",
                          regex("(\\d)"), "<$1>"),
                 QByteArray("\xc3\xa9"
                            "<1> \xf0\x9f\x98\x80"
                            "<2>"));
        QCOMPARE(replacementFor("xx k=v", {3, 3}, regex("(\\w)=(\\w)"), "$2$1"), QByteArray("vk"));
    }

    void manyEditsBecomeFew()
    {
        const QByteArray bytes = QByteArray("a,").repeated(500'000);
        const auto places = findAll(bytes, plain(",")).places;
        QCOMPARE(places.size(), size_t(500'000));
        const auto edits = editsFor(bytes, places, plain(","), ", ");
        QVERIFY(edits.size() < 20);
        QCOMPARE(edited(bytes, edits), QByteArray("a, ").repeated(500'000));
        QVERIFY(editsFor(bytes, places, plain(","), ", ", [] { return true; }).empty());
    }

    void isLikeReplacingByHand()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < 500; ++round) {
            QByteArray bytes;
            for (int n = random.bounded(60); n > 0; --n)
                bytes += "abc\n"[random.bounded(4)];
            QByteArray needle;
            for (int n = 1 + random.bounded(2); n > 0; --n)
                needle += "abc"[random.bounded(3)];
            QByteArray expected = bytes;
            expected.replace(needle, "<>");
            QCOMPARE(replaced(bytes, plain(needle), "<>"), expected);
            QCOMPARE(replaced(bytes, regex(needle), "<>"), expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestValueFind)
#include "tst_valuefind.moc"
