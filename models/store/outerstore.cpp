// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/outerstore.h"

namespace kv {

OuterStore::OuterStore(std::shared_ptr<Store> inner) : m_inner(std::move(inner))
{
    connect(m_inner.get(), &Store::changed, this, &Store::changed);
    connect(m_inner.get(), &Store::keysChanged, this, &Store::keysChanged);
    connect(m_inner.get(), &Store::capabilitiesChanged, this, &Store::capabilitiesChanged);
    connect(m_inner.get(), &Store::waiting, this, &Store::waiting);
}

Capabilities OuterStore::capabilities() const
{
    return m_inner->capabilities();
}

QByteArray OuterStore::identity() const
{
    return m_inner->identity();
}

QFuture<Result<KeyPage>> OuterStore::list(const ListQuery &query)
{
    return m_inner->list(query);
}

QFuture<Result<std::optional<qint64>>> OuterStore::count()
{
    return m_inner->count();
}

QFuture<Result<Entry>> OuterStore::get(const QByteArray &key)
{
    return m_inner->get(key);
}

QFuture<Result<QList<Peek>>> OuterStore::peek(const QList<QByteArray> &keys, int headBytes)
{
    return m_inner->peek(keys, headBytes);
}

QFuture<Result<QList<Fetched>>> OuterStore::fetch(const QList<QByteArray> &keys, qint64 mostBytes)
{
    return m_inner->fetch(keys, mostBytes);
}

QFuture<Result<Revision>> OuterStore::put(const Put &put)
{
    return m_inner->put(put);
}

QFuture<Result<QList<Result<Revision>>>> OuterStore::putMany(const QList<Put> &puts)
{
    return m_inner->putMany(puts);
}

QFuture<Result<Revision>> OuterStore::rename(const QByteArray &from, const QByteArray &to,
                                             const Expect &expect)
{
    return m_inner->rename(from, to, expect);
}

QFuture<Result<RemoveReport>> OuterStore::remove(const QList<Removal> &removals)
{
    return m_inner->remove(removals);
}

void OuterStore::setWatching(bool on)
{
    m_inner->setWatching(on);
}

} // namespace kv
