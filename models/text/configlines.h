// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// Lines for a wrangler file, written so that its parser reads back exactly what went in. Pure functions, any
/// thread.
namespace kv::text {

enum class ConfigFormat {
    Toml, ///< wrangler.toml
    Json, ///< wrangler.json and wrangler.jsonc
};

/// The format of a wrangler file, told by the end of its name.
ConfigFormat configFormatOf(const QString &path);

/// A binding name made of a namespace's title: letters, digits and underscores, not beginning with a digit,
/// in capitals: "shop-cache" becomes "SHOP_CACHE". "KV" when nothing is left of the title.
QString bindingNameFor(const QString &title);

/// What binds a namespace in a wrangler file: a whole `[[kv_namespaces]]` table in TOML, an object for the
/// list `kv_namespaces` in JSON. Ends without a newline. What does not show or would mislead the eye is
/// escaped; half of a surrogate pair becomes U+FFFD.
QString configLines(const QString &binding, const QString &id, ConfigFormat format);

} // namespace kv::text
