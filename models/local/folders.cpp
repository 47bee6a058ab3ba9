// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/folders.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::local {

Result<FileDescriptor> openInside(const QString &root, const QStringList &parts, Missing missing)
{
    const auto cannot = [](int code, const QString &path) {
        return fail(systemError(code, QStringLiteral("opening a folder"), path));
    };
    const QByteArray rootName = QFile::encodeName(root);
    int fd = ::open(rootName.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && missing == Missing::Make) {
        errno = 0;
        if (!QDir().mkpath(root))
            return cannot(errno ? errno : EACCES, root);
        fd = ::open(rootName.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    QString path = root;
    for (const QString &part : parts) {
        if (fd < 0)
            break;
        const FileDescriptor parent(fd);
        path += u'/' + part;
        if (part.isEmpty())
            return cannot(ENOENT, path);
        const QByteArray name = QFile::encodeName(part);
        if (missing == Missing::Make && ::mkdirat(parent.fd(), name.constData(), 0777) != 0 &&
            errno != EEXIST)
            return cannot(errno, path);
        fd = ::openat(parent.fd(), name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 && errno == ENOTDIR) {
            // What Linux answers for a link when a folder is asked for.
            struct stat info;
            const bool link = ::fstatat(parent.fd(), name.constData(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
                              S_ISLNK(info.st_mode);
            errno = link ? ELOOP : ENOTDIR;
        }
    }
    if (fd < 0)
        return cannot(errno, path);
    return FileDescriptor(fd);
}

} // namespace kv::local
