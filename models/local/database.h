// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "sqlite/statementcache.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>

struct sqlite3;

namespace kv::local {

using sqlite::Statement;

/// One connection to a namespace's database, opened as a guest in a file that may be hostile and that
/// workerd may have open: no extensions, no trusted schema, no triggers, no views, no symbolic links, and no
/// checkpoint on closing (that takes the file exclusively, and workerd does not wait for locks).
/// Used on one thread.
class Database
{
public:
    /// Answers whether to try again after `waitedMs`; called while another program holds the lock, from the
    /// moment of opening on.
    using BusyHandler = std::function<bool(qint64 waitedMs)>;
    static bool waitTwoSeconds(qint64 waitedMs) { return waitedMs < 2000; }

    /// NotFound when there is no file. Where the disk is read-only, or full, and rows lie in a write-ahead
    /// log that cannot be opened in place, a private copy of both files is read instead.
    static Result<Database> openForReading(const QString &path, BusyHandler busy = &waitTwoSeconds);
    /// ReadOnly when the file cannot be written; creates neither file nor folder.
    static Result<Database> openForWriting(const QString &path, BusyHandler busy = &waitTwoSeconds);
    /// Makes the file with miniflare's schema, in WAL mode, if need be. The folder must exist.
    static Result<Database> create(const QString &path, BusyHandler busy = &waitTwoSeconds);

    Database(Database &&other) noexcept;
    Database &operator=(Database &&other) noexcept;
    ~Database();

    bool isWritable() const { return m_writable; }
    /// False when the file is empty: SQLite's and wrangler's state between creating it and the first table.
    Result<bool> hasEntries();
    /// Some row's blob id, or empty when there is no row.
    Result<QByteArray> anyBlobId();

    /// Prepared once and kept; `sql` must be a literal or live as long as the connection.
    Result<Statement> prepare(const char *sql);
    /// Runs statements that answer nothing.
    Result<> execute(const char *sql);
    /// The Error of the last call's result code.
    Error error(int code) const;

    /// False when the path names another file now than the one that was opened (device and inode), and when
    /// what was copied has changed since.
    bool isStillAt(const QString &path) const;

private:
    Database() = default;
    static Result<Database> open(const QString &path, int flags, BusyHandler busy);
    static Result<Database> openCopy(const QString &path, BusyHandler busy);
    static Result<> copyFiles(const QString &from, const QString &to);
    void rememberFile(const QString &path);
    static Result<> makeNew(const QString &path);
    /// As execute(), for statements on which SQLite does not wait for a lock by itself.
    Result<> executeWaiting(const char *sql);
    Result<> harden();
    Result<> checkSchema();
    void close();

    sqlite3 *m_db = nullptr;
    QString m_path;
    bool m_writable = false;
    quint64 m_device = 0;
    quint64 m_inode = 0;
    sqlite::StatementCache m_statements;
    std::unique_ptr<BusyHandler> m_busy; // its address is SQLite's; must not move with the object
    std::unique_ptr<QTemporaryDir> m_copy;
    QByteArray m_copied; // the fingerprint of the files that were copied
};

} // namespace kv::local
