// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "wrangler/value.h"

namespace kv::wrangler {

/// The environments of a wrangler file that could be read, the top level first, then each `env.NAME` in the
/// order of the file; with their bindings (Binding::targets still empty) and what wrangler would say of them.
///
/// wrangler checks the top level whatever environment it runs in; such findings stand in the top level only.
/// A binding is listed when it has at least a name; a field of a wrong type is left out and an Error tells.
QList<Environment> extractEnvironments(const Value &root);

/// Whether the file is that of a Pages project.
bool isPages(const Value &root);

} // namespace kv::wrangler
