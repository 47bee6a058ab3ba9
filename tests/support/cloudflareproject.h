// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/fakeworkspace.h"

/// The shop of fakeworkspace.h with its side at Cloudflare.
namespace kv::test {

inline const auto accountId = QStringLiteral("acc0acc0acc0acc0acc0acc0acc0acc0");

inline TargetInfo remoteTarget(const QString &name, const QString &id, IdKind kind)
{
    TargetInfo info;
    info.target.place = Place::Remote;
    info.target.namespaceId = id;
    info.name = name;
    info.kind = kind;
    return info;
}

/// TODO with all four targets.
inline Binding remoteTodo()
{
    Binding todo = todoBinding();
    todo.targets << remoteTarget(QStringLiteral("remote:TODO"), *todo.id, IdKind::Id)
                 << remoteTarget(QStringLiteral("remote:TODO:preview"), *todo.previewId, IdKind::Preview);
    return todo;
}

inline Project remoteShop()
{
    Project project = shopProject();
    auto &bindings = project.workers[0].environments[0].bindings;
    bindings[0] = remoteTodo();
    bindings[1].targets << remoteTarget(QStringLiteral("remote:SESSIONS"), *bindings[1].id, IdKind::Id);
    Binding &staging = project.workers[0].environments[1].bindings[0];
    TargetInfo info = remoteTarget(QStringLiteral("remote:TODO@staging"), *staging.id, IdKind::Id);
    info.environment = QStringLiteral("staging");
    staging.targets << info;
    return project;
}

/// What the account of the shop holds: two namespaces that TODO uses, one that nobody does.
inline QList<AccountNamespace> shopNamespaces()
{
    const Binding todo = todoBinding();
    return {{QStringLiteral("0ldcampa160000000000000000000000"), QStringLiteral("old-campaign")},
            {*todo.id, QStringLiteral("shop-TODO")},
            {*todo.previewId, QStringLiteral("shop-TODO_preview")}};
}

inline void connectAccount(FakeCloudflare &cloudflare)
{
    cloudflare.shownState = Cloudflare::State::Ready;
    cloudflare.source = QStringLiteral("CLOUDFLARE_API_TOKEN in .env");
    cloudflare.shownPermissions = QStringLiteral("may read and write");
    cloudflare.account = accountId;
    cloudflare.shownAccounts = {{accountId, QStringLiteral("Acme")}};
    cloudflare.shownNamespaces = shopNamespaces();
    cloudflare.announce();
}

} // namespace kv::test
