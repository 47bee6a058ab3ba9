// SPDX-License-Identifier: GPL-3.0-or-later
// The one door to the data: production comes locked, whoever opens it, and nothing leaves for it while it is.
#include "app/wiring/storeopener.h"

#include "remote/client.h"
#include "remote/scriptedserver.h"
#include "support/waitfor.h"

#include <QSignalSpy>
#include <QTest>

using namespace kv;
using namespace kv::test;
using wiring::StoreOpener;

class TestStoreOpener : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<StoreOpener> m_opener;
    bool m_isProduction = true;

    static Target target(const char *id)
    {
        return {.place = Place::Remote, .namespaceId = QLatin1String(id)};
    }
    qsizetype writes() const
    {
        return std::count_if(m_server->seen.begin(), m_server->seen.end(),
                             [](const Seen &seen) { return seen.method() != "GET"; });
    }

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<ScriptedServer>();
        m_opener = std::make_unique<StoreOpener>();
        m_isProduction = true;
        m_opener->setProductionTest([this](const Target &) { return m_isProduction; });
        m_opener->setRemote({quickClient(m_server->url()), QStringLiteral("acc")});
    }

    void withoutAClientThereIsNoRemoteStore()
    {
        StoreOpener opener;
        QVERIFY(opener.open(target("a")) == nullptr);
    }

    void theSameStoreIsAnsweredWhileItIsHeld()
    {
        const auto store = m_opener->open(target("a"));
        QVERIFY(store && m_opener->open(target("a")) == store);
        QVERIFY(m_opener->open(target("b")) != store);
    }

    void lockedProductionSendsNothing()
    {
        const auto store = m_opener->open(target("a"));
        QVERIFY(!store->capabilities().writable);
        QVERIFY_ERROR(waitFor(store->put({.key = "k", .value = QByteArray("v")})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(store->remove({{"k", {}}, {"l", {}}})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(store->rename("k", "l", {})), ErrorKind::ReadOnly);
        QVERIFY(m_server->seen.isEmpty());
    }

    void allowingHoldsForThisTargetOnly()
    {
        const auto store = m_opener->open(target("a"));
        const auto other = m_opener->open(target("b"));
        QSignalSpy told(store.get(), &Store::capabilitiesChanged);
        m_opener->allowChanges(target("a"), true);
        QCOMPARE(told.count(), 1);
        QVERIFY(store->capabilities().writable);
        QVERIFY(!other->capabilities().writable);
        QVERIFY_RESULT(waitFor(store->put(
            {.key = "k", .value = QByteArray("v"), .expiration = Expiration(), .metadata = Metadata()})));
        QCOMPARE(writes(), 1);
        QVERIFY(m_server->seen.last().url().contains("/accounts/acc/storage/kv/namespaces/a/values/k"));
        m_opener->allowChanges(target("a"), false);
        QVERIFY_ERROR(waitFor(store->put({.key = "k", .value = QByteArray("v")})), ErrorKind::ReadOnly);
        QCOMPARE(writes(), 1);
    }

    void whatBecomesProductionIsLockedWhileItIsOpen()
    {
        m_isProduction = false;
        const auto store = m_opener->open(target("a"));
        QVERIFY(store->capabilities().writable);
        m_isProduction = true;
        m_opener->judgeAgain();
        QVERIFY(!store->capabilities().writable);
    }

    void anotherCredentialMakesAnotherStore()
    {
        const auto store = m_opener->open(target("a"));
        m_opener->setRemote({quickClient(m_server->url()), QStringLiteral("acc")});
        QVERIFY(m_opener->open(target("a")) != store);
        m_opener->setRemote({});
        QVERIFY(m_opener->open(target("a")) == nullptr);
    }
};

QTEST_GUILESS_MAIN(TestStoreOpener)
#include "tst_storeopener.moc"
