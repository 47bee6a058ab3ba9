// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/needle.h"

#include "text/utf8.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

namespace {

/// The obvious, slow answer: folds each code point by itself and tries every place.
Span naive(const QByteArray &needle, const QByteArray &bytes, bool ignoreCase)
{
    if (needle.isEmpty())
        return {0, 0};
    const QByteArray wanted = ignoreCase ? foldedCase(needle) : needle;
    const bool ascii =
        kv::text::firstInvalidUtf8(wanted) < 0 && wanted.size() == QString::fromUtf8(wanted).size();
    for (qsizetype at = 0; at < bytes.size();) {
        QByteArray folded;
        qsizetype end = at;
        while (end < bytes.size() && folded.size() < wanted.size()) {
            const int length = ignoreCase && !ascii ? codePointAt(bytes, end).length : 1;
            const QByteArray one = bytes.mid(end, length);
            folded += !ignoreCase ? one
                      : ascii     ? (uchar(one[0]) < 0x80 ? one.toLower() : one)
                                  : foldedCase(one);
            end += length;
        }
        if (folded == wanted)
            return {at, end - at};
        at += ignoreCase && !ascii ? codePointAt(bytes, at).length : 1;
    }
    return {};
}

} // namespace

class TestNeedle : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<QByteArray>("needle");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("ignoreCase");
        QTest::addColumn<qsizetype>("offset");
        QTest::addColumn<qsizetype>("length");
        const auto row = [](const char *name, const QByteArray &needle, const QByteArray &bytes,
                            bool ignoreCase, qsizetype offset, qsizetype length) {
            QTest::newRow(name) << needle << bytes << ignoreCase << offset << length;
        };
        row("at the beginning", "ab", "abc", false, 0, 2);
        row("at the end", "bc", "abc", false, 1, 2);
        row("the first of two", "a", "xaxa", false, 1, 1);
        row("not there", "b", "aaa", false, -1, 0);
        row("longer than all", "abcd", "abc", false, -1, 0);
        row("longer than all, any case", "abcd", "abc", true, -1, 0);
        row("in nothing", "a", "", false, -1, 0);
        row("in nothing, any case", "a", "", true, -1, 0);
        row("nothing", "", "abc", false, 0, 0);
        row("nothing in nothing", "", "", true, 0, 0);
        row("case counts", "Ada", "ada", false, -1, 0);
        row("case does not", "Ada", "xADA", true, 1, 3);
        row("a zero byte", QByteArray("\0a", 2), QByteArray("b\0a", 3), false, 1, 2);
        row("not UTF-8", "\xff\xfe", "a\xff\xfe", false, 1, 2);
        row("not UTF-8, any case",
            "\xff"
            "A",
            "b\xff"
            "a",
            true, 1, 2);
        row("other letters", "É", "café", true, 3, 2);
        row("other letters, case counts", "É", "café", false, -1, 0);
        row("Greek", "ΑΔΑ", "xαδα", true, 1, 6);
        row("a letter that gets shorter", "é\u212a", "ék", true, 0, 3);
        row("a letter that gets longer", "ék", "é\u212a", true, 0, 5);
        row("ASCII is met by ASCII alone", "k", "\u212a", true, -1, 0);
        row("a sign between the cases", "@[", "`{", true, -1, 0);
    }

    void finds()
    {
        QFETCH(QByteArray, needle);
        QFETCH(QByteArray, bytes);
        QFETCH(bool, ignoreCase);
        QFETCH(qsizetype, offset);
        QFETCH(qsizetype, length);
        const Span span = Needle(needle, ignoreCase).find(bytes);
        QCOMPARE(span.offset, offset);
        QCOMPARE(span.length, length);
    }

    void asTheSlowWay()
    {
        static const char *pieces[] = {"a", "A", "b",      "B", "\xc3", "\xa9", "é", "É",
                                       "ẞ", "ß", "\u212a", "k", "İ",    "\xff", "😀"};
        QRandomGenerator random(7);
        const auto make = [&](int most) {
            QByteArray out;
            for (int i = int(random.bounded(most)); i > 0; --i)
                out += pieces[random.bounded(int(std::size(pieces)))];
            return out;
        };
        int met = 0;
        for (int round = 0; round < 20'000; ++round) {
            const QByteArray needle = make(4);
            const QByteArray bytes = make(12);
            if (!isUtf8(needle) && random.bounded(4) > 0)
                continue; // what begins inside a sequence is another matter
            const bool ignoreCase = random.bounded(2);
            if (ignoreCase && !isUtf8(needle))
                continue;
            const Span span = Needle(needle, ignoreCase).find(bytes);
            const Span wanted = naive(needle, bytes, ignoreCase);
            QVERIFY2(span == wanted,
                     (needle.toHex(' ') + " in " + bytes.toHex(' ') + (ignoreCase ? " any case: " : ": ") +
                      QByteArray::number(span.offset) + " instead of " + QByteArray::number(wanted.offset))
                         .constData());
            met += span ? 1 : 0;
        }
        QVERIFY(met > 1000);
    }

    /// What lies across the border of two pieces is found, wherever that border is.
    void acrossPieces_data()
    {
        QTest::addColumn<QByteArray>("needle");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("ASCII") << QByteArray("needle") << QByteArray("NeEdLe");
        QTest::newRow("other letters") << QByteArray("nééédle") << QByteArray("NÉéÉDLE");
        QTest::newRow("longer than a piece")
            << QByteArray(40'000, 'x') + "é" << QByteArray(40'000, 'X') + "É";
    }

    void acrossPieces()
    {
        QFETCH(QByteArray, needle);
        QFETCH(QByteArray, shown);
        const Needle wanted(needle, true);
        for (int before = 16'384 - 20; before <= 16'384 + 20; ++before) {
            const QByteArray bytes = QByteArray(before, '.') + shown + QByteArray(20'000, '.');
            QCOMPARE(wanted.find(bytes), (Span{before, shown.size()}));
        }
    }

    /// As long as it takes to read it, and no longer: an obvious search would take minutes here.
    void whatAlmostFits()
    {
        const QByteArray bytes(8 << 20, 'a');
        const QByteArray needle = QByteArray(4000, 'a') + 'b';
        QVERIFY(!Needle(needle, false).find(bytes));
        QVERIFY(!Needle(needle, true).find(bytes));
        QVERIFY(!Needle(QByteArray(4000, 'a') + "é", true).find(bytes));
    }
};

QTEST_GUILESS_MAIN(TestNeedle)
#include "tst_needle.moc"
