// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "devserver/finder.h"
#include "local/namespacefile.h"
#include "local/writer.h"
#include "remote/scriptedserver.h"
#include "support/waitfor.h"
#include "text/jsonreader.h"
#include "text/jsontext.h"

#include <QMap>

#include <functional>
#include <memory>

namespace kv::test {

/// The explorer API of a dev server, as far as it concerns many keys, in front of a local store. Lives in the
/// test's event loop. Writes as workerd does: by a connection of its own to the same file.
class FakeExplorer
{
public:
    using Items = QList<QMap<QByteArray, QByteArray>>; ///< member's name, and its JSON text

    explicit FakeExplorer(Target target, Clock clock = systemClock())
        : m_target(std::move(target)),
          m_clock(std::move(clock)),
          server([this](const Seen &seen) { return answer(seen); })
    {
    }

    /// What the store under test is told of this machine's processes.
    devserver::FinderOptions options()
    {
        devserver::FinderOptions options;
        options.listeners = [this, port = quint16(server.url().port())](const QString &) {
            ++looks;
            return QList<devserver::Listener>{
                {.host = QStringLiteral("127.0.0.1"), .port = port, .process = 1}};
        };
        options.patience = std::chrono::milliseconds(200);
        return options;
    }

    static QByteArray description(const QByteArray &title = "Local Explorer API",
                                  const QByteArray &path = "bulk")
    {
        const QByteArray bulk = "\"/storage/kv/namespaces/{namespace_id}/" + path;
        return "{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"" + title + "\"},\"paths\":{" + bulk +
               "\":{\"put\":{}}," + bulk + "/delete\":{\"post\":{}}}}";
    }
    static Answer done(qsizetype count, const QList<QByteArray> &failed = {})
    {
        QByteArray keys;
        for (const QByteArray &key : failed)
            keys += (keys.isEmpty() ? "" : ",") + text::canonicalString(key);
        const QByteArray result = "{\"successful_key_count\":" + QByteArray::number(count) +
                                  ",\"unsuccessful_keys\":[" + keys + "]}";
        if (failed.isEmpty())
            return success(result);
        return {.status = 500,
                .body = "{\"success\":false,\"errors\":[{\"code\":10000,\"message\":\"no\"}],\"messages\":[],"
                        "\"result\":" +
                        result + '}',
                .headers = {{"Content-Type", "application/json"}}};
    }

    /// Carries out some of what is asked; answers the revisions.
    QList<Result<Revision>> put(const Items &items)
    {
        QList<Put> puts;
        for (const auto &item : items) {
            const QByteArray text = text::decodedString(item["value"]);
            Put put{.key = text::decodedString(item["key"]),
                    .value = item.contains("base64") ? QByteArray::fromBase64(text) : text,
                    .expiration = Expiration(),
                    .metadata = Metadata()};
            if (item.contains("expiration"))
                put.expiration = Expiration(item["expiration"].toLongLong());
            if (item.contains("metadata"))
                put.metadata = Metadata(item["metadata"]);
            puts.append(put);
        }
        local::NamespaceFile file(m_target);
        return local::writeEntries(file, puts, m_clock());
    }
    void remove(const Items &items)
    {
        QList<Removal> removals;
        for (const auto &item : items)
            removals.append({text::decodedString(item[""]), Expect::anything()});
        local::NamespaceFile file(m_target);
        QVERIFY_RESULT(local::removeEntries(file, removals));
    }

    int bulkRequests() const
    {
        int count = 0;
        for (const Seen &seen : server.seen)
            count += seen.url().contains("/bulk");
        return count;
    }

    /// In place of the description.
    std::function<Answer()> describe;
    /// In place of carrying a request out.
    std::function<Answer(const Items &)> onPut;
    std::function<Answer(const Items &)> onRemove;
    std::atomic<int> looks = 0; ///< How often this machine's processes were looked at.

private:
    Answer answer(const Seen &seen)
    {
        const QByteArray api = "/cdn-cgi/local/explorer/api";
        const QByteArray keys = api + "/storage/kv/namespaces/" + m_target.namespaceId.toUtf8() + "/bulk";
        if (seen.method() == "GET" && seen.url() == api)
            return describe ? describe() : Answer{.body = description()};
        const Items items = itemsOf(seen.body);
        if (seen.method() == "PUT" && seen.url() == keys) {
            if (onPut)
                return onPut(items);
            put(items);
            return done(items.size());
        }
        if (seen.method() == "POST" && seen.url() == keys + "/delete") {
            if (onRemove)
                return onRemove(items);
            remove(items);
            return done(items.size());
        }
        return failure(404, 10000);
    }

    /// The elements of an array; one that is no object has its text under "".
    static Items itemsOf(const QByteArray &body)
    {
        using Kind = text::JsonReader::Kind;
        Items items;
        text::JsonReader reader(body);
        QByteArray name;
        qsizetype begin = 0;
        for (auto token = reader.next(); token.kind != Kind::End && token.kind != Kind::Problem;
             token = reader.next()) {
            const QByteArray bytes = body.mid(token.begin, token.end - token.begin);
            if (token.kind == Kind::Open && reader.depth() == 2)
                items.append(QMap<QByteArray, QByteArray>());
            else if (token.kind == Kind::Scalar && reader.depth() == 1)
                items.append(QMap<QByteArray, QByteArray>{{"", bytes}});
            else if (token.kind == Kind::Name && reader.depth() == 2)
                name = text::decodedString(bytes);
            else if (token.kind == Kind::Scalar && reader.depth() == 2)
                items.last()[name] = bytes;
            else if (token.kind == Kind::Open && reader.depth() == 3)
                begin = token.begin;
            else if (token.kind == Kind::Close && reader.depth() == 2)
                items.last()[name] = body.mid(begin, token.end - begin);
        }
        return items;
    }

    Target m_target;
    Clock m_clock;

public:
    ScriptedServer server; // last: it asks the others
};

} // namespace kv::test
