// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/remotestore.h"

#include "remote/accountapi.h"
#include "store/storecontract.cpp"
#include "support/waitfor.h"

#include <QDateTime>
#include <QHash>
#include <QTest>
#include <QUuid>

using namespace kv;
using namespace kv::remote;
using kv::test::StoreMaker;
using kv::test::waitFor;

/// The store contract on namespaces of a server that speaks Cloudflare's API. The server is the caller's, who
/// names it in the environment: KVW_TEST_API (the base URL), KVW_TEST_TOKEN and KVW_TEST_ACCOUNT. Each test
/// has a namespace of its own, which is deleted at the end.
namespace {

struct Bench
{
    QString account = qEnvironmentVariable("KVW_TEST_ACCOUNT");
    std::shared_ptr<ApiClient> client;
    QStringList namespaces;
    QHash<Store *, Target> targets;

    Bench()
    {
        ApiOptions options;
        options.baseUrl = QUrl(qEnvironmentVariable("KVW_TEST_API"));
        options.pace.perSecond = 100'000; // what the server tells of its limits holds all the same
        options.pace.burst = 100'000;
        options.pace.limit = 1'000'000;
        client = std::make_shared<ApiClient>(
            Credential{.secret = qgetenv("KVW_TEST_TOKEN"), .source = QStringLiteral("KVW_TEST_TOKEN")},
            options);
    }

    std::shared_ptr<Store> open(const Target &target, const Clock &clock)
    {
        auto store = std::make_shared<RemoteStore>(client, target, clock);
        targets[store.get()] = target;
        return store;
    }

    std::shared_ptr<Store> fresh(const Clock &clock)
    {
        const QString title =
            QStringLiteral("contract-%1").arg(QUuid::createUuid().toString(QUuid::WithoutBraces));
        const auto made = waitFor(AccountApi(client).createNamespace(account, title));
        if (!made)
            qFatal("no namespace: %s", qPrintable(made.error().detail));
        namespaces << made->id;
        return open({.place = Place::Remote, .namespaceId = made->id, .accountId = account}, clock);
    }

    void deleteAll()
    {
        for (const QString &id : std::as_const(namespaces)) {
            const auto deleted = waitFor(AccountApi(client).deleteNamespace(account, id));
            if (!deleted)
                qWarning("a namespace is left behind: %s", qPrintable(deleted.error().detail));
        }
        namespaces.clear();
    }
};

StoreMaker makerOf(const std::shared_ptr<Bench> &bench)
{
    return {.fresh = [bench](const Clock &clock) { return bench->fresh(clock); },
            .second =
                [bench](const std::shared_ptr<Store> &first, const Clock &clock) {
                    return bench->open(bench->targets.value(first.get()), clock);
                },
            .startMs = QDateTime::currentMSecsSinceEpoch() + 600'000,
            .beginsWithoutStore = false,
            .counts = false,
            .keepsExpired = false,
            .keepsSpelling = false,
            .tellsMissing = false,
            .watches = false,
            .leastPageSize = 10};
}

} // namespace

class RemoteContract : public kv::test::StoreContract
{
    Q_OBJECT

public:
    explicit RemoteContract(const std::shared_ptr<Bench> &bench)
        : StoreContract(makerOf(bench)),
          m_bench(bench)
    {
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(!m_bench->account.isEmpty() && qEnvironmentVariableIsSet("KVW_TEST_API"),
                 "KVW_TEST_API, KVW_TEST_TOKEN and KVW_TEST_ACCOUNT name the server.");
        QVERIFY_RESULT(waitFor(AccountApi(m_bench->client).probe(m_bench->account)));
    }
    void cleanup() { m_bench->deleteAll(); }

private:
    std::shared_ptr<Bench> m_bench;
};

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const auto bench = std::make_shared<Bench>();
    RemoteContract contract(bench);
    const int failures = QTest::qExec(&contract, argc, argv);
    bench->client.reset();
    return failures;
}

#include "remotecontract.moc"
#include "store/moc_storecontract.cpp"
