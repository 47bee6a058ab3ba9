// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "wrangler/value.h"

#include <QByteArrayView>

namespace kv::wrangler {

/// Reads TOML 1.0 and what wrangler's parser takes of TOML 1.1: line ends, comments and a trailing comma in
/// inline tables, \e and \xHH, times without seconds. A date becomes a Value that is no string but prints
/// as one. `utf8` must be valid UTF-8. The Error has the line and column where reading stopped; its path is
/// empty.
Result<Value> parseToml(QByteArrayView utf8);

} // namespace kv::wrangler
