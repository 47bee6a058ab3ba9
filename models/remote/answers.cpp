// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/answers.h"

#include "core/keyorder.h"
#include "remote/jsonwalk.h"

#include <algorithm>
#include <cmath>

namespace kv::remote {

namespace {

struct Row
{
    QByteArray key;
    Expiration expiration;
    QByteArrayView metadata; ///< Null: none.
};

tl::unexpected<Error> nonsense(const char *what)
{
    return fail(ErrorKind::Protocol,
                QStringLiteral("Cloudflare's answer makes no sense: %1.").arg(QLatin1String(what)));
}

/// An expiration in whole seconds; false when the text is something else. null is none.
bool readExpiration(QByteArrayView text, Expiration *expiration)
{
    qint64 seconds = 0;
    if (text == QByteArrayView("null"))
        return true;
    if (!readInteger(text, &seconds)) {
        bool ok = false;
        const double number = text.toByteArray().toDouble(&ok);
        if (!ok || !(std::abs(number) < 1e15))
            return false;
        seconds = qint64(number);
    }
    *expiration = seconds;
    return true;
}

Result<Row> readRow(QByteArrayView json)
{
    Row row;
    bool named = false;
    JsonWalk walk(json);
    if (!walk.isObject())
        return nonsense("a key is no object");
    while (walk.next()) {
        const QByteArray name = walk.name();
        const QByteArrayView value = walk.value();
        if (name == "name") {
            named = value.startsWith('"');
            row.key = unquoted(value);
        } else if (name == "expiration") {
            if (!readExpiration(value, &row.expiration))
                return nonsense("an expiration is no number");
        } else if (name == "metadata" && value != QByteArrayView("null")) {
            row.metadata = value;
        }
    }
    if (!named)
        return nonsense("a key has no name");
    return row;
}

bool isDoubtful(const QByteArray &text)
{
    return text.contains("\xef\xbf\xbd");
}

} // namespace

Result<ListedKeys> readListedKeys(const Response &response)
{
    ListedKeys listed;
    KeyBlock::Builder builder;
    JsonWalk walk(response.resultText());
    if (!walk.isArray())
        return nonsense("a listing is no array");
    while (walk.next()) {
        const Result<Row> row = readRow(walk.value());
        if (!row)
            return fail(row.error());
        if (builder.size() > 0 && compareKeys(builder.lastKey(), row->key) >= 0)
            return nonsense("keys are not in order");
        builder.add(row->key, row->expiration, !row->metadata.isNull(), row->metadata);
    }
    if (!walk.isWhole())
        return nonsense("a listing does not end");
    listed.keys = builder.build();

    JsonWalk info(response.envelope.resultInfoText(response.body));
    while (info.next()) {
        if (info.name() == "cursor")
            listed.cursor = unquoted(info.value());
    }
    return listed;
}

Metadata readMetadata(const Response &response)
{
    const QByteArrayView text = response.resultText();
    if (text == QByteArrayView("null"))
        return std::nullopt;
    return text.toByteArray();
}

QList<QByteArray> readUnsuccessfulKeys(const Response &response)
{
    QList<QByteArray> keys;
    JsonWalk walk(response.resultText());
    if (!walk.isObject())
        return keys; // null and other nothings: all went well
    while (walk.next()) {
        if (walk.name() != "unsuccessful_keys")
            continue;
        JsonWalk list(walk.value());
        while (list.isArray() && list.next())
            keys.append(unquoted(list.value()));
    }
    return keys;
}

Result<QHash<QByteArray, BulkValue>> readBulkValues(const Response &response, bool withMetadata)
{
    QHash<QByteArray, BulkValue> values;
    const auto readOne = [&](QByteArrayView json) -> Result<BulkValue> {
        BulkValue one;
        if (json == QByteArrayView("null"))
            return one;
        one.exists = true;
        if (!withMetadata) {
            if (!json.startsWith('"'))
                return nonsense("a value is no text");
            one.value = unquoted(json);
            one.isDoubtful = isDoubtful(one.value);
            return one;
        }
        bool valued = false;
        JsonWalk fields(json);
        while (fields.next()) {
            const QByteArray name = fields.name();
            const QByteArrayView text = fields.value();
            if (name == "value") {
                if (text == QByteArrayView("null")) // how some say that the key is not there
                    return BulkValue{};
                valued = text.startsWith('"');
                one.value = unquoted(text);
            } else if (name == "metadata" && text != QByteArrayView("null")) {
                one.metadata = text.toByteArray();
            } else if (name == "expiration" && !readExpiration(text, &one.expiration)) {
                return nonsense("an expiration is no number");
            }
        }
        if (!valued)
            return nonsense("a value is no text");
        one.isDoubtful = isDoubtful(one.value);
        return one;
    };
    JsonWalk walk(response.resultText());
    while (walk.next()) {
        if (walk.name() != "values")
            continue;
        JsonWalk list(walk.value());
        while (list.isObject() && list.next()) {
            Result<BulkValue> one = readOne(list.value());
            if (!one)
                return fail(one.error());
            values.insert(list.name(), *std::move(one));
        }
        return values;
    }
    return nonsense("there are no values in it");
}

} // namespace kv::remote
