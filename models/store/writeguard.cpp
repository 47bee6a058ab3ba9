// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writeguard.h"

#include "store/async.h"

namespace kv {

WriteGuard::WriteGuard(std::shared_ptr<Store> store, QString reason)
    : m_store(std::move(store)),
      m_reason(std::move(reason))
{
    connect(m_store.get(), &Store::changed, this, &Store::changed);
    connect(m_store.get(), &Store::keysChanged, this, &Store::keysChanged);
    connect(m_store.get(), &Store::capabilitiesChanged, this, &Store::capabilitiesChanged);
    connect(m_store.get(), &Store::waiting, this, &Store::waiting);
}

void WriteGuard::setLocked(bool locked)
{
    if (m_locked == locked)
        return;
    m_locked = locked;
    Q_EMIT capabilitiesChanged();
}

Error WriteGuard::refusal() const
{
    return {.kind = ErrorKind::ReadOnly, .detail = m_reason};
}

Capabilities WriteGuard::capabilities() const
{
    Capabilities can = m_store->capabilities();
    if (m_locked && can.writable) {
        can.writable = false;
        can.readOnlyReason = m_reason;
    }
    return can;
}

QFuture<Result<KeyPage>> WriteGuard::list(const ListQuery &query)
{
    return m_store->list(query);
}

QFuture<Result<std::optional<qint64>>> WriteGuard::count()
{
    return m_store->count();
}

QFuture<Result<Entry>> WriteGuard::get(const QByteArray &key)
{
    return m_store->get(key);
}

QFuture<Result<QList<Peek>>> WriteGuard::peek(const QList<QByteArray> &keys, int headBytes)
{
    return m_store->peek(keys, headBytes);
}

QFuture<Result<QList<Fetched>>> WriteGuard::fetch(const QList<QByteArray> &keys, qint64 mostBytes)
{
    return m_store->fetch(keys, mostBytes);
}

QFuture<Result<Revision>> WriteGuard::put(const Put &put)
{
    return m_locked ? readyFuture(Result<Revision>(fail(refusal()))) : m_store->put(put);
}

QFuture<Result<QList<Result<Revision>>>> WriteGuard::putMany(const QList<Put> &puts)
{
    return m_locked ? readyFuture(Result<QList<Result<Revision>>>(fail(refusal()))) : m_store->putMany(puts);
}

QFuture<Result<Revision>> WriteGuard::rename(const QByteArray &from, const QByteArray &to,
                                             const Expect &expect)
{
    return m_locked ? readyFuture(Result<Revision>(fail(refusal()))) : m_store->rename(from, to, expect);
}

QFuture<Result<RemoveReport>> WriteGuard::remove(const QList<Removal> &removals)
{
    return m_locked ? readyFuture(Result<RemoveReport>(fail(refusal()))) : m_store->remove(removals);
}

void WriteGuard::setWatching(bool on)
{
    m_store->setWatching(on);
}

} // namespace kv
