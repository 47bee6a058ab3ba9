// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/fetchqueue.h"

#include <algorithm>

namespace kv::jobs {

namespace {

// A store on this disk answers one request after the other: a second one only has to be there in time.
constexpr int uncountedInFlight = 2;
constexpr int countedInFlight = 4;

qint64 sizeOf(const Fetched &fetched)
{
    return fetched.entry ? fetched.entry->value.size() : 0;
}

} // namespace

FetchQueue::FetchQueue(std::shared_ptr<Store> store, qint64 mostBytes, std::function<void()> ready,
                       int keysAtOnce)
    : m_store(std::move(store)),
      m_ready(std::move(ready)),
      m_mostBytes(mostBytes)
{
    const int counted = m_store->capabilities().keysPerReadRequest;
    m_counts = counted > 0;
    m_keysPerRequest = m_counts ? counted : keysAtOnce;
    m_mostInFlight = m_counts ? countedInFlight : uncountedInFlight;
    m_bytesPerRequest = m_mostBytes / (m_mostInFlight + 1);
}

void FetchQueue::add(const QList<QByteArray> &keys)
{
    m_size += keys.size();
    qsizetype at = 0;
    // A request that is not under way yet takes as many as go in.
    if (!m_slots.empty() && !m_slots.back().asked && m_slots.back().got.isEmpty()) {
        Slot &last = m_slots.back();
        at = std::min(keys.size(), std::max<qsizetype>(0, m_keysPerRequest - last.keys.size()));
        last.keys += keys.mid(0, at);
    }
    for (; at < keys.size(); at += m_keysPerRequest)
        m_slots.push_back({.id = ++m_lastId, .keys = keys.mid(at, m_keysPerRequest)});
}

qsizetype FetchQueue::room() const
{
    return std::max<qsizetype>(0, m_keysPerRequest * (m_mostInFlight + 1) - m_size);
}

qint64 FetchQueue::requestsFor(qint64 keys) const
{
    return m_counts ? (keys + m_keysPerRequest - 1) / m_keysPerRequest : 0;
}

void FetchQueue::clear()
{
    m_awaiting.drop();
    m_slots.clear();
    m_size = m_heldBytes = 0;
    m_inFlight = 0;
    m_error.reset();
}

void FetchQueue::run()
{
    for (size_t i = 0; i < m_slots.size() && m_inFlight < m_mostInFlight && !m_error; ++i) {
        Slot &slot = m_slots[i];
        if (slot.asked || slot.keys.isEmpty())
            continue;
        // The first must come, or nothing could ever be taken.
        const bool fits = m_heldBytes + (m_inFlight + 1) * m_bytesPerRequest <= m_mostBytes;
        if (!fits && (i > 0 || !slot.got.isEmpty()))
            return;
        ask(slot);
    }
}

void FetchQueue::ask(Slot &slot)
{
    slot.asked = true;
    ++m_inFlight;
    if (m_counts)
        ++m_requests;
    m_awaiting.await(m_store->fetch(slot.keys, m_bytesPerRequest),
                     [this, id = slot.id](const Result<QList<Fetched>> &answer) { answered(id, answer); });
}

FetchQueue::Slot *FetchQueue::find(quint64 id)
{
    const auto it =
        std::find_if(m_slots.begin(), m_slots.end(), [id](const Slot &slot) { return slot.id == id; });
    return it == m_slots.end() ? nullptr : &*it;
}

void FetchQueue::answered(quint64 id, const Result<QList<Fetched>> &answer)
{
    --m_inFlight;
    Slot *slot = find(id); // it stays until all of it was taken
    slot->asked = false;
    if (!answer) {
        m_error = answer.error();
    } else if (answer->isEmpty() || answer->size() > slot->keys.size()) {
        m_error = Error{.kind = ErrorKind::Internal,
                        .detail = QStringLiteral("The store answered %1 entries where %2 were asked for.")
                                      .arg(answer->size())
                                      .arg(slot->keys.size())};
    } else {
        for (const Fetched &fetched : *answer)
            m_heldBytes += sizeOf(fetched);
        if (slot->got.isEmpty())
            slot->got = *answer; // shared: entries are costly to copy
        else
            slot->got += *answer;
        slot->keys.remove(0, answer->size());
    }
    m_ready();
}

QList<Fetched> FetchQueue::take(qsizetype most)
{
    QList<Fetched> taken;
    while (available() > 0 && taken.size() < most) {
        Slot &slot = m_slots.front();
        const qsizetype count = std::min(slot.got.size(), most - taken.size());
        if (taken.isEmpty() && count == slot.got.size()) {
            taken = std::exchange(slot.got, {});
        } else {
            taken += slot.got.mid(0, count);
            slot.got.remove(0, count);
        }
        if (!slot.got.isEmpty() || !slot.keys.isEmpty())
            break;
        m_slots.pop_front();
    }
    for (const Fetched &fetched : std::as_const(taken))
        m_heldBytes -= sizeOf(fetched);
    m_size -= taken.size();
    return taken;
}

} // namespace kv::jobs
