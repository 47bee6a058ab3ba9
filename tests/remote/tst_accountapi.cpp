// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/accountapi.h"

#include "remote/client.h"
#include "remote/scriptedserver.h"
#include "support/waitfor.h"

#include <QTest>

using namespace kv;
using namespace kv::remote;
using namespace kv::test;

/// What concerns an account as a whole.
class TestAccountApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        server = std::make_unique<ScriptedServer>();
        client = quickClient(server->url());
    }

    void accountsOnAllPages();
    void noAccountsIsAnAnswer();
    void tokensAreAskedAboutWhereTheyBelong_data();
    void tokensAreAskedAboutWhereTheyBelong();
    void oldTokensAreAskedAboutTwice();
    void tokenStatus();
    void probing();
    void namespacesOnAllPages();
    void pagingEnds_data();
    void pagingEnds();
    void creating();
    void aLostAnswerIsLookedUp();
    void renaming();
    void deleting();
    void idsAreNotEmpty();

private:
    QList<QByteArray> asked() const
    {
        QList<QByteArray> all;
        for (const QByteArray &url : server->urls())
            all << QByteArray(url).replace("/client/v4", "");
        return all;
    }
    AccountApi api() const { return AccountApi(client); }

    std::unique_ptr<ScriptedServer> server;
    std::shared_ptr<ApiClient> client;
    const QString acc = QStringLiteral("acc");
};

void TestAccountApi::accountsOnAllPages()
{
    server->script(
        success("[{\"id\":\"1\",\"name\":\"Ada's\"}]", "{\"page\":1,\"per_page\":1,\"total_count\":2}"));
    server->script(
        success("[{\"id\":\"2\",\"name\":\"B\"}]", "{\"page\":2,\"per_page\":1,\"total_count\":2}"));
    const auto accounts = waitFor(api().listAccounts());
    QVERIFY_RESULT(accounts);
    QCOMPARE(*accounts, (QList<Account>{{QStringLiteral("1"), QStringLiteral("Ada's")},
                                        {QStringLiteral("2"), QStringLiteral("B")}}));
    QCOMPARE(asked(),
             (QList<QByteArray>{"GET /accounts?page=1&per_page=50", "GET /accounts?page=2&per_page=50"}));
}

void TestAccountApi::noAccountsIsAnAnswer()
{
    server->script(success("[]"));
    QCOMPARE(waitFor(api().listAccounts()).value(), QList<Account>());
    server->script(failure(403, 9109));
    QVERIFY_ERROR(waitFor(api().listAccounts()), ErrorKind::Unauthorised);
}

void TestAccountApi::tokensAreAskedAboutWhereTheyBelong_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QString>("account");
    QTest::addColumn<QByteArray>("wire");
    const QByteArray user = "GET /user/tokens/verify";
    const QByteArray account = "GET /accounts/acc/tokens/verify";
    QTest::newRow("user's") << QByteArray("cfut_x") << acc << user;
    QTest::newRow("account's") << QByteArray("cfat_x") << acc << account;
    QTest::newRow("old") << QByteArray("old") << acc << user;
    QTest::newRow("old without account") << QByteArray("old") << QString() << user;
    QTest::newRow("account's without account") << QByteArray("cfat_x") << QString() << QByteArray();
}

void TestAccountApi::tokensAreAskedAboutWhereTheyBelong()
{
    QFETCH(QByteArray, secret);
    QFETCH(QString, account);
    QFETCH(QByteArray, wire);
    server->setHandler([](const Seen &) { return success("{\"id\":\"t\",\"status\":\"active\"}"); });
    client = std::make_shared<ApiClient>(Credential{.secret = secret}, quickOptions(server->url()));
    const auto status = waitFor(api().verifyToken(account));
    if (wire.isEmpty()) {
        QVERIFY_ERROR(status, ErrorKind::InvalidInput);
        QVERIFY(asked().isEmpty());
        return;
    }
    QVERIFY_RESULT(status);
    QCOMPARE(asked(), QList<QByteArray>{wire});
}

void TestAccountApi::oldTokensAreAskedAboutTwice()
{
    client = std::make_shared<ApiClient>(Credential{.secret = "old"}, quickOptions(server->url()));
    server->script(failure(401, 1000, "Invalid API Token"));
    server->script(success("{\"id\":\"t\",\"status\":\"active\"}"));
    QVERIFY(waitFor(api().verifyToken(acc)).value().isActive);
    QCOMPARE(asked().size(), 2);
    const Credential key{.kind = Credential::Kind::KeyAndEmail, .secret = "k", .email = "a@b.c"};
    client = std::make_shared<ApiClient>(key, quickOptions(server->url()));
    QVERIFY_ERROR(waitFor(api().verifyToken(acc)), ErrorKind::InvalidInput);
}

void TestAccountApi::tokenStatus()
{
    server->script(success("{\"id\":\"t\",\"status\":\"expired\",\"expires_on\":\"2020-01-01T00:00:00Z\"}"));
    const auto status = waitFor(api().verifyToken(acc));
    QVERIFY_RESULT(status);
    QVERIFY(!status->isActive);
    QCOMPARE(status->status, QStringLiteral("expired"));
    QCOMPARE(status->expiresAt, std::optional<qint64>(1'577'836'800));
}

void TestAccountApi::probing()
{
    server->script(success("[]"));
    QVERIFY_RESULT(waitFor(api().probe(acc)));
    QCOMPARE(asked(), QList<QByteArray>{"GET /accounts/acc/storage/kv/namespaces?per_page=1"});
    server->script(failure(404, 7003));
    QVERIFY_ERROR(waitFor(api().probe(QStringLiteral("a/../b"))), ErrorKind::InvalidInput);
    QCOMPARE(asked().last(), QByteArray("GET /accounts/a%2F..%2Fb/storage/kv/namespaces?per_page=1"));
}

void TestAccountApi::namespacesOnAllPages()
{
    server->setHandler([](const Seen &seen) {
        const int page = seen.url().mid(seen.url().indexOf("page=") + 5, 1).toInt();
        QByteArray rows;
        for (int i = 0; i < (page < 3 ? 100 : 7); ++i)
            rows += (i ? ",{\"id\":\"" : "{\"id\":\"") + QByteArray::number(page * 1000 + i) +
                    "\",\"title\":\"t" + QByteArray::number(9999 - page * 1000 - i) + "\"}";
        return success('[' + rows + ']',
                       "{\"per_page\":100,\"total_count\":207}"); // fewer than were asked for
    });
    const auto all = waitFor(api().listNamespaces(acc));
    QVERIFY_RESULT(all);
    QCOMPARE(all->size(), 207);
    QVERIFY(std::is_sorted(all->begin(), all->end(), [](auto &a, auto &b) { return a.title < b.title; }));
    QCOMPARE(asked().size(), 3);
    QCOMPARE(asked().first(), QByteArray("GET /accounts/acc/storage/kv/namespaces?page=1&per_page=1000&order="
                                         "title&direction=asc"));
}

void TestAccountApi::pagingEnds_data()
{
    QTest::addColumn<QByteArray>("result");
    QTest::addColumn<QByteArray>("info");
    QTest::addColumn<int>("requests");
    const QByteArray one = "[{\"id\":\"1\",\"title\":\"t\"}]";
    QTest::newRow("empty") << QByteArray("[]") << QByteArray() << 1;
    QTest::newRow("short") << one << QByteArray() << 1;
    QTest::newRow("empty, but more is promised")
        << QByteArray("[]") << QByteArray("{\"total_count\":9}") << 1;
    QTest::newRow("the same page for ever") << one << QByteArray("{\"per_page\":1,\"total_count\":9}") << 2;
    QTest::newRow("null") << QByteArray("null") << QByteArray("null") << 1;
}

void TestAccountApi::pagingEnds()
{
    QFETCH(QByteArray, result);
    QFETCH(QByteArray, info);
    QFETCH(int, requests);
    server->setHandler([&](const Seen &) { return success(result, info); });
    QVERIFY_RESULT(waitFor(api().listNamespaces(acc)));
    QCOMPARE(asked().size(), requests);
}

void TestAccountApi::creating()
{
    server->script(success("{\"id\":\"n\",\"title\":\"a \\\"b\\\"\"}"));
    const auto made = waitFor(api().createNamespace(acc, QStringLiteral("a \"b\"")));
    QCOMPARE(made.value(), (AccountNamespace{QStringLiteral("n"), QStringLiteral("a \"b\"")}));
    QCOMPARE(server->seen.first().body, QByteArray("{\"title\":\"a \\\"b\\\"\"}"));
    QCOMPARE(server->seen.first().header("Content-Type"), QByteArray("application/json"));
    server->script(failure(400, 10014));
    QVERIFY_ERROR(waitFor(api().createNamespace(acc, QStringLiteral("a"))), ErrorKind::Conflict);
    QCOMPARE(asked().size(), 2);
}

void TestAccountApi::aLostAnswerIsLookedUp()
{
    server->script(failure(502, 0));
    server->script(success("[{\"id\":\"n\",\"title\":\"new\"}]"));
    QCOMPARE(waitFor(api().createNamespace(acc, QStringLiteral("new"))).value().id, QStringLiteral("n"));
    QCOMPARE(asked().size(), 2); // it was asked for once
    server->script(failure(502, 0));
    server->script(success("[]"));
    QVERIFY_ERROR(waitFor(api().createNamespace(acc, QStringLiteral("new"))), ErrorKind::Network);
    // The connection breaks before a word comes back.
    int posts = 0;
    server->setHandler([&](const Seen &seen) {
        if (seen.method() != "POST")
            return success("[{\"id\":\"n\",\"title\":\"new\"}]");
        ++posts;
        return Answer{.reset = true};
    });
    QCOMPARE(waitFor(api().createNamespace(acc, QStringLiteral("new"))).value().id, QStringLiteral("n"));
    QCOMPARE(posts, 1);
}

void TestAccountApi::renaming()
{
    for (const char *result : {"null", "{}", "{\"id\":\"n\",\"title\":\"t\"}"}) {
        server->script(success(result));
        QVERIFY_RESULT(waitFor(api().renameNamespace(acc, QStringLiteral("n"), QStringLiteral("t"))));
        QCOMPARE(asked().last(), QByteArray("PUT /accounts/acc/storage/kv/namespaces/n"));
    }
    server->script(failure(403, 10000));
    server->script(failure(403, 10000));
    const auto refused = waitFor(api().renameNamespace(acc, QStringLiteral("n"), QStringLiteral("t")));
    QVERIFY_ERROR(refused, ErrorKind::Unauthorised);
    QVERIFY(refused.error().detail.contains(QLatin1String("Workers KV Storage Write")));
}

void TestAccountApi::deleting()
{
    server->script(success("null"));
    QVERIFY_RESULT(waitFor(api().deleteNamespace(acc, QStringLiteral("n"))));
    QCOMPARE(asked().last(), QByteArray("DELETE /accounts/acc/storage/kv/namespaces/n"));
    server->script(failure(502, 0)); // it was done, and the answer got lost
    server->script(failure(404, 10013));
    QVERIFY_RESULT(waitFor(api().deleteNamespace(acc, QStringLiteral("n"))));
    server->script(failure(404, 7003));
    QVERIFY_ERROR(waitFor(api().deleteNamespace(acc, QStringLiteral("n"))), ErrorKind::InvalidInput);
}

void TestAccountApi::idsAreNotEmpty()
{
    QVERIFY_ERROR(waitFor(api().listNamespaces({})), ErrorKind::InvalidInput);
    QVERIFY_ERROR(waitFor(api().deleteNamespace(acc, {})), ErrorKind::InvalidInput);
    QVERIFY_ERROR(waitFor(api().deleteNamespace(acc, QStringLiteral(".."))), ErrorKind::InvalidInput);
    QVERIFY_ERROR(waitFor(api().renameNamespace({}, acc, acc)), ErrorKind::InvalidInput);
    QVERIFY(asked().isEmpty());
}

QTEST_GUILESS_MAIN(TestAccountApi)

#include "tst_accountapi.moc"
