// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/database.h"
#include "local/location.h"
#include "local/row.h"

#include <functional>
#include <optional>

namespace kv::local {

/// Why nothing can be written to a target that lies at `location`, as one sentence, or empty. Asks the disk,
/// and opens nothing.
QString whyReadOnly(const Target &target, const Location &location);

/// The database of one local namespace, opened when it is needed and opened again when the path names another
/// file than before: wrangler's users delete the folder, restart dev servers and copy files about. Used on
/// one thread. Between two calls no transaction is open.
class NamespaceFile
{
public:
    /// Asked while another program holds the lock; false gives up with ErrorKind::Busy.
    using MayWait = std::function<bool(qint64 waitedMs)>;
    /// How long a write waits for another program's lock when nobody says otherwise, in milliseconds.
    static constexpr qint64 patienceMs = 15'000;

    explicit NamespaceFile(Target target);
    // The open database asks this very object whether to wait.
    NamespaceFile(const NamespaceFile &) = delete;
    NamespaceFile &operator=(const NamespaceFile &) = delete;

    const Target &target() const { return m_target; }
    const Location &location() const { return m_location; }
    void setMayWait(MayWait mayWait) { m_mayWait = std::move(mayWait); }

    /// A connection to a database that has the table of entries, or null: there is no store, or only the
    /// empty file that comes first. Valid until the next call. `exists` tells which.
    Result<Database *> openForReading(bool *exists = nullptr);
    /// Null as above, or never when it may be created.
    Result<Database *> openForWriting(bool create);

    /// The connection that was opened before, or null when it is not open or the path names another file now.
    Database *current();

    /// The row of `key`, or none.
    static Result<std::optional<Row>> find(Database &db, const QByteArray &key);
    /// The row that a statement stands at: its blob_id, expiration and metadata from column `first` on.
    static Row rowOf(const Statement &statement, int first);

    bool isOpen() const { return m_db.has_value(); }
    /// Lets go of the file.
    void close() { m_db.reset(); }

private:
    using OpenDatabase = Result<Database> (*)(const QString &path, Database::BusyHandler busy);
    Database::BusyHandler busyHandler();
    /// Whether the open database is the one that the target names now.
    bool isCurrent() const;
    Result<Database *> open(OpenDatabase open);
    Result<Database *> adopt(Result<Database> opened);

    Target m_target;
    Location m_location;
    MayWait m_mayWait;
    std::optional<Database> m_db;
    bool m_hasEntries = false;
};

} // namespace kv::local
