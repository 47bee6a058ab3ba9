// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/remotestore.h"

#include "core/limits.h"
#include "remote/entryread.h"
#include "remote/entrywrite.h"
#include "remote/fetchwork.h"
#include "remote/listwalk.h"
#include "remote/peekwork.h"
#include "remote/putmanywork.h"
#include "remote/removalwork.h"
#include "store/checkput.h"

#include <algorithm>

namespace kv::remote {

struct RemoteStore::Inner
{
    Parts parts;
    /// Why this target cannot be asked for at all.
    Result<> setup;
};

namespace {

/// Ids go into paths, and one that is empty would make another path of it.
Result<> checkTarget(const Target &target)
{
    for (const QString &id : {target.accountId, target.namespaceId}) {
        if (id.isEmpty() || id == QLatin1String(".") || id == QLatin1String(".."))
            return fail(ErrorKind::InvalidInput,
                        QStringLiteral("A target at Cloudflare needs an account's id and a namespace's."));
    }
    return {};
}

template <class T> QFuture<Result<T>> failed(const Result<> &result)
{
    return readyFuture(Result<T>(fail(result.error())));
}

} // namespace

RemoteStore::RemoteStore(std::shared_ptr<ApiClient> client, const Target &target, const Clock &clock,
                         QObject *parent)
    : Store(parent),
      m_inner(new Inner{
          .parts = {.owner = this,
                    .client = std::move(client),
                    .requests = NamespaceRequests(target),
                    .clock = clock,
                    .overlay = Overlay(clock),
                    .tell = [this](const QList<KeyChange> &changes) { Q_EMIT keysChanged(changes); }},
          .setup = checkTarget(target)})
{
    qRegisterMetaType<QList<KeyChange>>();
}

RemoteStore::~RemoteStore()
{
    // What is under way ends, and nobody's turn comes of it.
    m_inner->parts.turns->close();
    qDeleteAll(findChildren<QObject *>(QString(), Qt::FindDirectChildrenOnly));
}

Capabilities RemoteStore::capabilities() const
{
    return {.writable = true,
            .listsByPage = true,
            .resendsExpiration = true,
            .keysPerListRequest = NamespaceRequests::mostKeysToList,
            .keysPerReadRequest = NamespaceRequests::mostKeysToGet,
            .keysPerWriteRequest =
                std::min(NamespaceRequests::mostKeysToPut, NamespaceRequests::mostKeysToDelete),
            .sizesAreCheap = false,
            .writesConditionally = false};
}

QFuture<Result<KeyPage>> RemoteStore::list(const ListQuery &query)
{
    if (!m_inner->setup)
        return failed<KeyPage>(m_inner->setup);
    return (new ListWalk(m_inner->parts, query))->future();
}

QFuture<Result<std::optional<qint64>>> RemoteStore::count()
{
    return readyFuture(Result<std::optional<qint64>>(std::nullopt));
}

QFuture<Result<Entry>> RemoteStore::get(const QByteArray &key)
{
    if (!m_inner->setup)
        return failed<Entry>(m_inner->setup);
    if (limits::checkKey(key) != limits::KeyProblem::None) // and so nobody wrote it
        return readyFuture(Result<Entry>(
            fail(Error{.kind = ErrorKind::NotFound, .detail = QStringLiteral("There is no such key.")})));
    auto *operation = new Operation<Entry>(this);
    operation->await((new EntryRead(m_inner->parts, key))->future(),
                     [operation, key, &overlay = m_inner->parts.overlay](Result<Entry> read) {
                         operation->finish(overlay.shown(key, std::move(read)));
                     });
    return operation->future();
}

QFuture<Result<QList<Peek>>> RemoteStore::peek(const QList<QByteArray> &keys, int headBytes)
{
    if (!m_inner->setup)
        return failed<QList<Peek>>(m_inner->setup);
    return (new PeekWork(m_inner->parts, keys, headBytes))->future();
}

QFuture<Result<Revision>> RemoteStore::put(const Put &put)
{
    if (!m_inner->setup)
        return failed<Revision>(m_inner->setup);
    if (const auto ok = checkPut(put, m_inner->parts.clock()); !ok)
        return failed<Revision>(ok);
    return (new PutWork(m_inner->parts, put))->future();
}

QFuture<Result<QList<Fetched>>> RemoteStore::fetch(const QList<QByteArray> &keys, qint64 mostBytes)
{
    if (!m_inner->setup)
        return failed<QList<Fetched>>(m_inner->setup);
    return (new FetchWork(m_inner->parts, keys, mostBytes))->future();
}

QFuture<Result<QList<Result<Revision>>>> RemoteStore::putMany(const QList<Put> &puts)
{
    if (!m_inner->setup)
        return failed<QList<Result<Revision>>>(m_inner->setup);
    return (new PutManyWork(m_inner->parts, puts))->future();
}

QFuture<Result<Revision>> RemoteStore::rename(const QByteArray &from, const QByteArray &to,
                                              const Expect &expect)
{
    if (!m_inner->setup)
        return failed<Revision>(m_inner->setup);
    if (const auto ok = checkNewKey(to); !ok)
        return failed<Revision>(ok);
    return (new RenameWork(m_inner->parts, from, to, expect))->future();
}

QFuture<Result<RemoveReport>> RemoteStore::remove(const QList<Removal> &removals)
{
    if (!m_inner->setup)
        return failed<RemoveReport>(m_inner->setup);
    return (new RemovalWork(m_inner->parts, removals))->future();
}

} // namespace kv::remote
