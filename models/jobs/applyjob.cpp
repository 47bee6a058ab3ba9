// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/applying.h"
#include "jobs/fetchqueue.h"
#include "jobs/planjob.h"
#include "jobs/planline.h"
#include "jobs/stagedwork.h"

#include <QPointer>
#include <QTimer>

namespace kv::jobs {

namespace {

constexpr qint64 mostFetchedBytes = 16LL * 1024 * 1024;
/// How long a job that is cancelled waits for the answer to what it has just written, to have it in the
/// report.
constexpr int lastAnswerMs = 2000;
} // namespace

struct ApplyJob::Work : StagedWork<ApplyJob::Work>
{
    /// What is under way, or next to be done.
    enum class Stage { Open, Read, Look, Put, Remove, Record, End };

    ApplyJob *job;
    QString path;
    std::shared_ptr<Store> target;
    bool dryRun;
    Clock clock;
    FetchQueue looks;
    bool mayDeleteMost = false;

    Stage stage = Stage::Open;
    bool cancelWanted = false;
    std::shared_ptr<OpenPlan> plan;
    std::shared_ptr<ApplyRecord> record; ///< None in a dry run.
    qint64 position = 0;                 ///< In the plan: up to here every step has its fate.
    PlanChunk chunk;
    QList<Verdict> verdicts;           ///< Of the chunk's first steps.
    QHash<QByteArray, StepFate> fates; ///< Of those that were carried out.
    std::optional<Error> writeError;   ///< Why the rest of the chunk cannot be written.
    ApplyReport report;
    Remarks troubles;

    Work(ApplyJob *owner, QString planPath, std::shared_ptr<Store> store, bool dry, Clock time)
        : job(owner),
          path(std::move(planPath)),
          target(store),
          dryRun(dry),
          clock(std::move(time)),
          looks(std::move(store), mostFetchedBytes, [this] { step(); })
    {
    }

    void step()
    {
        if (cancelWanted && (!busy || stage == Stage::Look))
            return cancelNow();
        if (job->state() != State::Running)
            return;
        if (busy && stage != Stage::Look)
            return;
        switch (stage) {
        case Stage::Open:
            return open();
        case Stage::Read:
            return read();
        case Stage::Look:
            return look();
        case Stage::Put:
            return put();
        case Stage::Remove:
            return remove();
        case Stage::Record:
            return keepRecord();
        case Stage::End:
            return end();
        }
    }

    void failed(const Error &error)
    {
        if (cancelWanted)
            return cancelNow();
        // What is left of the chunk is read, and looked at, again.
        awaiting.drop();
        looks.clear();
        busy = false;
        if (stage != Stage::Open)
            stage = Stage::Read;
        if (!job->isOver())
            job->setState(State::Failed, error);
    }

    void cancelNow()
    {
        awaiting.drop();
        looks.clear();
        record.reset();
        plan.reset();
        if (!job->isOver())
            job->setState(State::Cancelled);
    }

    void open()
    {
        const Capabilities can = target->capabilities();
        if (!dryRun && !can.writable)
            return failed({.kind = ErrorKind::ReadOnly, .detail = can.readOnlyReason});
        using Opened = std::pair<std::shared_ptr<OpenPlan>, std::shared_ptr<ApplyRecord>>;
        onPool<Opened>(
            [path = path, dry = dryRun, may = mayDeleteMost,
             now = clock()](const Stop &stop) -> Result<Opened> {
                auto plan = openWholePlan(path, stop);
                if (!plan)
                    return fail(plan.error());
                const PlanHead &head = (*plan)->reader->head();
                if (dry)
                    return Opened(std::move(*plan), nullptr);
                if (head.deletesMost() && !may)
                    return fail(ErrorKind::Conflict,
                                QStringLiteral("The plan deletes %1 of the target's %2 keys. That must be "
                                               "allowed expressly.")
                                    .arg(head.deletes)
                                    .arg(head.targetKeys),
                                path);
                auto record = ApplyRecord::open(path, **plan, now);
                if (!record)
                    return fail(record.error());
                return Opened(std::move(*plan), std::move(*record));
            },
            [this](const Opened &opened) {
                plan = opened.first;
                record = opened.second;
                report = record ? record->report() : ApplyReport();
                troubles = record ? record->troubles() : Remarks();
                position = record ? record->position() : plan->firstStep;
                job->m_progress.total = plan->reader->head().steps();
                stage = Stage::Read;
            });
    }

    void read()
    {
        verdicts.clear();
        fates.clear();
        writeError.reset();
        onPool<PlanChunk>(
            [plan = plan, position = position](const Stop &) -> Result<PlanChunk> {
                if (const Result<> there = plan->reader->seek(position); !there)
                    return fail(there.error());
                return readChunk(*plan->reader);
            },
            [this](PlanChunk read) {
                chunk = std::move(read);
                QList<QByteArray> keys;
                for (const PlanStep &step : std::as_const(chunk.steps))
                    keys.append(step.key);
                looks.clear();
                looks.add(keys);
                stage = keys.isEmpty() ? Stage::End : Stage::Look;
            });
    }

    void look()
    {
        if (looks.error()) {
            const Error error = *looks.error();
            return failed(error);
        }
        looks.run();
        if (busy || looks.available() == 0)
            return;
        const QList<Fetched> found = looks.take();
        const auto from = verdicts.size();
        onPool<QList<Verdict>>(
            [steps = chunk.steps.mid(from, found.size()), found, now = clock()](const Stop &) {
                QList<Verdict> verdicts;
                for (qsizetype i = 0; i < steps.size(); ++i)
                    verdicts.append(judge(steps[i], found[i], now));
                return Result<QList<Verdict>>(verdicts);
            },
            [this](const QList<Verdict> &more) {
                verdicts += more;
                if (verdicts.size() == chunk.steps.size())
                    stage = dryRun ? Stage::Record : Stage::Put;
            });
        looks.run();
    }

    Expect expectOf(const Verdict &verdict) const
    {
        return target->capabilities().expectsCheaply() ? verdict.expect : Expect::anything();
    }

    void put()
    {
        QList<Put> puts;
        for (qsizetype i = 0; i < verdicts.size(); ++i) {
            if (verdicts[i].act && chunk.steps[i].put)
                puts.append(putOf(*chunk.steps[i].put, expectOf(verdicts[i])));
        }
        if (puts.isEmpty()) {
            stage = Stage::Remove;
            return step();
        }
        busy = true;
        awaiting.await(
            target->putMany(puts),
            [this, puts](const Result<QList<Result<Revision>>> &answer) {
                busy = false;
                stage = Stage::Remove;
                if (!answer || answer->size() != puts.size()) {
                    writeError =
                        answer ? Error{.kind = ErrorKind::Internal,
                                       .detail = QStringLiteral("The store did not answer for each put.")}
                               : answer.error();
                } else {
                    for (qsizetype i = 0; i < puts.size(); ++i)
                        noteWrite(puts[i].key, (*answer)[i]);
                }
                afterWrite();
            },
            [this, before = job->m_progress.done](int done) {
                job->m_progress.done = before + done;
                job->tellProgress();
            });
    }

    void noteWrite(const QByteArray &key, const Result<Revision> &result)
    {
        if (result)
            fates.insert(key, {key, true, Fate::Written, {}});
        else if (result.error().kind == ErrorKind::Conflict)
            fates.insert(key, {key, true, Fate::Skipped,
                               QStringLiteral("It changed while the plan was carried out.")});
        else if (concernsAll(result.error()))
            writeError = writeError.value_or(result.error());
        else
            fates.insert(key, {key, true, Fate::Failed, sentenceOf(result.error())});
    }

    /// What was written is recorded whatever else is wanted; another write is begun only while running.
    void afterWrite()
    {
        if (writeError || cancelWanted)
            keepRecord();
        else
            step();
    }

    void remove()
    {
        QList<Removal> removals;
        for (qsizetype i = 0; i < verdicts.size(); ++i) {
            if (verdicts[i].act && !chunk.steps[i].put)
                removals.append({chunk.steps[i].key, expectOf(verdicts[i])});
        }
        if (removals.isEmpty()) {
            stage = Stage::Record;
            return step();
        }
        busy = true;
        awaiting.await(target->remove(removals), [this](const Result<RemoveReport> &answer) {
            busy = false;
            if (!answer) {
                writeError = answer.error();
            } else {
                for (const QByteArray &key : answer->removed)
                    fates.insert(key, {key, false, Fate::Deleted, {}});
                for (const QByteArray &key : answer->missing)
                    fates.insert(key, {key, false, Fate::Already, {}});
                for (const QByteArray &key : answer->conflicted)
                    fates.insert(key, {key, false, Fate::Skipped,
                                       QStringLiteral("It changed while the plan was carried out.")});
            }
            keepRecord();
        });
    }

    /// The fate of one step; nullopt: it has none, since writing stopped before it.
    std::optional<StepFate> fateOf(qsizetype i) const
    {
        const PlanStep &step = chunk.steps[i];
        const Verdict &verdict = verdicts[i];
        const bool isPut = step.put.has_value();
        if (!verdict.act)
            return StepFate{step.key, isPut, verdict.fate, verdict.why};
        if (dryRun)
            return StepFate{step.key, isPut, isPut ? Fate::Written : Fate::Deleted, {}};
        if (const auto it = fates.find(step.key); it != fates.end())
            return *it;
        if (writeError || cancelWanted)
            return {};
        return StepFate{step.key, isPut, Fate::Failed,
                        QStringLiteral("The store did not say what became of it.")};
    }

    void keepRecord()
    {
        stage = Stage::Record;
        QList<StepFate> told;
        while (told.size() < chunk.steps.size()) {
            const std::optional<StepFate> fate = fateOf(told.size());
            if (!fate)
                break; // what was written behind it is found written when it is looked at again
            told.append(*fate);
        }
        const qint64 end = told.isEmpty() ? position : chunk.ends[told.size() - 1];
        const bool isAll = told.size() == chunk.steps.size();
        const std::optional<Error> error = writeError;
        onPool<void>(
            [record = record, told, end](const Stop &) {
                return record && !told.isEmpty() ? record->add(told, end) : Result<>();
            },
            [this, told, end, isAll, error] {
                position = end;
                stage = isAll && chunk.isLast ? Stage::End : Stage::Read;
                const QPointer<ApplyJob> alive(job);
                count(told);
                if (alive && error)
                    failed(*error);
            });
    }

    void count(const QList<StepFate> &told)
    {
        for (qsizetype i = 0; i < told.size(); ++i) {
            countFate(report, told[i].fate);
            if (!told[i].why.isEmpty())
                addRemark(troubles, told[i].key, told[i].why);
            if (told[i].fate == Fate::Written)
                job->m_progress.bytes += chunk.steps[i].put->value.size();
        }
        Progress &progress = job->m_progress;
        progress.done = report.written + report.deleted + report.already + report.skipped + report.failed;
        progress.requests = looks.requests();
        job->tellProgress();
    }

    void end()
    {
        onPool<void>([record = record](const Stop &) { return record ? record->finish() : Result<>(); },
                     [this] {
                         record.reset();
                         plan.reset();
                         const QPointer<ApplyJob> alive(job);
                         job->tellProgress(true);
                         if (alive)
                             job->setState(State::Finished);
                     });
    }
};

ApplyJob::ApplyJob(const QString &planPath, std::shared_ptr<Store> target, bool dryRun, const Clock &clock,
                   QObject *parent)
    : Job(parent),
      m_work(std::make_unique<Work>(this, planPath, std::move(target), dryRun, clock))
{
}

ApplyJob::~ApplyJob() = default;

void ApplyJob::allowMassDelete()
{
    m_work->mayDeleteMost = true;
}

void ApplyJob::start()
{
    if (isOver() || state() == State::Running)
        return;
    m_work->looks.clearError();
    setState(State::Running);
    m_work->step();
}

void ApplyJob::pause()
{
    if (!m_work->cancelWanted)
        Job::pause();
}

void ApplyJob::cancel()
{
    if (isOver())
        return;
    Work &work = *m_work;
    const bool writes = work.stage >= Work::Stage::Put && work.busy;
    const bool hasWritten = work.stage == Work::Stage::Remove && !work.fates.isEmpty();
    if (!writes && !hasWritten)
        return work.cancelNow();
    if (std::exchange(work.cancelWanted, true))
        return;
    if (!work.busy)
        work.keepRecord();
    QTimer::singleShot(lastAnswerMs, this, [this] { m_work->cancelNow(); });
}

QString ApplyJob::reportPath(const QString &planPath)
{
    return planStem(planPath) + QStringLiteral(".report.ndjson");
}

QString ApplyJob::progressPath(const QString &planPath)
{
    return planStem(planPath) + QStringLiteral(".progress");
}

const ApplyReport &ApplyJob::report() const
{
    return m_work->report;
}

const QList<std::pair<QByteArray, QString>> &ApplyJob::troubles() const
{
    return m_work->troubles;
}

} // namespace kv::jobs
