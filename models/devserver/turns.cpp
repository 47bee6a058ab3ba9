// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/turns.h"

namespace kv::devserver {

void Turns::wait(QObject *guard, std::function<void(const Turn &)> go)
{
    if (isFree())
        return go(take());
    m_waiting.push_back({guard, std::move(go)});
}

/// The next one begins from the event loop: a turn may end in the middle of anything, even in a destructor.
Turns::Turn Turns::take()
{
    m_isTaken = true;
    return {nullptr, [turns = QPointer<Turns>(this)](void *) {
                if (!turns)
                    return;
                turns->m_isTaken = false;
                QMetaObject::invokeMethod(
                    turns, [turns = turns.data()] { turns->next(); }, Qt::QueuedConnection);
            }};
}

void Turns::next()
{
    while (!m_isTaken && !m_waiting.empty()) {
        const Waiting first = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (first.guard)
            first.go(take());
    }
}

} // namespace kv::devserver
