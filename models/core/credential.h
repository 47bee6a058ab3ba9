// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace kv {

/// What opens an account at Cloudflare. Holds a secret: never put it into a log, a setting, an error or a
/// command line; `source` is what people are told of it.
struct Credential
{
    enum class Kind {
        Token,       ///< `secret` goes into `Authorization: Bearer`.
        KeyAndEmail, ///< The global API key: `email` and `secret` go into X-Auth-Email and X-Auth-Key.
    };
    Kind kind = Kind::Token;
    QByteArray secret;
    QByteArray email;
    /// Where it was found, in words without the secret: "CLOUDFLARE_API_TOKEN in .env".
    QString source;
    /// When it stops working, in seconds since 1970; nullopt: not known. An OAuth login lives about an hour.
    std::optional<qint64> expiresAt;

    bool operator==(const Credential &) const = default;
};

} // namespace kv
