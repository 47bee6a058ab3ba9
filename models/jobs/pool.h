// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/runon.h"

namespace kv::jobs {

/// Where jobs do what costs CPU or waits for the disk. Lives as long as the program; whatever runs on it owns
/// all that it touches, so that no job need wait for it.
QThreadPool &pool();

/// Runs `work()` there and answers what it answers.
template <class T, class Work> QFuture<T> onPool(Work work)
{
    return runOn<T>(pool(), std::move(work));
}

} // namespace kv::jobs
