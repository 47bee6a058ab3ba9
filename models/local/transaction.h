// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/database.h"

#include <utility>

namespace kv::local {

/// Runs a statement that answers nothing.
Result<> finish(Database &db, Result<Statement> &statement);

/// A write transaction, rolled back at the end of the scope unless committed.
class Transaction
{
public:
    /// Waits for another program's lock as the connection was told to.
    static Result<Transaction> begin(Database &db);
    Transaction(Transaction &&other) noexcept : m_db(std::exchange(other.m_db, nullptr)) {}
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();

    Result<> commit();

private:
    explicit Transaction(Database &db) : m_db(&db) {}

    Database *m_db;
};

} // namespace kv::local
