// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kv::local {

/// Tells whether another process has a database open that this one has open too, by the locks that SQLite
/// keeps on the log's index for as long as a connection lives. Opens and closes no file: closing any
/// descriptor of a file gives up every lock that the process has on it, SQLite's among them.
class OtherUsers
{
public:
    explicit OtherUsers(const QString &databasePath);

    /// False also where it cannot be told: no log, or a system other than Linux. Ask only while a connection
    /// of this process is open that was open when this was made.
    bool areThere() const;

private:
    int m_index = -1; ///< SQLite's own descriptor of the log's index; borrowed
};

} // namespace kv::local
