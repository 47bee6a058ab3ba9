// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"

#include <QList>
#include <QPair>

namespace kv::cli {

/// Runs a job until it is over, fails or pauses itself; shows its progress on a terminal. Ctrl+C cancels it,
/// so that it ends where nothing is half done. `what`: the word for what it does ("comparing").
jobs::Job::State runJob(jobs::Job &job, const QString &what);

/// What a job that did not finish leaves to say; answers the exit code.
int reportJob(const jobs::Job &job);

/// One line for each key that had trouble, the first few, and how many more there are.
void sayTroubles(const QList<std::pair<QByteArray, QString>> &troubles, qint64 all);

/// Where rollbacks and plans go when the line names no file: a folder of the program's own.
QString planFolder();

} // namespace kv::cli
