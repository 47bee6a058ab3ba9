// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/namespacerequests.h"

#include "remote/revision.h"

#include <QTest>

using namespace kv;
using namespace kv::remote;

/// Requests as the API wants them; the odd corners, since tst_remotestore sees the common ones on the wire.
class TestNamespaceRequests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void idsCannotLeaveTheirSegment()
    {
        const NamespaceRequests requests(
            {.namespaceId = QStringLiteral("../x?y#z"), .accountId = QStringLiteral("a/b")});
        QCOMPARE(requests.metadata("k").path,
                 QByteArray("/accounts/a%2Fb/storage/kv/namespaces/..%2Fx%3Fy%23z/metadata/k"));
    }

    void bulkItems_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("text") << QByteArray("\xc3\xa4\"")
                              << QByteArray("{\"key\":\"k\",\"value\":\"\xc3\xa4\\\"\"}");
        QTest::newRow("empty") << QByteArray() << QByteArray("{\"key\":\"k\",\"value\":\"\"}");
        QTest::newRow("binary") << QByteArray("\xff")
                                << QByteArray("{\"key\":\"k\",\"value\":\"/w==\",\"base64\":true}");
        QTest::newRow("text that is short in base64")
            << QByteArray(300, '\1')
            << QByteArray("{\"key\":\"k\",\"value\":\"" + QByteArray(300, '\1').toBase64() +
                          "\",\"base64\":true}");
    }

    void bulkItems()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, json);
        QCOMPARE(NamespaceRequests::bulkItem({.key = "k", .value = value}), json);
    }

    void bulkItemsHoldTheRest()
    {
        QCOMPARE(
            NamespaceRequests::bulkItem({"k\n", "v", 5, QByteArray("{ \"a\":1.0 }")}),
            QByteArray("{\"key\":\"k\\n\",\"value\":\"v\",\"expiration\":5,\"metadata\":{ \"a\":1.0 }}"));
    }

    void revisions()
    {
        const Revision one = revisionOf("v", 5, QByteArray("{\"a\":100,\"b\":[1]}"));
        QVERIFY(!one.isEmpty());
        QCOMPARE(revisionOf("v", 5, QByteArray(" {\"b\" : [1.0], \"a\":1e2 }")),
                 one); // the same, spelt otherwise
        QVERIFY(revisionOf("w", 5, QByteArray("{\"a\":100,\"b\":[1]}")) != one);
        QVERIFY(revisionOf("v", 6, QByteArray("{\"a\":100,\"b\":[1]}")) != one);
        QVERIFY(revisionOf("v", {}, QByteArray("{\"a\":100,\"b\":[1]}")) != one);
        QVERIFY(revisionOf("v", 5, QByteArray("{\"a\":100,\"b\":[2]}")) != one);
        QVERIFY(revisionOf("v", 5, {}) != one);
        QVERIFY(revisionOf("v", {}, {}) != revisionOf("v", {}, QByteArray("\"\"")));
        QVERIFY(revisionOf("a", {}, {}) != revisionOf("b", {}, {}));
    }
};

QTEST_APPLESS_MAIN(TestNamespaceRequests)

#include "tst_namespacerequests.moc"
