// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/bulkjson.h"

#include "text/json.h"
#include "text/jsontext.h"
#include "text/utf8.h"

#include <QCoreApplication>

namespace kv::items {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::items::BulkJson", text);
}

/// wrangler takes an object; an array, for all its messages, is one to it.
bool isTaken(const QByteArray &metadata)
{
    const QByteArray trimmed = metadata.trimmed();
    return trimmed.startsWith('{') || trimmed.startsWith('[');
}

} // namespace

BulkJson bulkJson(const QList<Entry> &entries)
{
    BulkJson bulk;
    for (const Entry &entry : entries) {
        const QString shown = text::displayKey(entry.key);
        if (entry.valueMissing) {
            bulk.remarks << tr("%1 is left out: its value is missing.").arg(shown);
            continue;
        }
        if (!text::isUtf8(entry.key)) {
            bulk.remarks << tr("%1 is left out: its key is not UTF-8.").arg(shown);
            continue;
        }
        bulk.json += bulk.entries++ == 0 ? "[\n  {" : ",\n  {";
        bulk.json += "\"key\": " + text::canonicalString(entry.key);
        if (text::isUtf8(entry.value))
            bulk.json += ", \"value\": " + text::canonicalString(entry.value);
        else
            bulk.json += ", \"value\": \"" + entry.value.toBase64() + "\", \"base64\": true";
        if (entry.expiration)
            bulk.json += ", \"expiration\": " + QByteArray::number(*entry.expiration);
        if (entry.metadata && text::validate(*entry.metadata)) {
            bulk.remarks << tr("The metadata of %1 is left out: it is no JSON.").arg(shown);
        } else if (entry.metadata) {
            bulk.json += ", \"metadata\": " + *entry.metadata;
            if (!isTaken(*entry.metadata))
                bulk.remarks << tr("wrangler refuses the metadata of %1: it is no object.").arg(shown);
        }
        bulk.json += '}';
    }
    bulk.json += bulk.entries == 0 ? "[]\n" : "\n]\n";
    return bulk;
}

} // namespace kv::items
