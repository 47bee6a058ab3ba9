// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/utf8.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

class TestUtf8 : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithQtOnRandomBytes()
    {
        QRandomGenerator random(1);
        static const QByteArray interesting(
            "\x00\x41\x7f\x80\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xed\xef\xf0\xf4\xf5\xff\x9f\xa0\x8f\x90", 21);
        for (int round = 0; round < 20000; ++round) {
            QByteArray bytes;
            for (int n = random.bounded(7); n >= 0; --n)
                bytes.append(interesting[random.bounded(int(interesting.size()))]);
            QCOMPARE(isUtf8(bytes), QByteArrayView(bytes).isValidUtf8());
            const qsizetype bad = firstInvalidUtf8(bytes);
            if (bad >= 0)
                QVERIFY(QByteArrayView(bytes).first(bad).isValidUtf8());
        }
    }

    void everyCodePointIsRead()
    {
        for (char32_t c = 0; c <= 0x10ffff; c += c < 0x3000 ? 1 : 61) {
            if (c >= 0xd800 && c <= 0xdfff)
                continue;
            const QByteArray bytes = QStringView(QChar::fromUcs4(c)).toUtf8();
            const CodePoint read = codePointAt(bytes, 0);
            QVERIFY(read.valid);
            QCOMPARE(read.value, c);
            QCOMPARE(read.length, int(bytes.size()));
        }
    }

    void cutSequences()
    {
        const QByteArray whole = QStringLiteral("aé€😀").toUtf8(); // 1, 2, 3 and 4 bytes
        const qsizetype expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
        for (qsizetype n = 0; n <= whole.size(); ++n)
            QCOMPARE(lengthWithoutCutSequence(whole.first(n)), expected[n]);
        QCOMPARE(lengthWithoutCutSequence("a\xff"), 2);
        QCOMPARE(lengthWithoutCutSequence("\x80\x80\x80\x80"), 4);
        QCOMPARE(lengthWithoutCutSequence("a\xed\xa0"), 3); // a surrogate: never valid, so not cut
        QCOMPARE(lengthWithoutCutSequence("a\xed\x9f"), 1);
        QCOMPARE(lengthWithoutCutSequence("a\xe0\x80"), 3); // over-long
        QCOMPARE(lengthWithoutCutSequence("a\xf4\x90"), 3); // above U+10FFFF
    }

    void displayKey_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QByteArray("user:1/a b?#%") << QStringLiteral("user:1/a b?#%");
        QTest::newRow("newline") << QByteArray("a\nb\r\tc") << QStringLiteral("a\\nb\\r\\tc");
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << QStringLiteral("a\\0b");
        QTest::newRow("control") << QByteArray("\x1b\x7f\xc2\x85") << QStringLiteral("\\u{1b}\\u{7f}\\u{85}");
        QTest::newRow("backslash") << QByteArray("a\\nb") << QStringLiteral("a\\\\nb");
        QTest::newRow("invalid") << QByteArray("a\xff\xc3z") << QStringLiteral("a\\xff\\xc3z");
        QTest::newRow("override") << QStringLiteral("exe.\u202egnp").toUtf8()
                                  << QStringLiteral("exe.\\u{202e}gnp");
        QTest::newRow("isolate") << QStringLiteral("\u2066a\u2069").toUtf8()
                                 << QStringLiteral("\\u{2066}a\\u{2069}");
        QTest::newRow("separator") << QStringLiteral("a\u2028b").toUtf8() << QStringLiteral("a\\u{2028}b");
        QTest::newRow("invisible") << QStringLiteral("a\u200bb\ufeff").toUtf8()
                                   << QStringLiteral("a\\u{200b}b\\u{feff}");
        QTest::newRow("Hebrew") << QStringLiteral("שלום").toUtf8() << QStringLiteral("שלום");
        QTest::newRow("emoji") << QStringLiteral("👩‍💻🏴󠁧󠁢󠁥󠁮󠁧󠁿").toUtf8()
                               << QStringLiteral("👩‍💻🏴󠁧󠁢󠁥󠁮󠁧󠁿");
    }
    void displayKey()
    {
        QFETCH(QByteArray, key);
        QFETCH(QString, shown);
        QCOMPARE(kv::text::displayKey(key), shown);
    }

    void differentKeysLookDifferent()
    {
        QRandomGenerator random(2);
        QHash<QString, QByteArray> seen;
        static const QByteArray alphabet("\\n0u{}x7f\n\0\x7f\xff", 13);
        for (int round = 0; round < 20000; ++round) {
            QByteArray key;
            for (int n = random.bounded(5); n >= 0; --n)
                key.append(alphabet[random.bounded(int(alphabet.size()))]);
            const QString shown = kv::text::displayKey(key);
            QVERIFY(!seen.contains(shown) || seen[shown] == key);
            seen.insert(shown, key);
        }
    }
};

QTEST_GUILESS_MAIN(TestUtf8)
#include "tst_utf8.moc"
