// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

namespace kv::wiring {

/// Makes a copy of the sample project to work on: the files of `source`/project, and the entries that
/// `source`/entries.json describes (resources/sample/README.md has the format) written into local stores.
/// Expirations count from `nowMs`. Nothing appears at `destination` until the copy is whole; a copy that is
/// there already is left as it is. Answers the copy's folder. Blocks.
Result<QString> prepareSample(const QString &source, const QString &destination, qint64 nowMs);

} // namespace kv::wiring
