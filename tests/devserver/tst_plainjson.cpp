// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/plainjson.h"

#include <QTest>

using kv::devserver::isPlainJson;

class TestPlainJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void staysAsItIs_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"{}",
                                 "[]",
                                 "null",
                                 "true",
                                 "\"\"",
                                 "{\"\":1}",
                                 "{\"b\":1,\"a\":{\"c\":[1,2,{}]}}",
                                 "0",
                                 "-1",
                                 "123456789012345",
                                 "100000000000000000000",
                                 "0.1",
                                 "-0.5",
                                 "1.25",
                                 "0.000001",
                                 "123456.789012345",
                                 "\"a \\\"quoted\\\" \\\\ one\\n\"",
                                 "\"\\u0001\\u001f\"",
                                 "\"/\"",
                                 "\"\x7f\"",
                                 "{\"1a\":0,\"-1\":0}"})
            QTest::newRow(text) << QByteArray(text);
    }
    void staysAsItIs()
    {
        QFETCH(QByteArray, text);
        QVERIFY(isPlainJson(text));
    }

    void mightBeSpeltAnew_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"",
                                 " {}",
                                 "{} ",
                                 "{ }",
                                 "[1, 2]",
                                 "{\"a\" :1}",
                                 "{",
                                 "01",
                                 "1.0",
                                 "1.50",
                                 "-0",
                                 "-0.0",
                                 "1e3",
                                 "1E3",
                                 "1234567890123456",
                                 "12345678901234567890",
                                 "1000000000000000000000",
                                 "0.0000001",
                                 "0.1234567890123456",
                                 "\"\\/\"",
                                 "\"\\u0041\"",
                                 "\"\\u000a\"",
                                 "\"\\u001F\"",
                                 "\"\\ud83d\\ude00\"",
                                 "{\"a\":1,\"a\":2}",
                                 "{\"2\":1}",
                                 "{\"b\":1,\"10\":2}",
                                 "{\"__proto__\":1}",
                                 "{\"\\u0061\":1}"})
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("deep") << QByteArray(40, '[') + QByteArray(40, ']');
        QTest::newRow("not UTF-8") << QByteArray("\"\xff\"");
    }
    void mightBeSpeltAnew()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!isPlainJson(text));
    }
};

QTEST_APPLESS_MAIN(TestPlainJson)
#include "tst_plainjson.moc"
