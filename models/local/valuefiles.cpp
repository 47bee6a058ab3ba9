// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/valuefiles.h"

#include "core/limits.h"

#include <QFile>
#include <QRandomGenerator>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::local {

namespace {

/// Far above KV's limit for a value, so that a foreign file is shown as what it is, yet not without bound.
constexpr qint64 mostBytesRead = 4 * limits::valueBytes;

/// The longest file name.
constexpr qsizetype mostNameBytes = 255;

/// Above this many, one wait for the whole file system is quicker than one for each file.
constexpr qsizetype fewFiles = 4;

/// What may stand in a plain name, looked up: names are held to it as often as values are read.
constexpr auto isPlain = [] {
    std::array<bool, 256> plain{};
    for (const char c : "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.")
        plain[uchar(c)] = c != '\0';
    return plain;
}();

/// A plain name with the NUL that the system wants; no room is asked for.
class CName
{
public:
    explicit CName(QByteArrayView name) { *std::copy(name.begin(), name.end(), m_name.begin()) = '\0'; }
    const char *get() const { return m_name.data(); }

private:
    std::array<char, mostNameBytes + 1> m_name;
};

bool writeAll(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t n = ::write(fd, bytes.data(), size_t(bytes.size()));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes = bytes.sliced(n);
    }
    return true;
}

} // namespace

QByteArray ValueFiles::newId(qint64 nowMs)
{
    // Seeded by the system, which itself takes longer to ask than a value takes to write.
    std::array<quint32, 8> random;
    QRandomGenerator::global()->generate(random.begin(), random.end());
    const qint64 time = qToBigEndian(nowMs);
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof(random)).toHex() +
           QByteArray(reinterpret_cast<const char *>(&time), sizeof(time)).toHex();
}

bool ValueFiles::isPlainName(QByteArrayView id)
{
    return !id.isEmpty() && id.size() <= mostNameBytes && id[0] != '.' &&
           std::all_of(id.begin(), id.end(), [](char c) { return isPlain[uchar(c)]; });
}

Result<int> ValueFiles::openFolder(Missing missing) const
{
    // To be made: the one that is open may be gone from its place.
    if (m_open && missing == Missing::Fail)
        return m_open->fd();
    Result<FileDescriptor> opened =
        openInside(m_root, {QStringLiteral("kv"), m_folder, QStringLiteral("blobs")}, missing);
    if (!opened)
        return fail(opened.error());
    m_open.emplace(std::move(*opened));
    return m_open->fd();
}

Result<int> ValueFiles::folderOf(QByteArrayView id) const
{
    if (!isPlainName(id))
        return fail(ErrorKind::Unsafe,
                    QStringLiteral("the row names a value file by something that is not a plain name"),
                    path({}));
    return openFolder();
}

Result<qint64> ValueFiles::size(QByteArrayView id) const
{
    const Result<int> folder = folderOf(id);
    if (!folder)
        return fail(folder.error());
    struct stat info;
    if (::fstatat(*folder, CName(id).get(), &info, AT_SYMLINK_NOFOLLOW) != 0)
        return fail(systemError(errno, QStringLiteral("looking at a value"), path(id)));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::Unsafe, QStringLiteral("the value is not a regular file"), path(id));
    return qint64(info.st_size);
}

Result<ValueFiles::Head> ValueFiles::read(QByteArrayView id, qint64 maxBytes) const
{
    const Result<int> folder = folderOf(id);
    if (!folder)
        return fail(folder.error());
    // O_NONBLOCK: a named pipe in place of a value must not hold us.
    const FileDescriptor file(
        ::openat(*folder, CName(id).get(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (file.fd() < 0)
        return fail(systemError(errno, QStringLiteral("opening a value"), path(id)));
    struct stat info;
    if (::fstat(file.fd(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("reading a value"), path(id)));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::Unsafe, QStringLiteral("the value is not a regular file"), path(id));
    Head head{.size = info.st_size, .bytes = {}};
    const qint64 wanted = std::min<qint64>(head.size, maxBytes);
    if (wanted > mostBytesRead)
        return fail(ErrorKind::TooLarge, QStringLiteral("the value file has %1 bytes").arg(head.size),
                    path(id));
    head.bytes.resize(wanted);
    qint64 got = 0;
    while (got < wanted) {
        const ssize_t n = ::read(file.fd(), head.bytes.data() + got, size_t(wanted - got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(systemError(errno, QStringLiteral("reading a value"), path(id)));
        if (n == 0)
            break;
        got += n;
    }
    head.bytes.truncate(got);
    return head;
}

Result<> ValueFiles::add(const QByteArray &id, QByteArrayView value) const
{
    const Result<int> folder = openFolder();
    if (!folder)
        return fail(folder.error());
    const FileDescriptor file(
        ::openat(*folder, id.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (file.fd() < 0)
        return fail(systemError(errno, QStringLiteral("making a value file"), path(id)));
    if (!writeAll(file.fd(), value)) {
        const int code = errno;
        ::unlinkat(*folder, id.constData(), 0);
        return fail(systemError(code, QStringLiteral("writing a value"), path(id)));
    }
    return {};
}

std::function<Result<>()> ValueFiles::flusher(const QList<QByteArray> &ids) const
{
    const Result<int> open = openFolder();
    if (!open)
        return [error = open.error()]() -> Result<> { return fail(error); };
    const auto folder = std::make_shared<const FileDescriptor>(::fcntl(*open, F_DUPFD_CLOEXEC, 0));
    const auto failed = [path = path({})] {
        return fail(systemError(errno, QStringLiteral("writing values to the disk"), path));
    };
    if (folder->fd() < 0)
        return [error = failed().value()]() -> Result<> { return fail(error); };
    return [folder, ids, failed]() -> Result<> {
#ifdef Q_OS_LINUX
        if (ids.size() > fewFiles)
            return ::syncfs(folder->fd()) == 0 ? Result<>() : failed();
#endif
        for (const QByteArray &id : ids) {
            const FileDescriptor file(
                ::openat(folder->fd(), id.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
            if (file.fd() < 0 || ::fdatasync(file.fd()) != 0)
                return failed();
        }
        return {};
    };
}

bool ValueFiles::isStillThere() const
{
    struct stat info;
    return m_open && ::fstat(m_open->fd(), &info) == 0 && info.st_nlink > 0;
}

Result<> ValueFiles::remove(QByteArrayView id) const
{
    if (!isPlainName(id))
        return fail(ErrorKind::Unsafe, QStringLiteral("not a plain file name"), path({}));
    const Result<int> folder = openFolder();
    if (!folder)
        return folder.error().kind == ErrorKind::NotFound ? Result<>() : fail(folder.error());
    if (::unlinkat(*folder, CName(id).get(), 0) != 0 && errno != ENOENT)
        return fail(systemError(errno, QStringLiteral("removing an old value"), path(id)));
    return {};
}

Result<> ValueFiles::makeFolder() const
{
    const Result<int> made = openFolder(Missing::Make);
    return made ? Result<>() : fail(made.error());
}

QString ValueFiles::path(QByteArrayView id) const
{
    return m_root + QStringLiteral("/kv/") + m_folder + QStringLiteral("/blobs/") + QString::fromUtf8(id);
}

} // namespace kv::local
