// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/snapshot.h"

namespace kv::snapshot {

Format formatOf(const QString &path)
{
    const bool lines = path.endsWith(QLatin1String(".ndjson"), Qt::CaseInsensitive) ||
                       path.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive);
    return lines ? Format::Ndjson : Format::BulkJson;
}

Result<std::unique_ptr<EntrySource>> openSnapshot(const QString &path)
{
    return fail(ErrorKind::Internal, QStringLiteral("to come"), path);
}

Result<std::unique_ptr<EntrySink>> createSnapshot(const QString &path, Format, const QString &)
{
    return fail(ErrorKind::Internal, QStringLiteral("to come"), path);
}

} // namespace kv::snapshot
