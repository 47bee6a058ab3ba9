// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"

namespace kv::local {

/// What a database holds of one entry. The file keeps milliseconds; KV itself only knows whole seconds.
struct Row
{
    QByteArray blobId;
    std::optional<qint64> expirationMs;
    Metadata metadata;
};

/// Whole seconds, rounded down.
Expiration expirationSeconds(std::optional<qint64> ms);

/// Differs whenever value, expiration or metadata do: every new value has a new blob id.
Revision revisionOf(const Row &row);

} // namespace kv::local
