// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/filewindow.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::snapshot {

namespace {

constexpr qsizetype chunk = 256 * 1024;
/// A buffer above this was for one large item and is given back after it.
constexpr qsizetype usualCapacity = 4 * chunk;

} // namespace

Result<FileWindow> FileWindow::open(const QString &path)
{
    // O_NONBLOCK: opening a named pipe must not hold us.
    FileDescriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (file.fd() < 0)
        return fail(systemError(errno, QStringLiteral("opening the snapshot"), path));
    struct stat info;
    if (::fstat(file.fd(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("opening the snapshot"), path));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::InvalidInput, QStringLiteral("A snapshot must be a regular file."), path);
    return FileWindow(std::move(file), path, info.st_size);
}

bool FileWindow::makeRoom()
{
    const qsizetype held = m_end - m_begin;
    if (m_begin > 0 && (held <= m_begin || held < chunk)) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, size_t(held));
        m_begin = 0;
        m_end = held;
    }
    qsizetype wanted = m_capacity;
    if (held < chunk && m_capacity > usualCapacity)
        wanted = usualCapacity;
    else if (m_capacity - m_end < chunk)
        wanted = std::max(usualCapacity, 2 * m_capacity);
    if (wanted == m_capacity)
        return true;
    auto *grown = static_cast<char *>(std::realloc(m_buffer.get(), size_t(wanted)));
    if (!grown)
        return false;
    (void)m_buffer.release(); // realloc() has taken it
    m_buffer.reset(grown);
    m_capacity = wanted;
    return true;
}

Result<bool> FileWindow::more()
{
    if (m_stop && *m_stop)
        return fail(ErrorKind::Cancelled, QString());
    if (!makeRoom())
        return fail(ErrorKind::Internal, QStringLiteral("out of memory"), m_path);
    for (;;) {
        const ssize_t n = ::read(m_file.fd(), m_buffer.get() + m_end, size_t(chunk));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(systemError(errno, QStringLiteral("reading the snapshot"), m_path));
        m_end += n;
        return n > 0;
    }
}

void FileWindow::drop(qsizetype n)
{
    m_begin += n;
    m_offset += n;
    if (m_begin == m_end)
        m_begin = m_end = 0;
}

} // namespace kv::snapshot
