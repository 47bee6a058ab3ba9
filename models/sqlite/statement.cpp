// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/statement.h"

#include <sqlite3.h>

namespace kv::sqlite {

Statement::~Statement()
{
    if (m_statement) {
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
    }
}

void Statement::bindText(int parameter, QByteArrayView utf8)
{
    // A null pointer would bind NULL; an empty key or prefix is a text of no length.
    const char *data = utf8.isEmpty() ? "" : utf8.data();
    sqlite3_bind_text64(m_statement, parameter, data, sqlite3_uint64(utf8.size()), SQLITE_STATIC,
                        SQLITE_UTF8);
}

void Statement::bindBytes(int parameter, QByteArrayView bytes)
{
    const char *data = bytes.isEmpty() ? "" : bytes.data();
    sqlite3_bind_blob64(m_statement, parameter, data, sqlite3_uint64(bytes.size()), SQLITE_STATIC);
}

void Statement::bindInteger(int parameter, std::optional<qint64> value)
{
    if (value)
        sqlite3_bind_int64(m_statement, parameter, *value);
    else
        sqlite3_bind_null(m_statement, parameter);
}

void Statement::bindOptionalText(int parameter, const std::optional<QByteArray> &utf8)
{
    if (utf8)
        bindText(parameter, *utf8);
    else
        sqlite3_bind_null(m_statement, parameter);
}

int Statement::step()
{
    return sqlite3_step(m_statement);
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QByteArrayView Statement::bytes(int column) const
{
    const void *data = sqlite3_column_blob(m_statement, column);
    return {static_cast<const char *>(data), qsizetype(sqlite3_column_bytes(m_statement, column))};
}

std::optional<QByteArrayView> Statement::text(int column) const
{
    // Asking the value itself is allowed in SQLite's multi-thread mode, in which every Database is opened.
    sqlite3_value *value = sqlite3_column_value(m_statement, column);
    if (sqlite3_value_type(value) != SQLITE_TEXT)
        return {};
    const void *data = sqlite3_value_blob(value);
    return QByteArrayView(static_cast<const char *>(data), qsizetype(sqlite3_value_bytes(value)));
}

} // namespace kv::sqlite
