// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/runon.h"

namespace kv::remote {

/// The few threads on which large answers are taken apart. Any thread.
QThreadPool &pool();

/// Runs `work()`, which answers a Result<T>, on the pool; not at all once the future is cancelled.
template <class T, class Work> QFuture<Result<T>> onPool(Work work)
{
    return runOn<Result<T>>(pool(), std::move(work));
}

} // namespace kv::remote
