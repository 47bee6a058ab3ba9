// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writeguard.h"

#include "store/async.h"

namespace kv {

WriteGuard::WriteGuard(std::shared_ptr<Store> store, QString reason)
    : OuterStore(std::move(store)),
      m_reason(std::move(reason))
{
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
    Capabilities can = OuterStore::capabilities();
    if (m_locked && can.writable) {
        can.writable = false;
        can.readOnlyReason = m_reason;
    }
    return can;
}

QFuture<Result<Revision>> WriteGuard::put(const Put &put)
{
    return m_locked ? readyFuture(Result<Revision>(fail(refusal()))) : OuterStore::put(put);
}

QFuture<Result<QList<Result<Revision>>>> WriteGuard::putMany(const QList<Put> &puts)
{
    return m_locked ? readyFuture(Result<QList<Result<Revision>>>(fail(refusal())))
                    : OuterStore::putMany(puts);
}

QFuture<Result<Revision>> WriteGuard::rename(const QByteArray &from, const QByteArray &to,
                                             const Expect &expect)
{
    return m_locked ? readyFuture(Result<Revision>(fail(refusal()))) : OuterStore::rename(from, to, expect);
}

QFuture<Result<RemoveReport>> WriteGuard::remove(const QList<Removal> &removals)
{
    return m_locked ? readyFuture(Result<RemoveReport>(fail(refusal()))) : OuterStore::remove(removals);
}

} // namespace kv
