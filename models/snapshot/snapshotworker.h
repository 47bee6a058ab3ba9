// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "snapshot/index.h"
#include "store/store.h"

#include <QMutex>
#include <QObject>
#include <QTimer>

namespace kv::snapshot {

/// What stat() tells of a file: another after every change of it, and after every failure of another kind.
/// Empty: there is no such file.
QByteArray stampOf(const QString &path);

/// The half of a SnapshotStore that lives on its thread: the file, what is known of it and the watch over it.
class SnapshotWorker : public QObject
{
    Q_OBJECT

public:
    /// `stop` is set from another thread when the store goes.
    SnapshotWorker(const QString &path, const Clock &clock, std::shared_ptr<const std::atomic_bool> stop);

    /// The file as it is now, gone through if it has to be; null: there is none.
    Result<std::shared_ptr<const Index>> current();
    /// The same without asking, callable from any thread; null: not read, or no such file.
    std::shared_ptr<const Index> known() const;

    Result<Entry> get(const QByteArray &key);
    Result<QList<Peek>> peek(const QList<QByteArray> &keys, int headBytes);
    Result<QList<Fetched>> fetch(const QList<QByteArray> &keys, qint64 mostBytes,
                                 const std::function<bool()> &wanted);
    void setWatching(bool on, int intervalMs);

Q_SIGNALS:
    void changed();

private:
    template <class T, class Read> Result<T> steadily(Read read);
    Result<std::shared_ptr<const Index>> scan(const QByteArray &stamp);
    Result<Entry> entry(const Index *index, const QByteArray &key) const;
    void noteStamp(const QByteArray &stamp);
    void setIndex(std::shared_ptr<const Index> index);
    void look();

    QString m_path;
    Clock m_clock;
    std::shared_ptr<const std::atomic_bool> m_stop;
    mutable QMutex m_mutex; // for m_index
    std::shared_ptr<const Index> m_index;
    std::unique_ptr<Reader> m_file;    // as it was when it was gone through: values are read from it
    std::optional<Error> m_error;      // why the file cannot be used
    std::optional<QByteArray> m_stamp; // of what m_index or m_error tell
    std::optional<QByteArray> m_seen;  // of what was told by changed(), or is known without
    QTimer m_watch;
};

} // namespace kv::snapshot
