// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/owndatabase.h"

#include "sqlite/sqliteerror.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace kv::sqlite {

namespace {

constexpr int waitForLockMs = 5000;

/// The path with the symbolic links of its folder resolved; the file itself must be none.
QString withoutLinks(const QString &path)
{
    const QFileInfo info(path);
    const QString folder = QFileInfo(info.path()).canonicalFilePath();
    return folder.isEmpty() ? path : folder + u'/' + info.fileName();
}

void removeFiles(const QByteArray &name)
{
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        ::unlink((name + suffix).constData());
}

} // namespace

Result<OwnDatabase> OwnDatabase::create(const QString &path, const OwnFormat &format, const char *schema)
{
    const QByteArray name = QFile::encodeName(path);
    const int made = ::open(name.constData(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (made < 0) {
        const int code = errno;
        Error error = systemError(code, QStringLiteral("making the file"), path);
        if (code == EEXIST)
            error.kind = ErrorKind::Conflict;
        return fail(error);
    }
    ::close(made);
    const auto fill = [&]() -> Result<OwnDatabase> {
        Result<OwnDatabase> db = connect(path);
        if (!db)
            return db;
        // Larger pages suit the blobs that these files hold.
        if (const Result<> done = db->execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL"); !done)
            return fail(done.error());
        const Result<> done = db->transaction([&]() -> Result<> {
            const QByteArray marks = "PRAGMA application_id=" + QByteArray::number(format.applicationId) +
                                     ";PRAGMA user_version=" + QByteArray::number(format.version);
            if (const Result<> marked = db->execute(marks.constData()); !marked)
                return marked;
            return db->execute(schema);
        });
        if (!done)
            return fail(done.error());
        db->m_version = format.version;
        return db;
    };
    Result<OwnDatabase> db = fill();
    if (!db)
        removeFiles(name);
    return db;
}

Result<OwnDatabase> OwnDatabase::open(const QString &path, const OwnFormat &format)
{
    if (!QFileInfo::exists(path))
        return fail(ErrorKind::NotFound, QStringLiteral("no such file"), path);
    Result<OwnDatabase> db = connect(path);
    if (!db)
        return db;
    if (const Result<> done = db->checkFormat(format); !done)
        return fail(done.error());
    return db;
}

Result<OwnDatabase> OwnDatabase::connect(const QString &path)
{
    OwnDatabase db;
    db.m_path = path;
    const int code = sqlite3_open_v2(
        withoutLinks(path).toUtf8().constData(), &db.m_db,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, nullptr);
    if (code != SQLITE_OK)
        return fail(sqliteError(db.m_db, code, path));
    sqlite3_busy_timeout(db.m_db, waitForLockMs);
    if (const Result<> done = db.harden(); !done)
        return fail(done.error());
    return db;
}

Result<> OwnDatabase::harden()
{
    const std::pair<int, int> options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    for (const auto &[option, on] : options) {
        if (const int code = sqlite3_db_config(m_db, option, on, nullptr); code != SQLITE_OK)
            return fail(error(code));
    }
    sqlite3_limit(m_db, SQLITE_LIMIT_ATTACHED, 0);
    return execute("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA synchronous=NORMAL;"
                   "PRAGMA temp_store=MEMORY");
}

Result<> OwnDatabase::checkFormat(const OwnFormat &format)
{
    const Result<int> id = pragma("PRAGMA application_id");
    if (!id)
        return fail(id.error());
    const Result<int> version = pragma("PRAGMA user_version");
    if (!version)
        return fail(version.error());
    if (*id != format.applicationId || *version < 1)
        return fail(ErrorKind::Corrupt,
                    QStringLiteral("a database, but none that this program made for this"), m_path);
    if (*version > format.version)
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("made by a newer version of this program (format %1, known is %2)")
                        .arg(*version)
                        .arg(format.version),
                    m_path);
    m_version = *version;
    return {};
}

Result<int> OwnDatabase::pragma(const char *sql)
{
    Result<Statement> row = prepare(sql);
    if (!row)
        return fail(row.error());
    const Result<bool> got = step(*row);
    if (!got)
        return fail(got.error());
    return *got ? int(row->integer(0)) : 0;
}

Result<Statement> OwnDatabase::prepare(const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    if (const int code = m_statements.find(m_db, sql, statement); code != SQLITE_OK) {
        Error why = error(code);
        if (code == SQLITE_ERROR) // the statements are right, so the tables are not
            why.kind = ErrorKind::Corrupt;
        return fail(why);
    }
    return Statement(statement);
}

Result<bool> OwnDatabase::step(Statement &statement) const
{
    const int code = statement.step();
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail(error(code));
    return code == SQLITE_ROW;
}

Result<> OwnDatabase::run(Statement &statement) const
{
    const Result<bool> done = step(statement);
    return done ? Result<>() : Result<>(fail(done.error()));
}

Result<> OwnDatabase::execute(const char *sql)
{
    const int code = sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Result<>() : Result<>(fail(error(code)));
}

void OwnDatabase::rollBack()
{
    if (!sqlite3_get_autocommit(m_db)) // some errors have rolled back already
        sqlite3_exec(m_db, "ROLLBACK", nullptr, nullptr, nullptr);
}

Error OwnDatabase::error(int code) const
{
    return sqliteError(m_db, code, m_path);
}

OwnDatabase::OwnDatabase(OwnDatabase &&other) noexcept
    : m_db(std::exchange(other.m_db, nullptr)),
      m_path(std::move(other.m_path)),
      m_version(other.m_version),
      m_statements(std::move(other.m_statements))
{
}

OwnDatabase &OwnDatabase::operator=(OwnDatabase &&other) noexcept
{
    if (this != &other) {
        close();
        m_db = std::exchange(other.m_db, nullptr);
        m_path = std::move(other.m_path);
        m_version = other.m_version;
        m_statements = std::move(other.m_statements);
    }
    return *this;
}

OwnDatabase::~OwnDatabase()
{
    close();
}

void OwnDatabase::close()
{
    m_statements.clear();
    sqlite3_close(std::exchange(m_db, nullptr));
}

} // namespace kv::sqlite
