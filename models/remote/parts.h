// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "remote/apiclient.h"
#include "remote/keyturns.h"
#include "remote/namespacerequests.h"
#include "remote/overlay.h"
#include "remote/valuesizes.h"
#include "store/store.h"

namespace kv::remote {

/// What the works of one RemoteStore share; outlives them. They are children of `owner`.
struct Parts
{
    QObject *owner = nullptr;
    std::shared_ptr<ApiClient> client;
    NamespaceRequests requests;
    Clock clock;
    Overlay overlay;
    ValueSizes sizes{}; ///< Of what was read in bulk.
    std::shared_ptr<KeyTurns> turns = std::make_shared<KeyTurns>();
    std::function<void(const QList<KeyChange> &)> tell; ///< Of our own writes, as they are acknowledged.

    void noteWritten(const Entry &entry, const std::optional<Revision> &before)
    {
        overlay.wrote(entry, before);
        tell({{entry.key, true, entry.expiration, entry.metadata}});
    }
};

/// Whether an expiration that stays may be sent along: Cloudflare refuses one less than a minute away.
Result<> checkResent(const Expiration &expiration, qint64 nowMs);

} // namespace kv::remote
