// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots without a store, for tests that hold them against wrangler:
//   snapshot_probe read FILE     one JSON object an item: key, value (base64), expiration, metadata (its
//   text),
//                                remark; or error. At the end {"end": why it could not be read to its end}
//   snapshot_probe write FILE    makes the file of such objects, one a line on standard input
#include "snapshot/snapshot.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace kv;

namespace {

void print(const QJsonObject &object)
{
    std::puts(QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
}

QJsonObject item(const EntrySource::Item &item)
{
    if (!item.entry)
        return {{QStringLiteral("error"), item.entry.error().detail}};
    QJsonObject out = {{QStringLiteral("key"), QString::fromUtf8(item.entry->key)},
                       {QStringLiteral("value"), QString::fromLatin1(item.entry->value.toBase64())},
                       {QStringLiteral("remark"), item.remark}};
    if (item.entry->expiration)
        out.insert(QStringLiteral("expiration"), *item.entry->expiration);
    if (item.entry->metadata)
        out.insert(QStringLiteral("metadata"), QString::fromUtf8(*item.entry->metadata));
    return out;
}

void read(const QString &path)
{
    const auto end = [](const Error &error) {
        print({{QStringLiteral("end"), error.detail}});
        std::exit(0);
    };
    auto source = snapshot::openSnapshot(path);
    if (!source)
        end(source.error());
    for (;;) {
        const auto next = (*source)->next();
        if (!next)
            end(next.error());
        if (!*next)
            return print({{QStringLiteral("end"), QJsonValue()}});
        print(item(**next));
    }
}

int write(const QString &path)
{
    const auto failed = [](const Error &error) {
        std::fprintf(stderr, "%s\n", qPrintable(error.detail));
        return 1;
    };
    auto sink = snapshot::createSnapshot(path, snapshot::formatOf(path), QStringLiteral("probe"));
    if (!sink)
        return failed(sink.error());
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return 1;
    const QByteArrayList lines = input.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.isEmpty())
            continue;
        const QJsonObject given = QJsonDocument::fromJson(line).object();
        Entry entry{.key = given.value(QStringLiteral("key")).toString().toUtf8(),
                    .value =
                        QByteArray::fromBase64(given.value(QStringLiteral("value")).toString().toLatin1())};
        if (const QJsonValue at = given.value(QStringLiteral("expiration")); at.isDouble())
            entry.expiration = at.toInteger();
        if (const QJsonValue metadata = given.value(QStringLiteral("metadata")); metadata.isString())
            entry.metadata = metadata.toString().toUtf8();
        if (const Result<> ok = (*sink)->write(entry); !ok)
            return failed(ok.error());
    }
    const Result<> ok = (*sink)->finish();
    return ok ? 0 : failed(ok.error());
}

} // namespace

int main(int argc, char **argv)
{
    const QByteArrayView command(argc == 3 ? argv[1] : "");
    if (command == QByteArrayView("write"))
        return write(QFile::decodeName(argv[2]));
    if (command != QByteArrayView("read")) {
        std::fprintf(stderr, "usage: snapshot_probe read|write FILE\n");
        return 2;
    }
    read(QFile::decodeName(argv[2]));
    return 0;
}
