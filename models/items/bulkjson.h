// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace kv::items {

/// Entries as the text that `wrangler kv bulk put` takes.
struct BulkJson
{
    QByteArray json; ///< UTF-8, with a newline at its end
    qsizetype entries = 0;
    /// What is not in it, or would be refused, a sentence each.
    QStringList remarks;
};

/// A value that is not UTF-8 becomes base64; metadata stands in it as it is stored. An entry whose value is
/// missing, or whose key is not UTF-8, is left out. Any thread.
BulkJson bulkJson(const QList<Entry> &entries);

} // namespace kv::items
