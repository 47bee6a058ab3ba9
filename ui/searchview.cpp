// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchview.h"

#include "items/searchmodel.h"
#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "ui/elidedlabel.h"
#include "ui/emptystate.h"
#include "ui/noticebar.h"
#include "ui/searchcosts.h"
#include "ui/searchdelegate.h"
#include "ui/searchform.h"
#include "ui/searchwords.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>

#include <algorithm>

namespace kv::ui {

using items::SearchModel;
using jobs::SearchAll;
using State = jobs::Job::State;

namespace {

/// A search at Cloudflare goes on by itself up to so many requests, as a comparison does.
constexpr qint64 askAfterRequests = 100;
constexpr int costsDelayMs = 250; // who types changes his mind

/// The same for targets that surely are the same, where their stores do not say so themselves.
QByteArray identityOf(const Target &target, const Workspace &workspace)
{
    if (target.place != Place::Remote)
        return {};
    const QString account = target.accountId.isEmpty()
                                ? const_cast<Workspace &>(workspace).cloudflare().accountId()
                                : target.accountId;
    return "remote:" + account.toUtf8() + ':' + target.namespaceId.toUtf8();
}

} // namespace

SearchView::SearchView(const Theme &theme, Workspace &workspace, Settings &settings, const Clock &clock,
                       QWidget *parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_settings(settings),
      m_clock(clock),
      m_form(new SearchForm(this)),
      m_targets(new SearchTargets(theme, workspace, this)),
      m_costs(new SearchCosts(workspace, this)),
      m_line(new ElidedLabel(Qt::ElideRight, this)),
      m_account(new NoticeBar(this)),
      m_question(new NoticeBar(this)),
      m_failure(new NoticeBar(this)),
      m_model(new SearchModel(this)),
      m_stack(new QStackedWidget(this)),
      m_hits(new QTreeView(this)),
      m_empty(new EmptyState(QStringLiteral("searchEmpty"), this))
{
    m_hits->setItemDelegate(new SearchHitDelegate(theme, m_hits));
    connect(&theme, &Theme::changed, m_hits->viewport(), qOverload<>(&QWidget::update));
    build();
    connectParts();
    recall();
    m_targets->refresh();
    sync();
}

SearchView::~SearchView() = default;

void SearchView::build()
{
    setObjectName(QStringLiteral("searchView"));
    setAttribute(Qt::WA_StyledBackground);
    m_account->setObjectName(QStringLiteral("searchAccountBar"));
    m_question->setObjectName(QStringLiteral("searchQuestionBar"));
    m_failure->setObjectName(QStringLiteral("searchFailureBar"));
    m_line->setObjectName(QStringLiteral("searchLine"));
    m_line->setProperty("role", QStringLiteral("muted"));
    auto *line = new QWidget(this);
    line->setObjectName(QStringLiteral("searchProgressLine"));
    line->setAttribute(Qt::WA_StyledBackground);
    auto *lineRow = new QHBoxLayout(line);
    lineRow->setContentsMargins(12, 4, 12, 4);
    lineRow->addWidget(m_line, 1);

    m_model->setHeadings(tr("Key"), tr("Found"), tr("Size"));
    m_model->setMoreWords([](qint64 found, qint64 kept) {
        return tr("… only the first %1 of %2 are shown; look for more, or in fewer keys.")
            .arg(text::countText(kept), text::countText(found));
    });
    m_hits->setObjectName(QStringLiteral("searchHits"));
    m_hits->setAccessibleName(tr("What was found"));
    m_hits->setModel(m_model);
    m_hits->setUniformRowHeights(true);
    m_hits->setIndentation(16);
    m_hits->setExpandsOnDoubleClick(false);
    m_hits->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_hits->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_hits->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_hits->header()->setStretchLastSection(false);
    m_hits->header()->setSectionsMovable(false);
    m_hits->header()->setMinimumSectionSize(60);
    m_hits->header()->setSectionResizeMode(SearchModel::Value, QHeaderView::Stretch);
    m_stack->addWidget(m_hits);
    m_stack->addWidget(m_empty);

    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("searchSplitter"));
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    m_targets->setMinimumHeight(96);
    m_stack->setMinimumHeight(96);
    splitter->addWidget(m_targets);
    splitter->addWidget(m_stack);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({220, 480});

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_form);
    column->addWidget(line);
    column->addWidget(m_account);
    column->addWidget(m_question);
    column->addWidget(m_failure);
    column->addWidget(splitter, 1);
    m_costsSoon.setSingleShot(true);
    m_costsSoon.setInterval(costsDelayMs);
    m_seconds.setInterval(1000);
}

void SearchView::connectParts()
{
    connect(m_form, &SearchForm::edited, this, [this](bool costsOtherwise) {
        if (costsOtherwise)
            m_costsSoon.start();
        sync();
    });
    connect(m_form, &SearchForm::goPressed, this, &SearchView::goPressed);
    connect(m_form, &SearchForm::stopPressed, this, &SearchView::stop);
    connect(m_form, &SearchForm::leaveRequested, this, &SearchView::focusHits);
    connect(m_targets, &SearchTargets::ticksChanged, this, [this] {
        if (wantsAccount())
            m_workspace.cloudflare().start();
        m_costsSoon.start();
        sync();
    });
    connect(m_costs, &SearchCosts::changed, this, &SearchView::syncCosts);
    connect(&m_costsSoon, &QTimer::timeout, this, &SearchView::askCosts);
    connect(&m_seconds, &QTimer::timeout, this, &SearchView::syncLine);
    connect(m_hits, &QTreeView::activated, this, &SearchView::activate);
}

bool SearchView::isRunning() const
{
    return m_all && m_all->state() == State::Running;
}

/// Whether what is shown answers what the form asks.
bool SearchView::isOfForm() const
{
    if (!m_all || m_form->query() != m_query)
        return false;
    QList<QString> keys;
    for (const int place : m_targets->ticked())
        keys << m_targets->places().at(place).key();
    return keys == m_keys;
}

QString SearchView::whyNot() const
{
    const jobs::SearchQuery query = m_form->query();
    if (const Result<> checked = jobs::checkQuery(query); !checked) {
        if (query.what == jobs::SearchQuery::What::JsonPath && query.path.isEmpty())
            return tr("Type the path first: $.user.id");
        return query.text.isEmpty() && query.what != jobs::SearchQuery::What::JsonPath
                   ? tr("Type what to look for first.")
                   : checked.error().detail;
    }
    return m_targets->ticked().isEmpty() ? tr("Tick a target first.") : QString();
}

void SearchView::goPressed()
{
    if (isRunning()) {
        m_all->pause();
        return;
    }
    if (!whyNot().isEmpty())
        return;
    if (m_all && !m_all->isOver() && isOfForm())
        goOn();
    else
        startNew();
    sync();
}

/// Whether a store at Cloudflare was opened with another credential than the one that counts by now; the old
/// one answers nothing any more.
bool SearchView::isStale() const
{
    return std::any_of(m_searched.begin(), m_searched.end(), [this](const Searched &one) {
        const Target &target = one.place.side.info.target;
        return target.place == Place::Remote && m_workspace.open(target) != one.store;
    });
}

void SearchView::goOn()
{
    if (isStale())
        startNew();
    else
        m_all->start();
}

/// Tries again those that failed, from where they stopped.
void SearchView::retryFailed()
{
    if (!m_all)
        return;
    if (isStale())
        return startNew();
    for (const Searched &one : std::as_const(m_searched)) {
        const jobs::SearchJob *job = one.subject >= 0 ? m_all->job(one.subject) : nullptr;
        if (job && job->state() == State::Failed)
            m_all->startOne(one.subject);
    }
}

void SearchView::startNew()
{
    m_all.reset();
    m_costs->rest(); // counting reads the same disk
    m_costsSoon.stop();
    m_question->clear();
    m_failure->clear();
    m_showsSignIn = false;
    m_model->clear();
    m_searched.clear();
    m_keys.clear();
    m_query = m_form->query();
    remember();
    QList<jobs::SearchSubject> subjects;
    for (const int place : m_targets->ticked()) {
        Searched one{m_targets->places().at(place), m_targets->title(place)};
        m_keys << one.place.key();
        const Target &target = one.place.side.info.target;
        if (const std::shared_ptr<Store> store = m_workspace.open(target)) {
            one.subject = int(subjects.size());
            one.store = store;
            subjects << jobs::SearchSubject{store, identityOf(target, m_workspace)};
        }
        m_model->addGroup(one.title);
        m_searched << one;
    }
    m_all = std::make_unique<SearchAll>(subjects, m_query,
                                        jobs::SearchOptions{.askAfterRequests = askAfterRequests});
    connect(m_all.get(), &SearchAll::found, this, &SearchView::subjectFound);
    connect(m_all.get(), &SearchAll::subjectChanged, this, &SearchView::subjectChanged);
    // Queued: what follows may destroy the job.
    connect(m_all.get(), &jobs::Job::stateChanged, this, &SearchView::allChanged, Qt::QueuedConnection);
    connect(m_all.get(), &jobs::Job::progressed, this, [this] {
        syncGroups();
        syncLine();
    });
    m_all->start();
    Q_EMIT titleChanged();
}

void SearchView::stop()
{
    if (m_all)
        m_all->cancel();
    sync();
}

int SearchView::groupOf(int subject) const
{
    for (int group = 0; group < m_searched.size(); ++group) {
        if (m_searched.at(group).subject == subject)
            return group;
    }
    return -1;
}

void SearchView::subjectFound(int subject, const QList<jobs::SearchHit> &hits)
{
    const int group = groupOf(subject);
    const bool isFirst = m_model->found(group) == 0;
    m_model->addHits(group, hits);
    if (isFirst)
        m_hits->expand(m_model->groupIndex(group));
    showPage();
}

void SearchView::subjectChanged(int)
{
    syncGroups();
    syncBars();
}

void SearchView::allChanged()
{
    if (!m_all)
        return;
    if (m_all->state() == State::Finished || m_all->state() == State::Failed) {
        qint64 found = 0;
        for (int group = 0; group < m_searched.size(); ++group)
            found += m_model->found(group);
        Q_EMIT message(tr("Searched: %1.").arg(searchwords::hits(found)));
    }
    sync();
}

void SearchView::activate(const QModelIndex &index)
{
    if (!index.parent().isValid()) {
        m_hits->setExpanded(index.siblingAtColumn(0), !m_hits->isExpanded(index.siblingAtColumn(0)));
        return;
    }
    const jobs::SearchHit *hit = m_model->hitAt(index);
    if (!hit)
        return;
    const SearchPlace place = m_searched.at(index.data(SearchModel::GroupRole).toInt()).place;
    Q_EMIT openRequested(TargetInfo(place.side.info), QByteArray(hit->key));
}

void SearchView::addSnapshot(const TargetInfo &info)
{
    m_targets->addSnapshot(info);
}

QString SearchView::title() const
{
    const QString text = m_query.what == jobs::SearchQuery::What::JsonPath && m_all
                             ? m_query.path + QStringLiteral(" = ") + QString::fromUtf8(m_query.text)
                             : QString::fromUtf8(m_query.text);
    constexpr int longest = 24;
    if (text.isEmpty())
        return tr("Search");
    return tr("Search: %1").arg(text.size() > longest ? text.left(longest) + QChar(0x2026) : text);
}

jobs::SearchQuery SearchView::query() const
{
    return m_form->query();
}

void SearchView::setQuery(const jobs::SearchQuery &query)
{
    m_form->setQuery(query);
}

QString SearchView::statusWords() const
{
    return m_line->fullText();
}

void SearchView::focusText()
{
    m_form->focusText();
}

void SearchView::focusHits()
{
    if (m_model->rowCount() == 0 || m_stack->currentWidget() != m_hits)
        return;
    m_hits->setFocus(Qt::OtherFocusReason);
    if (!m_hits->currentIndex().isValid())
        m_hits->setCurrentIndex(m_model->index(0, 0));
}

QByteArray SearchView::currentKey() const
{
    const jobs::SearchHit *hit = m_model->hitAt(m_hits->currentIndex());
    return hit ? hit->key : QByteArray();
}

} // namespace kv::ui
