// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/apibase.h"

#include "credentials/wranglervariable.h"

#include <QUrl>

#include <algorithm>

namespace kv::credentials {

namespace {

std::optional<WranglerVariable> baseVariable(const wrangler::Variables &variables)
{
    return findVariable(variables, QStringLiteral("CLOUDFLARE_API_BASE_URL"),
                        QStringLiteral("CF_API_BASE_URL"));
}

bool isThisMachine(const QString &host)
{
    if (host == QLatin1String("localhost") || host == QLatin1String("::1"))
        return true;
    const QStringList parts = host.split(QLatin1Char('.'));
    if (parts.size() != 4 || parts.constFirst() != QLatin1String("127"))
        return false;
    return std::all_of(parts.cbegin(), parts.cend(), [](const QString &part) {
        bool ok = false;
        return part.toUInt(&ok) <= 255 && ok;
    });
}

/// The value of a variable that may hold one of two words; empty: it is not set.
Result<QString> oneOf(const wrangler::Variables &variables, const QString &name, const QString &first,
                      const QString &second)
{
    const auto found = findVariable(variables, name);
    if (!found)
        return QString();
    const QString value = found->variable.value;
    if (value != first && value != second)
        return fail(
            ErrorKind::InvalidInput,
            QStringLiteral("%1 may be %2 or %3 and is something else").arg(found->inWords(), first, second));
    return value;
}

Result<QString> cloudflaresOwn(const wrangler::Variables &variables, const QString &complianceRegion)
{
    const auto region = oneOf(variables, QStringLiteral("CLOUDFLARE_COMPLIANCE_REGION"),
                              QStringLiteral("public"), QStringLiteral("fedramp_high"));
    if (!region)
        return region;
    if (!region->isEmpty() && !complianceRegion.isEmpty() && *region != complianceRegion)
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("CLOUDFLARE_COMPLIANCE_REGION is %1 and the wrangler file's "
                                   "compliance_region is another")
                        .arg(*region));
    const auto staging = isStaging(variables);
    if (!staging)
        return fail(staging.error());
    const bool fed = (region->isEmpty() ? complianceRegion : *region) == QLatin1String("fedramp_high");
    return QStringLiteral("https://api%1%2.cloudflare.com/client/v4")
        .arg(fed ? QLatin1String(".fed") : QLatin1String(),
             *staging ? QLatin1String(".staging") : QLatin1String());
}

} // namespace

Result<bool> isStaging(const wrangler::Variables &variables)
{
    const auto value = oneOf(variables, QStringLiteral("WRANGLER_API_ENVIRONMENT"),
                             QStringLiteral("production"), QStringLiteral("staging"));
    if (!value)
        return fail(value.error());
    return *value == QLatin1String("staging");
}

Result<QString> checkBaseUrl(const QString &text, const QString &what)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const auto refuse = [&what](const QString &why) {
        return fail(ErrorKind::InvalidInput, QStringLiteral("%1 %2").arg(what, why));
    };
    if (!url.isValid() || url.host().isEmpty())
        return refuse(QStringLiteral("is no address that requests can be sent to"));
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return refuse(QStringLiteral("may hold neither a name or password nor \"?\" or \"#\""));
    const bool secure = url.scheme() == QLatin1String("https");
    if (!secure && (url.scheme() != QLatin1String("http") || !isThisMachine(url.host())))
        return refuse(QStringLiteral("must begin with https:// (http:// is for this machine alone)"));
    QString base = url.toString(QUrl::FullyEncoded);
    while (base.endsWith(QLatin1Char('/')))
        base.chop(1);
    return base;
}

Result<ApiBase> apiBaseUrl(const wrangler::Variables &variables, bool credentialIsProjectsOwn,
                           const QString &complianceRegion)
{
    const auto standard = cloudflaresOwn(variables, complianceRegion);
    if (!standard)
        return fail(standard.error());
    ApiBase out = {.own = *standard};

    const auto fromUser = baseVariable({.process = variables.process});
    if (fromUser && !fromUser->variable.value.isEmpty()) {
        const auto url = checkBaseUrl(fromUser->variable.value, fromUser->inWords());
        if (!url)
            return fail(url.error());
        out.own = *url;
    }
    out.forCredential = out.own;

    const auto named = baseVariable(variables);
    if (!named || named->variable.file.isEmpty() || named->variable.value.isEmpty())
        return out;
    if (!credentialIsProjectsOwn || !named->variable.projectsOwn) {
        out.warnings.append(
            QStringLiteral("%1 is not followed: a project may say where its own token is sent, "
                           "not where yours is")
                .arg(named->inWords()));
        return out;
    }
    const auto url = checkBaseUrl(named->variable.value, named->inWords());
    if (!url) {
        out.warnings.append(url.error().detail + QStringLiteral("; it is not followed"));
        return out;
    }
    out.forCredential = *url;
    out.warnings.append(QStringLiteral("%1 sends requests to %2 in place of Cloudflare")
                            .arg(named->inWords(), QUrl(*url).host()));
    return out;
}

} // namespace kv::credentials
