// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"
#include "remote/request.h"
#include "store/keyblock.h"

#include <QHash>
#include <QList>

/// What the API's answers about keys say. Metadata is taken from the bytes as they are, since a JSON tree
/// would round large numbers and sort names. Pure functions, any thread; hostile answers are
/// ErrorKind::Protocol.
namespace kv::remote {

/// One page of a listing.
struct ListedKeys
{
    std::shared_ptr<const KeyBlock> keys;
    QByteArray cursor; ///< Empty: the end.
};
Result<ListedKeys> readListedKeys(const Response &response);

/// The metadata of a key: the answer's `result`, or none when that is null.
Metadata readMetadata(const Response &response);

/// The keys that a bulk write or delete names as not done.
QList<QByteArray> readUnsuccessfulKeys(const Response &response);

/// A value of a bulk get, which comes as text.
struct BulkValue
{
    bool exists = false;
    QByteArray value;
    Expiration expiration;
    Metadata metadata;
    /// The text holds U+FFFD: what is stored may be other bytes, which were lost on the way.
    bool isDoubtful = false;
};
Result<QHash<QByteArray, BulkValue>> readBulkValues(const Response &response, bool withMetadata);

} // namespace kv::remote
