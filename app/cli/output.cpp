// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "text/json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

namespace kv::cli {

namespace {

QString advice(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Busy:
        return QStringLiteral("another program holds the database; try again when it is done");
    case ErrorKind::Corrupt:
        return QStringLiteral(
            "the database is damaged or not wrangler's, and was left alone; move it away and let "
            "wrangler make a new one");
    case ErrorKind::ReadOnly:
        return QStringLiteral("this store cannot be written");
    case ErrorKind::Denied:
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
    default:
        return QStringLiteral("failed");
    }
}

} // namespace

bool print(const QByteArray &bytes)
{
    return std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout) == size_t(bytes.size());
}

void say(const QString &line)
{
    QByteArray text = line.toUtf8();
    text.replace('\n', ' ');
    std::fprintf(stderr, "kvw: %s\n", text.constData());
}

int report(const Error &error)
{
    QString line = advice(error.kind);
    if (!error.detail.isEmpty())
        line = error.kind == ErrorKind::InvalidInput || error.kind == ErrorKind::TooLarge
                   ? error.detail
                   : line + QStringLiteral(" (") + error.detail + u')';
    if (!error.path.isEmpty())
        line += QStringLiteral(": ") + error.path;
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
    const QJsonArray array{QString::fromUtf8(utf8)};
    return QJsonDocument(array).toJson(QJsonDocument::Compact).sliced(1).chopped(1);
}

QByteArray jsonMetadata(QByteArrayView metadata)
{
    return text::validate(metadata) ? jsonString(metadata) : metadata.toByteArray();
}

} // namespace kv::cli
