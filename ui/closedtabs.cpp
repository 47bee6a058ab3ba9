// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/closedtabs.h"

namespace kv::ui {

void ClosedTabs::add(std::function<void()> bringBack)
{
    m_closed.append(std::move(bringBack));
    if (m_closed.size() > mostKept)
        m_closed.removeFirst();
}

void ClosedTabs::bringBack()
{
    if (m_closed.isEmpty())
        return;
    const std::function<void()> last = m_closed.takeLast();
    last();
}

} // namespace kv::ui
