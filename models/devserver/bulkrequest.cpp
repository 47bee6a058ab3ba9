// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/bulkrequest.h"

#include "core/limits.h"
#include "devserver/plainjson.h"
#include "store/checkput.h"
#include "text/jsontext.h"
#include "text/utf8.h"

#include <algorithm>

namespace kv::devserver {

namespace {

/// Measured with wrangler 4.164: text goes up to KV's own limit, while its check of base64 runs out of stack
/// between 3 and 4 MB. Far below both.
constexpr qsizetype mostText = 4 * 1024 * 1024;
constexpr qsizetype mostBinary = 1024 * 1024;
/// The server judges an expiration when the request arrives and again when the put's turn comes.
constexpr qint64 marginSeconds = 60;

bool isFarEnough(qint64 expiration, qint64 nowMs)
{
    return expiration >= nowMs / 1000 + limits::minimumTtlSeconds + marginSeconds &&
           expiration <= limits::latestExpiration;
}

bool isAscii(const QByteArray &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

} // namespace

std::optional<QByteArray> bulkItem(const Put &put, qint64 nowMs)
{
    if (put.value.isKeep() || put.expiration.isKeep() || put.metadata.isKeep() || !checkPut(put, nowMs))
        return std::nullopt;
    const QByteArray &value = put.value.value();
    const bool isText = text::isUtf8(value);
    if (value.size() > (isText ? mostText : mostBinary))
        return std::nullopt;
    const Expiration &expiration = put.expiration.value();
    if (expiration && !isFarEnough(*expiration, nowMs))
        return std::nullopt;
    const Metadata &metadata = put.metadata.value();
    // `null` means no metadata to some of its versions. Anything but ASCII crosses a header there, by what
    // its runtime calls a quirk, and puts a line into the user's terminal for each entry.
    if (metadata && (*metadata == "null" || !isAscii(*metadata) || !isPlainJson(*metadata)))
        return std::nullopt;

    QByteArray item = "{\"key\":" + text::canonicalString(put.key);
    if (isText)
        item += ",\"value\":" + text::canonicalString(value);
    else
        item += ",\"value\":\"" + value.toBase64() + "\",\"base64\":true";
    if (expiration)
        item += ",\"expiration\":" + QByteArray::number(*expiration);
    if (metadata)
        item += ",\"metadata\":" + *metadata;
    return item + '}';
}

bool canBeRemoved(const QByteArray &key)
{
    return limits::checkKey(key) == limits::KeyProblem::None;
}

QByteArray arrayOf(const QList<QByteArray> &elements)
{
    return '[' + elements.join(',') + ']';
}

QByteArray arrayOfKeys(const QList<QByteArray> &keys)
{
    QList<QByteArray> elements;
    elements.reserve(keys.size());
    for (const QByteArray &key : keys)
        elements.append(text::canonicalString(key));
    return arrayOf(elements);
}

} // namespace kv::devserver
