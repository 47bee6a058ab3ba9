// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/linefile.h"

#include "jobs/filelock.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::jobs {

namespace {
constexpr qsizetype readBytes = 256 * 1024;
}

Result<std::unique_ptr<LineFile>> LineFile::open(const QString &path, qsizetype mostBytesPerLine)
{
    FileDescriptor fd(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat info = {};
    if (fd.fd() < 0 || ::fstat(fd.fd(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("opening the file"), path));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::InvalidInput, QStringLiteral("This is not a plain file."), path);
    return std::unique_ptr<LineFile>(new LineFile(path, std::move(fd), info.st_size, mostBytesPerLine));
}

LineFile::LineFile(QString path, FileDescriptor fd, qint64 size, qsizetype mostBytesPerLine)
    : m_path(std::move(path)),
      m_fd(std::move(fd)),
      m_size(size),
      m_mostBytes(mostBytesPerLine)
{
}

Error LineFile::corrupt(const QString &sentence) const
{
    return {.kind = ErrorKind::Corrupt, .detail = sentence, .path = m_path, .line = m_lineKnown ? m_line : 0};
}

Result<bool> LineFile::more()
{
    // A large line makes for large steps, so that its bytes are moved a few times at most.
    qsizetype step = std::max(readBytes, m_buffer.size() - m_at);
    m_buffer.remove(0, m_at);
    m_base += m_at;
    m_at = 0;
    const qsizetype had = m_buffer.size();
    if (m_endsEarly)
        step = qsizetype(std::min<qint64>(step, std::max<qint64>(0, m_size - m_base - had)));
    m_buffer.resize(had + step);
    ssize_t n = 0;
    do
        n = ::read(m_fd.fd(), m_buffer.data() + had, size_t(step));
    while (n < 0 && errno == EINTR);
    m_buffer.resize(had + std::max<ssize_t>(n, 0));
    if (n < 0)
        return fail(systemError(errno, QStringLiteral("reading the file"), m_path));
    return n > 0;
}

Result<std::optional<QByteArrayView>> LineFile::next()
{
    qsizetype looked = 0;
    for (;;) {
        const qsizetype end = m_buffer.indexOf('\n', m_at + looked);
        if (end >= 0) {
            if (end - m_at > m_mostBytes)
                break;
            const auto line = QByteArrayView(m_buffer).sliced(m_at, end - m_at);
            m_at = end + 1;
            ++m_line;
            return line;
        }
        looked = m_buffer.size() - m_at;
        if (looked > m_mostBytes)
            break;
        const Result<bool> read = more();
        if (!read)
            return fail(read.error());
        if (!*read && looked == 0)
            return std::nullopt;
        if (!*read)
            return fail(corrupt(QStringLiteral("The file ends in the middle of a line.")));
    }
    return fail(corrupt(QStringLiteral("A line is longer than %1 bytes.").arg(m_mostBytes)));
}

Result<> LineFile::holdAgainstWriters()
{
    if (!lockFile(m_fd.fd(), LockKind::Shared))
        return fail(ErrorKind::Busy, QStringLiteral("This file is still being written."), m_path);
    struct stat info = {};
    if (::fstat(m_fd.fd(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("reading the file"), m_path));
    m_size = info.st_size; // as whoever held it left it
    return {};
}

Result<QByteArray> LineFile::bytesAt(qint64 position, qsizetype count) const
{
    QByteArray bytes(count, Qt::Uninitialized);
    for (qsizetype got = 0; got < count;) {
        const ssize_t n = ::pread(m_fd.fd(), bytes.data() + got, size_t(count - got), off_t(position + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(systemError(n < 0 ? errno : EIO, QStringLiteral("reading the file"), m_path));
        got += n;
    }
    return bytes;
}

Result<> LineFile::endAtLastLine()
{
    m_endsEarly = true;
    while (m_size > 0) {
        const auto count = qsizetype(std::min<qint64>(m_size, readBytes));
        const Result<QByteArray> bytes = bytesAt(m_size - count, count);
        if (!bytes)
            return fail(bytes.error());
        const qsizetype end = bytes->lastIndexOf('\n');
        m_size -= count - (end + 1);
        if (end >= 0)
            return {};
    }
    return {};
}

Result<std::optional<QByteArray>> LineFile::lastLine(qsizetype mostBytes) const
{
    const auto count = qsizetype(std::min<qint64>(m_size, mostBytes + 2)); // and the ends of two lines
    const Result<QByteArray> bytes = bytesAt(m_size - count, count);
    if (!bytes)
        return fail(bytes.error());
    if (!bytes->endsWith('\n'))
        return std::nullopt;
    const qsizetype before = bytes->size() > 1 ? bytes->lastIndexOf('\n', -2) : -1;
    if (before < 0 && count < m_size)
        return std::nullopt;
    return bytes->mid(before + 1).chopped(1);
}

Result<> LineFile::seek(qint64 position)
{
    char before = 0;
    if (position < 0 || position > m_size ||
        (position > 0 && (::pread(m_fd.fd(), &before, 1, off_t(position - 1)) != 1 || before != '\n')))
        return fail(corrupt(QStringLiteral("No line begins at byte %1.").arg(position)));
    if (::lseek(m_fd.fd(), off_t(position), SEEK_SET) < 0)
        return fail(systemError(errno, QStringLiteral("reading the file"), m_path));
    m_buffer.clear();
    m_base = position;
    m_at = 0;
    m_lineKnown = m_lineKnown && position == 0;
    m_line = 0;
    return {};
}

} // namespace kv::jobs
