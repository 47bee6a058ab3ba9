// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchtargets.h"

#include "store/workspace.h"
#include "ui/plaintip.h"
#include "ui/rowtable.h"
#include "ui/searchdelegate.h"
#include "ui/theme.h"

#include <QDir>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace kv::ui {

using Tone = SearchTargetDelegate::Tone;

namespace {

enum Column { Target, Owner, Reads, ColumnCount };

Tone toneOf(const CompareSide &side, const Workspace &workspace)
{
    const QString tone = compareside::badge(side, workspace).tone;
    return tone == QLatin1String("production") ? Tone::Production
           : tone == QLatin1String("preview")  ? Tone::Preview
           : tone == QLatin1String("snapshot") ? Tone::Snapshot
                                               : Tone::Local;
}

} // namespace

QString SearchPlace::key() const
{
    return side.info.name + QLatin1Char('\n') + side.info.target.stateRoot + QLatin1Char('\n') + owner;
}

SearchTargets::SearchTargets(const Theme &theme, Workspace &workspace, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_workspace(workspace),
      m_model(new QStandardItemModel(0, ColumnCount, this)),
      m_view(new QTableView(this))
{
    setObjectName(QStringLiteral("searchTargets"));
    setAttribute(Qt::WA_StyledBackground);
    auto *heading = new QLabel(tr("Search in"), this);
    heading->setProperty("role", QStringLiteral("section"));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(8);
    row->addWidget(heading);
    const auto addButton = [&](const char *name, const QString &text, const QString &spoken, auto act) {
        auto *button = new QToolButton(this);
        button->setObjectName(QString::fromLatin1(name));
        button->setText(text);
        button->setAccessibleName(spoken);
        button->setToolTip(spoken);
        button->setFocusPolicy(Qt::TabFocus);
        button->setProperty("chip", true);
        connect(button, &QToolButton::clicked, this, act);
        row->addWidget(button);
    };
    addButton(
        "searchTickLocal", tr("All on this disk"), tr("Tick all targets on this disk, and no other"), [this] {
            tickAll([](const SearchPlace &place) { return place.side.info.target.place != Place::Remote; });
        });
    addButton("searchTickAll", tr("All"), tr("Tick all targets, also those at Cloudflare"),
              [this] { tickAll([](const SearchPlace &) { return true; }); });
    addButton("searchTickNone", tr("None"), tr("Take all ticks away"),
              [this] { tickAll([](const SearchPlace &) { return false; }); });
    row->addStretch(1);

    m_view->setObjectName(QStringLiteral("searchTargetsView"));
    m_view->setAccessibleName(tr("Targets to search"));
    m_view->setModel(m_model);
    lookLikeRows(*m_view);
    lookLikeNames(*m_view->horizontalHeader());
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setItemDelegate(new SearchTargetDelegate(theme, m_view));
    m_model->setHorizontalHeaderLabels({tr("Target"), tr("Belongs to"), tr("What searching it reads")});
    m_view->horizontalHeader()->setSectionResizeMode(Reads, QHeaderView::Stretch);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_view, 1);
    connect(m_model, &QStandardItemModel::itemChanged, this, [this](const QStandardItem *item) {
        if (m_filling || item->column() != Target || !item->isCheckable())
            return;
        m_ticks.insert(m_places.at(item->row()).key(), item->checkState() == Qt::Checked);
        Q_EMIT ticksChanged();
    });
    connect(&theme, &Theme::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

void SearchTargets::refresh()
{
    const Project &project = m_workspace.project();
    if (project.root != m_root) {
        m_root = project.root;
        m_ticks.clear();
        m_snapshots.clear();
    }
    QList<SearchPlace> places;
    for (const Worker &worker : project.workers) {
        const QString name = worker.name.isEmpty() ? worker.relativePath : worker.name;
        for (const Environment &environment : worker.environments) {
            const QString owner =
                environment.name.isEmpty() ? name : name + QStringLiteral(" · env.") + environment.name;
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &info : binding.targets)
                    places << SearchPlace{{info, binding.name, {}}, binding, owner};
            }
        }
    }
    for (const TargetInfo &info : project.onlyOnDisk)
        places << SearchPlace{{info, {}, {}}, {}, tr("only on disk")};
    for (const TargetInfo &info : std::as_const(m_snapshots))
        places << SearchPlace{compareside::snapshotSide(info.target.path), {}, tr("snapshot file")};
    std::stable_sort(places.begin(), places.end(), [](const SearchPlace &a, const SearchPlace &b) {
        const auto order = [](const SearchPlace &place) {
            return place.side.info.target.place == Place::Remote ? 1 : 0;
        };
        return order(a) < order(b);
    });
    const QString current =
        m_view->currentIndex().isValid() ? m_places.value(m_view->currentIndex().row()).key() : QString();
    const QScopedValueRollback filling(m_filling, true);
    m_model->removeRows(0, m_model->rowCount());
    m_places.clear();
    for (const SearchPlace &place : std::as_const(places)) {
        add(place);
        if (place.key() == current)
            m_view->setCurrentIndex(m_model->index(int(m_places.size()) - 1, Target));
    }
    if (!m_view->currentIndex().isValid() && !m_places.isEmpty())
        m_view->setCurrentIndex(m_model->index(0, Target));
}

void SearchTargets::add(const SearchPlace &place)
{
    const TargetInfo &info = place.side.info;
    m_places << place;
    QList<QStandardItem *> row;
    for (int column = 0; column < ColumnCount; ++column) {
        row << new QStandardItem;
        row.last()->setEditable(false);
    }
    const auto badge = compareside::badge(place.side, m_workspace);
    const QString title = badge.text + QStringLiteral("  ") + compareside::title(place.side, m_workspace);
    row[Target]->setText(title);
    row[Target]->setCheckable(true);
    row[Target]->setData(int(toneOf(place.side, m_workspace)), SearchTargetDelegate::ToneRole);
    const bool byItself = info.target.place != Place::Remote && !place.side.vanished;
    row[Target]->setCheckState(m_ticks.value(place.key(), byItself) ? Qt::Checked : Qt::Unchecked);
    row[Owner]->setText(place.owner);
    m_model->appendRow(row);
}

void SearchTargets::addSnapshot(const TargetInfo &info)
{
    const bool known = std::any_of(m_snapshots.begin(), m_snapshots.end(), [&info](const TargetInfo &one) {
        return one.target.path == info.target.path;
    });
    if (known)
        return;
    m_snapshots << info;
    refresh();
    Q_EMIT ticksChanged();
}

bool SearchTargets::isTicked(int place) const
{
    return m_model->item(place, Target)->checkState() == Qt::Checked;
}

QList<int> SearchTargets::ticked() const
{
    QList<int> places;
    for (int i = 0; i < m_places.size(); ++i) {
        if (isTicked(i))
            places << i;
    }
    return places;
}

int SearchTargets::sameAs(int place) const
{
    for (int i = 0; i < place; ++i) {
        if (isTicked(i) && compareside::areSame(m_places.at(i).side, m_places.at(place).side, m_workspace))
            return i;
    }
    return -1;
}

void SearchTargets::setWords(int place, const QString &words)
{
    const QScopedValueRollback filling(m_filling, true);
    QStandardItem *item = m_model->item(place, Reads);
    if (item->text() != words)
        item->setText(words);
}

QString SearchTargets::title(int place) const
{
    return m_model->item(place, Target)->text();
}

void SearchTargets::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_view->setColumnWidth(Target, width() * 36 / 100);
    m_view->setColumnWidth(Owner, width() * 18 / 100);
}

void SearchTargets::tickAll(const std::function<bool(const SearchPlace &)> &which)
{
    {
        const QScopedValueRollback filling(m_filling, true);
        for (int i = 0; i < m_places.size(); ++i) {
            const bool tick = which(m_places.at(i));
            m_ticks.insert(m_places.at(i).key(), tick);
            m_model->item(i, Target)->setCheckState(tick ? Qt::Checked : Qt::Unchecked);
        }
    }
    Q_EMIT ticksChanged();
}

} // namespace kv::ui
