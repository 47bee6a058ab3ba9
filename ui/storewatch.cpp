// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/storewatch.h"

#include "store/store.h"

#include <QVariant>

namespace kv::ui {

namespace {

constexpr auto watchers = "kvWatchers"; // a dynamic property: how many watch the store

} // namespace

StoreWatch::StoreWatch(std::shared_ptr<Store> store) : m_store(std::move(store))
{
    if (!m_store)
        return;
    const int others = m_store->property(watchers).toInt();
    m_store->setProperty(watchers, others + 1);
    if (others == 0)
        m_store->setWatching(true);
}

StoreWatch &StoreWatch::operator=(StoreWatch &&other) noexcept
{
    if (this != &other) {
        end();
        m_store = std::move(other.m_store);
    }
    return *this;
}

StoreWatch::~StoreWatch()
{
    end();
}

void StoreWatch::end()
{
    if (!m_store)
        return;
    const int others = m_store->property(watchers).toInt() - 1;
    m_store->setProperty(watchers, others);
    if (others == 0)
        m_store->setWatching(false);
    m_store.reset();
}

} // namespace kv::ui
