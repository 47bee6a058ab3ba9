// SPDX-License-Identifier: GPL-3.0-or-later
// How a session comes by a credential and an account; what it does with them is in
// cloudflaresession_account.cpp.
#include "app/wiring/cloudflaresession.h"

#include "credentials/tokencheck.h"
#include "credentials/wranglerlogin.h"

#include <QDir>
#include <QtConcurrent>

namespace kv::wiring {

using credentials::Findings;
using remote::ApiClient;

namespace {

/// An expired login is not renewed here: its refresh token works once, and wrangler would be logged out.
Error expiredLogin()
{
    return {.kind = ErrorKind::Unauthorised,
            .detail = QStringLiteral("wrangler's login has expired; let wrangler renew it, or use a token")};
}

Error encryptedLogin()
{
    return {.kind = ErrorKind::Unauthorised,
            .detail =
                QStringLiteral("wrangler keeps its login encrypted; ask wrangler for it, or use a token")};
}

} // namespace

CloudflareSession::CloudflareSession(SessionParts parts, QObject *parent)
    : Cloudflare(parent),
      m_parts(std::move(parts)),
      m_home(m_parts.home.isEmpty() ? QDir::homePath() : m_parts.home)
{
    m_pool.setMaxThreadCount(1);
    std::unique_ptr<credentials::KeychainStore> keychain;
    if (m_parts.useKeychain) {
        keychain = std::make_unique<credentials::KeychainStore>();
        whenDone(keychain->probe(), this, [this](const Result<void> &answers) {
            m_hasKeychain = answers.has_value();
            Q_EMIT changed();
        });
    }
    m_tokens = new credentials::TokenStore(std::move(keychain), this);
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, [this] { failWith(expiredLogin()); });
}

CloudflareSession::~CloudflareSession()
{
    m_pool.waitForDone();
}

void CloudflareSession::setProject(const QString &root, const QStringList &folders, const QString &accountId)
{
    reset();
    m_root = root;
    m_folders = folders;
    m_fileAccount = accountId;
    m_chosenAccount.clear();
    setState(State::Idle);
}

void CloudflareSession::updateProject(const QStringList &folders, const QString &accountId)
{
    m_folders = folders;
    if (accountId == m_fileAccount)
        return;
    m_fileAccount = accountId;
    if (m_state != State::Idle)
        retry();
}

void CloudflareSession::reset()
{
    ++m_generation;
    m_error.reset();
    m_findings = {};
    m_client.reset();
    m_typedIn = false;
    m_permissions.clear();
    m_accounts.clear();
    m_accountId.clear();
    m_listing = {};
    m_namespaces.reset();
    m_namespacesError.reset();
    m_expiry.stop();
}

void CloudflareSession::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
    Q_EMIT budgetChanged();
}

void CloudflareSession::failWith(const Error &error)
{
    m_error = error;
    m_client.reset();
    setState(State::Failed);
}

void CloudflareSession::start()
{
    if (m_state == State::Idle)
        look();
}

void CloudflareSession::retry()
{
    look();
}

void CloudflareSession::look()
{
    reset();
    setState(State::Looking);
    QStringList folders = m_folders;
    if (!folders.contains(m_root) && !m_root.isEmpty())
        folders.append(m_root);
    const auto future = QtConcurrent::run(
        &m_pool,
        [folders, environment = m_parts.environment, home = m_home, root = m_root]() -> Result<Found> {
            Found found;
            QStringList lookedAt;
            found.wrangler = credentials::wranglerOnPath(environment, root);
            for (const QString &folder : folders.isEmpty() ? QStringList{QString()} : folders) {
                Findings findings = credentials::findCredential(
                    {.environment = environment, .home = home, .projectFolder = folder});
                const bool useful = findings.credential || findings.error;
                for (const QString &place : std::as_const(findings.lookedAt)) {
                    if (!lookedAt.contains(place))
                        lookedAt.append(place);
                }
                if (useful || found.findings.lookedAt.isEmpty())
                    found.findings = std::move(findings);
                if (useful)
                    break;
            }
            found.findings.lookedAt = lookedAt;
            return found;
        });
    whenDone(future, this, [this, generation = m_generation](const Result<Found> &found) {
        if (generation == m_generation && found)
            takeFound(*found);
    });
}

void CloudflareSession::takeFound(const Found &found)
{
    m_findings = found.findings;
    m_wrangler = found.wrangler;
    const auto nothing = [this] { setState(State::NoCredential); };
    if (m_parts.typedInFirst)
        useKept([this] { useFound(); });
    else if (m_findings.credential || m_findings.error)
        useFound();
    else
        useKept(nothing);
}

/// Uses a token that was typed in and kept; `otherwise` runs where there is none.
void CloudflareSession::useKept(const std::function<void()> &otherwise)
{
    whenDone(m_tokens->find(scope()), this,
             [this, generation = m_generation, otherwise](const Result<Credential> &kept) {
                 if (generation != m_generation)
                     return;
                 if (kept)
                     use(*kept, m_findings.ownApiBaseUrl, true);
                 else
                     otherwise();
             });
}

void CloudflareSession::useFound()
{
    if (m_findings.error)
        return failWith(*m_findings.error);
    if (m_findings.login == Findings::Login::Encrypted)
        return failWith(encryptedLogin());
    if (!m_findings.credential)
        return setState(State::NoCredential);
    if (m_findings.login == Findings::Login::Expired)
        return failWith(expiredLogin());
    use(*m_findings.credential, m_findings.apiBaseUrl, false);
}

QString CloudflareSession::wantedAccount() const
{
    if (!m_fileAccount.isEmpty())
        return m_fileAccount;
    return m_chosenAccount.isEmpty() ? m_findings.accountId : m_chosenAccount;
}

credentials::TokenScope CloudflareSession::scope() const
{
    return {.apiBaseUrl = m_findings.ownApiBaseUrl, .projectRoot = m_root};
}

std::shared_ptr<ApiClient> CloudflareSession::makeClient(const Credential &credential, const QString &baseUrl)
{
    remote::ApiOptions options = m_parts.api;
    if (!baseUrl.isEmpty())
        options.baseUrl = QUrl(baseUrl);
    auto client = std::make_shared<ApiClient>(credential, options);
    connect(client.get(), &ApiClient::budgetChanged, this, &Cloudflare::budgetChanged);
    return client;
}

QFuture<Result<CheckedCredential>> CloudflareSession::check(const std::shared_ptr<ApiClient> &client)
{
    auto *check = new CredentialCheck(
        client, {.account = wantedAccount(), .firm = !m_fileAccount.isEmpty(), .thorough = m_parts.thorough},
        this);
    const auto future = check->run();
    whenDone(future, check, [check](const Result<CheckedCredential> &) { check->deleteLater(); });
    return future;
}

void CloudflareSession::use(const Credential &credential, const QString &baseUrl, bool typedIn)
{
    m_client = makeClient(credential, baseUrl);
    m_typedIn = typedIn;
    checkClient();
}

void CloudflareSession::checkClient()
{
    if (!m_parts.thorough && !wantedAccount().isEmpty())
        return takeChecked(CheckedCredential{.accountId = wantedAccount()});
    setState(State::Looking);
    whenDone(check(m_client), this,
             [this, generation = m_generation](const Result<CheckedCredential> &checked) {
                 if (generation == m_generation)
                     takeChecked(checked);
             });
}

void CloudflareSession::takeChecked(const Result<CheckedCredential> &checked)
{
    if (!checked) {
        // The source stays told: it is what has to be mended.
        m_error = checked.error();
        return setState(State::Failed);
    }
    m_error.reset();
    m_accounts = checked->accounts;
    m_accountId = checked->accountId;
    m_permissions.clear();
    if (checked->mayWrite)
        m_permissions =
            *checked->mayWrite ? tr("may read and change keys") : tr("may read keys, not change them");
    if (m_accountId.isEmpty())
        return setState(State::ChooseAccount);
    if (const auto &until = m_client->credential().expiresAt) {
        const qint64 left = *until * 1000 - m_parts.api.clock();
        m_expiry.start(int(std::clamp<qint64>(left, 0, std::numeric_limits<int>::max())));
    }
    setState(State::Ready);
    if (m_parts.thorough)
        refreshNamespaces();
}

QFuture<Result<bool>> CloudflareSession::useToken(const QString &token, Keep keep)
{
    const Result<QByteArray> checked = credentials::checkToken(token, tr("The token"));
    if (!checked)
        return readyFuture(Result<bool>(fail(checked.error())));
    const Credential credential{.secret = *checked, .source = tr("the token that was typed in")};
    auto client = makeClient(credential, m_findings.ownApiBaseUrl);
    auto promise = std::make_shared<QPromise<Result<bool>>>();
    promise->start();
    const auto finish = [promise](Result<bool> result) {
        promise->addResult(std::move(result));
        promise->finish();
    };
    whenDone(check(client), this,
             [this, client, finish, keep, generation = m_generation](const Result<CheckedCredential> &good) {
                 if (generation != m_generation)
                     return finish(fail(ErrorKind::Cancelled, QString()));
                 if (!good)
                     return finish(fail(good.error()));
                 ++m_generation; // what was under way with another credential is over
                 m_client = client;
                 m_typedIn = true;
                 whenDone(m_tokens->keep(client->credential().secret, scope(), keep), this,
                          [finish](const Result<bool> &kept) { finish(kept ? *kept : false); });
                 takeChecked(good);
             });
    return promise->future();
}

void CloudflareSession::forgetToken()
{
    whenDone(m_tokens->forget(scope()), this, [this](const Result<void> &) { retry(); });
}

QFuture<Result<void>> CloudflareSession::askWrangler()
{
    if (m_wrangler.isEmpty())
        return readyFuture(Result<void>(fail(ErrorKind::NotFound, tr("there is no wrangler on PATH"))));
    const auto future = credentials::askWrangler({.program = m_wrangler,
                                                  .environment = m_parts.environment,
                                                  .home = m_home,
                                                  .projectFolder = m_root,
                                                  .profile = m_findings.profile});
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    whenDone(future, this, [this, promise, generation = m_generation](const Result<Credential> &answer) {
        if (generation == m_generation && answer)
            use(*answer, m_findings.ownApiBaseUrl, false);
        promise->addResult(answer ? Result<void>() : Result<void>(fail(answer.error())));
        promise->finish();
    });
    return promise->future();
}

} // namespace kv::wiring
