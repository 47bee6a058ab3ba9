// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/parts.h"
#include "store/operation.h"

#include <QSet>

namespace kv::remote {

/// Store::putMany(): puts that say all of an entry and expect nothing go together, as many to a request as
/// Cloudflare takes; the others one by one, several at a time.
///
/// A failure that would befall any put, or that leaves open what became of them, ends the sending: what was
/// not sent yet is answered with the same kind of error, and says so.
class PutManyWork : public Operation<QList<Result<Revision>>>
{
public:
    PutManyWork(Parts &parts, const QList<Put> &puts);

private:
    /// Some of m_whole in a row.
    struct Range
    {
        int first = 0;
        int count = 0;
    };
    /// What one request carries.
    struct Chunk
    {
        QByteArray body;
        QList<int> indexes;   ///< In m_puts.
        QList<Entry> entries; ///< With their revisions.
        int taken = 0;        ///< Of the range, overdue ones included.
        /// Indexes whose expiration came too near while they waited.
        QList<std::pair<int, Error>> overdue;
    };
    static Chunk encoded(const QList<Put> &puts, const QList<int> &whole, const Range &range, qint64 nowMs);

    void nextChunk();
    void send(const Chunk &chunk, const Range &range);
    void sendAgain(const Chunk &chunk);
    void noteWritten(Chunk &chunk, const Response &response);
    void refused(const Chunk &chunk, const Range &range, const Error &error);
    void nextSingles();
    void stop(Error error);
    void answer(int index, const Result<Revision> &result);

    Parts &m_parts;
    QList<Put> m_puts;
    QList<Result<Revision>> m_results;
    QList<int> m_whole;   // go in bulk
    QList<Range> m_due;   // of those, what is to be sent
    QList<int> m_singles; // go one by one
    int m_nextSingle = 0;
    int m_flying = 0;
    int m_refusals = 0;
};

} // namespace kv::remote
