// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "jobs/awaiting.h"
#include "jobs/fetchqueue.h"
#include "jobs/judging.h"
#include "jobs/transfer.h"

#include <QPointer>

namespace kv::jobs {

namespace {

constexpr qint64 mostFetchedBytes = 32LL * 1024 * 1024;
/// What is read, and then written by the pool, in one go.
constexpr int mostEntriesAtOnce = 1024;

/// What writing some entries came to.
struct Written
{
    TransferReport report;
    Remarks unreadable;
};

/// Whether a sink has refused an entry and goes on without it.
bool isOfOneEntry(const Error &error)
{
    return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::InvalidInput ||
           error.kind == ErrorKind::TooLarge;
}

} // namespace

struct ExportJob::Work
{
    ExportJob *job;
    std::shared_ptr<Store> store;
    std::shared_ptr<EntrySink> sink;
    QByteArray prefix;
    Clock clock;
    FetchQueue entries;
    Awaiting awaiting;

    QByteArray cursor; ///< Of the next page.
    bool listed = false;
    bool listing = false;
    bool writing = false;
    bool ending = false;
    qint64 listRequests = 0;
    std::shared_ptr<const KeyBlock> page; ///< The keys that come next.
    int pageAt = 0;
    std::optional<Error> sinkError; ///< The file is lost.
    bool leavesOut = false;
    TransferReport report;
    Remarks troubles;

    Work(ExportJob *owner, std::shared_ptr<Store> from, std::unique_ptr<EntrySink> to, QByteArray beginning,
         Clock time)
        : job(owner),
          store(from),
          sink(std::move(to)),
          prefix(std::move(beginning)),
          clock(std::move(time)),
          entries(
              std::move(from), mostFetchedBytes, [this] { step(); }, mostEntriesAtOnce)
    {
    }

    /// Begins whatever can be begun; called whenever something has ended.
    void step()
    {
        if (job->state() != State::Running)
            return;
        if (sinkError || entries.error())
            return job->setState(State::Failed, sinkError ? sinkError : entries.error());
        feed();
        list();
        entries.run();
        write();
        end();
    }

    /// One page ahead: the next is asked for when the keys of the one before go their way.
    void list()
    {
        if (listing || listed || page)
            return;
        listing = true;
        listRequests += store->capabilities().keysPerListRequest > 0 ? 1 : 0;
        awaiting.await(store->list({.prefix = prefix, .cursor = cursor, .detail = ListDetail::Names}),
                       [this](const Result<KeyPage> &next) {
                           listing = false;
                           if (!next)
                               return failed(next.error());
                           page = next->keys;
                           pageAt = 0;
                           cursor = next->cursor;
                           listed = next->last;
                           step();
                       });
    }

    void feed()
    {
        while (page && entries.room() > 0) {
            const int count = int(std::min<qsizetype>(entries.room(), page->size() - pageAt));
            QList<QByteArray> keys;
            keys.reserve(count);
            for (int i = 0; i < count; ++i)
                keys.append(page->key(pageAt + i).toByteArray());
            pageAt += count;
            entries.add(keys);
            if (pageAt == page->size())
                page.reset();
            else
                break;
        }
    }

    void write()
    {
        if (writing || entries.available() == 0)
            return;
        writing = true;
        const QList<Fetched> some = entries.take(mostEntriesAtOnce);
        awaiting.onPool<Written>(
            [sink = sink, some, now = clock()](const Stop &) { return writeAll(*sink, some, now); },
            [this, count = some.size()](const Result<Written> &written) {
                writing = false;
                if (!written) {
                    sinkError = written.error();
                    return failed(written.error());
                }
                add(*written);
                job->m_progress.done += count;
                const QPointer<ExportJob> alive(job);
                tell();
                if (alive)
                    step();
            });
        feed();
        entries.run();
    }

    static Result<Written> writeAll(EntrySink &sink, const QList<Fetched> &some, qint64 nowMs)
    {
        Written written;
        for (const Fetched &fetched : some) {
            if (!fetched.entry && meansNoSuchKey(fetched.entry.error()))
                continue; // deleted since it was listed
            if (!fetched.entry || fetched.entry->valueMissing) {
                ++written.report.failed;
                addRemark(written.unreadable, fetched.key,
                          fetched.entry ? QStringLiteral("Its value is missing.")
                                        : sentenceOf(fetched.entry.error()));
                continue;
            }
            const Entry &entry = *fetched.entry;
            if (entry.expiration && limits::isExpired(*entry.expiration, nowMs)) {
                ++written.report.expired;
                continue;
            }
            if (const Result<> done = sink.write(entry); !done) {
                if (!isOfOneEntry(done.error()))
                    return fail(done.error());
                ++written.report.failed;
                addRemark(written.unreadable, entry.key,
                          QStringLiteral("The file cannot hold it: ") + sentenceOf(done.error()));
                continue;
            }
            ++written.report.entries;
            written.report.bytes += entry.value.size();
        }
        return written;
    }

    void add(const Written &written)
    {
        report.entries += written.report.entries;
        report.expired += written.report.expired;
        report.failed += written.report.failed;
        report.bytes += written.report.bytes;
        addRemarks(troubles, written.unreadable);
    }

    void tell()
    {
        Progress &progress = job->m_progress;
        progress.bytes = report.bytes;
        progress.requests = listRequests + entries.requests();
        if (listed) { // else nobody knows how many keys there are
            const qint64 left = entries.size() + (page ? page->size() - pageAt : 0);
            progress.total = progress.done + left;
            progress.requestsLeft = entries.requestsFor(left);
        }
        job->tellProgress();
    }

    void end()
    {
        if (ending || writing || listing || !listed || page || entries.size() > 0)
            return;
        // All that can be read is in the file, so that leaving out the rest costs nothing any more.
        if (report.failed > 0 && !leavesOut)
            return failed({.kind = ErrorKind::Corrupt,
                           .detail = QStringLiteral("%1 entries cannot be exported.").arg(report.failed)});
        ending = true;
        awaiting.onPool<void>([sink = sink](const Stop &) { return sink->finish(); },
                              [this](const Result<> &finished) {
                                  ending = false;
                                  if (!finished) {
                                      sinkError = finished.error();
                                      return failed(finished.error());
                                  }
                                  for (const QString &remark : sink->remarks())
                                      troubles.prepend({QByteArray(), remark});
                                  tellEnd();
                              });
    }

    void tellEnd()
    {
        const QPointer<ExportJob> alive(job);
        job->tellProgress(true);
        if (alive)
            job->setState(State::Finished);
    }

    void failed(const Error &error)
    {
        if (!job->isOver())
            job->setState(State::Failed, error);
    }
};

ExportJob::ExportJob(std::shared_ptr<Store> store, std::unique_ptr<EntrySink> sink, const QByteArray &prefix,
                     const Clock &clock, QObject *parent)
    : Job(parent),
      m_work(std::make_unique<Work>(this, std::move(store), std::move(sink), prefix, clock))
{
}

ExportJob::~ExportJob() = default;

void ExportJob::start()
{
    if (isOver() || state() == State::Running)
        return;
    m_work->entries.clearError();
    setState(State::Running);
    m_work->step();
}

void ExportJob::cancel()
{
    if (isOver())
        return;
    m_work->awaiting.drop();
    m_work->entries.clear();
    m_work->sink.reset(); // which removes the file, once nothing is written to it any more
    setState(State::Cancelled);
}

const TransferReport &ExportJob::report() const
{
    return m_work->report;
}

const QList<std::pair<QByteArray, QString>> &ExportJob::troubles() const
{
    return m_work->troubles;
}

void ExportJob::leaveOutUnreadable()
{
    m_work->leavesOut = true;
}

} // namespace kv::jobs
