// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

struct sqlite3;

namespace kv::sqlite {

/// An SQLite result code (extended) as an Error; `db` may be null when opening itself failed.
Error sqliteError(sqlite3 *db, int code, const QString &path);

} // namespace kv::sqlite
