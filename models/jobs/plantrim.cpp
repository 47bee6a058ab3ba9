// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/plantrim.h"

#include "jobs/planjob.h"

#include <QFile>
#include <QSet>

namespace kv::jobs {

namespace {

/// Copies the steps that `keep(number, key)` wants.
template <class Keep>
Result<PlanHead> copySteps(const QString &from, const QString &to, const std::function<bool()> &stop,
                           Keep keep)
{
    auto reader = PlanReader::open(from);
    if (!reader)
        return fail(reader.error());
    auto writer = PlanWriter::create(to, (*reader)->head());
    if (!writer)
        return fail(writer.error());
    for (size_t number = 0;; ++number) {
        if (stop && stop())
            return fail(ErrorKind::Cancelled, QString());
        const auto step = (*reader)->next();
        if (!step)
            return fail(step.error());
        if (!*step)
            break;
        if (!keep(number, (*step)->key))
            continue;
        if (const auto added = (*writer)->add(**step); !added)
            return fail(added.error());
    }
    return (*writer)->finish();
}

} // namespace

Result<PlanHead> trimPlan(const QString &planPath, const QString &newPath, const std::vector<bool> &leftOut,
                          const std::function<bool()> &stop)
{
    QSet<QByteArray> dropped;
    // The rollback first: a plan never stands without one.
    {
        auto reader = PlanReader::open(planPath);
        if (!reader)
            return fail(reader.error());
        for (size_t number = 0; number < leftOut.size(); ++number) {
            if (stop && stop())
                return fail(ErrorKind::Cancelled, QString());
            const auto step = (*reader)->next();
            if (!step)
                return fail(step.error());
            if (!*step)
                break;
            if (leftOut[number])
                dropped.insert((*step)->key);
        }
    }
    const QString newRollback = PlanJob::rollbackPath(newPath);
    const auto rollback =
        copySteps(PlanJob::rollbackPath(planPath), newRollback, stop,
                  [&dropped](size_t, const QByteArray &key) { return !dropped.contains(key); });
    if (!rollback)
        return rollback;
    const auto plan = copySteps(planPath, newPath, stop, [&leftOut](size_t number, const QByteArray &) {
        return number >= leftOut.size() || !leftOut[number];
    });
    if (!plan)
        QFile::remove(newRollback);
    return plan;
}

} // namespace kv::jobs
