// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/pool.h"

#include "store/fixedpool.h"

namespace kv::remote {

QThreadPool &pool()
{
    static FixedPool threads(2);
    return threads;
}

} // namespace kv::remote
