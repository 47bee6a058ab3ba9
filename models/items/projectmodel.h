// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"
#include "core/project.h"
#include "items/savedplace.h"

#include <QAbstractItemModel>
#include <QMetaType>

#include <memory>
#include <optional>
#include <vector>

namespace kv::items {

struct ProjectNode;
using ProjectNodes = std::vector<std::unique_ptr<ProjectNode>>;

/// What the tree tells of the account at Cloudflare.
struct AccountView
{
    QString id;   ///< empty: not known
    QString name; ///< empty: not known
    /// How things stand, in words: "not connected".
    QString words;
    QString toolTip;
    std::optional<QList<AccountNamespace>> namespaces; ///< nullopt: not listed
    std::optional<Error> error;                        ///< why they could not be listed

    bool operator==(const AccountView &) const = default;
};

/// A project as a tree of one column:
///
///   Favourites                   Section, when there are some
///     TODO · Local id            Favourite
///   shop/                        Project
///     shop                       Worker
///       (a sentence)             Problem, of the file or its top level
///       TODO                     Binding of the top level
///       env.staging              Environment
///         TODO                   Binding
///     (a sentence)               Problem, of the folder
///   Only on disk                 Section, when there are such stores
///     1c2d…                      Store
///   Account                      Account (its name beside it), once setAccount() was called
///     shop-TODO                  Namespace
///     (a sentence)               Problem
///
/// setProject() changes only what differs, so that a view keeps selection and expansion.
class ProjectModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class NodeKind {
        Project,
        Worker,
        Environment,
        Binding,
        Problem,
        Section,
        Store,
        Account,
        Namespace,
        Favourite
    };
    Q_ENUM(NodeKind)

    enum Role {
        NodeKindRole = Qt::UserRole, ///< NodeKind
        TargetsRole, ///< QList<kv::TargetInfo>: of a Binding (as there), a Store, a Namespace or a Favourite
        ConfigPathRole,    ///< QString: the wrangler file of this node, absolute; empty when none
        LineRole,          ///< int, from 1; 0: not known
        ColumnRole,        ///< int, from 1; 0: not known
        SeverityRole,      ///< kv::Severity: of a Problem, or the worst below this node; invalid: none
        SecondaryTextRole, ///< QString: what stands beside the name, muted
        BindingRole,       ///< kv::Binding; of a Namespace the one whose target it is; invalid on other nodes
        EnvironmentRole,   ///< QString: the environment's name, empty for the top level; invalid outside
                           ///< workers
        ErrorRole,         ///< kv::Error behind a Problem; invalid for a Diagnostic
        NamespacesRole,    ///< QList<kv::AccountNamespace>: a Namespace's own; a Binding's that are in the
                           ///< account; else empty
        UsesRole,          ///< QStringList: the bindings that use a Namespace, "TODO (id)"; else empty
        PlaceRole,         ///< kv::items::SavedPlace of a Favourite, else invalid; its TargetsRole is invalid
                           ///< when the project has its target no more
    };
    Q_ENUM(Role)

    explicit ProjectModel(QObject *parent = nullptr);
    ~ProjectModel() override;

    /// Shows this reading in place of the last. An empty root empties the tree.
    void setProject(const Project &project);
    /// Shows the account below the project's own; it is not there while no folder is open.
    void setAccount(const AccountView &account);
    /// Shows the favourites above the project; they are not there while no folder is open.
    void setFavourites(const QList<SavedPlace> &favourites);
    /// The Binding, Store or Namespace, in this order, that has the target of this name (TargetInfo::name);
    /// invalid: none.
    QModelIndex indexOfTarget(const QString &targetName) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    ProjectNode *nodeAt(const QModelIndex &index) const;
    QModelIndex indexOf(const ProjectNode *node) const;
    void rebuild();
    void merge(ProjectNode *shown, ProjectNodes wanted);
    void update(ProjectNode *shown, ProjectNode wanted);

    Project m_project;
    std::optional<AccountView> m_account;
    QList<SavedPlace> m_favourites;
    std::unique_ptr<ProjectNode> m_root;
};

} // namespace kv::items

Q_DECLARE_METATYPE(kv::Severity)
Q_DECLARE_METATYPE(kv::TargetInfo)
Q_DECLARE_METATYPE(kv::Binding)
Q_DECLARE_METATYPE(kv::AccountNamespace)
