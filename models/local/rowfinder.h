// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/database.h"
#include "local/row.h"

#include <optional>

namespace kv::local {

/// Finds the rows of many keys, one after the other. Keys that lie close together and come in ascending order
/// are met by one walk over the index; others are looked up one by one. Answers the same either way.
///
/// Made within a read transaction and gone before it ends; used on the database's thread.
class RowFinder
{
public:
    explicit RowFinder(Database &db) : m_db(db) {}

    /// The row of `key`, or none.
    Result<std::optional<Row>> find(const QByteArray &key);

private:
    Result<> seek(const QByteArray &key);
    Result<> step();

    Database &m_db;
    QByteArray m_begin; ///< what the walk began with; the statement borrows it
    std::optional<Statement> m_walk;
    std::optional<QByteArrayView> m_at; ///< the key that the walk has come to; none: it has ended
    QByteArray m_before;                ///< the key that was asked for before
    int m_inVain = 0;                   ///< keys that a few steps did not lead to
};

} // namespace kv::local
