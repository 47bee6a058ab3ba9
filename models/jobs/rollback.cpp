// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/rollback.h"

namespace kv::jobs {

Result<std::shared_ptr<Rollback>> Rollback::create(const QString &path, const PlanHead &head)
{
    std::shared_ptr<Rollback> rollback(new Rollback(path));
    auto writer = PlanWriter::create(path, head);
    if (!writer)
        return fail(writer.error());
    rollback->m_writer = std::move(*writer);
    return rollback;
}

Rollback::~Rollback()
{
    (void)keepNow(); // nobody is left to be told
}

Result<> Rollback::add(const QList<PlanStep> &steps)
{
    const QMutexLocker locked(&m_mutex);
    if (m_closed)
        return fail(ErrorKind::Cancelled, QString());
    if (steps.isEmpty())
        return {};
    if (!m_writer) {
        auto again = PlanWriter::extend(m_path);
        if (!again)
            return fail(again.error());
        m_writer = std::move(*again);
    }
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
    m_closed = true;
    return keepNow();
}

Result<> Rollback::keepNow()
{
    if (!m_writer)
        return {};
    if (m_writer->head().steps() > 0) {
        if (const auto finished = m_writer->finish(); !finished)
            return fail(finished.error());
    }
    // Without a step it leaves nothing; more may come only where there was one.
    if (m_writer->head().steps() > 0 || m_closed)
        m_writer.reset();
    return {};
}

} // namespace kv::jobs
