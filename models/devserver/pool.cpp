// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/pool.h"

#include "store/fixedpool.h"

namespace kv::devserver {

QThreadPool &pool()
{
    static FixedPool threads(2);
    return threads;
}

} // namespace kv::devserver
