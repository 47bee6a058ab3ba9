// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/otherusers.h"

#include <QFile>

#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace kv::local {

namespace {

#ifdef Q_OS_LINUX
/// The first descriptor of this process for the file at `path`, or -1.
int descriptorOf(const QByteArray &path)
{
    struct stat wanted;
    if (::stat(path.constData(), &wanted) != 0)
        return -1;
    DIR *open = ::opendir("/proc/self/fd");
    if (!open)
        return -1;
    int found = -1;
    while (const dirent *entry = ::readdir(open)) {
        char *end = nullptr;
        const long fd = std::strtol(entry->d_name, &end, 10);
        struct stat info;
        if (end == entry->d_name || ::fstat(int(fd), &info) != 0)
            continue;
        if (info.st_dev == wanted.st_dev && info.st_ino == wanted.st_ino) {
            found = int(fd);
            break;
        }
    }
    ::closedir(open);
    return found;
}
#endif

} // namespace

OtherUsers::OtherUsers(const QString &databasePath)
{
#ifdef Q_OS_LINUX
    m_index = descriptorOf(QFile::encodeName(databasePath) + "-shm");
#else
    Q_UNUSED(databasePath)
#endif
}

bool OtherUsers::areThere() const
{
    if (m_index < 0)
        return false;
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET; // the whole file
    return ::fcntl(m_index, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

} // namespace kv::local
