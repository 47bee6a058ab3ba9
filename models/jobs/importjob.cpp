// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/importjob_work.h"

#include <QTimer>

namespace kv::jobs {

namespace {

/// How long a job that is cancelled waits for the answer to what it has just written.
constexpr int lastAnswerMs = 2000;

} // namespace

ImportJob::ImportJob(std::function<Result<std::unique_ptr<EntrySource>>()> open, std::shared_ptr<Store> store,
                     const Options &options, QObject *parent)
    : Job(parent),
      m_work(std::make_unique<Work>(this, std::move(open), std::move(store), options))
{
}

ImportJob::~ImportJob() = default;

void ImportJob::start()
{
    if (isOver() || state() == State::Running || m_work->cancelWanted)
        return;
    setState(State::Running);
    m_work->step();
}

void ImportJob::pause()
{
    if (!m_work->cancelWanted)
        Job::pause();
}

void ImportJob::cancel()
{
    if (isOver() || m_work->cancelWanted)
        return;
    if (m_work->stage != Work::Stage::Put || !m_work->busy)
        return m_work->cancelNow();
    m_work->cancelWanted = true;
    QTimer::singleShot(lastAnswerMs, this, [this] { m_work->cancelNow(); });
}

const TransferReport &ImportJob::report() const
{
    return m_work->report;
}

const QList<std::pair<QByteArray, QString>> &ImportJob::troubles() const
{
    return m_work->troubles;
}

} // namespace kv::jobs
