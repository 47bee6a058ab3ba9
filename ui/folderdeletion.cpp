// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/folderdeletion.h"

#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/comparewords.h"
#include "ui/confirmbar.h"
#include "ui/errortext.h"
#include "ui/guard.h"
#include "ui/jobbar.h"
#include "ui/noticebar.h"
#include "ui/remarktable.h"

#include <QVBoxLayout>

namespace kv::ui {

using State = jobs::Job::State;

namespace {

QString keysText(qint64 count)
{
    return count == 1 ? FolderDeletion::tr("1 key")
                      : FolderDeletion::tr("%1 keys").arg(text::countText(count));
}

} // namespace

FolderDeletion::FolderDeletion(Workspace &workspace, Clock clock, QWidget *parent)
    : QFrame(parent),
      m_workspace(workspace),
      m_clock(std::move(clock)),
      m_question(new NoticeBar(this)),
      m_confirm(new ConfirmBar(this)),
      m_progress(new JobBar(QStringLiteral("folderProgress"), this)),
      m_result(new NoticeBar(this)),
      m_troubles(new RemarkTable(QStringLiteral("folderTroubles"), tr("What was not deleted"), this))
{
    setObjectName(QStringLiteral("folderDeletion"));
    m_question->setObjectName(QStringLiteral("folderBar"));
    m_confirm->setObjectName(QStringLiteral("folderConfirmBar"));
    m_result->setObjectName(QStringLiteral("folderResultBar"));
    m_troubles->setFixedHeight(120);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget *part : QList<QWidget *>{m_question, m_confirm, m_progress, m_result, m_troubles})
        column->addWidget(part);
    connect(m_confirm, &ConfirmBar::dismissed, this, &FolderDeletion::dismissed);
    connect(m_progress, &JobBar::stopRequested, this, &FolderDeletion::stop);
    reset();
}

FolderDeletion::~FolderDeletion() = default;

void FolderDeletion::reset()
{
    m_job.reset();
    m_undoJob.reset();
    m_store.reset();
    m_rollback.clear();
    m_undone = false;
    m_question->clear();
    m_confirm->clear();
    m_progress->clear();
    m_result->clear();
    setTroubles({});
}

void FolderDeletion::setTroubles(const QList<std::pair<QByteArray, QString>> &troubles)
{
    m_troubles->setRemarks(troubles);
    m_troubles->setVisible(!troubles.isEmpty());
}

bool FolderDeletion::isBusy() const
{
    return (m_job && m_job->state() == State::Running) || (m_undoJob && m_undoJob->state() == State::Running);
}

void FolderDeletion::clearQuestion()
{
    m_question->clear();
    m_confirm->clear();
}

/// Where there is a choice of targets, which one it was.
QString FolderDeletion::where() const
{
    return guard::shortName(m_workspace, m_info);
}

void FolderDeletion::ask(const QByteArray &prefix, qint64 count, bool final, std::shared_ptr<Store> store,
                         const TargetInfo &info)
{
    if (isBusy()) {
        Q_EMIT message(tr("A folder is being deleted already."));
        return;
    }
    if (prefix.isEmpty() || !store || !store->capabilities().writable)
        return;
    reset();
    m_prefix = prefix;
    m_store = std::move(store);
    m_info = info;
    const QString name = text::displayKey(prefix);
    QString question =
        final ? tr("Delete the folder %1 with %2?").arg(name, keysText(count))
              : tr("Delete the folder %1 with %2 so far, and those of it that were not read yet?")
                    .arg(name, keysText(count));
    const QString action = final ? tr("Delete %1").arg(keysText(count)) : tr("Delete the folder");
    const Capabilities can = m_store->capabilities();
    const qint64 requests = jobs::RemoveJob::requestsFor(can, count, true);
    question +=
        u' ' + (requests > 0 ? tr("A copy is kept, so that it can be undone, which takes %1 requests, %2.")
                                   .arg(text::countText(requests), comparewords::pace(requests))
                             : tr("A copy is kept, so that it can be undone."));
    if (m_workspace.isProduction(m_info.target)) {
        m_confirm->ask(tr("%1 This is production.").arg(question), guard::confirmWord(m_workspace, m_info),
                       action, [this] { run(true); });
        return;
    }
    QList<NoticeBar::Button> buttons{{action, QStringLiteral("folderYesButton"), [this] { run(true); }}};
    if (requests > 0)
        buttons << NoticeBar::Button{tr("Delete without undo"), QStringLiteral("folderUnreadButton"),
                                     [this] { run(false); }};
    buttons << NoticeBar::Button{tr("Cancel"), QStringLiteral("folderNoButton"),
                                 [this] { Q_EMIT dismissed(); }};
    m_question->say(NoticeBar::Tone::Warning, question, buttons);
    m_question->focusFirst();
}

void FolderDeletion::run(bool withRollback)
{
    clearQuestion();
    if (guard::isLocked(m_workspace, m_info)) {
        say(false, tr("Not deleted: production was locked again."));
        return;
    }
    jobs::RemoveJob::Options options;
    options.prefix = m_prefix;
    options.targetName = m_info.name;
    options.target = m_info.target;
    options.clock = m_clock;
    if (withRollback)
        options.rollbackPath =
            guard::freshPath(m_workspace, m_info, QStringLiteral("rollback.ndjson"), m_clock());
    m_rollback = options.rollbackPath;
    m_job = std::make_unique<jobs::RemoveJob>(m_store, options);
    connect(m_job.get(), &jobs::Job::stateChanged, this, &FolderDeletion::removeChanged);
    m_progress->follow(m_job.get(), tr("Deleting %1 in %2").arg(text::displayKey(m_prefix), where()));
    Q_EMIT dismissed(); // the focus goes back to the keys
    m_job->start();
}

void FolderDeletion::stop()
{
    if (m_undoJob && m_undoJob->state() == State::Running)
        m_undoJob->pause();
    else if (m_job)
        m_job->cancel();
}

QString FolderDeletion::removedWords() const
{
    const jobs::RemovalReport &report = m_job->report();
    QString words =
        tr("Deleted %1 of %2 in %3.").arg(keysText(report.removed), text::displayKey(m_prefix), where());
    if (report.stayed > 0)
        words += u' ' + tr("%1 stayed.").arg(keysText(report.stayed));
    return words;
}

bool FolderDeletion::canUndo() const
{
    return !m_undone && !m_rollback.isEmpty() && m_job && m_job->report().removed > 0;
}

void FolderDeletion::say(bool good, const QString &words, const QString &details)
{
    m_progress->clear();
    QList<NoticeBar::Button> buttons;
    if (canUndo())
        buttons << NoticeBar::Button{tr("Undo"), QStringLiteral("folderUndoButton"), [this] { undo(); }};
    if (!good && m_job && m_job->state() == State::Failed && !m_undoJob)
        buttons << NoticeBar::Button{
            tr("Go on"), QStringLiteral("folderGoOnButton"), [this] {
                m_progress->follow(m_job.get(),
                                   tr("Deleting %1 in %2").arg(text::displayKey(m_prefix), where()));
                m_job->start();
            }};
    buttons << NoticeBar::Button{tr("Close"), QStringLiteral("folderCloseButton"), [this] {
                                     reset();
                                     Q_EMIT dismissed();
                                 }};
    m_result->say(good ? NoticeBar::Tone::Info : NoticeBar::Tone::Error, words, buttons, details);
}

void FolderDeletion::removeChanged(State state)
{
    if (state == State::Running || state == State::Ready)
        return;
    setTroubles(m_job->troubles());
    if (state == State::Failed) {
        const Error error = *m_job->error();
        say(false, tr("Stopped: %1 %2").arg(errorText(error), removedWords()), errorDetails(error));
    } else if (state == State::Cancelled) {
        say(true, tr("Stopped. %1").arg(removedWords()));
    } else {
        say(true, removedWords());
    }
}

void FolderDeletion::undo()
{
    if (guard::isLocked(m_workspace, m_info)) {
        say(false, tr("Not undone: production was locked again."));
        return;
    }
    if (!m_workspace.isProduction(m_info.target)) {
        runUndo();
        return;
    }
    m_confirm->ask(tr("Put back %1 in production?").arg(keysText(m_job->report().removed)),
                   guard::confirmWord(m_workspace, m_info), tr("Undo"), [this] { runUndo(); });
}

void FolderDeletion::runUndo()
{
    m_result->clear();
    setTroubles({});
    m_undoJob = std::make_unique<jobs::ApplyJob>(m_rollback, m_store, false, m_clock);
    connect(m_undoJob.get(), &jobs::Job::stateChanged, this, &FolderDeletion::undoChanged);
    m_progress->follow(m_undoJob.get(), tr("Putting back %1").arg(text::displayKey(m_prefix)));
    m_undoJob->start();
}

void FolderDeletion::undoChanged(State state)
{
    if (state == State::Running || state == State::Ready)
        return;
    setTroubles(m_undoJob->troubles());
    const jobs::ApplyReport &report = m_undoJob->report();
    const QString back = keysText(report.written + report.already);
    if (state == State::Failed) {
        const Error error = *m_undoJob->error();
        say(false, tr("Not put back: %1").arg(errorText(error)), errorDetails(error));
        return;
    }
    m_undone = state == State::Finished;
    const qint64 left = report.skipped + report.failed;
    QString words = m_undone ? tr("Put back %1 in %2.").arg(back, where())
                             : tr("Stopped. Put back %1 in %2 so far.").arg(back, where());
    if (left > 0)
        words += u' ' + tr("%1 not: the rollback is kept at %2.").arg(keysText(left), m_rollback);
    say(true, words);
}

} // namespace kv::ui
