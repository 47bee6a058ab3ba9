// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/fingerprint.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::local {

namespace {

void addFile(QByteArray &print, const QByteArray &path)
{
    struct stat info;
    if (::lstat(path.constData(), &info) != 0) {
        print += '-';
        return;
    }
#ifdef Q_OS_DARWIN
    const timespec time = info.st_mtimespec;
#else
    const timespec time = info.st_mtim;
#endif
    const quint64 facts[] = {quint64(info.st_dev), quint64(info.st_ino), quint64(info.st_size),
                             quint64(time.tv_sec), quint64(time.tv_nsec)};
    print.append(reinterpret_cast<const char *>(facts), sizeof(facts));
}

/// The first copy of the log index's header (48 bytes; SQLite's "WAL-index format"): it holds a counter that
/// every commit raises, while a file's time may stand still for some milliseconds.
void addLogIndex(QByteArray &print, const QByteArray &path)
{
    const int fd = ::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return;
    char header[48];
    const ssize_t n = ::read(fd, header, sizeof(header));
    ::close(fd);
    if (n > 0)
        print.append(header, n);
}

} // namespace

QByteArray fingerprint(const QString &databasePath)
{
    const QByteArray path = QFile::encodeName(databasePath);
    QByteArray print;
    addFile(print, path);
    addFile(print, path + "-wal");
    addLogIndex(print, path + "-shm");
    return print;
}

} // namespace kv::local
