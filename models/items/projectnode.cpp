// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/projectnode.h"

#include "text/units.h"

#include <QDir>
#include <QSet>

#include <algorithm>

namespace kv::items {

using Kind = ProjectModel::NodeKind;

int ProjectNode::row() const
{
    if (!parent)
        return 0;
    const auto &siblings = parent->children;
    return int(
        std::find_if(siblings.begin(), siblings.end(), [this](const auto &n) { return n.get() == this; }) -
        siblings.begin());
}

bool ProjectNode::looksLike(const ProjectNode &other) const
{
    return kind == other.kind && text == other.text && secondary == other.secondary &&
           toolTip == other.toolTip && configPath == other.configPath && line == other.line &&
           column == other.column && severity == other.severity && environment == other.environment &&
           binding == other.binding && error == other.error && targets == other.targets &&
           namespaces == other.namespaces && uses == other.uses && place == other.place;
}

void ProjectNode::takeLooks(ProjectNode other)
{
    other.parent = parent;
    other.children = std::move(children);
    *this = std::move(other);
}

namespace {

void raise(std::optional<Severity> &worst, const std::optional<Severity> &severity)
{
    if (severity && (!worst || int(*severity) < int(*worst))) // Error is the first
        worst = severity;
}

} // namespace

std::unique_ptr<ProjectNode> makeNode(Kind kind, const QString &id, const QString &text)
{
    auto node = std::make_unique<ProjectNode>();
    node->kind = kind;
    node->id = QString::number(int(kind)) + QLatin1Char(':') + id;
    node->text = text;
    return node;
}

void adopt(ProjectNode &parent, ProjectNodes children)
{
    QSet<QString> ids;
    for (auto &child : children) {
        const QString id = child->id;
        for (int n = 2; ids.contains(child->id); ++n)
            child->id = id + QLatin1Char('\n') + QString::number(n);
        ids.insert(child->id);
        child->parent = &parent;
        raise(parent.severity, child->severity);
    }
    parent.children = std::move(children);
}

namespace {

QString countOf(qint64 n, const QString &one, const QString &many)
{
    return n == 1 ? one : many.arg(text::countText(n));
}

using NodePtr = std::unique_ptr<ProjectNode>;

QString keysText(const TargetInfo &target)
{
    if (!target.exists || !target.count)
        return {};
    return countOf(*target.count, ProjectModel::tr("1 key"), ProjectModel::tr("%1 keys"));
}

NodePtr problemNode(const Diagnostic &diagnostic, const QString &configPath)
{
    auto node = makeNode(Kind::Problem, diagnostic.message, diagnostic.message);
    node->configPath = configPath;
    node->line = diagnostic.line;
    node->column = diagnostic.column;
    node->severity = diagnostic.severity;
    return node;
}

NodePtr problemNode(const Error &error, const QString &configPath)
{
    auto node = makeNode(Kind::Problem, error.path + QLatin1Char('\n') + error.detail, error.detail);
    node->configPath = configPath;
    node->line = error.line;
    node->column = error.column;
    node->severity = Severity::Error;
    node->error = error;
    node->toolTip = QDir::toNativeSeparators(error.path);
    return node;
}

NodePtr bindingNode(const Binding &binding, const Environment &environment, const QString &configPath)
{
    auto node = makeNode(Kind::Binding, binding.name, binding.name);
    node->configPath = configPath;
    node->line = binding.line;
    node->column = binding.column;
    node->environment = environment.name;
    node->binding = binding;
    node->targets = binding.targets;
    if (const TargetInfo *local = binding.target(Place::Local, IdKind::Id))
        node->secondary = keysText(*local);
    QStringList ids;
    if (binding.id)
        ids << QStringLiteral("id %1").arg(*binding.id);
    if (binding.previewId)
        ids << QStringLiteral("preview_id %1").arg(*binding.previewId);
    node->toolTip = ids.join(QLatin1Char('\n'));
    return node;
}

void addEnvironment(ProjectNodes &nodes, const Environment &environment, const QString &configPath)
{
    for (const Diagnostic &diagnostic : environment.diagnostics)
        nodes.push_back(problemNode(diagnostic, configPath));
    for (const Binding &binding : environment.bindings)
        nodes.push_back(bindingNode(binding, environment, configPath));
}

NodePtr environmentNode(const Environment &environment, const QString &configPath)
{
    auto node = makeNode(Kind::Environment, environment.name, QStringLiteral("env.") + environment.name);
    node->configPath = configPath;
    node->line = environment.line;
    node->environment = environment.name;
    node->secondary = environment.workerName;
    ProjectNodes children;
    addEnvironment(children, environment, configPath);
    adopt(*node, std::move(children));
    return node;
}

NodePtr workerNode(const Worker &worker)
{
    auto node =
        makeNode(Kind::Worker, worker.configPath, worker.name.isEmpty() ? worker.relativePath : worker.name);
    node->configPath = worker.configPath;
    node->secondary = worker.name.isEmpty() ? QString() : worker.relativePath;
    node->toolTip = QDir::toNativeSeparators(worker.configPath);
    ProjectNodes children;
    if (worker.error)
        children.push_back(problemNode(*worker.error, worker.configPath));
    for (const Environment &environment : worker.environments) {
        if (environment.name.isEmpty())
            addEnvironment(children, environment, worker.configPath);
        else
            children.push_back(environmentNode(environment, worker.configPath));
    }
    adopt(*node, std::move(children));
    return node;
}

NodePtr storeNode(const TargetInfo &target)
{
    const bool named = target.target.databaseName.isEmpty();
    auto node =
        makeNode(Kind::Store, target.name, named ? target.target.namespaceId : target.target.databaseName);
    node->targets = {target};
    node->secondary = keysText(target);
    node->toolTip = QDir::toNativeSeparators(target.path);
    return node;
}

} // namespace

ProjectNodes buildProjectTree(const Project &project)
{
    ProjectNodes roots;
    if (project.root.isEmpty())
        return roots;
    const QString folder = QDir(project.root).dirName();
    roots.push_back(makeNode(Kind::Project, project.root, folder.isEmpty() ? project.root : folder));
    ProjectNode &top = *roots.back();
    top.secondary =
        countOf(project.workers.size(), ProjectModel::tr("1 worker"), ProjectModel::tr("%1 workers"));
    top.toolTip = QDir::toNativeSeparators(project.root);
    ProjectNodes below;
    for (const Worker &worker : project.workers)
        below.push_back(workerNode(worker));
    for (const Error &problem : project.problems)
        below.push_back(problemNode(problem, {}));
    adopt(top, std::move(below));

    if (!project.onlyOnDisk.isEmpty()) {
        roots.push_back(makeNode(Kind::Section, QString(), ProjectModel::tr("Only on disk")));
        ProjectNodes stores;
        for (const TargetInfo &target : project.onlyOnDisk)
            stores.push_back(storeNode(target));
        adopt(*roots.back(), std::move(stores));
    }
    return roots;
}

} // namespace kv::items
