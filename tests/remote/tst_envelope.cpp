// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/envelope.h"

#include <QTest>

using namespace kv::remote;

/// Answers taken apart, whatever they are.
class TestEnvelope : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resultIsKeptToTheByte()
    {
        const QByteArray answer =
            " {\"result\" : { \"z\":1.0, \"a\":12345678901234567890 } ,\"success\":true,"
            "\"errors\":[],\"messages\":[\"x\"],\"result_info\":{\"cursor\":\"c\"}} ";
        const Envelope envelope = readEnvelope(answer);
        QVERIFY(envelope.isJson && envelope.success && !envelope.endsEarly);
        QCOMPARE(envelope.resultText(answer).toByteArray(),
                 QByteArray("{ \"z\":1.0, \"a\":12345678901234567890 }"));
        QCOMPARE(envelope.resultInfoText(answer).toByteArray(), QByteArray("{\"cursor\":\"c\"}"));
        QCOMPARE(readEnvelope("{\"success\":true}").resultText({}).toByteArray(), QByteArray("null"));
    }

    void successIsTheAuthority_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("success");
        QTest::newRow("says so") << QByteArray("{\"success\":true}") << true;
        QTest::newRow("says not") << QByteArray("{\"success\":false}") << false;
        QTest::newRow("says something else") << QByteArray("{\"success\":\"true\"}") << false;
        QTest::newRow("says nothing") << QByteArray("{\"result\":1}") << true;
        QTest::newRow("errors alone") << QByteArray("{\"errors\":[{\"code\":1}]}") << false;
        QTest::newRow("code and error") << QByteArray("{\"code\":1,\"error\":\"x\"}") << false;
        QTest::newRow("no object") << QByteArray("[]") << false;
        QTest::newRow("nothing") << QByteArray() << false;
        QTest::newRow("a page") << QByteArray("<html>") << false;
        QTest::newRow("something behind") << QByteArray("{\"result\":1} x") << false;
    }

    void successIsTheAuthority()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, success);
        QCOMPARE(readEnvelope(answer).success, success);
    }

    void cutAnywhereIsSeen()
    {
        const QByteArray answer =
            "{\"success\":true,\"errors\":[],\"result\":[{\"a\":\"\\u00e4\xc3\xa4\"},1.5e3]}";
        for (int length = 1; length < answer.size(); ++length) {
            const Envelope envelope = readEnvelope(answer.left(length));
            QVERIFY2(!envelope.isJson, answer.left(length));
            QVERIFY2(envelope.endsEarly || length == answer.indexOf("\xa4\"}"), answer.left(length));
        }
        QVERIFY(!readEnvelope("{\"success\":true,}").endsEarly);
    }

    void faults()
    {
        const Envelope envelope = readEnvelope("{\"success\":false,\"errors\":[{\"code\":1,\"message\":\"a\","
                                               "\"error_chain\":[{\"code\":2}]},\"b\",7]}");
        QCOMPARE(envelope.errors,
                 (QList<ApiFault>{{1, QStringLiteral("a")}, {2, {}}, {0, QStringLiteral("b")}}));
        QCOMPARE(
            readEnvelope("{\"errors\":[" + QByteArray("\"x\",").repeated(1000) + "\"x\"]}").errors.size(),
            20);
    }

    void scalarsAreJson()
    {
        QCOMPARE(parseJson("5").toInt(), 5);
        QCOMPARE(parseJson("\"a\"").toString(), QStringLiteral("a"));
        QVERIFY(parseJson("null").isNull());
        QVERIFY(parseJson("").isUndefined());
        QVERIFY(parseJson("{").isUndefined());
        QVERIFY(parseJson("1,2").isUndefined());
    }
};

QTEST_APPLESS_MAIN(TestEnvelope)

#include "tst_envelope.moc"
