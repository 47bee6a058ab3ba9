// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/database.h"

#include "support/statefolder.h"
#include "support/waitfor.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openingMakesNothing()
    {
        const StateFolder state;
        QVERIFY_ERROR(Database::openForReading(state.database()), ErrorKind::NotFound);
        QVERIFY_ERROR(Database::openForWriting(state.database()), ErrorKind::NotFound);
        QVERIFY(!QFileInfo::exists(state.root()));
        // Nor does making a store make its folder.
        QVERIFY(!Database::create(state.database()));
        QVERIFY(!QFileInfo::exists(state.root()));
    }

    void anEmptyFileHasNoEntriesYet()
    {
        const StateFolder state;
        makeFolder(state);
        QVERIFY(StateFolder::writeFile(state.database(), {}));
        Result<Database> db = Database::openForReading(state.database());
        QVERIFY_RESULT(db);
        QCOMPARE(db->hasEntries().value(), false);
        // Its table is made without disturbing who has it open.
        QVERIFY_RESULT(Database::create(state.database()));
        QCOMPARE(db->hasEntries().value(), true);
        QVERIFY_RESULT(Database::create(state.database()));
    }

    void foreignDatabasesAreNamedAsSuch_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("other tables") << QByteArray("CREATE TABLE t(x)");
        QTest::newRow("a column is missing") << QByteArray(
            "CREATE TABLE _mf_entries (key TEXT PRIMARY KEY, blob_id TEXT, expiration INTEGER)");
        QTest::newRow("another key") << QByteArray("CREATE TABLE _mf_entries (key TEXT, blob_id TEXT PRIMARY "
                                                   "KEY, expiration INTEGER, metadata TEXT)");
        QTest::newRow("two columns for a key")
            << QByteArray("CREATE TABLE _mf_entries (key TEXT, blob_id TEXT, expiration INTEGER, metadata "
                          "TEXT, PRIMARY KEY (key, blob_id))");
        QTest::newRow("keys that are not compared as bytes")
            << QByteArray("CREATE TABLE _mf_entries (key TEXT COLLATE NOCASE PRIMARY KEY, blob_id TEXT, "
                          "expiration INTEGER, metadata TEXT)");
        QTest::newRow("a primary key that is not compared as bytes")
            << QByteArray("CREATE TABLE _mf_entries (key TEXT, blob_id TEXT, expiration INTEGER, metadata "
                          "TEXT, PRIMARY KEY (key COLLATE NOCASE))");
        QTest::newRow("another unique column, for whose sake a write would drop other rows")
            << QByteArray("CREATE TABLE _mf_entries (key TEXT PRIMARY KEY, blob_id TEXT, expiration INTEGER "
                          "UNIQUE, metadata TEXT)");
        QTest::newRow("a column that we would not fill")
            << QByteArray("CREATE TABLE _mf_entries (key TEXT PRIMARY KEY, blob_id TEXT, expiration "
                          "INTEGER, metadata TEXT, more TEXT NOT NULL)");
        QTest::newRow("a view") << QByteArray("CREATE VIEW _mf_entries AS SELECT 1 AS key, 2 AS blob_id, 3 "
                                              "AS expiration, 4 AS metadata");
        QTest::newRow("UTF-16") << QByteArray(
            "PRAGMA encoding='UTF-16'; CREATE TABLE _mf_entries (key TEXT PRIMARY KEY, blob_id TEXT NOT "
            "NULL, expiration INTEGER, metadata TEXT)");
    }

    void foreignDatabasesAreNamedAsSuch()
    {
        QFETCH(const QByteArray, sql);
        const StateFolder state;
        makeFolder(state);
        QCOMPARE(state.sql(sql), SQLITE_OK);
        const QByteArray before = StateFolder::readFile(state.database());
        QVERIFY_ERROR(Database::openForReading(state.database()), ErrorKind::Corrupt);
        QVERIFY_ERROR(Database::openForWriting(state.database()), ErrorKind::Corrupt);
        QVERIFY_ERROR(Database::create(state.database()), ErrorKind::Corrupt);
        QCOMPARE(StateFolder::readFile(state.database()), before);
    }

    void damageIsSaidAndHarmsNothing()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QCOMPARE(state.sql("PRAGMA journal_mode=DELETE"), SQLITE_OK);
        QByteArray bytes = StateFolder::readFile(state.database());
        QVERIFY(StateFolder::writeFile(state.database(), QByteArray(5000, 'x')));
        QVERIFY_ERROR(Database::openForReading(state.database()), ErrorKind::Corrupt);
        QCOMPARE(StateFolder::readFile(state.database()), QByteArray(5000, 'x'));
        // A page of the schema.
        bytes.replace(100, 40, QByteArray(40, '\xff'));
        QVERIFY(StateFolder::writeFile(state.database(), bytes));
        QVERIFY_ERROR(Database::openForWriting(state.database()), ErrorKind::Corrupt);
    }

    void manyBeginTheSameStoreAtOnce()
    {
        for (int round = 0; round < 20; ++round) {
            StateFolder state;
            makeFolder(state);
            std::atomic_int created = 0;
            std::vector<std::thread> programs;
            for (int i = 0; i < 6; ++i) {
                programs.emplace_back([&] {
                    const auto patient = [](qint64 waitedMs) { return waitedMs < 10'000; };
                    created += Database::create(state.database(), patient).has_value();
                });
            }
            for (std::thread &program : programs)
                program.join();
            QCOMPARE(created, 6);
            QCOMPARE(state.ask("PRAGMA journal_mode"), QByteArray("wal"));
            const QDir folder(QFileInfo(state.database()).path());
            QCOMPARE(folder.entryList({QStringLiteral("*.part*")}, QDir::Files), QStringList());
        }
    }

    void aLinkInPlaceOfAnyFileIsUnsafe()
    {
        for (const char *suffix : {"", "-wal", "-shm", "-journal"}) {
            StateFolder state;
            QVERIFY(state.put("k", "v"));
            QTemporaryDir outside;
            const QString file = state.database() + QLatin1String(suffix);
            const QString moved = outside.filePath(QStringLiteral("moved"));
            QFile::rename(file, moved);
            QVERIFY(QFile::link(moved, file));
            QVERIFY_ERROR(Database::openForReading(state.database()), ErrorKind::Unsafe);
            QVERIFY_ERROR(Database::create(state.database()), ErrorKind::Unsafe);
        }
    }

    void theStateFolderItselfMayBeALink()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        const QString link = state.root() + QStringLiteral("-link");
        QVERIFY(QFile::link(state.root(), link));
        QVERIFY_RESULT(Database::openForReading(QString(state.database()).replace(state.root(), link)));
    }

    void aReplacedFileIsNoticed()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        const Result<Database> db = Database::openForReading(state.database());
        QVERIFY_RESULT(db);
        QVERIFY(db->isStillAt(state.database()));
        const QByteArray bytes = StateFolder::readFile(state.database());
        QVERIFY(QFile::rename(state.database(), state.database() + QStringLiteral(".old")));
        QVERIFY(!db->isStillAt(state.database()));
        QVERIFY(StateFolder::writeFile(state.database(), bytes));
        QVERIFY(!db->isStillAt(state.database()));
    }

    void theHandlerIsAskedFromTheFirstMoment()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QCOMPARE(state.sql("PRAGMA journal_mode=DELETE"), SQLITE_OK);
        sqlite3 *other = nullptr;
        QCOMPARE(sqlite3_open(state.database().toUtf8().constData(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
        int asked = 0;
        const Result<Database> db =
            Database::openForReading(state.database(), [&asked](qint64) { return ++asked < 3; });
        sqlite3_close(other);
        // Busy, and not the reading of a copy that may be torn.
        QVERIFY_ERROR(db, ErrorKind::Busy);
        QCOMPARE(asked, 3);
    }

    void aConnectionMoves()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        Result<Database> first = Database::openForWriting(state.database());
        Result<Database> second = Database::openForWriting(state.database());
        QVERIFY(first && second);
        QCOMPARE(first->anyBlobId().value().size(), 80);
        *second = std::move(*first);
        QCOMPARE(second->anyBlobId().value().size(), 80);
        const Database third(std::move(*second));
        QVERIFY(third.isWritable() && third.isStillAt(state.database()));
    }

private:
    static void makeFolder(const StateFolder &state)
    {
        QVERIFY(QDir().mkpath(QFileInfo(state.database()).path()));
    }
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
