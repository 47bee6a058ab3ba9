// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/target.h"
#include "local/location.h"

#include <QDir>
#include <QFile>
#include <QMap>

#include <optional>
#include <sqlite3.h>

namespace kv::test {

/// One entry as it lies on the disk.
struct StoredEntry
{
    QByteArray value;
    std::optional<qint64> expirationMs;
    std::optional<QByteArray> metadata;

    bool operator==(const StoredEntry &) const = default;
};
using StoredEntries = QMap<QByteArray, StoredEntry>;

/// What a namespace's files hold, read as another program would and without the product's own reader.
struct StoreContent
{
    StoredEntries entries;
    /// Files in the folder of values that no row names.
    QStringList orphans;
    /// What must never be: a row without its value, a damaged database. Empty when all is well.
    QString problem;
};

inline StoreContent readStore(const Target &target)
{
    StoreContent content;
    const local::Location location = local::locate(target);
    const QDir blobs(location.blobFolder());
    content.orphans = blobs.entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    if (!QFile::exists(location.databasePath))
        return content;
    sqlite3 *db = nullptr;
    sqlite3_open_v2(location.databasePath.toUtf8().constData(), &db, SQLITE_OPEN_READWRITE, nullptr);
    sqlite3_busy_timeout(db, 5000);
    const auto rows = [&](const char *sql, const auto &visit) {
        sqlite3_stmt *statement = nullptr;
        int code = sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
        while (code == SQLITE_OK || code == SQLITE_ROW) {
            code = sqlite3_step(statement);
            if (code == SQLITE_ROW)
                visit(statement);
        }
        if (code != SQLITE_DONE)
            content.problem += QStringLiteral("%1: %2; ").arg(QLatin1String(sql)).arg(code);
        sqlite3_finalize(statement);
    };
    const auto bytes = [](sqlite3_stmt *statement, int column) {
        return QByteArray(static_cast<const char *>(sqlite3_column_blob(statement, column)),
                          sqlite3_column_bytes(statement, column));
    };
    rows("PRAGMA integrity_check", [&](sqlite3_stmt *statement) {
        if (const QByteArray said = bytes(statement, 0); said != "ok")
            content.problem += QString::fromUtf8(said) + QStringLiteral("; ");
    });
    bool hasTable = false;
    rows("SELECT 1 FROM sqlite_master WHERE name = '_mf_entries'", [&](sqlite3_stmt *) { hasTable = true; });
    if (hasTable) {
        rows("SELECT key, blob_id, expiration, metadata FROM _mf_entries", [&](sqlite3_stmt *statement) {
            StoredEntry entry;
            const QString blob = QString::fromUtf8(bytes(statement, 1));
            QFile file(blobs.filePath(blob));
            if (!file.open(QIODevice::ReadOnly))
                content.problem += QString::fromUtf8(bytes(statement, 0)) + QStringLiteral(" has no value; ");
            entry.value = file.readAll();
            if (sqlite3_column_type(statement, 2) != SQLITE_NULL)
                entry.expirationMs = sqlite3_column_int64(statement, 2);
            if (sqlite3_column_type(statement, 3) != SQLITE_NULL)
                entry.metadata = bytes(statement, 3);
            content.entries.insert(bytes(statement, 0), entry);
            content.orphans.removeOne(blob);
        });
    }
    sqlite3_close(db);
    return content;
}

} // namespace kv::test
