// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/apierror.h"

#include <QTest>

using namespace kv;
using namespace kv::remote;

/// What is made of the answers with which requests fail.
class TestApiError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kinds_data();
    void kinds();
    void theMissingPermissionIsNamed();
    void oddShapes_data();
    void oddShapes();
    void pagesForPeople();
    void theAskedForWaitIsKept();
    void remedies_data();
    void remedies();

private:
    static Error made(int status, const QByteArray &body, Request::Access access = Request::Access::Read,
                      const QByteArray &type = "application/json", bool challenged = false)
    {
        return apiError({.status = status, .body = body, .contentType = type, .challenged = challenged},
                        readEnvelope(body), access);
    }
    static QByteArray with(int code)
    {
        return "{\"success\":false,\"errors\":[{\"code\":" + QByteArray::number(code) +
               ",\"message\":\"get: 'some words'\"}],\"messages\":[],\"result\":null}";
    }
};

void TestApiError::kinds_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("kind");
    const auto row = [](int status, int code, ErrorKind kind) {
        QTest::addRow("%d %d", status, code) << status << code << int(kind);
    };
    row(404, 10009, ErrorKind::NotFound);
    row(404, 10013, ErrorKind::NotFound);
    row(404, 7003, ErrorKind::InvalidInput);
    row(400, 7003, ErrorKind::InvalidInput);
    row(404, 7000, ErrorKind::InvalidInput);
    row(400, 10011, ErrorKind::InvalidInput);
    row(403, 10000, ErrorKind::Unauthorised);
    row(401, 10000, ErrorKind::Unauthorised);
    row(400, 9106, ErrorKind::Unauthorised);
    row(403, 9109, ErrorKind::Unauthorised);
    row(401, 1000, ErrorKind::Unauthorised);
    row(400, 6003, ErrorKind::Unauthorised);
    row(400, 6111, ErrorKind::Unauthorised);
    row(400, 10014, ErrorKind::Conflict);
    row(400, 10019, ErrorKind::InvalidInput);
    row(400, 10012, ErrorKind::InvalidInput);
    row(400, 10033, ErrorKind::InvalidInput);
    row(400, 10034, ErrorKind::InvalidInput);
    row(400, 10042, ErrorKind::InvalidInput);
    row(400, 10047, ErrorKind::InvalidInput);
    row(414, 10030, ErrorKind::TooLarge);
    row(413, 10024, ErrorKind::TooLarge);
    row(413, 0, ErrorKind::TooLarge);
    row(429, 971, ErrorKind::RateLimited);
    row(200, 971, ErrorKind::RateLimited);
    row(429, 10022, ErrorKind::RateLimited);
    row(429, 0, ErrorKind::RateLimited);
    row(429, 10013, ErrorKind::RateLimited); // the status is sure of itself
    row(429, 10048, ErrorKind::RateLimited);
    row(503, 10001, ErrorKind::Network);
    row(500, 0, ErrorKind::Network);
    row(408, 0, ErrorKind::Network);
    row(404, 0, ErrorKind::NotFound);
    row(400, 99999, ErrorKind::InvalidInput);
    row(403, 99999, ErrorKind::Unauthorised);
    row(200, 10013, ErrorKind::NotFound);
    row(200, 0, ErrorKind::Protocol);
}

void TestApiError::kinds()
{
    QFETCH(int, status);
    QFETCH(int, code);
    QFETCH(int, kind);
    const Error error = made(status, with(code));
    QCOMPARE(int(error.kind), kind);
    QCOMPARE(error.nativeCode, status);
    QCOMPARE(error.apiCode, code);
    QVERIFY(error.detail.contains(QLatin1String("get: 'some words'")));
    if (code != 0)
        QVERIFY(error.detail.contains(QStringLiteral("code %1").arg(code)));
    QCOMPARE(isKeyMissing(error), code == 10009);
}

void TestApiError::theMissingPermissionIsNamed()
{
    QVERIFY(made(403, with(10000), Request::Access::Write)
                .detail.contains(QLatin1String("\"Workers KV Storage Write\"")));
    QVERIFY(made(403, with(10000), Request::Access::Read)
                .detail.contains(QLatin1String("\"Workers KV Storage Read\"")));
    QVERIFY(!made(403, with(10000), Request::Access::Account).detail.contains(QLatin1String("Workers KV")));
    // A token that is no token at all lacks no permission.
    QVERIFY(!made(401, with(1000), Request::Access::Write).detail.contains(QLatin1String("Workers KV")));
}

void TestApiError::oddShapes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::newRow("code and error") << QByteArray("{\"code\":10013,\"error\":\"gone\"}") << 404
                                    << int(ErrorKind::NotFound) << 10013;
    QTest::newRow("no code") << QByteArray("{\"success\":false,\"errors\":[{\"message\":\"x\"}]}") << 400
                             << int(ErrorKind::InvalidInput) << 0;
    QTest::newRow("messages only") << QByteArray("{\"success\":false,\"errors\":[\"x\",7,null]}") << 403
                                   << int(ErrorKind::Unauthorised) << 0;
    QTest::newRow("code in words") << QByteArray("{\"success\":false,\"errors\":[{\"code\":\"10009\"}]}")
                                   << 404 << int(ErrorKind::NotFound) << 10009;
    QTest::newRow("no errors") << QByteArray("{\"success\":false,\"errors\":null}") << 200
                               << int(ErrorKind::Protocol) << 0;
    QTest::newRow("chain") << QByteArray("{\"success\":false,\"errors\":[{\"code\":5,\"message\":\"Invalid "
                                         "request headers\",\"error_chain\":[{\"code\":6111,\"message\":"
                                         "\"Invalid format for Authorization header\"}]}]}")
                           << 400 << int(ErrorKind::Unauthorised) << 6111;
    QTest::newRow("not JSON") << QByteArray("upstream connect error") << 503 << int(ErrorKind::Network) << 0;
    QTest::newRow("empty") << QByteArray() << 502 << int(ErrorKind::Network) << 0;
    QTest::newRow("a list") << QByteArray("[]") << 200 << int(ErrorKind::Protocol) << 0;
}

void TestApiError::oddShapes()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(int, kind);
    QFETCH(int, code);
    const Error error = made(status, body);
    QCOMPARE(int(error.kind), kind);
    QCOMPARE(error.apiCode, code);
    QVERIFY(!error.detail.isEmpty());
    QVERIFY(!error.detail.contains(QLatin1Char('\n')));
}

void TestApiError::pagesForPeople()
{
    const QByteArray page = "\n<!DOCTYPE html><html>";
    const Error refused = made(403, page, Request::Access::Read, "text/html; charset=UTF-8");
    QCOMPARE(int(refused.kind), int(ErrorKind::Denied));
    QVERIFY(isGatewayRefusal(refused));
    QVERIFY(refused.detail.contains(QLatin1String("firewall")));
    QVERIFY(isGatewayRefusal(made(403, page, Request::Access::Read, ""))); // by its looks
    const Error riddle = made(200, page, Request::Access::Read, "text/html", true);
    QCOMPARE(int(riddle.kind), int(ErrorKind::Denied));
    QCOMPARE(int(made(200, page).kind), int(ErrorKind::Protocol));
    QCOMPARE(int(made(404, page).kind), int(ErrorKind::Protocol)); // not: no such key
    QCOMPARE(int(made(502, page).kind), int(ErrorKind::Network));
    const Error withRay =
        apiError({.status = 403, .body = page, .ray = "8f00-AMS"}, readEnvelope(page), Request::Access::Read);
    QVERIFY(withRay.detail.contains(QLatin1String("8f00-AMS")));
    QVERIFY(!withRay.detail.contains(QLatin1String("DOCTYPE")));
}

void TestApiError::theAskedForWaitIsKept()
{
    const QByteArray body = with(10022);
    const Error error = apiError({.status = 429, .body = body, .retryAfterMs = 7000}, readEnvelope(body),
                                 Request::Access::Read);
    QCOMPARE(error.retryAfterMs, 7000);
}

void TestApiError::remedies_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("remedy");
    QTest::newRow("429") << 429 << 10022 << int(Remedy::Wait);
    QTest::newRow("971 in a 200") << 200 << 971 << int(Remedy::Wait);
    QTest::newRow("tomorrow") << 429 << 10048 << int(Remedy::None);
    QTest::newRow("503") << 503 << 0 << int(Remedy::Again);
    QTest::newRow("403") << 403 << 10000 << int(Remedy::AgainOnce);
    QTest::newRow("401") << 401 << 10000 << int(Remedy::None);
    QTest::newRow("404") << 404 << 10009 << int(Remedy::None);
    QTest::newRow("400") << 400 << 10012 << int(Remedy::None);
}

void TestApiError::remedies()
{
    QFETCH(int, status);
    QFETCH(int, code);
    QFETCH(int, remedy);
    QCOMPARE(int(remedyFor(made(status, with(code)))), remedy);
}

QTEST_APPLESS_MAIN(TestApiError)

#include "tst_apierror.moc"
