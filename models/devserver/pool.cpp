// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/pool.h"

namespace kv::devserver {

QThreadPool &pool()
{
    static QThreadPool threads;
    static const bool once = [] {
        threads.setMaxThreadCount(2);
        return true;
    }();
    Q_UNUSED(once)
    return threads;
}

} // namespace kv::devserver
