// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/searchall.h"

#include <QHash>
#include <QPointer>
#include <QScopedValueRollback>

#include <algorithm>

namespace kv::jobs {

namespace {

QByteArray identityOf(const SearchSubject &subject)
{
    if (!subject.identity.isEmpty())
        return subject.identity;
    const QByteArray own = subject.store->identity();
    return own.isEmpty() ? "@" + QByteArray::number(quintptr(subject.store.get()), 16) : own;
}

} // namespace

SearchAll::SearchAll(const QList<SearchSubject> &subjects, const SearchQuery &query,
                     const SearchOptions &options, QObject *parent)
    : Job(parent)
{
    QHash<QByteArray, int> seen;
    for (const SearchSubject &subject : subjects) {
        const int number = int(m_parts.size());
        Part part;
        const QByteArray identity = identityOf(subject);
        if (const auto before = seen.constFind(identity); before != seen.constEnd()) {
            part.sameAs = *before;
        } else {
            seen.insert(identity, number);
            part.isDue = true;
            part.isCounted = subject.store->capabilities().keysPerListRequest > 0;
            part.job = std::make_unique<SearchJob>(subject.store, query, options);
            connect(part.job.get(), &SearchJob::found, this,
                    [this, number](const QList<SearchHit> &hits) { Q_EMIT found(number, hits); });
            connect(part.job.get(), &Job::progressed, this, [this] {
                sum();
                tellProgress();
            });
            // Queued: what is heard of it may destroy the job that tells.
            connect(
                part.job.get(), &Job::stateChanged, this,
                [this, number] {
                    const QPointer<SearchAll> alive(this);
                    Q_EMIT subjectChanged(number);
                    if (alive)
                        advance();
                },
                Qt::QueuedConnection);
        }
        m_parts.push_back(std::move(part));
    }
}

SearchAll::~SearchAll() = default;

bool SearchAll::canGoOn(const Part &part) const
{
    return part.job && !part.job->isOver() && part.job->state() != State::Running;
}

void SearchAll::start()
{
    if (isOver() || state() == State::Running)
        return;
    for (Part &part : m_parts)
        part.isDue = canGoOn(part);
    const QPointer<SearchAll> alive(this);
    setState(State::Running);
    if (alive)
        advance();
}

void SearchAll::startOne(int subject)
{
    Part &part = m_parts[size_t(subject)];
    if (state() == State::Cancelled || !canGoOn(part))
        return;
    part.isDue = true;
    const QPointer<SearchAll> alive(this);
    setState(State::Running);
    if (alive)
        advance();
}

void SearchAll::pause()
{
    if (state() != State::Running)
        return;
    for (Part &part : m_parts)
        part.isDue = false;
    setState(State::Paused);
    for (Part &part : m_parts) {
        if (part.job)
            part.job->pause();
    }
}

void SearchAll::cancel()
{
    if (isOver())
        return;
    for (Part &part : m_parts) {
        part.isDue = false;
        if (part.job)
            part.job->cancel();
    }
    setState(State::Cancelled);
}

/// Begins what is due where its lane is free; with nothing under way, tells how it ended.
void SearchAll::advance()
{
    if (state() != State::Running || m_advancing)
        return;
    const QPointer<SearchAll> alive(this);
    bool isBusy = false;
    {
        const QScopedValueRollback advancing(m_advancing, true);
        for (const bool counted : {false, true}) {
            const auto ofLane = [counted](const Part &part) { return part.job && part.isCounted == counted; };
            bool runs = std::any_of(m_parts.begin(), m_parts.end(), [&](const Part &part) {
                return ofLane(part) && part.job->state() == State::Running;
            });
            for (size_t i = 0; i < m_parts.size() && !runs; ++i) {
                Part &part = m_parts[i];
                if (!ofLane(part) || !std::exchange(part.isDue, false))
                    continue;
                part.job->start();
                runs = part.job->state() == State::Running;
            }
            isBusy = isBusy || runs;
        }
    }
    sum();
    if (isBusy)
        return;
    std::optional<Error> failure;
    bool waits = false;
    for (const Part &part : m_parts) {
        if (!part.job)
            continue;
        if (part.job->state() == State::Failed && !failure)
            failure = part.job->error();
        waits = waits || part.job->state() == State::Paused;
    }
    tellProgress(true);
    if (alive && state() == State::Running)
        setState(waits     ? State::Paused
                 : failure ? State::Failed
                           : State::Finished,
                 waits ? std::nullopt : failure);
}

void SearchAll::sum()
{
    Progress all;
    all.total = 0;
    all.requestsLeft = 0;
    for (const Part &part : m_parts) {
        if (!part.job)
            continue;
        const Progress &one = part.job->progress();
        all.done += one.done;
        all.bytes += one.bytes;
        all.requests += one.requests;
        all.total = one.total < 0 || all.total < 0 ? -1 : all.total + one.total;
        // Before it begins, nobody knows what one of Cloudflare's takes.
        const bool unknown = one.requestsLeft < 0 || (part.isCounted && part.job->state() == State::Ready);
        all.requestsLeft = unknown || all.requestsLeft < 0 ? -1 : all.requestsLeft + one.requestsLeft;
    }
    m_progress = all;
}

} // namespace kv::jobs
