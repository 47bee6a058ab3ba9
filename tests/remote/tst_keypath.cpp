// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/keypath.h"

#include <QTest>

using namespace kv::remote;

/// That a key arrives as it is when it goes over the wire in a URL, tst_apiclient shows.
class TestKeyPath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyByteButTheUnreservedIsEncoded()
    {
        const QByteArray unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
        for (int c = 0; c < 256; ++c) {
            const QByteArray key(1, char(c));
            const QByteArray encoded = percentEncoded(key);
            QCOMPARE(encoded, unreserved.contains(char(c)) ? key : '%' + key.toHex().toUpper());
            QCOMPARE(QByteArray::fromPercentEncoding(encoded), key);
        }
    }

    void whatAUrlCarries_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("fits");
        QTest::newRow("plain") << QByteArray("user:1") << true;
        QTest::newRow("path") << QByteArray("/a/b.txt/") << true;
        QTest::newRow("dots apart") << QByteArray("a.b.c") << true;
        QTest::newRow("space") << QByteArray("a b") << true;
        QTest::newRow("emoji") << QByteArray("\xf0\x9f\x98\x80") << true;
        QTest::newRow("percent") << QByteArray("%2e%2e") << true;
        QTest::newRow("two dots") << QByteArray("a..b") << false;
        QTest::newRow("up") << QByteArray("a/../b") << false;
        QTest::newRow("dots") << QByteArray("blog/assets/duckduck...") << false;
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << false;
        QTest::newRow("control") << QByteArray("a\x1f") << false;
        QTest::newRow("delete") << QByteArray("a\x7f") << false;
        QTest::newRow("newline") << QByteArray("a\nb") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("dot") << QByteArray(".") << false;
    }

    void whatAUrlCarries()
    {
        QFETCH(QByteArray, key);
        QFETCH(bool, fits);
        QCOMPARE(fitsInUrl(key), fits);
    }
};

QTEST_APPLESS_MAIN(TestKeyPath)

#include "tst_keypath.moc"
