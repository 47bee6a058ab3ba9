// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "remote/apierror.h"
#include "text/json.h"
#include "text/jsontext.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace kv::cli {

namespace {

QString advice(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Busy:
        return QStringLiteral("another program holds the database; try again when it is done");
    case ErrorKind::Corrupt:
        return QStringLiteral(
            "the database is damaged or not wrangler's, and was left alone; move it away and let "
            "wrangler make a new one");
    case ErrorKind::ReadOnly:
        return QStringLiteral("this store cannot be written");
    case ErrorKind::Denied:
        if (remote::isGatewayRefusal(error))
            return QStringLiteral("Cloudflare's firewall is in the way");
        return QStringLiteral("the system refused access; check who owns the files");
    case ErrorKind::Full:
        return QStringLiteral("no room is left on the disk and nothing was written; make room and try again");
    case ErrorKind::Unsafe:
        return QStringLiteral("the files of this store lead out of it and are not followed");
    case ErrorKind::NotFound:
        return QStringLiteral("not found; check the name");
    case ErrorKind::Conflict:
        return QStringLiteral("the entry is not what was expected and nothing was written; read it again");
    case ErrorKind::TooLarge:
        return QStringLiteral("over KV's limit; make it smaller");
    case ErrorKind::InvalidInput:
        return QStringLiteral("KV does not take this");
    case ErrorKind::Unauthorised:
        return QStringLiteral("Cloudflare does not let this credential do that");
    case ErrorKind::RateLimited:
        return QStringLiteral("Cloudflare asks to wait; try again later");
    case ErrorKind::Network:
        if (error.nativeCode != 0) // an answer came, so the connection is there
            return QStringLiteral("no good answer came from Cloudflare; try again later");
        return QStringLiteral("Cloudflare could not be reached; check the connection and try again");
    case ErrorKind::Protocol:
        return QStringLiteral("Cloudflare's answer is of no use");
    default:
        return QStringLiteral("failed");
    }
}

/// Nobody needs to be told that `| head` has read enough.
void complainOfOutput(int code)
{
    if (code != EPIPE)
        say(QStringLiteral("the output cannot be written (%1); make room or send it elsewhere")
                .arg(QString::fromLocal8Bit(std::strerror(code))));
}

} // namespace

bool print(const QByteArray &bytes)
{
    if (std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout) == size_t(bytes.size()))
        return true;
    complainOfOutput(errno);
    return false;
}

int finish()
{
    if (std::fflush(stdout) == 0)
        return Done;
    complainOfOutput(errno);
    return Failed;
}

QString plain(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text + u'\n';
}

void say(const QString &line)
{
    QByteArray text = line.toUtf8();
    for (char &c : text) {
        if (uchar(c) < 0x20 || c == 0x7f) // a name from a file may hold what moves a terminal's cursor
            c = ' ';
    }
    std::fprintf(stderr, "kvw: %s\n", text.constData());
}

int report(const Error &error)
{
    QString line = advice(error);
    if (!error.detail.isEmpty())
        line = error.kind == ErrorKind::InvalidInput || error.kind == ErrorKind::TooLarge
                   ? error.detail
                   : line + QStringLiteral(" (") + error.detail + u')';
    if (!error.path.isEmpty()) {
        if (line.endsWith(u'.'))
            line.chop(1); // the sentence goes on
        line += QStringLiteral(": ") + error.path;
    }
    if (error.line > 0)
        line += QStringLiteral(":%1:%2").arg(error.line).arg(error.column);
    say(line);
    return Failed;
}

int wrongUse(const QString &why)
{
    say(why + QStringLiteral("; `kvw --help` lists what there is"));
    return WrongUse;
}

QByteArray jsonString(QByteArrayView utf8)
{
    if (!utf8.isValidUtf8())
        return jsonString(QString::fromUtf8(utf8).toUtf8());
    return text::canonicalString(utf8);
}

QByteArray jsonMetadata(QByteArrayView metadata)
{
    return text::validate(metadata) ? jsonString(metadata) : metadata.toByteArray();
}

} // namespace kv::cli
