// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/hexlines.h"

#include <QTest>

using namespace kv::text;

class TestHexLines : public QObject
{
    Q_OBJECT

private slots:
    void lines()
    {
        QByteArray bytes;
        for (int i = 0; i < 34; ++i)
            bytes.append(char(i + 0x70));
        const HexLines lines(bytes);
        QCOMPARE(lines.count(), 3);
        QCOMPARE(lines.offset(1), QStringLiteral("0010"));
        QCOMPARE(lines.hex(0), QStringLiteral("70 71 72 73 74 75 76 77 78 79 7a 7b 7c 7d 7e 7f"));
        QCOMPARE(lines.ascii(0), QStringLiteral("pqrstuvwxyz{|}~."));
        QCOMPARE(lines.hex(2), QStringLiteral("90 91"));
        QCOMPARE(lines.ascii(2), QStringLiteral(".."));
        QCOMPARE(lines.hex(3), QString());
        QCOMPARE(lines.hex(-1), QString());
        QCOMPARE(HexLines({}).count(), 0);
        QCOMPARE(HexLines({}).hex(0), QString());
    }

    void offsetsAreAsWideAsNeeded()
    {
        QCOMPARE(HexLines::offsetDigits(0), 4);
        QCOMPARE(HexLines::offsetDigits(0x10000), 4);
        QCOMPARE(HexLines::offsetDigits(0x10001), 6);
        QCOMPARE(HexLines::offsetDigits(25 * 1024 * 1024), 8);
        QCOMPARE(HexLines::offsetDigits(std::numeric_limits<qint64>::max()), 16);
    }

    void typedHex()
    {
        const auto parsed = [](const char *typed) { return parseHex(QString::fromLatin1(typed)); };
        const QByteArray deadbeef("\xde\xad\xbe\xef");
        for (const char *typed :
             {"deadbeef", "DE AD be ef", "0xDE, 0xAD,0xbe 0xef", "\\xde\\xad\\xbe\\xef", "de:ad:be:ef\n"})
            QCOMPARE(parsed(typed), std::optional(deadbeef));
        QCOMPARE(parsed(""), std::optional(QByteArray()));
        QCOMPARE(parsed("0x00 00"), std::optional(QByteArray(2, '\0')));
        for (const char *typed : {"d", "dea", "d e", "zz", "0x", "0xz", "\\x", "0x0x00x"})
            QVERIFY2(!parsed(typed), typed);
        QCOMPARE(parseHex(hexText(deadbeef)), std::optional(deadbeef));
    }
};

QTEST_GUILESS_MAIN(TestHexLines)
#include "tst_hexlines.moc"
