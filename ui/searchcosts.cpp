// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchcosts.h"

#include "store/workspace.h"

namespace kv::ui {

using jobs::SearchCost;
using State = jobs::Job::State;

SearchCosts::SearchCosts(Workspace &workspace, QObject *parent) : QObject(parent), m_workspace(workspace) {}

void SearchCosts::want(const QList<Wanted> &wanted, const jobs::SearchQuery &query)
{
    if (query.readsValues() != m_query.readsValues() || query.prefix != m_query.prefix)
        forget();
    m_query = query;
    m_waiting.clear();
    bool goesOn = false;
    for (const Wanted &one : wanted) {
        goesOn = goesOn || (m_job && one.key == m_now.key);
        const auto known = m_costs.constFind(one.key);
        const bool isWhole = known != m_costs.constEnd() && !known->isSoFar;
        if (!isWhole && !m_errors.contains(one.key) && !(m_job && one.key == m_now.key))
            m_waiting.push_back(one);
    }
    if (m_job && !goesOn)
        m_job.reset();
    if (!m_job)
        next();
}

void SearchCosts::forget()
{
    m_job.reset();
    m_waiting.clear();
    m_costs.clear();
    m_errors.clear();
}

void SearchCosts::forget(const QString &key)
{
    if (m_job && m_now.key == key)
        m_job.reset();
    m_costs.remove(key);
    m_errors.remove(key);
}

void SearchCosts::rest()
{
    m_job.reset();
    m_waiting.clear();
}

std::optional<SearchCost> SearchCosts::cost(const QString &key) const
{
    const auto known = m_costs.constFind(key);
    return known == m_costs.constEnd() ? std::nullopt : std::optional(*known);
}

std::optional<Error> SearchCosts::error(const QString &key) const
{
    const auto known = m_errors.constFind(key);
    return known == m_errors.constEnd() ? std::nullopt : std::optional(*known);
}

void SearchCosts::next()
{
    m_job.reset();
    while (!m_waiting.empty()) {
        m_now = m_waiting.front();
        m_waiting.pop_front();
        const std::shared_ptr<Store> store = m_workspace.open(m_now.target);
        if (!store)
            continue; // at Cloudflare, which cannot be asked yet
        m_job = std::make_unique<jobs::SearchCostJob>(store, m_query);
        connect(m_job.get(), &jobs::Job::progressed, this, [this] {
            m_costs.insert(m_now.key, m_job->cost());
            Q_EMIT changed();
        });
        // Queued: the next one takes the place of the job that tells.
        connect(m_job.get(), &jobs::Job::stateChanged, this, &SearchCosts::ended, Qt::QueuedConnection);
        m_job->start();
        return;
    }
}

void SearchCosts::ended(State state)
{
    if (!m_job || m_job->state() != state || (state != State::Finished && state != State::Failed))
        return;
    m_costs.insert(m_now.key, m_job->cost());
    if (state == State::Failed)
        m_errors.insert(m_now.key, m_job->error().value_or(Error{}));
    next();
    Q_EMIT changed();
}

} // namespace kv::ui
