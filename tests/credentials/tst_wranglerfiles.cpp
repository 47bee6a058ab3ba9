// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/wranglerfiles.h"
#include "searchfixture.h"

#include <QtTest>

#include <sys/stat.h>

using namespace kv;
using namespace kv::credentials;

using State = StoredLogin::State;

class TestWranglerFiles : public QObject
{
    Q_OBJECT

private:
    QString folder() const { return m_test->path(QStringLiteral("home/.config/.wrangler")); }
    Result<StoredLogin> read(const QString &keyring = {},
                             const QString &profile = QStringLiteral("default")) const
    {
        return readStoredLogin(folder(), profile, false, keyring);
    }
    std::optional<SearchFixture> m_test;

private Q_SLOTS:
    void init() { m_test.emplace(); }
    void folderOfWrangler();
    void boundProfiles();
    void tokens();
    void encryptedOrPlain();
    void oddFiles();
    void accountCache();
};

void TestWranglerFiles::folderOfWrangler()
{
    const QString home = m_test->place.home;
    QProcessEnvironment environment;
#if defined(Q_OS_LINUX)
    QCOMPARE(wranglerFolder(home, environment), home + QStringLiteral("/.config/.wrangler"));
#endif
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), QStringLiteral("/somewhere/"));
    QCOMPARE(wranglerFolder(home, environment), QStringLiteral("/somewhere/.wrangler"));
    m_test->write(QStringLiteral("home/.wrangler"), QStringLiteral("a file does not count"));
    QCOMPARE(wranglerFolder(home, environment), QStringLiteral("/somewhere/.wrangler"));
    QFile::remove(home + QStringLiteral("/.wrangler"));
    QDir(home).mkdir(QStringLiteral(".wrangler"));
    QCOMPARE(wranglerFolder(home, environment), home + QStringLiteral("/.wrangler"));
}

void TestWranglerFiles::boundProfiles()
{
    const QString project = m_test->place.projectFolder;
    QCOMPARE(boundProfile(folder(), project), QStringLiteral("default"));
    const auto bind = [this](const QString &json) {
        m_test->write(QStringLiteral("home/.config/.wrangler/profiles/directory-bindings.json"), json);
    };
    const QString above = QFileInfo(project).path();
    bind(
        QStringLiteral(
            "{\"%1\": \"above\", \"%2\": \"here\", \"%2x\": \"no\", \"%1/pro\": \"no\", \"%2/sub\": \"sub\"}")
            .arg(above, project));
    QCOMPARE(boundProfile(folder(), project), QStringLiteral("here"));
    QCOMPARE(boundProfile(folder(), above + QStringLiteral("/other")), QStringLiteral("above"));
    QDir(project).mkpath(QStringLiteral("sub/deep"));
    QCOMPARE(boundProfile(folder(), project + QStringLiteral("/sub/deep")), QStringLiteral("sub"));
    QVERIFY(QFile::link(project, m_test->path(QStringLiteral("link"))));
    QCOMPARE(boundProfile(folder(), m_test->path(QStringLiteral("link"))), QStringLiteral("here"));
    for (const char *text : {"", "[]", "null", "{", "{\"x\": 1}"}) {
        bind(QString::fromLatin1(text));
        QCOMPARE(boundProfile(folder(), project), QStringLiteral("default"));
    }
}

void TestWranglerFiles::tokens()
{
    QCOMPARE(read()->state, State::None);
    m_test->writeLogin(QStringLiteral("api_token = \"v1\""));
    QCOMPARE(read()->state, State::Plain);
    QCOMPARE(read()->apiToken, QStringLiteral("v1"));
    m_test->writeLogin(QStringLiteral("refresh_token = \"r\""));
    QCOMPARE(read()->state, State::None);
    m_test->writeLogin(QStringLiteral("oauth_token = 1\nscopes = 2"));
    QCOMPARE(read()->state, State::None);
    m_test->writeLogin(QStringLiteral("oauth_token = \"o\"\nexpiration_time = \"2026-01-01T00:00:00.500Z\""));
    QCOMPARE(read()->expiresAt, 1767225600);
    m_test->writeLogin(
        QStringLiteral("oauth_token = \"o\"\nexpiration_time = \"2026-01-01T02:00:00+02:00\""));
    QCOMPARE(read()->expiresAt, 1767225600);
    m_test->writeLogin(QStringLiteral("oauth_token = \"w\""), QStringLiteral("work.toml"));
    QCOMPARE(read({}, QStringLiteral("work"))->oauthToken, QStringLiteral("w"));
}

void TestWranglerFiles::encryptedOrPlain()
{
    m_test->writeLogin(QStringLiteral("oauth_token = \"o\""));
    QCOMPARE(read(QStringLiteral("true"))->state, State::Plain); // not taken in yet
    m_test->writeLogin(QStringLiteral("{}"), QStringLiteral("default.enc"));
    QCOMPARE(read()->state, State::Plain);
    QCOMPARE(read(QStringLiteral("TRUE"))->state, State::Encrypted);
    m_test->write(QStringLiteral("home/.config/.wrangler/preferences.json"),
                  QStringLiteral("{\"keyring_enabled\":true}"));
    QCOMPARE(read()->state, State::Encrypted);
    QCOMPARE(read(QStringLiteral("false"))->state, State::Plain);
    QFile::remove(folder() + QStringLiteral("/config/default.toml"));
    QCOMPARE(read(QStringLiteral("false"))->state, State::Encrypted);
}

void TestWranglerFiles::oddFiles()
{
    const QString path = folder() + QStringLiteral("/config/default.toml");
    QDir().mkpath(path);
    QCOMPARE(read().error().kind, ErrorKind::InvalidInput);
    QDir().rmdir(path);
    QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
    QCOMPARE(read().error().kind, ErrorKind::InvalidInput);
    QFile::remove(path);
    m_test->writeLogin(QString(2 * 1024 * 1024, QLatin1Char('#')));
    QCOMPARE(read().error().kind, ErrorKind::TooLarge);
}

void TestWranglerFiles::accountCache()
{
    const QString project = m_test->place.projectFolder;
    const QString work = QStringLiteral("work");
    const QString standard = QStringLiteral("default");
    const auto cache = [this](const QString &at, const char *id) {
        m_test->write(at, QStringLiteral("{\"account\":{\"id\":\"%1\"}}").arg(QLatin1String(id)));
    };
    QCOMPARE(cachedAccountId(project, standard, {}), QString());
    cache(QStringLiteral("project/.wrangler/cache/wrangler-account.json"), "local");
    cache(QStringLiteral("project/.wrangler/cache/wrangler-account-work.json"), "local-work");
    QCOMPARE(cachedAccountId(project, standard, {}), QStringLiteral("local"));
    QCOMPARE(cachedAccountId(project, work, {}), QStringLiteral("local-work"));
    QDir().mkpath(m_test->path(QStringLiteral("node_modules")));
    QCOMPARE(cachedAccountId(project, standard, {}), QStringLiteral("local"));
    cache(QStringLiteral("node_modules/.cache/wrangler/wrangler-account.json"), "modules");
    QCOMPARE(cachedAccountId(project, standard, {}), QStringLiteral("modules"));
    QCOMPARE(cachedAccountId(project, work, {}), QString());
    cache(QStringLiteral("elsewhere/wrangler-account.json"), "elsewhere");
    QCOMPARE(cachedAccountId(project, standard, m_test->path(QStringLiteral("elsewhere"))),
             QStringLiteral("elsewhere"));
    cache(QStringLiteral("elsewhere/wrangler-account.json"), "../x");
    QCOMPARE(cachedAccountId(project, standard, m_test->path(QStringLiteral("elsewhere"))), QString());
    m_test->write(QStringLiteral("elsewhere/wrangler-account.json"), QStringLiteral("[1"));
    QCOMPARE(cachedAccountId(project, standard, m_test->path(QStringLiteral("elsewhere"))), QString());
}

QTEST_APPLESS_MAIN(TestWranglerFiles)
#include "tst_wranglerfiles.moc"
