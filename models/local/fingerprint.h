// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace kv::local {

/// What can be seen of a database's files from outside, without opening it: device, inode, size and time of
/// the file and its write-ahead log, and the log index's counter of changes. Differs after every commit of
/// any program, and when the files come, go or are replaced. Costs two or three system calls.
QByteArray fingerprint(const QString &databasePath);

} // namespace kv::local
