// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/carryover.h"

#include "store/checkput.h"

#include <QCoreApplication>

namespace kv::items {

CarryOver::CarryOver(Clock clock, QObject *parent) : QObject(parent), m_clock(std::move(clock)) {}

void CarryOver::setWhat(const Entry &what)
{
    cancel();
    m_what = what;
}

void CarryOver::begin(std::shared_ptr<Store> to)
{
    cancel();
    m_store = std::move(to);
    m_state = State::Reading;
    const auto future = m_store->get(m_what.key);
    m_reading = Pending(future);
    whenDone(future, this, [this, generation = m_generation](const Result<Entry> &result) {
        if (generation != m_generation)
            return;
        if (!result && !meansNoSuchKey(result.error())) {
            cancel();
            Q_EMIT failed(result.error());
            return;
        }
        m_there = result ? std::optional(*result) : std::nullopt;
        m_state = State::Asking;
        Q_EMIT asked();
    });
}

void CarryOver::cancel()
{
    ++m_generation;
    m_state = State::Idle;
    m_reading = {};
    m_there.reset();
    m_store.reset();
}

bool CarryOver::expiresTooSoon() const
{
    return m_what.expiration && !checkExpiration(*m_what.expiration, m_clock());
}

void CarryOver::write()
{
    put(m_what.expiration);
}

void CarryOver::writeWithoutExpiration()
{
    put({});
}

void CarryOver::put(const Expiration &expiration)
{
    if (m_state != State::Asking)
        return;
    Put put;
    put.key = m_what.key;
    put.value = m_what.value;
    put.metadata = Change<Metadata>(m_what.metadata);
    put.expiration = Change<Expiration>(expiration);
    put.expect = m_there ? Expect::unchanged(m_there->revision) : Expect::absent();
    if (const auto fine = checkPut(put, m_clock()); !fine) {
        cancel();
        Q_EMIT failed(fine.error());
        return;
    }
    m_state = State::Writing;
    // A write that was asked for is not withdrawn when another key is chosen: the store lives until it ended.
    const auto future = m_store->put(put);
    whenDone(future, QCoreApplication::instance(), [store = m_store](const Result<Revision> &) {});
    whenDone(future, this, [this, generation = m_generation](const Result<Revision> &result) {
        if (generation != m_generation)
            return;
        cancel();
        if (result)
            Q_EMIT done();
        else
            Q_EMIT failed(result.error());
    });
}

} // namespace kv::items
