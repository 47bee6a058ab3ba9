// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/projectmodel.h"

#include "items/accountnodes.h"
#include "items/favouritenodes.h"
#include "items/projectnode.h"

#include <QSet>

#include <algorithm>

namespace kv::items {

ProjectModel::ProjectModel(QObject *parent)
    : QAbstractItemModel(parent),
      m_root(std::make_unique<ProjectNode>())
{
}

ProjectModel::~ProjectModel() = default;

void ProjectModel::setProject(const Project &project)
{
    m_project = project;
    rebuild();
}

void ProjectModel::setAccount(const AccountView &account)
{
    if (m_account == account)
        return;
    m_account = account;
    rebuild();
}

void ProjectModel::setFavourites(const QList<SavedPlace> &favourites)
{
    if (m_favourites == favourites)
        return;
    m_favourites = favourites;
    rebuild();
}

void ProjectModel::rebuild()
{
    ProjectNodes roots = buildProjectTree(m_project);
    if (m_account && !roots.empty()) {
        if (m_account->namespaces)
            markListed(roots, *m_account->namespaces);
        roots.push_back(accountNode(*m_account, m_project));
    }
    if (!m_favourites.isEmpty() && !roots.empty())
        roots.insert(roots.begin(), favouritesNode(m_favourites, m_project));
    merge(m_root.get(), std::move(roots));
}

/// Makes the children of `shown` what `wanted` is, with the fewest rows removed, moved or inserted.
void ProjectModel::merge(ProjectNode *shown, ProjectNodes wanted)
{
    const QModelIndex parent = indexOf(shown);
    ProjectNodes &nodes = shown->children;
    QSet<QString> ids;
    for (const auto &node : wanted)
        ids.insert(node->id);
    for (int row = int(nodes.size()) - 1; row >= 0; --row) {
        if (ids.contains(nodes[size_t(row)]->id))
            continue;
        beginRemoveRows(parent, row, row);
        nodes.erase(nodes.begin() + row);
        endRemoveRows();
    }
    for (int row = 0; row < int(wanted.size()); ++row) {
        auto &want = wanted[size_t(row)];
        const auto found = std::find_if(nodes.begin() + row, nodes.end(),
                                        [&want](const auto &node) { return node->id == want->id; });
        if (found == nodes.end()) {
            beginInsertRows(parent, row, row);
            want->parent = shown;
            nodes.insert(nodes.begin() + row, std::move(want));
            endInsertRows();
            continue;
        }
        const int from = int(found - nodes.begin());
        if (from != row) {
            beginMoveRows(parent, from, from, parent, row);
            std::rotate(nodes.begin() + row, nodes.begin() + from, nodes.begin() + from + 1);
            endMoveRows();
        }
        update(nodes[size_t(row)].get(), std::move(*want));
    }
}

void ProjectModel::update(ProjectNode *shown, ProjectNode wanted)
{
    const bool changed = !shown->looksLike(wanted);
    ProjectNodes children = std::move(wanted.children);
    if (changed) {
        shown->takeLooks(std::move(wanted));
        const QModelIndex at = indexOf(shown);
        Q_EMIT dataChanged(at, at);
    }
    merge(shown, std::move(children));
}

namespace {

const ProjectNode *findTarget(const ProjectNode &node, const QString &name)
{
    const auto isIt = [&name](const TargetInfo &target) { return target.name == name; };
    const bool isOwn = node.kind != ProjectModel::NodeKind::Favourite; // which only points there
    if (isOwn && std::any_of(node.targets.begin(), node.targets.end(), isIt))
        return &node;
    for (const auto &child : node.children)
        if (const ProjectNode *found = findTarget(*child, name))
            return found;
    return nullptr;
}

} // namespace

QModelIndex ProjectModel::indexOfTarget(const QString &targetName) const
{
    const ProjectNode *node = findTarget(*m_root, targetName);
    return node ? indexOf(node) : QModelIndex();
}

ProjectNode *ProjectModel::nodeAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<ProjectNode *>(index.internalPointer()) : m_root.get();
}

QModelIndex ProjectModel::indexOf(const ProjectNode *node) const
{
    return node->parent ? createIndex(node->row(), 0, node) : QModelIndex();
}

QModelIndex ProjectModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeAt(parent)->children[size_t(row)].get());
}

QModelIndex ProjectModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(nodeAt(index)->parent) : QModelIndex();
}

int ProjectModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(nodeAt(parent)->children.size());
}

int ProjectModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant ProjectModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ProjectNode *node = nodeAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return node->text;
    case Qt::ToolTipRole:
        return node->toolTip;
    case NodeKindRole:
        return QVariant::fromValue(node->kind);
    case TargetsRole:
        return node->targets.isEmpty() ? QVariant() : QVariant::fromValue(node->targets);
    case ConfigPathRole:
        return node->configPath;
    case LineRole:
        return node->line;
    case ColumnRole:
        return node->column;
    case SeverityRole:
        return node->severity ? QVariant::fromValue(*node->severity) : QVariant();
    case SecondaryTextRole:
        return node->secondary;
    case BindingRole:
        return node->binding ? QVariant::fromValue(*node->binding) : QVariant();
    case EnvironmentRole:
        return node->environment ? QVariant(*node->environment) : QVariant();
    case ErrorRole:
        return node->error ? QVariant::fromValue(*node->error) : QVariant();
    case NamespacesRole:
        return QVariant::fromValue(node->namespaces);
    case PlaceRole:
        return node->place ? QVariant::fromValue(*node->place) : QVariant();
    case UsesRole:
        return node->uses;
    default:
        return {};
    }
}

} // namespace kv::items
