// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <qglobal.h>

namespace kv {

/// Milliseconds since 1970, UTC. Passed in so that tests can stand at any moment. Callable from any thread.
using Clock = std::function<qint64()>;

/// The system's clock.
Clock systemClock();

} // namespace kv
