// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/localworker.h"

#include "local/fingerprint.h"

namespace kv::local {

namespace {

/// A wait shorter than this is not worth a word.
constexpr qint64 noticeableWaitMs = 300;
/// An open connection keeps workerd's last one from check-pointing as it closes.
constexpr int idleMs = 1000;

} // namespace

LocalWorker::LocalWorker(const Target &target, std::shared_ptr<std::atomic_bool> stop)
    : m_file(target),
      m_stop(std::move(stop)),
      m_watch(this),
      m_idle(this)
{
    m_file.setMayWait([this](qint64 waitedMs) { return mayWait(waitedMs); });
    m_idle.setSingleShot(true);
    m_idle.setInterval(idleMs);
    connect(&m_idle, &QTimer::timeout, this, [this] { m_file.close(); });
    connect(&m_watch, &QTimer::timeout, this, &LocalWorker::look);
}

bool LocalWorker::mayWait(qint64 waitedMs)
{
    if (*m_stop || (m_wanted && !m_wanted()))
        return false;
    if (waitedMs > noticeableWaitMs && !std::exchange(m_toldWaiting, true))
        Q_EMIT waiting(true);
    return waitedMs < m_patienceMs;
}

void LocalWorker::setWatching(bool on, int intervalMs)
{
    if (on == m_watch.isActive())
        return;
    if (on) {
        m_seen = fingerprint(m_file.location().databasePath);
        m_watch.start(intervalMs);
    } else {
        m_watch.stop();
    }
}

void LocalWorker::look()
{
    const QByteArray now = fingerprint(m_file.location().databasePath);
    if (now == m_seen)
        return;
    m_seen = now;
    Q_EMIT changed();
}

void LocalWorker::noteOwnWrite()
{
    m_seen = fingerprint(m_file.location().databasePath);
    Q_EMIT changed();
}

} // namespace kv::local
