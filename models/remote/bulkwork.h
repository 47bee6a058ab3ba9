// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/operation.h"
#include "remote/parts.h"
#include "remote/remotestore.h"

#include <QHash>

namespace kv::remote {

/// RemoteStore::putMany(): chunk after chunk of whole entries, as many to a request as Cloudflare takes.
class BulkPutWork : public Operation<PutManyReport>
{
public:
    BulkPutWork(Parts &parts, const QList<Entry> &entries);

private:
    void next();
    void send(const QByteArray &body);
    void take(const Response &response);

    Parts &m_parts;
    QList<Entry> m_entries; // that are still to be sent
    QList<Entry> m_chunk;   // on the way
    bool m_again = false;   // the chunk is the rest of one
    PutManyReport m_report;
};

/// Store::peek(): a hundred keys to a request.
class PeekWork : public Operation<QList<Peek>>
{
public:
    PeekWork(Parts &parts, const QList<QByteArray> &keys, int headBytes);

private:
    void next();
    void report();

    Parts &m_parts;
    QList<QByteArray> m_keys;
    int m_headBytes;
    QList<QByteArray> m_left;
    QHash<QByteArray, Peek> m_peeks;
};

} // namespace kv::remote
