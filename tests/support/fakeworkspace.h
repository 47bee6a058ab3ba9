// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/async.h"
#include "store/memorystore.h"
#include "store/workspace.h"
#include "store/writeguard.h"
#include "support/fakecloudflare.h"

#include <QHash>
#include <QTemporaryDir>

#include <functional>

namespace kv::test {

/// A Workspace on stores in memory. Tests write the project by hand and reach every store by namespace id.
class FakeWorkspace : public Workspace
{
public:
    explicit FakeWorkspace(Clock clock = systemClock()) : m_clock(std::move(clock)) {}

    void openFolder(const QString &path) override
    {
        opened << path;
        Q_EMIT projectChanged();
    }
    void closeFolder() override { setProject({}); }
    QFuture<Result<QString>> sampleProject() override { return readyFuture(sample); }
    void refresh() override { ++refreshes; }
    const Project &project() const override { return m_project; }
    bool isReading() const override { return reading; }
    std::shared_ptr<Store> open(const Target &target) override
    {
        if (target.place != Place::Remote)
            return store(target.namespaceId);
        if (m_cloudflare.state() != Cloudflare::State::Ready)
            return nullptr;
        auto &guard = m_guards[target.namespaceId];
        if (!guard)
            guard = std::make_shared<WriteGuard>(remoteStore(target.namespaceId), QStringLiteral("locked"));
        guard->setLocked(!changesAllowed(target));
        return guard;
    }
    FakeCloudflare &cloudflare() override { return m_cloudflare; }
    bool isProduction(const Target &target) const override
    {
        return target.place == Place::Remote && production.contains(target.namespaceId);
    }
    void allowChanges(const Target &target, bool yes) override
    {
        allowed.removeAll(target.namespaceId);
        if (yes)
            allowed << target.namespaceId;
        if (const auto guard = m_guards.value(target.namespaceId))
            guard->setLocked(!changesAllowed(target));
    }
    bool changesAllowed(const Target &target) const override
    {
        return !isProduction(target) || allowed.contains(target.namespaceId);
    }

    QFuture<Result<Project>> readOther(const QString &path) override
    {
        return readyFuture(others.contains(path) ? Result<Project>(others.value(path))
                                                 : Result<Project>(fail(ErrorKind::NotFound,
                                                                        QStringLiteral("no folder"), path)));
    }
    QString workFolder() const override { return m_folder.path(); }
    Result<std::unique_ptr<EntrySource>> openSnapshot(const QString &path) const override
    {
        if (!onOpenSnapshot)
            return fail(ErrorKind::NotFound, QStringLiteral("no file"), path);
        return onOpenSnapshot(path);
    }
    Omissions omissionsOf(const Store &) const override { return omissions; }
    Result<std::unique_ptr<EntrySink>> createSnapshot(const QString &path,
                                                      const QString &sourceName) const override
    {
        if (!onCreateSnapshot)
            return fail(ErrorKind::Denied, QStringLiteral("no disk"), path);
        return onCreateSnapshot(path, sourceName);
    }

    void setProject(const Project &project)
    {
        m_project = project;
        Q_EMIT projectChanged();
    }
    std::shared_ptr<MemoryStore> store(const QString &namespaceId)
    {
        auto &store = m_stores[namespaceId];
        if (!store)
            store = std::make_shared<MemoryStore>(m_clock);
        return store;
    }

    /// What lies at Cloudflare under an id.
    std::shared_ptr<MemoryStore> remoteStore(const QString &namespaceId)
    {
        auto &store = m_remote[namespaceId];
        if (!store)
            store = std::make_shared<MemoryStore>(m_clock);
        return store;
    }

    QHash<QString, Project> others; ///< what readOther() finds
    std::function<Result<std::unique_ptr<EntrySource>>(const QString &)> onOpenSnapshot;
    std::function<Result<std::unique_ptr<EntrySink>>(const QString &, const QString &)> onCreateSnapshot;
    Omissions omissions;                                         ///< of every store
    Result<QString> sample = QStringLiteral("/home/ada/sample"); ///< what sampleProject() answers
    QStringList opened;
    int refreshes = 0;
    bool reading = false;
    QStringList production; ///< ids of namespaces that count as production at Cloudflare
    QStringList allowed;    ///< those of them that may be changed

private:
    QTemporaryDir m_folder;
    FakeCloudflare m_cloudflare;
    Clock m_clock;
    Project m_project;
    QHash<QString, std::shared_ptr<MemoryStore>> m_stores;
    QHash<QString, std::shared_ptr<MemoryStore>> m_remote;
    QHash<QString, std::shared_ptr<WriteGuard>> m_guards;
};

inline TargetInfo localTarget(const QString &name, const QString &id, IdKind kind, const QStringList &usedBy)
{
    TargetInfo info;
    info.target.namespaceId = id;
    info.target.stateRoot = QStringLiteral("/home/ada/shop/.wrangler/state/v3");
    info.name = name;
    info.kind = kind;
    info.usedBy = usedBy;
    info.path = info.target.stateRoot +
                QStringLiteral("/kv/miniflare-KVNamespaceObject/%1.sqlite").arg(id.leftJustified(40, u'0'));
    info.exists = true;
    return info;
}

/// TODO with both ids, as in wrangler's documentation.
inline Binding todoBinding()
{
    Binding todo;
    todo.name = QStringLiteral("TODO");
    todo.id = QStringLiteral("06779da6940b431db6e566b4846d64db");
    todo.previewId = QStringLiteral("06779da6940b431db6e566b484a6a769a7a");
    todo.line = 7;
    todo.targets = {
        localTarget(QStringLiteral("local:TODO"), *todo.id, IdKind::Id,
                    {QStringLiteral("wrangler kv key list"), QStringLiteral("wrangler kv key get"),
                     QStringLiteral("wrangler kv bulk get")}),
        localTarget(QStringLiteral("local:TODO:preview"), *todo.previewId, IdKind::Preview,
                    {QStringLiteral("wrangler dev"), QStringLiteral("wrangler kv key list --preview")})};
    return todo;
}

/// The targets at Cloudflare of a binding with both ids, behind its local ones.
inline void addRemoteTargets(Binding &binding)
{
    const auto remote = [&binding](IdKind kind, const QString &id, const QStringList &usedBy) {
        TargetInfo info;
        info.target.place = Place::Remote;
        info.target.namespaceId = id;
        info.name = QStringLiteral("remote:") + binding.name +
                    (kind == IdKind::Preview ? QStringLiteral(":preview") : QString());
        info.kind = kind;
        info.usedBy = usedBy;
        binding.targets << info;
    };
    remote(IdKind::Id, *binding.id,
           {QStringLiteral("the deployed Worker"), QStringLiteral("wrangler kv key list --remote")});
    remote(IdKind::Preview, *binding.previewId, {QStringLiteral("wrangler dev --remote")});
}

/// SESSIONS with an id only and no store on disk.
inline Binding sessionsBinding()
{
    Binding sessions;
    sessions.name = QStringLiteral("SESSIONS");
    sessions.id = QStringLiteral("5e5510215e5510215e5510215e551021");
    sessions.line = 12;
    sessions.targets = {localTarget(QStringLiteral("local:SESSIONS"), *sessions.id, IdKind::Id,
                                    {QStringLiteral("wrangler dev"), QStringLiteral("wrangler kv key list"),
                                     QStringLiteral("wrangler kv key put")})};
    sessions.targets.first().exists = false;
    return sessions;
}

/// A folder with a good Worker that has an environment, a broken wrangler file, and a store that no binding
/// names.
inline Project shopProject()
{
    Project project;
    project.root = QStringLiteral("/home/ada/shop");
    Worker orders;
    orders.configPath = project.root + QStringLiteral("/orders/wrangler.jsonc");
    orders.relativePath = QStringLiteral("orders/wrangler.jsonc");
    orders.name = QStringLiteral("orders");
    Environment top;
    top.bindings = {todoBinding(), sessionsBinding()};
    Environment staging;
    staging.name = QStringLiteral("staging");
    staging.workerName = QStringLiteral("orders-staging");
    Binding stagingTodo;
    stagingTodo.name = QStringLiteral("TODO");
    stagingTodo.id = QStringLiteral("57a6157a6157a6157a6157a6157a6157");
    stagingTodo.targets = {localTarget(QStringLiteral("local:TODO@staging"), *stagingTodo.id, IdKind::Id,
                                       {QStringLiteral("wrangler dev --env staging")})};
    stagingTodo.targets.first().environment = staging.name;
    staging.bindings = {stagingTodo};
    orders.environments = {top, staging};
    Worker edge;
    edge.configPath = project.root + QStringLiteral("/edge/wrangler.toml");
    edge.relativePath = QStringLiteral("edge/wrangler.toml");
    edge.error = Error{.kind = ErrorKind::InvalidInput,
                       .detail = QStringLiteral("missing \"]\""),
                       .path = edge.configPath,
                       .line = 14,
                       .column = 3};
    project.workers = {orders, edge};
    TargetInfo lost = localTarget(QStringLiteral("local:#9b48101ceaa2"), {}, IdKind::Id, {});
    lost.target.databaseName = QStringLiteral("9b48101ceaa2").leftJustified(64, u'4');
    lost.count = 312;
    project.onlyOnDisk = {lost};
    return project;
}

} // namespace kv::test
