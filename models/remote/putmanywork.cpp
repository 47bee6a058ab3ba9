// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/putmanywork.h"

#include "remote/answers.h"
#include "remote/apierror.h"
#include "remote/entrywrite.h"
#include "remote/pool.h"
#include "remote/revision.h"
#include "store/checkput.h"

namespace kv::remote {

namespace {

/// Cloudflare takes 100 MB; half of it is plenty for one request to get through.
constexpr qsizetype mostBytesPerRequest = 50 * 1000 * 1000;
/// Single puts under way at once, so that what is asked for meanwhile need not wait behind all of them.
constexpr int mostFlying = 6;
/// Refused requests that are sent again by halves, to find the entry that Cloudflare minds. Where it minds
/// many there is no end to that.
constexpr int mostRefusals = 60;

bool isWhole(const Put &put)
{
    return put.expect.state == Expect::State::Anything && !put.value.isKeep() && !put.expiration.isKeep() &&
           !put.metadata.isKeep();
}

/// Whether one entry alone may be to blame for the refusal of a request of many.
bool mayBeOneOfThem(const Error &error)
{
    return (error.kind == ErrorKind::InvalidInput || error.kind == ErrorKind::TooLarge) &&
           !concernsEveryKey(error);
}

} // namespace

PutManyWork::PutManyWork(Parts &parts, const QList<Put> &puts)
    : Operation<QList<Result<Revision>>>(parts.owner),
      m_parts(parts),
      m_puts(puts),
      m_results(puts.size())
{
    const qint64 now = parts.clock();
    QSet<QByteArray> seen;
    QList<QByteArray> keys;
    for (int i = 0; i < int(puts.size()); ++i) {
        const Put &put = puts.at(i);
        if (const auto ok = checkPut(put, now); !ok) {
            answer(i, fail(ok.error()));
        } else if (seen.contains(put.key)) {
            answer(i, fail(ErrorKind::InvalidInput, QStringLiteral("The key is written twice at once.")));
        } else if (isWhole(put)) {
            m_whole.append(i);
            keys.append(put.key);
        } else {
            m_singles.append(i);
        }
        seen.insert(put.key);
    }
    if (m_whole.isEmpty()) {
        nextSingles();
        return;
    }
    m_due.append({0, int(m_whole.size())});
    parts.turns->wait(keys, this, [this](const KeyTurns::Turn &turn) {
        hold(turn);
        nextChunk();
    });
}

void PutManyWork::answer(int index, const Result<Revision> &result)
{
    m_results[index] = result;
}

/// The first puts of the range as the body of one request, as many as go in; at least one. Runs on the pool.
PutManyWork::Chunk PutManyWork::encoded(const QList<Put> &puts, const QList<int> &whole, const Range &range,
                                        qint64 nowMs)
{
    Chunk chunk{.body = "["};
    for (; chunk.taken < range.count && chunk.entries.size() < NamespaceRequests::mostKeysToPut;
         ++chunk.taken) {
        const int index = whole.at(range.first + chunk.taken);
        const Put &put = puts.at(index);
        if (put.expiration.value()) {
            if (const auto ok = checkExpiration(*put.expiration.value(), nowMs); !ok) {
                chunk.overdue.append({index, ok.error()});
                continue;
            }
        }
        Entry entry{put.key, put.value.value(), put.expiration.value(), put.metadata.value(), {}};
        const QByteArray item = NamespaceRequests::bulkItem(entry);
        if (!chunk.entries.isEmpty() && chunk.body.size() + item.size() + 2 > mostBytesPerRequest)
            break;
        if (!chunk.entries.isEmpty())
            chunk.body += ',';
        chunk.body += item;
        entry.revision = revisionOf(entry.value, entry.expiration, entry.metadata);
        chunk.indexes.append(index);
        chunk.entries.append(std::move(entry));
    }
    chunk.body += ']';
    return chunk;
}

void PutManyWork::nextChunk()
{
    if (m_due.isEmpty())
        return nextSingles();
    const Range range = m_due.takeFirst();
    await(onPool<Chunk>([puts = m_puts, whole = m_whole, range, now = m_parts.clock()]() -> Result<Chunk> {
              return encoded(puts, whole, range, now);
          }),
          [this, range](const Result<Chunk> &chunk) {
              if (!chunk)
                  return finish(fail(chunk.error()));
              for (const auto &[index, error] : chunk->overdue)
                  answer(index, fail(error));
              if (chunk->taken < range.count)
                  m_due.prepend({range.first + chunk->taken, range.count - chunk->taken});
              if (chunk->entries.isEmpty())
                  return nextChunk();
              send(*chunk, {range.first, chunk->taken});
          });
}

void PutManyWork::send(const Chunk &chunk, const Range &range)
{
    await(m_parts.client->send(m_parts.requests.bulkPut(chunk.body)),
          [this, chunk, range](const Result<Response> &response) {
              if (!response)
                  return refused(chunk, range, response.error());
              Chunk left = chunk;
              left.body.clear();
              noteWritten(left, *response);
              if (left.entries.isEmpty())
                  return nextChunk();
              sendAgain(left);
          });
}

/// What Cloudflare named as not done, once more.
void PutManyWork::sendAgain(const Chunk &chunk)
{
    QByteArray body = "[";
    for (const Entry &entry : chunk.entries) // they went into one request before
        body += (body.size() > 1 ? "," : "") + NamespaceRequests::bulkItem(entry);
    await(m_parts.client->send(m_parts.requests.bulkPut(body + ']')), [this, chunk](
                                                                          const Result<Response> &response) {
        Chunk left = chunk;
        if (response)
            noteWritten(left, *response);
        for (const int index : std::as_const(left.indexes))
            answer(index,
                   response ? fail(ErrorKind::Protocol,
                                   QStringLiteral("Cloudflare did not write the key, even when asked again."))
                            : fail(response.error()));
        if (!response)
            stop(response.error());
        nextChunk();
    });
}

/// Leaves in the chunk what was not written.
void PutManyWork::noteWritten(Chunk &chunk, const Response &response)
{
    const QList<QByteArray> unsuccessful = readUnsuccessfulKeys(response);
    const QSet<QByteArray> notDone(unsuccessful.begin(), unsuccessful.end());
    const Chunk sent = chunk;
    chunk.indexes.clear();
    chunk.entries.clear();
    QList<KeyChange> changes;
    for (int i = 0; i < int(sent.entries.size()); ++i) {
        const Entry &entry = sent.entries.at(i);
        if (notDone.contains(entry.key)) {
            chunk.indexes.append(sent.indexes.at(i));
            chunk.entries.append(entry);
            continue;
        }
        m_parts.overlay.wrote(entry, std::nullopt);
        changes.append({entry.key, true, entry.expiration, entry.metadata});
        answer(sent.indexes.at(i), entry.revision);
    }
    if (!changes.isEmpty())
        m_parts.tell(changes);
}

void PutManyWork::refused(const Chunk &chunk, const Range &range, const Error &error)
{
    const bool one = mayBeOneOfThem(error);
    if (one && chunk.entries.size() > 1 && m_refusals++ < mostRefusals) {
        const int half = range.count / 2;
        m_due.prepend({range.first + half, range.count - half});
        m_due.prepend({range.first, half});
    } else {
        for (const int index : chunk.indexes)
            answer(index, fail(error));
        if (!one)
            stop(error);
    }
    nextChunk();
}

void PutManyWork::nextSingles()
{
    while (m_nextSingle < m_singles.size() && m_flying < mostFlying) {
        const int index = m_singles.at(m_nextSingle++);
        ++m_flying;
        await((new PutWork(m_parts, m_puts.at(index)))->future(), [this,
                                                                   index](const Result<Revision> &written) {
            --m_flying;
            if (!written && (concernsEveryKey(written.error()) || written.error().kind == ErrorKind::Network))
                stop(written.error());
            answer(index, written);
            nextSingles();
        });
    }
    if (m_flying == 0)
        finish(std::move(m_results));
}

/// Nothing more is sent.
void PutManyWork::stop(Error error)
{
    error.detail.remove(ApiClient::mayBeDone()); // which only the earlier one was
    error.detail.prepend(QStringLiteral("Not sent, since an earlier write failed. "));
    for (const Range &range : std::as_const(m_due)) {
        for (int i = range.first; i < range.first + range.count; ++i)
            answer(m_whole.at(i), fail(error));
    }
    m_due.clear();
    while (m_nextSingle < m_singles.size())
        answer(m_singles.at(m_nextSingle++), fail(error));
}

} // namespace kv::remote
