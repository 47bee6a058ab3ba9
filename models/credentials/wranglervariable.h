// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wrangler/envfiles.h"

#include <QString>

#include <optional>

namespace kv::credentials {

/// A variable that wrangler goes by, under the name that was found.
struct WranglerVariable
{
    QString name;
    wrangler::Variable variable;

    /// "CLOUDFLARE_API_TOKEN in .env"; never the value.
    QString inWords() const
    {
        return variable.file.isEmpty() ? name + QStringLiteral(" in the environment")
                                       : QStringLiteral("%1 in %2").arg(name, variable.file);
    }
};

/// The variable, or that of its old name (empty: it has none). As with wrangler, one that is set to nothing
/// still hides its old name.
inline std::optional<WranglerVariable> findVariable(const wrangler::Variables &variables, const QString &name,
                                                    const QString &oldName = {})
{
    if (const auto found = variables.find(name))
        return WranglerVariable{name, *found};
    if (oldName.isEmpty())
        return std::nullopt;
    if (const auto found = variables.find(oldName))
        return WranglerVariable{oldName, *found};
    return std::nullopt;
}

} // namespace kv::credentials
