// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace kv::remote {

/// A key as one segment of a URL's path, or as the value of a query: every byte but `A-Z a-z 0-9 - _ . ~` as
/// %XX.
QByteArray percentEncoded(const QByteArray &key);

/// Whether Cloudflare's gateway lets this key through in a URL. It refuses, or rewrites, keys with control
/// characters and keys that look like a path with dots in it; the bulk endpoints carry those in their body.
bool fitsInUrl(const QByteArray &key);

} // namespace kv::remote
