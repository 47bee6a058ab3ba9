// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/target.h"
#include "store/store.h"

#include <QList>

#include <QSet>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace kv {
class WriteGuard;
}

namespace kv::remote {
class ApiClient;
}

namespace kv::wiring {

/// The one door to the data. Whatever the window or kvw reads or writes goes through a store from here, so
/// that what must hold for every write has one place. Used on the thread that its stores live on.
class StoreOpener
{
public:
    /// What remote targets are opened with: the client, and the account of a target that names none.
    struct Remote
    {
        std::shared_ptr<remote::ApiClient> client;
        QString accountId;
    };

    /// The store of a target; the same one again while anybody holds it. Null for a remote target while there
    /// is no client. One for which `isProduction` answers true comes locked, unless its changes are allowed.
    std::shared_ptr<Store> open(const Target &target);

    void setRemote(Remote remote);
    void setProductionTest(std::function<bool(const Target &)> isProduction);
    /// Unlocks a production target until the program ends, or locks it again; also while it is open.
    void allowChanges(const Target &target, bool allowed);
    bool changesAllowed(const Target &target) const;
    /// Locks what has become production meanwhile, or unlocks what is not any more.
    void judgeAgain();

    /// How long a write through a store opened from now on waits for another program's lock.
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

private:
    struct Opened
    {
        Target target;
        std::weak_ptr<Store> store;
        std::weak_ptr<WriteGuard> guard; ///< remote targets: the same store
    };

    std::shared_ptr<Store> make(const Target &target, std::weak_ptr<WriteGuard> &guard) const;

    QList<Opened> m_opened;
    Remote m_remote;
    std::function<bool(const Target &)> m_isProduction;
    QSet<QString> m_allowed; ///< ids of production namespaces that may be changed
    std::optional<std::chrono::milliseconds> m_patience;
};

} // namespace kv::wiring
