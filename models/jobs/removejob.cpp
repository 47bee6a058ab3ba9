// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/removejob.h"

#include "core/limits.h"
#include "jobs/fetchqueue.h"
#include "jobs/judging.h"
#include "jobs/rollback.h"
#include "jobs/stagedwork.h"
#include "store/keylist.h"

#include <QTimer>

#include <algorithm>

namespace kv::jobs {

namespace {

constexpr qint64 mostFetchedBytes = 16LL * 1024 * 1024;
constexpr int fewestAtOnce = 1024; ///< Keys that are deleted in one go.
constexpr int mostAtOnce = 10'000;
constexpr int lastAnswerMs = 2000; ///< How long a job that is cancelled waits for an answer.

/// Entries that are kept, and what is to be done about them.
struct Kept
{
    QList<Removal> removals;
    QList<QByteArray> missing;
    Remarks stay;
    qint64 bytes = 0;
    std::optional<Error> error; ///< That would meet every other key too.
    QList<QByteArray> again;    ///< Then: keys of which nothing was done.
};

Kept keep(const QList<Fetched> &found, Rollback &rollback, qint64 nowMs)
{
    Kept kept;
    QList<PlanStep> back;
    for (const Fetched &fetched : found) {
        if (kept.error) {
            kept.again << fetched.key;
            continue;
        }
        if (!fetched.entry && fetched.entry.error().kind == ErrorKind::NotFound) {
            kept.missing << fetched.key;
            continue;
        }
        if (!fetched.entry) {
            if (concernsAll(fetched.entry.error())) {
                kept.error = fetched.entry.error();
                kept.again << fetched.key;
                continue;
            }
            addRemark(kept.stay, fetched.key, sentenceOf(fetched.entry.error()));
            continue;
        }
        const Entry &entry = *fetched.entry;
        const bool expired = entry.expiration && limits::isExpired(*entry.expiration, nowMs);
        if (!expired) {
            const QString why = whyNotRestorable(entry);
            if (!why.isEmpty()) {
                addRemark(kept.stay, fetched.key,
                          QStringLiteral("It could not be put back, and stays: %1").arg(why));
                continue;
            }
            back << PlanStep{.key = entry.key, .put = entry, .expect = {}};
            kept.bytes += entry.value.size();
        }
        kept.removals << Removal{entry.key, entry.revision.isEmpty() ? Expect::anything()
                                                                     : Expect::unchanged(entry.revision)};
    }
    if (const Result<> added = rollback.add(back); !added) {
        kept = {};
        kept.error = added.error();
        for (const Fetched &fetched : found)
            kept.again << fetched.key;
    }
    return kept;
}

} // namespace

struct RemoveJob::Work : StagedWork<RemoveJob::Work>
{
    enum class Stage { Open, List, Look, Remove, End };

    RemoveJob *job;
    std::shared_ptr<Store> store;
    Options options;
    FetchQueue looks;

    Stage stage = Stage::Open;
    bool cancelWanted = false;
    bool cancelling = false;
    std::shared_ptr<Rollback> rollback;
    QByteArray cursor;
    KeyList keys;
    int next = 0; ///< The first key that was not taken in hand.
    QList<Removal> batch;
    qint64 requests = 0; ///< Listings and removals.
    RemovalReport report;
    Remarks troubles;

    Work(RemoveJob *owner, std::shared_ptr<Store> from, Options wanted)
        : job(owner),
          store(from),
          options(std::move(wanted)),
          looks(std::move(from), mostFetchedBytes, [this] { step(); })
    {
    }

    void step()
    {
        if (cancelWanted || job->state() != State::Running || busy)
            return;
        switch (stage) {
        case Stage::Open:
            return open();
        case Stage::List:
            return list();
        case Stage::Look:
            return options.rollbackPath.isEmpty() ? takeUnread() : look();
        case Stage::Remove:
            return remove();
        case Stage::End:
            return end();
        }
    }

    void open()
    {
        const Capabilities can = store->capabilities();
        if (!can.writable)
            return failed({.kind = ErrorKind::ReadOnly, .detail = can.readOnlyReason});
        if (options.prefix.isEmpty())
            return failed({.kind = ErrorKind::InvalidInput,
                           .detail = QStringLiteral("Deleting needs a prefix of the keys.")});
        if (options.rollbackPath.isEmpty()) {
            stage = Stage::List;
            return step();
        }
        const PlanHead head{.sourceName = options.targetName,
                            .targetName = options.targetName,
                            .target = options.target,
                            .isRollback = true,
                            .madeMs = options.clock()};
        onPool<std::shared_ptr<Rollback>>(
            [path = options.rollbackPath, head](const Stop &) { return Rollback::create(path, head); },
            [this](const std::shared_ptr<Rollback> &made) {
                rollback = made;
                stage = Stage::List;
            });
    }

    void list()
    {
        busy = true;
        requests += store->capabilities().keysPerListRequest > 0 ? 1 : 0;
        awaiting.await(store->list({.prefix = options.prefix, .cursor = cursor, .detail = ListDetail::Names}),
                       [this](const Result<KeyPage> &page) {
                           busy = false;
                           if (!page)
                               return failed(page.error());
                           keys.append(page->keys);
                           cursor = page->cursor;
                           if (page->last) {
                               stage = Stage::Look;
                               job->m_progress.total = keys.size();
                           }
                           tell();
                           step();
                       });
    }

    int mostInBatch() const
    {
        return std::clamp(store->capabilities().keysPerWriteRequest, fewestAtOnce, mostAtOnce);
    }

    void takeUnread()
    {
        while (next < keys.size() && batch.size() < mostInBatch())
            batch << Removal{keys.key(next++).toByteArray(), Expect::anything()};
        stage = batch.isEmpty() ? Stage::End : Stage::Remove;
        step();
    }

    void look()
    {
        if (looks.error()) {
            const Error error = *looks.error();
            looks.clearError();
            return failed(error);
        }
        QList<QByteArray> more;
        for (qsizetype room = looks.room(); room > 0 && next < keys.size(); --room)
            more << keys.key(next++).toByteArray();
        if (!more.isEmpty())
            looks.add(more);
        looks.run();
        const bool all = looks.size() == 0;
        if (all || batch.size() >= mostInBatch()) {
            stage = batch.isEmpty() ? Stage::End : Stage::Remove;
            return step();
        }
        if (looks.available() == 0)
            return; // comes back when something is there
        const QList<Fetched> found = looks.take(mostInBatch() - batch.size());
        onPool<Kept>([found, rollback = rollback, now = options.clock()](
                         const Stop &) -> Result<Kept> { return keep(found, *rollback, now); },
                     [this](const Kept &kept) { take(kept); });
        looks.run();
    }

    void take(const Kept &kept)
    {
        batch += kept.removals;
        report.bytes += kept.bytes;
        report.missing += kept.missing.size();
        report.stayed += kept.stay.size();
        addRemarks(troubles, kept.stay);
        tell();
        if (!kept.error)
            return;
        looks.add(kept.again);
        failed(*kept.error);
    }

    void remove()
    {
        if (!store->capabilities().expectsCheaply()) {
            for (Removal &removal : batch)
                removal.expect = Expect::anything();
        }
        busy = true;
        requests += store->capabilities().keysPerWriteRequest > 0 ? 1 : 0;
        awaiting.await(store->remove(batch), [this](const Result<RemoveReport> &answer) {
            busy = false;
            if (!answer) // what of the batch is gone is missing when it is tried again
                return cancelWanted ? cancelNow() : failed(answer.error());
            report.removed += answer->removed.size();
            report.missing += answer->missing.size();
            report.stayed += answer->conflicted.size();
            for (const QByteArray &key : answer->conflicted)
                addRemark(troubles, key, QStringLiteral("It changed meanwhile, and stays."));
            batch.clear();
            stage = Stage::Look;
            if (cancelWanted)
                return cancelNow();
            tell();
            step();
        });
    }

    void tell()
    {
        Progress &progress = job->m_progress;
        progress.done = report.removed + report.missing + report.stayed;
        progress.requests = requests + looks.requests();
        const Capabilities can = store->capabilities();
        progress.requestsLeft = requestsFor(can, keys.size() - next, !options.rollbackPath.isEmpty());
        job->tellProgress();
    }

    void end()
    {
        onPool<void>(
            [rollback = rollback](const Stop &) { return rollback ? rollback->close() : Result<>(); },
            [this] {
                const QPointer<RemoveJob> alive(job);
                job->tellProgress(true);
                if (alive)
                    job->setState(State::Finished);
            });
    }

    /// What is deleted so far can be put back before anybody hears of the failure.
    void failed(const Error &error)
    {
        awaiting.drop();
        busy = false;
        if (!rollback)
            return tellFailed(error);
        busy = true;
        awaiting.onPool<void>([rollback = rollback](const Stop &) { return rollback->keep(); },
                              [this, error](const Result<> &kept) {
                                  busy = false;
                                  if (!kept)
                                      noteLostRollback(kept.error());
                                  tellFailed(error);
                              });
    }

    void tellFailed(const Error &error)
    {
        if (cancelWanted)
            cancelNow();
        else if (!job->isOver())
            job->setState(State::Failed, error);
    }

    void noteLostRollback(const Error &error)
    {
        addRemark(troubles, {}, QStringLiteral("The rollback could not be finished: ") + sentenceOf(error));
    }

    void cancelNow()
    {
        if (std::exchange(cancelling, true))
            return;
        cancelWanted = true;
        awaiting.drop();
        looks.clear();
        if (!rollback)
            return job->setState(State::Cancelled);
        awaiting.onPool<void>(
            [rollback = std::exchange(rollback, nullptr)](const Stop &) { return rollback->close(); },
            [this](const Result<> &closed) {
                if (!closed)
                    noteLostRollback(closed.error());
                job->setState(State::Cancelled);
            });
    }
};

RemoveJob::RemoveJob(std::shared_ptr<Store> store, const Options &options, QObject *parent)
    : Job(parent),
      m_work(std::make_unique<Work>(this, std::move(store), options))
{
}

RemoveJob::~RemoveJob() = default;

void RemoveJob::start()
{
    if (isOver() || state() == State::Running || m_work->cancelWanted)
        return;
    setState(State::Running);
    m_work->step();
}

void RemoveJob::pause()
{
    if (!m_work->cancelWanted)
        Job::pause();
}

void RemoveJob::cancel()
{
    if (isOver() || m_work->cancelWanted)
        return;
    if (m_work->stage != Work::Stage::Remove || !m_work->busy)
        return m_work->cancelNow();
    m_work->cancelWanted = true;
    QTimer::singleShot(lastAnswerMs, this, [this] { m_work->cancelNow(); });
}

const RemovalReport &RemoveJob::report() const
{
    return m_work->report;
}

const QList<std::pair<QByteArray, QString>> &RemoveJob::troubles() const
{
    return m_work->troubles;
}

qint64 RemoveJob::requestsFor(const Capabilities &can, qint64 keys, bool withRollback)
{
    const auto requests = [keys](int perRequest) {
        return perRequest > 0 ? (keys + perRequest - 1) / perRequest : 0;
    };
    return requests(can.keysPerWriteRequest) + (withRollback ? requests(can.keysPerReadRequest) : 0);
}

} // namespace kv::jobs
