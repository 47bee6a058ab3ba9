// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/runon.h"

namespace kv::ui {

/// Where views have work done that would be felt on the GUI thread: reading a large text, decoding, drawing a
/// picture. Lives as long as the program; whatever runs on it owns all that it touches.
QThreadPool &viewPool();

/// Runs `work(const Stop &)` there; for whenDone() and Pending.
template <class T, class Work> QFuture<Result<T>> onViewPool(Work work)
{
    return runOn<Result<T>>(
        viewPool(), [work = std::move(work)](const Stop &stop) mutable { return Result<T>(work(stop)); });
}

} // namespace kv::ui
