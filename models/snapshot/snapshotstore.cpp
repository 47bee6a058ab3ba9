// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/snapshotstore.h"

#include "store/async.h"

namespace kv::snapshot {

struct SnapshotStore::Inner
{
};

namespace {
template <class T> QFuture<Result<T>> toCome()
{
    return readyFuture(Result<T>(fail(ErrorKind::Internal, QStringLiteral("to come"))));
}
} // namespace

SnapshotStore::SnapshotStore(const QString &, QObject *parent) : Store(parent), m_inner(new Inner) {}
SnapshotStore::~SnapshotStore() = default;
Capabilities SnapshotStore::capabilities() const
{
    return {.writable = false};
}
QFuture<Result<KeyPage>> SnapshotStore::list(const ListQuery &)
{
    return toCome<KeyPage>();
}
QFuture<Result<std::optional<qint64>>> SnapshotStore::count()
{
    return toCome<std::optional<qint64>>();
}
QFuture<Result<Entry>> SnapshotStore::get(const QByteArray &)
{
    return toCome<Entry>();
}
QFuture<Result<QList<Peek>>> SnapshotStore::peek(const QList<QByteArray> &, int)
{
    return toCome<QList<Peek>>();
}
QFuture<Result<QList<Fetched>>> SnapshotStore::fetch(const QList<QByteArray> &, qint64)
{
    return toCome<QList<Fetched>>();
}
QFuture<Result<Revision>> SnapshotStore::put(const Put &)
{
    return toCome<Revision>();
}
QFuture<Result<QList<Result<Revision>>>> SnapshotStore::putMany(const QList<Put> &)
{
    return toCome<QList<Result<Revision>>>();
}
QFuture<Result<Revision>> SnapshotStore::rename(const QByteArray &, const QByteArray &, const Expect &)
{
    return toCome<Revision>();
}
QFuture<Result<RemoveReport>> SnapshotStore::remove(const QList<Removal> &)
{
    return toCome<RemoveReport>();
}
void SnapshotStore::setWatching(bool) {}

} // namespace kv::snapshot
