// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/tokencheck.h"

#include <QtTest>

using namespace kv;
using namespace kv::credentials;

class TestTokenCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTokens();
    void refuses_data();
    void refuses();
};

void TestTokenCheck::takesTokens()
{
    QCOMPARE(*checkToken(QStringLiteral(" abc_-.~+/=9\n"), QString()), QByteArray("abc_-.~+/=9"));
    QCOMPARE(*checkToken(QStringLiteral("a@example.com"), QString()), QByteArray("a@example.com"));
}

void TestTokenCheck::refuses_data()
{
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("says");
    QTest::newRow("nothing") << QString() << QStringLiteral("is empty");
    QTest::newRow("spaces") << QStringLiteral(" \n") << QStringLiteral("is empty");
    QTest::newRow("ellipsis") << QStringLiteral("secret\u2026") << QStringLiteral("U+2026 at position 7");
    QTest::newRow("line end") << QStringLiteral("secret\nX-Header: 1") << QStringLiteral("U+000A");
    QTest::newRow("zero") << QStringLiteral("secret") + QChar(0) + QLatin1Char('x')
                          << QStringLiteral("U+0000");
    QTest::newRow("two words") << QStringLiteral("Bearer secret") << QStringLiteral("U+0020");
    QTest::newRow("Latin-1") << QStringLiteral("secrét") << QStringLiteral("U+00E9");
    QTest::newRow("long") << QString(10'000, QLatin1Char('s')) << QStringLiteral("10000 characters");
}

void TestTokenCheck::refuses()
{
    QFETCH(QString, token);
    QFETCH(QString, says);
    const auto checked = checkToken(token, QStringLiteral("X%1 in .env.%2"));
    QVERIFY(!checked);
    QCOMPARE(checked.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(checked.error().detail.startsWith(QLatin1String("X%1 in .env.%2 ")),
             qPrintable(checked.error().detail));
    QVERIFY2(checked.error().detail.contains(says), qPrintable(checked.error().detail));
    QVERIFY(!checked.error().detail.contains(QLatin1String("secr")));
}

QTEST_APPLESS_MAIN(TestTokenCheck)
#include "tst_tokencheck.moc"
