// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/foreign.h"

#include "text/jsonreader.h"

#include <algorithm>

namespace kv::snapshot {

namespace {

using text::JsonReader;
using Kind = JsonReader::Kind;

const QString whatToDo = QStringLiteral("Save a snapshot with `kvw export` instead.");

/// The name of the first member of the object that `reader` has just opened, quotation marks included.
QByteArrayView firstName(JsonReader &reader, QByteArrayView text)
{
    const JsonReader::Token name = reader.next();
    return name.kind == Kind::Name ? text.sliced(name.begin, name.end - name.begin) : QByteArrayView();
}

} // namespace

QString foreignFile(QByteArrayView beginning)
{
    if (beginning.startsWith("\xff\xfe") || beginning.startsWith("\xfe\xff") ||
        (beginning.size() >= 2 && (beginning[0] == 0) != (beginning[1] == 0)))
        return QStringLiteral("The file is UTF-16. JSON has to be UTF-8: save it again in that encoding.");
    if (beginning.startsWith("\x1f\x8b") || beginning.startsWith("PK\x03\x04") ||
        beginning.startsWith("\x28\xb5\x2f\xfd") ||
        beginning.startsWith("\xfd"
                             "7zXZ"))
        return QStringLiteral("The file is compressed. Unpack it first.");
    if (beginning.startsWith("SQLite format 3"))
        return QStringLiteral("The file is a database, not a snapshot. A store on this disk is opened by its "
                              "project's folder.");
    return {};
}

QString foreignObject(QByteArrayView beginning)
{
    JsonReader reader(beginning);
    if (reader.next().kind != Kind::Open)
        return {};
    const QByteArrayView name = firstName(reader, beginning);
    if (name.isNull())
        return QStringLiteral("The file holds one JSON object and not a list of entries. ") + whatToDo;
    reader.next(); // the colon
    const JsonReader::Token value = reader.next();
    const bool opens = value.kind == Kind::Open && beginning[value.begin] == '{';
    if (name == QByteArrayView("\"success\"") || name == QByteArrayView("\"result\"") ||
        name == QByteArrayView("\"errors\""))
        return QStringLiteral("The file looks like an answer of Cloudflare's API, not like a snapshot. ") +
               whatToDo;
    if (opens && firstName(reader, beginning) == QByteArrayView("\"value\""))
        return QStringLiteral(
                   "The file looks like the output of `wrangler kv bulk get`: values only, without "
                   "expirations and metadata, and with bytes that are no text replaced. ") +
               whatToDo;
    if (value.kind == Kind::Scalar &&
        (name == QByteArrayView("\"key\"") || name == QByteArrayView("\"value\"")))
        return {}; // an entry
    if (value.kind == Kind::Scalar)
        return QStringLiteral(
                   "The file holds one JSON object of names and values, as `wrangler kv bulk get` "
                   "prints: values only, without expirations and metadata, and with bytes that are "
                   "no text replaced. ") +
               whatToDo;
    return QStringLiteral("The file holds one JSON object and not a list of entries. ") + whatToDo;
}

QString foreignElement(QByteArrayView element)
{
    JsonReader reader(element);
    JsonReader::Token token = reader.next();
    if (token.kind == Kind::Scalar && element[token.begin] == '"')
        return QStringLiteral(
                   "The file is a list of names, as `wrangler kv bulk delete` takes: names only, no "
                   "values. ") +
               whatToDo;
    bool name = false;
    bool entry = false;
    while (token.kind != Kind::End && token.kind != Kind::Problem) {
        if (token.kind == Kind::Name && reader.depth() == 1) {
            const QByteArrayView member = element.sliced(token.begin, token.end - token.begin);
            name |= member == QByteArrayView("\"name\"");
            entry |= member == QByteArrayView("\"key\"") || member == QByteArrayView("\"value\"");
        }
        token = reader.next();
    }
    if (!name || entry)
        return {};
    return QStringLiteral(
               "The file looks like the output of `wrangler kv key list`: names only, no values. ") +
           whatToDo;
}

} // namespace kv::snapshot
