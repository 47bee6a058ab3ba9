// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/wranglerlogin.h"
#include "searchfixture.h"
#include "store/async.h"

#include <QtTest>

#include <cerrno>
#include <csignal>

using namespace kv;
using namespace kv::credentials;

class TestWranglerLogin : public QObject
{
    Q_OBJECT

private:
    /// A program of that name with these lines of shell.
    QString script(const QString &name, const QString &lines)
    {
        m_test->write(name, QStringLiteral("#!/bin/sh\n") + lines + QLatin1Char('\n'));
        const QString path = m_test->path(name);
        QFile(path).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    void setPath(const QStringList &folders) { m_test->set("PATH", folders.join(QDir::listSeparator())); }
    QString onPath() const { return wranglerOnPath(m_test->place.environment, m_test->place.projectFolder); }
    WranglerQuestion question(const QString &program) const
    {
        return {.program = program,
                .environment = m_test->place.environment,
                .home = m_test->place.home,
                .projectFolder = m_test->place.projectFolder};
    }
    static Result<Credential> wait(const QFuture<Result<Credential>> &future)
    {
        Result<Credential> out = fail(ErrorKind::Internal, QStringLiteral("no answer"));
        bool done = false;
        QObject guard;
        whenDone(future, &guard, [&](const Result<Credential> &answer) {
            out = answer;
            done = true;
        });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(done, 30'000); }();
        return out;
    }
    QString contentOf(const QString &name) const
    {
        QFile file(m_test->path(name));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
    }
    static bool isAlive(qint64 pid) { return ::kill(pid_t(pid), 0) == 0 || errno != ESRCH; }

    std::optional<SearchFixture> m_test;

private Q_SLOTS:
    void init()
    {
        m_test.emplace();
        setPath({QStringLiteral("/usr/bin"), QStringLiteral("/bin")});
    }
    void onPathOutsideTheProject();
    void linksIntoTheProject();
    void modulesAroundTheProject();
    void answers_data();
    void answers();
    void failures_data();
    void failures();
    void howItIsRun();
    void notThere();
    void takesTooLong();
    void printsWithoutEnd();
    void cancelEndsTheProgram();
};

void TestWranglerLogin::onPathOutsideTheProject()
{
    QCOMPARE(onPath(), QString());
    const QString inProject = script(QStringLiteral("project/node_modules/.bin/wrangler"), QString());
    script(QStringLiteral("project/wrangler"), QString());
    const QString good = script(QStringLiteral("tools/wrangler"), QString());
    const QString project = m_test->place.projectFolder;
    setPath({QFileInfo(inProject).path(), project, project + QStringLiteral("/../project"),
             QStringLiteral("."), QStringLiteral("node_modules/.bin"), QString()});
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(project));
    QCOMPARE(onPath(), QString());
    QVERIFY(QDir::setCurrent(before));
    setPath({QFileInfo(inProject).path(), m_test->path(QStringLiteral("nothing")), QFileInfo(good).path()});
    QCOMPARE(onPath(), good);
    QFile(good).setPermissions(QFile::ReadOwner);
    QCOMPARE(onPath(), QString());
}

void TestWranglerLogin::linksIntoTheProject()
{
    const QString inProject = script(QStringLiteral("project/evil"), QString());
    QDir().mkpath(m_test->path(QStringLiteral("bin")));
    QVERIFY(QFile::link(inProject, m_test->path(QStringLiteral("bin/wrangler"))));
    setPath({m_test->path(QStringLiteral("bin"))});
    QCOMPARE(onPath(), QString());
    // A link to the folder, and a project that is itself opened by a link.
    script(QStringLiteral("project/sub/wrangler"), QString());
    QVERIFY(QFile::link(m_test->path(QStringLiteral("project/sub")), m_test->path(QStringLiteral("linked"))));
    setPath({m_test->path(QStringLiteral("linked"))});
    QCOMPARE(onPath(), QString());
    QVERIFY(QFile::link(m_test->place.projectFolder, m_test->path(QStringLiteral("again"))));
    m_test->place.projectFolder = m_test->path(QStringLiteral("again"));
    setPath({m_test->path(QStringLiteral("project/sub"))});
    QCOMPARE(onPath(), QString());
}

void TestWranglerLogin::modulesAroundTheProject()
{
    // In a monorepo the tools lie above the package that is open.
    const QString shared = script(QStringLiteral("node_modules/.bin/wrangler"), QString());
    setPath({QFileInfo(shared).path()});
    QCOMPARE(onPath(), QString());
    // node_modules of something else, as of a global installation, are no part of it.
    const QString global = script(QStringLiteral("lib/node_modules/wrangler/bin/wrangler"), QString());
    setPath({QFileInfo(global).path()});
    QCOMPARE(onPath(), global);
}

void TestWranglerLogin::answers_data()
{
    QTest::addColumn<QString>("printed");
    QTest::addColumn<bool>("isKey");
    QTest::addColumn<QString>("source");
    const QString oauth = QStringLiteral("wrangler's login, asked of wrangler");
    const QString token = QStringLiteral("the API token that wrangler uses");
    QTest::newRow("login") << QStringLiteral("{\"type\":\"oauth\",\"token\":\"S\"}") << false << oauth;
    QTest::newRow("pretty") << QStringLiteral("{\n  \"type\": \"api_token\",\n  \"token\": \"S\"\n}\n")
                            << false << token;
    QTest::newRow("key") << QStringLiteral("{\"type\":\"api_key\",\"key\":\"S\",\"email\":\"a@example.com\"}")
                         << true << QStringLiteral("the API key that wrangler uses");
    QTest::newRow("banner")
        << QStringLiteral(" ⛅️ wrangler {4}\n---\n{\"type\":\"oauth\",\"token\":\"S\"}\n\nUpdate "
                          "available!")
        << false << oauth;
    QTest::newRow("more fields") << QStringLiteral("{\"type\":\"oauth\",\"token\":\"S\",\"more\":{\"a\":[]}}")
                                 << false << oauth;
}

void TestWranglerLogin::answers()
{
    QFETCH(QString, printed);
    QFETCH(bool, isKey);
    QFETCH(QString, source);
    const QString secret = SearchFixture::secret();
    m_test->write(QStringLiteral("printed"),
                  printed.replace(QLatin1String("\"S\""), QLatin1Char('"') + secret + QLatin1Char('"')));
    const QString program = script(QStringLiteral("tools/wrangler"),
                                   QStringLiteral("cat '%1'").arg(m_test->path(QStringLiteral("printed"))));
    const auto answer = wait(askWrangler(question(program)));
    QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().detail));
    QCOMPARE(answer->secret, secret.toLatin1());
    QCOMPARE(answer->kind, isKey ? Credential::Kind::KeyAndEmail : Credential::Kind::Token);
    QCOMPARE(answer->email, isKey ? QByteArray("a@example.com") : QByteArray());
    QCOMPARE(answer->source, source);
    QVERIFY(!answer->expiresAt);
}

void TestWranglerLogin::failures_data()
{
    QTest::addColumn<QString>("lines"); // S: a secret
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("not logged in") << QStringLiteral("echo 'Not logged in. S' >&2; exit 1")
                                   << ErrorKind::Unauthorised;
    QTest::newRow("old") << QStringLiteral("echo 'Unknown arguments: json, auth S'; exit 1")
                         << ErrorKind::Protocol;
    QTest::newRow("no network") << QStringLiteral(
                                       "echo 'Could not reach the Cloudflare auth server at S' >&2; exit 1")
                                << ErrorKind::Network;
    QTest::newRow("other") << QStringLiteral("echo S; echo S >&2; exit 3") << ErrorKind::Protocol;
    QTest::newRow("crash") << QStringLiteral("echo S; kill -SEGV $$") << ErrorKind::Protocol;
    QTest::newRow("nothing") << QStringLiteral("true") << ErrorKind::Protocol;
    QTest::newRow("no JSON") << QStringLiteral("echo S") << ErrorKind::Protocol;
    QTest::newRow("broken JSON") << QStringLiteral("echo '{\"type\":\"oauth\",\"token\":\"S\"'")
                                 << ErrorKind::Protocol;
    QTest::newRow("no token") << QStringLiteral("echo '{\"type\":\"oauth\",\"key\":\"S\"}'")
                              << ErrorKind::Protocol;
    QTest::newRow("odd token") << QStringLiteral("echo '{\"type\":\"oauth\",\"token\":\"S…\"}'")
                               << ErrorKind::InvalidInput;
    QTest::newRow("key without email")
        << QStringLiteral("echo '{\"type\":\"api_key\",\"key\":\"S\"}'") << ErrorKind::InvalidInput;
}

void TestWranglerLogin::failures()
{
    QFETCH(QString, lines);
    QFETCH(ErrorKind, kind);
    const QString secret = SearchFixture::secret();
    const QString program = script(QStringLiteral("tools/wrangler"),
                                   lines.replace(QLatin1Char('S') + QString(), secret)
                                       .replace(secret + QStringLiteral("EGV"), QStringLiteral("SEGV")));
    const auto answer = wait(askWrangler(question(program)));
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, kind);
    QVERIFY(!answer.error().detail.isEmpty());
    QVERIFY(!answer.error().detail.contains(QLatin1String("s3cr3t")));
}

void TestWranglerLogin::howItIsRun()
{
    m_test->writeEnv(QStringLiteral("FROM_PROJECT=1"));
    m_test->set("MINE", QStringLiteral("yes"));
    setPath({m_test->path(QStringLiteral("project/node_modules/.bin")), QStringLiteral("."),
             QStringLiteral("/usr/bin"), QStringLiteral("/bin")});
    const QString program = script(
        QStringLiteral("tools/wrangler"),
        QStringLiteral(
            "cat >/dev/null; { pwd; echo \"$*\"; echo \"$MINE/$FROM_PROJECT/$CLOUDFLARE_AUTH_PROFILE\"; "
            "echo \"$PATH\"; } >'%1'; exit 9")
            .arg(m_test->path(QStringLiteral("told"))));
    WranglerQuestion asked = question(program);
    asked.profile = QStringLiteral("work");
    QCOMPARE(wait(askWrangler(asked)).error().kind, ErrorKind::Protocol);
    QCOMPARE(contentOf(QStringLiteral("told")),
             QStringLiteral("%1\nauth token --json\nyes//work\n/usr/bin:/bin")
                 .arg(QFileInfo(m_test->place.home).canonicalFilePath()));
}

void TestWranglerLogin::notThere()
{
    const auto answer = wait(askWrangler(question(m_test->path(QStringLiteral("nothing")))));
    QCOMPARE(answer.error().kind, ErrorKind::NotFound);
    m_test->write(QStringLiteral("text"), QStringLiteral("no program"));
    QCOMPARE(wait(askWrangler(question(m_test->path(QStringLiteral("text"))))).error().kind,
             ErrorKind::NotFound);
}

void TestWranglerLogin::takesTooLong()
{
    // It has a child of its own, as wrangler has; both must end.
    const QString program =
        script(QStringLiteral("tools/wrangler"),
               QStringLiteral("sleep 600 & echo $! >'%1'; wait").arg(m_test->path(QStringLiteral("pid"))));
    WranglerQuestion asked = question(program);
    asked.timeoutMs = 1000;
    const auto answer = wait(askWrangler(asked));
    QCOMPARE(answer.error().kind, ErrorKind::Network);
    const qint64 pid = contentOf(QStringLiteral("pid")).toLongLong();
    QVERIFY(pid > 0);
    QTRY_VERIFY(!isAlive(pid));
}

void TestWranglerLogin::printsWithoutEnd()
{
    const QString program =
        script(QStringLiteral("tools/wrangler"), QStringLiteral("exec yes '{\"token\":\"x\"}'"));
    QCOMPARE(wait(askWrangler(question(program))).error().kind, ErrorKind::Protocol);
}

void TestWranglerLogin::cancelEndsTheProgram()
{
    const QString program =
        script(QStringLiteral("tools/wrangler"),
               QStringLiteral("sleep 600 & echo $! >'%1'; wait").arg(m_test->path(QStringLiteral("pid"))));
    auto future = askWrangler(question(program));
    QTRY_VERIFY(contentOf(QStringLiteral("pid")).toLongLong() > 0);
    const qint64 pid = contentOf(QStringLiteral("pid")).toLongLong();
    QVERIFY(isAlive(pid));
    future.cancel();
    QTRY_VERIFY(!isAlive(pid));
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(wait(future).error().kind, ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestWranglerLogin)
#include "tst_wranglerlogin.moc"
