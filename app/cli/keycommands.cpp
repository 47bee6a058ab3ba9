// SPDX-License-Identifier: GPL-3.0-or-later
// The commands on single keys: list, get, info, put, delete.
#include "app/cli/await.h"
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/shapes.h"
#include "core/clock.h"
#include "core/limits.h"
#include "store/store.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <limits>

namespace kv::cli {

namespace {

int noSuchKey(const QList<QByteArray> &keys)
{
    QByteArrayList names;
    for (const QByteArray &key : keys)
        names.append(jsonString(key));
    say(QStringLiteral("no such key: %1; `kvw list` shows what there is")
            .arg(QString::fromUtf8(names.join(", "))));
    return NoSuchKey;
}

int failed(const Error &error, const QByteArray &key)
{
    return meansNoSuchKey(error) ? noSuchKey({key}) : report(error);
}

int list(Store &store, const Arguments &arguments)
{
    qint64 left = std::numeric_limits<qint64>::max();
    if (arguments.has("limit")) {
        const std::optional<qint64> limit = wholeNumber(arguments.value("limit"));
        if (!limit || *limit < 1)
            return wrongUse(QStringLiteral("--limit takes a whole number above 0"));
        left = *limit;
    }
    const bool json = arguments.has("json");
    ListQuery query;
    query.prefix = arguments.value("prefix");
    query.detail = json ? ListDetail::Rows : ListDetail::Names;
    const qint64 now = systemClock()();
    bool first = true;
    QByteArray out = json ? "[" : "";
    for (bool more = true; more && left > 0;) {
        query.pageSize = int(std::min<qint64>(left, 16'384));
        const Result<KeyPage> page = await(store.list(query));
        if (!page)
            return report(page.error());
        if (!page->storeExists)
            say(QStringLiteral(
                "there is no store on disk for this target yet; `kvw put` or `wrangler dev` makes it"));
        for (int i = 0; i < page->keys->size(); ++i) {
            if (!json) {
                out.append(page->keys->key(i)) += '\n';
                continue;
            }
            out += first ? "\n  {\"name\": " : ",\n  {\"name\": ";
            first = false;
            out += jsonString(page->keys->key(i));
            if (const Expiration at = page->keys->expiration(i)) {
                out += ", \"expiration\": " + QByteArray::number(*at);
                // wrangler's list has no such entries; told apart here, they cannot be taken for live ones.
                if (limits::isExpired(*at, now))
                    out += ", \"expired\": true";
            }
            if (page->keys->hasMetadata(i))
                out += ", \"metadata\": " + jsonMetadata(page->keys->metadata(i));
            out += '}';
        }
        if (!print(std::exchange(out, QByteArray())))
            return Failed;
        left -= page->keys->size();
        query.cursor = page->cursor;
        more = !page->last;
    }
    if (json && !print(first ? "]\n" : "\n]\n"))
        return Failed;
    return finish();
}

int get(Store &store, const QByteArray &key)
{
    const Result<Entry> entry = await(store.get(key));
    if (!entry)
        return failed(entry.error(), key);
    if (entry->valueMissing) {
        say(QStringLiteral("the value of this key is missing on disk; put it again or delete the key"));
        return Failed;
    }
    return print(entry->value) ? finish() : Failed;
}

int info(Store &store, const QByteArray &key)
{
    const Result<Entry> entry = await(store.get(key));
    if (!entry)
        return failed(entry.error(), key);
    QByteArray out = "{\"key\": " + jsonString(key) + ", \"size\": " +
                     (entry->valueMissing ? QByteArray("null") : QByteArray::number(entry->value.size()));
    out += ", \"expiration\": " +
           (entry->expiration ? QByteArray::number(*entry->expiration) : QByteArray("null"));
    if (entry->expiration && limits::isExpired(*entry->expiration, systemClock()()))
        out += ", \"expired\": true";
    out += ", \"metadata\": " + (entry->metadata ? jsonMetadata(*entry->metadata) : QByteArray("null"));
    if (entry->valueMissing)
        out += ", \"value_missing\": true";
    return print(out + "}\n") ? finish() : Failed;
}

Result<QByteArray> readInput(const Arguments &arguments)
{
    QFile file;
    if (arguments.has("file")) {
        file.setFileName(QFile::decodeName(arguments.value("file")));
        if (QFileInfo(file).isDir())
            return fail(ErrorKind::InvalidInput,
                        QStringLiteral("this is a folder, and a value comes from a file"), file.fileName());
        if (!file.open(QIODevice::ReadOnly))
            return fail(QFileInfo::exists(file.fileName()) ? ErrorKind::Denied : ErrorKind::NotFound,
                        file.errorString(), file.fileName());
    } else if (!file.open(stdin, QIODevice::ReadOnly)) {
        return fail(ErrorKind::Denied, file.errorString());
    }
    // One byte more than KV takes is enough to know that it is too much.
    QByteArray bytes;
    while (bytes.size() <= limits::valueBytes) {
        const QByteArray more = file.read(limits::valueBytes + 1 - bytes.size());
        if (more.isEmpty())
            break;
        bytes += more;
    }
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::Denied, file.errorString(), file.fileName());
    if (bytes.size() > limits::valueBytes)
        return fail(
            ErrorKind::TooLarge,
            QStringLiteral("A value can have at most %1 bytes; this one has more.").arg(limits::valueBytes),
            file.fileName());
    return bytes;
}

int put(Store &store, const Arguments &arguments)
{
    const bool standardInput = arguments.words.size() == 4 && arguments.words[3] == "-";
    if (arguments.words.size() > (standardInput ? 4 : 3) ||
        int(arguments.has("value")) + int(arguments.has("file")) + int(standardInput) != 1)
        return wrongUse(QStringLiteral("`kvw put` takes the value from one of --value V, --file F or -"));
    if (arguments.has("expiration") && arguments.has("ttl"))
        return wrongUse(QStringLiteral("--expiration and --ttl are two ways to say one thing; give one"));
    const bool keep = arguments.has("keep");
    if (keep && (arguments.has("expiration") || arguments.has("ttl") || arguments.has("metadata")))
        return wrongUse(
            QStringLiteral("--keep leaves expiration and metadata as they are; do not set them with it"));

    Put put;
    put.key = arguments.words[2];
    if (!keep) {
        put.expiration = Expiration();
        put.metadata = Metadata();
    }
    for (const char *option : {"expiration", "ttl"}) {
        if (!arguments.has(option))
            continue;
        const std::optional<qint64> number = wholeNumber(arguments.value(option));
        if (!number)
            return wrongUse(QStringLiteral("--%1 takes whole seconds").arg(QLatin1String(option)));
        if (qstrcmp(option, "expiration") == 0)
            put.expiration = Expiration(*number);
        else if (*number < limits::minimumTtlSeconds || *number > limits::latestExpiration)
            return report({.kind = ErrorKind::InvalidInput,
                           .detail = QStringLiteral("--ttl must be %1 to %2 seconds")
                                         .arg(limits::minimumTtlSeconds)
                                         .arg(limits::latestExpiration)});
        else // rounded up, so that what is asked for is never less than KV's minimum
            put.expiration = Expiration((systemClock()() + 999) / 1000 + *number);
    }
    if (arguments.has("metadata"))
        put.metadata = Metadata(arguments.value("metadata"));
    if (arguments.has("value")) {
        put.value = arguments.value("value");
    } else {
        Result<QByteArray> bytes = readInput(arguments);
        if (!bytes)
            return report(bytes.error());
        put.value = std::move(*bytes);
    }
    const Result<Revision> written = await(store.put(put));
    return written ? Done : report(written.error());
}

int remove(Store &store, const QList<QByteArray> &keys)
{
    QList<Removal> removals;
    const QSet<QByteArray> each(keys.begin(), keys.end());
    for (const QByteArray &key : each)
        removals.append({.key = key, .expect = {}});
    const Result<RemoveReport> done = await(store.remove(removals));
    if (!done)
        return report(done.error());
    QList<QByteArray> missing = done->missing;
    std::sort(missing.begin(), missing.end());
    return missing.isEmpty() ? Done : noSuchKey(missing);
}

} // namespace

int keyCommand(Store &store, const Arguments &arguments)
{
    const QByteArray command = arguments.words.first();
    if (command == "list")
        return list(store, arguments);
    if (command == "get")
        return get(store, arguments.words[2]);
    if (command == "info")
        return info(store, arguments.words[2]);
    if (command == "put")
        return put(store, arguments);
    return remove(store, arguments.words.mid(2));
}

} // namespace kv::cli
