// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>

#include <algorithm>
#include <atomic>
#include <sqlite3.h>

namespace kv::test {

/// Measures how long the write lock of a write-ahead log is held, by standing before SQLite's own file system
/// layer. Concerns connections of this process that name no other layer ("unix" is the plain one).
class LockWatch
{
public:
    /// Once, before the first connection.
    static void install()
    {
        plain() = sqlite3_vfs_find(nullptr);
        static sqlite3_vfs watching = *plain();
        watching.zName = "lockwatch";
        watching.xOpen = &open;
        sqlite3_vfs_register(&watching, 1);
    }
    static void reset() { s_count = s_longest = s_total = 0; }
    static int count() { return int(s_count); }
    static qint64 longestUs() { return s_longest; }
    static qint64 totalUs() { return s_total; }

private:
    /// Byte 0 of the log's index is the writer's lock ("WAL-Mode File Format").
    static constexpr int writeLock = 0;

    static sqlite3_vfs *&plain()
    {
        static sqlite3_vfs *vfs = nullptr;
        return vfs;
    }
    static const sqlite3_io_methods *&methods()
    {
        static const sqlite3_io_methods *those = nullptr;
        return those;
    }
    static int open(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *out)
    {
        const int code = plain()->xOpen(plain(), name, file, flags, out);
        if (code != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0)
            return code;
        // Databases opened as plain files all have the same methods.
        static const sqlite3_io_methods *const original = methods() = file->pMethods;
        static const sqlite3_io_methods watching = [] {
            sqlite3_io_methods copy = *original;
            copy.xShmLock = &lock;
            return copy;
        }();
        if (file->pMethods == original)
            file->pMethods = &watching;
        return code;
    }
    static int lock(sqlite3_file *file, int offset, int n, int flags)
    {
        static thread_local QElapsedTimer since;
        const bool isWriter = offset == writeLock && (flags & SQLITE_SHM_EXCLUSIVE) != 0;
        const int code = methods()->xShmLock(file, offset, n, flags);
        if (!isWriter || code != SQLITE_OK)
            return code;
        if ((flags & SQLITE_SHM_LOCK) != 0) {
            since.start();
        } else {
            const qint64 us = since.nsecsElapsed() / 1000;
            ++s_count;
            s_total += us;
            s_longest = std::max<qint64>(s_longest, us);
        }
        return code;
    }

    // One thread writes at a time, under the lock that is measured.
    static inline std::atomic<qint64> s_count = 0;
    static inline std::atomic<qint64> s_longest = 0;
    static inline std::atomic<qint64> s_total = 0;
};

} // namespace kv::test
