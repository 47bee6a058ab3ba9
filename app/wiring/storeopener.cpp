// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/storeopener.h"

#include "local/localstore.h"

namespace kv::wiring {

std::shared_ptr<Store> StoreOpener::open(const Target &target)
{
    m_opened.removeIf([](const Opened &opened) { return opened.store.expired(); });
    for (const Opened &opened : std::as_const(m_opened)) {
        if (opened.target == target)
            return opened.store.lock();
    }
    Q_ASSERT(target.place == Place::Local);
    auto store = std::make_shared<local::LocalStore>(target);
    if (m_patience)
        store->setPatience(*m_patience);
    m_opened.append({target, store});
    return store;
}

} // namespace kv::wiring
