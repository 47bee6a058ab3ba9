// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/namespacespane.h"

#include "items/projectmodel.h"
#include "ui/accountactions.h"
#include "ui/emptystate.h"
#include "ui/namespacedelegate.h"
#include "ui/namespaceform.h"
#include "ui/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace kv::ui {

using items::ProjectModel;
using Kind = ProjectModel::NodeKind;

NamespacesPane::NamespacesPane(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_model(new ProjectModel(this)),
      m_view(new QTreeView(this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(QStringLiteral("namespacesEmpty"), this)),
      m_actions(new AccountActions(theme, this))
{
    setObjectName(QStringLiteral("namespacesPane"));
    setAttribute(Qt::WA_StyledBackground);
    m_view->setObjectName(QStringLiteral("namespacesView"));
    m_view->setAccessibleName(tr("Namespaces"));
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setIndentation(16);
    m_view->setExpandsOnDoubleClick(false);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setItemDelegate(new NamespaceDelegate(theme, m_view));
    m_view->setModel(m_model);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    column->addWidget(m_actions);
    m_actions->hide();

    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &NamespacesPane::choose);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &NamespacesPane::updateActions);
    connect(m_view, &QTreeView::activated, this, &NamespacesPane::activate);
    connect(m_view, &QTreeView::customContextMenuRequested, this, &NamespacesPane::showMenu);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &NamespacesPane::expandNew);
    connect(m_empty, &EmptyState::actionRequested, this, &NamespacesPane::openFolderRequested);
    connect(&theme, &Theme::changed, m_view->viewport(), qOverload<>(&QWidget::update));
    showWords({}, false);
}

void NamespacesPane::setProject(const Project &project, bool reading)
{
    {
        const QScopedValueRollback quiet(m_quiet, true); // a row that goes moves the current one
        if (project.root != m_root)
            m_accountWanted = false;
        m_model->setProject(project);
    }
    if (project.root != m_root && m_form)
        m_form->dismiss(); // it speaks of another project's account
    m_root = project.root;
    m_configFiles.clear();
    for (const Worker &worker : project.workers)
        m_configFiles << worker.relativePath;
    showWords(project, reading);
}

void NamespacesPane::setFavourites(const QList<items::SavedPlace> &favourites)
{
    const QScopedValueRollback quiet(m_quiet, true); // a row that goes moves the current one
    m_favourites = favourites;
    m_model->setFavourites(favourites);
}

void NamespacesPane::showWords(const Project &project, bool reading)
{
    const QString folder = QDir::toNativeSeparators(project.root);
    if (project.root.isEmpty() && !reading)
        m_empty->setWords(tr("No folder is open"),
                          tr("Open the folder of a Worker, or of a repository that holds several."),
                          tr("Open folder…"));
    else if (reading)
        m_empty->setWords(tr("Reading the folder…"), folder);
    else
        m_empty->setWords(tr("No wrangler file under %1").arg(folder),
                          tr("KV Workbench looks for wrangler.json, wrangler.jsonc and wrangler.toml in this "
                             "folder and below it."),
                          tr("Open folder…"));
    const bool anything =
        !project.workers.isEmpty() || !project.onlyOnDisk.isEmpty() || !project.problems.isEmpty();
    m_stack->setCurrentWidget(anything ? static_cast<QWidget *>(m_view) : m_empty);
}

void NamespacesPane::setCurrentTarget(const QString &targetName)
{
    const QScopedValueRollback quiet(m_quiet, true);
    QModelIndex index = targetName.isEmpty() ? QModelIndex() : m_model->indexOfTarget(targetName);
    const QModelIndex current = m_view->currentIndex();
    const auto here = current.data(ProjectModel::TargetsRole).value<QList<TargetInfo>>();
    if (std::any_of(here.begin(), here.end(),
                    [&](const TargetInfo &info) { return info.name == targetName; }))
        index = current;
    if (index.isValid())
        m_view->setCurrentIndex(index);
    else
        m_view->selectionModel()->clear();
}

bool NamespacesPane::chooseTarget(const QString &targetName)
{
    const QModelIndex index = m_model->indexOfTarget(targetName);
    if (index.isValid())
        m_view->setCurrentIndex(index); // tells
    return index.isValid();
}

void NamespacesPane::expandNew(const QModelIndex &parent, int first, int last)
{
    // What is new opens; what the user closed stays closed because its rows are not inserted again.
    const auto parentKind = parent.data(ProjectModel::NodeKindRole).value<Kind>();
    if (parent.isValid() && (parentKind != Kind::Account || m_accountWanted))
        m_view->expand(parent);
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = m_model->index(row, 0, parent);
        const auto kind = index.data(ProjectModel::NodeKindRole).value<Kind>();
        if (kind != Kind::Account || m_accountWanted)
            m_view->expand(index);
        if (const int children = m_model->rowCount(index))
            expandNew(index, 0, children - 1);
    }
}

TargetInfo NamespacesPane::pick(const QList<TargetInfo> &targets) const
{
    const TargetInfo *best = &targets.first();
    const auto fit = [this](const TargetInfo &info) {
        const bool place = info.target.place == m_preferredPlace;
        // Of two stores the one that is there: a look at an empty one first would only puzzle.
        const bool there = info.target.place != Place::Local || info.exists;
        return (place ? 4 : 0) + (there ? 2 : 0) + (info.kind == m_preferred ? 1 : 0);
    };
    for (const TargetInfo &info : targets) {
        if (fit(info) > fit(*best))
            best = &info;
    }
    return *best;
}

void NamespacesPane::choose(const QModelIndex &index)
{
    if (m_quiet || !index.isValid())
        return;
    const QVariant favourite = index.data(ProjectModel::PlaceRole);
    if (favourite.isValid()) {
        Q_EMIT placeChosen(favourite.value<items::SavedPlace>());
        return;
    }
    const auto targets = index.data(ProjectModel::TargetsRole).value<QList<TargetInfo>>();
    if (targets.isEmpty())
        return;
    Q_EMIT targetChosen(pick(targets), index.data(ProjectModel::BindingRole).value<Binding>());
}

bool NamespacesPane::openInNewTab(const QModelIndex &index)
{
    const QVariant favourite = index.data(ProjectModel::PlaceRole);
    if (favourite.isValid()) {
        Q_EMIT placeInNewTabRequested(favourite.value<items::SavedPlace>());
        return true;
    }
    const auto targets = index.data(ProjectModel::TargetsRole).value<QList<TargetInfo>>();
    if (targets.isEmpty())
        return false;
    Q_EMIT newTabRequested(pick(targets), index.data(ProjectModel::BindingRole).value<Binding>());
    return true;
}

// With Ctrl, or with the middle button, a binding is opened in a tab of its own and the one in front stays as
// it is: the view must not make the binding current, which opens it there.
bool NamespacesPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && (key->modifiers() & Qt::ControlModifier))
            return openInNewTab(m_view->currentIndex());
        const QVariant favourite = m_view->currentIndex().data(ProjectModel::PlaceRole);
        if (key->key() == Qt::Key_Delete && favourite.isValid()) {
            Q_EMIT favouriteToggled(favourite.value<items::SavedPlace>());
            return true;
        }
    }
    if (watched == m_view->viewport() && event->type() == QEvent::MouseButtonPress) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const bool another =
            mouse->button() == Qt::MiddleButton ||
            (mouse->button() == Qt::LeftButton && (mouse->modifiers() & Qt::ControlModifier));
        if (another) {
            openInNewTab(m_view->indexAt(mouse->pos()));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void NamespacesPane::activate(const QModelIndex &index)
{
    const auto kind = index.data(ProjectModel::NodeKindRole).value<Kind>();
    const QString path = index.data(ProjectModel::ConfigPathRole).toString();
    if (kind == Kind::Problem && !path.isEmpty())
        Q_EMIT openInEditorRequested(path, index.data(ProjectModel::LineRole).toInt());
    else if (kind == Kind::Binding || kind == Kind::Store || kind == Kind::Namespace ||
             kind == Kind::Favourite)
        choose(index);
    else if (kind == Kind::Account && m_model->rowCount(index) == 0)
        wantAccount();
    else
        m_view->setExpanded(index, !m_view->isExpanded(index));
}

void NamespacesPane::addFavouriteActions(QMenu *menu, const QModelIndex &index)
{
    const auto offer = [this, menu](const items::SavedPlace &place, const QString &what) {
        const bool has = std::any_of(m_favourites.begin(), m_favourites.end(), [&place](const auto &one) {
            return one.key == place.key && one.target.name == place.target.name &&
                   one.target.target.stateRoot == place.target.target.stateRoot;
        });
        QAction *action = menu->addAction(
            (has ? tr("Remove %1 from the favourites") : tr("Add %1 to the favourites")).arg(what), this,
            [this, place] { Q_EMIT favouriteToggled(place); });
        action->setObjectName(QStringLiteral("favouriteThisAction"));
    };
    const QVariant favourite = index.data(ProjectModel::PlaceRole);
    if (favourite.isValid())
        return offer(favourite.value<items::SavedPlace>(), tr("it"));
    const auto targets = index.data(ProjectModel::TargetsRole).value<QList<TargetInfo>>();
    if (targets.isEmpty())
        return;
    const auto target = items::SavedTarget::of(pick(targets));
    const bool isBound = !index.data(ProjectModel::BindingRole).value<Binding>().name.isEmpty();
    offer({target, {}, {}, {}}, isBound ? items::targetWords(target, true) : tr("it"));
}

void NamespacesPane::showMenu(const QPoint &at)
{
    const QModelIndex index = m_view->indexAt(at);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("namespacesMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto copy = [](const QString &text) { QApplication::clipboard()->setText(text); };
    const auto targets = index.data(ProjectModel::TargetsRole).value<QList<TargetInfo>>();
    if (!targets.isEmpty()) {
        const auto binding = index.data(ProjectModel::BindingRole).value<Binding>();
        menu->addAction(tr("Open in a new tab"), this,
                        [this, at = QPersistentModelIndex(index)] { openInNewTab(at); })
            ->setObjectName(QStringLiteral("openInNewTabAction"));
        menu->addAction(tr("Compare…"), this,
                        [this, info = pick(targets), binding] { Q_EMIT compareRequested(info, binding); })
            ->setObjectName(QStringLiteral("compareThisAction"));
    }
    addFavouriteActions(menu, index);
    if (!menu->isEmpty())
        menu->addSeparator();
    for (const TargetInfo &info : targets) {
        const QString what =
            info.kind == IdKind::Preview ? QStringLiteral("preview_id") : QStringLiteral("id");
        const QString id = info.target.namespaceId;
        const bool local = info.target.place == Place::Local;
        if (!id.isEmpty() && local) // a binding's targets at Cloudflare have the same ids
            menu->addAction(tr("Copy %1").arg(what), this, [copy, id] { copy(id); });
        if (local)
            menu->addAction(tr("Show file of %1").arg(what), this,
                            [this, path = info.path] { Q_EMIT showFileRequested(path); });
    }
    addAccountActions(menu, index);
    const QString config = index.data(ProjectModel::ConfigPathRole).toString();
    if (!config.isEmpty()) {
        const int line = index.data(ProjectModel::LineRole).toInt();
        menu->addAction(tr("Open %1 here").arg(QFileInfo(config).fileName()), this,
                        [this, config, line] { Q_EMIT openInEditorRequested(config, line); });
    }
    menu->addSeparator();
    menu->addAction(tr("Copy text"), this, [copy, index] { copy(index.data().toString()); });
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

} // namespace kv::ui
