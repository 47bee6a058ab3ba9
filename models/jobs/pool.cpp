// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/pool.h"

namespace kv::jobs {

QThreadPool &pool()
{
    static QThreadPool threads;
    return threads;
}

} // namespace kv::jobs
