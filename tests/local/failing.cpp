// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/failing.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace {

using kv::test::Fault;

std::string folder; // with a slash at the end; set while disarmed
std::atomic_bool armed = false;
std::atomic_int callsLeft = 0; // until the first that fails
std::atomic_bool met = false;
Fault fault = Fault::BrokenOnce;

enum class Call { Write, Make, Remove, Rename, Sync, Truncate, OpenForWriting };

bool isBelow(int at, const char *path)
{
    char resolved[PATH_MAX + 1];
    std::string full;
    const auto linkOf = [&](int fd) {
        const std::string link = "/proc/self/fd/" + std::to_string(fd);
        const ssize_t n = ::readlink(link.c_str(), resolved, PATH_MAX);
        return n > 0 ? std::string(resolved, size_t(n)) : std::string();
    };
    if (path && path[0] == '/')
        full = path;
    else if (at == AT_FDCWD)
        return false;
    else
        full = path ? linkOf(at) + '/' + path : linkOf(at);
    return (full + '/').compare(0, folder.size(), folder) == 0;
}

/// Whether this fault can hit that kind of call at all.
bool isOpen(Call call)
{
    switch (fault) {
    case Fault::FullFromThenOn:
        return call == Call::Write || call == Call::Make || call == Call::Rename || call == Call::Sync;
    case Fault::HalfThenFull:
        return call == Call::Write ||
               (met && (call == Call::Make || call == Call::Rename || call == Call::Sync));
    case Fault::HalfWrittenOnce:
        return call == Call::Write;
    case Fault::BrokenOnce:
    case Fault::BrokenFromThenOn:
    case Fault::ReadOnlyFromThenOn:
        return true;
    }
    return false;
}

/// The errno that this call is to end with, 0 to let it through; sets `half` for a write that gets half way.
int verdict(Call call, int at, const char *path, bool *half = nullptr)
{
    const int before = errno;
    const bool concerned = armed && isBelow(at, path) && isOpen(call);
    errno = before; // SQLite asks for it long after a call that failed
    if (!concerned)
        return 0;
    const int left = --callsLeft;
    if (left > 0)
        return 0;
    met = true;
    const bool first = left == 0;
    switch (fault) {
    case Fault::FullFromThenOn:
        return ENOSPC;
    case Fault::HalfThenFull:
        if (first && half)
            *half = true;
        return first ? 0 : ENOSPC;
    case Fault::HalfWrittenOnce:
        if (first && half)
            *half = true;
        return 0;
    case Fault::BrokenOnce:
        return first ? EIO : 0;
    case Fault::BrokenFromThenOn:
        return EIO;
    case Fault::ReadOnlyFromThenOn:
        return EROFS;
    }
    return 0;
}

bool fails(Call call, int at, const char *path)
{
    const int code = verdict(call, at, path);
    if (code != 0)
        errno = code;
    return code != 0;
}

template <class Function> Function *next(const char *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}

bool exists(int at, const char *path)
{
    const int before = errno;
    struct stat info;
    const bool found = ::fstatat(at, path, &info, AT_SYMLINK_NOFOLLOW) == 0;
    errno = before;
    return found;
}

/// Opening changes the disk when it makes the file, or may when it is for writing.
bool failsToOpen(int at, const char *path, int flags)
{
    if ((flags & O_CREAT) != 0 && !exists(at, path))
        return fails(Call::Make, at, path);
    return (flags & O_ACCMODE) != O_RDONLY && fails(Call::OpenForWriting, at, path);
}

/// What the disk says of itself agrees with how it fails.
template <class Facts> int describe(const char *name, const char *path, Facts *facts)
{
    const int code = next<int(const char *, Facts *)>(name)(path, facts);
    if (code != 0 || !armed || !met || !isBelow(AT_FDCWD, path))
        return code;
    if (fault == Fault::FullFromThenOn || fault == Fault::HalfThenFull)
        facts->f_bavail = 0;
    if (fault == Fault::ReadOnlyFromThenOn)
        facts->f_flag |= ST_RDONLY;
    return code;
}

mode_t modeOf(int flags, va_list arguments)
{
    return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

ssize_t writeAt(int fd, const void *data, size_t size, off64_t offset, const char *name)
{
    bool half = false;
    if (const int code = verdict(Call::Write, fd, nullptr, &half)) {
        errno = code;
        return -1;
    }
    return next<ssize_t(int, const void *, size_t, off64_t)>(name)(fd, data, half ? (size + 1) / 2 : size,
                                                                   offset);
}

} // namespace

namespace kv::test {

void failFrom(const QByteArray &below, int call, Fault kind)
{
    folder = below.toStdString() + '/';
    fault = kind;
    callsLeft = call;
    met = false;
    armed = true;
}

bool stopFailing()
{
    armed = false;
    return met;
}

} // namespace kv::test

extern "C" {

ssize_t write(int fd, const void *data, size_t size)
{
    bool half = false;
    if (const int code = verdict(Call::Write, fd, nullptr, &half)) {
        errno = code;
        return -1;
    }
    return next<ssize_t(int, const void *, size_t)>("write")(fd, data, half ? (size + 1) / 2 : size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
    return writeAt(fd, data, size, offset, "pwrite");
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
    return writeAt(fd, data, size, offset, "pwrite64");
}
// A wait for the real disk would show nothing here and take minutes.
int fsync(int fd)
{
    return fails(Call::Sync, fd, nullptr) ? -1 : 0;
}
int fdatasync(int fd)
{
    return fails(Call::Sync, fd, nullptr) ? -1 : 0;
}
int syncfs(int fd) noexcept
{
    return fails(Call::Sync, fd, nullptr) ? -1 : 0;
}
int ftruncate(int fd, off_t size) noexcept
{
    return fails(Call::Truncate, fd, nullptr) ? -1 : next<int(int, off_t)>("ftruncate")(fd, size);
}
int ftruncate64(int fd, off64_t size) noexcept
{
    return fails(Call::Truncate, fd, nullptr) ? -1 : next<int(int, off64_t)>("ftruncate64")(fd, size);
}
int rename(const char *from, const char *to) noexcept
{
    return fails(Call::Rename, AT_FDCWD, to) ? -1 : next<int(const char *, const char *)>("rename")(from, to);
}
int renameat(int fromAt, const char *from, int toAt, const char *to) noexcept
{
    return fails(Call::Rename, toAt, to)
               ? -1
               : next<int(int, const char *, int, const char *)>("renameat")(fromAt, from, toAt, to);
}
int unlink(const char *path) noexcept
{
    return fails(Call::Remove, AT_FDCWD, path) ? -1 : next<int(const char *)>("unlink")(path);
}
int unlinkat(int at, const char *path, int flags) noexcept
{
    return fails(Call::Remove, at, path) ? -1
                                         : next<int(int, const char *, int)>("unlinkat")(at, path, flags);
}
int mkdir(const char *path, mode_t mode) noexcept
{
    return fails(Call::Make, AT_FDCWD, path) ? -1 : next<int(const char *, mode_t)>("mkdir")(path, mode);
}
int mkdirat(int at, const char *path, mode_t mode) noexcept
{
    if (!exists(at, path) && fails(Call::Make, at, path))
        return -1;
    return next<int(int, const char *, mode_t)>("mkdirat")(at, path, mode);
}
int statvfs(const char *path, struct statvfs *facts) noexcept
{
    return describe("statvfs", path, facts);
}
int statvfs64(const char *path, struct statvfs64 *facts) noexcept
{
    return describe("statvfs64", path, facts);
}
int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return failsToOpen(AT_FDCWD, path, flags) ? -1
                                              : next<int(const char *, int, ...)>("open")(path, flags, mode);
}
int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return failsToOpen(AT_FDCWD, path, flags)
               ? -1
               : next<int(const char *, int, ...)>("open64")(path, flags, mode);
}
int openat(int at, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return failsToOpen(at, path, flags)
               ? -1
               : next<int(int, const char *, int, ...)>("openat")(at, path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return failsToOpen(at, path, flags)
               ? -1
               : next<int(int, const char *, int, ...)>("openat64")(at, path, flags, mode);
}

} // extern "C"
