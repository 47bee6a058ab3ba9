// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSet>

#include <functional>
#include <list>
#include <memory>

namespace kv::remote {

/// Writes to one key happen one after the other, in the order asked: each reads what it keeps before it
/// writes, and must not read what an earlier one is about to overwrite. Writes to other keys go side by side.
class KeyTurns : public std::enable_shared_from_this<KeyTurns>
{
public:
    /// Gives the turn back when the last copy goes.
    using Turn = std::shared_ptr<void>;

    /// Calls `go` when it is the turn of all `keys`, perhaps at once; never after `guard` died.
    void wait(const QList<QByteArray> &keys, QObject *guard, std::function<void(Turn)> go);
    /// Nobody goes any more.
    void close() { m_items.clear(); }

private:
    struct Item
    {
        QSet<QByteArray> keys;
        QPointer<QObject> guard;
        std::function<void(Turn)> go;
        bool runs = false;
    };
    void advance();

    std::list<std::shared_ptr<Item>> m_items;
};

} // namespace kv::remote
