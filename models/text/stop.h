// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <functional>

namespace kv::text {

/// Asked now and then by what may take long, on the thread that does it; true ends the work early. An empty
/// one never ends it.
using Stop = std::function<bool()>;

/// How many bytes are read or written before a stop is asked again.
inline constexpr qsizetype askEvery = 256 * 1024;

} // namespace kv::text
