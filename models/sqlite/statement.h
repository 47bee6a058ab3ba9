// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <utility>

struct sqlite3_stmt;

namespace kv::sqlite {

/// A borrowed prepared statement, reset and unbound when it goes out of scope. Parameters count from 1,
/// columns from 0. Views stay valid until the next step(). Same thread as its Database.
class Statement
{
public:
    explicit Statement(sqlite3_stmt *statement) : m_statement(statement) {}
    ~Statement();
    Statement(Statement &&other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)) {}
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;
    Statement &operator=(Statement &&) = delete;

    /// The bytes are not copied: they must outlive the last step().
    void bindText(int parameter, QByteArrayView utf8);
    /// The same for a blob.
    void bindBytes(int parameter, QByteArrayView bytes);
    void bindInteger(int parameter, std::optional<qint64> value);
    void bindOptionalText(int parameter, const std::optional<QByteArray> &utf8);

    /// An SQLite result code: SQLITE_ROW, SQLITE_DONE or an error.
    int step();

    bool isNull(int column) const;
    qint64 integer(int column) const;
    QByteArrayView bytes(int column) const;
    /// The bytes of a text; nullopt: it is none. One call into SQLite fewer than asking for the type first.
    std::optional<QByteArrayView> text(int column) const;

private:
    sqlite3_stmt *m_statement;
};

} // namespace kv::sqlite
