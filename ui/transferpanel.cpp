// SPDX-License-Identifier: GPL-3.0-or-later
// How a TransferPanel is put together, exports and imports; what it says is in transferpanel_words.cpp.
#include "ui/transferpanel.h"

#include "jobs/pool.h"
#include "store/async.h"
#include "store/store.h"
#include "store/workspace.h"
#include "ui/confirmbar.h"
#include "ui/dialogs.h"
#include "ui/elidedlabel.h"
#include "ui/errortext.h"
#include "ui/guard.h"
#include "ui/jobbar.h"
#include "ui/noticebar.h"
#include "ui/remarktable.h"
#include "ui/segments.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace kv::ui {

using State = jobs::Job::State;

TransferPanel::TransferPanel(Workspace &workspace, Dialogs &dialogs, Clock clock, QWidget *parent)
    : QFrame(parent),
      m_workspace(workspace),
      m_dialogs(dialogs),
      m_clock(std::move(clock)),
      m_title(new ElidedLabel(Qt::ElideMiddle, this)),
      m_existing(new Segments(QStringLiteral("importExisting"), tr("Keys that are there already"),
                              {tr("Stop"), tr("Skip"), tr("Replace")}, this)),
      m_existingWords(new QLabel(tr("Keys that are there already:"), this)),
      m_dry(new QPushButton(tr("Dry run"), this)),
      m_import(new QPushButton(tr("Import"), this)),
      m_undo(new QPushButton(tr("Undo"), this)),
      m_close(new QPushButton(tr("Close"), this)),
      m_locked(new NoticeBar(this)),
      m_confirm(new ConfirmBar(this)),
      m_progress(new JobBar(QStringLiteral("transferProgress"), this)),
      m_result(new NoticeBar(this)),
      m_troubles(new RemarkTable(QStringLiteral("transferTroubles"), tr("What could not be used"), this))
{
    build();
    connect(m_existing, &Segments::chosen, m_confirm, &ConfirmBar::clear);
    connect(m_dry, &QPushButton::clicked, this, [this] { runImport(true); });
    connect(m_import, &QPushButton::clicked, this, &TransferPanel::askImport);
    connect(m_undo, &QPushButton::clicked, this, &TransferPanel::undo);
    connect(m_close, &QPushButton::clicked, this, &TransferPanel::reset);
    connect(m_confirm, &ConfirmBar::dismissed, this, [this] {
        QPushButton *asked = m_undo->isVisible() ? m_undo : m_import;
        asked->setFocus();
    });
    connect(m_progress, &JobBar::stopRequested, this, &TransferPanel::stop);
    reset();
}

TransferPanel::~TransferPanel() = default;

void TransferPanel::build()
{
    setObjectName(QStringLiteral("transferPanel"));
    setAttribute(Qt::WA_StyledBackground);
    m_title->setObjectName(QStringLiteral("transferTitle"));
    m_title->setProperty("role", QStringLiteral("title"));
    m_existing->button(0)->setToolTip(tr("Writes nothing if one of the keys is there."));
    m_existing->button(1)->setToolTip(tr("Leaves what is there as it is."));
    m_existing->button(2)->setToolTip(tr("Overwrites what is there; it can be undone."));
    m_dry->setObjectName(QStringLiteral("importDryRunButton"));
    m_import->setObjectName(QStringLiteral("importButton"));
    m_import->setProperty("accent", true);
    m_undo->setObjectName(QStringLiteral("importUndoButton"));
    m_close->setObjectName(QStringLiteral("transferCloseButton"));
    m_locked->setObjectName(QStringLiteral("transferLockedBar"));
    m_confirm->setObjectName(QStringLiteral("transferConfirmBar"));
    m_result->setObjectName(QStringLiteral("transferResultBar"));
    m_troubles->setFixedHeight(140);

    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_title, 1);
    row->addWidget(m_existingWords);
    row->addWidget(m_existing);
    for (QPushButton *button : {m_dry, m_import, m_undo, m_close}) {
        button->setAccessibleName(button->text());
        row->addWidget(button);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    for (QWidget *bar : QList<QWidget *>{m_locked, m_confirm, m_progress, m_result, m_troubles})
        column->addWidget(bar);
}

void TransferPanel::reset()
{
    ++m_generation;
    m_export.reset();
    m_importJob.reset();
    m_undoJob.reset();
    m_store.reset();
    m_path.clear();
    m_rollback.clear();
    m_troubles->setRemarks({});
    m_locked->clear();
    m_confirm->clear();
    m_progress->clear();
    m_result->clear();
    setPhase(Phase::Nothing);
}

void TransferPanel::setPhase(Phase phase)
{
    const QWidget *focus = QApplication::focusWidget();
    const bool focused = focus == this || isAncestorOf(focus);
    m_phase = phase;
    if (focused && isBusy())
        setFocus(); // the button that was pressed goes, and would hand the focus to whatever comes next
    setVisible(phase != Phase::Nothing);
    updateButtons();
    if (focused && !isBusy() && phase != Phase::Nothing)
        (phase == Phase::Asking ? m_dry : m_close)->setFocus();
}

bool TransferPanel::isBusy() const
{
    return m_phase == Phase::Exporting || m_phase == Phase::DryRun || m_phase == Phase::Importing ||
           m_phase == Phase::Undoing;
}

void TransferPanel::begin(const QString &path, std::shared_ptr<Store> store, const TargetInfo &info)
{
    reset();
    m_path = path;
    m_store = std::move(store);
    m_info = info;
    connect(m_store.get(), &Store::capabilitiesChanged, this, &TransferPanel::refresh, Qt::UniqueConnection);
}

void TransferPanel::exportTo(const QString &path, std::shared_ptr<Store> store, const TargetInfo &info,
                             const QByteArray &prefix)
{
    begin(path, std::move(store), info);
    m_title->setFullText(tr("Save %1 as %2").arg(guard::shortName(m_workspace, m_info), fileName()));
    setPhase(Phase::Exporting);
    openSink(prefix);
}

void TransferPanel::openSink(const QByteArray &prefix)
{
    m_progress->wait(tr("Saving"));
    // What a future holds must be copied; a sink cannot be.
    using Sink = std::shared_ptr<std::unique_ptr<EntrySink>>;
    const auto future = jobs::onPool<Result<Sink>>(
        [workspace = &m_workspace, path = m_path, name = m_info.name]() -> Result<Sink> {
            auto sink = workspace->createSnapshot(path, name);
            if (!sink)
                return kv::fail(sink.error());
            return std::make_shared<std::unique_ptr<EntrySink>>(std::move(*sink));
        });
    whenDone(future, this, [this, prefix, generation = m_generation](const Result<Sink> &sink) {
        if (generation != m_generation)
            return;
        if (!sink)
            return fail(tr("The file cannot be written: %1"), sink.error());
        m_export = std::make_unique<jobs::ExportJob>(m_store, std::move(**sink), prefix, m_clock);
        connect(m_export.get(), &jobs::Job::stateChanged, this, &TransferPanel::exportChanged);
        m_progress->follow(m_export.get(), tr("Saving"));
        m_export->start();
    });
}

void TransferPanel::exportChanged(State state)
{
    if (state == State::Running || state == State::Ready)
        return;
    m_progress->clear();
    m_troubles->setRemarks(m_export->troubles());
    if (state == State::Finished) {
        say(exportWords(m_export->report()), m_export->troubles().isEmpty(), true);
    } else if (state == State::Cancelled) {
        say(stoppedExport(), true, false);
    } else if (state == State::Failed && !m_export->troubles().isEmpty()) {
        const auto leaveOut = [this] {
            setPhase(Phase::Exporting);
            m_progress->follow(m_export.get(), tr("Saving"));
            m_export->leaveOutUnreadable();
            m_export->start();
        };
        setPhase(Phase::Done);
        m_result->say(NoticeBar::Tone::Error, tr("Not saved: %1").arg(errorText(*m_export->error())),
                      {{tr("Save without them"), QStringLiteral("exportLeaveOut"), leaveOut}},
                      errorDetails(*m_export->error()));
    } else if (state == State::Failed) {
        const auto again = [this] {
            setPhase(Phase::Exporting);
            m_progress->follow(m_export.get(), tr("Saving"));
            m_export->start();
        };
        setPhase(Phase::Done);
        m_result->say(NoticeBar::Tone::Error, tr("Not saved: %1").arg(errorText(*m_export->error())),
                      {{tr("Retry"), QStringLiteral("exportRetry"), again}},
                      errorDetails(*m_export->error()));
    }
    updateButtons();
}

void TransferPanel::importFrom(const QString &path, std::shared_ptr<Store> store, const TargetInfo &info)
{
    begin(path, std::move(store), info);
    m_title->setFullText(tr("Import %1 into %2").arg(fileName(), guard::shortName(m_workspace, m_info)));
    m_existing->setCurrent(int(jobs::Existing::Fail));
    setPhase(Phase::Asking);
    m_dry->setFocus();
}

void TransferPanel::askImport()
{
    if (guard::isLocked(m_workspace, m_info))
        return updateButtons();
    if (!m_workspace.isProduction(m_info.target))
        return runImport(false);
    m_confirm->ask(tr("Import %1 into production?").arg(fileName()), guard::confirmWord(m_workspace, m_info),
                   tr("Import"), [this] { runImport(false); });
}

void TransferPanel::runImport(bool dryRun)
{
    m_result->clear();
    m_troubles->setRemarks({});
    jobs::ImportJob::Options options;
    options.existing = jobs::Existing(m_existing->current());
    options.dryRun = dryRun;
    m_rollback = guard::freshPath(m_workspace, m_info, QStringLiteral("rollback.ndjson"), m_clock());
    options.rollbackPath = m_rollback;
    options.targetName = m_info.name;
    options.target = m_info.target;
    options.clock = m_clock;
    const auto open = [workspace = &m_workspace, path = m_path] { return workspace->openSnapshot(path); };
    m_importJob = std::make_unique<jobs::ImportJob>(open, m_store, options);
    connect(m_importJob.get(), &jobs::Job::stateChanged, this, &TransferPanel::importChanged);
    setPhase(dryRun ? Phase::DryRun : Phase::Importing);
    m_progress->follow(m_importJob.get(), dryRun ? tr("Looking at the file and the keys") : tr("Importing"));
    m_importJob->start();
}

void TransferPanel::importChanged(State state)
{
    if (state == State::Running || state == State::Ready)
        return;
    m_progress->clear();
    m_troubles->setRemarks(m_importJob->troubles());
    const bool dry = m_phase == Phase::DryRun;
    const QString words = importWords(m_importJob->report(), dry);
    const bool wrote = !dry && m_importJob->report().entries > 0;
    const bool clean = m_importJob->troubles().isEmpty();
    if (state == State::Failed) {
        const Error error = *m_importJob->error();
        setPhase(wrote ? Phase::Imported : Phase::Asking);
        m_result->say(NoticeBar::Tone::Error,
                      wrote ? tr("Not imported to its end: %1 (%2 so far)").arg(errorText(error), words)
                            : tr("Not imported: %1").arg(errorText(error)),
                      {}, errorDetails(error));
    } else if (state == State::Cancelled) {
        say(tr("Stopped: %1 so far.").arg(words), clean, false);
        setPhase(wrote ? Phase::Imported : Phase::Asking);
    } else if (dry) {
        say(tr("Dry run: %1. Nothing was changed.").arg(words), clean, false);
        setPhase(Phase::Asking);
    } else {
        say(tr("Imported: %1.").arg(words), clean, false);
        setPhase(Phase::Imported);
    }
}

void TransferPanel::undo()
{
    if (guard::isLocked(m_workspace, m_info))
        return updateButtons();
    if (!m_workspace.isProduction(m_info.target))
        return runUndo();
    m_confirm->ask(tr("Undo the import in production? What it wrote there is overwritten or deleted."),
                   guard::confirmWord(m_workspace, m_info), tr("Undo"), [this] { runUndo(); });
}

void TransferPanel::runUndo()
{
    m_result->clear();
    m_troubles->setRemarks({});
    m_undoJob = std::make_unique<jobs::ApplyJob>(m_rollback, m_store, false, m_clock);
    m_undoJob->allowMassDelete(); // only what the import itself added
    connect(m_undoJob.get(), &jobs::Job::stateChanged, this, &TransferPanel::undoChanged);
    setPhase(Phase::Undoing);
    m_progress->follow(m_undoJob.get(), tr("Undoing the import"));
    m_undoJob->start();
}

/// The file that is being opened goes again with the sink that nobody takes.
void TransferPanel::stopOpening()
{
    ++m_generation;
    m_progress->clear();
    say(stoppedExport(), true, false);
    updateButtons();
}

void TransferPanel::stop()
{
    if (m_phase == Phase::Exporting && m_export)
        m_export->cancel();
    else if (m_phase == Phase::Exporting)
        stopOpening();
    else if (m_phase == Phase::Undoing)
        m_undoJob->pause();
    else if (m_importJob)
        m_importJob->cancel();
}

} // namespace kv::ui
