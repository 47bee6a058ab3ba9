// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QObject>

#include <optional>

namespace kv::jobs {

/// How far a job is. Plain data.
struct Progress
{
    qint64 done = 0;   ///< Of `total`, in keys.
    qint64 total = -1; ///< -1: not known yet.
    qint64 bytes = 0;  ///< Of values and files read or written so far.
    /// Requests of Cloudflare's budget: used so far, and still to come as far as is known; -1: not known.
    qint64 requests = 0;
    qint64 requestsLeft = -1;
};

/// A walk over many keys. Lives on the thread that made it (the GUI thread in the window) and never blocks
/// it: stores answer by futures, and what costs CPU or disk runs on a pool. Destroying a job cancels it; what
/// it has written stays written.
class Job : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    enum class State {
        Ready,    ///< Not started.
        Running,  ///< At work, or waiting for an answer.
        Paused,   ///< pause() was called, or the job wants a decision; start() goes on.
        Finished, ///< All is done. Single keys may have failed; the job's report tells.
        Failed,   ///< It could not go on; error() says why. start() tries again from where it stopped.
        Cancelled ///< cancel() was called; the end.
    };
    Q_ENUM(State)

    /// Begins, or goes on after a pause or a failure.
    virtual void start() = 0;
    /// Stops at the next step and keeps what was done.
    virtual void pause();
    virtual void cancel() = 0;

    State state() const { return m_state; }
    bool isOver() const { return m_state == State::Finished || m_state == State::Cancelled; }
    /// Why the job is Failed.
    const std::optional<Error> &error() const { return m_error; }
    const Progress &progress() const { return m_progress; }

Q_SIGNALS:
    /// progress() reads otherwise; at most some thirty times a second, and once before the end.
    void progressed();
    void stateChanged(kv::jobs::Job::State state);

protected:
    /// Sets the state and tells; no more than that.
    void setState(State state, const std::optional<Error> &error = {});
    /// Tells of progress, now or soon.
    void tellProgress(bool now = false);

    Progress m_progress;

private:
    State m_state = State::Ready;
    std::optional<Error> m_error;
    qint64 m_toldAtMs = 0;
    bool m_tellingSoon = false;
};

} // namespace kv::jobs
