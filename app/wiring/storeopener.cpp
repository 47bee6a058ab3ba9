// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/storeopener.h"

#include "devserver/devserverstore.h"
#include "local/localstore.h"
#include "local/location.h"
#include "remote/apiclient.h"
#include "remote/remotestore.h"
#include "snapshot/snapshotstore.h"
#include "store/writeguard.h"

namespace kv::wiring {

std::shared_ptr<Store> StoreOpener::open(const Target &target)
{
    m_opened.removeIf([](const Opened &opened) { return opened.store.expired(); });
    for (const Opened &opened : std::as_const(m_opened)) {
        if (opened.target == target)
            return opened.store.lock();
    }
    std::weak_ptr<WriteGuard> guard;
    auto store = make(target, guard);
    if (store)
        m_opened.append({target, store, guard});
    return store;
}

std::shared_ptr<Store> StoreOpener::make(const Target &target, std::weak_ptr<WriteGuard> &guard) const
{
    if (target.place == Place::Remote) {
        if (!m_remote.client)
            return nullptr;
        Target whole = target;
        if (whole.accountId.isEmpty())
            whole.accountId = m_remote.accountId;
        auto guarded =
            std::make_shared<WriteGuard>(std::make_shared<remote::RemoteStore>(m_remote.client, whole),
                                         QStringLiteral("production is locked until you allow changes"));
        guarded->setLocked(!changesAllowed(target));
        guard = guarded;
        return guarded;
    }
    if (target.place == Place::Snapshot)
        return std::make_shared<snapshot::SnapshotStore>(target.path);
    Q_ASSERT(target.place == Place::Local);
    auto store = std::make_shared<local::LocalStore>(target);
    if (m_patience)
        store->setPatience(*m_patience);
    // A dev server is asked for a namespace by its id.
    if (!target.databaseName.isEmpty() || !devserver::DevServerStore::canServe(target.namespaceId))
        return store;
    const QString databasePath = local::databaseFolder(target.stateRoot) + u'/' +
                                 local::databaseName(target.namespaceId) + QStringLiteral(".sqlite");
    return std::make_shared<devserver::DevServerStore>(std::move(store), databasePath, target.namespaceId);
}

void StoreOpener::setRemote(Remote remote)
{
    if (remote.client == m_remote.client && remote.accountId == m_remote.accountId)
        return;
    m_remote = std::move(remote);
    // Who still holds one may finish with it; who opens the target again gets one with the new credential.
    m_opened.removeIf([](const Opened &opened) { return opened.target.place == Place::Remote; });
}

void StoreOpener::setProductionTest(std::function<bool(const Target &)> isProduction)
{
    m_isProduction = std::move(isProduction);
}

void StoreOpener::allowChanges(const Target &target, bool allowed)
{
    if (allowed)
        m_allowed.insert(target.namespaceId);
    else
        m_allowed.remove(target.namespaceId);
    judgeAgain();
}

bool StoreOpener::changesAllowed(const Target &target) const
{
    const bool production = m_isProduction && m_isProduction(target);
    return !production || m_allowed.contains(target.namespaceId);
}

void StoreOpener::judgeAgain()
{
    for (const Opened &opened : std::as_const(m_opened)) {
        if (const auto guard = opened.guard.lock())
            guard->setLocked(!changesAllowed(opened.target));
    }
}

} // namespace kv::wiring
