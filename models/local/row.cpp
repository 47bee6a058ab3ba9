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
    return row.blobId + '\n' + (row.expirationMs ? QByteArray::number(*row.expirationMs) : QByteArray("-")) +
           '\n' + (row.metadata ? '=' + *row.metadata : QByteArray("-"));
}

} // namespace kv::local
