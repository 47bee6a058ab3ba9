// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/database.h"
#include "local/maygoon.h"
#include "local/otherusers.h"

#include <QElapsedTimer>

#include <chrono>
#include <optional>

namespace kv::local {

/// When a long piece of writing takes the write lock, and for how long. workerd does not wait for a lock: a
/// Worker's put that meets ours fails. So while another program has the database open, transactions are
/// shorter and the lock is free most of the time; and while another program writes, ours follow right behind
/// its commits, where a program that does one thing after the other has nothing under way. Alone, nothing is
/// waited for.
///
/// Made for one piece of writing on one connection, and used on its thread.
class WritePace
{
public:
    /// `path` is the database's.
    WritePace(Database &db, QString path) : m_db(db), m_path(std::move(path)) {}

    /// Looks how the store is: who commits from now on is somebody else, or we. Call before a long work, and
    /// again as often as is convenient; without it, nothing is waited for.
    void begin();
    /// Call before each transaction, outside of one. Waits until it is time, or until `mayGoOn` answers
    /// false. Answers how long the transaction may take: what it does after that belongs into the next.
    std::chrono::microseconds wait(const MayGoOn &mayGoOn);
    /// Call when the transaction has ended.
    void ended();

private:
    /// Differs when another connection has committed since; nullopt: it cannot be told.
    std::optional<qint64> version();
    /// Whether another connection has committed since this was asked last.
    bool haveCommitted();
    bool othersWrite() const;

    Database &m_db;
    QString m_path;
    std::optional<OtherUsers> m_others; ///< once it is asked for
    bool m_isLong = false;
    std::optional<qint64> m_version;
    QElapsedTimer m_sinceTheirs; ///< since another's commit was seen; not running before the first
    QElapsedTimer m_sinceOurs;   ///< since our last transaction ended; not running before the first
};

} // namespace kv::local
