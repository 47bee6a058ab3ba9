// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filedescriptor.h"
#include "core/result.h"

#include <QByteArray>
#include <QString>

namespace kv::jobs {

enum class LockKind { Shared, Exclusive };

/// Locks an open file, until it is closed or unlocked; false: somebody else's lock is in the way. A file
/// system that knows no locks counts as free: nobody holds one there either. Never waits; any thread.
bool lockFile(int fd, LockKind kind);

/// Holds a file against other holders of the same, in this process and in others, by a file beside it that is
/// empty and gone afterwards. A process that is killed lets go, though the empty file then stays until the
/// next holder has gone. Move-only; any thread.
class FileLock
{
public:
    /// Blocks for `waitMs` at most. Busy: somebody holds it still.
    static Result<FileLock> take(const QString &path, int waitMs);
    FileLock(FileLock &&other) noexcept;
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;
    FileLock &operator=(FileLock &&) = delete;
    ~FileLock();

    /// The name of the file beside `path`.
    static QString lockPath(const QString &path) { return path + QStringLiteral("-lock"); }

private:
    FileLock(FileDescriptor fd, QByteArray name) : m_fd(std::move(fd)), m_name(std::move(name)) {}

    FileDescriptor m_fd;
    QByteArray m_name; ///< Of the file beside; empty: moved from.
};

} // namespace kv::jobs
