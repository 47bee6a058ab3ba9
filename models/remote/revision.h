// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"

namespace kv::remote {

/// A Revision made of what an entry holds, since Cloudflare gives none; equal contents have equal ones. The
/// metadata counts by its meaning, not its spelling: what is sent as `{ "a" : 1 }` may come back as
/// `{"a":1}`. Good within one run of the program.
Revision revisionOf(const QByteArray &value, const Expiration &expiration, const Metadata &metadata);

} // namespace kv::remote
