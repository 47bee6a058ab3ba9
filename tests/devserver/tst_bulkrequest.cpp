// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/bulkrequest.h"

#include <QTest>

using namespace kv;
using namespace kv::devserver;

namespace {

constexpr qint64 nowMs = 1'700'000'000'500;

Put put(const QByteArray &key, const QByteArray &value, Expiration expiration = {}, Metadata metadata = {})
{
    return {.key = key, .value = value, .expiration = expiration, .metadata = metadata};
}

} // namespace

class TestBulkRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textGoesAsText()
    {
        QCOMPARE(bulkItem(put("k\"", "a\n\xc3\xa9"), nowMs).value_or(QByteArray()),
                 QByteArray("{\"key\":\"k\\\"\",\"value\":\"a\\n\xc3\xa9\"}"));
    }

    void bytesGoAsBase64()
    {
        QCOMPARE(
            bulkItem(put("k", "\xff", 1'800'000'000, QByteArray("{\"a\":1}")), nowMs).value_or(QByteArray()),
            QByteArray("{\"key\":\"k\",\"value\":\"/w==\",\"base64\":true,\"expiration\":1800000000,"
                       "\"metadata\":{\"a\":1}}"));
    }

    void whatDoesNotGo_data()
    {
        QTest::addColumn<Put>("put");
        QTest::newRow("keeps its value")
            << Put{.key = "k", .expiration = Expiration(), .metadata = Metadata()};
        QTest::newRow("keeps its expiration")
            << Put{.key = "k", .value = QByteArray("v"), .metadata = Metadata()};
        QTest::newRow("keeps its metadata")
            << Put{.key = "k", .value = QByteArray("v"), .expiration = Expiration()};
        QTest::newRow("empty key") << put("", "v");
        QTest::newRow("dots") << put("..", "v");
        QTest::newRow("long key") << put(QByteArray(513, 'k'), "v");
        QTest::newRow("key that is no text") << put("\xff", "v");
        QTest::newRow("expires soon") << put("k", "v", nowMs / 1000 + 119);
        QTest::newRow("expired") << put("k", "v", 1);
        QTest::newRow("metadata with a space") << put("k", "v", {}, QByteArray("[1, 2]"));
        QTest::newRow("metadata not in ASCII") << put("k", "v", {}, QByteArray("\"\xc3\xa9\""));
        QTest::newRow("metadata null") << put("k", "v", {}, QByteArray("null"));
        QTest::newRow("metadata that is no JSON") << put("k", "v", {}, QByteArray("{"));
        QTest::newRow("large text") << put("k", QByteArray(4 * 1024 * 1024 + 1, 'x'));
        QTest::newRow("large binary") << put("k", QByteArray(1024 * 1024 + 1, '\xff'));
    }
    void whatDoesNotGo()
    {
        QFETCH(Put, put);
        QVERIFY(!bulkItem(put, nowMs));
    }

    void whatJustGoes()
    {
        QVERIFY(bulkItem(put("k", "", nowMs / 1000 + 120), nowMs));
        QVERIFY(bulkItem(put(QByteArray(512, 'k'), QByteArray(4 * 1024 * 1024, 'x')), nowMs));
        QVERIFY(bulkItem(put("k", QByteArray(1024 * 1024, '\xff')), nowMs));
    }

    void keysBecomeAnArray()
    {
        QCOMPARE(arrayOfKeys({"a", "\n", "\xc3\xa9"}), QByteArray("[\"a\",\"\\n\",\"\xc3\xa9\"]"));
        QCOMPARE(arrayOf({}), QByteArray("[]"));
        QVERIFY(canBeRemoved("a") && !canBeRemoved("") && !canBeRemoved(".") && !canBeRemoved("\xff"));
    }
};

QTEST_APPLESS_MAIN(TestBulkRequest)
#include "tst_bulkrequest.moc"
