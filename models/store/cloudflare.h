// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"
#include "core/result.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QStringList>

#include <optional>

namespace kv {

/// The opened project's side at Cloudflare: the credential and what it may do, the account, its namespaces
/// and the request budget. All that the window knows of `credentials` and `remote` apart from their stores.
/// Lives on the GUI thread; nothing here blocks; no request is made before start() or a remote target is
/// opened. Opening another project starts anew.
class Cloudflare : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    enum class State {
        Idle,          ///< Not asked for yet.
        Looking,       ///< Credentials are being looked for, or checked at Cloudflare.
        NoCredential,  ///< None was found; lookedAt() says where.
        Failed,        ///< There is one, and error() says why it does not do.
        ChooseAccount, ///< It works, for several accounts() or for none that it may name; chooseAccount().
        Ready,         ///< It works; accountId() is the account.
    };
    Q_ENUM(State)

    /// Where a token that was typed in is kept.
    enum class Keep {
        ThisRun,  ///< In memory until the program ends.
        Keychain, ///< In the system's keychain.
    };

    /// Looks for a credential and checks it, unless that was done or is under way.
    virtual void start() = 0;
    /// Looks and checks again.
    virtual void retry() = 0;
    virtual State state() const = 0;
    /// Why state() is Failed.
    virtual const std::optional<Error> &error() const = 0;
    /// Where the credential in use was found, in words; empty when there is none.
    virtual QString credentialSource() const = 0;
    /// What is known of what the credential may do, in words ("may read and write"); may be empty.
    virtual QString permissions() const = 0;
    /// The places that were looked at for a credential, in order, in words.
    virtual QStringList lookedAt() const = 0;
    /// Whether the credential in use was typed in here, so that forgetToken() would take it away.
    virtual bool isTypedIn() const = 0;

    /// Uses a token that the user typed in. It counts only once Cloudflare has accepted it: a token that it
    /// refuses is not kept. When the keychain does not answer it is kept for this run, and the answer says
    /// so: true only if it lies in the keychain.
    virtual QFuture<Result<bool>> useToken(const QString &token, Keep keep) = 0;
    virtual void forgetToken() = 0;
    /// Whether a keychain answers on this system.
    virtual bool hasKeychain() const = 0;
    /// A `wrangler` that is on PATH, outside the project, absolute; empty: none.
    virtual QString wranglerProgram() const = 0;
    /// Runs wranglerProgram() with `auth token --json`, so that wrangler renews its own login. Only on the
    /// user's click.
    virtual QFuture<Result<void>> askWrangler() = 0;

    virtual const QList<Account> &accounts() const = 0;
    /// The account in use; empty before one is known.
    virtual QString accountId() const = 0;
    /// Uses another account, one of accounts() or any id. A wrangler file's own account_id goes before it.
    virtual void chooseAccount(const QString &id) = 0;

    /// The account's namespaces by title; nullopt: not listed yet.
    virtual const std::optional<QList<AccountNamespace>> &namespaces() const = 0;
    /// Why listing them failed, the last time.
    virtual const std::optional<Error> &namespacesError() const = 0;
    virtual void refreshNamespaces() = 0;
    virtual QFuture<Result<AccountNamespace>> createNamespace(const QString &title) = 0;
    virtual QFuture<Result<void>> renameNamespace(const QString &id, const QString &title) = 0;
    virtual QFuture<Result<void>> deleteNamespace(const QString &id) = 0;

    virtual Budget budget() const = 0;

Q_SIGNALS:
    /// Anything but the budget may read otherwise now.
    void changed();
    void budgetChanged();
};

} // namespace kv
