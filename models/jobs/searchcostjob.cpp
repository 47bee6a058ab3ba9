// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/awaiting.h"
#include "jobs/searchjob.h"
#include "jobs/searchkeys.h"

#include <QPointer>

namespace kv::jobs {

namespace {

constexpr int sizesAtOnce = 1024;

/// What is known before anything was asked.
SearchCost firstCost(const Capabilities &can, const SearchQuery &query, const std::optional<SearchKeys> &keys)
{
    SearchCost cost;
    cost.keysPerListRequest = keys ? 0 : can.keysPerListRequest;
    cost.keysPerReadRequest = query.readsValues() ? can.keysPerReadRequest : 0;
    cost.bytes = query.readsValues() ? -1 : 0;
    cost.keys = keys ? keys->size : -1;
    if (cost.keysPerListRequest > 0)
        cost.requests = 1;
    if (cost.keysPerReadRequest > 0)
        cost.requests += keys ? (keys->size + cost.keysPerReadRequest - 1) / cost.keysPerReadRequest : 1;
    return cost;
}

} // namespace

struct SearchCostJob::Work
{
    SearchCostJob *job;
    std::shared_ptr<Store> store;
    SearchQuery query;
    std::optional<SearchKeys> given;
    SearchKeySource keys;
    Awaiting awaiting;
    SearchCost cost;
    bool readsSizes;
    bool countsOnly;
    QList<QByteArray> unsized; ///< Listed, and not asked for their sizes yet.
    bool asking = false;
    std::optional<Error> askError;

    Work(SearchCostJob *owner, const std::shared_ptr<Store> &from, SearchQuery what,
         std::optional<SearchKeys> some)
        : job(owner),
          store(from),
          query(std::move(what)),
          given(std::move(some)),
          keys(from, query.prefix, given, [this] { step(); }),
          cost(firstCost(from->capabilities(), query, given)),
          readsSizes(query.readsValues() && from->capabilities().sizesAreCheap),
          countsOnly(!readsSizes && !given && query.prefix.isEmpty())
    {
    }

    void begin()
    {
        const Capabilities can = store->capabilities();
        if (can.keysPerListRequest > 0 || can.keysPerReadRequest > 0 || (given && !readsSizes))
            return finish();
        cost.isSoFar = true;
        if (!given)
            cost.keys = 0;
        if (readsSizes)
            cost.bytes = 0;
        step();
    }

    void step()
    {
        if (job->state() != State::Running || asking)
            return;
        if (const std::optional<Error> error = keys.error() ? keys.error() : askError)
            return job->setState(State::Failed, error);
        if (countsOnly)
            return count();
        keys.run();
        while (unsized.isEmpty()) {
            unsized = keys.take(sizesAtOnce);
            if (unsized.isEmpty())
                break;
            if (!given)
                cost.keys += unsized.size();
            if (!readsSizes)
                unsized.clear();
        }
        keys.run();
        if (!unsized.isEmpty())
            return askSizes();
        if (keys.isOver() && !keys.isListing())
            return finish();
        job->tellProgress();
    }

    void count()
    {
        asking = true;
        awaiting.await(store->count(), [this](const Result<std::optional<qint64>> &answer) {
            asking = false;
            askError = answer ? std::nullopt : std::optional(answer.error());
            if (!answer)
                return step();
            cost.keys = answer->value_or(0);
            finish();
        });
    }

    void askSizes()
    {
        asking = true;
        awaiting.await(store->peek(unsized, 0), [this](const Result<QList<Peek>> &answer) {
            asking = false;
            askError = answer ? std::nullopt : std::optional(answer.error());
            if (!answer)
                return step();
            for (const Peek &peek : *answer) {
                if (peek.size < 0 || peek.unknown)
                    ++cost.unsized;
                else
                    cost.bytes += peek.size;
            }
            job->m_progress.done += unsized.size();
            job->m_progress.total = given ? given->size : -1;
            unsized.clear();
            const QPointer<SearchCostJob> alive(job);
            job->tellProgress();
            if (alive)
                step();
        });
    }

    void finish()
    {
        cost.isSoFar = false;
        job->m_progress.requestsLeft = 0;
        const QPointer<SearchCostJob> alive(job);
        job->tellProgress(true);
        if (alive && job->state() == State::Running)
            job->setState(State::Finished);
    }
};

SearchCostJob::SearchCostJob(const std::shared_ptr<Store> &store, const SearchQuery &query,
                             const std::optional<SearchKeys> &keys, QObject *parent)
    : Job(parent),
      m_work(std::make_unique<Work>(this, store, query, keys))
{
}

SearchCostJob::~SearchCostJob() = default;

void SearchCostJob::start()
{
    if (isOver() || state() == State::Running)
        return;
    const bool isFirst = state() == State::Ready;
    m_work->keys.clearError();
    m_work->askError.reset();
    const QPointer<SearchCostJob> alive(this);
    setState(State::Running);
    if (!alive || state() != State::Running)
        return;
    if (isFirst)
        m_work->begin();
    else
        m_work->step();
}

void SearchCostJob::cancel()
{
    if (isOver())
        return;
    m_work->awaiting.drop();
    m_work->keys.clear();
    setState(State::Cancelled);
}

const SearchCost &SearchCostJob::cost() const
{
    return m_work->cost;
}

} // namespace kv::jobs
