// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/awaiting.h"
#include "jobs/job.h"

#include <QPointer>

#include <type_traits>

namespace kv::jobs {

/// The half of a job's work that goes from stage to stage, each of which waits for a store or for the pool.
/// `Work`, which derives from this, has `job`, step() and failed(const Error &).
template <class Work> struct StagedWork
{
    Awaiting awaiting;
    bool busy = false; ///< The stage is under way.

    /// Runs work of this stage on the pool; `then` takes its result, unless it failed. Then the next step.
    template <class T, class Do, class Then> void onPool(Do work, Then then)
    {
        auto *self = static_cast<Work *>(this);
        busy = true;
        awaiting.onPool<T>(std::move(work), [self, then = std::move(then)](Result<T> result) {
            self->busy = false;
            if (!result)
                return self->failed(result.error());
            const QPointer<Job> alive(self->job);
            if constexpr (std::is_void_v<T>)
                then();
            else
                then(std::move(*result));
            if (alive)
                self->step();
        });
    }
};

} // namespace kv::jobs
