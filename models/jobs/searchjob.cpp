// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/searchjob.h"

#include "jobs/awaiting.h"
#include "jobs/fetchqueue.h"
#include "jobs/judging.h"
#include "jobs/searchkeys.h"
#include "jobs/searchmatch.h"

#include <QPointer>

namespace kv::jobs {

namespace {

constexpr qint64 mostFetchedBytes = 32LL * 1024 * 1024;
/// What is read, and then matched on the pool, in one go.
constexpr int valuesAtOnce = 1024;
constexpr int keysAtOnce = 4096;
constexpr int peeksAtOnce = 512;

/// What matching some keys or entries came to.
struct Matched
{
    QList<SearchHit> hits;
    SearchReport report;
    Remarks unread;
};

Result<Matched> matchKeys(const SearchMatch &match, const QList<QByteArray> &keys, const Stop &stop)
{
    Matched matched;
    for (const QByteArray &key : keys) {
        if (stop())
            return fail(ErrorKind::Cancelled, {});
        if (auto hit = match.inKey(key))
            matched.hits.append(std::move(*hit));
    }
    matched.report.looked = keys.size();
    return matched;
}

Result<Matched> matchValues(const SearchMatch &match, const QList<Fetched> &some, const Stop &stop)
{
    Matched matched;
    for (const Fetched &fetched : some) {
        if (stop())
            return fail(ErrorKind::Cancelled, {});
        if (!fetched.entry && meansNoSuchKey(fetched.entry.error())) {
            ++matched.report.gone;
            continue;
        }
        if (!fetched.entry || fetched.entry->valueMissing) {
            ++matched.report.unread;
            addRemark(matched.unread, fetched.key,
                      fetched.entry ? QStringLiteral("Its value is missing.")
                                    : sentenceOf(fetched.entry.error()));
            continue;
        }
        ++matched.report.looked;
        matched.report.bytes += fetched.entry->value.size();
        if (auto hit = match.inValue(*fetched.entry))
            matched.hits.append(std::move(*hit));
    }
    return matched;
}

} // namespace

struct SearchJob::Work
{
    SearchJob *job;
    std::shared_ptr<Store> store;
    SearchQuery query;
    SearchOptions options;
    std::shared_ptr<const SearchMatch> match;
    SearchKeySource keys;
    FetchQueue entries;
    Awaiting awaiting;

    qint64 matching = 0; ///< Keys or entries that are on the pool.
    QList<SearchHit> unpeeked;
    bool peeking = false;
    qint64 peeksLeft;
    std::optional<Error> peekError;
    std::optional<qint64> counted; ///< Keys in the store, as it counted them at the beginning.
    bool asksCount;
    bool wantsConsent = false;
    bool hasConsent = false;
    SearchReport report;
    Remarks troubles;

    Work(SearchJob *owner, const std::shared_ptr<Store> &from, SearchQuery what, SearchOptions how)
        : job(owner),
          store(from),
          query(std::move(what)),
          options(std::move(how)),
          keys(from, query.prefix, options.keys, [this] { step(); }),
          entries(
              from, mostFetchedBytes, [this] { step(); }, valuesAtOnce),
          peeksLeft(from->capabilities().sizesAreCheap ? options.mostPeeks : 0),
          asksCount(!options.keys && query.prefix.isEmpty() && !from->capabilities().listsByPage)
    {
    }

    qint64 requests() const { return keys.requests() + entries.requests(); }
    bool mayAsk() const
    {
        return options.askAfterRequests < 0 || hasConsent || requests() < options.askAfterRequests;
    }
    bool isResting() const
    {
        return matching == 0 && !peeking && unpeeked.isEmpty() && !keys.isListing() &&
               entries.unanswered() == 0 && entries.available() == 0;
    }

    /// Begins whatever can be begun; called whenever something has ended.
    void step()
    {
        if (job->state() != State::Running)
            return;
        if (const std::optional<Error> error = failure())
            return job->setState(State::Failed, error);
        count();
        if (mayAsk()) {
            keys.run();
            feed();
        }
        if (query.readsValues())
            matchEntries();
        else if (!unpeeked.isEmpty())
            peek();
        else
            matchNames();
        end();
    }

    std::optional<Error> failure() const
    {
        if (keys.error())
            return keys.error();
        return entries.error() ? entries.error() : peekError;
    }

    /// Only for how far one is: a count that fails says nothing that the listing will not say.
    void count()
    {
        if (!std::exchange(asksCount, false))
            return;
        awaiting.await(store->count(), [this](const Result<std::optional<qint64>> &answer) {
            if (answer)
                counted = *answer;
        });
    }

    void feed()
    {
        if (!query.readsValues())
            return;
        while (entries.room() > 0) {
            const QList<QByteArray> some = keys.take(entries.room());
            if (some.isEmpty())
                break;
            entries.add(some);
        }
        keys.run();
        entries.run();
    }

    void matchEntries()
    {
        if (matching > 0 || entries.available() == 0)
            return;
        const QList<Fetched> some = entries.take(valuesAtOnce);
        matching = some.size();
        awaiting.onPool<Matched>(
            [match = match, some](const Stop &stop) { return matchValues(*match, some, stop); },
            [this](const Result<Matched> &matched) { take(matched); });
        if (mayAsk())
            feed();
    }

    void matchNames()
    {
        if (matching > 0)
            return;
        const QList<QByteArray> some = keys.take(keysAtOnce);
        if (some.isEmpty())
            return;
        matching = some.size();
        awaiting.onPool<Matched>(
            [match = match, some](const Stop &stop) { return matchKeys(*match, some, stop); },
            [this](const Result<Matched> &matched) { take(matched); });
        if (mayAsk())
            keys.run();
    }

    void take(const Result<Matched> &matched)
    {
        const qint64 count = std::exchange(matching, 0);
        if (!matched)
            return; // stopped: only a job that is over does so
        report.looked += matched->report.looked;
        report.gone += matched->report.gone;
        report.unread += matched->report.unread;
        report.bytes += matched->report.bytes;
        addRemarks(troubles, matched->unread);
        job->m_progress.done += count;
        const bool peeks = !query.readsValues() && peeksLeft > 0 && !matched->hits.isEmpty();
        if (peeks)
            unpeeked = matched->hits;
        if (tell(peeks ? QList<SearchHit>() : matched->hits))
            step();
    }

    /// Sizes and first bytes of what was found by its key.
    void peek()
    {
        if (peeking)
            return;
        peeking = true;
        const qsizetype count =
            std::min<qint64>({unpeeked.size(), peeksAtOnce, std::max<qint64>(1, peeksLeft)});
        QList<QByteArray> names;
        for (qsizetype i = 0; i < count; ++i)
            names.append(unpeeked.at(i).key);
        awaiting.await(store->peek(names, excerptBytes), [this, count](const Result<QList<Peek>> &peeks) {
            peeking = false;
            peekError = peeks ? std::nullopt : std::optional(peeks.error());
            if (!peeks)
                return step();
            peeksLeft -= count;
            QList<SearchHit> hits = unpeeked.mid(0, peeksLeft > 0 ? count : unpeeked.size());
            unpeeked.remove(0, hits.size());
            for (qsizetype i = 0; i < std::min(peeks->size(), count); ++i) {
                if (const Peek &peek = peeks->at(i); !peek.unknown) {
                    hits[i].size = peek.size;
                    hits[i].excerpt = peek.head;
                }
            }
            if (tell(hits))
                step();
        });
    }

    /// Tells what was found and how far one is. False: the job is gone by that.
    bool tell(const QList<SearchHit> &hits)
    {
        report.hits += hits.size();
        report.storeExists = keys.storeExists();
        Progress &progress = job->m_progress;
        progress.bytes = report.bytes;
        progress.requests = requests();
        const bool counts = store->capabilities().keysPerReadRequest > 0;
        progress.requestsLeft = counts ? -1 : 0;
        if (const std::optional<qint64> left = keys.left()) {
            progress.total = progress.done + matching + entries.size() + *left;
            progress.requestsLeft = query.readsValues() ? entries.requestsFor(*left + entries.size()) : 0;
        } else if (counted) {
            progress.total = std::max(*counted, progress.done);
        }
        const QPointer<SearchJob> alive(job);
        if (!hits.isEmpty())
            Q_EMIT job->found(hits);
        if (alive)
            job->tellProgress();
        return alive;
    }

    void end()
    {
        if (job->state() != State::Running || !isResting())
            return;
        const bool isDone = keys.isOver() && entries.size() == 0;
        if (!isDone && mayAsk())
            return; // an empty page came; the next is asked for
        wantsConsent = !isDone;
        const QPointer<SearchJob> alive(job);
        if (tell({}) && alive)
            job->tellProgress(true);
        if (alive && job->state() == State::Running)
            job->setState(isDone ? State::Finished : State::Paused);
    }
};

SearchJob::SearchJob(const std::shared_ptr<Store> &store, const SearchQuery &query,
                     const SearchOptions &options, QObject *parent)
    : Job(parent),
      m_work(std::make_unique<Work>(this, store, query, options))
{
}

SearchJob::~SearchJob() = default;

void SearchJob::start()
{
    if (isOver() || state() == State::Running)
        return;
    if (!m_work->match) {
        Result<SearchMatch> match = SearchMatch::make(m_work->query);
        if (!match)
            return setState(State::Failed, match.error());
        m_work->match = std::make_shared<const SearchMatch>(std::move(*match));
    }
    if (std::exchange(m_work->wantsConsent, false))
        m_work->hasConsent = true;
    m_work->keys.clearError();
    m_work->entries.clearError();
    m_work->peekError.reset();
    const QPointer<SearchJob> alive(this);
    setState(State::Running);
    if (alive)
        m_work->step();
}

void SearchJob::cancel()
{
    if (isOver())
        return;
    m_work->awaiting.drop();
    m_work->keys.clear();
    m_work->entries.clear();
    m_work->unpeeked.clear();
    m_work->wantsConsent = false;
    setState(State::Cancelled);
}

const SearchQuery &SearchJob::query() const
{
    return m_work->query;
}

const SearchReport &SearchJob::report() const
{
    return m_work->report;
}

const QList<std::pair<QByteArray, QString>> &SearchJob::troubles() const
{
    return m_work->troubles;
}

bool SearchJob::wantsConsent() const
{
    return m_work->wantsConsent;
}

} // namespace kv::jobs
