// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/snapshotworker.h"

#include <QCryptographicHash>
#include <QFile>
#include <QMutexLocker>

#include <cerrno>
#include <sys/stat.h>

namespace kv::snapshot {

namespace {

/// How often we begin anew when the file changes under us.
constexpr int mostTries = 3;

/// By what is in it: a file that was only written anew holds the same entries as before.
Revision revisionOf(const Entry &entry)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArray::number(entry.value.size()) + ' ' +
                 QByteArray::number(entry.expiration.value_or(-1)) + (entry.metadata ? " m" : " "));
    hash.addData(entry.metadata.value_or(QByteArray()));
    hash.addData(entry.value);
    return hash.result();
}

tl::unexpected<Error> restless(const QString &path)
{
    return fail(ErrorKind::Busy, QStringLiteral("The file keeps changing while it is read."), path);
}

} // namespace

QByteArray stampOf(const QString &path)
{
    struct stat info;
    if (::stat(QFile::encodeName(path).constData(), &info) != 0) {
        const int code = errno;
        return code == ENOENT || code == ENOTDIR ? QByteArray() : "errno " + QByteArray::number(code);
    }
#ifdef Q_OS_DARWIN
    const timespec written = info.st_mtimespec;
    const timespec touched = info.st_ctimespec;
#else
    const timespec written = info.st_mtim;
    const timespec touched = info.st_ctim;
#endif
    const quint64 facts[] = {quint64(info.st_dev),    quint64(info.st_ino),     quint64(info.st_size),
                             quint64(written.tv_sec), quint64(written.tv_nsec), quint64(touched.tv_sec),
                             quint64(touched.tv_nsec)};
    return QByteArray(reinterpret_cast<const char *>(facts), sizeof(facts));
}

SnapshotWorker::SnapshotWorker(const QString &path, const Clock &clock,
                               std::shared_ptr<const std::atomic_bool> stop)
    : m_path(path),
      m_clock(clock),
      m_stop(std::move(stop)),
      m_watch(this)
{
    connect(&m_watch, &QTimer::timeout, this, &SnapshotWorker::look);
}

// What is known of the file

void SnapshotWorker::setIndex(std::shared_ptr<const Index> index)
{
    const QMutexLocker locker(&m_mutex);
    m_index = std::move(index);
}

std::shared_ptr<const Index> SnapshotWorker::known() const
{
    const QMutexLocker locker(&m_mutex);
    return m_index;
}

Result<std::shared_ptr<const Index>> SnapshotWorker::current()
{
    for (int tries = 0; tries < mostTries; ++tries) {
        const QByteArray stamp = stampOf(m_path);
        if (stamp != m_stamp) {
            const auto scanned = scan(stamp);
            if (!scanned && scanned.error().kind == ErrorKind::Cancelled)
                return fail(scanned.error());
            if (stampOf(m_path) != stamp) {
                m_stamp.reset();
                continue;
            }
            m_stamp = stamp;
            noteStamp(stamp);
        }
        if (m_error)
            return fail(*m_error);
        return m_index;
    }
    return restless(m_path);
}

/// Tells of a file that is not the one that was last told of.
void SnapshotWorker::noteStamp(const QByteArray &stamp)
{
    const bool news = m_seen && *m_seen != stamp;
    m_seen = stamp;
    if (news)
        Q_EMIT changed();
}

Result<std::shared_ptr<const Index>> SnapshotWorker::scan(const QByteArray &stamp)
{
    setIndex({});
    m_error.reset();
    m_file.reset();
    if (stamp.isEmpty())
        return std::shared_ptr<const Index>();
    Result<std::unique_ptr<Reader>> reader = Reader::open(m_path, m_clock(), m_stop);
    Result<Index> index = reader ? readIndex(**reader, *m_stop) : Result<Index>(fail(reader.error()));
    if (!index) {
        m_error = index.error();
        return fail(index.error());
    }
    m_file = std::move(*reader);
    setIndex(std::make_shared<const Index>(std::move(*index)));
    return m_index;
}

void SnapshotWorker::setWatching(bool on, int intervalMs)
{
    if (on == m_watch.isActive())
        return;
    if (on) {
        if (!m_seen)
            m_seen = stampOf(m_path);
        m_watch.start(intervalMs);
    } else {
        m_watch.stop();
    }
}

void SnapshotWorker::look()
{
    noteStamp(stampOf(m_path));
}

// Values

/// Runs `read(const Index *)` and answers what it says, unless the file has changed meanwhile: then again.
template <class T, class Read> Result<T> SnapshotWorker::steadily(Read read)
{
    for (int tries = 0; tries < mostTries; ++tries) {
        const auto index = current();
        if (!index)
            return fail(index.error());
        Result<T> answer = read(index->get());
        if (stampOf(m_path) == m_stamp) {
            // Written in place within one tick of the disk's clock, or damaged: to be gone through again.
            if (answer || answer.error().kind != ErrorKind::Conflict)
                return answer;
            m_stamp.reset();
        }
    }
    return restless(m_path);
}

Result<Entry> SnapshotWorker::entry(const Index *index, const QByteArray &key) const
{
    const int row = index ? index->keys.find(key) : -1;
    if (row < 0)
        return fail(ErrorKind::NotFound, QStringLiteral("There is no such key."), m_path);
    const ValuePlace &place = index->values[size_t(row)];
    Result<QByteArray> value = readValue(m_file->fd(), place);
    if (!value)
        return fail(Error{.kind = value.error().kind,
                          .detail = value.error().detail,
                          .path = m_path,
                          .nativeCode = value.error().nativeCode});
    Entry entry{.key = key, .value = std::move(*value), .expiration = index->keys.expiration(row)};
    if (index->keys.hasMetadata(row))
        entry.metadata = index->keys.metadata(row).toByteArray();
    entry.revision = revisionOf(entry);
    return entry;
}

Result<Entry> SnapshotWorker::get(const QByteArray &key)
{
    return steadily<Entry>([&](const Index *index) { return entry(index, key); });
}

Result<QList<Fetched>> SnapshotWorker::fetch(const QList<QByteArray> &keys, qint64 mostBytes,
                                             const std::function<bool()> &wanted)
{
    return steadily<QList<Fetched>>([&](const Index *index) -> Result<QList<Fetched>> {
        QList<Fetched> fetched;
        qint64 bytes = 0;
        for (const QByteArray &key : keys) {
            if (!wanted())
                break;
            const int row = index ? index->keys.find(key) : -1;
            bytes += row < 0 ? 0 : qint64(index->values[size_t(row)].size);
            if (bytes > mostBytes && !fetched.isEmpty())
                break;
            Result<Entry> read = entry(index, key);
            if (!read && read.error().kind == ErrorKind::Conflict)
                return fail(read.error());
            fetched.append({key, std::move(read)});
        }
        return fetched;
    });
}

Result<QList<Peek>> SnapshotWorker::peek(const QList<QByteArray> &keys, int headBytes)
{
    return steadily<QList<Peek>>([&](const Index *index) -> Result<QList<Peek>> {
        QList<Peek> peeks;
        peeks.reserve(keys.size());
        for (const QByteArray &key : keys) {
            const int row = index ? index->keys.find(key) : -1;
            if (row < 0) {
                peeks.append(Peek{.key = key});
                continue;
            }
            const ValuePlace &place = index->values[size_t(row)];
            Result<QByteArray> head = readValueHead(m_file->fd(), place, std::max(0, headBytes));
            if (!head)
                return fail(head.error());
            peeks.append(Peek{.key = key, .size = qint64(place.size), .head = std::move(*head)});
        }
        return peeks;
    });
}

} // namespace kv::snapshot
