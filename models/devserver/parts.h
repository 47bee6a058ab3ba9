// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "devserver/finder.h"
#include "devserver/turns.h"
#include "store/store.h"

#include <QNetworkAccessManager>

#include <memory>

namespace kv::devserver {

/// What the works of one store share. They hold it, so that it outlives them.
struct Parts
{
    std::shared_ptr<Store> file; ///< the store on the disk
    Clock clock;
    QString namespaceId; ///< fit for a URL as it is
    QNetworkAccessManager network;
    QObject exchanges; ///< their parent, which goes before the network does
    std::unique_ptr<Finder> finder;
    Turns turns;             ///< of requests that write, and of what must not come between
    bool hasWritten = false; ///< Through the server, and nobody was told yet.
};

} // namespace kv::devserver
