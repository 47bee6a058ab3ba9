// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/apierror.h"

#include <algorithm>
#include <array>

namespace kv::remote {

namespace {

/// What Cloudflare's codes for KV mean, and those of the gateway in front. `say`: what one should know
/// beyond Cloudflare's own words.
struct Known
{
    int code;
    ErrorKind kind;
    const char *say;
};

constexpr std::array known{
    Known{971, ErrorKind::RateLimited, ""},
    Known{1000, ErrorKind::Unauthorised, "Cloudflare knows no such token."},
    Known{6003, ErrorKind::Unauthorised, "This is not a token as Cloudflare makes them."},
    Known{6103, ErrorKind::Unauthorised, "This is not a key as Cloudflare makes them."},
    Known{6111, ErrorKind::Unauthorised, "This is not a token as Cloudflare makes them."},
    Known{7000, ErrorKind::InvalidInput, "Cloudflare knows no account of this id."},
    Known{7003, ErrorKind::InvalidInput, "Cloudflare knows no account of this id."},
    Known{9106, ErrorKind::Unauthorised, ""},
    Known{9109, ErrorKind::Unauthorised, "The token is not valid, or not from here."},
    Known{10000, ErrorKind::Unauthorised, ""},
    Known{10001, ErrorKind::Network, "Cloudflare's service is out of order for the moment."},
    Known{10002, ErrorKind::Network, ""},
    Known{10003, ErrorKind::InvalidInput, ""},
    Known{10004, ErrorKind::InvalidInput, ""},
    Known{10005, ErrorKind::Unauthorised, "The credential is for another account."},
    Known{10006, ErrorKind::InvalidInput, "This is not the id of an account."},
    Known{10007, ErrorKind::InvalidInput, ""},
    Known{10008, ErrorKind::InvalidInput, ""},
    Known{10009, ErrorKind::NotFound, "There is no such key."},
    Known{10010, ErrorKind::InvalidInput, ""},
    Known{10011, ErrorKind::InvalidInput, "This is not the id of a namespace."},
    Known{10012, ErrorKind::InvalidInput, ""},
    Known{10013, ErrorKind::NotFound, "The account has no such namespace, or no longer."},
    Known{10014, ErrorKind::Conflict, "There is a namespace of this title already."},
    Known{10018, ErrorKind::InvalidInput, "The account has as many namespaces as it may."},
    Known{10019, ErrorKind::InvalidInput, "A namespace needs a title."},
    Known{10022, ErrorKind::RateLimited, ""},
    Known{10024, ErrorKind::TooLarge, ""},
    Known{10026, ErrorKind::Unauthorised, ""},
    Known{10028, ErrorKind::InvalidInput, ""},
    Known{10029, ErrorKind::InvalidInput, ""},
    Known{10030, ErrorKind::TooLarge, ""},
    Known{10033, ErrorKind::InvalidInput, "An expiration must be at least 60 seconds ahead."},
    Known{10034, ErrorKind::InvalidInput, "An expiration must be at least 60 seconds ahead."},
    Known{10037, ErrorKind::Unauthorised, ""},
    Known{10041, ErrorKind::InvalidInput, "The listing cannot be gone on with; begin it anew."},
    Known{10042, ErrorKind::InvalidInput, "Cloudflare does not take this key."},
    Known{10043, ErrorKind::InvalidInput, ""},
    Known{10044, ErrorKind::InvalidInput, ""},
    Known{10046, ErrorKind::RateLimited, ""},
    Known{10047, ErrorKind::InvalidInput, "Cloudflare does not take this metadata."},
    Known{10048, ErrorKind::RateLimited, "What the account may do for free in a day is used up."},
};

/// The codes that say no more than that this credential may not do this.
bool isRefusal(int code)
{
    return code == 10000 || code == 10037 || code == 10026;
}

const Known *find(int code)
{
    for (const Known &entry : known) {
        if (entry.code == code)
            return &entry;
    }
    return nullptr;
}

ErrorKind kindOfStatus(int status)
{
    switch (status) {
    case 401:
    case 403:
        return ErrorKind::Unauthorised;
    case 404:
        return ErrorKind::NotFound;
    case 408:
        return ErrorKind::Network;
    case 413:
    case 414:
        return ErrorKind::TooLarge;
    case 429:
        return ErrorKind::RateLimited;
    default:
        break;
    }
    if (status >= 500)
        return ErrorKind::Network;
    return status >= 400 ? ErrorKind::InvalidInput : ErrorKind::Protocol;
}

QString permissionFor(Request::Access access)
{
    switch (access) {
    case Request::Access::Read:
        return QStringLiteral(
            "The credential lacks the permission \"Workers KV Storage Read\" for this account.");
    case Request::Access::Write:
        return QStringLiteral(
            "The credential lacks the permission \"Workers KV Storage Write\" for this account.");
    case Request::Access::Account:
        return QStringLiteral("The credential may not ask for this.");
    }
    Q_UNREACHABLE();
}

bool looksLikeHtml(const FailedAnswer &answer)
{
    return answer.contentType.toLower().contains("text/html") ||
           answer.body.first(qMin<qsizetype>(answer.body.size(), 64)).trimmed().startsWith('<');
}

/// An answer that did not come from the API, but from what stands before it.
Error gatewayError(const FailedAnswer &answer, Error error)
{
    if (answer.challenged || answer.status == 403) {
        error.kind = ErrorKind::Denied;
        error.detail = QStringLiteral("Cloudflare's firewall refused the request with a page for people, "
                                      "before the API saw it (HTTP %1).")
                           .arg(answer.status);
    } else if (answer.status >= 400) {
        error.detail =
            QStringLiteral("Something between here and the API answered HTTP %1 with a text that is "
                           "not the API's.")
                .arg(answer.status);
        if (error.kind == ErrorKind::NotFound || error.kind == ErrorKind::InvalidInput)
            error.kind = ErrorKind::Protocol;
    } else {
        error.kind = ErrorKind::Protocol;
        error.detail = QStringLiteral("The answer is not the API's (HTTP %1).").arg(answer.status);
    }
    if (!answer.ray.isEmpty())
        error.detail += QStringLiteral(" Ray %1.").arg(QString::fromLatin1(answer.ray.left(64)));
    return error;
}

/// Cloudflare's own words, with the code; one line.
QString words(const QList<ApiFault> &faults, int status)
{
    QStringList parts;
    for (const ApiFault &fault : faults) {
        const QString message = fault.message.left(300).simplified();
        if (fault.code != 0)
            parts << QStringLiteral("%1 (code %2)").arg(message).arg(fault.code);
        else if (!message.isEmpty())
            parts << message;
        if (parts.size() == 4)
            break;
    }
    if (parts.isEmpty())
        return QStringLiteral("Cloudflare gave no reason (HTTP %1).").arg(status);
    return QStringLiteral("Cloudflare: %1, HTTP %2.").arg(parts.join(QStringLiteral("; "))).arg(status);
}

} // namespace

Error apiError(const FailedAnswer &answer, const Envelope &envelope, Request::Access access)
{
    Error error;
    error.nativeCode = answer.status;
    error.retryAfterMs = answer.retryAfterMs;
    error.kind = kindOfStatus(answer.status);
    if (answer.challenged || !envelope.isJson) {
        if (answer.challenged || looksLikeHtml(answer) || answer.status < 400)
            return gatewayError(answer, std::move(error));
    }
    // The first code that is known says it best: of "no route" with "perhaps your object identifier is
    // invalid" either will do, and an unknown one says less than the status.
    const Known *entry = nullptr;
    for (const ApiFault &fault : envelope.errors) {
        if (error.apiCode == 0)
            error.apiCode = fault.code;
        if (entry = find(fault.code); entry) {
            error.apiCode = fault.code;
            break;
        }
    }
    QString say;
    if (entry) {
        // A status that is sure of itself goes first: too many requests are that under any code.
        if (answer.status != 429)
            error.kind = entry->kind;
        say = QString::fromLatin1(entry->say);
    }
    const bool refused = error.kind == ErrorKind::Unauthorised && answer.status != 401 &&
                         (error.apiCode == 0 || isRefusal(error.apiCode));
    if (refused)
        say = permissionFor(access);
    error.detail = say.isEmpty() ? words(envelope.errors, answer.status)
                                 : say + QLatin1Char(' ') + words(envelope.errors, answer.status);
    return error;
}

Remedy remedyFor(const Error &error)
{
    if (error.kind == ErrorKind::RateLimited)
        return error.apiCode == 10048 ? Remedy::None : Remedy::Wait; // tomorrow is too long to wait for
    if (error.kind == ErrorKind::Network)
        return Remedy::Again;
    if (error.nativeCode == 403 && error.apiCode == 10000)
        return Remedy::AgainOnce;
    return Remedy::None;
}

bool isKeyMissing(const Error &error)
{
    return error.kind == ErrorKind::NotFound && error.apiCode == 10009;
}

bool isGatewayRefusal(const Error &error)
{
    return error.kind == ErrorKind::Denied && error.nativeCode == 403;
}

bool concernsEveryKey(const Error &error)
{
    static constexpr std::array account{7000, 7003, 10003, 10004, 10005, 10006, 10010, 10011};
    switch (error.kind) {
    case ErrorKind::Cancelled:
    case ErrorKind::Unauthorised:
    case ErrorKind::RateLimited:
    case ErrorKind::Internal:
        return true;
    case ErrorKind::Network: // an answer, if a bad one, may be about this key
        return error.nativeCode == 0;
    case ErrorKind::NotFound:
        return !isKeyMissing(error);
    case ErrorKind::InvalidInput:
        return std::find(account.begin(), account.end(), error.apiCode) != account.end();
    default:
        return false;
    }
}

} // namespace kv::remote
