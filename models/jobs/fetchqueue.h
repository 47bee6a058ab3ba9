// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/awaiting.h"
#include "store/store.h"

#include <deque>

namespace kv::jobs {

/// Fetches keys in order from one store, several requests at a time where that is quicker, and never holds
/// more than about so many bytes of values. Whoever owns it takes what has come and says run() for more.
class FetchQueue
{
public:
    /// `ready` is called when something can be taken, or error() is set; never from within a call of this.
    /// `keysAtOnce`: of a request to a store that does not count requests.
    FetchQueue(std::shared_ptr<Store> store, qint64 mostBytes, std::function<void()> ready,
               int keysAtOnce = 256);

    /// More keys, behind those there are.
    void add(const QList<QByteArray> &keys);
    /// Asks for as much as there is room for.
    void run();
    /// What has come, in the order of the keys, up to the first that has not; at most `most` of them.
    QList<Fetched> take(qsizetype most = std::numeric_limits<qsizetype>::max());
    /// How many can be taken at once, at least.
    qsizetype available() const { return m_slots.empty() ? 0 : m_slots.front().got.size(); }
    /// Requests that are not answered yet.
    int unanswered() const { return m_inFlight; }
    /// Keys that were added and not taken.
    qsizetype size() const { return m_size; }
    /// How many keys are worth adding, so that no request waits for keys.
    qsizetype room() const;
    /// Why a request failed; run() asks again after clearError().
    const std::optional<Error> &error() const { return m_error; }
    void clearError() { m_error.reset(); }
    /// Requests of the budget that were made, and that so many keys would take.
    qint64 requests() const { return m_requests; }
    qint64 requestsFor(qint64 keys) const;
    /// Forgets every key, and cancels what is under way.
    void clear();

private:
    /// The keys of one request; asked again from where an answer broke off.
    struct Slot
    {
        quint64 id = 0;
        QList<QByteArray> keys; ///< Not answered yet.
        QList<Fetched> got;     ///< Not taken yet.
        bool asked = false;
    };
    void ask(Slot &slot);
    void answered(quint64 id, const Result<QList<Fetched>> &answer);
    Slot *find(quint64 id);

    std::shared_ptr<Store> m_store;
    std::function<void()> m_ready;
    qsizetype m_keysPerRequest;
    int m_mostInFlight;
    bool m_counts;
    qint64 m_mostBytes;
    qint64 m_bytesPerRequest;
    std::deque<Slot> m_slots;
    qsizetype m_size = 0;
    qint64 m_heldBytes = 0;
    int m_inFlight = 0;
    quint64 m_lastId = 0;
    qint64 m_requests = 0;
    std::optional<Error> m_error;
    Awaiting m_awaiting;
};

} // namespace kv::jobs
