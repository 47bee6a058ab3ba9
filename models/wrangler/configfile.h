// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "wrangler/value.h"

namespace kv::wrangler {

/// Largest wrangler file that is read, in bytes.
inline constexpr qint64 maxConfigBytes = 8 * 1024 * 1024;

/// The bytes of a regular file (symbolic links resolved); TooLarge above `limit`. Never waits on a pipe or
/// a device. Blocks on the disk; call from a worker thread.
Result<QByteArray> readRegularFile(const QString &path, qint64 limit);

/// A wrangler file's content, by the rules for its ending: .toml, or .json and .jsonc. Of a file with
/// another ending wrangler reads nothing: an empty object. The Error names the file, line and column.
Result<Value> readConfig(const QString &path);

/// The same for bytes that were read already; `path` decides the format and goes into the Error.
Result<Value> parseConfig(const QByteArray &bytes, const QString &path);

} // namespace kv::wrangler
