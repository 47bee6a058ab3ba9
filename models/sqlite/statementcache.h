// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite/statement.h"

#include <QHash>

#include <utility>

struct sqlite3;

namespace kv::sqlite {

/// The statements of one connection, each prepared once and kept. Owns them, and must be cleared, or gone,
/// before the connection is closed. Same thread as the connection.
class StatementCache
{
public:
    StatementCache() = default;
    ~StatementCache() { clear(); }
    StatementCache(StatementCache &&other) noexcept : m_statements(std::exchange(other.m_statements, {})) {}
    StatementCache &operator=(StatementCache &&other) noexcept
    {
        if (this != &other) {
            clear();
            m_statements = std::exchange(other.m_statements, {});
        }
        return *this;
    }
    StatementCache(const StatementCache &) = delete;
    StatementCache &operator=(const StatementCache &) = delete;

    /// The statement of `sql`, which must be a literal or live as long as this. Answers an SQLite result
    /// code; `statement` is null unless that is SQLITE_OK.
    int find(sqlite3 *db, const char *sql, sqlite3_stmt *&statement);
    void clear();

private:
    QHash<const char *, sqlite3_stmt *> m_statements;
};

} // namespace kv::sqlite
