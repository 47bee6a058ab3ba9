// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/filelock.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::jobs {

namespace {

constexpr int askEveryMs = 10;

/// Whether the open file is the one that has this name: a holder that has gone took the name along.
bool hasName(int fd, const QByteArray &name)
{
    struct stat open = {};
    struct stat named = {};
    return ::fstat(fd, &open) == 0 && ::lstat(name.constData(), &named) == 0 && open.st_dev == named.st_dev &&
           open.st_ino == named.st_ino;
}

} // namespace

bool lockFile(int fd, LockKind kind)
{
    return ::flock(fd, (kind == LockKind::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

Result<FileLock> FileLock::take(const QString &path, int waitMs)
{
    const QByteArray name = QFile::encodeName(lockPath(path));
    const QDeadlineTimer end(waitMs);
    for (;;) {
        FileDescriptor fd(
            ::open(name.constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
        if (fd.fd() < 0)
            return fail(systemError(errno, QStringLiteral("locking the file"), path));
        if (lockFile(fd.fd(), LockKind::Exclusive) && hasName(fd.fd(), name))
            return FileLock(std::move(fd), name);
        if (end.hasExpired())
            return fail(ErrorKind::Busy,
                        QStringLiteral("This file is open already, in another window or another program."),
                        path);
        QThread::msleep(askEveryMs);
    }
}

FileLock::FileLock(FileLock &&other) noexcept
    : m_fd(std::move(other.m_fd)),
      m_name(std::exchange(other.m_name, {}))
{
}

FileLock::~FileLock()
{
    // The name goes first: whoever has opened it meanwhile finds that it is none any more.
    if (!m_name.isEmpty() && hasName(m_fd.fd(), m_name))
        ::unlink(m_name.constData());
}

} // namespace kv::jobs
