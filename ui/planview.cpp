// SPDX-License-Identifier: GPL-3.0-or-later
// How a PlanView is put together, makes a plan and shows it. What it does with the plan is in
// planview_apply.cpp, what it says in planview_words.cpp.
#include "ui/planview.h"

#include "items/planmodel.h"
#include "store/store.h"
#include "store/workspace.h"
#include "ui/confirmbar.h"
#include "ui/dialogs.h"
#include "ui/elidedlabel.h"
#include "ui/errortext.h"
#include "ui/guard.h"
#include "ui/jobbar.h"
#include "ui/noticebar.h"
#include "ui/plandelegate.h"
#include "ui/remarktable.h"
#include "ui/rowtable.h"
#include "ui/segments.h"
#include "ui/theme.h"
#include "ui/unfinishedbar.h"

#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>

namespace kv::ui {

using items::PlanModel;
using State = jobs::Job::State;

PlanView::PlanView(const Theme &theme, Workspace &workspace, Dialogs &dialogs, QWidget *parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_dialogs(dialogs),
      m_model(new PlanModel(this)),
      m_title(new QLabel(tr("Plan"), this)),
      m_summary(new QLabel(this)),
      m_where(new ElidedLabel(Qt::ElideMiddle, this)),
      m_folder(new QPushButton(tr("Open folder"), this)),
      m_unfinished(new UnfinishedBar(workspace, this)),
      m_problem(new NoticeBar(this)),
      m_locked(new NoticeBar(this)),
      m_most(new NoticeBar(this)),
      m_confirm(new ConfirmBar(this)),
      m_progress(new JobBar(QStringLiteral("planProgress"), this)),
      m_result(new NoticeBar(this)),
      m_pages(new Segments(QStringLiteral("planPages"), tr("Show of the plan"),
                           {tr("Steps"), tr("Left out"), tr("Not done")}, this)),
      m_stack(new QStackedWidget(this)),
      m_steps(new QTableView(this)),
      m_leftOut(new RemarkTable(QStringLiteral("planLeftOut"), tr("Rows that got no step"), this)),
      m_troubles(new RemarkTable(QStringLiteral("planTroubles"), tr("Steps that were not done"), this)),
      m_undo(new QPushButton(tr("Undo"), this)),
      m_save(new QPushButton(tr("Save plan…"), this)),
      m_dry(new QPushButton(tr("Dry run"), this)),
      m_apply(new QPushButton(tr("Apply"), this)),
      m_close(new QPushButton(tr("Close"), this))
{
    build(theme);
    connectParts();
    connect(&theme, &Theme::changed, m_steps->viewport(), qOverload<>(&QWidget::update));
    reset();
}

PlanView::~PlanView()
{
    reset();
}

void PlanView::setClock(Clock clock)
{
    m_clock = std::move(clock);
    m_model->setClock(m_clock);
}

void PlanView::build(const Theme &theme)
{
    setObjectName(QStringLiteral("planView"));
    setAttribute(Qt::WA_StyledBackground);
    m_title->setProperty("role", QStringLiteral("title"));
    m_summary->setObjectName(QStringLiteral("planSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_where->setObjectName(QStringLiteral("planWhere"));
    m_where->setProperty("role", QStringLiteral("muted"));
    m_folder->setObjectName(QStringLiteral("planFolderButton"));
    m_folder->setAccessibleName(tr("Open the folder of the plan and its rollback"));
    m_problem->setObjectName(QStringLiteral("planProblemBar"));
    m_locked->setObjectName(QStringLiteral("planLockedBar"));
    m_most->setObjectName(QStringLiteral("planMostBar"));
    m_result->setObjectName(QStringLiteral("planResultBar"));
    m_undo->setObjectName(QStringLiteral("planUndoButton"));
    m_undo->setToolTip(tr("Put back what the plan overwrote and deleted, and delete what it added. What "
                          "changed since stays as it is."));
    m_save->setObjectName(QStringLiteral("planSaveButton"));
    m_dry->setObjectName(QStringLiteral("planDryRunButton"));
    m_dry->setToolTip(tr("Look at every key whether it could be done now. Nothing is written."));
    m_apply->setObjectName(QStringLiteral("planApplyButton"));
    m_apply->setProperty("accent", true);
    m_close->setObjectName(QStringLiteral("planCloseButton"));

    m_steps->setObjectName(QStringLiteral("planSteps"));
    m_steps->setAccessibleName(tr("Steps of the plan"));
    m_steps->setModel(m_model);
    lookLikeRows(*m_steps);
    m_steps->setItemDelegate(new PlanDelegate(theme, this));
    QHeaderView *header = m_steps->horizontalHeader();
    lookLikeNames(*header);
    header->setSectionResizeMode(PlanModel::Key, QHeaderView::Stretch);
    header->resizeSection(PlanModel::What, 120);
    header->resizeSection(PlanModel::Size, 96);
    header->resizeSection(PlanModel::Expires, 120);

    auto *head = new QWidget(this);
    head->setObjectName(QStringLiteral("planHead"));
    head->setAttribute(Qt::WA_StyledBackground);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_summary);
    words->addWidget(m_where);
    auto *top = new QHBoxLayout(head);
    top->setContentsMargins(12, 8, 12, 8);
    top->setSpacing(8);
    top->addLayout(words, 1);
    top->addWidget(m_folder, 0, Qt::AlignBottom);

    auto *foot = new QWidget(this);
    foot->setObjectName(QStringLiteral("planFoot"));
    foot->setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_pages);
    row->addStretch(1);
    for (QPushButton *button : {m_undo, m_save, m_dry, m_apply, m_close}) {
        button->setAccessibleName(button->text());
        row->addWidget(button);
    }
    m_stack->addWidget(m_steps);
    m_stack->addWidget(m_leftOut);
    m_stack->addWidget(m_troubles);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    for (QWidget *bar :
         QList<QWidget *>{m_unfinished, m_problem, m_locked, m_most, m_confirm, m_progress, m_result})
        column->addWidget(bar);
    column->addWidget(m_stack, 1);
    column->addWidget(foot);
}

void PlanView::connectParts()
{
    connect(m_model, &PlanModel::chosenChanged, this, [this] {
        m_confirm->clear(); // it asked about other steps
        updateWords();
        updateGuards();
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (!m_steps->currentIndex().isValid())
            m_steps->selectRow(0); // where the keyboard stands is seen
    });
    connect(m_model, &PlanModel::stateChanged, this, [this] {
        if (m_model->error())
            m_problem->say(NoticeBar::Tone::Error,
                           tr("The plan cannot be read: %1").arg(errorText(*m_model->error())), {},
                           errorDetails(*m_model->error()));
        updateWords();
        updateGuards();
    });
    connect(m_pages, &Segments::chosen, this, &PlanView::showPage);
    connect(m_folder, &QPushButton::clicked, this, [this] {
        const QString path = m_runPath.isEmpty() ? m_planPath : m_runPath;
        if (!m_dialogs.showFile(path))
            Q_EMIT message(tr("No program could be started to show %1.").arg(QDir::toNativeSeparators(path)));
    });
    connect(m_progress, &JobBar::stopRequested, this, &PlanView::stop);
    connect(m_undo, &QPushButton::clicked, this, &PlanView::undo);
    connect(m_save, &QPushButton::clicked, this, &PlanView::save);
    connect(m_dry, &QPushButton::clicked, this, &PlanView::dryRun);
    connect(m_apply, &QPushButton::clicked, this, &PlanView::apply);
    connect(m_close, &QPushButton::clicked, this, &PlanView::close);
    connect(m_confirm, &ConfirmBar::dismissed, this, [this] {
        QPushButton *asked = m_undo->isVisible() ? m_undo : m_apply;
        asked->setFocus();
    });
    connect(m_unfinished, &UnfinishedBar::resumeRequested, this,
            [this](const QString &path, const TargetInfo &info) {
                open(path, m_workspace.open(info.target), info, true);
            });
}

/// Lets go of the plan. Its files go too, unless something may have been done with them.
void PlanView::reset()
{
    ++m_generation;
    m_making.reset();
    m_job.reset();
    if (m_stopTrimming)
        m_stopTrimming->store(true);
    m_stopTrimming.reset();
    m_model->clear();
    if (!m_begun && !m_saved) {
        dropFiles(m_planPath);
        dropFiles(m_trimmedPath);
    } else if (m_begun && m_runPath != m_trimmedPath) {
        dropFiles(m_trimmedPath);
    }
    m_planPath.clear();
    m_trimmedPath.clear();
    m_trimmed.clear();
    m_runPath.clear();
    m_begun = m_saved = false;
    m_head = {};
    m_leftOutRows.clear();
    m_leftOutCount = 0;
    m_leftOut->setRemarks({});
    m_troubles->setRemarks({});
    for (NoticeBar *bar : {static_cast<NoticeBar *>(m_unfinished), m_problem, m_locked, m_most, m_result})
        bar->clear();
    m_confirm->clear();
    m_progress->clear();
    setPhase(Phase::Nothing);
}

void PlanView::dropFiles(const QString &planPath)
{
    if (planPath.isEmpty())
        return;
    QFile::remove(planPath);
    QFile::remove(jobs::PlanJob::rollbackPath(planPath));
}

void PlanView::setTarget(std::shared_ptr<Store> target, const TargetInfo &info)
{
    if (m_target)
        disconnect(m_target.get(), nullptr, this, nullptr);
    m_target = std::move(target);
    m_info = info;
    if (m_target) // production may be locked again from elsewhere in the window
        connect(m_target.get(), &Store::capabilitiesChanged, this, &PlanView::updateGuards);
}

void PlanView::start(std::shared_ptr<jobs::ComparisonFile> file, jobs::Direction direction,
                     std::shared_ptr<Store> source, std::shared_ptr<Store> target,
                     const TargetInfo &targetInfo)
{
    reset();
    setTarget(std::move(target), targetInfo);
    const QString path = guard::freshPath(m_workspace, m_info, QStringLiteral("plan.ndjson"), m_clock());
    m_making = std::make_unique<jobs::PlanJob>(std::move(file), direction, std::move(source), m_target, path,
                                               m_clock);
    m_planPath = path;
    connect(m_making.get(), &jobs::Job::stateChanged, this, &PlanView::makingDone);
    m_unfinished->look();
    setPhase(Phase::Making);
    m_progress->follow(m_making.get(), tr("Making the plan"));
    m_making->start();
}

void PlanView::makingDone()
{
    switch (m_making->state()) {
    case State::Finished:
        m_head = m_making->head();
        m_leftOutRows = m_making->leftOut();
        m_leftOutCount = m_making->leftOutCount();
        m_progress->clear();
        showPlan();
        return;
    case State::Failed:
        m_progress->clear();
        m_problem->say(NoticeBar::Tone::Error,
                       tr("The plan could not be made: %1").arg(errorText(*m_making->error())),
                       {{tr("Retry"), QStringLiteral("planRetryMaking"),
                         [this] {
                             m_progress->follow(m_making.get(), tr("Making the plan"));
                             m_making->start();
                         }}},
                       errorDetails(*m_making->error()));
        return;
    default:
        return;
    }
}

void PlanView::open(const QString &planPath, std::shared_ptr<Store> target, const TargetInfo &targetInfo,
                    bool goOn)
{
    reset();
    setTarget(std::move(target), targetInfo);
    m_planPath = planPath;
    m_saved = true; // somebody else's, who keeps it
    const auto reader = jobs::PlanReader::open(planPath);
    if (!reader) {
        m_problem->say(NoticeBar::Tone::Error,
                       tr("The plan cannot be read: %1").arg(errorText(reader.error())), {},
                       errorDetails(reader.error()));
        return;
    }
    m_head = (*reader)->head();
    showPlan();
    if (!goOn)
        return;
    m_begun = true;
    m_runPath = planPath;
    setPhase(Phase::Stopped);
    apply();
}

void PlanView::showPlan()
{
    m_leftOut->setRemarks(m_leftOutRows);
    m_model->open(m_planPath);
    setPhase(Phase::Ready);
    m_steps->setFocus();
}

void PlanView::showPage(int page)
{
    m_pages->setCurrent(page);
    m_stack->setCurrentIndex(page);
}

bool PlanView::isBusy() const
{
    return m_phase == Phase::Making || m_phase == Phase::Trimming || m_phase == Phase::DryRun ||
           m_phase == Phase::Applying || m_phase == Phase::Undoing;
}

} // namespace kv::ui
