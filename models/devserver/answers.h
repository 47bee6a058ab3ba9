// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSet>

/// What a dev server's answers say. They come from a port where anything may listen: nothing in them is taken
/// for granted. Pure functions, any thread.
namespace kv::devserver {

/// Whether this is the description of an explorer API that has the bulk endpoints of a KV namespace.
bool describesBulkApi(const QByteArray &body);

/// What became of a bulk request's keys.
struct BulkAnswer
{
    /// It was carried out, for every key that is not in `failed`.
    bool isCarriedOut = false;
    QSet<QByteArray> failed;
};

/// Of a request about `keys` keys. Not carried out when the answer makes no sense.
BulkAnswer readBulkAnswer(int status, const QByteArray &body, qsizetype keys);

} // namespace kv::devserver
