// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/entrystream.h"

#include <QString>

#include <memory>

/// A namespace in a file, in one of two formats.
///
/// Bulk JSON is what `wrangler kv bulk put` takes: an array of objects with `key`, `value`, `base64` (true:
/// the value is base64, for bytes that are not UTF-8), `expiration` (seconds since 1970) and `metadata` (any
/// JSON). NDJSON is one such object on each line, in key order when we wrote it; a first line
/// `{"kvworkbench":"snapshot",...}` may say where it came from.
namespace kv::snapshot {

enum class Format { BulkJson, Ndjson };

/// By its name: `.ndjson` and `.jsonl` are Ndjson, all else BulkJson.
Format formatOf(const QString &path);

/// Opens a file for reading, whatever its name says, by what is in it. InvalidInput with a sentence for what
/// is recognised as something else: the output of `wrangler kv bulk get` (values without expiration, metadata
/// and faithful bytes) or of `wrangler kv key list` (no values). Streams: no size is too large.
Result<std::unique_ptr<EntrySource>> openSnapshot(const QString &path);

/// Makes a file; what is there under that name is replaced when it is finished.
Result<std::unique_ptr<EntrySink>> createSnapshot(const QString &path, Format format,
                                                  const QString &sourceName);

} // namespace kv::snapshot
