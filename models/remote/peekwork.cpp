// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/peekwork.h"

#include "core/limits.h"
#include "remote/answers.h"
#include "remote/pool.h"

#include <QSet>

#include <limits>

namespace kv::remote {

namespace {

struct Peeked
{
    QList<Peek> peeks;
    qint64 bytes = 0; ///< Of the values as they came.
};

/// The peeks of one answer. Runs on the pool: there may be 25 MB of text.
Result<Peeked> readPeeks(const Response &response, const QList<QByteArray> &keys, int headBytes)
{
    const auto values = readBulkValues(response, false);
    if (!values)
        return fail(values.error());
    Peeked peeked;
    for (const QByteArray &key : keys) {
        const BulkValue value = values->value(key);
        Peek peek{.key = key};
        if (value.isDoubtful) {
            peek.unknown = true;
        } else if (value.exists) {
            peek.size = value.value.size();
            peek.head = value.value.left(headBytes);
        }
        peeked.bytes += value.value.size();
        peeked.peeks.append(peek);
    }
    return peeked;
}

} // namespace

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
    // Only heads are kept, so there is room for all; and one request at a time.
    m_plan = std::make_unique<ReadPlan>(m_left, std::numeric_limits<qint64>::max(), parts.sizes);
    next();
}

void PeekWork::next()
{
    const auto step = m_plan->next();
    if (!step)
        return report();
    if (step->alone) { // larger than Cloudflare hands out in a batch
        m_plan->landed();
        m_plan->done(step->first, 0);
        m_peeks.insert(m_left.at(step->first), Peek{.key = m_left.at(step->first), .unknown = true});
        return next();
    }
    await(m_parts.client->send(m_parts.requests.bulkGet(m_left.mid(step->first, step->keys), false)),
          [this, step = *step](const Result<Response> &response) {
              if (response)
                  return take(step, *response);
              if (response.error().kind != ErrorKind::TooLarge)
                  return finish(fail(response.error()));
              m_plan->landed();
              m_plan->tooLarge(step);
              next();
          });
}

void PeekWork::take(const ReadPlan::Step &step, const Response &response)
{
    const QList<QByteArray> keys = m_left.mid(step.first, step.keys);
    await(onPool<Peeked>([response, keys, head = m_headBytes] { return readPeeks(response, keys, head); }),
          [this, step](const Result<Peeked> &peeked) {
              if (!peeked)
                  return finish(fail(peeked.error()));
              m_plan->landed();
              for (int i = 0; i < step.keys; ++i) {
                  m_peeks.insert(peeked->peeks.at(i).key, peeked->peeks.at(i));
                  m_plan->done(step.first + i, 0);
              }
              m_parts.sizes.note(step.keys, peeked->bytes);
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
