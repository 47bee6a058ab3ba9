// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace kv {
class Store;
}

namespace kv::ui {

/// Has a store watched for as long as it lives. Several may watch the same store: it is watched while any of
/// them lives. GUI thread. Move-only.
class StoreWatch
{
public:
    StoreWatch() = default;
    /// Null: watches nothing.
    explicit StoreWatch(std::shared_ptr<Store> store);
    StoreWatch(StoreWatch &&other) noexcept = default;
    StoreWatch &operator=(StoreWatch &&other) noexcept;
    StoreWatch(const StoreWatch &) = delete;
    StoreWatch &operator=(const StoreWatch &) = delete;
    ~StoreWatch();

private:
    void end();

    std::shared_ptr<Store> m_store;
};

} // namespace kv::ui
