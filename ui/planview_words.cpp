// SPDX-License-Identifier: GPL-3.0-or-later
// What a PlanView says: what the plan would do and cost, what stands against it, what became of it.
#include "ui/planview.h"

#include "items/planmodel.h"
#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "ui/confirmbar.h"
#include "ui/elidedlabel.h"
#include "ui/guard.h"
#include "ui/noticebar.h"
#include "ui/remarktable.h"
#include "ui/segments.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

namespace kv::ui {

using text::countText;

QString PlanView::targetWord() const
{
    return guard::shortName(m_workspace, m_info);
}

QString PlanView::summary() const
{
    return m_summary->text();
}

/// What applying costs of Cloudflare's budget: looking at each key, and writing; 0: nothing is counted.
qint64 PlanView::requests() const
{
    if (!m_target)
        return 0;
    const Capabilities can = m_target->capabilities();
    const auto batches = [](qint64 keys, int most) { return most > 0 ? (keys + most - 1) / most : 0; };
    const auto chosen = m_model->chosen();
    return batches(chosen.steps(), can.keysPerReadRequest) +
           batches(chosen.adds + chosen.changes, can.keysPerWriteRequest) +
           batches(chosen.deletes, can.keysPerWriteRequest);
}

bool PlanView::deletesMost() const
{
    jobs::PlanHead head = m_head;
    head.deletes = m_model->chosen().deletes;
    return head.deletesMost();
}

void PlanView::updateWords()
{
    m_title->setText(m_phase == Phase::Applied  ? tr("Plan · applied")
                     : m_phase == Phase::Undone ? tr("Plan · undone")
                                                : tr("Plan"));
    if (m_phase == Phase::Nothing || m_phase == Phase::Making) {
        m_summary->setText(m_phase == Phase::Making ? tr("Reading what %1 holds…").arg(targetWord())
                                                    : QString());
        m_where->setFullText({});
        m_folder->hide();
        return;
    }
    const auto chosen = m_model->chosen();
    QString words;
    if (m_model->isReading())
        words = tr("Reading the plan, %1 of %2 steps so far")
                    .arg(countText(m_model->rowCount()), countText(m_head.steps()));
    else if (m_head.steps() == 0)
        words = tr("Nothing is to be done: %1 holds all of it already.").arg(targetWord());
    else
        words = (chosen.adds == 1 ? tr("%1 gets %2 new key, %3 changed, %4 deleted")
                                  : tr("%1 gets %2 new keys, %3 changed, %4 deleted"))
                    .arg(targetWord(), countText(chosen.adds), countText(chosen.changes),
                         countText(chosen.deletes));
    if (!m_model->isReading() && chosen.bytes > 0)
        words += QStringLiteral(" · ") + text::sizeText(chosen.bytes);
    if (const qint64 cost = requests(); cost == 1)
        words += tr(" · 1 request");
    else if (cost > 1)
        words += tr(" · %1 requests").arg(countText(cost));
    m_summary->setText(words);
    const QString path = m_begun && !m_runPath.isEmpty() ? m_runPath : m_planPath;
    const QString rollback = jobs::PlanJob::rollbackPath(path);
    m_where->setFullText(tr("%1, and to undo it %2, in %3")
                             .arg(QFileInfo(path).fileName(), QFileInfo(rollback).fileName(),
                                  QDir::toNativeSeparators(QFileInfo(path).path())));
    m_folder->show();
}

void PlanView::updateGuards()
{
    const bool ready = m_phase == Phase::Ready || m_phase == Phase::Stopped;
    const bool locked = guard::isLocked(m_workspace, m_info);
    const Capabilities can = m_target ? m_target->capabilities() : Capabilities{};
    const bool wantsWrite = ready || m_phase == Phase::Applied;
    if (wantsWrite && locked) {
        m_locked->say(NoticeBar::Tone::Warning,
                      tr("This is production, and it is read-only until you allow changes."),
                      {{tr("Allow changes"), QStringLiteral("planAllowChanges"), [this] {
                            m_workspace.allowChanges(m_info.target, true);
                            updateGuards();
                        }}});
    } else if (wantsWrite && !m_target) {
        m_locked->say(NoticeBar::Tone::Warning, tr("There is no connection to Cloudflare yet."));
    } else if (wantsWrite && !can.writable) {
        m_locked->say(NoticeBar::Tone::Warning,
                      tr("The target cannot be written: %1").arg(can.readOnlyReason));
    } else {
        m_locked->clear();
    }
    if (ready && !m_model->isReading() && deletesMost())
        m_most->say(NoticeBar::Tone::Error,
                    tr("%1 of the target's %2 keys would be deleted, more than half.")
                        .arg(countText(m_model->chosen().deletes), countText(m_head.targetKeys)));
    else
        m_most->clear();

    const bool whole = !m_model->isReading() && !m_model->error();
    const bool some = m_model->chosen().steps() > 0;
    const bool writable = m_target && can.writable && !locked;
    if (!wantsWrite || !writable)
        m_confirm->clear(); // what it asks for may not be done any more
    m_apply->setText(m_phase == Phase::Stopped ? tr("Go on") : tr("Apply"));
    m_apply->setAccessibleName(m_apply->text());
    m_apply->setEnabled(ready && whole && some && writable);
    m_apply->setVisible(m_phase != Phase::Applied && m_phase != Phase::Undone && m_phase != Phase::Undoing);
    m_dry->setEnabled(m_phase == Phase::Ready && whole && some && m_target);
    m_dry->setVisible(m_apply->isVisibleTo(this));
    m_save->setEnabled((ready || m_phase == Phase::Applied) && whole && some);
    const bool canUndo = m_begun && (m_phase == Phase::Applied || m_phase == Phase::Stopped);
    m_undo->setVisible(canUndo && QFileInfo::exists(jobs::PlanJob::rollbackPath(m_runPath)));
    m_undo->setEnabled(writable);
    m_close->setEnabled(m_phase != Phase::Applying && m_phase != Phase::Undoing);
    m_close->setToolTip(m_close->isEnabled() ? QString() : tr("Stop it first."));
    m_model->setSettled(m_phase != Phase::Ready); // something was done, or is being done, with this choice
}

void PlanView::updatePages()
{
    const int troubles = m_troubles->rowCount();
    const auto label = [](const QString &words, qint64 count) {
        return count > 0 ? QStringLiteral("%1 · %2").arg(words, countText(count)) : words;
    };
    m_pages->button(StepsPage)->setText(label(tr("Steps"), m_head.steps()));
    m_pages->button(LeftOutPage)->setText(label(tr("Left out"), m_leftOutCount));
    m_pages->button(TroublesPage)->setText(label(tr("Not done"), troubles));
    m_pages->setAvailable(LeftOutPage, m_leftOutCount > 0, tr("Every ticked row got a step."));
    m_pages->setAvailable(TroublesPage, troubles > 0, tr("No step was skipped or failed."));
    m_pages->setVisible(m_leftOutCount > 0 || troubles > 0);
    if (!m_pages->isAvailable(m_stack->currentIndex()))
        showPage(StepsPage);
    m_pages->setCurrent(m_stack->currentIndex());
}

void PlanView::setPhase(Phase phase)
{
    // A button that goes would hand the focus to the next, and the next Enter would close the plan.
    const bool focused = isAncestorOf(QApplication::focusWidget());
    m_phase = phase;
    if (focused && isBusy())
        m_stack->currentWidget()->setFocus();
    updateWords();
    updateGuards();
    updatePages();
}

QString PlanView::reportWords(const jobs::ApplyReport &report, bool dryRun) const
{
    QStringList parts;
    const auto add = [&parts](qint64 count, const QString &words) {
        if (count > 0)
            parts << words.arg(countText(count));
    };
    add(report.written, dryRun ? tr("%1 would be written") : tr("%1 written"));
    add(report.deleted, dryRun ? tr("%1 would be deleted") : tr("%1 deleted"));
    add(report.already, tr("%1 were so already"));
    add(report.skipped, dryRun ? tr("%1 would be skipped, changed since the plan was made")
                               : tr("%1 skipped, changed since the plan was made"));
    add(report.failed, dryRun ? tr("%1 cannot be done") : tr("%1 failed"));
    return parts.isEmpty() ? tr("nothing was to be done") : parts.join(QStringLiteral(", "));
}

} // namespace kv::ui
