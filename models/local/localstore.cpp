// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/localstore.h"

#include "local/localworker.h"
#include "local/putbatch.h"
#include "local/reader.h"
#include "local/writer.h"
#include "store/async.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace kv::local {

namespace {

/// Page sizes of a listing without one of its own: rows for the first screen at once, then large pages.
constexpr int firstPage = 512;
constexpr int mostKeysPerPage = 16'384;

/// What a piece of work on the store's thread is given besides the file.
struct Turn
{
    LocalWorker &worker;
    const MayGoOn &wanted; ///< Whether anyone still waits for the answer.
};

} // namespace

LocalStore::LocalStore(Target target, Clock clock, QObject *parent)
    : Store(parent),
      m_target(std::move(target)),
      m_clock(std::move(clock)),
      m_location(locateUnopened(m_target)) // opening a database can wait for a lock
{
    connect(this, &Store::changed, this, [this] { m_location = locateUnopened(m_target); });
    m_worker = new LocalWorker(m_target, m_stop);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &LocalWorker::changed, this, &Store::changed);
    connect(m_worker, &LocalWorker::waiting, this, &Store::waiting);
    m_thread.setObjectName(QStringLiteral("kv.local"));
    m_thread.start();
}

LocalStore::~LocalStore()
{
    *m_stop = true;
    m_thread.quit();
    m_thread.wait();
}

/// Runs `work(NamespaceFile &, QPromise<Result<T>> &, const Turn &)` on the store's thread. Work that nobody
/// wants any more, or that the store did not live to begin, ends without a result.
template <class T, class Work> QFuture<Result<T>> LocalStore::post(Work work)
{
    m_puts.reset();
    QPromise<Result<T>> promise;
    QFuture<Result<T>> future = promise.future();
    promise.start();
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, stop = m_stop, promise = std::move(promise), work = std::move(work)]() mutable {
            const MayGoOn wanted = [&promise, &stop] { return !promise.isCanceled() && !*stop; };
            if (wanted())
                worker->run([&](NamespaceFile &file) { work(file, promise, Turn{*worker, wanted}); }, wanted);
            promise.finish();
        },
        Qt::QueuedConnection);
    return future;
}

Capabilities LocalStore::capabilities() const
{
    const QString why = whyReadOnly(m_target, m_location);
    return {.writable = why.isEmpty(), .readOnlyReason = why, .sizesAreCheap = true};
}

QByteArray LocalStore::identity() const
{
    const QFileInfo file(locateUnopened(m_target).databasePath);
    // What does not exist yet lies below something that does.
    QString below = u'/' + file.fileName();
    for (QFileInfo folder(file.path());; folder.setFile(folder.path())) {
        const QString real = folder.canonicalFilePath();
        if (!real.isEmpty())
            return QFile::encodeName(QDir::cleanPath(real + below));
        if (folder.fileName().isEmpty())
            return {};
        below.prepend(u'/' + folder.fileName());
    }
}

QFuture<Result<KeyPage>> LocalStore::list(const ListQuery &query)
{
    return post<KeyPage>(
        [query = ListQuery(query)](NamespaceFile &file, auto &promise, const Turn &) mutable {
            const bool ownSize = query.pageSize <= 0;
            int size = firstPage;
            for (int page = 0; (query.pages == 0 || page < query.pages) && !promise.isCanceled(); ++page) {
                if (ownSize) {
                    query.pageSize = size;
                    size = std::min(size * 8, mostKeysPerPage);
                }
                Result<KeyPage> result = readPage(file, query);
                const bool end = !result || result->last;
                if (result)
                    query.cursor = result->cursor;
                promise.addResult(std::move(result));
                if (end)
                    return;
            }
        });
}

QFuture<Result<std::optional<qint64>>> LocalStore::count()
{
    return post<std::optional<qint64>>(
        [](NamespaceFile &file, auto &promise, const Turn &) { promise.addResult(countEntries(file)); });
}

QFuture<Result<Entry>> LocalStore::get(const QByteArray &key)
{
    return post<Entry>(
        [key](NamespaceFile &file, auto &promise, const Turn &) { promise.addResult(readEntry(file, key)); });
}

QFuture<Result<QList<Peek>>> LocalStore::peek(const QList<QByteArray> &keys, int headBytes)
{
    return post<QList<Peek>>([keys, headBytes](NamespaceFile &file, auto &promise, const Turn &turn) {
        Result<QList<Peek>> peeks = readHeads(file, keys, headBytes, turn.wanted);
        if (turn.wanted())
            promise.addResult(std::move(peeks));
    });
}

QFuture<Result<QList<Fetched>>> LocalStore::fetch(const QList<QByteArray> &keys, qint64 mostBytes)
{
    return post<QList<Fetched>>([keys, mostBytes](NamespaceFile &file, auto &promise, const Turn &turn) {
        Result<QList<Fetched>> fetched = readEntries(file, keys, mostBytes, turn.wanted);
        if (turn.wanted())
            promise.addResult(std::move(fetched));
    });
}

QFuture<Result<Revision>> LocalStore::put(const Put &put)
{
    // Puts that are asked for one right after the other share one wait for the disk. Any other request closes
    // the batch, so that everything happens in the order it was asked for.
    QPromise<Result<Revision>> promise;
    QFuture<Result<Revision>> future = promise.future();
    promise.start();
    if (m_puts && m_puts->add(put, promise))
        return future;
    m_puts = std::make_shared<PutBatch>();
    m_puts->add(put, promise);
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, stop = m_stop, batch = m_puts, clock = m_clock] {
            batch->close();
            if (!*stop)
                worker->run([&](NamespaceFile &file) { batch->write(file, clock()); },
                            [&] { return !*stop && batch->isWanted(); });
            if (batch->hasWritten())
                worker->noteOwnWrite();
        },
        Qt::QueuedConnection);
    return future;
}

QFuture<Result<QList<Result<Revision>>>> LocalStore::putMany(const QList<Put> &puts)
{
    return post<QList<Result<Revision>>>([puts, clock = m_clock](NamespaceFile &file, auto &promise,
                                                                 const Turn &turn) {
        QList<Result<Revision>> results = writeEntries(file, puts, clock(), turn.wanted);
        const bool written = std::any_of(results.begin(), results.end(),
                                         [](const Result<Revision> &result) { return result.has_value(); });
        // Stopped half way: half an answer is none.
        if (results.size() == puts.size())
            promise.addResult(std::move(results));
        if (written)
            turn.worker.noteOwnWrite();
    });
}

QFuture<Result<Revision>> LocalStore::rename(const QByteArray &from, const QByteArray &to,
                                             const Expect &expect)
{
    return post<Revision>([from, to, expect](NamespaceFile &file, auto &promise, const Turn &turn) {
        Result<Revision> result = renameEntry(file, from, to, expect);
        const bool written = result.has_value();
        promise.addResult(std::move(result));
        if (written)
            turn.worker.noteOwnWrite();
    });
}

QFuture<Result<RemoveReport>> LocalStore::remove(const QList<Removal> &removals)
{
    return post<RemoveReport>([removals](NamespaceFile &file, auto &promise, const Turn &turn) {
        Result<RemoveReport> result = removeEntries(file, removals, turn.wanted);
        // A failure half way has removed some all the same.
        const bool written = !result || !result->removed.isEmpty();
        if (!result ||
            result->removed.size() + result->missing.size() + result->conflicted.size() == removals.size())
            promise.addResult(std::move(result));
        if (written)
            turn.worker.noteOwnWrite();
    });
}

void LocalStore::setWatching(bool on)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, on] { worker->setWatching(on, watchIntervalMs); },
        Qt::QueuedConnection);
}

void LocalStore::setPatience(std::chrono::milliseconds patience)
{
    m_puts.reset(); // what was asked for before keeps the patience it had
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, ms = qint64(patience.count())] { worker->setPatience(ms); },
        Qt::QueuedConnection);
}

} // namespace kv::local
