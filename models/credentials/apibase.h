// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "wrangler/envfiles.h"

#include <QString>
#include <QStringList>

namespace kv::credentials {

/// Where requests go.
struct ApiBase
{
    QString forCredential; ///< for the credential that was found
    QString own;           ///< for any other: never what a project's .env names
    QStringList warnings;
};

/// Cloudflare's API address by wrangler's rules: CLOUDFLARE_API_BASE_URL, else Cloudflare's own host for the
/// compliance region and for staging. One that a project's .env names counts for credentials alone that are
/// the project's own (Variable::projectsOwn). InvalidInput: a variable holds what it may not hold, or region
/// and wrangler file disagree.
Result<ApiBase> apiBaseUrl(const wrangler::Variables &variables, bool credentialIsProjectsOwn,
                           const QString &complianceRegion);

/// An address without slashes at its end: https, or http to this machine alone; no name or password in it.
/// InvalidInput otherwise; `what` names it in the error, which does not quote it.
Result<QString> checkBaseUrl(const QString &text, const QString &what);

/// Whether WRANGLER_API_ENVIRONMENT says staging; InvalidInput when it says something else than it may.
Result<bool> isStaging(const wrangler::Variables &variables);

} // namespace kv::credentials
