// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compareview.h"

#include "items/comparemodel.h"
#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "ui/comparechips.h"
#include "ui/comparefooter.h"
#include "ui/compareheader.h"
#include "ui/comparetable.h"
#include "ui/comparewords.h"
#include "ui/diffview.h"
#include "ui/elidedlabel.h"
#include "ui/emptystate.h"
#include "ui/errortext.h"
#include "ui/noticebar.h"
#include "ui/planview.h"
#include "ui/signinpage.h"
#include "ui/unfinishedbar.h"

#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace kv::ui {

using items::CompareModel;
using jobs::Status;

namespace {

constexpr int diffDelayMs = 100;

} // namespace

CompareView::CompareView(const Theme &theme, Workspace &workspace, Dialogs &dialogs, Settings &settings,
                         const Clock &clock, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_workspace(workspace),
      m_dialogs(dialogs),
      m_settings(settings),
      m_clock(clock),
      m_model(new CompareModel(this)),
      m_pages(new QStackedWidget(this)),
      m_main(new QWidget(this)),
      m_unfinished(new UnfinishedBar(workspace, this)),
      m_header(new CompareHeader(theme, workspace, dialogs, this)),
      m_progress(new ElidedLabel(Qt::ElideRight, this)),
      m_failure(new NoticeBar(this)),
      m_question(new NoticeBar(this)),
      m_chips(new CompareChips(this)),
      m_splitter(new QSplitter(Qt::Vertical, this)),
      m_stack(new QStackedWidget(this)),
      m_table(new CompareTable(m_model, theme, this)),
      m_empty(new EmptyState(QStringLiteral("compareEmpty"), this)),
      m_diff(new DiffView(theme, this)),
      m_footer(new CompareFooter(this))
{
    m_diff->setClock(clock);
    build();
    connectParts();
    recall();
    sync();
    m_unfinished->look();
}

CompareView::~CompareView()
{
    *m_stopReport = true;
}

void CompareView::build()
{
    setObjectName(QStringLiteral("compareView"));
    m_main->setObjectName(QStringLiteral("compareMain"));
    m_main->setAttribute(Qt::WA_StyledBackground);
    m_failure->setObjectName(QStringLiteral("compareErrorBar"));
    m_question->setObjectName(QStringLiteral("compareBar"));
    m_progress->setObjectName(QStringLiteral("compareProgress"));
    m_progress->setProperty("role", QStringLiteral("muted"));
    m_progress->setContentsMargins(12, 0, 12, 0);
    auto *line = new QWidget(this);
    line->setObjectName(QStringLiteral("compareProgressLine"));
    line->setAttribute(Qt::WA_StyledBackground);
    auto *lineRow = new QHBoxLayout(line);
    lineRow->setContentsMargins(12, 4, 12, 4);
    lineRow->addWidget(m_progress, 1);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_splitter->setObjectName(QStringLiteral("compareSplitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_stack->setMinimumHeight(96);
    m_diff->setMinimumHeight(96);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_diff);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({330, 260});
    m_model->setFilter(m_chips->filter());

    auto *column = new QVBoxLayout(m_main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_unfinished);
    column->addWidget(m_header);
    column->addWidget(line);
    column->addWidget(m_failure);
    column->addWidget(m_question);
    column->addWidget(m_chips);
    column->addWidget(m_splitter, 1);
    column->addWidget(m_footer);
    m_pages->addWidget(m_main);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_pages);
    auto *menu = new QMenu(m_chips->tickMenuButton());
    menu->setObjectName(QStringLiteral("tickMenu"));
    m_chips->tickMenuButton()->setMenu(menu);
    m_diffSoon.setSingleShot(true);
    m_diffSoon.setInterval(diffDelayMs);
    m_seconds.setInterval(1000);
}

void CompareView::connectParts()
{
    connect(m_header, &CompareHeader::edited, this, &CompareView::edited);
    connect(m_header, &CompareHeader::pressed, this, &CompareView::pressed);
    connect(m_header, &CompareHeader::message, this, &CompareView::message);
    connect(m_chips, &CompareChips::filterChanged, this, [this] {
        m_model->setFilter(m_chips->filter());
        syncRows();
    });
    connect(m_chips, &CompareChips::leaveRequested, this, &CompareView::focusTable);
    connect(m_chips->tickMenuButton()->menu(), &QMenu::aboutToShow, this, &CompareView::fillTickMenu);
    connect(m_model, &CompareModel::stateChanged, this, &CompareView::syncRows);
    connect(m_model, &CompareModel::ticksChanged, this, &CompareView::syncRows);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &CompareView::syncRows);
    connect(m_model, &CompareModel::moved, this, &CompareView::syncRows);
    connect(m_model, &CompareModel::failed, this, [this](const Error &error) {
        m_failure->say(NoticeBar::Tone::Error,
                       tr("The rows could not be read or marked: %1").arg(errorText(error)),
                       {{tr("Close"), QStringLiteral("compareCloseBarButton"), {}}}, errorDetails(error));
    });
    connect(m_table, &CompareTable::rowChosen, this, &CompareView::rowChosen);
    connect(m_table, &CompareTable::headerTicked, this, &CompareView::tickShown);
    connect(m_table, &QWidget::customContextMenuRequested, this, &CompareView::showTickMenu);
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        if (m_emptyAction)
            m_emptyAction();
    });
    connect(m_footer, &CompareFooter::directionChanged, this, &CompareView::syncRows);
    connect(m_footer, &CompareFooter::reportRequested, this, &CompareView::exportReport);
    connect(m_footer, &CompareFooter::planRequested, this, &CompareView::reviewPlan);
    connect(m_unfinished, &UnfinishedBar::resumeRequested, this, &CompareView::resumePlan);
    connect(m_diff, &DiffView::storesWanted, this, &CompareView::showDiff);
    connect(m_diff, &DiffView::shown, this, [this] {
        if (m_diff->key() == m_table->currentKey())
            m_model->learnSizes(m_table->currentNumber(), m_diff->sizeOf(Side::Left),
                                m_diff->sizeOf(Side::Right));
    });
    connect(&m_diffSoon, &QTimer::timeout, this, &CompareView::showDiff);
    connect(&m_seconds, &QTimer::timeout, this, &CompareView::syncProgress);
}

void CompareView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_file && !m_leftStore)
        openStores(); // a comparison that was kept: what its rows do not know is asked of them
}

void CompareView::setSides(const CompareSide &left, const CompareSide &right, const QByteArray &prefix)
{
    m_header->setSides(left, right);
    m_header->setPrefix(prefix);
    edited();
}

QString CompareView::title() const
{
    return QStringLiteral("⇄ %1 ↔ %2").arg(m_leftName, m_rightName);
}

QString CompareView::statusWords() const
{
    if (!m_file)
        return tr("not compared yet");
    return tr("%1 keys compared").arg(text::countText(m_file->rowCount()));
}

void CompareView::focusFirst()
{
    if (m_header->left().isEmpty() || m_header->right().isEmpty())
        m_header->chooseLeft();
    else if (m_stack->currentWidget() == m_table && m_file)
        m_table->setFocus();
    else
        m_header->button()->setFocus();
}

void CompareView::focusFilter()
{
    m_chips->focusFilter();
}

void CompareView::focusTable()
{
    m_table->setFocus();
    if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0)
        m_table->selectRow(0);
}

qint64 CompareView::selectedCount() const
{
    return m_table->selectedCount();
}

QList<QByteArray> CompareView::selectedKeys() const
{
    return m_table->selectedKeys();
}

void CompareView::rowChosen(qint64 number)
{
    if (number < 0) {
        m_diffSoon.stop();
        m_diff->clear();
    } else {
        m_diffSoon.start(); // who walks with the arrows has only the last one read
    }
}

void CompareView::showDiff()
{
    const QByteArray key = m_table->currentKey();
    if (m_table->currentNumber() < 0 || !m_file)
        return;
    openStores(); // one that cannot be opened is said in the view
    m_diff->setEntries(key, m_leftStore, m_rightStore, m_file->spec().ignore);
}

/// The box in the header: ticks every row that is shown, or, when all are, takes the ticks away.
void CompareView::tickShown()
{
    const bool all = m_model->rowCount() > 0 && m_model->tickedShown() >= m_model->rowCount();
    m_model->setTicked({{0, m_model->rowCount() - 1}}, !all);
}

void CompareView::fillTickMenu()
{
    QMenu *menu = m_chips->tickMenuButton()->menu();
    menu->clear();
    const auto add = [&](const QString &name, const QString &words, auto act) {
        QAction *action = menu->addAction(words, this, act);
        action->setObjectName(name);
        action->setEnabled(m_file != nullptr);
    };
    const auto only = [this](Status status) {
        jobs::RowFilter filter = m_chips->filter(); // prefix and pattern hold for it, the chips do not
        filter.statuses = {};
        filter.statuses.at(size_t(status)) = true;
        filter.tickedOnly = false;
        return filter;
    };
    add(QStringLiteral("tickShown"), tr("Tick all &shown"), [this] {
        m_model->setTicked({{0, m_model->rowCount() - 1}}, true);
    });
    for (const Status status : {Status::Different, Status::OnlyLeft, Status::OnlyRight}) {
        add(QStringLiteral("tick%1").arg(int(status)),
            tr("Tick all: %1").arg(comparewords::status(status, m_leftName, m_rightName)),
            [this, filter = only(status)] { m_model->setAllTicked(filter, true); });
    }
    menu->addSeparator();
    add(QStringLiteral("untickShown"), tr("Take the ticks of those shown &away"), [this] {
        m_model->setTicked({{0, m_model->rowCount() - 1}}, false);
    });
    add(QStringLiteral("untickAll"), tr("&Untick all"), [this] {
        jobs::RowFilter ticked;
        ticked.tickedOnly = true;
        m_model->setAllTicked(ticked, false);
    });
}

void CompareView::showTickMenu(const QPoint &at)
{
    fillTickMenu();
    m_chips->tickMenuButton()->menu()->popup(m_table->viewport()->mapToGlobal(at));
}

void CompareView::makePlanView()
{
    if (m_plan)
        return;
    m_plan = new PlanView(m_theme, m_workspace, m_dialogs);
    m_plan->setClock(m_clock);
    connect(m_plan, &PlanView::message, this, &CompareView::message);
    m_pages->addWidget(m_plan);
    connect(m_plan, &PlanView::closed, this, [this] {
        m_pages->setCurrentWidget(m_main);
        m_unfinished->look();
        focusTable();
    });
    connect(m_plan, &PlanView::applied, this, [this] {
        m_question->say(
            NoticeBar::Tone::Info, tr("The plan was carried out. The rows below are from before it."),
            {{tr("Compare again"), QStringLiteral("compareAfterPlan"), [this] { startNew(); }, true},
             {tr("Close"), QStringLiteral("compareAfterPlanClose"), {}}});
    });
}

void CompareView::resumePlan(const QString &path, const TargetInfo &info)
{
    const std::shared_ptr<Store> store = m_workspace.open(info.target);
    if (!store) {
        Q_EMIT message(tr("Cloudflare has to be opened first: choose a remote target and sign in."));
        return m_unfinished->look();
    }
    makePlanView();
    m_plan->open(path, store, info, true);
    m_pages->setCurrentWidget(m_plan);
}

void CompareView::reviewPlan()
{
    if (!m_file || !openStores())
        return;
    if (isRunning())
        m_job->pause();
    makePlanView();
    const bool toRight = m_footer->direction() == jobs::Direction::LeftToRight;
    const auto [left, right] = rowSides();
    const CompareSide &target = toRight ? right : left;
    TargetInfo info = target.info;
    info.name = compareside::storedName(target); // another project has a local:TODO, too
    m_plan->start(m_file, m_footer->direction(), toRight ? m_leftStore : m_rightStore,
                  toRight ? m_rightStore : m_leftStore, info);
    m_pages->setCurrentWidget(m_plan);
}

} // namespace kv::ui
