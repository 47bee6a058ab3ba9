// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/error.h"

#include <QString>

#include <optional>
#include <tl/expected.hpp>

namespace kv::snapshot {

/// An item's text as an entry.
struct ParsedItem
{
    Entry entry;
    QString remark; ///< As EntrySource::Item says.
    /// Where in the text the value's JSON string stands, quotation marks included.
    qsizetype valueBegin = 0;
    qsizetype valueEnd = 0;
    bool base64 = false;
};

/// Why an item's text is none.
struct ItemFault
{
    ErrorKind kind = ErrorKind::InvalidInput;
    QString detail;
    qsizetype at = 0; ///< offset in the text
    /// It is not even JSON, in a way that leaves doubt where the next item begins.
    bool structural = false;
    bool endsEarly = false; ///< The text stops before the item does.
};

/// `nowMs`: from when an `expiration_ttl` counts, in milliseconds since 1970. Any thread.
tl::expected<ParsedItem, ItemFault> parseItem(QByteArrayView text, qint64 nowMs);

/// The first line of an NDJSON snapshot of ours.
struct Head
{
    QByteArray kind; ///< "snapshot"
    qint64 version = 0;
    std::optional<qint64> entries; ///< how many follow
};
/// nullopt: an item like any other.
std::optional<Head> parseHead(QByteArrayView line);

} // namespace kv::snapshot
