// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/keyturns.h"

namespace kv::remote {

void KeyTurns::wait(const QList<QByteArray> &keys, QObject *guard, std::function<void(Turn)> go)
{
    m_items.push_back(std::make_shared<Item>(Item{{keys.begin(), keys.end()}, guard, std::move(go)}));
    advance();
}

void KeyTurns::advance()
{
    QSet<QByteArray> taken;
    QList<std::shared_ptr<Item>> next;
    for (auto it = m_items.begin(); it != m_items.end();) {
        const std::shared_ptr<Item> item = *it;
        if (!item->runs && !item->guard) {
            it = m_items.erase(it);
            continue;
        }
        if (!item->runs && !taken.intersects(item->keys)) {
            item->runs = true;
            next.append(item);
        }
        taken.unite(item->keys);
        ++it;
    }
    for (const auto &item : std::as_const(next)) {
        const Turn turn(item.get(), [weak = weak_from_this(), item](void *) {
            if (const auto turns = weak.lock()) {
                turns->m_items.remove(item);
                turns->advance();
            }
        });
        const auto go = std::move(item->go);
        if (item->guard)
            go(turn);
    }
}

} // namespace kv::remote
