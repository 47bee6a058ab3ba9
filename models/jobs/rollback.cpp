// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/rollback.h"

namespace kv::jobs {

Result<std::shared_ptr<Rollback>> Rollback::create(const QString &path, const PlanHead &head)
{
    auto writer = PlanWriter::createGrowing(path, head);
    if (!writer)
        return fail(writer.error());
    return std::shared_ptr<Rollback>(new Rollback(std::move(*writer)));
}

Rollback::~Rollback()
{
    (void)keepNow(); // nobody is left to be told
}

Result<> Rollback::add(const QList<PlanStep> &steps)
{
    const QMutexLocker locked(&m_mutex);
    if (!m_writer)
        return fail(ErrorKind::Cancelled, QString());
    if (steps.isEmpty())
        return {};
    for (const PlanStep &step : steps) {
        if (const Result<> added = m_writer->add(step); !added)
            return added;
    }
    return m_writer->sync();
}

Result<> Rollback::keep()
{
    const QMutexLocker locked(&m_mutex);
    return keepNow();
}

Result<> Rollback::close()
{
    const QMutexLocker locked(&m_mutex);
    const Result<> kept = keepNow();
    m_writer.reset();
    return kept;
}

Result<> Rollback::keepNow()
{
    if (!m_writer || m_writer->head().steps() == 0) // it leaves nothing then
        return {};
    if (const auto finished = m_writer->finish(); !finished)
        return fail(finished.error());
    return {};
}

} // namespace kv::jobs
