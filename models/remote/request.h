// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "remote/envelope.h"

#include <QByteArray>

namespace kv::remote {

/// One request to the API, ready for the wire but for its credential. Plain data.
struct Request
{
    enum class Expects {
        Json,  ///< The API's envelope.
        Bytes, ///< A value as it is; only a failure comes in an envelope.
    };
    /// What a token must be allowed for this, to name the permission that is missing.
    enum class Access { Read, Write, Account };

    QByteArray method = QByteArrayLiteral("GET");
    /// Below the base URL, percent-encoded, beginning with a slash: "/accounts/A/storage/kv/namespaces".
    QByteArray path;
    QByteArray query; ///< Percent-encoded, without the question mark.
    QByteArray contentType;
    QByteArray body;
    /// May be sent again when it is not known whether it was carried out.
    bool idempotent = true;
    /// How many times the usual silence is borne before the connection is given up: what takes long is not
    /// answered at once.
    int patience = 1;
    Expects expects = Expects::Json;
    Access access = Access::Read;
    /// The longest answer that is taken, in bytes; longer ones are ErrorKind::TooLarge.
    qint64 mostBytes = 64LL * 1024 * 1024;
};

/// What came of a request that succeeded.
struct Response
{
    int status = 0;
    QByteArray body;       ///< Whole: an answer that was cut short is an Error.
    Envelope envelope;     ///< Of a Json request; its ranges lie in `body`.
    Expiration expiration; ///< The header of a value's answer.

    /// The text of `result`, to the byte as it was sent; "null" when there is none.
    QByteArrayView resultText() const { return envelope.resultText(body); }
    /// `result` as a tree, for small answers. Large integers lose digits here.
    QJsonValue result() const { return parseJson(resultText()); }
    QJsonObject resultInfo() const { return parseJson(envelope.resultInfoText(body)).toObject(); }
};

} // namespace kv::remote
