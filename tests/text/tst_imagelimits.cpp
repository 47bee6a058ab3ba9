// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/imagelimits.h"

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

QByteArray bmp(const char *sizes)
{
    return "BM" + QByteArray(12, '\0') + QByteArray::fromHex("28000000") + QByteArray::fromHex(sizes);
}

QByteArray jpeg(int passes)
{
    return QByteArray::fromHex("ffd8ffc2000b08 2710 1388 01 00110000") +
           QByteArray::fromHex("ffda0002").repeated(passes);
}

/// Groups that each draw the one before them ten times.
QByteArray multiplying(int levels)
{
    QByteArray svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><g id=\"g0\"><path/></g>";
    for (int level = 1; level <= levels; ++level)
        svg += "<g id=\"g" + QByteArray::number(level) + "\">" +
               ("<use href=\"#g" + QByteArray::number(level - 1) + "\"/>").repeated(10) + "</g>";
    return svg + "</svg>";
}

QByteArray svg(const QByteArray &inner, const QByteArray &attributes = {})
{
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" " +
           attributes + ">" + inner + "</svg>";
}

} // namespace

class TestImageLimits : public QObject
{
    Q_OBJECT

private slots:
    void judges_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("mayDecode");
        QTest::addColumn<QString>("word"); // of the reason
        const auto row = [](const char *name, const QByteArray &bytes, const QString &word = {}) {
            QTest::newRow(name) << bytes << word.isEmpty() << word;
        };
        row("png", png(256, 256));
        row("png of 49 megapixels", png(7000, 7000));
        row("png of 51 megapixels", png(7200, 7200), QStringLiteral("7,200"));
        row("long png", png(30'001, 1), QStringLiteral("30,001"));
        row("png bomb", png(0xffffffff, 0xffffffff), QStringLiteral("4,294,967,295"));
        row("empty png", png(0, 5), QStringLiteral("no pixels"));
        row("cut png", png(1, 1).first(20), QStringLiteral("damaged"));
        row("jpeg", jpeg(10));
        row("jpeg of many passes", jpeg(50), QStringLiteral("50 passes"));
        row("jpeg without a frame", QByteArray::fromHex("ffd8ffd9"), QStringLiteral("damaged"));
        row("gif", "GIF89a" + QByteArray::fromHex("80008000"));
        row("gif bomb", "GIF89a" + QByteArray::fromHex("ffffffff"), QStringLiteral("65,535"));
        row("bmp", bmp("00010000 00ffffff") + QByteArray(8, '\0'));
        row("bmp bomb", bmp("ffff0000 00000080") + QByteArray(8, '\0'), QStringLiteral("2,147,483,648"));
        row("webp", "RIFF\x01\x01\x01\x01WEBPVP8X" + QByteArray::fromHex("0a000000 00000000 ff0000 ff0000"));
        row("webp bomb",
            "RIFF\x01\x01\x01\x01WEBPVP8X" + QByteArray::fromHex("0a000000 00000000 ffffff ffffff"),
            QStringLiteral("16,777,216"));
        row("no picture", "text", QStringLiteral("no picture"));
        row("svg", svg("<path d='M0 0'/>"));
        row("multiplying svg", multiplying(3));
        row("svg bomb", multiplying(12), QStringLiteral("100,000 parts"));
        row("endless svg", svg("<g id='a'><use href='#b'/></g><g id='b'><use xlink:href='#a'/></g>"),
            QStringLiteral("inside itself"));
        row("svg in itself", svg("<use href='#a'/>", "id='a'"), QStringLiteral("inside itself"));
        row("deep svg", svg(QByteArray("<g>").repeated(300) + QByteArray("</g>").repeated(300)),
            QStringLiteral("levels deep"));
        row("very deep svg", svg(QByteArray("<g>").repeated(200'000)), QStringLiteral("levels deep"));
        row("long svg", svg(QByteArray("<g/>").repeated(100'001)), QStringLiteral("100,000 parts"));
        row("large svg", svg(QByteArray(11 * 1024 * 1024, ' ')), QStringLiteral("MiB"));
        row("svg that reads a file", svg("<image href='/dev/zero'/>"), QStringLiteral("other files"));
        row("svg that reads a style sheet",
            "<?xml version='1.0'?><?xml-stylesheet type='text/css' href='/dev/zero'?>" + svg("<g/>"),
            QStringLiteral("other files"));
        row("svg with a link", svg("<a href='https://example.com/'><path/></a>"));
        row("svg with a picture", svg("<image href='data:image/png;base64," + png(5, 5).toBase64() + "'/>"));
        row("svg with a bomb",
            svg("<image href='data:image/png;base64," + png(60'000, 60'000).toBase64() + "'/>"),
            QStringLiteral("60,000"));
        row("svg in svg", svg("<image href='data:image/svg+xml;base64," + svg("<g/>").toBase64() + "'/>"),
            QStringLiteral("another SVG"));
        row("cut svg", svg("<g>").chopped(10), QStringLiteral("damaged"));
        row("laughing svg",
            "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a "
            "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>"
            "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c "
            "'&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
            "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e "
            "'&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>]>" +
                svg("<text>&e;</text>"),
            QStringLiteral("damaged"));
    }
    void judges()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, word);
        const ImageVerdict verdict = judgeImage(classify(bytes, true), bytes);
        QTEST(verdict.mayDecode, "mayDecode");
        QCOMPARE(verdict.reason.isEmpty(), verdict.mayDecode);
        QVERIFY2(verdict.reason.contains(word), qPrintable(verdict.reason));
    }

    void sizesOfSvgs()
    {
        const auto size = [](const QByteArray &attributes) { return judgeSvg(svg("<g/>", attributes)).size; };
        QCOMPARE(size("width='12' height='34.5px'"), (PixelSize{12, 35}));
        QCOMPARE(size("viewBox='0 0 24, 48'"), (PixelSize{24, 48}));
        QCOMPARE(size("width='100%' height='100%' viewBox='0,0,24,48'"), (PixelSize{24, 48}));
        QCOMPARE(size("width='1e999' height='-3'"), std::nullopt);
        QCOMPARE(size("width='99999999999999' height='1'"), (PixelSize{4'000'000'000, 1}));
        QCOMPARE(size(""), std::nullopt);
    }
};

QTEST_GUILESS_MAIN(TestImageLimits)
#include "tst_imagelimits.moc"
