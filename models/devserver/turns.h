// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>
#include <memory>

namespace kv::devserver {

/// One after the other, in the order asked. Lives on one thread.
class Turns : public QObject
{
public:
    /// Whoever holds the last copy has the turn.
    using Turn = std::shared_ptr<void>;

    /// Calls `go(Turn)` when it is its turn, at once where nobody else has one; never when `guard` died
    /// before.
    void wait(QObject *guard, std::function<void(const Turn &)> go);
    bool isFree() const { return !m_isTaken && m_waiting.empty(); }

private:
    struct Waiting
    {
        QPointer<QObject> guard;
        std::function<void(const Turn &)> go;
    };

    Turn take();
    void next();

    bool m_isTaken = false;
    std::deque<Waiting> m_waiting;
};

} // namespace kv::devserver
