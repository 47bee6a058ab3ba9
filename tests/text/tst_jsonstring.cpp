// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonstring.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace kv;

class TestJsonString : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatNeedsNoEscapeStays()
    {
        QCOMPARE(text::jsonString("caf\xc3\xa9 \xf0\x9f\x98\x80/"),
                 QByteArray("\"caf\xc3\xa9 \xf0\x9f\x98\x80/\""));
        QCOMPARE(text::jsonString("\xef\xbb\xbfmark"), QByteArray("\"\xef\xbb\xbfmark\""));
        QCOMPARE(text::jsonString({}), QByteArray("\"\""));
    }

    void theRestIsReadBackAsItWas()
    {
        QByteArray all;
        for (int c = 0; c < 128; ++c)
            all.append(char(c));
        const QByteArray json = text::jsonString(all);
        QVERIFY(!json.contains('\n'));
        const QJsonDocument read = QJsonDocument::fromJson('[' + json + ']');
        QCOMPARE(read.array().first().toString().toUtf8(), all);
    }
};

QTEST_APPLESS_MAIN(TestJsonString)
#include "tst_jsonstring.moc"
