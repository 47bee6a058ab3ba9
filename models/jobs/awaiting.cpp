// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/awaiting.h"

namespace kv::jobs {

QThreadPool &Awaiting::pool()
{
    static QThreadPool threads;
    static const bool once = [] {
        threads.setMaxThreadCount(4); // most of their time they wait for a disk
        return true;
    }();
    Q_UNUSED(once)
    return threads;
}

} // namespace kv::jobs
