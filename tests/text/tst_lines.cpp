// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/lines.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

class TestLines : public QObject
{
    Q_OBJECT

private slots:
    void examples()
    {
        QCOMPARE(linesOf({}), Lines());
        QCOMPARE(linesOf("abc"), (Lines{3, 0, 0, 0}));
        QCOMPARE(linesOf("a\nbc\r\ndef\rg"), (Lines{3, 1, 1, 1}));
        QCOMPARE(linesOf("\r\r\n\n\r"), (Lines{0, 1, 1, 2}));
    }

    void agreesWithAByteByByteWalk()
    {
        QRandomGenerator random(1);
        for (int round = 0; round < 5000; ++round) {
            QByteArray bytes;
            for (int n = random.bounded(20); n > 0; --n)
                bytes.append("ab\r\n"[random.bounded(4)]);
            Lines expected;
            qsizetype length = 0;
            for (qsizetype i = 0; i < bytes.size(); ++i) {
                if (bytes[i] == '\r' && bytes.mid(i + 1, 1) == "\n") {
                    ++expected.crlf;
                    ++i;
                } else if (bytes[i] == '\r') {
                    ++expected.cr;
                } else if (bytes[i] == '\n') {
                    ++expected.lf;
                } else {
                    expected.longest = qMax(expected.longest, ++length);
                    continue;
                }
                length = 0;
            }
            QCOMPARE(linesOf(bytes), expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestLines)
#include "tst_lines.moc"
