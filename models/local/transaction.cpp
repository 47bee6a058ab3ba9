// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/transaction.h"

#include <sqlite3.h>

namespace kv::local {

namespace {

/// Prepared once: parsing it each time would be a good part of a transaction.
Result<> run(Database &db, const char *sql)
{
    Result<Statement> statement = db.prepare(sql);
    return statement ? finish(db, statement) : fail(statement.error());
}

} // namespace

Result<> finish(Database &db, Result<Statement> &statement)
{
    const int code = statement->step();
    return code == SQLITE_DONE ? Result<>() : fail(db.error(code));
}

Result<Transaction> Transaction::begin(Database &db)
{
    if (const Result<> begun = run(db, "BEGIN IMMEDIATE"); !begun)
        return fail(begun.error());
    return Transaction(db);
}

Transaction::~Transaction()
{
    if (m_db)
        (void)m_db->execute("ROLLBACK"); // SQLite may have rolled back by itself, and says so
}

Result<> Transaction::commit()
{
    const Result<> done = run(*m_db, "COMMIT");
    if (done)
        m_db = nullptr;
    return done;
}

} // namespace kv::local
