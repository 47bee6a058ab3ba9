// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/cloudflaresession.h"

#include "remote/client.h"
#include "remote/scriptedserver.h"
#include "support/waitfor.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace kv;
using namespace kv::test;
using wiring::CloudflareSession;
using wiring::SessionParts;
using State = Cloudflare::State;

namespace {

const QByteArray accountA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const QByteArray accountB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

QByteArray accountJson(const QByteArray &id)
{
    return "{\"id\":\"" + id + "\",\"name\":\"Account " + id.left(1) + "\"}";
}

} // namespace

class TestCloudflareSession : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<ScriptedServer> m_server;
    QList<QByteArray> m_accounts;
    bool m_mayList = true;
    bool m_mayWrite = true;
    bool m_tokenIsGood = true;

    Answer answer(const Seen &seen) const
    {
        const QByteArray url = seen.url();
        const bool typed = seen.header("Authorization").contains("typed");
        if (!m_tokenIsGood && !typed)
            return failure(403, 9109, "Invalid access token");
        if (url.contains("/accounts?")) {
            if (!m_mayList)
                return failure(403, 10000, "Authentication error");
            QByteArrayList rows;
            for (const QByteArray &id : m_accounts)
                rows << accountJson(id);
            return success('[' + rows.join(',') + ']');
        }
        if (url.contains("/tokens/verify"))
            return success("{\"id\":\"t\",\"status\":\"active\"}");
        if (url.contains("/storage/kv/namespaces")) {
            if (!url.contains(accountA) && !url.contains(accountB))
                return failure(404, 7003, "Could not route");
            if (seen.method() == "POST")
                return m_mayWrite ? failure(400, 10019, "missing title")
                                  : failure(403, 10000, "Authentication error");
            return success("[{\"id\":\"0123456789abcdef0123456789abcdef\",\"title\":\"shop\"}]",
                           "{\"page\":1,\"per_page\":1000,\"count\":1,\"total_count\":1}");
        }
        return failure(404, 7003, "No route");
    }

    SessionParts parts(const QList<std::pair<QString, QString>> &variables) const
    {
        SessionParts parts;
        parts.environment = QProcessEnvironment();
        parts.environment.insert(QStringLiteral("CLOUDFLARE_API_BASE_URL"), m_server->url().toString());
        for (const auto &[name, value] : variables)
            parts.environment.insert(name, value);
        parts.home = m_home->path();
        parts.useKeychain = false;
        parts.api = quickOptions({});
        return parts;
    }
    static std::pair<QString, QString> token()
    {
        return {QStringLiteral("CLOUDFLARE_API_TOKEN"), QString::fromLatin1(testSecret)};
    }
    static std::pair<QString, QString> account(const QByteArray &id)
    {
        return {QStringLiteral("CLOUDFLARE_ACCOUNT_ID"), QString::fromLatin1(id)};
    }
    bool reaches(const CloudflareSession &session, State state) const
    {
        return QTest::qWaitFor([&] { return session.state() == state; });
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_accounts = {accountA};
        m_mayList = m_mayWrite = m_tokenIsGood = true;
        m_server = std::make_unique<ScriptedServer>([this](const Seen &seen) { return answer(seen); });
    }

    void nothingIsAskedBeforeItIsStarted()
    {
        CloudflareSession session(parts({token()}));
        session.setProject(m_home->path(), {}, {});
        QCoreApplication::processEvents();
        QCOMPARE(session.state(), State::Idle);
        QVERIFY(session.client() == nullptr);
        QVERIFY(m_server->seen.isEmpty());
    }

    void aTokenInTheEnvironmentJustWorks()
    {
        CloudflareSession session(parts({token()}));
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        QVERIFY(reaches(session, State::Ready));
        QCOMPARE(session.accountId(), QString::fromLatin1(accountA));
        QCOMPARE(session.accounts().first().name, QStringLiteral("Account a"));
        QVERIFY(session.credentialSource().contains(QStringLiteral("CLOUDFLARE_API_TOKEN")));
        QCOMPARE(session.permissions(), QStringLiteral("may read and change keys"));
        QVERIFY(session.client() != nullptr);
        QTRY_VERIFY(session.namespaces().has_value());
        QCOMPARE(session.namespaces()->first().title, QStringLiteral("shop"));
        QVERIFY(!session.isTypedIn());
        QVERIFY(session.budget().remaining.has_value());
    }

    void withoutACredentialItSaysWhereItLooked()
    {
        CloudflareSession session(parts({}));
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        QVERIFY(reaches(session, State::NoCredential));
        QVERIFY(session.lookedAt().size() >= 3);
        QVERIFY(m_server->seen.isEmpty());
    }

    void theProjectsAccountGoesBeforeAllOthers()
    {
        CloudflareSession session(parts({token(), account(accountA)}));
        session.setProject(m_home->path(), {m_home->path()}, QString::fromLatin1(accountB));
        session.start();
        QVERIFY(reaches(session, State::Ready));
        QCOMPARE(session.accountId(), QString::fromLatin1(accountB));
        session.updateProject({m_home->path()}, {}); // the line was taken out of the wrangler file
        QVERIFY(reaches(session, State::Ready) && session.accountId() == QString::fromLatin1(accountA));
    }

    void ofSeveralAccountsOneIsChosen()
    {
        m_accounts = {accountA, accountB};
        CloudflareSession session(parts({token()}));
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        QVERIFY(reaches(session, State::ChooseAccount));
        QVERIFY(session.client() == nullptr);
        session.chooseAccount(QString::fromLatin1(accountB));
        QVERIFY(reaches(session, State::Ready));
        QCOMPARE(session.accountId(), QString::fromLatin1(accountB));
    }

    void aTokenThatMayNotListAccountsTakesATypedId()
    {
        m_mayList = false;
        m_mayWrite = false;
        CloudflareSession session(parts({token()}));
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        QVERIFY(reaches(session, State::ChooseAccount));
        QVERIFY(session.accounts().isEmpty());
        session.chooseAccount(QString::fromLatin1(accountA));
        QVERIFY(reaches(session, State::Ready));
        QCOMPARE(session.permissions(), QStringLiteral("may read keys, not change them"));
    }

    void aRefusedTokenIsNamedNotShown()
    {
        m_tokenIsGood = false;
        CloudflareSession session(parts({token(), account(accountA)}));
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        QVERIFY(reaches(session, State::Failed));
        QCOMPARE(session.error()->kind, ErrorKind::Unauthorised);
        QVERIFY(session.credentialSource().contains(QStringLiteral("CLOUDFLARE_API_TOKEN")));
        QVERIFY(!session.error()->detail.contains(QString::fromLatin1(testSecret)));
        QVERIFY(session.client() == nullptr);

        // One that is typed in then takes its place, and is gone when it is forgotten.
        const auto used = session.useToken(QStringLiteral(" typed-token\n"), Cloudflare::Keep::ThisRun);
        QCOMPARE(waitFor(used).value(), false); // not in a keychain
        QVERIFY(reaches(session, State::Ready));
        QVERIFY(session.isTypedIn());
        QCOMPARE(m_server->seen.last().header("Authorization"), QByteArray("Bearer typed-token"));
        session.retry();
        QVERIFY(reaches(session, State::Ready) && session.isTypedIn());
        session.forgetToken();
        QVERIFY(reaches(session, State::Failed));
    }

    void aTypedTokenThatIsRefusedChangesNothing()
    {
        m_tokenIsGood = false;
        CloudflareSession session(parts({}));
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        QVERIFY(reaches(session, State::NoCredential));
        const auto used = session.useToken(QStringLiteral("wrong"), Cloudflare::Keep::ThisRun);
        QVERIFY_ERROR(waitFor(used), ErrorKind::Unauthorised);
        QCOMPARE(session.state(), State::NoCredential);
        QVERIFY_ERROR(waitFor(session.useToken(QStringLiteral("not a…token"), Cloudflare::Keep::ThisRun)),
                      ErrorKind::InvalidInput);
        session.retry();
        QVERIFY(reaches(session, State::NoCredential));
    }

    void anotherProjectStartsAnew()
    {
        CloudflareSession session(parts({token()}));
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        session.setProject(m_home->path() + QStringLiteral("/other"), {}, {});
        QTest::qWait(50); // what was under way ends, and is not taken
        QCOMPARE(session.state(), State::Idle);
        QVERIFY(session.client() == nullptr);
    }

    void anExpiredLoginIsNotTriedNorRenewed()
    {
        QVERIFY(QDir(m_home->path()).mkpath(QStringLiteral(".wrangler/config")));
        QFile file(m_home->path() + QStringLiteral("/.wrangler/config/default.toml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("oauth_token = \"cfoat_old\"\nrefresh_token = \"once\"\n"
                   "expiration_time = \"2020-01-01T00:00:00.000Z\"\nscopes = [\"workers_kv:write\"]\n");
        file.close();
        CloudflareSession session(parts({}));
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        QVERIFY(reaches(session, State::Failed));
        QCOMPARE(session.error()->kind, ErrorKind::Unauthorised);
        QVERIFY(session.error()->detail.contains(QStringLiteral("expired")));
        QVERIFY(m_server->seen.isEmpty());
    }

    void kvwSpendsNoRequestOnWhatItKnows()
    {
        SessionParts light = parts({token(), account(accountA)});
        light.thorough = false;
        CloudflareSession session(light);
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        QVERIFY(reaches(session, State::Ready));
        QCOMPARE(session.accountId(), QString::fromLatin1(accountA));
        QVERIFY(m_server->seen.isEmpty());
    }

    void namespacesAreListedAnewAfterAChange()
    {
        CloudflareSession session(parts({token()}));
        session.setProject(m_home->path(), {m_home->path()}, {});
        session.start();
        QVERIFY(reaches(session, State::Ready));
        QTRY_VERIFY(session.namespaces().has_value());
        const qsizetype before = m_server->seen.size();
        m_server->script(success("null"));
        QVERIFY_RESULT(waitFor(session.deleteNamespace(QStringLiteral("0123456789abcdef0123456789abcdef"))));
        QTRY_COMPARE(m_server->seen.size(), before + 2);
        QCOMPARE(m_server->seen.at(before).method(), QByteArray("DELETE"));
        QCOMPARE(m_server->seen.last().method(), QByteArray("GET"));
    }
};

QTEST_GUILESS_MAIN(TestCloudflareSession)
#include "tst_cloudflaresession.moc"
