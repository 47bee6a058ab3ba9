// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/credential.h"
#include "core/error.h"

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <optional>

namespace kv::credentials {

/// Where a credential is looked for. Everything is passed in, so that a test can stand anywhere.
struct SearchPlace
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QString home; ///< the user's home folder, absolute; empty: no login of wrangler's is looked for
    /// The folder in which wrangler would be run: its .env files, its profile, its cache. Empty: none.
    QString projectFolder;
    /// What `--env` would name; empty: the top level.
    QString environmentName;
    /// The wrangler file's own `compliance_region`; empty: it says none.
    QString complianceRegion;
    Clock clock = systemClock();
};

/// What was found. Holds a secret in `credential` and nowhere else.
struct Findings
{
    /// What wrangler would use. It may have expired: see Credential::expiresAt.
    std::optional<Credential> credential;
    /// Something is set that cannot be used, and wrangler would not look further: a token with characters
    /// that no token has, an API address that is none. No credential then.
    std::optional<Error> error;
    /// The places that were looked at, in order, in words, up to the one that gave the credential.
    QStringList lookedAt;
    /// What one should know, a sentence each; no secret in them.
    QStringList warnings;

    /// wrangler's own login. Looked at only when nothing before it gave a credential.
    enum class Login {
        NotLookedAt,
        None,
        Usable,
        Expired,   ///< It is in `credential`; only wrangler may renew it (askWrangler).
        Encrypted, ///< Its file is encrypted with a key in the system's keychain; askWrangler.
    };
    Login login = Login::NotLookedAt;
    /// The profile of wrangler's that counts in the project folder.
    QString profile = QStringLiteral("default");
    /// What the login may do, as wrangler's file lists it: "workers_kv:write". Empty: not known.
    QStringList scopes;

    /// From CLOUDFLARE_ACCOUNT_ID, else from wrangler's cache; empty: neither names one. The wrangler file's
    /// account_id goes before it and is the caller's affair.
    QString accountId;
    QString accountIdSource; ///< where, in words

    /// Where `credential` may be sent: the API's address without a slash at its end.
    QString apiBaseUrl;
    /// The same for a credential from anywhere but the project's files (typed in, or asked of wrangler): an
    /// address that a project's .env names never counts for those.
    QString ownApiBaseUrl;
};

/// Looks where wrangler looks, in its order: API key and email, API token (each in the process's environment,
/// then in the .env files), wrangler's login. Never renews a login, runs nothing, asks no network.
///
/// An API address in a project's .env counts only for a credential that stands in the same project's .env
/// files, written out: otherwise a stranger's project could have the user's token sent anywhere.
/// Blocks on the disk; call from a worker thread.
Findings findCredential(const SearchPlace &place);

} // namespace kv::credentials
