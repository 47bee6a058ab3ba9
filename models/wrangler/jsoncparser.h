// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "wrangler/value.h"

namespace kv::wrangler {

/// Reads JSON as wrangler does, in .json and .jsonc files alike: line and block comments and trailing commas
/// are allowed, of a key given twice the last counts, and nothing else is forgiven.
/// The Error has the line and column where reading stopped; its path is empty. TooLarge: more values or
/// deeper nesting than Value allows.
Result<Value> parseJsonc(QStringView text);

} // namespace kv::wrangler
