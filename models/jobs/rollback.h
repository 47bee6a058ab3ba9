// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/plan.h"

#include <QMutex>

namespace kv::jobs {

/// The rollback of what is being written, step by step. Whatever happens to its owner, the steps that came to
/// the disk end up as a plan under its name: also when it is destroyed. Without a step there is no file.
/// Blocks; any thread.
class Rollback
{
public:
    /// Conflict: there is a file of that name, which may undo something else.
    static Result<std::shared_ptr<Rollback>> create(const QString &path, const PlanHead &head);
    ~Rollback();

    /// All of these are on the disk afterwards, or none.
    Result<> add(const QList<PlanStep> &steps);
    /// Gives what was added its name. More may be added afterwards, and kept again.
    Result<> keep();
    /// Keeps, and takes no more.
    Result<> close();

private:
    explicit Rollback(QString path) : m_path(std::move(path)) {}
    Result<> keepNow();

    QMutex m_mutex;
    QString m_path;
    std::unique_ptr<PlanWriter> m_writer; ///< None: all that was added has its name.
    bool m_closed = false;
};

} // namespace kv::jobs
