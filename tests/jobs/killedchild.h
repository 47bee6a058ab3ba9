// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"

#include <QCoreApplication>

#include <cstdio>

namespace kv::test {

/// Runs a job until it stands still, in a process that may be killed meanwhile: says "begun" on stdout, and
/// answers the exit code, 0 for Finished.
inline int runAndTell(jobs::Job &job)
{
    using State = jobs::Job::State;
    QObject::connect(&job, &jobs::Job::stateChanged, qApp, [&job](State state) {
        if (state == State::Failed)
            std::fprintf(stderr, "failed: %s\n", qUtf8Printable(job.error()->detail));
        if (state != State::Running)
            QCoreApplication::exit(state == State::Finished ? 0 : 1);
    });
    QMetaObject::invokeMethod(
        &job, [&job] { job.start(); }, Qt::QueuedConnection);
    std::puts("begun");
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace kv::test
