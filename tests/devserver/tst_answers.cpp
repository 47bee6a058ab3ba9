// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/answers.h"

#include "devserver/fakeexplorer.h"

#include <QTest>

using namespace kv::devserver;
using kv::test::FakeExplorer;

class TestAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatDescribesTheApi()
    {
        QVERIFY(describesBulkApi(FakeExplorer::description()));
        QVERIFY(!describesBulkApi(FakeExplorer::description("Local Explorer")));
        QVERIFY(!describesBulkApi(FakeExplorer::description("Local Explorer API", "bulk/get")));
        for (const char *other : {"", "null", "[]", "{}", "{\"info\":\"Local Explorer API\"}",
                                  "{\"info\":{\"title\":\"Local Explorer API\"},\"paths\":[]}"})
            QVERIFY2(!describesBulkApi(other), other);
    }

    void whatWasCarriedOut()
    {
        const BulkAnswer all = readBulkAnswer(200, FakeExplorer::done(2).body, 2);
        QVERIFY(all.isCarriedOut);
        QVERIFY(all.failed.isEmpty());
        const BulkAnswer some = readBulkAnswer(500, FakeExplorer::done(1, {"\xc3\xbc\n"}).body, 2);
        QVERIFY(some.isCarriedOut);
        QCOMPARE(some.failed, QSet<QByteArray>{"\xc3\xbc\n"});
    }

    void whatMakesNoSense_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        const QByteArray two = FakeExplorer::done(2).body;
        QTest::newRow("another count") << 200 << FakeExplorer::done(3).body;
        QTest::newRow("failed, yet good") << 500 << two;
        QTest::newRow("good, yet failed") << 200
                                          << kv::test::success("{\"successful_key_count\":1,"
                                                               "\"unsuccessful_keys\":[\"k\"]}")
                                                 .body;
        QTest::newRow("refused") << 400 << kv::test::failure(400, 10001).body;
        QTest::newRow("empty") << 200 << QByteArray();
        QTest::newRow("cut") << 200 << two.chopped(1);
        QTest::newRow("no keys") << 200 << kv::test::success("{\"successful_key_count\":2}").body;
        QTest::newRow("a text") << 200 << kv::test::success("\"done\"").body;
    }
    void whatMakesNoSense()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QVERIFY(!readBulkAnswer(status, body, 2).isCarriedOut);
    }
};

QTEST_APPLESS_MAIN(TestAnswers)
#include "tst_answers.moc"
