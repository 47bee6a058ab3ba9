// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/lines.h"

#include <QTest>

using namespace kv::text;

class TestLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsEndsAndTheLongest()
    {
        QCOMPARE(linesOf(""), Lines());
        QCOMPARE(linesOf("abc"), (Lines{.longest = 3}));
        QCOMPARE(linesOf("a\nbb\r\nccc\rd"), (Lines{.longest = 3, .lf = 1, .crlf = 1, .cr = 1}));
        QCOMPARE(linesOf("\r\r\n\n"), (Lines{.longest = 0, .lf = 1, .crlf = 1, .cr = 1}));
    }
    void breaksLongLinesOnly()
    {
        QCOMPARE(withBrokenLines("", 4), QByteArray());
        QCOMPARE(withBrokenLines("abcd", 4), QByteArray("abcd"));
        QCOMPARE(withBrokenLines("abcdefghij", 4), QByteArray("abcd\nefgh\nij"));
        QCOMPARE(withBrokenLines("ab\ncdefg\r\nh", 4), QByteArray("ab\ncdef\ng\r\nh"));
    }
    void neverBreaksACodePoint()
    {
        const QByteArray text = QByteArray("\xf0\x9f\x98\x80").repeated(50);
        for (int longest = 4; longest < 12; ++longest) {
            QByteArray broken = withBrokenLines(text, longest);
            QVERIFY(QByteArrayView(broken).isValidUtf8());
            QVERIFY(linesOf(broken).longest <= longest);
            QCOMPARE(broken.replace('\n', ""), text);
        }
    }
    void bytesThatAreNotTextEndTheWalkToo()
    {
        QByteArray broken = withBrokenLines(QByteArray(100, char(0x80)), 8);
        QCOMPARE(broken.replace('\n', ""), QByteArray(100, char(0x80)));
    }
};

QTEST_GUILESS_MAIN(TestLines)
#include "tst_lines.moc"
