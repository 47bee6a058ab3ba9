// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "items/projectmodel.h"

#include <memory>
#include <optional>
#include <vector>

namespace kv::items {

/// One line of the ProjectModel's tree; owns what lies below it.
struct ProjectNode
{
    /// Names the node among its siblings, in every reading of the same thing.
    QString id;
    ProjectModel::NodeKind kind = ProjectModel::NodeKind::Project;
    QString text;
    QString secondary;
    QString toolTip;
    QString configPath;
    int line = 0;
    int column = 0;
    std::optional<Severity> severity;
    std::optional<QString> environment;
    std::optional<Binding> binding;
    std::optional<Error> error;
    QList<TargetInfo> targets;
    QList<AccountNamespace> namespaces;
    QStringList uses;
    std::optional<SavedPlace> place;

    ProjectNode *parent = nullptr;
    ProjectNodes children;

    /// The row among the siblings; 0 for the root.
    int row() const;
    /// Whether everything but place and children is the same.
    bool looksLike(const ProjectNode &other) const;
    /// Becomes what `other` is, where it stands.
    void takeLooks(ProjectNode other);
};

/// A line that is told from its siblings by kind and id.
std::unique_ptr<ProjectNode> makeNode(ProjectModel::NodeKind kind, const QString &id, const QString &text);

/// Hands the children over. Two of the same id are told apart by their order.
void adopt(ProjectNode &parent, ProjectNodes children);

/// The top lines of the tree for a project, with all below them; parents set below the top.
ProjectNodes buildProjectTree(const Project &project);

} // namespace kv::items
