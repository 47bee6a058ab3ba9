// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/classify.h"
#include "text/imagesize.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

namespace {

QByteArray png(quint32 width, quint32 height)
{
    const auto big = [](quint32 n) {
        return QByteArray{}.append(char(n >> 24)).append(char(n >> 16)).append(char(n >> 8)).append(char(n));
    };
    return QByteArray("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", 16) + big(width) + big(height);
}

QByteArray hex(const char *digits)
{
    return QByteArray::fromHex(digits);
}

} // namespace

class TestClassify : public QObject
{
    Q_OBJECT

private slots:
    void kinds_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ContentKind>("kind");
        QTest::newRow("empty") << QByteArray() << ContentKind::Empty;
        QTest::newRow("object") << QByteArray(" {\"a\": 1}\n") << ContentKind::Json;
        QTest::newRow("array") << QByteArray("[1]") << ContentKind::Json;
        QTest::newRow("string") << QByteArray("\"a\"") << ContentKind::Json;
        QTest::newRow("number") << QByteArray("41") << ContentKind::Text;
        QTest::newRow("log line") << QByteArray("[INFO] started") << ContentKind::Text;
        QTest::newRow("broken") << QByteArray("{\"a\": 1") << ContentKind::Text;
        QTest::newRow("Unicode") << QByteArray("h\xc3\xa9 \xf0\x9f\x98\x80") << ContentKind::Text;
        QTest::newRow("invalid UTF-8") << QByteArray("h\xe9llo") << ContentKind::Binary;
        QTest::newRow("cut UTF-8 at the end") << QByteArray("h\xc3") << ContentKind::Binary;
        QTest::newRow("NUL") << QByteArray("ab\0cd", 5) << ContentKind::Binary;
        QTest::newRow("control") << hex("01020304") << ContentKind::Binary;
        QTest::newRow("terminal colours") << QByteArray("\x1b[1mbold\x1b[0m") << ContentKind::Text;
        QTest::newRow("svg") << QByteArray("<svg xmlns=''/>") << ContentKind::Svg;
        QTest::newRow("svg, declared") << QByteArray("<?xml version='1.0'?>\n<svg/>") << ContentKind::Svg;
        QTest::newRow("xml") << QByteArray("<?xml version='1.0'?>\n<a/>") << ContentKind::Text;
        QTest::newRow("png") << png(1, 1) << ContentKind::Png;
        QTest::newRow("jpeg") << hex("ffd8ffe0") << ContentKind::Jpeg;
        QTest::newRow("gif") << QByteArray("GIF89a") << ContentKind::Gif;
        QTest::newRow("bmp") << QByteArray("BM" + QByteArray(12, '\0') + hex("28000000 02000000 03000000"))
                             << ContentKind::Bmp;
        QTest::newRow("two letters") << QByteArray("BMW is no picture, nor is this") << ContentKind::Text;
        QTest::newRow("webp") << QByteArray("RIFF\0\0\0\0WEBP", 12) << ContentKind::Webp;
        QTest::newRow("wave") << QByteArray("RIFF\0\0\0\0WAVE", 12) << ContentKind::Binary;
        QTest::newRow("gzip") << hex("1f8b0800") << ContentKind::Gzip;
        QTest::newRow("zlib") << hex("789c4b04") << ContentKind::Zlib;
        QTest::newRow("not zlib") << hex("789d4b04") << ContentKind::Binary;
        QTest::newRow("text like zlib") << QByteArray("x^2") << ContentKind::Text;
    }
    void kinds()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ContentKind, kind);
        QCOMPARE(classify(bytes, true), kind);
    }

    void cutHeads()
    {
        const QByteArray json = "{\"name\":\"é😀\",\"n\":[-1.5e3,true,\"\\u00e9\"]}";
        for (qsizetype n = 1; n <= json.size(); ++n)
            QCOMPARE(classify(json.first(n), false), ContentKind::Json);
        const QByteArray text = "plain é😀 text";
        for (qsizetype n = 1; n <= text.size(); ++n)
            QCOMPARE(classify(text.first(n), false), ContentKind::Text);
        QCOMPARE(classify("{\"a\" 1", false), ContentKind::Text);
    }

    void summaries_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("line");
        const auto row = [](const char *name, const QByteArray &bytes, const char16_t *line) {
            QTest::newRow(name) << bytes << QString::fromUtf16(line);
        };
        row("empty", {}, u"(empty)");
        row("json", "{\n  \"a\": 1,\r\n  \"b\": 2\n}\n", u"{ \"a\": 1, \"b\": 2 }");
        row("text", "one\ntwo\r\n\r\nthree \t four\n", u"one ↵ two ↵ three four");
        row("escapes", "a\x1b[0m\xe2\x80\xae \\n", u"a\\u{1b}[0m\\u{202e} \\n");
        row("byte order mark", "\xef\xbb\xbfx", u"x");
        row("binary", hex("0001020304"), u"binary, starts 00 01 02 03");
        row("short binary", hex("ff"), u"binary, starts ff");
        row("gzip", hex("1f8b0800"), u"gzip");
        row("png", png(256, 4000000000u), u"PNG image, 256 × 4000000000");
        row("png, no header", QByteArray("\x89PNG\r\n\x1a\n"), u"PNG image");
        row("gif", QByteArray("GIF89a\x01\x02\x03\x00", 10), u"GIF image, 513 × 3");
        row("jpeg", hex("ffd8ffe0000400 00ffc0001108001000200301"), u"JPEG image, 32 × 16");
        row("svg", "<svg/>", u"SVG image");
        row("spaces", "   ", u"");
    }
    void summaries()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, line);
        QCOMPARE(summary(classify(bytes, true), bytes, bytes.size()), line);
    }

    void longTextIsCutBetweenCodePoints()
    {
        const QByteArray text = QStringLiteral("😀").toUtf8().repeated(300);
        const QString expected = QStringLiteral("😀").repeated(200) + QStringLiteral("…");
        QCOMPARE(summary(ContentKind::Text, text, text.size()), expected);
        QCOMPARE(summary(ContentKind::Text, QByteArrayView(text).first(6), text.size()),
                 QStringLiteral("😀…"));
        QCOMPARE(summary(ContentKind::Text, "ab", 2), QStringLiteral("ab"));
    }

    void webpSizes()
    {
        const QByteArray head("RIFF\0\0\0\0WEBP", 12);
        const auto size = [&](const QByteArray &chunk) { return imageSize(ContentKind::Webp, head + chunk); };
        QCOMPARE(size("VP8X" + hex("0a000000 10000000 ff0000 3f0100 00")), (PixelSize{256, 320}));
        QCOMPARE(size("VP8L" + hex("00000000 2f ff c0 04 00 0000000000000000")), (PixelSize{256, 20}));
        QCOMPARE(size("VP8 " + hex("00000000 000000 9d012a 4001 f000")), (PixelSize{320, 240}));
        QVERIFY(!size("VP8 "));
    }

    void hostileHeadersDoNoHarm()
    {
        QRandomGenerator random(7);
        const QByteArray starts[] = {png(1, 1).first(16), hex("ffd8ff"), "GIF89a",
                                     QByteArray("RIFF\0\0\0\0WEBPVP8X", 16)};
        for (int round = 0; round < 20000; ++round) {
            QByteArray bytes = starts[random.bounded(4)];
            for (int n = random.bounded(40); n > 0; --n)
                bytes.append(random.bounded(3) == 0 ? '\xff' : char(random.bounded(256)));
            QVERIFY(!summary(classify(bytes, false), bytes, bytes.size() + 1).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestClassify)
#include "tst_classify.moc"
