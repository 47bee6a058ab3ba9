// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/wranglerlogin.h"

#include "credentials/tokencheck.h"

#include <QDir>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QPromise>
#include <QStandardPaths>
#include <QTimer>

#ifdef Q_OS_UNIX
#include <csignal>
#include <unistd.h>
#endif

namespace kv::credentials {

namespace {

constexpr qint64 maxOutput = 256 * 1024; // bytes, of each channel

bool isAtOrBelow(const QString &path, const QString &folder)
{
    return path == folder ||
           path.startsWith(folder.endsWith(QLatin1Char('/')) ? folder : folder + QLatin1Char('/'));
}

/// Whether a path may be the doing of the project: it lies in the folder, or in the node_modules of a folder
/// around it, as in a monorepo. Both as they are written and with links resolved.
bool isProjects(const QString &path, const QString &projectFolder)
{
    if (projectFolder.isEmpty())
        return false;
    const QStringList folders = {QDir::cleanPath(projectFolder),
                                 QFileInfo(projectFolder).canonicalFilePath()};
    const QStringList paths = {QDir::cleanPath(path), QFileInfo(path).canonicalFilePath()};
    for (const QString &folder : folders) {
        for (const QString &one : paths) {
            if (folder.isEmpty() || one.isEmpty())
                continue;
            const qsizetype modules = one.indexOf(QLatin1String("/node_modules/"));
            if (isAtOrBelow(one, folder) || (modules >= 0 && isAtOrBelow(folder, one.left(modules))))
                return true;
        }
    }
    return false;
}

/// The folders of PATH that are absolute and none of the project's.
QStringList trustedFolders(const QProcessEnvironment &environment, const QString &projectFolder)
{
    QStringList out;
    const QStringList all =
        environment.value(QStringLiteral("PATH")).split(QDir::listSeparator(), Qt::SkipEmptyParts);
    for (const QString &folder : all) {
        if (QDir::isAbsolutePath(folder) && !isProjects(folder, projectFolder))
            out.append(folder);
    }
    return out;
}

/// The JSON object in what wrangler printed, which may have a banner around it.
QJsonObject objectIn(const QByteArray &output)
{
    const qsizetype end = output.lastIndexOf('}') + 1;
    int tries = 0;
    for (qsizetype at = output.indexOf('{'); at >= 0 && at < end && tries < 100;
         at = output.indexOf('{', at + 1), ++tries) {
        const QJsonDocument document = QJsonDocument::fromJson(output.mid(at, end - at));
        if (document.isObject())
            return document.object();
    }
    return {};
}

/// Never quotes what wrangler printed: it may hold the secret.
Result<Credential> credentialIn(const QByteArray &output)
{
    const QJsonObject object = objectIn(output);
    const QString type = object.value(QLatin1String("type")).toString();
    if (type == QLatin1String("api_key")) {
        const auto key = checkToken(object.value(QLatin1String("key")).toString(),
                                    QStringLiteral("the key that wrangler answers"));
        const auto email = checkToken(object.value(QLatin1String("email")).toString(),
                                      QStringLiteral("the email that wrangler answers"));
        if (!key || !email)
            return fail(key ? email.error() : key.error());
        return Credential{.kind = Credential::Kind::KeyAndEmail,
                          .secret = *key,
                          .email = *email,
                          .source = QStringLiteral("the API key that wrangler uses")};
    }
    const QString token = object.value(QLatin1String("token")).toString();
    if (token.isEmpty())
        return fail(ErrorKind::Protocol, QStringLiteral("`wrangler auth token --json` printed no token"));
    const auto secret = checkToken(token, QStringLiteral("the token that wrangler answers"));
    if (!secret)
        return fail(secret.error());
    return Credential{.secret = *secret,
                      .source = type == QLatin1String("oauth")
                                    ? QStringLiteral("wrangler's login, asked of wrangler")
                                    : QStringLiteral("the API token that wrangler uses")};
}

/// One run of wrangler. Deletes itself when it has answered.
class Run : public QObject
{
public:
    explicit Run(const WranglerQuestion &question)
    {
        m_promise.start();
        connect(&m_watcher, &QFutureWatcherBase::canceled, this, [this] { end(std::nullopt); });
        m_watcher.setFuture(m_promise.future());
        m_clock.setSingleShot(true);
        connect(&m_clock, &QTimer::timeout, this, [this, question] {
            end(fail(ErrorKind::Network, QStringLiteral("wrangler did not answer within %1 seconds")
                                             .arg((question.timeoutMs + 999) / 1000)));
        });
        connect(&m_process, &QProcess::errorOccurred, this, [this, question](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                end(fail(ErrorKind::NotFound, QStringLiteral("wrangler cannot be started"),
                         question.program));
        });
        connect(&m_process, &QProcess::readyReadStandardOutput, this,
                [this] { take(m_output, m_process.readAllStandardOutput()); });
        connect(&m_process, &QProcess::readyReadStandardError, this,
                [this] { take(m_complaints, m_process.readAllStandardError()); });
        connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
            m_running = 0;
            end(answer(code, status));
        });
    }

    ~Run() override
    {
        disconnect(&m_process, nullptr, this, nullptr);
        kill();
    }

    QFuture<Result<Credential>> future() const { return m_promise.future(); }

    void start(const WranglerQuestion &question)
    {
        QProcessEnvironment environment = question.environment;
        environment.insert(
            QStringLiteral("PATH"),
            trustedFolders(question.environment, question.projectFolder).join(QDir::listSeparator()));
        if (!question.profile.isEmpty())
            environment.insert(QStringLiteral("CLOUDFLARE_AUTH_PROFILE"), question.profile);
        m_process.setProcessEnvironment(environment);
        m_process.setWorkingDirectory(question.home);
        m_process.setStandardInputFile(QProcess::nullDevice());
#ifdef Q_OS_UNIX
        // wrangler starts a second program: a group of their own lets both be ended.
        m_process.setChildProcessModifier([] { ::setpgid(0, 0); });
#endif
        m_clock.start(question.timeoutMs);
        m_process.start(question.program,
                        {QStringLiteral("auth"), QStringLiteral("token"), QStringLiteral("--json")});
        m_running = m_process.processId();
    }

private:
    void take(QByteArray &into, const QByteArray &bytes)
    {
        into += bytes;
        if (into.size() > maxOutput)
            end(fail(ErrorKind::Protocol, QStringLiteral("wrangler printed far more than a token")));
    }

    Result<Credential> answer(int code, QProcess::ExitStatus status)
    {
        take(m_output, m_process.readAllStandardOutput());
        take(m_complaints, m_process.readAllStandardError());
        if (status == QProcess::NormalExit && code == 0)
            return credentialIn(m_output);
        const QByteArray said = m_complaints + m_output;
        if (said.contains("Not logged in"))
            return fail(ErrorKind::Unauthorised, QStringLiteral("wrangler is not logged in"));
        if (said.contains("Unknown argument"))
            return fail(ErrorKind::Protocol,
                        QStringLiteral("this wrangler is too old: it does not know `wrangler auth token`"));
        if (said.contains("Could not reach the Cloudflare auth server"))
            return fail(ErrorKind::Network,
                        QStringLiteral("wrangler could not reach Cloudflare to renew its login"));
        return fail(ErrorKind::Protocol,
                    status == QProcess::CrashExit
                        ? QStringLiteral("`wrangler auth token --json` crashed")
                        : QStringLiteral("`wrangler auth token --json` failed with exit code %1").arg(code));
    }

    void end(std::optional<Result<Credential>> result)
    {
        if (m_ended)
            return;
        m_ended = true;
        m_clock.stop();
        if (result)
            m_promise.addResult(std::move(*result));
        m_promise.finish();
        // Nothing more of what it says counts. To wait for its end here would hold up the caller.
        disconnect(&m_process, nullptr, this, nullptr);
        if (m_process.state() == QProcess::NotRunning) {
            deleteLater();
            return;
        }
        connect(&m_process, &QProcess::finished, this, &QObject::deleteLater);
        connect(&m_process, &QProcess::errorOccurred, this, &QObject::deleteLater);
        kill();
    }

    void kill()
    {
        const qint64 pid = std::exchange(m_running, 0);
        if (pid <= 0)
            return;
#ifdef Q_OS_UNIX
        ::kill(pid_t(-pid), SIGKILL);
#endif
        m_process.kill();
    }

    QPromise<Result<Credential>> m_promise;
    QFutureWatcher<Result<Credential>> m_watcher;
    QTimer m_clock;
    QByteArray m_output;
    QByteArray m_complaints;
    QProcess m_process;
    qint64 m_running = 0; ///< process id; 0: not running
    bool m_ended = false;
};

} // namespace

QString wranglerOnPath(const QProcessEnvironment &environment, const QString &projectFolder)
{
    for (const QString &folder : trustedFolders(environment, projectFolder)) {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("wrangler"), {folder});
        if (!program.isEmpty() && !isProjects(program, projectFolder))
            return program;
    }
    return {};
}

QFuture<Result<Credential>> askWrangler(const WranglerQuestion &question)
{
    auto *run = new Run(question);
    const QFuture<Result<Credential>> future = run->future();
    run->start(question);
    return future;
}

} // namespace kv::credentials
