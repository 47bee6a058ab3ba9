// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wiring/credentialcheck.h"
#include "core/clock.h"
#include "credentials/finder.h"
#include "credentials/keychainstore.h"
#include "credentials/tokenstore.h"
#include "remote/apiclient.h"
#include "store/async.h"
#include "store/cloudflare.h"

#include <QProcessEnvironment>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>

namespace kv::wiring {

/// Where a session looks and what it speaks with. The defaults are the real ones.
struct SessionParts
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QString home;                      ///< empty: the user's
    std::function<bool()> hasKeychain; ///< for tests; empty: the system's keychain is asked
    bool useKeychain = true;
    /// A token that was typed in and kept goes before what wrangler would use; otherwise it is the last
    /// resort.
    bool typedInFirst = true;
    /// Ask what the credential may do and list the namespaces; otherwise no request is made that can be
    /// spared.
    bool thorough = true;
    remote::ApiOptions api; ///< `baseUrl` is set by what is found
};

/// The Cloudflare of the real program: finds a credential as wrangler would, checks it, and knows the
/// account.
class CloudflareSession : public Cloudflare
{
    Q_OBJECT

public:
    explicit CloudflareSession(SessionParts parts = {}, QObject *parent = nullptr);
    ~CloudflareSession() override;

    /// Another project: everything starts anew, Idle. `folders`: where wrangler would be run, the likeliest
    /// first; `accountId`: what the project's wrangler files name, may be empty.
    void setProject(const QString &root, const QStringList &folders, const QString &accountId);
    /// The same project, read again.
    void updateProject(const QStringList &folders, const QString &accountId);
    /// What speaks with Cloudflare; null unless Ready.
    std::shared_ptr<remote::ApiClient> client() const { return m_state == State::Ready ? m_client : nullptr; }
    QStringList warnings() const { return m_findings.warnings; }

    void start() override;
    void retry() override;
    State state() const override { return m_state; }
    const std::optional<Error> &error() const override { return m_error; }
    QString credentialSource() const override;
    QString permissions() const override { return m_permissions; }
    QStringList lookedAt() const override { return m_findings.lookedAt; }
    bool isTypedIn() const override { return m_typedIn; }
    QFuture<Result<bool>> useToken(const QString &token, Keep keep) override;
    void forgetToken() override;
    bool hasKeychain() const override { return m_hasKeychain; }
    QString wranglerProgram() const override { return m_wrangler; }
    QFuture<Result<void>> askWrangler() override;
    const QList<Account> &accounts() const override { return m_accounts; }
    QString accountId() const override { return m_accountId; }
    void chooseAccount(const QString &id) override;
    const std::optional<QList<AccountNamespace>> &namespaces() const override { return m_namespaces; }
    const std::optional<Error> &namespacesError() const override { return m_namespacesError; }
    void refreshNamespaces() override;
    QFuture<Result<AccountNamespace>> createNamespace(const QString &title) override;
    QFuture<Result<void>> renameNamespace(const QString &id, const QString &title) override;
    QFuture<Result<void>> deleteNamespace(const QString &id) override;
    Budget budget() const override;

private:
    struct Found
    {
        credentials::Findings findings;
        QString wrangler;
    };

    void reset();
    void look();
    void takeFound(const Found &found);
    void useKept(const std::function<void()> &otherwise);
    void useFound();
    void use(const Credential &credential, const QString &baseUrl, bool typedIn);
    void checkClient();
    void takeChecked(const Result<CheckedCredential> &checked);
    void failWith(const Error &error);
    void takeNamespaces(const Result<QList<AccountNamespace>> &namespaces);
    void setState(State state);
    std::shared_ptr<remote::ApiClient> makeClient(const Credential &credential, const QString &baseUrl);
    QFuture<Result<CheckedCredential>> check(const std::shared_ptr<remote::ApiClient> &client);
    QString wantedAccount() const;
    credentials::TokenScope scope() const;
    /// Answers what `future` answers, and lists the namespaces anew when that went well.
    template <class T> QFuture<Result<T>> thenRefresh(const QFuture<Result<T>> &future);

    SessionParts m_parts;
    QString m_home;
    QString m_root;
    QStringList m_folders;
    QString m_fileAccount;
    QString m_chosenAccount;
    quint64 m_generation = 0; // of searches; answers to an older one are dropped
    State m_state = State::Idle;
    std::optional<Error> m_error;
    credentials::Findings m_findings;
    QString m_wrangler;
    bool m_hasKeychain = false;
    credentials::TokenStore *m_tokens = nullptr;
    std::shared_ptr<remote::ApiClient> m_client;
    bool m_typedIn = false;
    QString m_permissions;
    QList<Account> m_accounts;
    QString m_accountId;
    std::optional<QList<AccountNamespace>> m_namespaces;
    std::optional<Error> m_namespacesError;
    Pending<Result<QList<AccountNamespace>>> m_listing;
    QTimer m_expiry;
    QThreadPool m_pool;
};

} // namespace kv::wiring
