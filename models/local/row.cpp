// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/row.h"

namespace kv::local {

Expiration expirationSeconds(std::optional<qint64> ms)
{
    if (!ms)
        return {};
    return *ms / 1000 - (*ms % 1000 < 0 ? 1 : 0);
}

Revision revisionOf(const Row &row)
{
    // Made for every entry that is read: room is asked for once.
    const QByteArray expiration =
        row.expirationMs ? QByteArray::number(*row.expirationMs) : QByteArrayLiteral("-");
    Revision revision;
    revision.reserve(row.blobId.size() + expiration.size() + 3 + (row.metadata ? row.metadata->size() : 0));
    revision.append(row.blobId).append('\n').append(expiration).append('\n');
    if (row.metadata)
        revision.append('=').append(*row.metadata);
    else
        revision.append('-');
    return revision;
}

} // namespace kv::local
