// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/target.h"

#include <QByteArray>
#include <QString>

namespace kv::local {

/// Where one namespace lies under a state folder. Layout as written by wrangler 3.9 and later (miniflare
/// 3.20230918 and later): rows in kv/miniflare-KVNamespaceObject/<hash>.sqlite, values in kv/<folder>/blobs/.
struct Location
{
    QString root;         ///< the `v3` folder, absolute
    QString databasePath; ///< absolute; may not exist
    QString folder;       ///< name of the namespace's folder in kv/; may be empty when not known
    /// Rows are in kv/<folder>/db.sqlite, as wrangler 3.0 to 3.8 kept them. Current wrangler does not look
    /// there.
    bool oldLayout = false;

    QString blobFolder() const;
};

/// The database's name (64 hex digits, no suffix) of a raw namespace id: workerd's idFromName() for the
/// Durable Object class that miniflare keeps KV namespaces in.
QString databaseName(const QString &namespaceId);

/// The folder name that miniflare makes of a raw namespace id. Different ids can make the same name.
QString folderName(const QString &namespaceId);

/// Why workerd cannot keep values for this id (its disk service refuses names that start with a dot), as one
/// sentence; empty when it can.
QString whyNotKeepable(const QString &namespaceId);

QString kvFolder(const QString &stateRoot);
QString databaseFolder(const QString &stateRoot);

/// As locate(), but opens no database: where the folder would be found by a value file, it stays empty.
Location locateUnopened(const Target &target);

/// Where a local target lies. Looks at the disk: an old-layout database is chosen only while there is no
/// current one, and the folder of a database without a known id, where the target does not say it, is found
/// by one of its value files (which opens the database).
Location locate(const Target &target);

} // namespace kv::local
