// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "remote/request.h"

namespace kv::remote {

/// What is known of an answer that was no success.
struct FailedAnswer
{
    int status = 0;
    QByteArrayView body;
    QByteArray contentType;
    QByteArray ray;          ///< The header cf-ray, by which Cloudflare's support finds the request.
    bool challenged = false; ///< The header cf-mitigated said that a person should solve a riddle.
    int retryAfterMs = 0;
};

/// The typed Error of an answer: Cloudflare's own code decides where it gave one, else the HTTP status.
/// `nativeCode` is the status, `apiCode` that code, and `detail` holds both in words. Never holds a secret
/// unless Cloudflare sent it back.
Error apiError(const FailedAnswer &answer, const Envelope &envelope, Request::Access access);

/// What a client may do about a failed request.
enum class Remedy {
    None,
    Again,     ///< Send it again after a while, if it may be sent twice.
    AgainOnce, ///< Cloudflare is at times wrong about a token for a moment; worth one more try.
    Wait,      ///< Too many requests: nothing was done, and the whole queue has to wait.
};
Remedy remedyFor(const Error &error);

/// The key is not there (and not: the namespace or the account is not).
bool isKeyMissing(const Error &error);
/// The gateway in front of the API refused the request by its looks, before the API saw it.
bool isGatewayRefusal(const Error &error);

/// The failure has nothing to do with the key that was asked for: any other would fail in the same way.
bool concernsEveryKey(const Error &error);

} // namespace kv::remote
