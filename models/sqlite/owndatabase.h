// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "sqlite/statementcache.h"

struct sqlite3;

namespace kv::sqlite {

/// What a database file of this program's own is: a mark that tells it from others, and the version of its
/// tables.
struct OwnFormat
{
    int applicationId = 0;
    int version = 1; ///< The newest that this program knows, from 1.
};

/// One connection to a database file of this program's own. The file may be damaged, or put there by somebody
/// else, all the same: nothing in it is trusted, and what does not fit is ErrorKind::Corrupt. In WAL mode
/// with synchronous=NORMAL: a crash of the program loses nothing, one of the machine perhaps the last
/// transactions, none of them by half. Used by one thread at a time.
class OwnDatabase
{
public:
    /// Makes the file with `schema` (statements) in it, whole or not at all. Conflict: there is one already.
    static Result<OwnDatabase> create(const QString &path, const OwnFormat &format, const char *schema);
    /// NotFound: no file. Corrupt: none of ours, or damaged. InvalidInput: a newer version made it.
    static Result<OwnDatabase> open(const QString &path, const OwnFormat &format);

    OwnDatabase(OwnDatabase &&other) noexcept;
    OwnDatabase &operator=(OwnDatabase &&other) noexcept;
    ~OwnDatabase();

    const QString &path() const { return m_path; }
    /// The version of the tables, as the file says.
    int version() const { return m_version; }

    /// Prepared once and kept; `sql` must be a literal. Corrupt when the file lacks what it speaks of.
    Result<Statement> prepare(const char *sql);
    /// One step: true for a row, false for the end.
    Result<bool> step(Statement &statement) const;
    /// Steps a statement that answers nothing.
    Result<> run(Statement &statement) const;
    /// Runs statements that answer nothing.
    Result<> execute(const char *sql);
    /// Runs `work()`, which answers a Result<>, in one transaction: all of it, or nothing when it fails.
    template <class Work> Result<> transaction(Work work)
    {
        if (Result<> begun = execute("BEGIN IMMEDIATE"); !begun)
            return begun;
        Result<> done = work();
        if (done)
            done = execute("COMMIT");
        if (!done)
            rollBack();
        return done;
    }
    /// The Error of a result code.
    Error error(int code) const;

private:
    OwnDatabase() = default;
    static Result<OwnDatabase> connect(const QString &path);
    Result<> harden();
    Result<> checkFormat(const OwnFormat &format);
    Result<int> pragma(const char *sql);
    void rollBack();
    void close();

    sqlite3 *m_db = nullptr;
    QString m_path;
    int m_version = 0;
    StatementCache m_statements;
};

} // namespace kv::sqlite
