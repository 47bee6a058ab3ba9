// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/keychainstore.h"
#include "searchfixture.h"

#include <QtTest>

using namespace kv;
using namespace kv::credentials;

/// Without a session bus no keychain can answer: what must not happen then is to wait, or to write a file.
class TestKeychainStore : public QObject
{
    Q_OBJECT

private:
    template <class T> static std::optional<Error> errorOf(const QFuture<Result<T>> &future)
    {
        // Far more than the store grants itself.
        [&] { QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 20'000); }();
        if (future.resultCount() == 0)
            return Error{.kind = ErrorKind::Cancelled};
        return future.result() ? std::nullopt : std::optional(future.result().error());
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_test.path(QStringLiteral("config"))));
        qunsetenv("DISPLAY");
    }
    void nobodyAnswers();
    void endsWithTheStore();
    void noFileIsWritten();

private:
    SearchFixture m_test;
};

void TestKeychainStore::nobodyAnswers()
{
    KeychainStore store;
    const QString secret = SearchFixture::secret();
    const auto probe = store.probe();
    const auto read = store.read(QStringLiteral("name"));
    const auto write = store.write(QStringLiteral("name"), secret.toLatin1());
    const auto remove = store.remove(QStringLiteral("name"));
    for (const auto &error : {errorOf(probe), errorOf(read), errorOf(write), errorOf(remove)}) {
        QVERIFY(error);
        QCOMPARE(error->kind, ErrorKind::Internal);
        QVERIFY(error->detail.startsWith(QLatin1String("no keychain answers")));
        QVERIFY(!error->detail.contains(secret));
    }
}

void TestKeychainStore::endsWithTheStore()
{
    auto store = std::make_unique<KeychainStore>();
    const auto probe = store->probe();
    store.reset();
    QTRY_VERIFY(probe.isFinished());
    QVERIFY(probe.isCanceled());
}

void TestKeychainStore::noFileIsWritten()
{
    KeychainStore store;
    QVERIFY(errorOf(store.write(QStringLiteral("name"), SearchFixture::secret().toLatin1())));
    QVERIFY(!QFileInfo::exists(m_test.path(QStringLiteral("config"))));
}

QTEST_GUILESS_MAIN(TestKeychainStore)
#include "tst_keychainstore.moc"
