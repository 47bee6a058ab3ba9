// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/apiclient.h"

#include "remote/client.h"
#include "remote/keypath.h"
#include "remote/scriptedserver.h"
#include "support/waitfor.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace kv;
using namespace kv::remote;
using namespace kv::test;

/// What goes over the wire, when, and what is made of what comes back.
class TestApiClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The request
    void theCredentialIsSent_data();
    void theCredentialIsSent();
    void keysArriveAsTheyAre_data();
    void keysArriveAsTheyAre();
    void bodiesAreSent();
    void plainHttpIsForLoopbackOnly_data();
    void plainHttpIsForLoopbackOnly();
    void aCredentialThatWouldEndAHeaderIsNotSent();
    void redirectsAreNotFollowed();
    void cookiesAreNotKept();

    // The answer
    void jsonAndBytes();
    void longAnswersAreTooLarge();
    void aValueWithoutItsLengthIsRefused();
    void aCompressedValueIsRefused();
    void cutAnswersAreNetworkErrors_data();
    void cutAnswersAreNetworkErrors();
    void failureInASuccess();
    void noContentIsASuccess();
    void theSecretIsInNoError();

    // Again
    void repeatedWhereItHelps_data();
    void repeatedWhereItHelps();
    void tooManyRequestsStopTheQueue();
    void aClosedConnectionIsNoFailure();
    void silenceIsANetworkError();
    void aSlowAnswerIsNotSilence();
    void noServerIsANetworkError();
    void aWriteWhoseAnswerGotLost();
    void whatTakesLongIsBorneLonger();

    // The end
    void cancelAbortsTheConnection();
    void cancelTakesOutOfTheQueue();
    void destroyedClientsSendNothing();

    // The budget
    void severalAtOnce();
    void theBudgetIsTold();
    void fewLeftAreSpread();

private:
    static Request get(const QByteArray &path) { return {.path = path}; }
};

void TestApiClient::theCredentialIsSent_data()
{
    QTest::addColumn<bool>("token");
    QTest::newRow("token") << true;
    QTest::newRow("key and email") << false;
}

void TestApiClient::theCredentialIsSent()
{
    QFETCH(bool, token);
    ScriptedServer server;
    Credential credential{.secret = "abc", .email = "ada@example.com"};
    credential.kind = token ? Credential::Kind::Token : Credential::Kind::KeyAndEmail;
    ApiClient client(credential, quickOptions(server.url()));
    QVERIFY_RESULT(waitFor(client.send(get("/user"))));
    const Seen &seen = server.seen.first();
    QCOMPARE(seen.line, QByteArray("GET /client/v4/user HTTP/1.1"));
    QCOMPARE(seen.header("Authorization"), token ? QByteArray("Bearer abc") : QByteArray());
    QCOMPARE(seen.header("X-Auth-Email"), token ? QByteArray() : QByteArray("ada@example.com"));
    QCOMPARE(seen.header("X-Auth-Key"), token ? QByteArray() : QByteArray("abc"));
    QCOMPARE(seen.header("User-Agent"), QByteArray("kvworkbench/" KV_VERSION));
}

void TestApiClient::keysArriveAsTheyAre_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("plain") << QByteArray("user-1_a~b.c") << QByteArray("user-1_a~b.c");
    QTest::newRow("slash") << QByteArray("/a/b/") << QByteArray("%2Fa%2Fb%2F");
    QTest::newRow("percent") << QByteArray("100%") << QByteArray("100%25");
    QTest::newRow("looks encoded") << QByteArray("%2F%2e%41") << QByteArray("%252F%252e%2541");
    QTest::newRow("dot at the end") << QByteArray("a.") << QByteArray("a.");
    QTest::newRow("dot in a path") << QByteArray("a/./b") << QByteArray("a%2F.%2Fb");
    QTest::newRow("two dots") << QByteArray("a/../b") << QByteArray("a%2F..%2Fb");
    QTest::newRow("space and plus") << QByteArray("a b+c") << QByteArray("a%20b%2Bc");
    QTest::newRow("reserved") << QByteArray(":/?#[]@!$&'()*+,;=")
                              << QByteArray("%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D");
    QTest::newRow("odd ones") << QByteArray("\"<>\\^`{|}") << QByteArray("%22%3C%3E%5C%5E%60%7B%7C%7D");
    QTest::newRow("emoji") << QByteArray("\xf0\x9f\x98\x80") << QByteArray("%F0%9F%98%80");
    QTest::newRow("decomposed") << QByteArray("u\xcc\x88") << QByteArray("u%CC%88");
}

void TestApiClient::keysArriveAsTheyAre()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, wire);
    ScriptedServer server;
    const auto client = quickClient(server.url());
    QVERIFY_RESULT(waitFor(
        client->send({.path = "/values/" + percentEncoded(key), .query = "prefix=" + percentEncoded(key)})));
    QCOMPARE(server.seen.first().url(), "/client/v4/values/" + wire + "?prefix=" + wire);
}

void TestApiClient::bodiesAreSent()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    const QByteArray binary = QByteArray::fromHex("00ff0d0a1a80");
    for (const QByteArray &method : {QByteArray("PUT"), QByteArray("POST")}) {
        QVERIFY_RESULT(waitFor(client->send(
            {.method = method, .path = "/x", .contentType = "application/octet-stream", .body = binary})));
        QCOMPARE(server.seen.last().method(), method);
        QCOMPARE(server.seen.last().body, binary);
        QCOMPARE(server.seen.last().header("Content-Type"), QByteArray("application/octet-stream"));
    }
    QVERIFY_RESULT(waitFor(client->send({.method = "PUT", .path = "/x", .contentType = "a/b"})));
    QCOMPARE(server.seen.last().header("Content-Length"), QByteArray("0"));
    QVERIFY_RESULT(waitFor(client->send({.method = "DELETE", .path = "/x"})));
    QCOMPARE(server.seen.last().line, QByteArray("DELETE /client/v4/x HTTP/1.1"));
    QVERIFY(server.seen.last().body.isEmpty());
}

void TestApiClient::plainHttpIsForLoopbackOnly_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url :
         {"http://api.example.com/v4", "http://127.0.0.1.example.com", "ftp://127.0.0.1", "", "/v4",
          "https://", "https://user:pass@example.com", "https://a/b?c=d", "http://10.0.0.1/"})
        QTest::newRow(url) << QString::fromLatin1(url);
}

void TestApiClient::plainHttpIsForLoopbackOnly()
{
    QFETCH(QString, url);
    const auto client = quickClient(QUrl(url));
    const auto answer = waitFor(client->send(get("/user")));
    QVERIFY_ERROR(answer, ErrorKind::InvalidInput);
    QVERIFY(answer.error().detail.contains(QLatin1String("base URL")));
}

void TestApiClient::aCredentialThatWouldEndAHeaderIsNotSent()
{
    ScriptedServer server;
    for (const QByteArray &secret :
         {QByteArray(), QByteArray("a\r\nX: y"), QByteArray("abc\xe2\x80\xa6"), QByteArray("a b")}) {
        ApiClient client({.secret = secret}, quickOptions(server.url()));
        QVERIFY_ERROR(waitFor(client.send(get("/user"))), ErrorKind::InvalidInput);
    }
    QVERIFY(server.seen.isEmpty());
}

void TestApiClient::redirectsAreNotFollowed()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    for (const int status : {301, 302, 307, 308}) {
        server.script(Answer{.status = status}.with("Location", server.url().toEncoded() + "/elsewhere"));
        const auto answer = waitFor(client->send(get("/user")));
        QVERIFY_ERROR(answer, ErrorKind::Protocol);
        QCOMPARE(answer.error().nativeCode, status);
    }
    QCOMPARE(server.seen.size(), 4);
}

void TestApiClient::cookiesAreNotKept()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    server.script(success("1").with("Set-Cookie", "a=b; Path=/"));
    QVERIFY_RESULT(waitFor(client->send(get("/user"))));
    QVERIFY_RESULT(waitFor(client->send(get("/user"))));
    QCOMPARE(server.seen.last().header("Cookie"), QByteArray());
}

void TestApiClient::jsonAndBytes()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    server.script(success("{ \"z\":12345678901234567890, \"a\":[1] }", "{\"page\":2}"));
    const auto json = waitFor(client->send(get("/x")));
    QVERIFY_RESULT(json);
    QCOMPARE(json->resultText().toByteArray(), QByteArray("{ \"z\":12345678901234567890, \"a\":[1] }"));
    QCOMPARE(json->resultInfo().value(QLatin1String("page")).toInt(), 2);

    const QByteArray value = "{\"success\":false}"; // a value is a value, whatever it looks like
    server.script(bytes(value).with("expiration", "1700000000"));
    const auto raw = waitFor(client->send({.path = "/v", .expects = Request::Expects::Bytes}));
    QVERIFY_RESULT(raw);
    QCOMPARE(raw->body, value);
    QCOMPARE(raw->expiration, Expiration(1'700'000'000));
    QCOMPARE(server.seen.last().header("Accept-Encoding"), QByteArray("identity"));

    // A failure that comes as a success is none the less a failure; a value that looks like one is a value.
    Answer failed = failure(404, 10009);
    failed.status = 200;
    server.script(failed);
    QVERIFY_ERROR(waitFor(client->send({.path = "/v", .expects = Request::Expects::Bytes})),
                  ErrorKind::NotFound);
    server.script(bytes(failed.body));
    QCOMPARE(waitFor(client->send({.path = "/v", .expects = Request::Expects::Bytes}))->body, failed.body);
}

void TestApiClient::longAnswersAreTooLarge()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    for (const bool chunked : {false, true}) {
        server.script({.body = QByteArray(100'000, 'x'), .chunked = chunked});
        QVERIFY_ERROR(
            waitFor(client->send({.path = "/v", .expects = Request::Expects::Bytes, .mostBytes = 99'999})),
            ErrorKind::TooLarge);
    }
    server.script({.body = QByteArray(100'000, 'x')});
    QVERIFY_RESULT(
        waitFor(client->send({.path = "/v", .expects = Request::Expects::Bytes, .mostBytes = 100'000})));
}

void TestApiClient::aValueWithoutItsLengthIsRefused()
{
    // Were it cut short, Qt 6.4 would not always say so.
    ScriptedServer server([](const Seen &) { return Answer{.body = "abc", .chunked = true}; });
    const auto client = quickClient(server.url());
    QVERIFY_ERROR(waitFor(client->send({.path = "/v", .expects = Request::Expects::Bytes})),
                  ErrorKind::Network);
    server.script({.body = success("1").body, .chunked = true});
    QVERIFY_RESULT(waitFor(client->send({.path = "/v"}))); // JSON tells its own end
}

void TestApiClient::aCompressedValueIsRefused()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    server.script(bytes("\x1f\x8b").with("Content-Encoding", "gzip"));
    QVERIFY_ERROR(waitFor(client->send({.path = "/v", .expects = Request::Expects::Bytes})),
                  ErrorKind::Protocol);
}

void TestApiClient::cutAnswersAreNetworkErrors_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<int>("cut");
    QTest::newRow("at once") << false << 0;
    QTest::newRow("half way") << false << 500;
    QTest::newRow("the last byte") << false << 999;
    QTest::newRow("chunk at once") << true << 0;
    QTest::newRow("chunk half way") << true << 500;
    QTest::newRow("chunk without its end") << true << 1000;
}

void TestApiClient::cutAnswersAreNetworkErrors()
{
    QFETCH(bool, chunked);
    QFETCH(int, cut);
    for (const auto expects : {Request::Expects::Bytes, Request::Expects::Json}) {
        ScriptedServer server([&](const Seen &) {
            return Answer{
                .body = success('"' + QByteArray(1000, 'v') + '"').body, .cutAfter = cut, .chunked = chunked};
        });
        const auto client = quickClient(server.url());
        const auto answer = waitFor(client->send({.path = "/v", .expects = expects}));
        QVERIFY_ERROR(answer, ErrorKind::Network);
        QVERIFY(server.seen.size() >= 4); // it was tried again
    }
}

void TestApiClient::failureInASuccess()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    server.script(failure(200, 10013, "list keys: 'namespace not found'"));
    const auto answer = waitFor(client->send(get("/x")));
    QVERIFY_ERROR(answer, ErrorKind::NotFound);
    QCOMPARE(answer.error().apiCode, 10013);
    QCOMPARE(answer.error().nativeCode, 200);
    // Throttled with a code alone: waited for and sent again.
    server.script(failure(200, 971));
    QVERIFY_RESULT(waitFor(client->send(get("/x"))));
    QCOMPARE(server.seen.size(), 3);
}

void TestApiClient::noContentIsASuccess()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    server.script({.status = 204});
    QVERIFY_RESULT(waitFor(client->send({.method = "DELETE", .path = "/x"})));
}

void TestApiClient::theSecretIsInNoError()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    server.script(failure(400, 6003, "Invalid header Bearer " + testSecret));
    const auto answer = waitFor(client->send(get("/x")));
    QVERIFY_ERROR(answer, ErrorKind::Unauthorised);
    QVERIFY(!answer.error().detail.contains(QString::fromLatin1(testSecret)));
    QVERIFY(answer.error().detail.contains(QLatin1String("[secret]")));
}

void TestApiClient::repeatedWhereItHelps_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("idempotent");
    QTest::addColumn<int>("requests");
    QTest::newRow("503") << 503 << 0 << true << 4;
    QTest::newRow("500") << 500 << 10001 << true << 4;
    QTest::newRow("408") << 408 << 0 << true << 4;
    QTest::newRow("429") << 429 << 10022 << true << 4;
    QTest::newRow("429 of a post") << 429 << 10022 << false << 4;
    QTest::newRow("503 of a post") << 503 << 0 << false << 1;
    QTest::newRow("free limit") << 429 << 10048 << true << 1;
    QTest::newRow("400") << 400 << 10012 << true << 1;
    QTest::newRow("404") << 404 << 10009 << true << 1;
    QTest::newRow("401") << 401 << 10000 << true << 1;
    QTest::newRow("403") << 403 << 10000 << true << 2;
    QTest::newRow("403 of another kind") << 403 << 10037 << true << 1;
    QTest::newRow("dropped") << 0 << 0 << true << 4;
}

void TestApiClient::repeatedWhereItHelps()
{
    QFETCH(int, status);
    QFETCH(int, code);
    QFETCH(bool, idempotent);
    QFETCH(int, requests);
    const auto answer = [&] {
        return status == 0 ? Answer{.cutAfter = 0, .reset = true} : failure(status, code);
    };
    ScriptedServer server([&](const Seen &) { return answer(); });
    const auto client = quickClient(server.url());
    const Request request{.method = idempotent ? "PUT" : "POST", .path = "/x", .idempotent = idempotent};
    QVERIFY(!waitFor(client->send(request)));
    if (status == 0) // Qt itself tries again on a connection that is closed before a word
        QVERIFY(server.seen.size() >= requests);
    else
        QCOMPARE(server.seen.size(), requests);
    if (requests > 1) { // and it stops as soon as it is well
        server.seen.clear();
        server.script(status == 0 ? failure(503, 0) : answer());
        server.setHandler([](const Seen &) { return success("1"); });
        QVERIFY_RESULT(waitFor(client->send(request)));
        QCOMPARE(server.seen.size(), 2);
    }
}

void TestApiClient::tooManyRequestsStopTheQueue()
{
    ScriptedServer server;
    auto options = quickOptions(server.url());
    options.mostInFlight = 1;
    options.longestBlock = std::chrono::milliseconds(60);
    ApiClient client({.secret = testSecret}, options);
    server.script(failure(429, 10022).with("Retry-After", "300"));
    const auto first = client.send(get("/1"));
    const auto second = client.send(get("/2"));
    QTRY_VERIFY(client.budget().blockedUntilMs > 0);
    QCOMPARE(server.seen.size(), 1);
    QCOMPARE(client.budget().queued, 2);
    QVERIFY_RESULT(waitFor(first));
    QVERIFY_RESULT(waitFor(second));
    QCOMPARE(server.urls(), (QList<QByteArray>{"GET /client/v4/1", "GET /client/v4/1", "GET /client/v4/2"}));
    QCOMPARE(client.budget().blockedUntilMs, 0);

    // While it lasts, nobody is let through; whoever does not want to wait can leave.
    options.longestBlock = std::chrono::hours(1);
    ApiClient blocked({.secret = testSecret}, options);
    server.script(failure(429, 10022).with("Retry-After", "300"));
    auto waits = blocked.send(get("/3"));
    QTRY_VERIFY(blocked.budget().blockedUntilMs > QDateTime::currentMSecsSinceEpoch() + 200'000);
    auto later = blocked.send(get("/4"));
    waits.cancel();
    later.cancel();
    QTRY_VERIFY(waits.isFinished() && later.isFinished());
    QCOMPARE(server.seen.size(), 4);
    QCOMPARE(blocked.budget().queued, 0);
}

void TestApiClient::aClosedConnectionIsNoFailure()
{
    ScriptedServer server([](const Seen &) {
        Answer answer = success("1");
        answer.closeAfter = true;
        return answer;
    });
    const auto client = quickClient(server.url());
    QList<QFuture<Result<Response>>> all;
    for (int i = 0; i < 30; ++i)
        all << client->send(get("/x"));
    for (const auto &one : std::as_const(all))
        QVERIFY_RESULT(waitFor(one));
}

void TestApiClient::silenceIsANetworkError()
{
    ScriptedServer server([](const Seen &) { return Answer{.silent = true}; });
    auto options = quickOptions(server.url());
    options.transferTimeout = std::chrono::milliseconds(20);
    ApiClient client({.secret = testSecret}, options);
    const auto answer = waitFor(client.send(get("/x")));
    QVERIFY_ERROR(answer, ErrorKind::Network);
    QCOMPARE(server.seen.size(), 4);
    // Silence in the middle of a value is no end of it.
    server.setHandler(
        [](const Seen &) { return Answer{.body = "abcdef", .dripBytes = 3, .dripMs = 60'000}; });
    QVERIFY_ERROR(waitFor(client.send({.path = "/x", .expects = Request::Expects::Bytes})),
                  ErrorKind::Network);
}

void TestApiClient::aSlowAnswerIsNotSilence()
{
    ScriptedServer server(
        [](const Seen &) { return Answer{.body = QByteArray(40, 'x'), .dripBytes = 1, .dripMs = 10}; });
    auto options = quickOptions(server.url());
    options.transferTimeout = std::chrono::milliseconds(300);
    options.mostTries = 1;
    ApiClient client({.secret = testSecret}, options);
    const auto answer = waitFor(client.send({.path = "/x", .expects = Request::Expects::Bytes}));
    QVERIFY_RESULT(answer);
    QCOMPARE(answer->body.size(), 40);
}

void TestApiClient::noServerIsANetworkError()
{
    QUrl url;
    {
        ScriptedServer server;
        url = server.url();
    }
    const auto client = quickClient(url);
    const auto answer = waitFor(client->send(get("/x")));
    QVERIFY_ERROR(answer, ErrorKind::Network);
    QVERIFY(!answer.error().detail.isEmpty());
}

void TestApiClient::aWriteWhoseAnswerGotLost()
{
    ScriptedServer server;
    auto options = quickOptions(server.url());
    options.transferTimeout = std::chrono::milliseconds(50);
    ApiClient client({.secret = testSecret}, options);
    const Request write{.method = "PUT", .path = "/x", .body = "v", .access = Request::Access::Write};
    const Request remove{.method = "DELETE", .path = "/x", .access = Request::Access::Write};
    const auto told = [&](const Request &request, const Answer &answer) {
        server.setHandler([answer](const Seen &) { return answer; });
        const auto failed = waitFor(client.send(request));
        return !failed && failed.error().detail.endsWith(ApiClient::mayBeDone());
    };
    for (const Request &request : {write, remove}) {
        QVERIFY(told(request, {.silent = true}));
        QVERIFY(told(request, {.reset = true}));
        QVERIFY(told(request, {.body = QByteArray(50, ' '), .cutAfter = 5}));
        QVERIFY(told(request, html(504)));
        QVERIFY(!told(request, failure(503, 10001))); // an answer
        QVERIFY(!told(request, failure(401, 10000)));
    }
    QVERIFY(!told(get("/x"), {.silent = true})); // nothing was to be done
    // Lost at first, refused when sent again.
    server.script({.silent = true});
    QVERIFY(told(write, failure(401, 10000)));
    // What never got there was not done.
    ApiClient other({.secret = testSecret}, quickOptions(QUrl(QStringLiteral("http://127.0.0.1:9/v4"))));
    const auto refused = waitFor(other.send(write));
    QVERIFY_ERROR(refused, ErrorKind::Network);
    QVERIFY(!refused.error().detail.contains(ApiClient::mayBeDone()));
}

void TestApiClient::whatTakesLongIsBorneLonger()
{
    ScriptedServer server([](const Seen &) {
        Answer answer = success("1");
        answer.delayMs = 400;
        return answer;
    });
    auto options = quickOptions(server.url());
    options.transferTimeout = std::chrono::milliseconds(200);
    ApiClient client({.secret = testSecret}, options);
    QVERIFY_RESULT(waitFor(client.send({.path = "/x", .patience = 20})));
    QCOMPARE(server.seen.size(), 1);
    QVERIFY_ERROR(waitFor(client.send(get("/x"))), ErrorKind::Network);
}

void TestApiClient::cancelAbortsTheConnection()
{
    ScriptedServer server([](const Seen &) { return Answer{.silent = true}; });
    const auto client = quickClient(server.url());
    auto waits = client->send(get("/x"));
    QTRY_COMPARE(server.waiting, 1);
    waits.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(server.abandoned, 1, 2000);
    QTRY_VERIFY(waits.isFinished());
    QCOMPARE(waits.resultCount(), 0);
    server.setHandler([](const Seen &) { return success("1"); });
    QVERIFY_RESULT(waitFor(client->send(get("/y")))); // the client goes on
}

void TestApiClient::cancelTakesOutOfTheQueue()
{
    ScriptedServer server([](const Seen &) { return Answer{.silent = true}; });
    auto options = quickOptions(server.url());
    options.mostInFlight = 1;
    ApiClient client({.secret = testSecret}, options);
    auto first = client.send(get("/1"));
    QTRY_COMPARE(server.waiting, 1);
    auto second = client.send(get("/2"));
    auto third = client.send(get("/3"));
    second.cancel();
    QTRY_VERIFY(second.isFinished());
    server.setHandler([](const Seen &) { return success("1"); });
    first.cancel();
    QVERIFY_RESULT(waitFor(third));
    QCOMPARE(server.urls(), (QList<QByteArray>{"GET /client/v4/1", "GET /client/v4/3"}));
}

void TestApiClient::destroyedClientsSendNothing()
{
    ScriptedServer server([](const Seen &) { return Answer{.silent = true}; });
    auto client = quickClient(server.url());
    QList<QFuture<Result<Response>>> all;
    for (int i = 0; i < 20; ++i)
        all << client->send(get("/x"));
    QTRY_COMPARE(server.waiting, 6);
    client.reset();
    for (const auto &one : std::as_const(all)) {
        QVERIFY(one.isFinished());
        QVERIFY(one.isCanceled());
    }
    QTRY_COMPARE(server.abandoned, 6);
    QCOMPARE(server.seen.size(), 6);
}

void TestApiClient::severalAtOnce()
{
    ScriptedServer server([](const Seen &) {
        Answer answer = success("1");
        answer.delayMs = 20;
        return answer;
    });
    const auto client = quickClient(server.url());
    QList<QFuture<Result<Response>>> all;
    for (int i = 0; i < 24; ++i)
        all << client->send(get("/x"));
    for (const auto &one : std::as_const(all))
        QVERIFY_RESULT(waitFor(one));
    QCOMPARE(server.mostAtOnce, 6);
}

void TestApiClient::theBudgetIsTold()
{
    ScriptedServer server;
    auto options = quickOptions(server.url());
    options.pace = {};
    options.clock = [] { return 1'700'000'000'000; };
    ApiClient client({.secret = testSecret}, options);
    QCOMPARE(client.budget(), Budget{});
    QSignalSpy told(&client, &ApiClient::budgetChanged);
    QVERIFY_RESULT(waitFor(client.send(get("/x"))));
    QCOMPARE(client.budget().remaining, std::optional<int>(1199)); // our own count
    QVERIFY(told.count() >= 1);
    server.script(success("1")
                      .with("Ratelimit", "\"default\";r=700;t=30")
                      .with("Ratelimit-Policy", "\"default\";q=1000;w=300"));
    QVERIFY_RESULT(waitFor(client.send(get("/x"))));
    const Budget budget = client.budget();
    QCOMPARE(budget.remaining, std::optional<int>(700));
    QCOMPARE(budget.limit, 1000);
    QVERIFY(budget.resetsAtMs > 1'700'000'030'000 - 10'000 && budget.resetsAtMs <= 1'700'000'031'000);
}

void TestApiClient::fewLeftAreSpread()
{
    ScriptedServer server;
    const auto client = quickClient(server.url());
    server.script(
        success("1").with("Ratelimit", "\"default\";r=3;t=120").with("Ratelimit-Policy", "q=100;w=120"));
    QVERIFY_RESULT(waitFor(client->send(get("/1"))));
    auto waits = client->send(get("/2"));
    QTRY_COMPARE(client->budget().queued, 1);
    QCoreApplication::processEvents();
    QCOMPARE(server.seen.size(), 1);
    waits.cancel();
    QTRY_COMPARE(client->budget().queued, 0);
}

QTEST_GUILESS_MAIN(TestApiClient)

#include "tst_apiclient.moc"
