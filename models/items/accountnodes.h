// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"
#include "core/project.h"
#include "items/projectnode.h"

#include <optional>

namespace kv::items {

/// A binding of a project that leads to a namespace at Cloudflare.
struct NamespaceUse
{
    TargetInfo info; ///< its remote target
    Binding binding;
    /// "TODO (id)", "TODO@staging (preview_id)".
    QString words() const;
};

/// Every use of the namespace of this id, `id`s before `preview_id`s, else in the project's order.
QList<NamespaceUse> usesOf(const Project &project, const QString &namespaceId);

/// The target of a namespace that no binding of the project names.
TargetInfo accountTarget(const AccountNamespace &ns, const QString &accountId);

/// The line of the account, with a line below it for each of its namespaces.
std::unique_ptr<ProjectNode> accountNode(const AccountView &view, const Project &project);

/// Notes on each binding of a tree which of its namespaces the account has.
void markListed(const ProjectNodes &nodes, const QList<AccountNamespace> &listed);

} // namespace kv::items
