// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/namespacerequests.h"

#include "core/limits.h"
#include "remote/jsonwalk.h"
#include "remote/keypath.h"
#include "text/jsontext.h"
#include "text/utf8.h"

#include <QRandomGenerator>

namespace kv::remote {

namespace {

/// Ten thousand keys may take Cloudflare a while; sending them once more would take it another.
constexpr int patienceInBulk = 4;

QByteArray arrayOf(const QList<QByteArray> &keys)
{
    QByteArray json = "[";
    for (const QByteArray &key : keys) {
        if (json.size() > 1)
            json += ',';
        json += text::canonicalString(key);
    }
    return json + ']';
}

/// A line that the value does not hold: 128 random bits.
QByteArray boundary()
{
    QByteArray line = "kvworkbench-";
    for (int i = 0; i < 2; ++i)
        line += QByteArray::number(QRandomGenerator::system()->generate64(), 16);
    return line;
}

/// The value as a file, since a plain field would be taken for text; the metadata as a plain field.
QByteArray form(const Entry &entry, const QByteArray &line)
{
    QByteArray body;
    body.reserve(entry.value.size() + 2048);
    body += "--" + line +
            "\r\nContent-Disposition: form-data; name=\"value\"; filename=\"value\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n";
    body += entry.value;
    if (entry.metadata)
        body += "\r\n--" + line + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n" +
                *entry.metadata;
    body += "\r\n--" + line + "--\r\n";
    return body;
}

} // namespace

NamespaceRequests::NamespaceRequests(const Target &target)
    : m_base("/accounts/" + percentEncoded(target.accountId.toUtf8()) + "/storage/kv/namespaces/" +
             percentEncoded(target.namespaceId.toUtf8()))
{
}

QByteArray NamespaceRequests::valuePath(const QByteArray &key) const
{
    return m_base + "/values/" + percentEncoded(key);
}

Request NamespaceRequests::list(const QByteArray &prefix, const QByteArray &cursor, int limit) const
{
    QByteArray query = "limit=" + QByteArray::number(limit);
    if (!prefix.isEmpty())
        query += "&prefix=" + percentEncoded(prefix);
    if (!cursor.isEmpty())
        query += "&cursor=" + percentEncoded(cursor);
    return {.path = m_base + "/keys", .query = query};
}

Request NamespaceRequests::value(const QByteArray &key) const
{
    return {.path = valuePath(key), .expects = Request::Expects::Bytes, .mostBytes = limits::valueBytes};
}

Request NamespaceRequests::metadata(const QByteArray &key) const
{
    return {.path = m_base + "/metadata/" + percentEncoded(key)};
}

Request NamespaceRequests::bulkGet(const QList<QByteArray> &keys, bool withMetadata) const
{
    return {.method = "POST",
            .path = m_base + "/bulk/get",
            .contentType = "application/json",
            .body = "{\"keys\":" + arrayOf(keys) +
                    ",\"type\":\"text\",\"withMetadata\":" + (withMetadata ? "true" : "false") + '}',
            .mostBytes = 160LL * 1024 * 1024}; // 25 MB of text, where an escape takes six bytes
}

Request NamespaceRequests::put(const Entry &entry, bool asForm) const
{
    Request request{.method = "PUT", .path = valuePath(entry.key), .access = Request::Access::Write};
    // An absolute time, so that a request that is sent twice says the same twice.
    if (entry.expiration)
        request.query = "expiration=" + QByteArray::number(*entry.expiration);
    if (entry.metadata || asForm) {
        const QByteArray line = boundary();
        request.contentType = "multipart/form-data; boundary=" + line;
        request.body = form(entry, line);
    } else {
        request.contentType = "application/octet-stream";
        request.body = entry.value;
    }
    return request;
}

Request NamespaceRequests::bulkPut(QByteArray body) const
{
    return {.method = "PUT",
            .path = m_base + "/bulk",
            .contentType = "application/json",
            .body = std::move(body),
            .patience = patienceInBulk,
            .access = Request::Access::Write};
}

Request NamespaceRequests::remove(const QByteArray &key) const
{
    return {.method = "DELETE", .path = valuePath(key), .access = Request::Access::Write};
}

Request NamespaceRequests::bulkRemove(const QList<QByteArray> &keys) const
{
    return {.method = "POST",
            .path = m_base + "/bulk/delete",
            .contentType = "application/json",
            .body = arrayOf(keys),
            .patience = patienceInBulk,
            .access = Request::Access::Write};
}

QByteArray NamespaceRequests::bulkItem(const Entry &entry)
{
    QByteArray item = "{\"key\":" + text::canonicalString(entry.key);
    const QByteArray text = text::isUtf8(entry.value) ? text::canonicalString(entry.value) : QByteArray();
    // Text full of control characters is longer escaped than in base64.
    if (!text.isEmpty() && text.size() <= entry.value.size() / 3 * 4 + 64)
        item += ",\"value\":" + text;
    else
        item += ",\"value\":\"" + entry.value.toBase64() + "\",\"base64\":true";
    if (entry.expiration)
        item += ",\"expiration\":" + QByteArray::number(*entry.expiration);
    if (entry.metadata)
        item += ",\"metadata\":" + *entry.metadata;
    return item + '}';
}

} // namespace kv::remote
