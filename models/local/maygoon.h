// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace kv::local {

/// Asked between two steps of long work; false stops it there. What is written stays written. None: it goes
/// on to the end.
using MayGoOn = std::function<bool()>;

} // namespace kv::local
