// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/owndatabase.h"
#include "support/waitfor.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace kv;
using namespace kv::sqlite;

namespace {

constexpr OwnFormat format = {.applicationId = 0x1234'5678, .version = 2};
constexpr char schema[] = "CREATE TABLE things(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)";

Result<> add(OwnDatabase &db, qint64 id, QByteArrayView bytes)
{
    Result<Statement> row = db.prepare("INSERT INTO things VALUES(?1, ?2)");
    if (!row)
        return fail(row.error());
    row->bindInteger(1, id);
    row->bindBytes(2, bytes);
    return db.run(*row);
}

qint64 count(OwnDatabase &db)
{
    Result<Statement> row = db.prepare("SELECT count(*) FROM things");
    return row && db.step(*row).value_or(false) ? row->integer(0) : -1;
}

} // namespace

class TestOwnDatabase : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    int m_files = 0;
    QString newPath() { return m_dir.filePath(QStringLiteral("%1.db").arg(++m_files)); }
    static bool rewrite(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }

private Q_SLOTS:
    void keepsWhatWasWritten()
    {
        const QString path = newPath();
        {
            Result<OwnDatabase> db = OwnDatabase::create(path, format, schema);
            QVERIFY_RESULT(db);
            QCOMPARE(db->version(), 2);
            QVERIFY_RESULT(add(*db, 1, QByteArrayView("a\0b", 3)));
            QVERIFY_RESULT(add(*db, 2, {}));
        }
        Result<OwnDatabase> db = OwnDatabase::open(path, format);
        QVERIFY_RESULT(db);
        QCOMPARE(count(*db), 2);
        Result<Statement> row = db->prepare("SELECT bytes FROM things ORDER BY id");
        QVERIFY_RESULT(row);
        QVERIFY(db->step(*row).value_or(false));
        QCOMPARE(row->bytes(0).toByteArray(), QByteArray("a\0b", 3));
        QVERIFY(db->step(*row).value_or(false));
        QVERIFY(!row->isNull(0));
        QCOMPARE(db->step(*row).value_or(true), false);
    }

    void transactionsAreWholeOrNothing()
    {
        Result<OwnDatabase> db = OwnDatabase::create(newPath(), format, schema);
        QVERIFY_RESULT(db);
        const auto failing = db->transaction([&]() -> Result<> {
            if (const Result<> done = add(*db, 1, "x"); !done)
                return done;
            return add(*db, 1, "the same id again");
        });
        QVERIFY(!failing);
        QCOMPARE(count(*db), 0);
        QVERIFY_RESULT(db->transaction([&] { return add(*db, 1, "x"); }));
        QCOMPARE(count(*db), 1);
    }

    void doesNotTakeWhatIsThere()
    {
        const QString path = newPath();
        QVERIFY(rewrite(path, "somebody's notes"));
        QVERIFY_ERROR(OwnDatabase::create(path, format, schema), ErrorKind::Conflict);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("somebody's notes"));
    }

    void leavesNothingOfAFileThatCannotBeMade()
    {
        const QString path = newPath();
        QVERIFY(!OwnDatabase::create(path, format, "CREATE TABLE x(a); CREATE NONSENSE"));
        QVERIFY(!QFile::exists(path));
        QVERIFY(!QFile::exists(path + QStringLiteral("-wal")));
        QVERIFY_ERROR(OwnDatabase::create(m_dir.filePath(QStringLiteral("no/such/folder")), format, schema),
                      ErrorKind::NotFound);
    }

    void refusesOtherFiles()
    {
        QVERIFY_ERROR(OwnDatabase::open(newPath(), format), ErrorKind::NotFound);
        const QString text = newPath();
        QVERIFY(rewrite(text, QByteArray(5000, 'x')));
        QVERIFY_ERROR(OwnDatabase::open(text, format), ErrorKind::Corrupt);
        const QString empty = newPath();
        QVERIFY(rewrite(empty, {}));
        QVERIFY_ERROR(OwnDatabase::open(empty, format), ErrorKind::Corrupt);
        const QString foreign = newPath();
        QVERIFY_RESULT(OwnDatabase::create(foreign, {.applicationId = 1, .version = 1}, schema));
        QVERIFY_ERROR(OwnDatabase::open(foreign, format), ErrorKind::Corrupt);
        const QString newer = newPath();
        QVERIFY_RESULT(
            OwnDatabase::create(newer, {.applicationId = format.applicationId, .version = 3}, schema));
        QVERIFY_ERROR(OwnDatabase::open(newer, format), ErrorKind::InvalidInput);
        const QString older = newPath();
        QVERIFY_RESULT(
            OwnDatabase::create(older, {.applicationId = format.applicationId, .version = 1}, schema));
        const Result<OwnDatabase> db = OwnDatabase::open(older, format);
        QVERIFY_RESULT(db);
        QCOMPARE(db->version(), 1);
    }

    void tellsOfMissingTables()
    {
        const QString path = newPath();
        QVERIFY_RESULT(OwnDatabase::create(path, format, "CREATE TABLE others(a)"));
        Result<OwnDatabase> db = OwnDatabase::open(path, format);
        QVERIFY_RESULT(db);
        QVERIFY_ERROR(db->prepare("SELECT bytes FROM things"), ErrorKind::Corrupt);
        QVERIFY_ERROR(db->prepare("SELECT bytes FROM things"), ErrorKind::Corrupt); // nothing was kept of it
    }

    void doesNotFollowLinks()
    {
        const QString path = newPath();
        QVERIFY_RESULT(OwnDatabase::create(path, format, schema));
        const QString link = newPath();
        QVERIFY(QFile::link(path, link));
        QVERIFY_ERROR(OwnDatabase::open(link, format), ErrorKind::Unsafe);
        // A folder that is a link is the user's own doing.
        QVERIFY(QDir(m_dir.path()).mkdir(QStringLiteral("real")));
        QVERIFY(
            QFile::link(m_dir.filePath(QStringLiteral("real")), m_dir.filePath(QStringLiteral("linked"))));
        QVERIFY_RESULT(OwnDatabase::create(m_dir.filePath(QStringLiteral("linked/x.db")), format, schema));
    }

    void anotherConnectionReadsWhileOneWrites()
    {
        const QString path = newPath();
        Result<OwnDatabase> writer = OwnDatabase::create(path, format, schema);
        QVERIFY_RESULT(writer);
        Result<OwnDatabase> reader = OwnDatabase::open(path, format);
        QVERIFY_RESULT(reader);
        const auto done = writer->transaction([&]() -> Result<> {
            const Result<> added = add(*writer, 1, "x");
            return added && count(*reader) == 0 ? added : fail(ErrorKind::Internal, QStringLiteral("seen"));
        });
        QVERIFY_RESULT(done);
        QCOMPARE(count(*reader), 1);
    }
};

QTEST_GUILESS_MAIN(TestOwnDatabase)
#include "tst_owndatabase.moc"
