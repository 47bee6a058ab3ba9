// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/target.h"
#include "store/store.h"

#include <QList>

#include <chrono>
#include <memory>
#include <optional>

namespace kv::wiring {

/// The one door to the data. Whatever the window or kvw reads or writes goes through a store from here, so
/// that what must hold for every write has one place. Used on the thread that its stores live on.
class StoreOpener
{
public:
    /// The store of a target; the same one again while anybody holds it.
    std::shared_ptr<Store> open(const Target &target);

    /// How long a write through a store opened from now on waits for another program's lock.
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

private:
    struct Opened
    {
        Target target;
        std::weak_ptr<Store> store;
    };
    QList<Opened> m_opened;
    std::optional<std::chrono::milliseconds> m_patience;
};

} // namespace kv::wiring
