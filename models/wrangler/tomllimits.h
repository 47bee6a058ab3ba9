// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArrayView>

namespace kv::wrangler {

/// Looks over TOML (valid UTF-8) before it is parsed, and refuses what would cost too much stack or memory
/// (TooLarge, by Value's limits), what toml++ forgives but wrangler's parser does not (bare keys with other
/// characters than A-Z, a-z, 0-9, "_" and "-"), and what toml++ has no answer for (characters beyond ASCII
/// outside strings and comments). Whatever else is wrong is left for the parser to tell.
Result<> checkTomlLimits(QByteArrayView text);

} // namespace kv::wrangler
