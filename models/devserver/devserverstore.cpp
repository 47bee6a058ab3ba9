// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/devserverstore.h"

#include "devserver/deferredwrite.h"
#include "devserver/putmanywork.h"
#include "devserver/removework.h"

#include <QNetworkProxy>
#include <QSet>

#include <algorithm>

namespace kv::devserver {

DevServerStore::DevServerStore(std::shared_ptr<Store> file, const QString &databasePath,
                               const QString &namespaceId, FinderOptions options, Clock clock)
    : m_parts(std::make_shared<Parts>())
{
    m_parts->file = std::move(file);
    m_parts->clock = std::move(clock);
    m_parts->namespaceId = namespaceId;
    m_parts->network.setProxy(QNetworkProxy::NoProxy);
    m_parts->finder = std::make_unique<Finder>(databasePath, std::move(options), m_parts->network);
    const Store *store = m_parts->file.get();
    connect(store, &Store::changed, this, &Store::changed);
    connect(store, &Store::keysChanged, this, &Store::keysChanged);
    connect(store, &Store::capabilitiesChanged, this, &Store::capabilitiesChanged);
    connect(store, &Store::waiting, this, &Store::waiting);
    connect(m_parts->finder.get(), &Finder::changed, this, &Store::capabilitiesChanged);
}

DevServerStore::~DevServerStore()
{
    // Works that are under way have no say any more.
    const QList<QObject *> works = findChildren<QObject *>(Qt::FindDirectChildrenOnly);
    for (QObject *work : works) {
        work->disconnect(this);
        delete work;
    }
}

bool DevServerStore::canServe(const QString &namespaceId)
{
    return !namespaceId.isEmpty() && std::all_of(namespaceId.begin(), namespaceId.end(), [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || c == u'-' || c == u'_';
    });
}

Capabilities DevServerStore::capabilities() const
{
    Capabilities can = m_parts->file->capabilities();
    can.writesConditionally = can.writesConditionally && !m_parts->finder->hasFound();
    return can;
}

QByteArray DevServerStore::identity() const
{
    return m_parts->file->identity();
}

/// Tells of what was written when the work is over, however it ended.
template <class Work> auto DevServerStore::run(Work *work)
{
    connect(work, &QObject::destroyed, this, [this] {
        if (std::exchange(m_parts->hasWritten, false))
            Q_EMIT changed();
    });
    return work->future();
}

/// By file, when no request is under way.
template <class T, class Write> QFuture<Result<T>> DevServerStore::writeOne(Write write)
{
    if (m_parts->turns.isFree())
        return write(*m_parts->file);
    return (new DeferredWrite<T>(m_parts, std::move(write), this))->future();
}

QFuture<Result<QList<Result<Revision>>>> DevServerStore::putMany(const QList<Put> &puts)
{
    if (puts.size() < 2 || !m_parts->file->capabilities().writable)
        return writeOne<QList<Result<Revision>>>([puts](Store &file) { return file.putMany(puts); });
    return run(new PutManyWork(m_parts, puts, this));
}

QFuture<Result<RemoveReport>> DevServerStore::remove(const QList<Removal> &removals)
{
    QSet<QByteArray> keys;
    for (const Removal &removal : removals)
        keys.insert(removal.key);
    if (keys.size() < 2 || keys.size() != removals.size() || !m_parts->file->capabilities().writable)
        return writeOne<RemoveReport>([removals](Store &file) { return file.remove(removals); });
    return run(new RemoveWork(m_parts, removals, this));
}

QFuture<Result<KeyPage>> DevServerStore::list(const ListQuery &query)
{
    return m_parts->file->list(query);
}

QFuture<Result<std::optional<qint64>>> DevServerStore::count()
{
    return m_parts->file->count();
}

QFuture<Result<Entry>> DevServerStore::get(const QByteArray &key)
{
    return m_parts->file->get(key);
}

QFuture<Result<QList<Peek>>> DevServerStore::peek(const QList<QByteArray> &keys, int headBytes)
{
    return m_parts->file->peek(keys, headBytes);
}

QFuture<Result<QList<Fetched>>> DevServerStore::fetch(const QList<QByteArray> &keys, qint64 mostBytes)
{
    return m_parts->file->fetch(keys, mostBytes);
}

QFuture<Result<Revision>> DevServerStore::put(const Put &put)
{
    return writeOne<Revision>([put](Store &file) { return file.put(put); });
}

QFuture<Result<Revision>> DevServerStore::rename(const QByteArray &from, const QByteArray &to,
                                                 const Expect &expect)
{
    return writeOne<Revision>([from, to, expect](Store &file) { return file.rename(from, to, expect); });
}

void DevServerStore::setWatching(bool on)
{
    m_parts->file->setWatching(on);
}

} // namespace kv::devserver
