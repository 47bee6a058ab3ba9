// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planjob.h"

#include "jobs/awaiting.h"
#include "jobs/fetchqueue.h"
#include "jobs/planline.h"
#include "jobs/planmaking.h"

#include <QPointer>

namespace kv::jobs {

namespace {

constexpr qint64 bytesPerSide = 12LL * 1024 * 1024;
/// Rows whose keys are looked up in one go.
constexpr size_t rowsAtOnce = 4096;

/// The keys of these rows, which are in order, read block by block.
Result<QList<QByteArray>> keysOf(const ComparisonFile &file, const std::vector<quint32> &rows)
{
    QList<QByteArray> keys;
    std::shared_ptr<const ComparisonFile::Block> block;
    qint64 index = -1;
    for (const quint32 row : rows) {
        if (row / ComparisonFile::rowsPerBlock != index) {
            index = row / ComparisonFile::rowsPerBlock;
            const auto read = file.block(index);
            if (!read)
                return fail(read.error());
            block = *read;
        }
        const size_t at = row % ComparisonFile::rowsPerBlock;
        if (at >= block->size())
            return fail(ErrorKind::Corrupt, QStringLiteral("the comparison has no row %1").arg(row),
                        file.path());
        keys.append((*block)[at].key);
    }
    return keys;
}

} // namespace

struct PlanJob::Work
{
    PlanJob *job;
    std::shared_ptr<ComparisonFile> file;
    Direction direction;
    QString planPath;
    Clock clock;
    FetchQueue source;
    FetchQueue target;
    Awaiting awaiting;

    std::shared_ptr<PlanMaking> making;
    std::optional<std::vector<quint32>> rows; ///< That are ticked.
    size_t nextRow = 0;                       ///< The first whose key is not in the queues yet.
    bool beginning = false;
    bool loading = false; ///< Keys.
    bool writing = false;
    bool finishing = false;
    PlanHead head;
    Remarks leftOut;
    qint64 leftOutCount = 0;

    Work(PlanJob *owner, std::shared_ptr<ComparisonFile> comparison, Direction way,
         std::shared_ptr<Store> from, std::shared_ptr<Store> to, QString path, Clock time)
        : job(owner),
          file(std::move(comparison)),
          direction(way),
          planPath(std::move(path)),
          clock(std::move(time)),
          source(std::move(from), bytesPerSide, [this] { step(); }),
          target(std::move(to), bytesPerSide, [this] { step(); })
    {
    }

    PlanHead newHead() const
    {
        const CompareSpec spec = file->spec();
        const Counts counts = file->counts();
        const bool toRight = direction == Direction::LeftToRight;
        PlanHead head{.sourceName = toRight ? spec.leftName : spec.rightName,
                      .targetName = toRight ? spec.rightName : spec.leftName,
                      .target = toRight ? spec.right : spec.left,
                      .madeMs = clock(),
                      .targetKeys = 0};
        for (int status = 0; status < statusCount; ++status) {
            if (Status(status) != (toRight ? Status::OnlyLeft : Status::OnlyRight))
                head.targetKeys += counts[size_t(status)];
        }
        return head;
    }

    /// Begins whatever can be begun; called whenever something has ended.
    void step()
    {
        if (job->state() != State::Running)
            return;
        if (const auto &error = source.error() ? source.error() : target.error()) {
            job->setState(State::Failed, error);
            return;
        }
        if (!making) {
            begin();
            return;
        }
        loadKeys();
        source.run();
        target.run();
        write();
        finish();
    }

    void begin()
    {
        if (std::exchange(beginning, true))
            return;
        using Rows = std::vector<quint32>;
        using Begun = std::pair<std::shared_ptr<PlanMaking>, Rows>;
        awaiting.onPool<Begun>(
            [file = file, path = planPath, head = newHead()](const Stop &stop) -> Result<Begun> {
                auto made = PlanMaking::begin(path, rollbackPath(path), head);
                if (!made)
                    return fail(made.error());
                RowFilter ticked;
                ticked.tickedOnly = true;
                auto rows = file->find(ticked, stop);
                if (!rows)
                    return fail(rows.error());
                return Begun(std::move(*made), std::move(*rows));
            },
            [this](const Result<Begun> &begun) {
                beginning = false;
                if (!begun)
                    return failed(begun.error());
                making = begun->first;
                rows = begun->second;
                job->m_progress.total = qint64(rows->size());
                step();
            });
    }

    void loadKeys()
    {
        if (loading || nextRow == rows->size() || (source.room() == 0 && target.room() == 0))
            return;
        loading = true;
        const size_t end = std::min(rows->size(), nextRow + rowsAtOnce);
        awaiting.onPool<QList<QByteArray>>(
            [file = file, some = std::vector<quint32>(rows->begin() + std::ptrdiff_t(nextRow),
                                                      rows->begin() + std::ptrdiff_t(end))](const Stop &) {
                return keysOf(*file, some);
            },
            [this, end](const Result<QList<QByteArray>> &keys) {
                loading = false;
                if (!keys)
                    return failed(keys.error());
                nextRow = end;
                source.add(*keys);
                target.add(*keys);
                step();
            });
    }

    void write()
    {
        const qsizetype count = std::min(source.available(), target.available());
        if (writing || count == 0)
            return;
        writing = true;
        awaiting.onPool<PlanPart>([making = making, from = source.take(count), to = target.take(count),
                                   now = clock()](const Stop &) { return making->add(from, to, now); },
                                  [this, count](const Result<PlanPart> &part) {
                                      writing = false;
                                      if (!part)
                                          return beginAnew(part.error());
                                      leftOutCount += part->leftOut;
                                      addRemarks(leftOut, part->why);
                                      const QPointer<PlanJob> alive(job);
                                      tell(count, part->bytes);
                                      if (alive)
                                          step();
                                  });
        source.run();
        target.run();
    }

    void tell(qint64 keys, qint64 bytes)
    {
        Progress &progress = job->m_progress;
        progress.done += keys;
        progress.bytes += bytes;
        progress.requests = source.requests() + target.requests();
        progress.requestsLeft = 0;
        for (const FetchQueue *queue : {&source, &target})
            progress.requestsLeft += queue->requestsFor(progress.total - progress.done);
        job->tellProgress();
    }

    void finish()
    {
        if (finishing || loading || writing || nextRow < rows->size() || source.size() > 0)
            return;
        finishing = true;
        awaiting.onPool<PlanHead>([making = making](const Stop &) { return making->finish(); },
                                  [this](const Result<PlanHead> &finished) {
                                      finishing = false;
                                      if (!finished)
                                          return beginAnew(finished.error());
                                      head = *finished;
                                      making.reset();
                                      const QPointer<PlanJob> alive(job);
                                      job->tellProgress(true);
                                      if (alive)
                                          job->setState(State::Finished);
                                  });
    }

    void failed(const Error &error)
    {
        if (!job->isOver())
            job->setState(State::Failed, error);
    }

    /// A file that could not be written is lost; what was read for it has to be read again.
    void beginAnew(const Error &error)
    {
        awaiting.drop();
        source.clear();
        target.clear();
        making.reset();
        rows.reset();
        nextRow = 0;
        beginning = loading = writing = finishing = false;
        leftOut.clear();
        leftOutCount = 0;
        job->m_progress = {};
        failed(error);
    }
};

PlanJob::PlanJob(std::shared_ptr<ComparisonFile> file, Direction direction, std::shared_ptr<Store> source,
                 std::shared_ptr<Store> target, const QString &planPath, const Clock &clock, QObject *parent)
    : Job(parent),
      m_work(std::make_unique<Work>(this, std::move(file), direction, std::move(source), std::move(target),
                                    planPath, clock))
{
}

PlanJob::~PlanJob() = default;

void PlanJob::start()
{
    if (isOver() || state() == State::Running)
        return;
    m_work->source.clearError();
    m_work->target.clearError();
    setState(State::Running);
    m_work->step();
}

void PlanJob::cancel()
{
    if (isOver())
        return;
    m_work->awaiting.drop();
    m_work->source.clear();
    m_work->target.clear();
    m_work->making.reset();
    setState(State::Cancelled);
}

QString PlanJob::rollbackPath(const QString &planPath)
{
    return planStem(planPath) + QStringLiteral(".rollback.ndjson");
}

const PlanHead &PlanJob::head() const
{
    return m_work->head;
}

const QList<std::pair<QByteArray, QString>> &PlanJob::leftOut() const
{
    return m_work->leftOut;
}

qint64 PlanJob::leftOutCount() const
{
    return m_work->leftOutCount;
}

} // namespace kv::jobs
