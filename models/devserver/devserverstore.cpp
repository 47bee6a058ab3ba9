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
    : OuterStore(file),
      m_parts(std::make_shared<Parts>())
{
    m_parts->file = std::move(file);
    m_parts->clock = std::move(clock);
    m_parts->namespaceId = namespaceId;
    m_parts->network.setProxy(QNetworkProxy::NoProxy);
    m_parts->finder = std::make_unique<Finder>(databasePath, std::move(options), m_parts->network);
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
    Capabilities can = OuterStore::capabilities();
    can.writesConditionally = can.writesConditionally && !m_parts->finder->hasFound();
    return can;
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
    if (puts.size() < 2 || !OuterStore::capabilities().writable)
        return writeOne<QList<Result<Revision>>>([puts](Store &file) { return file.putMany(puts); });
    return run(new PutManyWork(m_parts, puts, this));
}

QFuture<Result<RemoveReport>> DevServerStore::remove(const QList<Removal> &removals)
{
    QSet<QByteArray> keys;
    for (const Removal &removal : removals)
        keys.insert(removal.key);
    if (keys.size() < 2 || keys.size() != removals.size() || !OuterStore::capabilities().writable)
        return writeOne<RemoveReport>([removals](Store &file) { return file.remove(removals); });
    return run(new RemoveWork(m_parts, removals, this));
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

} // namespace kv::devserver
