// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/outputfile.h"

#include "jobs/filelock.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::jobs {

namespace {

constexpr qsizetype bufferBytes = 256 * 1024;

Error existsAlready(const QString &path)
{
    return {.kind = ErrorKind::Conflict,
            .detail = QStringLiteral("A file of this name is there already."),
            .path = path};
}

/// A folder's names are on the disk once the folder itself is.
int syncFolder(const QByteArray &folder)
{
    const FileDescriptor fd(::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.fd() < 0)
        return errno;
    // A file system that cannot sync folders keeps its names by itself.
    return ::fsync(fd.fd()) == 0 || errno == EINVAL ? 0 : errno;
}

} // namespace

int writeAll(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t n = ::write(fd, bytes.data(), size_t(bytes.size()));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        bytes = bytes.sliced(n);
    }
    return 0;
}

Result<std::unique_ptr<OutputFile>> OutputFile::create(const QString &path, Exists exists)
{
    const QFileInfo info(path);
    const QByteArray folder = QFile::encodeName(info.absolutePath());
    struct stat there = {};
    if (exists == Exists::Refuse && ::lstat(QFile::encodeName(path).constData(), &there) == 0)
        return fail(existsAlready(path));
    const QByteArray temporary = folder + "/." + QFile::encodeName(info.fileName()).left(200) + '.' +
                                 QByteArray::number(QRandomGenerator::system()->generate64(), 36) + ".part";
    FileDescriptor fd(
        ::open(temporary.constData(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd.fd() < 0)
        return fail(systemError(errno, QStringLiteral("making the file"), path));
    return std::unique_ptr<OutputFile>(
        new OutputFile(info.absoluteFilePath(), folder, exists, std::move(fd), temporary));
}

OutputFile::OutputFile(QString path, QByteArray folder, Exists exists, FileDescriptor fd,
                       QByteArray temporary)
    : m_path(std::move(path)),
      m_folder(std::move(folder)),
      m_exists(exists),
      m_fd(std::move(fd)),
      m_temporary(std::move(temporary))
{
}

OutputFile::~OutputFile()
{
    if (!m_temporary.isEmpty())
        ::unlink(m_temporary.constData());
}

tl::unexpected<Error> OutputFile::broken(int code, const QString &doing)
{
    m_failure = systemError(code, doing, m_path);
    return fail(*m_failure);
}

Result<> OutputFile::append(QByteArrayView bytes)
{
    m_buffer.append(bytes);
    return m_buffer.size() < bufferBytes ? Result<>() : writeOut();
}

Result<> OutputFile::writeOut()
{
    if (m_failure)
        return fail(*m_failure);
    const int code = writeAll(m_fd.fd(), m_buffer);
    if (code != 0)
        return broken(code, QStringLiteral("writing the file"));
    m_written += m_buffer.size();
    m_buffer.clear();
    return {};
}

Result<> OutputFile::cutTo(qint64 size)
{
    m_buffer.clear();
    if (::ftruncate(m_fd.fd(), off_t(size)) != 0 || ::lseek(m_fd.fd(), off_t(size), SEEK_SET) < 0)
        return broken(errno, QStringLiteral("cutting the file"));
    m_written = size;
    m_failure.reset();
    return {};
}

Result<> OutputFile::rewriteBeginning(QByteArrayView bytes)
{
    if (const Result<> out = writeOut(); !out)
        return out;
    for (off_t at = 0; at < bytes.size();) {
        const ssize_t n = ::pwrite(m_fd.fd(), bytes.data() + at, size_t(bytes.size() - at), at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return broken(errno, QStringLiteral("writing the file"));
        at += n;
    }
    return {};
}

Result<> OutputFile::sync()
{
    if (const Result<> out = writeOut(); !out)
        return out;
    if (::fsync(m_fd.fd()) != 0)
        return broken(errno, QStringLiteral("writing the file to the disk"));
    return {};
}

Result<> OutputFile::finish()
{
    if (const Result<> synced = sync(); !synced)
        return synced;
    if (!m_temporary.isEmpty()) {
        if (const Result<> named = giveName(); !named)
            return named;
        m_temporary.clear();
    }
    if (m_isNameKept)
        return {};
    if (const int code = syncFolder(m_folder); code != 0)
        return fail(systemError(code, QStringLiteral("writing the file's name to the disk"), m_path));
    m_isNameKept = true;
    return {};
}

Result<> OutputFile::lock()
{
    if (!lockFile(m_fd.fd(), LockKind::Exclusive))
        return fail(ErrorKind::Busy, QStringLiteral("The file is being read."), m_path);
    struct stat info = {};
    if (::fstat(m_fd.fd(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("writing the file"), m_path));
    if (info.st_nlink == 0) {
        unlock();
        return fail(ErrorKind::NotFound, QStringLiteral("The file was deleted while it was written."),
                    m_path);
    }
    return {};
}

void OutputFile::unlock()
{
    ::flock(m_fd.fd(), LOCK_UN);
}

Result<> OutputFile::giveName()
{
    const QByteArray path = QFile::encodeName(m_path);
    if (m_exists == Exists::Refuse) {
        // A link refuses what a renaming replaces.
        if (::link(m_temporary.constData(), path.constData()) == 0) {
            ::unlink(m_temporary.constData());
            return {};
        }
        struct stat there = {};
        if (errno == EEXIST || ::lstat(path.constData(), &there) == 0)
            return fail(existsAlready(m_path));
        // This file system has no links.
    }
    if (::rename(m_temporary.constData(), path.constData()) != 0)
        return fail(systemError(errno, QStringLiteral("naming the file"), m_path));
    return {};
}

} // namespace kv::jobs
