// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace kv::devserver {

/// A TCP port of this machine on which another process waits for connections.
struct Listener
{
    QString host; ///< As a URL has it: "127.0.0.1" or "::1".
    quint16 port = 0;
    // Who it is; the same numbers are never given twice while this program runs.
    qint64 process = 0;
    quint64 processStart = 0; ///< In ticks since the system started.
    quint64 socket = 0;
    int descriptor = 0; ///< The process's own number for it.

    bool operator==(const Listener &) const = default;
};

/// The ports that can be reached by a loopback address, of every other process that has the database at this
/// path open in WAL mode; of each process in the order in which it made them. By the locks that SQLite keeps
/// on the log's index, which are looked up in the system's list: no file is opened, since closing it would
/// give up the locks that this process has on it. Empty also where it cannot be told, as on a system other
/// than Linux. Blocks for a moment; any thread.
QList<Listener> listenersBeside(const QString &databasePath);

} // namespace kv::devserver
