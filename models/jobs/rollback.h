// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/plan.h"

#include <QMutex>

namespace kv::jobs {

/// The rollback of what is being written, step by step. From the first step on it is a plan under its name,
/// whatever becomes of its owner: also when the process is killed. Without a step there is no file. Nobody
/// can read it between add() and keep(). Blocks; any thread.
class Rollback
{
public:
    /// Conflict: there is a file of that name, which may undo something else.
    static Result<std::shared_ptr<Rollback>> create(const QString &path, const PlanHead &head);
    ~Rollback();

    /// All of these are on the disk afterwards, or none.
    Result<> add(const QList<PlanStep> &steps);
    /// Lets what was added be read, and carried out. More may be added afterwards, and kept again.
    Result<> keep();
    /// Keeps, and takes no more.
    Result<> close();

private:
    explicit Rollback(std::unique_ptr<PlanWriter> writer) : m_writer(std::move(writer)) {}
    Result<> keepNow();

    QMutex m_mutex;
    std::unique_ptr<PlanWriter> m_writer; ///< None: it is closed.
};

} // namespace kv::jobs
