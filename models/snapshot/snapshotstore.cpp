// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/snapshotstore.h"

#include "snapshot/snapshotworker.h"
#include "store/async.h"

#include <QFileInfo>
#include <QThread>

#include <algorithm>

namespace kv::snapshot {

namespace {

const QString whyReadOnly = QStringLiteral("A snapshot is only read. Import it to change what is in it.");

template <class T> QFuture<Result<T>> refused()
{
    return readyFuture(Result<T>(fail(ErrorKind::ReadOnly, whyReadOnly)));
}

/// A cursor is a colon and the last key that was told.
QByteArray cursorAfter(QByteArrayView key)
{
    return QByteArray(1, ':').append(key);
}

int rowAfter(const KeyList &keys, const QByteArray &cursor)
{
    const QByteArrayView key = QByteArrayView(cursor).sliced(1);
    const int row = keys.lowerBound(key);
    return row < keys.size() && keys.key(row) == key ? row + 1 : row;
}

/// The rows [begin, end) as a block; the very block that the index holds where that is the same.
std::shared_ptr<const KeyBlock> block(const KeyList &keys, int begin, int end, ListDetail detail)
{
    const bool rows = detail == ListDetail::Rows;
    if (rows && begin < end && begin % Index::keysPerBlock == 0) {
        const auto &whole = keys.blocks()[size_t(begin / Index::keysPerBlock)];
        if (whole->size() == end - begin)
            return whole;
    }
    KeyBlock::Builder builder;
    for (int row = begin; row < end; ++row)
        builder.add(keys.key(row), rows ? keys.expiration(row) : Expiration(), rows && keys.hasMetadata(row),
                    rows && keys.hasMetadata(row) ? keys.metadata(row) : QByteArrayView());
    return builder.build();
}

/// The pages of a listing, one after the other; both as `query` wants them.
void listPages(const Index *index, const ListQuery &query, QPromise<Result<KeyPage>> &promise)
{
    if (!index) {
        promise.addResult(
            KeyPage{.keys = KeyBlock::Builder().build(), .cursor = {}, .last = true, .storeExists = false});
        return;
    }
    const KeyList &keys = index->keys;
    const KeyList::Range range = keys.withPrefix(query.prefix);
    int row = query.cursor.isEmpty() ? range.begin : std::max(range.begin, rowAfter(keys, query.cursor));
    for (int page = 0; (query.pages == 0 || page < query.pages) && !promise.isCanceled(); ++page) {
        const int size =
            query.pageSize > 0 ? query.pageSize : Index::keysPerBlock - row % Index::keysPerBlock;
        const int end = row + std::clamp(range.end - row, 0, size);
        KeyPage result{.keys = block(keys, row, end, query.detail), .cursor = {}, .last = end >= range.end};
        if (!result.last)
            result.cursor = cursorAfter(keys.key(end - 1));
        const bool last = result.last;
        promise.addResult(std::move(result));
        if (last)
            return;
        row = end;
    }
}

} // namespace

struct SnapshotStore::Inner
{
    std::shared_ptr<std::atomic_bool> stop = std::make_shared<std::atomic_bool>(false);
    QThread thread;
    SnapshotWorker *worker = nullptr; // lives on `thread`, which deletes it

    std::shared_ptr<const Index> known() const { return worker->known(); }
};

SnapshotStore::SnapshotStore(const QString &path, const Clock &clock, QObject *parent)
    : Store(parent),
      m_inner(std::make_unique<Inner>())
{
    m_inner->worker = new SnapshotWorker(QFileInfo(path).absoluteFilePath(), clock, m_inner->stop);
    m_inner->worker->moveToThread(&m_inner->thread);
    connect(&m_inner->thread, &QThread::finished, m_inner->worker, &QObject::deleteLater);
    connect(m_inner->worker, &SnapshotWorker::changed, this, &Store::changed);
    m_inner->thread.setObjectName(QStringLiteral("kv.snapshot"));
    m_inner->thread.start();
}

SnapshotStore::~SnapshotStore()
{
    *m_inner->stop = true;
    m_inner->thread.quit();
    m_inner->thread.wait();
}

/// Runs `work(SnapshotWorker &, QPromise<Result<T>> &)` on the store's thread. Work that nobody wants any
/// more, or that the store did not live to begin or to end, ends without a result.
template <class T, class Work> QFuture<Result<T>> SnapshotStore::post(Work work)
{
    QPromise<Result<T>> promise;
    QFuture<Result<T>> future = promise.future();
    promise.start();
    QMetaObject::invokeMethod(
        m_inner->worker,
        [worker = m_inner->worker, stop = m_inner->stop, promise = std::move(promise),
         work = std::move(work)]() mutable {
            if (!promise.isCanceled() && !*stop)
                work(*worker, promise);
            promise.finish();
        },
        Qt::QueuedConnection);
    return future;
}

/// Adds a result unless it is that the store goes.
template <class T> static void answer(QPromise<Result<T>> &promise, Result<T> result)
{
    if (result || result.error().kind != ErrorKind::Cancelled)
        promise.addResult(std::move(result));
}

// What going through the file has shown

qint64 SnapshotStore::duplicates() const
{
    const auto index = m_inner->known();
    return index ? index->duplicates : 0;
}

QList<QByteArray> SnapshotStore::duplicateKeys() const
{
    const auto index = m_inner->known();
    return index ? index->duplicateKeys : QList<QByteArray>();
}

qint64 SnapshotStore::troubleCount() const
{
    const auto index = m_inner->known();
    return index ? index->troubles : 0;
}

QList<Error> SnapshotStore::troubles() const
{
    const auto index = m_inner->known();
    return index ? index->firstTroubles : QList<Error>();
}

QStringList SnapshotStore::remarks() const
{
    const auto index = m_inner->known();
    return index ? index->firstRemarks : QStringList();
}

// Reads

Capabilities SnapshotStore::capabilities() const
{
    return {.writable = false, .readOnlyReason = whyReadOnly, .sizesAreCheap = true};
}

QFuture<Result<KeyPage>> SnapshotStore::list(const ListQuery &query)
{
    return post<KeyPage>([query](SnapshotWorker &worker, QPromise<Result<KeyPage>> &promise) {
        const auto index = worker.current();
        if (index)
            listPages(index->get(), query, promise);
        else
            answer<KeyPage>(promise, fail(index.error()));
    });
}

QFuture<Result<std::optional<qint64>>> SnapshotStore::count()
{
    using Count = std::optional<qint64>;
    return post<Count>([](SnapshotWorker &worker, QPromise<Result<Count>> &promise) {
        const auto index = worker.current();
        if (index)
            answer<Count>(promise, *index ? Count((*index)->keys.size()) : Count());
        else
            answer<Count>(promise, fail(index.error()));
    });
}

QFuture<Result<Entry>> SnapshotStore::get(const QByteArray &key)
{
    return post<Entry>([key](SnapshotWorker &worker, QPromise<Result<Entry>> &promise) {
        answer(promise, worker.get(key));
    });
}

QFuture<Result<QList<Peek>>> SnapshotStore::peek(const QList<QByteArray> &keys, int headBytes)
{
    return post<QList<Peek>>(
        [keys, headBytes](SnapshotWorker &worker, QPromise<Result<QList<Peek>>> &promise) {
            answer(promise, worker.peek(keys, headBytes));
        });
}

QFuture<Result<QList<Fetched>>> SnapshotStore::fetch(const QList<QByteArray> &keys, qint64 mostBytes)
{
    return post<QList<Fetched>>([keys, mostBytes, stop = m_inner->stop](
                                    SnapshotWorker &worker, QPromise<Result<QList<Fetched>>> &promise) {
        const auto wanted = [&] { return !promise.isCanceled() && !*stop; };
        Result<QList<Fetched>> fetched = worker.fetch(keys, mostBytes, wanted);
        if (wanted())
            answer(promise, std::move(fetched));
    });
}

void SnapshotStore::setWatching(bool on)
{
    QMetaObject::invokeMethod(
        m_inner->worker, [worker = m_inner->worker, on] { worker->setWatching(on, watchIntervalMs); },
        Qt::QueuedConnection);
}

// Writes

QFuture<Result<Revision>> SnapshotStore::put(const Put &)
{
    return refused<Revision>();
}

QFuture<Result<QList<Result<Revision>>>> SnapshotStore::putMany(const QList<Put> &)
{
    return refused<QList<Result<Revision>>>();
}

QFuture<Result<Revision>> SnapshotStore::rename(const QByteArray &, const QByteArray &, const Expect &)
{
    return refused<Revision>();
}

QFuture<Result<RemoveReport>> SnapshotStore::remove(const QList<Removal> &)
{
    return refused<RemoveReport>();
}

} // namespace kv::snapshot
