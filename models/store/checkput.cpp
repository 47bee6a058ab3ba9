// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/checkput.h"

#include "core/limits.h"
#include "text/json.h"

namespace kv {

Result<> checkNewKey(QByteArrayView key)
{
    switch (limits::checkKey(key)) {
    case limits::KeyProblem::None:
        return {};
    case limits::KeyProblem::Empty:
        return fail(ErrorKind::InvalidInput, QStringLiteral("A key cannot be empty."));
    case limits::KeyProblem::Dot:
        return fail(ErrorKind::InvalidInput, QStringLiteral("A key cannot be \".\" or \"..\"."));
    case limits::KeyProblem::TooLong:
        return fail(ErrorKind::TooLarge, QStringLiteral("A key can have at most %1 bytes; this one has %2.")
                                             .arg(limits::keyBytes)
                                             .arg(key.size()));
    case limits::KeyProblem::NotUtf8:
        return fail(ErrorKind::InvalidInput, QStringLiteral("A key must be valid UTF-8."));
    }
    Q_UNREACHABLE();
}

Result<> checkValueSize(qint64 bytes)
{
    if (bytes > limits::valueBytes)
        return fail(ErrorKind::TooLarge, QStringLiteral("A value can have at most %1 bytes; this one has %2.")
                                             .arg(limits::valueBytes)
                                             .arg(bytes));
    return {};
}

Result<> checkMetadata(QByteArrayView json)
{
    if (json.size() > limits::metadataBytes)
        return fail(ErrorKind::TooLarge, QStringLiteral("Metadata can have at most %1 bytes; this has %2.")
                                             .arg(limits::metadataBytes)
                                             .arg(json.size()));
    if (const auto problem = text::validate(json))
        return fail(ErrorKind::InvalidInput, QStringLiteral("Metadata must be JSON; line %1, column %2: %3")
                                                 .arg(problem->line)
                                                 .arg(problem->column)
                                                 .arg(problem->message));
    return {};
}

Result<> checkExpiration(qint64 seconds, qint64 nowMs)
{
    // KV counts whole seconds, rounded down.
    if (seconds < nowMs / 1000 + limits::minimumTtlSeconds)
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("An expiration must be at least %1 seconds ahead.")
                        .arg(limits::minimumTtlSeconds));
    if (seconds > limits::latestExpiration)
        return fail(
            ErrorKind::InvalidInput,
            QStringLiteral("An expiration can be second %1 at the latest.").arg(limits::latestExpiration));
    return {};
}

Result<> checkPut(const Put &put, qint64 nowMs)
{
    if (auto ok = checkNewKey(put.key); !ok)
        return ok;
    if (!put.value.isKeep())
        if (auto ok = checkValueSize(put.value.value().size()); !ok)
            return ok;
    if (!put.expiration.isKeep() && put.expiration.value())
        if (auto ok = checkExpiration(*put.expiration.value(), nowMs); !ok)
            return ok;
    if (!put.metadata.isKeep() && put.metadata.value())
        if (auto ok = checkMetadata(*put.metadata.value()); !ok)
            return ok;
    return {};
}

} // namespace kv
