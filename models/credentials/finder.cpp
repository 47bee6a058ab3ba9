// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/finder.h"

#include "credentials/apibase.h"
#include "credentials/tokencheck.h"
#include "credentials/wranglerfiles.h"
#include "credentials/wranglervariable.h"
#include "wrangler/envfiles.h"

#include <QFileInfo>

namespace kv::credentials {

namespace {

/// One search. Fills the findings step by step.
class Search
{
public:
    explicit Search(const SearchPlace &place)
        : m_place(place),
          m_variables(wrangler::readEnvFiles(place.projectFolder, place.environmentName, place.environment))
    {
    }

    Findings run()
    {
        for (const Error &problem : std::as_const(m_variables.problems))
            m_out.warnings.append(QStringLiteral("%1 was not read: %2").arg(problem.path, problem.detail));
        const auto staging = isStaging(m_variables);
        if (!staging) {
            m_out.error = staging.error();
            return m_out;
        }
        resolveProfile();
        if (!lookAtVariables())
            lookAtLogin(*staging);
        if (m_out.error)
            m_out.credential.reset();
        resolveAddress();
        resolveAccount();
        return m_out;
    }

private:
    std::optional<WranglerVariable> variable(const char *name, const char *oldName = "") const
    {
        return findVariable(m_variables, QLatin1String(name), QLatin1String(oldName));
    }

    static bool isSet(const std::optional<WranglerVariable> &found)
    {
        return found && !found->variable.value.isEmpty();
    }

    /// True when the variables decide, with a credential or with an error.
    bool lookAtVariables()
    {
        m_out.lookedAt.append(
            QStringLiteral("CLOUDFLARE_API_TOKEN, or CLOUDFLARE_API_KEY with CLOUDFLARE_EMAIL, "
                           "in the environment"));
        const auto key = variable("CLOUDFLARE_API_KEY", "CF_API_KEY");
        const auto email = variable("CLOUDFLARE_EMAIL", "CF_EMAIL");
        const auto token = variable("CLOUDFLARE_API_TOKEN", "CF_API_TOKEN");
        if (isSet(key) && isSet(email)) {
            noteFiles({*key, *email});
            return useKey(*key, *email);
        }
        if (isSet(key))
            m_out.warnings.append(
                QStringLiteral("%1 counts only together with CLOUDFLARE_EMAIL, which is not set")
                    .arg(key->inWords()));
        if (isSet(token)) {
            noteFiles({*token});
            return useToken(*token);
        }
        noteFiles({});
        return false;
    }

    /// Lists the .env files, unless the environment gave what was looked for.
    void noteFiles(const QList<WranglerVariable> &found)
    {
        const bool files = found.isEmpty() || std::any_of(found.cbegin(), found.cend(), [](const auto &one) {
                               return !one.variable.file.isEmpty();
                           });
        if (!files || m_place.projectFolder.isEmpty())
            return;
        for (const QString &name : std::as_const(m_variables.filesRead))
            m_out.lookedAt.append(QStringLiteral("%1 in %2").arg(name, m_place.projectFolder));
        if (!m_variables.filesMissing.isEmpty())
            m_out.lookedAt.append(
                QStringLiteral("%1 in %2 (not there)")
                    .arg(m_variables.filesMissing.join(QLatin1String(", ")), m_place.projectFolder));
    }

    bool useKey(const WranglerVariable &key, const WranglerVariable &email)
    {
        const auto secret = checkToken(key.variable.value, key.inWords());
        const auto address = checkToken(email.variable.value, email.inWords());
        if (!secret || !address) {
            m_out.error = secret ? address.error() : secret.error();
            return true;
        }
        const bool together = key.variable.file == email.variable.file;
        m_out.credential =
            Credential{.kind = Credential::Kind::KeyAndEmail,
                       .secret = *secret,
                       .email = *address,
                       .source = together ? key.inWords()
                                          : QStringLiteral("%1, %2").arg(key.inWords(), email.inWords())};
        m_projectsOwn = key.variable.projectsOwn && email.variable.projectsOwn;
        return true;
    }

    bool useToken(const WranglerVariable &token)
    {
        const auto secret = checkToken(token.variable.value, token.inWords());
        if (!secret) {
            m_out.error = secret.error();
            return true;
        }
        m_out.credential = Credential{.secret = *secret, .source = token.inWords()};
        m_projectsOwn = token.variable.projectsOwn;
        return true;
    }

    void resolveProfile()
    {
        m_folder = m_place.home.isEmpty() ? QString() : wranglerFolder(m_place.home, m_place.environment);
        QString profile;
        QString from;
        if (const auto named = variable("CLOUDFLARE_AUTH_PROFILE"); isSet(named)) {
            profile = named->variable.value;
            from = named->inWords();
        } else if (!m_folder.isEmpty() && !m_place.projectFolder.isEmpty()) {
            profile = boundProfile(m_folder, m_place.projectFolder);
            from = QStringLiteral("wrangler's directory-bindings.json");
        } else {
            return;
        }
        if (isProfileName(profile)) {
            m_out.profile = profile;
            return;
        }
        m_profileIsBroken = true;
        m_out.warnings.append(QStringLiteral("%1 names no profile that wrangler could have").arg(from));
    }

    void lookAtLogin(bool staging)
    {
        if (m_folder.isEmpty() || m_profileIsBroken)
            return;
        m_out.login = Findings::Login::None;
        const auto keyring = variable("CLOUDFLARE_AUTH_USE_KEYRING");
        const auto login =
            readStoredLogin(m_folder, m_out.profile, staging, keyring ? keyring->variable.value : QString());
        if (!login) {
            m_out.lookedAt.append(
                QStringLiteral("wrangler's login, %1 (cannot be read)").arg(login.error().path));
            m_out.warnings.append(
                QStringLiteral("%1 was not read: %2").arg(login.error().path, login.error().detail));
            return;
        }
        const QString place = QStringLiteral("wrangler's login, %1").arg(login->path);
        if (login->state == StoredLogin::State::Encrypted) {
            m_out.login = Findings::Login::Encrypted;
            m_out.lookedAt.append(place +
                                  QStringLiteral(" (its key is in the system's keychain; ask wrangler)"));
            return;
        }
        if (login->state == StoredLogin::State::None) {
            const bool exists = QFileInfo::exists(login->path);
            m_out.lookedAt.append(
                place + (exists ? QStringLiteral(" (holds no login)") : QStringLiteral(" (not there)")));
            return;
        }
        useLogin(*login, place);
    }

    void useLogin(const StoredLogin &login, const QString &place)
    {
        const bool isOAuth = !login.oauthToken.isEmpty();
        const QString file = QFileInfo(login.path).fileName();
        const QString source = isOAuth ? QStringLiteral("wrangler's login (%1)").arg(file)
                                       : QStringLiteral("the API token of wrangler 1 (%1)").arg(file);
        const auto secret = checkToken(isOAuth ? login.oauthToken : login.apiToken, source);
        if (!secret) {
            m_out.lookedAt.append(place);
            m_out.error = secret.error();
            return;
        }
        m_out.credential = Credential{.secret = *secret, .source = source};
        m_out.login = Findings::Login::Usable;
        if (isOAuth) {
            m_out.credential->expiresAt = login.expiresAt;
            m_out.scopes = login.scopes;
            if (m_place.clock() >= login.expiresAt * 1000)
                m_out.login = Findings::Login::Expired;
        }
        const bool expired = m_out.login == Findings::Login::Expired;
        m_out.lookedAt.append(expired ? place + QStringLiteral(" (expired; ask wrangler)") : place);
    }

    void resolveAddress()
    {
        const auto base =
            apiBaseUrl(m_variables, m_projectsOwn && m_out.credential, m_place.complianceRegion);
        if (!base) {
            if (!m_out.error)
                m_out.error = base.error();
            m_out.credential.reset();
            return;
        }
        m_out.apiBaseUrl = base->forCredential;
        m_out.ownApiBaseUrl = base->own;
        m_out.warnings += base->warnings;
    }

    void resolveAccount()
    {
        const auto named = variable("CLOUDFLARE_ACCOUNT_ID", "CF_ACCOUNT_ID");
        if (isSet(named)) {
            // A project whose requests go to a host of its own is told nothing that it does not know already.
            const bool drawn = !named->variable.file.isEmpty() && !named->variable.projectsOwn;
            if (drawn && m_out.apiBaseUrl != m_out.ownApiBaseUrl) {
                m_out.warnings.append(QStringLiteral("%1 is not followed: it draws on variables that are not "
                                                     "the project's")
                                          .arg(named->inWords()));
            } else if (isAccountId(named->variable.value)) {
                m_out.accountId = named->variable.value;
                m_out.accountIdSource = named->inWords();
            } else {
                m_out.warnings.append(QStringLiteral("%1 is no account id").arg(named->inWords()));
            }
            return;
        }
        if (m_profileIsBroken)
            return;
        m_out.accountId = cachedAccountId(m_place.projectFolder, m_out.profile,
                                          m_place.environment.value(QStringLiteral("WRANGLER_CACHE_DIR")));
        if (!m_out.accountId.isEmpty())
            m_out.accountIdSource = QStringLiteral("wrangler's cache");
    }

    const SearchPlace &m_place;
    const wrangler::Variables m_variables;
    QString m_folder; ///< wrangler's own; empty: not known
    bool m_profileIsBroken = false;
    bool m_projectsOwn = false; ///< the credential stands in the project's files, written out
    Findings m_out;
};

} // namespace

Findings findCredential(const SearchPlace &place)
{
    return Search(place).run();
}

} // namespace kv::credentials
