// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"

#include <QList>
#include <QString>

namespace kv::wiring {

/// One entry of the sample, ready to be written.
struct SampleEntry
{
    QString config; ///< the wrangler file it belongs to, relative to the project
    QString namespaceId;
    Put put;
};

/// All entries that a manifest describes, templates filled in. `values` is the folder that `file` values are
/// read from; expirations count from `nowMs`.
Result<QList<SampleEntry>> readSampleEntries(const QByteArray &manifest, const QString &values, qint64 nowMs);

} // namespace kv::wiring
