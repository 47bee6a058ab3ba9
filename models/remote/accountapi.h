// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"
#include "remote/apiclient.h"

#include <QList>

namespace kv::remote {

/// What Cloudflare says of a token.
struct TokenStatus
{
    QString id;
    QString status; ///< "active", "disabled" or "expired"
    bool isActive = false;
    std::optional<qint64> expiresAt; ///< in seconds since 1970

    bool operator==(const TokenStatus &) const = default;
};

/// What concerns an account as a whole. A light handle on a client, which does the work; may go before its
/// answers come. Account and namespace ids are 32 hexadecimal digits.
class AccountApi
{
public:
    explicit AccountApi(std::shared_ptr<ApiClient> client) : m_client(std::move(client)) {}

    /// The accounts that the credential may name. A token that may do no more than read and write KV gets an
    /// empty list or ErrorKind::Unauthorised here and is good all the same for an account whose id is known.
    QFuture<Result<QList<Account>>> listAccounts() const;
    /// Asks about the client's own token. `accountId` may be empty; a token that an account owns can only be
    /// asked about with it. Says nothing of permissions, for which there is probe(). Not for the global API
    /// key nor for wrangler's login: InvalidInput and Unauthorised there.
    QFuture<Result<TokenStatus>> verifyToken(const QString &accountId) const;
    /// Whether the credential may list this account's namespaces. One request.
    QFuture<Result<void>> probe(const QString &accountId) const;
    /// Whether the credential may change anything in this account's KV. One request, which changes nothing:
    /// it asks for a namespace without a title, which is refused as forbidden or as wrong. An Error where
    /// neither can be told.
    QFuture<Result<bool>> mayWrite(const QString &accountId) const;

    /// All of them, by title.
    QFuture<Result<QList<AccountNamespace>>> listNamespaces(const QString &accountId) const;
    /// ErrorKind::Conflict when there is one of that title. Not sent a second time when the answer gets lost:
    /// then it is looked for by its title.
    QFuture<Result<AccountNamespace>> createNamespace(const QString &accountId, const QString &title) const;
    QFuture<Result<void>> renameNamespace(const QString &accountId, const QString &id,
                                          const QString &title) const;
    /// Deletes it with all its keys.
    QFuture<Result<void>> deleteNamespace(const QString &accountId, const QString &id) const;

private:
    std::shared_ptr<ApiClient> m_client;
};

} // namespace kv::remote
