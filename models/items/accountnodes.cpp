// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/accountnodes.h"

#include <algorithm>

namespace kv::items {

using Kind = ProjectModel::NodeKind;

namespace {

/// The binding's remote target of that id; made by hand where the reading of the project has none.
TargetInfo remoteTarget(const Binding &binding, IdKind kind, const Environment &environment,
                        const QString &namespaceId)
{
    if (const TargetInfo *info = binding.target(Place::Remote, kind))
        return *info;
    return {.target = {.place = Place::Remote,
                       .namespaceId = namespaceId,
                       .accountId = environment.accountId.value_or(QString())},
            .name = QStringLiteral("remote:#") + namespaceId,
            .kind = kind,
            .environment = environment.name};
}

/// An id for the eye: "0677…64db".
QString shortId(const QString &id)
{
    return id.size() <= 12 ? id : id.left(4) + QChar(0x2026) + id.right(4);
}

std::unique_ptr<ProjectNode> namespaceNode(const AccountNamespace &ns, const QString &accountId,
                                           const Project &project)
{
    auto node = makeNode(Kind::Namespace, ns.id, ns.title);
    node->namespaces = {ns};
    const QList<NamespaceUse> uses = usesOf(project, ns.id);
    for (const NamespaceUse &use : uses)
        node->uses << use.words();
    if (uses.isEmpty()) {
        node->targets = {accountTarget(ns, accountId)};
        node->secondary = ProjectModel::tr("not bound · %1").arg(shortId(ns.id));
        node->toolTip =
            ProjectModel::tr("%1\nid %2\nNo binding of this project uses it.").arg(ns.title, ns.id);
        return node;
    }
    node->targets = {uses.first().info};
    node->binding = uses.first().binding;
    const QString by = ProjectModel::tr("used by %1").arg(node->uses.join(QStringLiteral(", ")));
    node->secondary = by + QStringLiteral(" · ") + shortId(ns.id);
    node->toolTip = ProjectModel::tr("%1\nid %2\n").arg(ns.title, ns.id) + by;
    return node;
}

std::unique_ptr<ProjectNode> errorNode(const Error &error)
{
    auto node = makeNode(Kind::Problem, QString(), error.detail);
    node->severity = Severity::Error;
    node->error = error;
    return node;
}

} // namespace

QString NamespaceUse::words() const
{
    const QString where =
        info.environment.isEmpty() ? binding.name : binding.name + QLatin1Char('@') + info.environment;
    const auto kind = info.kind == IdKind::Preview ? QStringLiteral("preview_id") : QStringLiteral("id");
    return QStringLiteral("%1 (%2)").arg(where, kind);
}

QList<NamespaceUse> usesOf(const Project &project, const QString &namespaceId)
{
    QList<NamespaceUse> uses;
    if (namespaceId.isEmpty())
        return uses;
    for (const IdKind kind : {IdKind::Id, IdKind::Preview}) {
        for (const Worker &worker : project.workers) {
            for (const Environment &environment : worker.environments) {
                for (const Binding &binding : environment.bindings) {
                    const auto &id = kind == IdKind::Preview ? binding.previewId : binding.id;
                    if (id == namespaceId)
                        uses.append({remoteTarget(binding, kind, environment, namespaceId), binding});
                }
            }
        }
    }
    return uses;
}

TargetInfo accountTarget(const AccountNamespace &ns, const QString &accountId)
{
    return {.target = {.place = Place::Remote, .namespaceId = ns.id, .accountId = accountId},
            .name = QStringLiteral("remote:#") + ns.id};
}

std::unique_ptr<ProjectNode> accountNode(const AccountView &view, const Project &project)
{
    auto node = makeNode(Kind::Account, QString(), ProjectModel::tr("Account"));
    QStringList beside;
    for (const QString &part : {view.name, view.words}) {
        if (!part.isEmpty())
            beside << part;
    }
    node->secondary = beside.join(QStringLiteral(" · "));
    node->toolTip = view.toolTip;
    ProjectNodes below;
    if (view.error)
        below.push_back(errorNode(*view.error));
    if (view.namespaces) {
        for (const AccountNamespace &ns : *view.namespaces)
            below.push_back(namespaceNode(ns, view.id, project));
    }
    adopt(*node, std::move(below));
    return node;
}

void markListed(const ProjectNodes &nodes, const QList<AccountNamespace> &listed)
{
    for (const auto &node : nodes) {
        for (const TargetInfo &info : std::as_const(node->targets)) {
            if (info.target.place != Place::Remote)
                continue;
            const auto found =
                std::find_if(listed.begin(), listed.end(), [&info](const AccountNamespace &ns) {
                    return ns.id == info.target.namespaceId;
                });
            if (found != listed.end())
                node->namespaces.append(*found);
        }
        markListed(node->children, listed);
    }
}

} // namespace kv::items
