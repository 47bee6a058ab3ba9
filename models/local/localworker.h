// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/namespacefile.h"

#include <QObject>
#include <QTimer>

#include <atomic>

namespace kv::local {

/// The half of a LocalStore that lives on its thread: the file, the watch over it and the idle clock.
class LocalWorker : public QObject
{
    Q_OBJECT

public:
    /// `stop` is set from another thread when the store goes.
    LocalWorker(const Target &target, std::shared_ptr<std::atomic_bool> stop);

    /// Runs one piece of work. While it waits for another program's lock, `wanted` is asked whether anyone
    /// still wants the answer, and waiting() tells of a wait that a person would notice.
    template <class Work, class Wanted> void run(Work &&work, Wanted &&wanted)
    {
        m_wanted = std::forward<Wanted>(wanted);
        work(m_file);
        m_wanted = nullptr;
        if (std::exchange(m_toldWaiting, false))
            Q_EMIT waiting(false);
        m_idle.start();
    }
    void setWatching(bool on, int intervalMs);
    void setPatience(qint64 ms) { m_patienceMs = ms; }
    /// Call after a write of our own: tells of it once, and not again when the watch sees it.
    void noteOwnWrite();

Q_SIGNALS:
    void changed();
    void waiting(bool waits);

private:
    void look();
    bool mayWait(qint64 waitedMs);

    NamespaceFile m_file;
    std::shared_ptr<std::atomic_bool> m_stop;
    std::function<bool()> m_wanted;
    QTimer m_watch;
    QTimer m_idle;
    QByteArray m_seen;
    qint64 m_patienceMs = NamespaceFile::patienceMs;
    bool m_toldWaiting = false;
};

} // namespace kv::local
