// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/comparewords.h"

#include "text/units.h"

#include <QCoreApplication>
#include <QStringList>

namespace kv::ui::comparewords {

using jobs::CompareRow;
using jobs::Depth;
using jobs::Reason;
using jobs::Status;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::comparewords", text);
}

// What Cloudflare grants: 1,200 requests in 5 minutes.
constexpr qint64 requestsPerMinute = 240;

QString expirations(const CompareRow &row, const QString &left, const QString &right)
{
    if (row.leftExpiration && row.rightExpiration) {
        const qint64 apart = *row.leftExpiration > *row.rightExpiration
                                 ? *row.leftExpiration - *row.rightExpiration
                                 : *row.rightExpiration - *row.leftExpiration;
        return tr("expiration, %1 apart").arg(text::durationText(apart));
    }
    return tr("expires only in %1").arg(row.leftExpiration ? left : right);
}

} // namespace

QString sign(Status status)
{
    switch (status) {
    case Status::OnlyLeft:
        return QStringLiteral("+");
    case Status::OnlyRight:
        return QStringLiteral("−");
    case Status::Different:
        return QStringLiteral("≠");
    case Status::Same:
        return QStringLiteral("=");
    case Status::Unread:
        break;
    }
    return QStringLiteral("?");
}

QString sign(const CompareRow &row)
{
    if (row.status == Status::Different && row.reasons == Reason::Formatting)
        return QStringLiteral("≈");
    return sign(row.status);
}

QString why(const CompareRow &row, const QString &problem, const QString &left, const QString &right)
{
    switch (row.status) {
    case Status::OnlyLeft:
        return tr("only in %1").arg(left);
    case Status::OnlyRight:
        return tr("only in %1").arg(right);
    case Status::Same:
        return tr("same");
    case Status::Unread:
        if (row.reasons & Reason::Failed)
            return problem.isEmpty() ? tr("could not be read") : tr("could not be read: %1").arg(problem);
        return tr("not read yet");
    case Status::Different:
        break;
    }
    QStringList parts;
    if (row.reasons & Reason::Value)
        parts << tr("value");
    if (row.reasons & Reason::Formatting)
        parts << tr("same JSON, other bytes");
    if (row.reasons & Reason::Metadata)
        parts << tr("metadata");
    if (row.reasons & Reason::Expiration)
        parts << expirations(row, left, right);
    if (row.valuePending)
        parts << tr("value not read yet");
    if (row.reasons & Reason::Failed)
        parts << tr("value could not be read");
    return parts.join(QStringLiteral(", "));
}

QString status(Status status, const QString &left, const QString &right)
{
    switch (status) {
    case Status::OnlyLeft:
        return tr("only in %1").arg(left);
    case Status::OnlyRight:
        return tr("only in %1").arg(right);
    case Status::Different:
        return tr("differ");
    case Status::Same:
        return tr("same");
    case Status::Unread:
        break;
    }
    return tr("not read");
}

QString depth(Depth depth)
{
    switch (depth) {
    case Depth::Names:
        return tr("Names");
    case Depth::Rows:
        return tr("Metadata");
    case Depth::Values:
        break;
    }
    return tr("Values");
}

QString pace(qint64 requests)
{
    if (requests < requestsPerMinute / 4)
        return tr("some seconds");
    if (requests < requestsPerMinute)
        return tr("about a minute");
    return tr("about %1")
        .arg(text::durationText((requests + requestsPerMinute / 2) / requestsPerMinute * 60));
}

QString cost(const jobs::CompareCost &cost, Depth depth)
{
    if (cost.listRequestsAtLeast == 0)
        return tr("No requests: both lie on this disk.");
    QStringList parts;
    const QString least =
        cost.listRequestsAtLeast == 1
            ? tr("at least 1 list request")
            : tr("at least %1 list requests").arg(text::countText(cost.listRequestsAtLeast));
    const bool both = cost.listRequestsAtLeast > 1;
    parts << (both ? tr("%1, one per %2 keys of each side") : tr("%1, one per %2 keys"))
                 .arg(least, text::countText(cost.keysPerListRequest));
    if (depth == Depth::Values && cost.keysPerReadRequest > 0)
        parts << (both ? tr("then one read per %1 common keys of each side")
                       : tr("then one read per %1 common keys"))
                     .arg(text::countText(cost.keysPerReadRequest));
    if (cost.keysPerSecondLookRequest > 0)
        parts << (both ? tr("up to one more per %1 keys of each side that differ, to read those once more")
                       : tr("up to one more per %1 keys that differ, to read those once more"))
                     .arg(text::countText(cost.keysPerSecondLookRequest));
    return tr("It costs %1.").arg(parts.join(QStringLiteral("; ")));
}

QString requests(const jobs::Progress &progress)
{
    QStringList parts;
    if (progress.requests > 0)
        parts << (progress.requests == 1 ? tr("1 request")
                                         : tr("%1 requests").arg(text::countText(progress.requests)));
    if (progress.requestsLeft > 0) {
        parts << tr("%1 to go").arg(text::countText(progress.requestsLeft));
        parts << tr("%1 left").arg(pace(progress.requestsLeft));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace kv::ui::comparewords
