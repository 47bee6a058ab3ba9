// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/sqliteerror.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <sqlite3.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace kv::sqlite {

namespace {

/// Less than this is no room: the index of a write-ahead log alone takes half of it.
constexpr quint64 leastRoom = 64 * 1024;

/// Why a file could not be opened, made or written. SQLite keeps the errno of its last system call, which
/// need not be the one that failed (a file that cannot be made is tried again without making it: ENOENT), so
/// the disk is asked first.
ErrorKind whyNot(int systemError, const QString &path)
{
    const QByteArray folder = QFile::encodeName(QFileInfo(path).path());
    struct statvfs disk;
    if (::statvfs(folder.constData(), &disk) == 0) {
        if ((disk.f_flag & ST_RDONLY) != 0)
            return ErrorKind::ReadOnly;
        if (quint64(disk.f_bavail) * disk.f_frsize < leastRoom || (disk.f_files > 0 && disk.f_favail == 0))
            return ErrorKind::Full;
    }
    const ErrorKind kind = kindOfErrno(systemError);
    return kind == ErrorKind::Full || kind == ErrorKind::ReadOnly ? kind : ErrorKind::Internal;
}

ErrorKind whyNotOpened(int systemError, const QString &path)
{
    if (const ErrorKind kind = whyNot(systemError, path); kind != ErrorKind::Internal)
        return kind;
    const QByteArray name = QFile::encodeName(path);
    const QByteArray folder = QFile::encodeName(QFileInfo(path).path());
    if (::access(name.constData(), F_OK) != 0 && errno != EACCES)
        return ::access(folder.constData(), W_OK) == 0 ? ErrorKind::Internal : kindOfErrno(errno);
    const bool mayUse = ::access(name.constData(), R_OK) == 0 && ::access(folder.constData(), W_OK) == 0;
    return mayUse ? ErrorKind::Internal : ErrorKind::Denied;
}

ErrorKind kindOf(sqlite3 *db, int code, const QString &path)
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
        return whyNotOpened(system, path);
    case SQLITE_IOERR:
        return code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ ? ErrorKind::Internal
                                                                            : whyNot(system, path);
    default:
        return ErrorKind::Internal;
    }
}

} // namespace

Error sqliteError(sqlite3 *db, int code, const QString &path)
{
    const char *message = db && sqlite3_errcode(db) != SQLITE_OK ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    return {.kind = kindOf(db, code, path),
            .detail = QStringLiteral("SQLite: %1 (%2)").arg(QString::fromUtf8(message)).arg(code),
            .path = path,
            .nativeCode = code};
}

} // namespace kv::sqlite
