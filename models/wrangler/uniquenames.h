// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "wrangler/value.h"

namespace kv::wrangler {

/// Errors for names that several bindings of one environment share, of whatever types, as wrangler words
/// them. `active` is the environment (the root itself for the top level), `root` the whole file: a few types
/// are taken from there in every environment.
QList<Diagnostic> duplicateBindings(const Value &active, const Value &root);

} // namespace kv::wrangler
