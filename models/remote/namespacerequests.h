// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/target.h"
#include "remote/request.h"

#include <QList>

namespace kv::remote {

/// The requests that concern one namespace, as the API wants them. Pure.
class NamespaceRequests
{
public:
    explicit NamespaceRequests(const Target &target);

    /// Keys that Cloudflare takes in one request.
    static constexpr int mostKeysToGet = 100;
    static constexpr int mostKeysToDelete = 10'000;
    static constexpr int mostKeysToPut = 10'000;
    static constexpr int mostKeysToList = 1000;

    Request list(const QByteArray &prefix, const QByteArray &cursor, int limit) const;
    Request value(const QByteArray &key) const;
    Request metadata(const QByteArray &key) const;
    /// Values come back as text, null for keys that are not there.
    Request bulkGet(const QList<QByteArray> &keys, bool withMetadata) const;
    /// Any key, any bytes. The fields of the entry replace all that was there. `asForm`: as a form even
    /// without metadata.
    Request put(const Entry &entry, bool asForm = false) const;
    /// `body`: a JSON array of bulkItem()s.
    Request bulkPut(QByteArray body) const;
    Request remove(const QByteArray &key) const;
    Request bulkRemove(const QList<QByteArray> &keys) const;

    /// One entry of a bulkPut(), as JSON.
    static QByteArray bulkItem(const Entry &entry);

private:
    QByteArray valuePath(const QByteArray &key) const;

    QByteArray m_base;
};

} // namespace kv::remote
