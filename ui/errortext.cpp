// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/errortext.h"

#include "core/error.h"

#include <QCoreApplication>
#include <QDir>

namespace kv::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::errorText", text);
}

QString kindText(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled:
        return tr("Cancelled; nothing was changed");
    case ErrorKind::NotFound:
        return tr("It is not there any more");
    case ErrorKind::Conflict:
        return tr("It was changed by another program in the meantime; nothing was written");
    case ErrorKind::InvalidInput:
        return tr("This cannot be used as it is");
    case ErrorKind::TooLarge:
        return tr("This is over KV's size limit");
    case ErrorKind::Unauthorised:
        return tr("Not allowed with the present credential");
    case ErrorKind::RateLimited:
        return tr("Cloudflare asks us to wait");
    case ErrorKind::Busy:
        return tr("Another program holds the database and did not let go; nothing was written");
    case ErrorKind::Corrupt:
        return tr("The database is damaged or was not written by wrangler; it was left alone");
    case ErrorKind::Unsafe:
        return tr("Refused: the path leads out of the store");
    case ErrorKind::ReadOnly:
        return tr("This store cannot be written");
    case ErrorKind::Denied:
        return tr("The system refused access");
    case ErrorKind::Full:
        return tr("No room is left on the disk; nothing was written");
    case ErrorKind::Network:
        return tr("The connection failed");
    case ErrorKind::Protocol:
        return tr("The other side answered something that makes no sense");
    case ErrorKind::Internal:
        return tr("Something went wrong inside this program or the system");
    }
    return {};
}

/// What came from Cloudflare has an HTTP status in place of errno, and is not this system's doing.
QString sentenceOf(const Error &error)
{
    constexpr int leastRefusal = 400;
    if (error.kind == ErrorKind::Denied && error.nativeCode >= leastRefusal)
        return tr("Cloudflare's firewall is in the way");
    if (error.kind == ErrorKind::Network && error.nativeCode != 0)
        return tr("No good answer came from Cloudflare");
    return kindText(error.kind);
}

} // namespace

QString errorText(const Error &error)
{
    const QString sentence = sentenceOf(error);
    return error.detail.isEmpty() ? sentence : sentence + QStringLiteral(": ") + error.detail;
}

QString errorDetails(const Error &error)
{
    QString where = QDir::toNativeSeparators(error.path);
    if (error.line > 0)
        where += QStringLiteral(":%1").arg(error.line);
    if (error.line > 0 && error.column > 0)
        where += QStringLiteral(":%1").arg(error.column);
    QStringList parts;
    if (!where.isEmpty())
        parts << where;
    if (!error.detail.isEmpty())
        parts << error.detail;
    if (error.nativeCode != 0)
        parts << tr("code %1").arg(error.nativeCode);
    return parts.join(QLatin1Char('\n'));
}

} // namespace kv::ui
