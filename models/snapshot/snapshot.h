// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "store/entrystream.h"

#include <QString>

#include <memory>

/// A namespace in a file, in one of two formats.
///
/// Bulk JSON is what `wrangler kv bulk put` takes: an array of objects with `key`, `value`, `base64` (true:
/// the value is base64, for bytes that are not UTF-8), `expiration` (seconds since 1970), `expiration_ttl`
/// (seconds from the moment of reading; never written) and `metadata` (any JSON; null is none). Every entry
/// is written, also where wrangler itself takes less: it refuses a file with metadata that is neither object
/// nor array, and with `--local` an expiration beyond second 2147483647.
///
/// NDJSON is one such object on each line, in the order written, which is key order for an export. A first
/// line `{"kvworkbench":"snapshot","version":1,"source":...,"created":...,"entries":...}` may say where it
/// came from and how many entries follow; a file that ends before them was cut.
///
/// Metadata whose text is null, or begins or ends with white space, or in NDJSON has line feeds, cannot stand
/// there to the byte: beside `metadata`, which says the same, its text stands as a string in `metadata_text`.
namespace kv::snapshot {

enum class Format { BulkJson, Ndjson };

/// By its name: `.ndjson` and `.jsonl` are Ndjson, all else BulkJson.
Format formatOf(const QString &path);

/// Opens a file for reading, whatever its name says, by what is in it. InvalidInput with a sentence for what
/// is recognised as something else: the output of `wrangler kv bulk get` (values without expiration, metadata
/// and faithful bytes) or of `wrangler kv key list` (no values). Streams: no size is too large. An item that
/// breaks a rule of KV is an error of that item; an expiration may lie anywhere from 1970 on. A key that
/// comes twice comes twice. `clock`: from when an `expiration_ttl` counts.
Result<std::unique_ptr<EntrySource>> openSnapshot(const QString &path, const Clock &clock = systemClock());

/// Makes a file; what is there under that name is replaced when it is finished. An entry that could not be
/// read back from it (metadata that is no JSON, a key that is not UTF-8, a missing value, anything over KV's
/// limits) is refused with NotFound, InvalidInput or TooLarge; the sink goes on as if it had not been given.
/// After any other error the file cannot be finished.
Result<std::unique_ptr<EntrySink>> createSnapshot(const QString &path, Format format,
                                                  const QString &sourceName,
                                                  const Clock &clock = systemClock());

} // namespace kv::snapshot
