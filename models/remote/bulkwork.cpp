// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/bulkwork.h"

#include "core/limits.h"
#include "remote/answers.h"
#include "remote/apierror.h"
#include "remote/pool.h"
#include "remote/revision.h"
#include "store/checkput.h"
#include "text/utf8.h"

namespace kv::remote {

namespace {

/// Cloudflare takes 100 MB; half of it is plenty for one request to get through.
constexpr qsizetype mostBytesPerPut = 50 * 1000 * 1000;

struct EncodedChunk
{
    QByteArray body;
    qsizetype entries = 0;
};

/// The first entries as the body of one request, as many as go in; at least one.
EncodedChunk encoded(const QList<Entry> &entries)
{
    EncodedChunk chunk{"[", 0};
    for (const Entry &entry : entries) {
        const QByteArray item = NamespaceRequests::bulkItem(entry);
        if (chunk.entries > 0 && (chunk.entries == NamespaceRequests::mostKeysToPut ||
                                  chunk.body.size() + item.size() + 2 > mostBytesPerPut))
            break;
        if (chunk.entries > 0)
            chunk.body += ',';
        chunk.body += item;
        ++chunk.entries;
    }
    chunk.body += ']';
    return chunk;
}

Result<> checkEntry(const Entry &entry, qint64 nowMs)
{
    const Put put{
        entry.key, entry.value, Change<Expiration>(entry.expiration), Change<Metadata>(entry.metadata), {}};
    if (auto ok = checkPut(put, nowMs); !ok) {
        Error error = ok.error();
        error.detail.prepend(text::displayKey(entry.key) + QStringLiteral(": "));
        return fail(std::move(error));
    }
    return {};
}

/// The peeks of one answer. Runs on the pool: there may be 25 MB of text.
Result<QHash<QByteArray, Peek>> readPeeks(const Response &response, const QList<QByteArray> &keys,
                                          int headBytes)
{
    const auto values = readBulkValues(response, false);
    if (!values)
        return fail(values.error());
    QHash<QByteArray, Peek> peeks;
    for (const QByteArray &key : keys) {
        const BulkValue value = values->value(key);
        Peek peek{.key = key};
        if (value.isDoubtful) {
            peek.unknown = true;
        } else if (value.exists) {
            peek.size = value.value.size();
            peek.head = value.value.left(headBytes);
        }
        peeks.insert(key, peek);
    }
    return peeks;
}

} // namespace

BulkPutWork::BulkPutWork(Parts &parts, const QList<Entry> &entries)
    : Operation<PutManyReport>(parts.owner),
      m_parts(parts),
      m_entries(entries)
{
    QList<QByteArray> keys;
    keys.reserve(entries.size());
    for (const Entry &entry : entries) {
        if (const auto ok = checkEntry(entry, parts.clock()); !ok) {
            finish(fail(ok.error())); // before anything was written
            return;
        }
        keys.append(entry.key);
    }
    parts.turns->wait(keys, this, [this](const KeyTurns::Turn &turn) {
        hold(turn);
        next();
    });
}

void BulkPutWork::next()
{
    if (m_entries.isEmpty())
        return end();
    m_again = false;
    m_report = {};
    await(onPool<EncodedChunk>([entries = m_entries]() -> Result<EncodedChunk> { return encoded(entries); }),
          [this](const Result<EncodedChunk> &chunk) {
              if (!chunk)
                  return finish(fail(chunk.error()));
              m_chunk = m_entries.mid(0, chunk->entries);
              m_entries.remove(0, chunk->entries);
              send(chunk->body);
          });
}

void BulkPutWork::send(const QByteArray &body)
{
    await(m_parts.client->send(m_parts.requests.bulkPut(body)), [this](const Result<Response> &response) {
        if (response)
            take(*response);
        else
            finish(fail(response.error()));
    });
}

void BulkPutWork::take(const Response &response)
{
    const QList<QByteArray> unsuccessful = readUnsuccessfulKeys(response);
    const QSet<QByteArray> notDone(unsuccessful.begin(), unsuccessful.end());
    QList<Entry> left;
    QList<KeyChange> changes;
    for (Entry &entry : m_chunk) {
        if (notDone.contains(entry.key)) {
            left.append(entry);
            continue;
        }
        entry.revision = revisionOf(entry.value, entry.expiration, entry.metadata);
        entry.unsettled = entry.valueMissing = false;
        m_parts.overlay.wrote(entry, std::nullopt);
        changes.append({entry.key, true, entry.expiration, entry.metadata});
    }
    if (!changes.isEmpty())
        m_parts.tell(changes);
    m_report.written += changes.size();
    m_chunk = left;
    if (!left.isEmpty() && !std::exchange(m_again, true)) // they fit into one request before
        return send(encoded(left).body);
    for (const Entry &entry : std::as_const(left))
        m_report.refused.append(entry.key);
    deliver(m_report);
    next();
}

PeekWork::PeekWork(Parts &parts, const QList<QByteArray> &keys, int headBytes)
    : Operation<QList<Peek>>(parts.owner),
      m_parts(parts),
      m_keys(keys),
      m_headBytes(headBytes)
{
    QSet<QByteArray> asked;
    for (const QByteArray &key : keys) {
        if (asked.contains(key))
            continue;
        asked.insert(key);
        if (const auto *written = parts.overlay.find(key)) {
            Peek peek{.key = key};
            if (written->entry) {
                peek.size = written->entry->value.size();
                peek.head = written->entry->value.left(headBytes);
            }
            m_peeks.insert(key, peek);
        } else if (limits::checkKey(key) == limits::KeyProblem::None) {
            m_left.append(key);
        }
    }
    next();
}

void PeekWork::next()
{
    if (m_left.isEmpty())
        return report();
    const QList<QByteArray> keys = m_left.mid(0, NamespaceRequests::mostKeysToGet);
    m_left.remove(0, keys.size());
    await(m_parts.client->send(m_parts.requests.bulkGet(keys, false)), [this, keys](
                                                                           const Result<Response> &response) {
        if (response)
            return await(onPool<QHash<QByteArray, Peek>>([response = *response, keys, head = m_headBytes] {
                             return readPeeks(response, keys, head);
                         }),
                         [this](const Result<QHash<QByteArray, Peek>> &peeks) {
                             if (!peeks)
                                 return finish(fail(peeks.error()));
                             m_peeks.insert(*peeks);
                             next();
                         });
        if (response.error().kind != ErrorKind::TooLarge)
            return finish(fail(response.error()));
        // Together they are more than Cloudflare hands out at once. Which of them it is cannot be told.
        for (const QByteArray &key : keys)
            m_peeks.insert(key, Peek{.key = key, .unknown = true});
        next();
    });
}

void PeekWork::report()
{
    QList<Peek> peeks;
    peeks.reserve(m_keys.size());
    for (const QByteArray &key : std::as_const(m_keys))
        peeks.append(m_peeks.value(key, Peek{.key = key}));
    finish(std::move(peeks));
}

} // namespace kv::remote
