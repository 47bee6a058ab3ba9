// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/judging.h"

#include "core/limits.h"
#include "store/checkput.h"

namespace kv::jobs {

void addRemark(Remarks &remarks, const QByteArray &key, const QString &sentence)
{
    if (remarks.size() < mostRemarks)
        remarks.append({key, sentence});
}

void addRemarks(Remarks &remarks, const Remarks &more)
{
    remarks += more.mid(0, std::max<qsizetype>(0, mostRemarks - remarks.size()));
}

bool concernsAll(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Cancelled:
    case ErrorKind::Unauthorised:
    case ErrorKind::RateLimited:
    case ErrorKind::Busy:
    case ErrorKind::Corrupt:
    case ErrorKind::ReadOnly:
    case ErrorKind::Denied:
    case ErrorKind::Full:
    case ErrorKind::Network:
        return true;
    case ErrorKind::NotFound:
        return !meansNoSuchKey(error); // the namespace itself is gone
    case ErrorKind::Conflict:
    case ErrorKind::InvalidInput:
    case ErrorKind::TooLarge:
    case ErrorKind::Unsafe:
    case ErrorKind::Protocol:
    case ErrorKind::Internal:
        return false;
    }
    Q_UNREACHABLE();
}

QString whyNotWritable(const Entry &entry, qint64 nowMs)
{
    if (entry.valueMissing)
        return QStringLiteral("Its value is missing.");
    if (entry.expiration && limits::isExpired(*entry.expiration, nowMs))
        return QStringLiteral("It has expired.");
    if (entry.expiration && *entry.expiration < nowMs / 1000 + limits::minimumTtlSeconds)
        return QStringLiteral("It expires in less than %1 seconds, which cannot be written.")
            .arg(limits::minimumTtlSeconds);
    const Result<> ok = checkPut(putOf(entry, {}), nowMs);
    return ok ? QString() : ok.error().detail;
}

QString whyNotRestorable(const Entry &entry)
{
    if (entry.valueMissing)
        return QStringLiteral("Its value is missing.");
    Entry timeless = entry;
    timeless.expiration.reset();
    const Result<> ok = checkPut(putOf(timeless, {}), 0);
    return ok ? QString() : ok.error().detail;
}

QString sentenceOf(const Error &error)
{
    return error.detail.isEmpty() ? QStringLiteral("It failed, and nothing is known of why.") : error.detail;
}

Put putOf(const Entry &entry, const Expect &expect)
{
    return {.key = entry.key,
            .value = entry.value,
            .expiration = Change<Expiration>(entry.expiration),
            .metadata = Change<Metadata>(entry.metadata),
            .expect = expect};
}

} // namespace kv::jobs
