// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/namespacefile.h"

#include "local/folders.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>
#include <unistd.h>

namespace kv::local {

namespace {

constexpr char findRow[] = "SELECT blob_id, expiration, metadata FROM _mf_entries WHERE key = ?1";

/// Whether what is at `path`, or else the nearest folder above it that there is, can be written.
bool isWritable(QString path)
{
    while (!path.isEmpty()) {
        if (::access(QFile::encodeName(path).constData(), F_OK) == 0)
            return ::access(QFile::encodeName(path).constData(), W_OK) == 0;
        path.truncate(path.lastIndexOf(u'/'));
    }
    return ::access("/", W_OK) == 0;
}

} // namespace

QString whyReadOnly(const Target &target, const Location &location)
{
    const auto say = [](const char *sentence) { return QCoreApplication::translate("kv::local", sentence); };
    if (location.oldLayout)
        return say(
            "this store is in the layout of wrangler 3.0 to 3.8, which current wrangler no longer sees");
    if (target.databaseName.isEmpty()) {
        if (const QString why = whyNotKeepable(target.namespaceId); !why.isEmpty())
            return why;
    } else if (location.folder.isEmpty()) {
        return say("the id of this namespace is not known, so neither is the folder of its values");
    }
    if (!isWritable(location.databasePath))
        return QFileInfo::exists(location.databasePath)
                   ? say("the database file cannot be written")
                   : say("the folder in which the store would be made cannot be written");
    if (!isWritable(location.blobFolder()))
        return say("the folder of the values cannot be written");
    return {};
}

NamespaceFile::NamespaceFile(Target target)
    : m_target(std::move(target)),
      m_location(locateUnopened(m_target)), // made on the caller's thread; opening comes later
      m_mayWait([](qint64 waitedMs) { return waitedMs < patienceMs; })
{
}

Database::BusyHandler NamespaceFile::busyHandler()
{
    return [this](qint64 waitedMs) { return m_mayWait(waitedMs); };
}

Result<Database *> NamespaceFile::adopt(Result<Database> opened)
{
    m_db.reset();
    if (!opened)
        return fail(opened.error());
    m_db.emplace(std::move(*opened));
    m_hasEntries = false;
    return &*m_db;
}

bool NamespaceFile::isCurrent() const
{
    if (!m_db || !m_db->isStillAt(m_location.databasePath))
        return false;
    // An old-layout store gives way to a current one, whether or not its own file goes.
    return !m_location.oldLayout || locate(m_target).oldLayout;
}

Result<Database *> NamespaceFile::open(OpenDatabase open)
{
    if (!isCurrent()) {
        m_location = locate(m_target);
        const Result<Database *> opened = adopt(open(m_location.databasePath, busyHandler()));
        if (!opened && opened.error().kind != ErrorKind::NotFound)
            return opened;
    }
    if (!m_db)
        return nullptr;
    if (!m_hasEntries) {
        const Result<bool> has = m_db->hasEntries();
        if (!has)
            return fail(has.error());
        m_hasEntries = *has;
        // Compiled now, so that no write transaction has to.
        if (const Result<Statement> compiled = m_hasEntries ? m_db->prepare(findRow) : Statement(nullptr);
            !compiled)
            return fail(compiled.error());
    }
    return m_hasEntries ? &*m_db : nullptr;
}

Result<Database *> NamespaceFile::openForReading(bool *exists)
{
    const Result<Database *> opened = open(&Database::openForReading);
    if (exists)
        *exists = m_db.has_value();
    return opened;
}

Result<Database *> NamespaceFile::openForWriting(bool create)
{
    // What was opened for reading may be a private copy, made while the disk was full or read-only.
    if (!isCurrent() || !m_db->isWritable()) {
        m_db.reset();
        m_location = locate(m_target);
    }
    if (const QString why = whyReadOnly(m_target, m_location); !why.isEmpty())
        return fail(ErrorKind::ReadOnly, why, m_location.databasePath);
    Result<Database *> opened = open(&Database::openForWriting);
    if (opened && !*opened && create) {
        const Result<FileDescriptor> folder = openInside(
            m_location.root, {QStringLiteral("kv"), QFileInfo(databaseFolder(m_location.root)).fileName()},
            Missing::Make);
        if (!folder)
            return fail(folder.error());
        opened = adopt(Database::create(m_location.databasePath, busyHandler()));
        m_hasEntries = opened.has_value();
    }
    return opened;
}

Database *NamespaceFile::current()
{
    return m_db && m_hasEntries && m_db->isStillAt(m_location.databasePath) ? &*m_db : nullptr;
}

Result<std::optional<Row>> NamespaceFile::find(Database &db, const QByteArray &key)
{
    Result<Statement> row = db.prepare(findRow);
    if (!row)
        return fail(row.error());
    row->bindText(1, key);
    const int code = row->step();
    if (code == SQLITE_DONE)
        return std::optional<Row>();
    if (code != SQLITE_ROW)
        return fail(db.error(code));
    return std::optional(rowOf(*row, 0));
}

Row NamespaceFile::rowOf(const Statement &statement, int first)
{
    Row row;
    row.blobId = statement.bytes(first).toByteArray();
    if (!statement.isNull(first + 1))
        row.expirationMs = statement.integer(first + 1);
    if (!statement.isNull(first + 2))
        row.metadata = statement.bytes(first + 2).toByteArray();
    return row;
}

} // namespace kv::local
