// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/tokenstore.h"
#include "searchfixture.h"
#include "store/async.h"

#include <QtTest>

using namespace kv;
using namespace kv::credentials;

using Keep = Cloudflare::Keep;

namespace {

/// A keychain whose content the test sees, and that can stop answering.
class FakeKeychain : public MemorySecretStore
{
public:
    explicit FakeKeychain(std::optional<ErrorKind> *broken, QStringList *asked)
        : m_broken(broken),
          m_asked(asked)
    {
    }
    QFuture<Result<QByteArray>> read(const QString &name) override
    {
        m_asked->append(name);
        return *m_broken ? readyFuture(Result<QByteArray>(fail(**m_broken, QString())))
                         : MemorySecretStore::read(name);
    }
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        return *m_broken ? readyFuture(Result<void>(fail(**m_broken, QString())))
                         : MemorySecretStore::write(name, secret);
    }
    QFuture<Result<void>> remove(const QString &name) override
    {
        return *m_broken ? readyFuture(Result<void>(fail(**m_broken, QString())))
                         : MemorySecretStore::remove(name);
    }

private:
    std::optional<ErrorKind> *m_broken;
    QStringList *m_asked;
};

/// One that never answers.
class SilentKeychain : public SecretStore
{
public:
    QFuture<Result<QByteArray>> read(const QString &) override { return m_read.future(); }
    QFuture<Result<void>> write(const QString &, const QByteArray &) override { return m_write.future(); }
    QFuture<Result<void>> remove(const QString &) override { return m_write.future(); }

private:
    QPromise<Result<QByteArray>> m_read;
    QPromise<Result<void>> m_write;
};

} // namespace

class TestTokenStore : public QObject
{
    Q_OBJECT

private:
    template <class T> static Result<T> wait(const QFuture<Result<T>> &future)
    {
        [&] { QTRY_VERIFY(future.isFinished()); }();
        return future.resultCount() > 0 ? future.result() : Result<T>(fail(ErrorKind::Cancelled, QString()));
    }
    QByteArray found(const TokenScope &scope)
    {
        return wait(m_store->find(scope)).value_or(Credential()).secret;
    }

    const TokenScope m_all = {QStringLiteral("https://api.example/v4"), {}};
    const TokenScope m_project = {QStringLiteral("https://api.example/v4"), QStringLiteral("/p")};
    const TokenScope m_otherHost = {QStringLiteral("https://evil.example/v4"), QStringLiteral("/p")};
    std::optional<ErrorKind> m_broken;
    QStringList m_asked;
    std::unique_ptr<TokenStore> m_store;

private Q_SLOTS:
    void init()
    {
        m_broken.reset();
        m_asked.clear();
        m_store = std::make_unique<TokenStore>(std::make_unique<FakeKeychain>(&m_broken, &m_asked));
    }
    void keepsInTheKeychain();
    void keepsForThisRun();
    void otherHostsGetNothing();
    void projectGoesFirst();
    void brokenKeychain_data();
    void brokenKeychain();
    void noKeychainAtAll();
    void forgets();
    void endsWithTheStore();
};

void TestTokenStore::keepsInTheKeychain()
{
    QCOMPARE(wait(m_store->find(m_all)).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(m_store->keep("one", m_all, Keep::Keychain)), Result<bool>(true));
    const auto kept = wait(m_store->find(m_all));
    QCOMPARE(kept->secret, QByteArray("one"));
    QVERIFY(kept->source.contains(QLatin1String("keychain")));
    m_broken = ErrorKind::Internal; // nothing of it is left in memory
    QCOMPARE(wait(m_store->find(m_all)).error().kind, ErrorKind::NotFound);
}

void TestTokenStore::keepsForThisRun()
{
    QCOMPARE(wait(m_store->keep("one", m_all, Keep::Keychain)), Result<bool>(true));
    QCOMPARE(wait(m_store->keep("two", m_all, Keep::ThisRun)), Result<bool>(false));
    const auto kept = wait(m_store->find(m_all));
    QCOMPARE(kept->secret, QByteArray("two"));
    QVERIFY(kept->source.contains(QLatin1String("this run")));
    QCOMPARE(wait(m_store->keep("three", m_all, Keep::Keychain)), Result<bool>(true));
    QCOMPARE(found(m_all), QByteArray("three"));
}

void TestTokenStore::otherHostsGetNothing()
{
    QVERIFY(wait(m_store->keep("one", m_all, Keep::Keychain)));
    QVERIFY(wait(m_store->keep("two", m_project, Keep::ThisRun)));
    QCOMPARE(wait(m_store->find(m_otherHost)).error().kind, ErrorKind::NotFound);
}

void TestTokenStore::projectGoesFirst()
{
    QVERIFY(wait(m_store->keep("all", m_all, Keep::ThisRun)));
    QCOMPARE(found(m_project), QByteArray("all"));
    QVERIFY(wait(m_store->keep("mine", m_project, Keep::Keychain)));
    QCOMPARE(found(m_project), QByteArray("mine"));
    QCOMPARE(found(m_all), QByteArray("all"));
}

void TestTokenStore::brokenKeychain_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("none answers") << ErrorKind::Internal;
    QTest::newRow("the user said no") << ErrorKind::Denied;
}

void TestTokenStore::brokenKeychain()
{
    QFETCH(ErrorKind, kind);
    m_broken = kind;
    QCOMPARE(wait(m_store->keep("one", m_all, Keep::Keychain)), Result<bool>(false));
    m_asked.clear();
    QCOMPARE(found(m_project), QByteArray("one"));
    QCOMPARE(m_asked.size(), 1); // it is not asked again for the second name
    QVERIFY(wait(m_store->forget(m_project)));
    QCOMPARE(wait(m_store->find(m_project)).error().kind, ErrorKind::NotFound);
}

void TestTokenStore::noKeychainAtAll()
{
    TokenStore store(nullptr);
    QCOMPARE(wait(store.keep("one", m_all, Keep::Keychain)), Result<bool>(false));
    QCOMPARE(wait(store.find(m_project))->secret, QByteArray("one"));
    QVERIFY(wait(store.forget(m_project)));
    QCOMPARE(wait(store.find(m_project)).error().kind, ErrorKind::NotFound);
}

void TestTokenStore::forgets()
{
    QVERIFY(wait(m_store->keep("all", m_all, Keep::Keychain)));
    QVERIFY(wait(m_store->keep("mine", m_project, Keep::Keychain)));
    QVERIFY(wait(m_store->keep("now", m_project, Keep::ThisRun)));
    QVERIFY(wait(m_store->forget(m_project)));
    QCOMPARE(found(m_project), QByteArray("all"));
    QVERIFY(wait(m_store->forget(m_project)));
    QCOMPARE(wait(m_store->find(m_project)).error().kind, ErrorKind::NotFound);
    QVERIFY(wait(m_store->forget(m_project)));

    QVERIFY(wait(m_store->keep("all", m_all, Keep::Keychain)));
    const auto removal = m_store->forget(m_all);
    m_broken = ErrorKind::Denied;
    QVERIFY(!wait(removal)); // it still lies in the keychain
}

void TestTokenStore::endsWithTheStore()
{
    auto store = std::make_unique<TokenStore>(std::make_unique<SilentKeychain>());
    const auto finding = store->find(m_project);
    const auto keeping = store->keep("one", m_all, Keep::Keychain);
    // Kept at once, while the keychain thinks.
    QCOMPARE(wait(store->find(m_all))->secret, QByteArray("one"));
    const auto forgetting = store->forget(m_all);
    store.reset();
    QTRY_VERIFY(finding.isFinished() && keeping.isFinished() && forgetting.isFinished());
    QVERIFY(finding.isCanceled() && keeping.isCanceled() && forgetting.isCanceled());
}

QTEST_GUILESS_MAIN(TestTokenStore)
#include "tst_tokenstore.moc"
