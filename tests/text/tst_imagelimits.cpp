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
        row("png of 64 megapixels", png(8000, 8000));
        row("png of 65 megapixels", png(8100, 8100), QStringLiteral("8,100"));
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
        row("svg", "<svg/>", QStringLiteral("no picture"));
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
};

QTEST_GUILESS_MAIN(TestImageLimits)
#include "tst_imagelimits.moc"
