// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/apibase.h"

#include <QtTest>

using namespace kv;
using namespace kv::credentials;

class TestApiBase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cloudflaresOwnHosts_data();
    void cloudflaresOwnHosts();
    void regionsThatDisagree();
    void addresses_data();
    void addresses();
};

void TestApiBase::cloudflaresOwnHosts_data()
{
    QTest::addColumn<QString>("region");
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QString>("fileSays");
    QTest::addColumn<QString>("host");
    const QString none;
    const QString fed = QStringLiteral("fedramp_high");
    const QString open = QStringLiteral("public");
    QTest::newRow("plain") << none << none << none << QStringLiteral("api");
    QTest::newRow("production") << open << QStringLiteral("production") << none << QStringLiteral("api");
    QTest::newRow("staging") << none << QStringLiteral("staging") << none << QStringLiteral("api.staging");
    QTest::newRow("fed") << fed << none << none << QStringLiteral("api.fed");
    QTest::newRow("fed, by the file") << none << none << fed << QStringLiteral("api.fed");
    QTest::newRow("fed, by both") << fed << none << fed << QStringLiteral("api.fed");
    QTest::newRow("fed and staging") << fed << QStringLiteral("staging") << none
                                     << QStringLiteral("api.fed.staging");
}

void TestApiBase::cloudflaresOwnHosts()
{
    QFETCH(QString, region);
    QFETCH(QString, environment);
    QFETCH(QString, fileSays);
    QFETCH(QString, host);
    wrangler::Variables variables;
    if (!region.isEmpty())
        variables.process.insert(QStringLiteral("CLOUDFLARE_COMPLIANCE_REGION"), region);
    if (!environment.isEmpty())
        variables.process.insert(QStringLiteral("WRANGLER_API_ENVIRONMENT"), environment);
    const auto base = apiBaseUrl(variables, false, fileSays);
    QVERIFY(base);
    QCOMPARE(base->own, QStringLiteral("https://%1.cloudflare.com/client/v4").arg(host));
    QCOMPARE(base->forCredential, base->own);
}

void TestApiBase::regionsThatDisagree()
{
    wrangler::Variables variables;
    variables.process.insert(QStringLiteral("CLOUDFLARE_COMPLIANCE_REGION"), QStringLiteral("public"));
    QCOMPARE(apiBaseUrl(variables, false, QStringLiteral("fedramp_high")).error().kind,
             ErrorKind::InvalidInput);
    variables.process.insert(QStringLiteral("CLOUDFLARE_COMPLIANCE_REGION"), QStringLiteral("moon"));
    QCOMPARE(apiBaseUrl(variables, false, {}).error().kind, ErrorKind::InvalidInput);
}

void TestApiBase::addresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("base"); // empty: refused
    const auto row = [](const char *text, const char *base) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(base);
    };
    row("https://api.example/v4", "https://api.example/v4");
    row(" https://API.example/v4// ", "https://api.example/v4");
    row("https://api.example:8443", "https://api.example:8443");
    row("http://127.0.0.1:1/x", "http://127.0.0.1:1/x");
    row("http://127.255.3.4", "http://127.255.3.4");
    row("http://localhost:80/x", "http://localhost:80/x");
    row("http://[::1]:8080/x", "http://[::1]:8080/x");
    for (const char *bad :
         {"", "api.example", "/v4", "https:///v4", "http://api.example", "http://127.0.0.1.example",
          "http://127.1.example", "http://localhost.example", "http://0.0.0.0", "file:///etc/passwd",
          "https://a:b@api.example", "https://a@api.example", "https://api.example/?x",
          "https://api.example/#x", "https://api.example\n/x", "https://a b/"})
        row(bad, "");
}

void TestApiBase::addresses()
{
    QFETCH(QString, text);
    QFETCH(QString, base);
    const auto checked = checkBaseUrl(text, QStringLiteral("X"));
    QCOMPARE(checked.value_or(QString()), base);
    if (!checked) {
        QCOMPARE(checked.error().kind, ErrorKind::InvalidInput);
        QVERIFY(checked.error().detail.startsWith(QLatin1String("X ")));
    }
}

QTEST_APPLESS_MAIN(TestApiBase)
#include "tst_apibase.moc"
