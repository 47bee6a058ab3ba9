// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/database.h"

#include "local/fingerprint.h"
#include "sqlite/sqliteerror.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QThread>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::local {

using sqlite::sqliteError;

namespace {

// The schema as miniflare makes it, so that a store begun here is one that workerd would have begun.
constexpr char schema[] = "BEGIN IMMEDIATE;"
                          "CREATE TABLE IF NOT EXISTS _mf_entries ("
                          "key TEXT PRIMARY KEY, blob_id TEXT NOT NULL, expiration INTEGER, metadata TEXT);"
                          "CREATE INDEX IF NOT EXISTS _mf_entries_expiration_idx ON _mf_entries(expiration);"
                          "COMMIT";

/// The path with symbolic links resolved down to the state folder, three steps above the file. What lies
/// below is the store's own and must hold no links: SQLITE_OPEN_NOFOLLOW refuses them.
QString trustedPath(const QString &path)
{
    const QStringList parts = path.split(u'/');
    if (parts.size() < 5)
        return path;
    const QString root = parts.first(parts.size() - 3).join(u'/');
    const QString canonical = QFileInfo(root).canonicalFilePath();
    return canonical.isEmpty() ? path : canonical + u'/' + parts.last(3).join(u'/');
}

bool isLink(const QString &path)
{
    struct stat info;
    return lstat(QFile::encodeName(path).constData(), &info) == 0 && S_ISLNK(info.st_mode);
}

/// SQLite calls this each time it finds the lock taken. Waits grow from 1 to 25 ms.
int onBusy(void *handler, int attempt)
{
    static thread_local QElapsedTimer since;
    if (attempt == 0)
        since.start();
    if (!(*static_cast<Database::BusyHandler *>(handler))(since.elapsed()))
        return 0;
    QThread::msleep(static_cast<unsigned long>(std::min(attempt + 1, 25)));
    return 1;
}

/// Gives a file its name unless another program has made a file of that name meanwhile, which is as good.
bool nameNew(const QByteArray &file, const QByteArray &name)
{
    if (::link(file.constData(), name.constData()) == 0 || errno == EEXIST)
        return true;
    // File systems without hard links; here a file made this very instant would be lost.
    return (errno == EPERM || errno == EOPNOTSUPP) && ::access(name.constData(), F_OK) != 0 &&
           ::rename(file.constData(), name.constData()) == 0;
}

} // namespace

Result<Database> Database::openForReading(const QString &path, BusyHandler busy)
{
    if (!QFileInfo::exists(path) && !isLink(path))
        return fail(ErrorKind::NotFound, QStringLiteral("no database file"), path);
    // Opened for writing where possible: a reader of a write-ahead log has to write its index.
    Result<Database> db = open(path, SQLITE_OPEN_READWRITE, busy);
    if (db)
        return db;
    // Only where the log's index cannot be made or written. A file that another program has locked, say, must
    // be waited for: a copy of it could be torn.
    const ErrorKind kind = db.error().kind;
    if (kind != ErrorKind::ReadOnly && kind != ErrorKind::Denied && kind != ErrorKind::Full)
        return db;
    Result<Database> copy = openCopy(path, std::move(busy));
    return copy ? std::move(copy) : std::move(db);
}

Result<Database> Database::openForWriting(const QString &path, BusyHandler busy)
{
    if (!QFileInfo::exists(path) && !isLink(path))
        return fail(ErrorKind::NotFound, QStringLiteral("no database file"), path);
    Result<Database> db = open(path, SQLITE_OPEN_READWRITE, std::move(busy));
    if (db && !db->isWritable())
        return fail(ErrorKind::ReadOnly, QStringLiteral("the database file cannot be written"), path);
    return db;
}

Result<Database> Database::create(const QString &path, BusyHandler busy)
{
    if (!QFileInfo::exists(path) && !isLink(path)) {
        if (const Result<> made = makeNew(path); !made)
            return fail(made.error());
    }
    Result<Database> db = openForWriting(path, std::move(busy));
    if (!db)
        return db;
    const Result<bool> has = db->hasEntries();
    if (!has)
        return fail(has.error());
    if (*has)
        return db;
    // An empty file: another program is making the store this instant, or was stopped while it did.
    for (const char *sql : {"PRAGMA journal_mode=WAL", schema}) {
        if (const Result<> done = db->executeWaiting(sql); !done)
            return fail(done.error());
    }
    return db;
}

/// Makes the database under another name and gives it its own when it is whole, so that of several programs
/// that begin the same store at once none finds it half made: changing the journal's mode waits for no lock.
Result<> Database::makeNew(const QString &path)
{
    const QString part =
        path + QStringLiteral(".part-") + QString::number(QRandomGenerator::global()->generate64(), 16);
    const QByteArray partName = QFile::encodeName(part);
    const auto made = [&]() -> Result<> {
        Result<Database> db =
            open(part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, [](qint64) { return false; });
        if (!db)
            return fail(db.error());
        // In this order, so that all lies in the file itself and nothing in a log.
        for (const char *sql : {schema, "PRAGMA journal_mode=WAL"}) {
            if (const Result<> done = db->execute(sql); !done)
                return done;
        }
        return {};
    }();
    Result<> result = made;
    if (made && !nameNew(partName, QFile::encodeName(path)))
        result = fail(systemError(errno, QStringLiteral("making the database"), path));
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        ::unlink((partName + suffix).constData());
    if (!result)
        result.error().path = path;
    return result;
}

Result<Database> Database::open(const QString &path, int flags, BusyHandler busy)
{
    // SQLite follows a link in place of the log or its index no more than one in place of the database, but
    // its answer then would name neither.
    for (const char *suffix : {"", "-wal", "-shm", "-journal"}) {
        if (const QString file = path + QLatin1String(suffix); isLink(file))
            return fail(ErrorKind::Unsafe, QStringLiteral("a symbolic link in place of a database file"),
                        file);
    }
    const QByteArray name = trustedPath(path).toUtf8();
    Database db;
    db.m_path = path;
    const int code =
        sqlite3_open_v2(name.constData(), &db.m_db,
                        flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, nullptr);
    if (code != SQLITE_OK)
        return fail(sqliteError(db.m_db, code, path));
    // Opening itself can meet another program's recovery or commit.
    db.m_busy = std::make_unique<BusyHandler>(std::move(busy));
    sqlite3_busy_handler(db.m_db, &onBusy, db.m_busy.get());
    db.rememberFile(path);
    db.m_writable = sqlite3_db_readonly(db.m_db, "main") == 0;
    if (const Result<> done = db.harden(); !done)
        return fail(done.error());
    if (const Result<> done = db.checkSchema(); !done)
        return fail(done.error());
    return db;
}

Result<Database> Database::openCopy(const QString &path, BusyHandler busy)
{
    auto folder = std::make_unique<QTemporaryDir>();
    if (!folder->isValid())
        return fail(ErrorKind::Full, QStringLiteral("no room for a private copy"), path);
    // Three steps deep, as trustedPath() expects.
    const QString inner = folder->filePath(QStringLiteral("kv/copy"));
    const QString copy = inner + QStringLiteral("/db.sqlite");
    if (!QDir().mkpath(inner))
        return fail(ErrorKind::Full, QStringLiteral("no room for a private copy"), path);
    // Whoever may write the files can do so between our copying the one and the other.
    QByteArray copied;
    for (int attempt = 0; copied.isEmpty(); ++attempt) {
        const QByteArray before = fingerprint(path);
        if (const Result<> done = copyFiles(path, copy); !done)
            return fail(done.error());
        if (fingerprint(path) == before)
            copied = before;
        else if (attempt == 2)
            return fail(ErrorKind::Busy, QStringLiteral("the files change while they are copied"), path);
    }
    Result<Database> db = open(copy, SQLITE_OPEN_READWRITE, std::move(busy));
    if (!db)
        return db;
    db->rememberFile(path);
    db->m_copied = copied;
    db->m_copy = std::move(folder);
    db->m_path = path;
    db->m_writable = false;
    return db;
}

Result<> Database::copyFiles(const QString &from, const QString &to)
{
    for (const char *suffix : {"", "-wal"}) {
        const QString source = from + QLatin1String(suffix);
        const QString target = to + QLatin1String(suffix);
        QFile::remove(target);
        if (!QFileInfo::exists(source) && *suffix)
            continue;
        if (!QFile::copy(source, target))
            return fail(ErrorKind::Denied, QStringLiteral("the file cannot be copied"), source);
        QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner);
    }
    return {};
}

void Database::rememberFile(const QString &path)
{
    struct stat info;
    if (stat(QFile::encodeName(path).constData(), &info) == 0) {
        m_device = info.st_dev;
        m_inode = info.st_ino;
    }
}

Result<> Database::harden()
{
    const std::pair<int, int> options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
    };
    for (const auto &[option, on] : options) {
        if (const int code = sqlite3_db_config(m_db, option, on, nullptr); code != SQLITE_OK)
            return fail(error(code));
    }
    sqlite3_limit(m_db, SQLITE_LIMIT_ATTACHED, 0);
    // NORMAL: in WAL mode no sync happens inside a write transaction, which must be short.
    return execute("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA synchronous=NORMAL");
}

Result<> Database::checkSchema()
{
    const auto foreign = [this](const char *what) {
        return fail(ErrorKind::Corrupt,
                    QStringLiteral("not a KV namespace's database: ") + QLatin1String(what), m_path);
    };
    const Result<bool> has = hasEntries();
    if (!has)
        return fail(has.error());
    if (!*has) {
        Result<Statement> others = prepare("SELECT 1 FROM sqlite_master LIMIT 1");
        if (!others)
            return fail(others.error());
        const int code = others->step();
        return code == SQLITE_DONE  ? Result<>()
               : code == SQLITE_ROW ? foreign("it has other tables")
                                    : fail(error(code));
    }
    Result<Statement> encoding = prepare("PRAGMA encoding");
    if (!encoding)
        return fail(encoding.error());
    if (encoding->step() != SQLITE_ROW || encoding->bytes(0) != "UTF-8")
        return foreign("its text is not UTF-8");
    Result<Statement> columns = prepare("SELECT name, pk, \"notnull\" AND dflt_value IS NULL FROM "
                                        "pragma_table_xinfo('_mf_entries')");
    if (!columns)
        return fail(columns.error());
    QStringList missing = {QStringLiteral("key"), QStringLiteral("blob_id"), QStringLiteral("expiration"),
                           QStringLiteral("metadata")};
    int code = SQLITE_OK;
    while ((code = columns->step()) == SQLITE_ROW) {
        const QString name = QString::fromUtf8(columns->bytes(0));
        const bool known = missing.removeOne(name);
        if (name == QLatin1String("key") ? columns->integer(1) != 1 : columns->integer(1) != 0)
            return foreign("another primary key");
        if (!known && columns->integer(2) != 0)
            return foreign("a column that every row must fill");
    }
    if (code != SQLITE_DONE)
        return fail(error(code));
    // A write replaces every row that it would share a unique value with.
    Result<Statement> unique = prepare(
        "SELECT 1 FROM pragma_index_list('_mf_entries') AS i WHERE i.\"unique\" AND (i.origin <> 'pk' "
        "OR EXISTS (SELECT 1 FROM pragma_index_xinfo(i.name) AS c WHERE c.key AND c.coll <> 'BINARY')) "
        "LIMIT 1");
    if (!unique)
        return fail(unique.error());
    code = unique->step();
    if (code == SQLITE_ROW)
        return foreign("more must be unique in it than the bytes of a key");
    if (code != SQLITE_DONE)
        return fail(error(code));
    return missing.isEmpty() ? Result<>() : foreign("_mf_entries lacks a column");
}

Result<bool> Database::hasEntries()
{
    Result<Statement> table = prepare(
        "SELECT type='table' AND sql NOT LIKE 'CREATE VIRTUAL%' FROM sqlite_master WHERE name='_mf_entries'");
    if (!table)
        return fail(table.error());
    const int code = table->step();
    if (code == SQLITE_DONE)
        return false;
    if (code != SQLITE_ROW)
        return fail(error(code));
    if (table->integer(0) != 1)
        return fail(ErrorKind::Corrupt,
                    QStringLiteral("not a KV namespace's database: _mf_entries is not a table"), m_path);
    return true;
}

Result<QByteArray> Database::anyBlobId()
{
    Result<Statement> row = prepare("SELECT blob_id FROM _mf_entries LIMIT 1");
    if (!row)
        return fail(row.error());
    const int code = row->step();
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail(error(code));
    return code == SQLITE_ROW ? row->bytes(0).toByteArray() : QByteArray();
}

Result<Statement> Database::prepare(const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    if (const int code = m_statements.find(m_db, sql, statement); code != SQLITE_OK)
        return fail(error(code));
    return Statement(statement);
}

Result<> Database::execute(const char *sql)
{
    const int code = sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return fail(error(code));
    return {};
}

Result<> Database::executeWaiting(const char *sql)
{
    QElapsedTimer since;
    since.start();
    for (;;) {
        Result<> done = execute(sql);
        if (done)
            return done;
        if (!sqlite3_get_autocommit(m_db))
            sqlite3_exec(m_db, "ROLLBACK", nullptr, nullptr, nullptr);
        if (done.error().kind != ErrorKind::Busy || !(*m_busy)(since.elapsed()))
            return done;
        QThread::msleep(5);
    }
}

Error Database::error(int code) const
{
    return sqliteError(m_db, code, m_path);
}

bool Database::isStillAt(const QString &path) const
{
    if (m_copy && fingerprint(path) != m_copied)
        return false;
    struct stat info;
    return stat(QFile::encodeName(path).constData(), &info) == 0 && info.st_dev == m_device &&
           info.st_ino == m_inode;
}

Database::Database(Database &&other) noexcept
    : m_db(std::exchange(other.m_db, nullptr)),
      m_path(std::move(other.m_path)),
      m_writable(other.m_writable),
      m_device(other.m_device),
      m_inode(other.m_inode),
      m_statements(std::move(other.m_statements)),
      m_busy(std::move(other.m_busy)),
      m_copy(std::move(other.m_copy)),
      m_copied(std::move(other.m_copied))
{
}

Database &Database::operator=(Database &&other) noexcept
{
    if (this != &other) {
        close();
        m_db = std::exchange(other.m_db, nullptr);
        m_path = std::move(other.m_path);
        m_writable = other.m_writable;
        m_device = other.m_device;
        m_inode = other.m_inode;
        m_statements = std::move(other.m_statements);
        m_busy = std::move(other.m_busy);
        m_copy = std::move(other.m_copy);
        m_copied = std::move(other.m_copied);
    }
    return *this;
}

Database::~Database()
{
    close();
}

void Database::close()
{
    m_statements.clear();
    sqlite3_close(std::exchange(m_db, nullptr));
}

} // namespace kv::local
