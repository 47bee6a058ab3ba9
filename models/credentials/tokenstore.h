// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credential.h"
#include "credentials/secretstore.h"
#include "store/cloudflare.h"

#include <QObject>

#include <memory>

namespace kv::credentials {

/// What a typed-in token is for: an API address, and one project or all of them.
struct TokenScope
{
    QString apiBaseUrl;  ///< Findings::ownApiBaseUrl
    QString projectRoot; ///< absolute; empty: every project
};

/// Keeps tokens that were typed in: in the keychain, or in memory until the program ends; never in a file or
/// a setting. There is one for each API address, and a project may have its own instead, so that a token is
/// never sent to another address than the one it was typed in for. Lives on the thread that made it.
class TokenStore : public QObject
{
    Q_OBJECT

public:
    /// `keychain` may be null: memory only.
    explicit TokenStore(std::unique_ptr<SecretStore> keychain, QObject *parent = nullptr);
    ~TokenStore() override;

    /// Keeps a token (checked before: checkToken) in place of one kept before. True: it lies in the keychain.
    /// False: it is kept until the program ends, because that was asked for or because no keychain answered.
    QFuture<Result<bool>> keep(const QByteArray &token, const TokenScope &scope, Cloudflare::Keep where);
    /// The project's own token, else that of all projects; NotFound when there is none, or none that can be
    /// got at. Memory goes before the keychain.
    QFuture<Result<Credential>> find(const TokenScope &scope);
    /// Takes the token away that find() answers, from memory and keychain.
    QFuture<Result<void>> forget(const TokenScope &scope);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace kv::credentials
