// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/snapshot.h"

#include "snapshot/reader.h"
#include "snapshot/writer.h"

namespace kv::snapshot {

Format formatOf(const QString &path)
{
    const bool lines = path.endsWith(QLatin1String(".ndjson"), Qt::CaseInsensitive) ||
                       path.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive);
    return lines ? Format::Ndjson : Format::BulkJson;
}

Result<std::unique_ptr<EntrySource>> openSnapshot(const QString &path, const Clock &clock)
{
    Result<std::unique_ptr<Reader>> reader = Reader::open(path, clock());
    if (!reader)
        return fail(reader.error());
    return std::move(*reader);
}

Result<std::unique_ptr<EntrySink>> createSnapshot(const QString &path, Format format,
                                                  const QString &sourceName, const Clock &clock)
{
    Result<std::unique_ptr<Writer>> writer = Writer::create(path, format, sourceName, clock());
    if (!writer)
        return fail(writer.error());
    return std::move(*writer);
}

} // namespace kv::snapshot
