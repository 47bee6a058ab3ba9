// SPDX-License-Identifier: GPL-3.0-or-later
// What a PlanView does with its plan: looks whether it could be done, does it, stops, undoes it, saves it.
#include "ui/planview.h"

#include "items/planmodel.h"
#include "jobs/plantrim.h"
#include "jobs/pool.h"
#include "store/store.h"
#include "store/workspace.h"
#include "ui/confirmbar.h"
#include "ui/dialogs.h"
#include "ui/errortext.h"
#include "ui/guard.h"
#include "ui/jobbar.h"
#include "ui/noticebar.h"
#include "ui/remarktable.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPushButton>

namespace kv::ui {

using State = jobs::Job::State;

void PlanView::dryRun()
{
    withChosenSteps([this](const QString &path) { run(path, true); });
}

void PlanView::apply()
{
    if (m_phase == Phase::Stopped && m_job) {
        setPhase(Phase::Applying);
        m_progress->follow(m_job.get(), tr("Applying the plan"));
        m_job->start();
        return;
    }
    if (guard::isLocked(m_workspace, m_info) || !m_target) {
        updateGuards();
        return;
    }
    askAndApply();
}

void PlanView::askAndApply()
{
    const auto go = [this] {
        if (m_phase == Phase::Stopped && !m_runPath.isEmpty())
            run(m_runPath, false); // a plan that was begun before: its steps are settled
        else
            withChosenSteps([this](const QString &path) { run(path, false); });
    };
    const bool production = m_workspace.isProduction(m_info.target);
    if (!production && !deletesMost())
        return go();
    QString question = production ? tr("Apply the plan to production?") : tr("Apply the plan?");
    if (deletesMost())
        question += QLatin1Char(' ') + m_most->text();
    m_confirm->ask(question, guard::confirmWord(m_workspace, m_info), tr("Apply"), go);
}

void PlanView::withChosenSteps(std::function<void(const QString &)> then)
{
    if (m_model->isAllChosen())
        return then(m_planPath);
    if (!m_trimmedPath.isEmpty() && m_trimmed == m_model->leftOut())
        return then(m_trimmedPath);
    dropFiles(std::exchange(m_trimmedPath, {}));
    const QString path = guard::freshPath(m_workspace, m_info, QStringLiteral("plan.ndjson"), m_clock());
    m_stopTrimming = std::make_shared<std::atomic_bool>(false);
    setPhase(Phase::Trimming);
    m_progress->wait(tr("Writing the plan without the steps that are left out"));
    const auto future = jobs::onPool<Result<jobs::PlanHead>>(
        [from = m_planPath, path, leftOut = m_model->leftOut(), stop = m_stopTrimming] {
            return jobs::trimPlan(from, path, leftOut, [stop] { return stop->load(); });
        });
    whenDone(future, this,
             [this, path, then = std::move(then), leftOut = m_model->leftOut(),
              generation = m_generation](const Result<jobs::PlanHead> &head) {
                 if (generation != m_generation) {
                     dropFiles(path);
                     return;
                 }
                 m_progress->clear();
                 setPhase(Phase::Ready);
                 if (head) {
                     m_trimmedPath = path;
                     m_trimmed = leftOut;
                     then(path);
                 } else if (head.error().kind != ErrorKind::Cancelled) {
                     m_problem->say(NoticeBar::Tone::Error,
                                    tr("The plan could not be written: %1").arg(errorText(head.error())), {},
                                    errorDetails(head.error()));
                 }
             });
}

void PlanView::run(const QString &planPath, bool dryRun)
{
    m_result->clear();
    m_problem->clear();
    m_troubles->setRemarks({});
    m_job = std::make_unique<jobs::ApplyJob>(planPath, m_target, dryRun, m_clock);
    if (dryRun || deletesMost() || m_phase == Phase::Stopped)
        m_job->allowMassDelete(); // it was asked about, or nothing is deleted
    m_runPath = planPath;
    m_begun = m_begun || !dryRun;
    connect(m_job.get(), &jobs::Job::stateChanged, this, &PlanView::jobChanged);
    setPhase(dryRun ? Phase::DryRun : Phase::Applying);
    m_progress->follow(m_job.get(), dryRun ? tr("Looking at every key") : tr("Applying the plan"));
    m_job->start();
}

void PlanView::undo()
{
    if (guard::isLocked(m_workspace, m_info)) {
        updateGuards();
        return;
    }
    if (!m_workspace.isProduction(m_info.target))
        return runUndo();
    m_confirm->ask(tr("Undo the plan in production? What it wrote there is overwritten or deleted."),
                   guard::confirmWord(m_workspace, m_info), tr("Undo"), [this] { runUndo(); });
}

void PlanView::runUndo()
{
    m_result->clear();
    m_problem->clear();
    m_troubles->setRemarks({});
    m_job =
        std::make_unique<jobs::ApplyJob>(jobs::PlanJob::rollbackPath(m_runPath), m_target, false, m_clock);
    m_job->allowMassDelete(); // only what the plan itself added
    connect(m_job.get(), &jobs::Job::stateChanged, this, &PlanView::jobChanged);
    setPhase(Phase::Undoing);
    m_progress->follow(m_job.get(), tr("Undoing the plan"));
    m_job->start();
}

void PlanView::stop()
{
    if (m_phase == Phase::Trimming) {
        m_stopTrimming->store(true);
    } else if (m_phase == Phase::Making) {
        m_making->cancel();
        close();
    } else if (m_phase == Phase::DryRun) {
        m_job->cancel();
    } else if (m_job) {
        m_job->pause(); // what was done is kept, and it can go on
    }
}

void PlanView::jobChanged(jobs::Job::State state)
{
    if (state == State::Running || state == State::Ready)
        return;
    m_progress->clear();
    const bool dry = m_phase == Phase::DryRun;
    const bool undoing = m_phase == Phase::Undoing;
    m_troubles->setRemarks(m_job->troubles());
    if (state == State::Failed) {
        const Error error = *m_job->error();
        m_problem->say(NoticeBar::Tone::Error,
                       (undoing ? tr("The plan could not be undone: %1")
                        : dry   ? tr("The dry run could not be finished: %1")
                                : tr("The plan could not be carried out to its end: %1"))
                           .arg(errorText(error)),
                       {{tr("Retry"), QStringLiteral("planRetryButton"),
                         [this, phase = m_phase] {
                             setPhase(phase);
                             m_progress->follow(m_job.get(), tr("Going on"));
                             m_job->start();
                         }}},
                       errorDetails(error));
    }
    const QString report = reportWords(m_job->report(), dry);
    if (dry) {
        if (state == State::Finished)
            showResult(tr("Dry run: %1. Nothing was changed.").arg(report));
        const bool focused = isAncestorOf(QApplication::focusWidget());
        setPhase(Phase::Ready);
        if (focused)
            m_dry->setFocus();
        return;
    }
    const bool finished = state == State::Finished;
    if (undoing)
        showResult(finished ? tr("Undone: %1.").arg(report)
                            : tr("Undoing was stopped: %1 so far.").arg(report));
    else
        showResult(finished ? tr("Applied: %1.").arg(report) : tr("Stopped: %1 so far.").arg(report));
    setPhase(undoing    ? finished ? Phase::Undone : Phase::Applied
             : finished ? Phase::Applied
                        : Phase::Stopped);
    if (m_job->report().written + m_job->report().deleted > 0)
        Q_EMIT applied();
}

void PlanView::showResult(const QString &what)
{
    const jobs::ApplyReport &report = m_job->report();
    const bool clean = report.skipped == 0 && report.failed == 0;
    m_result->say(clean ? NoticeBar::Tone::Info : NoticeBar::Tone::Warning, what);
    if (!m_job->troubles().isEmpty())
        showPage(TroublesPage);
    Q_EMIT message(what);
}

void PlanView::save()
{
    const QString suggested = QDir::home().filePath(QFileInfo(m_planPath).fileName());
    QString path = m_dialogs.pickSaveFile(this, tr("Save the plan and its rollback"), suggested,
                                          tr("Plans (*.plan.ndjson)"));
    if (path.isEmpty())
        return;
    const QString ending = QStringLiteral(".plan.ndjson");
    if (!path.endsWith(ending))
        path += ending;
    withChosenSteps([this, path](const QString &from) {
        const auto copy = [from, path]() -> Result<> {
            const QString rollback = jobs::PlanJob::rollbackPath(path);
            for (const QString &name : {path, rollback}) {
                if (QFileInfo::exists(name))
                    return fail(ErrorKind::Conflict, tr("there is a file of that name already"), name);
            }
            for (const auto &[a, b] :
                 {std::pair(jobs::PlanJob::rollbackPath(from), rollback), {from, path}}) {
                QFile file(a);
                if (!file.copy(b)) {
                    QFile::remove(rollback);
                    return fail(ErrorKind::Denied, file.errorString(), b);
                }
            }
            return {};
        };
        whenDone(jobs::onPool<Result<>>(copy), this, [this, path](const Result<> &copied) {
            if (copied)
                Q_EMIT message(tr("Saved %1 and its rollback.").arg(QDir::toNativeSeparators(path)));
            else
                m_problem->say(
                    NoticeBar::Tone::Error,
                    tr("Not saved: %1 (%2)")
                        .arg(copied.error().detail, QDir::toNativeSeparators(copied.error().path)));
        });
    });
}

void PlanView::close()
{
    if (m_phase == Phase::Applying || m_phase == Phase::Undoing)
        return; // the button is not to be pressed then
    reset();
    setTarget(nullptr, {});
    Q_EMIT closed();
}

} // namespace kv::ui
