// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job.h"

#include <QDeadlineTimer>
#include <QTimer>

namespace kv::jobs {

namespace {
constexpr int tellEveryMs = 33;
}

void Job::pause()
{
    if (m_state == State::Running)
        setState(State::Paused);
}

void Job::setState(State state, const std::optional<Error> &error)
{
    if (state == m_state && error == m_error)
        return;
    m_state = state;
    m_error = error;
    Q_EMIT stateChanged(state);
}

void Job::tellProgress(bool now)
{
    const qint64 nowMs = QDeadlineTimer::current().deadline();
    if (now || nowMs - m_toldAtMs >= tellEveryMs) {
        m_toldAtMs = nowMs;
        Q_EMIT progressed();
        return;
    }
    if (std::exchange(m_tellingSoon, true))
        return;
    QTimer::singleShot(tellEveryMs, this, [this] {
        m_tellingSoon = false;
        tellProgress(true);
    });
}

} // namespace kv::jobs
