// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"
#include "core/result.h"
#include "remote/accountapi.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <memory>
#include <optional>

namespace kv::wiring {

/// What a credential turned out to be good for.
struct CheckedCredential
{
    /// The accounts that it may name; it can be good for others.
    QList<Account> accounts;
    /// The account to use; empty: it works, but which account is meant has to be chosen.
    QString accountId;
    /// Whether it may change keys in that account; nullopt: Cloudflare did not say.
    std::optional<bool> mayWrite;
};

/// Asks Cloudflare what a credential may do: which accounts it may name, whether it may list namespaces in
/// the one that is meant, and whether it may write there. At most five requests. Lives for one check; an
/// Error means that the credential does not do.
class CredentialCheck : public QObject
{
    Q_OBJECT

public:
    struct Wanted
    {
        QString account; ///< the account that is meant; empty: the only one that the credential may name
        /// No other account will do; otherwise it was remembered from somewhere, and gives way to those that
        /// the credential names.
        bool firm = false;
        bool thorough = true; ///< ask what it may do there, too
    };

    CredentialCheck(std::shared_ptr<remote::ApiClient> client, Wanted wanted, QObject *parent = nullptr);

    /// Starts the check, once.
    QFuture<Result<CheckedCredential>> run();

private:
    void takeAccounts(const Result<QList<Account>> &accounts);
    void takeStatus(const Result<remote::TokenStatus> &status);
    void probe();
    void askForWriting();
    void finish(Result<CheckedCredential> result);

    std::shared_ptr<remote::ApiClient> m_client;
    remote::AccountApi m_api;
    Wanted m_wanted;
    CheckedCredential m_found;
    QPromise<Result<CheckedCredential>> m_promise;
};

} // namespace kv::wiring
