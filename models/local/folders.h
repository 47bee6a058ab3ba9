// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filedescriptor.h"
#include "core/result.h"

#include <QStringList>

namespace kv::local {

enum class Missing { Fail, Make };

/// Opens root/part/part…, following links in `root` only: a link below it is Unsafe. With Missing::Make,
/// folders that are not there are made, `root` with its parents too. An empty part is NotFound.
Result<FileDescriptor> openInside(const QString &root, const QStringList &parts,
                                  Missing missing = Missing::Fail);

} // namespace kv::local
