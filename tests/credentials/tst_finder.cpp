// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/finder.h"
#include "searchfixture.h"

#include <QtTest>

using namespace kv;
using namespace kv::credentials;

using Login = Findings::Login;

class TestFinder : public QObject
{
    Q_OBJECT

private:
    Findings find() const { return findCredential(m_test->place); }
    std::optional<SearchFixture> m_test;

private Q_SLOTS:
    void init() { m_test.emplace(); }
    void nothing();
    void order_data();
    void order();
    void tokenThatCannotBe();
    void keyWithoutEmail();
    void login();
    void expiredLogin_data();
    void expiredLogin();
    void encryptedLogin();
    void brokenLoginFile();
    void profiles();
    void projectsOwnAddress();
    void strangersAddressIsNotFollowed_data();
    void strangersAddressIsNotFollowed();
    void strangersHostIsNotToldOfTheEnvironment();
    void usersOwnAddress();
    void addressThatIsNone();
    void staging();
    void account();
    void noSecretInWords();
};

void TestFinder::nothing()
{
    const Findings found = find();
    QVERIFY(!found.credential && !found.error);
    QCOMPARE(found.login, Login::None);
    QCOMPARE(found.lookedAt.size(), 3);
    QVERIFY(found.lookedAt.at(0).contains(QLatin1String("CLOUDFLARE_API_TOKEN")));
    QVERIFY(found.lookedAt.at(1).contains(QLatin1String(".env, .env.local in ")));
    QVERIFY(found.lookedAt.at(2).endsWith(QLatin1String("default.toml (not there)")));
    QCOMPARE(found.apiBaseUrl, QStringLiteral("https://api.cloudflare.com/client/v4"));
    QVERIFY(found.warnings.isEmpty());
}

void TestFinder::order_data()
{
    // Each row sets all that the rows before it set as well, so that the last one set wins.
    QTest::addColumn<int>("steps");
    QTest::addColumn<QString>("secret");
    QTest::addColumn<QString>("source");
    QTest::newRow("login") << 1 << QStringLiteral("o") << QStringLiteral("wrangler's login (default.toml)");
    QTest::newRow("old name in .env") << 2 << QStringLiteral("f0") << QStringLiteral("CF_API_TOKEN in .env");
    QTest::newRow("token in .env") << 3 << QStringLiteral("f1")
                                   << QStringLiteral("CLOUDFLARE_API_TOKEN in .env");
    QTest::newRow("token in .env.local")
        << 4 << QStringLiteral("f2") << QStringLiteral("CLOUDFLARE_API_TOKEN in .env.local");
    QTest::newRow("token in .env.prod")
        << 5 << QStringLiteral("f3") << QStringLiteral("CLOUDFLARE_API_TOKEN in .env.prod");
    QTest::newRow("token") << 6 << QStringLiteral("e")
                           << QStringLiteral("CLOUDFLARE_API_TOKEN in the environment");
    QTest::newRow("key in .env.local")
        << 7 << QStringLiteral("k1") << QStringLiteral("CLOUDFLARE_API_KEY in .env.local");
    QTest::newRow("key") << 8 << QStringLiteral("k2")
                         << QStringLiteral(
                                "CLOUDFLARE_API_KEY in the environment, CLOUDFLARE_EMAIL in .env.local");
}

void TestFinder::order()
{
    QFETCH(int, steps);
    QFETCH(QString, secret);
    QFETCH(QString, source);
    m_test->place.environmentName = QStringLiteral("prod");
    m_test->writeLogin(SearchFixture::login(QStringLiteral("o"), 60));
    QString env;
    QString local;
    if (steps >= 2)
        env += QStringLiteral("CF_API_TOKEN=f0\n");
    if (steps >= 3)
        env += QStringLiteral("CLOUDFLARE_API_TOKEN=f1\n");
    if (steps >= 4)
        local += QStringLiteral("CLOUDFLARE_API_TOKEN=f2\n");
    if (steps >= 5)
        m_test->writeEnv(QStringLiteral("CLOUDFLARE_API_TOKEN=f3\n"), QStringLiteral(".env.prod"));
    if (steps >= 6)
        m_test->set("CLOUDFLARE_API_TOKEN", QStringLiteral("e"));
    if (steps >= 7)
        local += QStringLiteral("CLOUDFLARE_API_KEY=k1\nCLOUDFLARE_EMAIL=a@example.com\n");
    if (steps >= 8)
        m_test->set("CLOUDFLARE_API_KEY", QStringLiteral("k2"));
    m_test->writeEnv(env);
    m_test->writeEnv(local, QStringLiteral(".env.local"));

    const Findings found = find();
    QVERIFY(found.credential);
    QCOMPARE(found.credential->secret, secret.toLatin1());
    QCOMPARE(found.credential->source, source);
    const bool isKey = steps >= 7;
    QCOMPARE(found.credential->kind, isKey ? Credential::Kind::KeyAndEmail : Credential::Kind::Token);
    QCOMPARE(found.credential->email, isKey ? QByteArray("a@example.com") : QByteArray());
    QCOMPARE(found.login, steps == 1 ? Login::Usable : Login::NotLookedAt);
    QCOMPARE(found.lookedAt.size() == 1, steps == 6);
}

void TestFinder::tokenThatCannotBe()
{
    m_test->writeLogin(SearchFixture::login(QStringLiteral("o"), 60));
    m_test->set("CLOUDFLARE_API_TOKEN", QStringLiteral("abc…"));
    const Findings found = find();
    QVERIFY(!found.credential);
    QVERIFY(found.error);
    QCOMPARE(found.error->kind, ErrorKind::InvalidInput);
    QVERIFY(found.error->detail.startsWith(
        QLatin1String("CLOUDFLARE_API_TOKEN in the environment has a character")));
    // One that is typed in still has somewhere to go.
    QCOMPARE(found.ownApiBaseUrl, QStringLiteral("https://api.cloudflare.com/client/v4"));
}

void TestFinder::keyWithoutEmail()
{
    m_test->set("CLOUDFLARE_API_KEY", QStringLiteral("k"));
    const Findings found = find();
    QVERIFY(!found.credential && !found.error);
    QCOMPARE(found.warnings.size(), 1);
    QVERIFY(found.warnings.constFirst().contains(QLatin1String("CLOUDFLARE_EMAIL")));
}

void TestFinder::login()
{
    m_test->writeLogin(SearchFixture::login(QStringLiteral("o"), 60));
    const Findings found = find();
    QCOMPARE(found.login, Login::Usable);
    QCOMPARE(found.credential->secret, QByteArray("o"));
    QCOMPARE(found.credential->expiresAt, std::optional(SearchFixture::now + 60));
    QCOMPARE(found.scopes, QStringList({QStringLiteral("account:read"), QStringLiteral("workers_kv:write")}));
}

void TestFinder::expiredLogin_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("a second ago") << SearchFixture::login(QStringLiteral("o"), -1);
    QTest::newRow("now") << SearchFixture::login(QStringLiteral("o"), 0);
    QTest::newRow("not told") << QStringLiteral("oauth_token = \"o\"");
    QTest::newRow("no time") << QStringLiteral("oauth_token = \"o\"\nexpiration_time = \"soon\"");
    QTest::newRow("TOML's own date") << QStringLiteral(
        "oauth_token = \"o\"\nexpiration_time = 2020-01-01T00:00:00Z");
}

void TestFinder::expiredLogin()
{
    QFETCH(QString, text);
    m_test->writeLogin(text);
    const Findings found = find();
    QCOMPARE(found.login, Login::Expired);
    QVERIFY(found.credential);
    QVERIFY(*found.credential->expiresAt <= SearchFixture::now);
    QVERIFY(found.lookedAt.constLast().endsWith(QLatin1String("(expired; ask wrangler)")));
}

void TestFinder::encryptedLogin()
{
    m_test->writeLogin(QStringLiteral("{}"), QStringLiteral("default.enc"));
    const Findings found = find();
    QCOMPARE(found.login, Login::Encrypted);
    QVERIFY(!found.credential && !found.error);
    QVERIFY(found.lookedAt.constLast().contains(QLatin1String("keychain")));
}

void TestFinder::brokenLoginFile()
{
    const QString secret = SearchFixture::secret();
    for (const char *form :
         {"oauth_token = %1", "oauth_token = \"%1", "\"%1\" = 1\n\"%1\" = 2", "[%1]\n[%1]"}) {
        m_test->writeLogin(QString::fromLatin1(form).arg(secret));
        const Findings found = find();
        QVERIFY(!found.credential);
        QCOMPARE(found.warnings.size(), 1);
        QVERIFY2(!SearchFixture::words(found).contains(secret), form);
    }
}

void TestFinder::profiles()
{
    m_test->writeLogin(SearchFixture::login(QStringLiteral("o"), 60));
    m_test->writeLogin(SearchFixture::login(QStringLiteral("work-token"), 60), QStringLiteral("work.toml"));
    m_test->write(QStringLiteral("home/.config/.wrangler/profiles/directory-bindings.json"),
                  QStringLiteral("{\"%1\": \"work\"}").arg(m_test->place.projectFolder));
    QCOMPARE(find().credential->secret, QByteArray("work-token"));
    QCOMPARE(find().profile, QStringLiteral("work"));
    m_test->set("CLOUDFLARE_AUTH_PROFILE", QStringLiteral("default"));
    QCOMPARE(find().credential->secret, QByteArray("o"));
    for (const char *name : {"../work", "staging", "Default", "wörk", "a/b"}) {
        m_test->set("CLOUDFLARE_AUTH_PROFILE", QString::fromUtf8(name));
        const Findings found = find();
        QVERIFY2(!found.credential && found.warnings.size() == 1, name);
    }
}

void TestFinder::projectsOwnAddress()
{
    m_test->writeEnv(
        QStringLiteral("CLOUDFLARE_API_TOKEN=theirs\nCLOUDFLARE_API_BASE_URL=http://127.0.0.1:8080/v4/\n"));
    const Findings found = find();
    QCOMPARE(found.apiBaseUrl, QStringLiteral("http://127.0.0.1:8080/v4"));
    // What the user types in goes to Cloudflare all the same.
    QCOMPARE(found.ownApiBaseUrl, QStringLiteral("https://api.cloudflare.com/client/v4"));
    QCOMPARE(found.warnings.size(), 1);
    QVERIFY(found.warnings.constFirst().contains(QLatin1String("127.0.0.1")));
}

void TestFinder::strangersHostIsNotToldOfTheEnvironment()
{
    const QString env =
        QStringLiteral("CLOUDFLARE_API_TOKEN=theirs\nCLOUDFLARE_API_BASE_URL=https://evil.example\n");
    m_test->set("MY_TOKEN", SearchFixture::secret());
    m_test->writeEnv(env + QStringLiteral("CLOUDFLARE_ACCOUNT_ID=$MY_TOKEN"));
    const Findings found = find();
    QCOMPARE(found.apiBaseUrl, QStringLiteral("https://evil.example"));
    QCOMPARE(found.accountId, QString());
    QCOMPARE(found.warnings.size(), 2);
    m_test->writeEnv(env + QStringLiteral("CLOUDFLARE_ACCOUNT_ID=theirs"));
    QCOMPARE(find().accountId, QStringLiteral("theirs"));
}

void TestFinder::strangersAddressIsNotFollowed_data()
{
    QTest::addColumn<QString>("env");
    const QString evil = QStringLiteral("CLOUDFLARE_API_BASE_URL=https://evil.example/v4\n");
    const auto with = [&evil](const char *more) { return evil + QLatin1String(more); };
    QTest::newRow("the user's login") << evil;
    QTest::newRow("the user's token") << with("#token");
    QTest::newRow("a token drawn from the environment") << with("CLOUDFLARE_API_TOKEN=$MY_TOKEN");
    QTest::newRow("by a detour") << with("A=${MY_TOKEN}\nCLOUDFLARE_API_TOKEN=${A}");
    QTest::newRow("under the old name") << with("CLOUDFLARE_API_TOKEN=$CF_API_TOKEN #old");
    QTest::newRow("the user's key") << with("CLOUDFLARE_EMAIL=evil@evil.example #key");
    QTest::newRow("a linked token") << with("#link");
    QTest::newRow("an address that tells") << QStringLiteral(
        "CLOUDFLARE_API_TOKEN=theirs\nCLOUDFLARE_API_BASE_URL=https://evil.example/$MY_TOKEN");
    QTest::newRow("the old name of the address") << QStringLiteral("CF_API_BASE_URL=https://evil.example/v4");
}

void TestFinder::strangersAddressIsNotFollowed()
{
    QFETCH(QString, env);
    m_test->writeLogin(SearchFixture::login(SearchFixture::secret(), 60));
    m_test->set("MY_TOKEN", SearchFixture::secret());
    if (env.contains(QLatin1String("#token")))
        m_test->set("CLOUDFLARE_API_TOKEN", SearchFixture::secret());
    if (env.contains(QLatin1String("#old")))
        m_test->set("CF_API_TOKEN", SearchFixture::secret());
    if (env.contains(QLatin1String("#key")))
        m_test->set("CLOUDFLARE_API_KEY", SearchFixture::secret());
    if (env.contains(QLatin1String("#link"))) {
        m_test->write(QStringLiteral("other/.env"),
                      QStringLiteral("CLOUDFLARE_API_TOKEN=") + SearchFixture::secret());
        QVERIFY(QFile::link(m_test->path(QStringLiteral("other/.env")),
                            m_test->path(QStringLiteral("project/.env.local"))));
    }
    m_test->writeEnv(env);
    const Findings found = find();
    QVERIFY(found.credential);
    QCOMPARE(found.apiBaseUrl, QStringLiteral("https://api.cloudflare.com/client/v4"));
    QCOMPARE(found.ownApiBaseUrl, found.apiBaseUrl);
    QCOMPARE(found.warnings.size(), 1);
    QVERIFY(found.warnings.constFirst().contains(QLatin1String("is not followed")));
    QVERIFY(!SearchFixture::words(found).contains(QLatin1String("s3cr3t")));
}

void TestFinder::usersOwnAddress()
{
    m_test->set("CLOUDFLARE_API_BASE_URL", QStringLiteral("https://proxy.example/client/v4/"));
    m_test->writeLogin(SearchFixture::login(QStringLiteral("o"), 60));
    QCOMPARE(find().apiBaseUrl, QStringLiteral("https://proxy.example/client/v4"));
    QVERIFY(find().warnings.isEmpty());
    // The environment goes before the project, without a word.
    m_test->writeEnv(
        QStringLiteral("CLOUDFLARE_API_BASE_URL=https://evil.example\nCLOUDFLARE_API_TOKEN=theirs"));
    QCOMPARE(find().apiBaseUrl, QStringLiteral("https://proxy.example/client/v4"));
}

void TestFinder::addressThatIsNone()
{
    m_test->writeLogin(SearchFixture::login(QStringLiteral("o"), 60));
    const QString secret = SearchFixture::secret();
    for (const char *url :
         {"http://api.example/v4", "ftp://127.0.0.1", "nonsense", "https://", "https://u:%1@x.example",
          "https://x.example?%1", "http://127.0.0.1.evil.example"}) {
        m_test->set("CLOUDFLARE_API_BASE_URL", QString::fromLatin1(url).replace(QLatin1String("%1"), secret));
        const Findings found = find();
        QVERIFY2(!found.credential, url);
        QVERIFY2(found.error && found.error->kind == ErrorKind::InvalidInput, url);
        QVERIFY2(!SearchFixture::words(found).contains(secret), url);
    }
    m_test->place.environment.remove(QStringLiteral("CLOUDFLARE_API_BASE_URL"));
    m_test->writeEnv(
        QStringLiteral("CLOUDFLARE_API_BASE_URL=http://api.example\nCLOUDFLARE_API_TOKEN=theirs"));
    QCOMPARE(find().apiBaseUrl, QStringLiteral("https://api.cloudflare.com/client/v4"));
    QCOMPARE(find().warnings.size(), 1);
}

void TestFinder::staging()
{
    m_test->set("WRANGLER_API_ENVIRONMENT", QStringLiteral("staging"));
    m_test->writeLogin(SearchFixture::login(QStringLiteral("o"), 60), QStringLiteral("staging.toml"));
    QCOMPARE(find().credential->secret, QByteArray("o"));
    QCOMPARE(find().apiBaseUrl, QStringLiteral("https://api.staging.cloudflare.com/client/v4"));
    m_test->set("WRANGLER_API_ENVIRONMENT", QStringLiteral("else"));
    QVERIFY(find().error && !find().credential);
}

void TestFinder::account()
{
    QVERIFY(find().accountId.isEmpty());
    m_test->write(QStringLiteral("project/.wrangler/cache/wrangler-account.json"),
                  QStringLiteral("{\"account\":{\"id\":\"cached\",\"name\":\"x\"}}"));
    QCOMPARE(find().accountId, QStringLiteral("cached"));
    QCOMPARE(find().accountIdSource, QStringLiteral("wrangler's cache"));
    m_test->writeEnv(QStringLiteral("CF_ACCOUNT_ID=file"));
    QCOMPARE(find().accountId, QStringLiteral("file"));
    QCOMPARE(find().accountIdSource, QStringLiteral("CF_ACCOUNT_ID in .env"));
    m_test->set("CLOUDFLARE_ACCOUNT_ID", QStringLiteral("mine"));
    QCOMPARE(find().accountId, QStringLiteral("mine"));
    m_test->set("CLOUDFLARE_ACCOUNT_ID", QStringLiteral("../x"));
    QVERIFY(find().accountId.isEmpty());
    QCOMPARE(find().warnings.size(), 1);
}

void TestFinder::noSecretInWords()
{
    // Every way to fail and to succeed, with secrets in all places that may hold one.
    const QStringList endings = {QString(), QStringLiteral("…"), QStringLiteral(" x"), QStringLiteral("\n")};
    for (const QString &ending : endings) {
        for (const char *name :
             {"CLOUDFLARE_API_TOKEN", "CF_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL",
              "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_BASE_URL", "WRANGLER_API_ENVIRONMENT",
              "CLOUDFLARE_AUTH_PROFILE", "CLOUDFLARE_COMPLIANCE_REGION"}) {
            for (const bool inFile : {false, true}) {
                m_test.emplace();
                const QString secret = SearchFixture::secret();
                const bool isId = qstrcmp(name, "CLOUDFLARE_ACCOUNT_ID") == 0 && ending.isEmpty();
                const bool isProfile = qstrcmp(name, "CLOUDFLARE_AUTH_PROFILE") == 0;
                if (isId || isProfile)
                    continue; // names, which are shown
                if (inFile)
                    m_test->writeEnv(
                        QStringLiteral("%1=\"%2%3\"\n").arg(QLatin1String(name), secret, ending));
                else
                    m_test->set(name, secret + ending);
                m_test->set(qstrcmp(name, "CLOUDFLARE_EMAIL") == 0 ? "CLOUDFLARE_API_KEY"
                                                                   : "CLOUDFLARE_EMAIL",
                            QStringLiteral("x"));
                m_test->writeLogin(SearchFixture::login(SearchFixture::secret() + ending.trimmed(), 60));
                const QString words = SearchFixture::words(find());
                QVERIFY2(!words.contains(QLatin1String("s3cr3t")), qPrintable(words));
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestFinder)
#include "tst_finder.moc"
