// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

/// What wrangler keeps of its own in the user's home folder. Everything here blocks on the disk.
namespace kv::credentials {

/// wrangler's folder: ~/.wrangler where that exists, else the one that the platform's rules name. Goes by the
/// process's environment only, so that no project can point elsewhere.
QString wranglerFolder(const QString &home, const QProcessEnvironment &environment);

/// The profile that wrangler has bound to `projectFolder` or the nearest folder above; "default" without one.
QString boundProfile(const QString &folder, const QString &projectFolder);

/// Whether wrangler takes this name for a profile: letters, digits, "-" and "_".
bool isProfileName(const QString &name);

/// wrangler's login as its file tells it. Holds secrets; the refresh token is not among them.
struct StoredLogin
{
    enum class State { None, Plain, Encrypted };
    State state = State::None;
    QString path; ///< of the file that was read, or that would be
    QString oauthToken;
    QString apiToken; ///< kept by wrangler 1; counts only without an oauthToken
    /// Seconds since 1970; 0 when the file does not say, which wrangler takes for expired.
    qint64 expiresAt = 0;
    QStringList scopes;
};

/// Reads the login of a profile; `staging`: that of wrangler's staging environment, for the default profile.
/// `wantsKeyring`: what CLOUDFLARE_AUTH_USE_KEYRING says, empty when it is not set. The Error holds nothing
/// of the file's content.
Result<StoredLogin> readStoredLogin(const QString &folder, const QString &profile, bool staging,
                                    const QString &wantsKeyring);

/// The account that wrangler remembers for a profile in the project's cache; empty: none. `cacheFolder`: what
/// WRANGLER_CACHE_DIR says, else empty.
QString cachedAccountId(const QString &projectFolder, const QString &profile, const QString &cacheFolder);

/// Whether this may be an account's id: letters, digits, "-" and "_".
bool isAccountId(const QString &id);

} // namespace kv::credentials
