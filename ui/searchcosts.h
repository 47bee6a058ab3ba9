// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/target.h"
#include "jobs/searchjob.h"

#include <QHash>
#include <QObject>

#include <deque>
#include <memory>
#include <optional>

namespace kv {
class Workspace;
}

namespace kv::ui {

/// What searching each of some targets costs, found out in the background, one target after the other, and
/// kept until something else is to be searched. Spends no request.
class SearchCosts : public QObject
{
    Q_OBJECT

public:
    explicit SearchCosts(Workspace &workspace, QObject *parent = nullptr);

    struct Wanted
    {
        QString key; ///< Any name for it that stays.
        Target target;
    };
    /// Finds out what is not known yet of these, in this order; of others no more is found out.
    void want(const QList<Wanted> &wanted, const jobs::SearchQuery &query);
    /// Nothing that was found out counts any more.
    void forget();
    void forget(const QString &key);
    /// Stops what is under way; want() begins again.
    void rest();
    /// Known, or so far; nullopt: not begun.
    std::optional<jobs::SearchCost> cost(const QString &key) const;
    /// Why it could not be found out.
    std::optional<Error> error(const QString &key) const;

Q_SIGNALS:
    void changed();

private:
    void next();
    void ended(jobs::Job::State state);

    Workspace &m_workspace;
    jobs::SearchQuery m_query;
    QHash<QString, jobs::SearchCost> m_costs;
    QHash<QString, Error> m_errors;
    std::deque<Wanted> m_waiting;
    Wanted m_now;
    std::unique_ptr<jobs::SearchCostJob> m_job;
};

} // namespace kv::ui
