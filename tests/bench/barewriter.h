// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/table.h"

#include <QByteArray>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::bench {

/// The least that a careful put costs: the system calls and the SQL of the product and nothing around them.
/// Trusts its folder, looks at no rule, answers nothing.
class BareWriter
{
public:
    /// How values come to the disk: one wait for each, or one for all that were staged.
    enum class Flush { Each, Together };

    BareWriter(const QByteArray &database, const QByteArray &blobs)
        : m_folder(::open(blobs.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    {
        if (m_folder < 0 || sqlite3_open(database.constData(), &m_db) != SQLITE_OK)
            wrong("the bare writer cannot open its store");
        sqlite3_exec(m_db, "PRAGMA synchronous=NORMAL", nullptr, nullptr, nullptr);
        m_begin = prepare("BEGIN IMMEDIATE");
        m_find = prepare("SELECT blob_id, expiration, metadata FROM _mf_entries WHERE key = ?1");
        m_insert = prepare("INSERT OR REPLACE INTO _mf_entries (key, blob_id, expiration, metadata) "
                           "VALUES (?1, ?2, ?3, ?4)");
        m_commit = prepare("COMMIT");
    }
    ~BareWriter()
    {
        for (sqlite3_stmt *statement : {m_begin, m_find, m_insert, m_commit})
            sqlite3_finalize(statement);
        sqlite3_close(m_db);
        ::close(m_folder);
    }
    BareWriter(const BareWriter &) = delete;
    BareWriter &operator=(const BareWriter &) = delete;

    /// Writes the value under a name of its own, which it answers.
    QByteArray stage(const QByteArray &value, Flush flush)
    {
        const QByteArray id = QByteArray::number(++m_names).rightJustified(80, '0');
        const int fd =
            ::openat(m_folder, id.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (fd < 0 || ::write(fd, value.constData(), size_t(value.size())) != value.size())
            wrong("the bare writer cannot write a value");
        if (flush == Flush::Each && ::fdatasync(fd) != 0)
            wrong("the bare writer cannot flush a value");
        ::close(fd);
        return id;
    }
    void flushAll()
    {
#ifdef Q_OS_LINUX
        if (::syncfs(m_folder) != 0)
            wrong("the bare writer cannot flush its values");
#else
        ::sync();
#endif
    }
    void begin()
    {
        run(m_begin, SQLITE_DONE);
    }
    /// Writes the value's row, and remembers the value that the row named before.
    void row(const QByteArray &key, const QByteArray &id)
    {
        sqlite3_bind_text(m_find, 1, key.constData(), int(key.size()), SQLITE_STATIC);
        if (sqlite3_step(m_find) == SQLITE_ROW)
            m_old << QByteArray(static_cast<const char *>(sqlite3_column_blob(m_find, 0)),
                                sqlite3_column_bytes(m_find, 0));
        sqlite3_reset(m_find);
        sqlite3_bind_text(m_insert, 1, key.constData(), int(key.size()), SQLITE_STATIC);
        sqlite3_bind_text(m_insert, 2, id.constData(), int(id.size()), SQLITE_STATIC);
        run(m_insert, SQLITE_DONE);
    }
    /// Drops, after that, the values that no row names any more.
    void commit()
    {
        run(m_commit, SQLITE_DONE);
        for (const QByteArray &old : std::as_const(m_old))
            ::unlinkat(m_folder, old.constData(), 0);
        m_old.clear();
    }

private:
    sqlite3_stmt *prepare(const char *sql)
    {
        sqlite3_stmt *statement = nullptr;
        if (sqlite3_prepare_v3(m_db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
            wrong(sqlite3_errmsg(m_db));
        return statement;
    }
    void run(sqlite3_stmt *statement, int expected)
    {
        const int code = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (code != expected)
            wrong(sqlite3_errmsg(m_db));
    }

    int m_folder;
    sqlite3 *m_db = nullptr;
    sqlite3_stmt *m_begin = nullptr;
    sqlite3_stmt *m_find = nullptr;
    sqlite3_stmt *m_insert = nullptr;
    sqlite3_stmt *m_commit = nullptr;
    QList<QByteArray> m_old;
    static inline qint64 m_names = 0; // of all writers: one may overwrite what another wrote
};

} // namespace kv::bench
