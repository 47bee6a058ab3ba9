// SPDX-License-Identifier: GPL-3.0-or-later
// What a TransferPanel says, and which of its buttons are to be pressed.
#include "ui/transferpanel.h"

#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "ui/confirmbar.h"
#include "ui/dialogs.h"
#include "ui/errortext.h"
#include "ui/guard.h"
#include "ui/jobbar.h"
#include "ui/noticebar.h"
#include "ui/remarktable.h"
#include "ui/segments.h"

#include <QFileInfo>
#include <QLabel>
#include <QPushButton>

namespace kv::ui {

using text::countText;
using State = jobs::Job::State;

QString TransferPanel::fileName() const
{
    return QFileInfo(m_path).fileName();
}

void TransferPanel::refresh()
{
    updateButtons();
}

void TransferPanel::updateButtons()
{
    const bool importing = m_importJob || m_phase == Phase::Asking;
    const bool asking = m_phase == Phase::Asking;
    const Capabilities can = m_store ? m_store->capabilities() : Capabilities{};
    const bool locked = m_store && guard::isLocked(m_workspace, m_info);
    const bool writable = m_store && can.writable && !locked;
    const bool wantsWrite = asking || m_phase == Phase::Imported;
    if (wantsWrite && locked)
        m_locked->say(NoticeBar::Tone::Warning,
                      tr("This is production, and it is read-only until you allow changes."),
                      {{tr("Allow changes"), QStringLiteral("transferAllowChanges"), [this] {
                            m_workspace.allowChanges(m_info.target, true);
                            updateButtons();
                        }}});
    else if (wantsWrite && !can.writable)
        m_locked->say(NoticeBar::Tone::Warning,
                      tr("The target cannot be written: %1").arg(can.readOnlyReason));
    else
        m_locked->clear();
    m_existing->setVisible(importing && asking);
    m_existingWords->setVisible(importing && asking);
    m_dry->setVisible(importing && asking);
    m_import->setVisible(importing && asking);
    m_import->setEnabled(writable);
    m_undo->setVisible(m_phase == Phase::Imported && QFileInfo::exists(m_rollback));
    m_undo->setEnabled(writable);
    m_close->setEnabled(!isBusy());
    m_close->setToolTip(isBusy() ? tr("Stop it first.") : QString());
    m_troubles->setVisible(m_troubles->rowCount() > 0);
    if (!wantsWrite || !writable)
        m_confirm->clear();
}

void TransferPanel::say(const QString &what, bool clean, bool withFile)
{
    if (m_phase == Phase::Exporting)
        setPhase(Phase::Done);
    QList<NoticeBar::Button> buttons;
    if (withFile)
        buttons << NoticeBar::Button{tr("Show file"), QStringLiteral("transferShowFile"),
                                     [this] { m_dialogs.showFile(m_path); }};
    m_result->say(clean ? NoticeBar::Tone::Info : NoticeBar::Tone::Warning, what, buttons, m_path);
    Q_EMIT message(what);
}

void TransferPanel::fail(const QString &what, const Error &error)
{
    m_progress->clear();
    setPhase(Phase::Done);
    m_result->say(NoticeBar::Tone::Error, what.arg(errorText(error)), {}, errorDetails(error));
}

void TransferPanel::undoChanged(State state)
{
    if (state == State::Running || state == State::Ready)
        return;
    m_progress->clear();
    m_troubles->setRemarks(m_undoJob->troubles());
    const jobs::ApplyReport &report = m_undoJob->report();
    QStringList parts;
    const auto add = [&parts](qint64 count, const QString &words) {
        if (count > 0)
            parts << words.arg(countText(count));
    };
    add(report.written, tr("%1 put back"));
    add(report.deleted, tr("%1 deleted"));
    add(report.already, tr("%1 were so already"));
    add(report.skipped, tr("%1 skipped, changed since the import"));
    add(report.failed, tr("%1 failed"));
    const QString words = parts.isEmpty() ? tr("nothing was to be done") : parts.join(QStringLiteral(", "));
    const bool clean = report.skipped == 0 && report.failed == 0;
    if (state == State::Failed) {
        m_result->say(NoticeBar::Tone::Error,
                      tr("The import could not be undone: %1").arg(errorText(*m_undoJob->error())), {},
                      errorDetails(*m_undoJob->error()));
        setPhase(Phase::Imported);
    } else if (state == State::Finished) {
        say(tr("Undone: %1.").arg(words), clean, false);
        setPhase(Phase::Done);
    } else {
        say(tr("Undoing was stopped: %1 so far.").arg(words), clean, false);
        setPhase(Phase::Imported);
    }
}

QString TransferPanel::stoppedExport()
{
    return tr("Stopped. No file was written.");
}

QString TransferPanel::exportWords(const jobs::TransferReport &report) const
{
    QString words = report.entries == 1
                        ? tr("Saved 1 entry (%1) in %2.").arg(text::sizeText(report.bytes), fileName())
                        : tr("Saved %1 entries (%2) in %3.")
                              .arg(countText(report.entries), text::sizeText(report.bytes), fileName());
    if (report.expired > 0)
        words += tr(" %1 had expired and were left out.").arg(countText(report.expired));
    if (report.failed > 0)
        words += tr(" %1 could not be read and were left out.").arg(countText(report.failed));
    return words;
}

QString TransferPanel::importWords(const jobs::TransferReport &report, bool dryRun) const
{
    QStringList parts;
    const auto add = [&parts](qint64 count, const QString &words) {
        if (count > 0)
            parts << words.arg(countText(count));
    };
    add(report.entries, dryRun ? tr("%1 would be written") : tr("%1 written"));
    add(report.same, tr("%1 were there already, exactly so"));
    add(report.skipped,
        dryRun ? tr("%1 would be skipped, since they are there") : tr("%1 skipped, since they are there"));
    add(report.expired, tr("%1 left out, expired or about to"));
    add(report.failed, dryRun ? tr("%1 cannot be used") : tr("%1 failed"));
    return parts.isEmpty() ? tr("nothing was to be done") : parts.join(QStringLiteral(", "));
}

} // namespace kv::ui
