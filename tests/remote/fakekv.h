// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "remote/jsonwalk.h"
#include "remote/scriptedserver.h"
#include "text/jsontext.h"

#include <QSet>

#include <map>
#include <optional>

namespace kv::test {

/// One namespace behind a ScriptedServer, as simple as a namespace can be: just enough for tests to watch
/// what a store asks for. `before` may answer in its place.
class FakeKv
{
public:
    struct Item
    {
        QByteArray value;
        Expiration expiration;
        Metadata metadata;
        bool operator==(const Item &) const = default;
    };

    FakeKv()
    {
        server.setHandler([this](const Seen &seen) { return answer(seen); });
    }

    ScriptedServer server;
    std::map<QByteArray, Item> entries;
    std::function<std::optional<Answer>(const Seen &)> before;
    /// URLs that hold this are answered by the gateway, with a page.
    QByteArray refusedInUrls;
    /// Keys that bulk requests leave undone, and how often yet.
    QSet<QByteArray> unsuccessful;
    int unsuccessfulTimes = 0;
    /// More bytes of values than this are too many for one bulk answer.
    qint64 mostBulkBytes = 25 * 1024 * 1024;

    /// The requests, each without what is the same for all.
    QList<QByteArray> asked() const
    {
        QList<QByteArray> all;
        for (const Seen &seen : server.seen)
            all << seen.method() + ' ' + local(seen.url());
        return all;
    }

    /// How many keys each bulk get asked for.
    QList<int> keysAsked() const
    {
        QList<int> counts;
        for (const Seen &seen : server.seen) {
            if (!seen.url().endsWith("/bulk/get"))
                continue;
            counts << 0;
            for (remote::JsonWalk fields(seen.body); fields.next();) {
                if (fields.name() == "keys")
                    for (remote::JsonWalk list(fields.value()); list.next();)
                        ++counts.last();
            }
        }
        return counts;
    }

private:
    static QByteArray local(const QByteArray &url)
    {
        static const QByteArray base = "/client/v4/accounts/acc/storage/kv/namespaces/ns/";
        return url.startsWith(base) ? url.mid(base.size()) : url;
    }

    Answer answer(const Seen &seen)
    {
        if (before)
            if (auto instead = before(seen))
                return *instead;
        if (!refusedInUrls.isEmpty() && seen.url().contains(refusedInUrls))
            return html(403);
        const QByteArray url = local(seen.url());
        const QByteArray path = url.left(url.indexOf('?') < 0 ? url.size() : url.indexOf('?'));
        const QByteArray key = QByteArray::fromPercentEncoding(path.mid(path.indexOf('/') + 1));
        if (path == "keys")
            return list(url);
        if (path == "bulk")
            return bulkPut(seen.body);
        if (path == "bulk/get")
            return bulkGet(seen.body);
        if (path == "bulk/delete")
            return bulkDelete(seen.body);
        if (seen.method() == "PUT")
            return put(key, url, seen);
        if (seen.method() == "DELETE") {
            entries.erase(key);
            return success("null");
        }
        const auto it = entries.find(key);
        if (it == entries.end())
            return failure(404, 10009, "get: 'key not found'");
        if (path.startsWith("metadata/"))
            return success(it->second.metadata.value_or("null"));
        Answer value = bytes(it->second.value);
        if (it->second.expiration)
            value.with("expiration", QByteArray::number(*it->second.expiration));
        return value;
    }

    static QByteArray parameter(const QByteArray &url, const QByteArray &name)
    {
        const QList<QByteArray> parts = url.mid(url.indexOf('?') + 1).split('&');
        for (const QByteArray &part : parts) {
            if (part.startsWith(name + '='))
                return QByteArray::fromPercentEncoding(part.mid(name.size() + 1));
        }
        return {};
    }

    Answer list(const QByteArray &url)
    {
        const QByteArray prefix = parameter(url, "prefix");
        const QByteArray cursor = parameter(url, "cursor");
        const int limit = parameter(url, "limit").toInt();
        QByteArray rows;
        QByteArray lastKey;
        int count = 0;
        auto it = cursor.isEmpty() ? entries.lower_bound(prefix) : entries.upper_bound(cursor);
        for (; it != entries.end() && it->first.startsWith(prefix) && count < limit; ++it, ++count) {
            rows += (rows.isEmpty() ? "{\"name\":" : ",{\"name\":") + text::canonicalString(it->first);
            if (it->second.expiration)
                rows += ",\"expiration\":" + QByteArray::number(*it->second.expiration);
            if (it->second.metadata)
                rows += ",\"metadata\":" + *it->second.metadata;
            rows += '}';
            lastKey = it->first;
        }
        const bool more = it != entries.end() && it->first.startsWith(prefix);
        return success('[' + rows + ']', "{\"count\":" + QByteArray::number(count) + ",\"cursor\":" +
                                             text::canonicalString(more ? lastKey : QByteArray()) + '}');
    }

    Answer put(const QByteArray &key, const QByteArray &url, const Seen &seen)
    {
        Item item;
        const QByteArray expiration = parameter(url, "expiration");
        if (!expiration.isEmpty())
            item.expiration = expiration.toLongLong();
        const QByteArray type = seen.header("Content-Type");
        if (!type.startsWith("multipart/form-data")) {
            item.value = seen.body;
        } else {
            const QByteArray line = "\r\n--" + type.mid(type.indexOf("boundary=") + 9);
            const QByteArray body = "\r\n" + seen.body;
            qsizetype at = body.indexOf(line);
            for (qsizetype next = body.indexOf(line, at + 1); next > 0; next = body.indexOf(line, at + 1)) {
                const QByteArray part = body.mid(at + line.size(), next - at - line.size());
                const qsizetype head = part.indexOf("\r\n\r\n");
                if (part.left(head).contains("name=\"metadata\""))
                    item.metadata = part.mid(head + 4);
                else
                    item.value = part.mid(head + 4);
                at = next;
            }
        }
        entries[key] = item;
        return success("null");
    }

    Answer bulkAnswer(const QList<QByteArray> &left)
    {
        QByteArray keys;
        for (const QByteArray &key : left)
            keys += (keys.isEmpty() ? "" : ",") + text::canonicalString(key);
        return success("{\"successful_key_count\":0,\"unsuccessful_keys\":[" + keys + "]}");
    }

    Answer bulkPut(const QByteArray &body)
    {
        const bool leaves = unsuccessfulTimes > 0 && unsuccessfulTimes-- > 0;
        QList<QByteArray> left;
        for (remote::JsonWalk list(body); list.next();) {
            QByteArray key;
            Item item;
            bool base64 = false;
            for (remote::JsonWalk fields(list.value()); fields.next();) {
                const QByteArray name = fields.name();
                if (name == "key")
                    key = remote::unquoted(fields.value());
                else if (name == "value")
                    item.value = remote::unquoted(fields.value());
                else if (name == "expiration")
                    item.expiration = fields.value().toByteArray().toLongLong();
                else if (name == "metadata")
                    item.metadata = fields.value().toByteArray();
                else if (name == "base64")
                    base64 = fields.value() == QByteArrayView("true");
            }
            if (base64)
                item.value = QByteArray::fromBase64(item.value);
            if (leaves && unsuccessful.contains(key))
                left << key;
            else
                entries[key] = item;
        }
        return bulkAnswer(left);
    }

    Answer bulkDelete(const QByteArray &body)
    {
        const bool leaves = unsuccessfulTimes > 0 && unsuccessfulTimes-- > 0;
        QList<QByteArray> left;
        for (remote::JsonWalk list(body); list.next();) {
            const QByteArray key = remote::unquoted(list.value());
            if (leaves && unsuccessful.contains(key))
                left << key;
            else
                entries.erase(key);
        }
        return bulkAnswer(left);
    }

    Answer bulkGet(const QByteArray &body)
    {
        QByteArray values;
        qint64 size = 0;
        bool withMetadata = false;
        QList<QByteArray> keys;
        for (remote::JsonWalk fields(body); fields.next();) {
            if (fields.name() == "withMetadata")
                withMetadata = fields.value() == QByteArrayView("true");
            if (fields.name() == "keys")
                for (remote::JsonWalk list(fields.value()); list.next();)
                    keys << remote::unquoted(list.value());
        }
        for (const QByteArray &key : std::as_const(keys)) {
            values += (values.isEmpty() ? "" : ",") + text::canonicalString(key) + ':';
            const auto it = entries.find(key);
            if (it == entries.end()) {
                values += "null";
                continue;
            }
            size += it->second.value.size();
            if (size > mostBulkBytes)
                return failure(413, 0, "Total size of request exceeds the limit of 25MB");
            // As text, whatever it is.
            const QByteArray text = text::canonicalString(QString::fromUtf8(it->second.value).toUtf8());
            if (!withMetadata) {
                values += text;
                continue;
            }
            values += "{\"value\":" + text + ",\"metadata\":" + it->second.metadata.value_or("null");
            if (it->second.expiration)
                values += ",\"expiration\":" + QByteArray::number(*it->second.expiration);
            values += '}';
        }
        return success("{\"values\":{" + values + "}}");
    }
};

} // namespace kv::test
