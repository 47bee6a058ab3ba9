// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/sqliteerror.h"

#include <cerrno>
#include <sqlite3.h>

namespace kv::local {

namespace {

ErrorKind kindOf(sqlite3 *db, int code)
{
    const int system = db ? sqlite3_system_errno(db) : 0;
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorKind::Busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_MISMATCH:
        return ErrorKind::Corrupt;
    case SQLITE_READONLY:
        return ErrorKind::ReadOnly;
    case SQLITE_FULL:
        return ErrorKind::Full;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ErrorKind::Denied;
    case SQLITE_INTERRUPT:
        return ErrorKind::Cancelled;
    case SQLITE_TOOBIG:
        return ErrorKind::TooLarge;
    case SQLITE_CANTOPEN:
        if (code == SQLITE_CANTOPEN_SYMLINK)
            return ErrorKind::Unsafe;
        return system ? kindOfErrno(system) : ErrorKind::Denied;
    case SQLITE_IOERR:
        return system == ENOSPC || system == EDQUOT || system == EROFS ? kindOfErrno(system)
                                                                       : ErrorKind::Internal;
    default:
        return ErrorKind::Internal;
    }
}

} // namespace

Error sqliteError(sqlite3 *db, int code, const QString &path)
{
    const char *message = db && sqlite3_errcode(db) != SQLITE_OK ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    return {.kind = kindOf(db, code),
            .detail = QStringLiteral("SQLite: %1 (%2)").arg(QString::fromUtf8(message)).arg(code),
            .path = path,
            .nativeCode = code};
}

} // namespace kv::local
