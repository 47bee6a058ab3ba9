// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/statementcache.h"

#include <sqlite3.h>

namespace kv::sqlite {

int StatementCache::find(sqlite3 *db, const char *sql, sqlite3_stmt *&statement)
{
    sqlite3_stmt *&kept = m_statements[sql];
    int code = SQLITE_OK;
    if (!kept) {
        code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &kept, nullptr);
        if (code != SQLITE_OK) {
            m_statements.remove(sql);
            statement = nullptr;
            return code;
        }
    }
    statement = kept;
    return code;
}

void StatementCache::clear()
{
    for (sqlite3_stmt *statement : std::as_const(m_statements))
        sqlite3_finalize(statement);
    m_statements.clear();
}

} // namespace kv::sqlite
