// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/fetchwork.h"

#include "core/limits.h"
#include "remote/answers.h"
#include "remote/apierror.h"
#include "remote/entryread.h"
#include "remote/keypath.h"
#include "remote/pool.h"
#include "remote/revision.h"

namespace kv::remote {

namespace {

/// Readings under way at once. The client has its own queue, but what is asked for meanwhile, by a person who
/// waits for it, would have to queue up behind all of ours.
constexpr int mostFlying = 6;
/// Above this many bytes an answer is taken apart off the caller's thread.
constexpr qsizetype largeAnswer = 32 * 1024;

} // namespace

/// Any thread: there may be 25 MB of text.
Result<QList<FetchWork::Found>> FetchWork::readFound(const Response &response, const QList<QByteArray> &keys)
{
    const auto values = readBulkValues(response, true);
    if (!values)
        return fail(values.error());
    QList<Found> all;
    all.reserve(keys.size());
    for (const QByteArray &key : keys) {
        const auto value = values->constFind(key);
        Found found;
        if (value == values->cend()) {
            // Not even null: not knowing is no reason to call it gone.
        } else if (!value->exists) {
            found.entry = fail(noSuchKey());
        } else if (!value->isDoubtful) {
            found.entry = Entry{key, value->value, value->expiration, value->metadata,
                                revisionOf(value->value, value->expiration, value->metadata)};
        } else if (!fitsInUrl(key)) {
            found.entry = fail(notFaithful(key));
        }
        if (value != values->cend())
            found.bytes = value->value.size();
        all.append(std::move(found));
    }
    return all;
}

FetchWork::FetchWork(Parts &parts, const QList<QByteArray> &keys, qint64 mostBytes)
    : Operation<QList<Fetched>>(parts.owner),
      m_parts(parts),
      m_keys(keys),
      m_plan(keys, mostBytes, parts.sizes),
      m_entries(size_t(keys.size())),
      m_failedAt(int(keys.size()))
{
    for (int i = 0; i < int(keys.size()); ++i) {
        if (limits::checkKey(keys.at(i)) != limits::KeyProblem::None) // and so nobody wrote it
            put(i, fail(noSuchKey()));
    }
    go();
}

void FetchWork::go()
{
    while (!m_plan.isOver() && m_plan.flying() - m_reading < mostFlying && m_reading < mostFlying) {
        const auto step = m_plan.next();
        if (!step)
            break;
        if (step->alone)
            readAlone(step->first);
        else
            readInBulk(*step);
    }
    if (!m_plan.isOver() && m_plan.flying() > 0)
        return;
    if (m_plan.ready() == 0 && !m_keys.isEmpty())
        return finish(fail(m_failure));
    QList<Fetched> answer;
    answer.reserve(m_plan.ready());
    for (int i = 0; i < m_plan.ready(); ++i)
        answer.append({m_keys.at(i), std::move(m_entries[size_t(i)])});
    finish(std::move(answer));
}

void FetchWork::readInBulk(const ReadPlan::Step &step)
{
    await(m_parts.client->send(m_parts.requests.bulkGet(m_keys.mid(step.first, step.keys), true)),
          [this, step](const Result<Response> &response) {
              if (response)
                  return take(step, *response);
              m_plan.landed();
              if (response.error().kind == ErrorKind::TooLarge)
                  m_plan.tooLarge(step);
              else
                  giveUp(step, response.error());
              go();
          });
}

void FetchWork::take(const ReadPlan::Step &step, const Response &response)
{
    const QList<QByteArray> keys = m_keys.mid(step.first, step.keys);
    if (response.body.size() <= largeAnswer)
        return note(step, readFound(response, keys));
    ++m_reading;
    await(onPool<QList<Found>>([response, keys] { return readFound(response, keys); }),
          [this, step](Result<QList<Found>> found) {
              --m_reading;
              note(step, std::move(found));
          });
    go(); // the wire is free meanwhile
}

void FetchWork::note(const ReadPlan::Step &step, Result<QList<Found>> found)
{
    m_plan.landed();
    if (!found) {
        giveUp(step, found.error());
        return go();
    }
    qint64 bytes = 0;
    for (int i = 0; i < step.keys; ++i) {
        Found &one = (*found)[i];
        bytes += one.bytes;
        if (one.entry)
            put(step.first + i, *std::move(one.entry));
        else
            m_plan.readAlone(step.first + i, one.bytes);
    }
    m_parts.sizes.note(step.keys, bytes);
    go();
}

void FetchWork::readAlone(int index)
{
    await((new EntryRead(m_parts, m_keys.at(index)))->future(), [this, index](Result<Entry> read) {
        m_plan.landed();
        if (!read && concernsEveryKey(read.error()))
            giveUp({index, 1, true}, read.error());
        else
            put(index, std::move(read));
        go();
    });
}

void FetchWork::put(int index, Result<Entry> read)
{
    Result<Entry> &entry = m_entries[size_t(index)];
    entry = m_parts.overlay.shown(m_keys.at(index), std::move(read));
    m_plan.done(index, entry ? entry->value.size() : 0);
}

void FetchWork::giveUp(const ReadPlan::Step &step, const Error &error)
{
    if (step.first < m_failedAt) {
        m_failedAt = step.first;
        m_failure = error;
    }
    m_plan.giveUpAt(step.first);
}

} // namespace kv::remote
