// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/writer.h"

#include "support/statefolder.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <sys/stat.h>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

class TestWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewStoreIsInWranglersOwnFormat()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QCOMPARE(state.ask("PRAGMA journal_mode"), QByteArray("wal"));
        QCOMPARE(
            state.ask("SELECT sql FROM sqlite_master WHERE name = '_mf_entries'"),
            QByteArray(
                "CREATE TABLE _mf_entries (key TEXT PRIMARY KEY, blob_id TEXT NOT NULL, expiration INTEGER, "
                "metadata TEXT)"));
        QCOMPARE(state.ask("SELECT count(*) FROM sqlite_master WHERE name = '_mf_entries_expiration_idx'"),
                 QByteArray("1"));
        const QByteArray blob = state.ask("SELECT blob_id FROM _mf_entries");
        QCOMPARE(blob.size(), 80);
        QCOMPARE(state.blobNames(), QStringList(QString::fromLatin1(blob)));
        QCOMPARE(StateFolder::readFile(state.blobs() + u'/' + QString::fromLatin1(blob)), QByteArray("v"));
    }

    void keptFieldsStayToTheByte()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        // As another program may have written them: odd spacing, and a time that is no whole second.
        QCOMPARE(
            state.sql(
                "UPDATE _mf_entries SET metadata = '{ \"a\":1.0 , \"a\":2}', expiration = 1999999999123"),
            0);
        NamespaceFile file(state.target);
        QVERIFY(writeEntry(file, {.key = "k", .value = QByteArray("new")}, 0));
        QCOMPARE(state.ask("SELECT metadata FROM _mf_entries"), QByteArray("{ \"a\":1.0 , \"a\":2}"));
        QCOMPARE(state.ask("SELECT expiration FROM _mf_entries"), QByteArray("1999999999123"));
        const QStringList blobs = state.blobNames();
        QCOMPARE(blobs.size(), 1);
        QVERIFY(writeEntry(file, {.key = "k", .metadata = Metadata("7")}, 0));
        QCOMPARE(state.blobNames(), blobs);
        QCOMPARE(state.ask("SELECT expiration FROM _mf_entries"), QByteArray("1999999999123"));
        QVERIFY(writeEntry(file, {.key = "k", .expiration = Expiration(2000000000)}, 0));
        QCOMPARE(state.ask("SELECT expiration FROM _mf_entries"), QByteArray("2000000000000"));
        QVERIFY(renameEntry(file, "k", "moved", {}));
        QCOMPARE(state.ask("SELECT key || ' ' || expiration || metadata FROM _mf_entries"),
                 QByteArray("moved 20000000000007"));
        QCOMPARE(state.blobNames(), blobs);
    }

    void theOldValueGoes()
    {
        StateFolder state;
        for (int i = 0; i < 5; ++i)
            QVERIFY(state.put("k", QByteArray::number(i)));
        QCOMPARE(state.blobNames().size(), 1);
        NamespaceFile file(state.target);
        const Result<RemoveReport> report = removeEntries(file, {{.key = "k"}, {.key = "other"}});
        QVERIFY(report);
        QCOMPARE(report->removed, QList<QByteArray>{"k"});
        QCOMPARE(report->missing, QList<QByteArray>{"other"});
        QCOMPARE(state.blobNames().size(), 0);
    }

    void aFailedWriteLeavesNothing()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        const QStringList blobs = state.blobNames();
        NamespaceFile file(state.target);
        const Result<Revision> late =
            writeEntry(file, {.key = "k", .value = QByteArray("x"), .expect = Expect::unchanged("other")}, 0);
        QCOMPARE(late.error().kind, ErrorKind::Conflict);
        QCOMPARE(state.blobNames(), blobs);
        const Result<Revision> gone = writeEntry(file, {.key = "none", .metadata = Metadata("1")}, 0);
        QCOMPARE(gone.error().kind, ErrorKind::NotFound);
        QCOMPARE(state.blobNames(), blobs);
    }

    void aBlobIdThatIsAPathIsNeitherReadNorDeleted()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        const QString victim = state.root() + QStringLiteral("/victim");
        QVERIFY(StateFolder::writeFile(victim, "precious"));
        QCOMPARE(state.sql("UPDATE _mf_entries SET blob_id = '../../../victim'"), 0);
        NamespaceFile file(state.target);
        QCOMPARE(readEntry(file, "k").error().kind, ErrorKind::Unsafe);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("old value file stays")));
        QVERIFY(writeEntry(file, {.key = "k", .value = QByteArray("x")}, 0));
        QCOMPARE(StateFolder::readFile(victim), QByteArray("precious"));
    }

    void linksAreNotFollowed()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QTemporaryDir outside;
        const QString victim = outside.filePath(QStringLiteral("victim"));
        QVERIFY(StateFolder::writeFile(victim, "secret"));
        // A value that is a link.
        const QString blob = state.blobs() + u'/' + state.blobNames().first();
        QVERIFY(QFile::remove(blob) && QFile::link(victim, blob));
        NamespaceFile file(state.target);
        QCOMPARE(readEntry(file, "k").error().kind, ErrorKind::Unsafe);
        // The folder of values is a link.
        QVERIFY(QDir(state.blobs()).removeRecursively() && QFile::link(outside.path(), state.blobs()));
        QCOMPARE(writeEntry(file, {.key = "k", .value = QByteArray("x")}, 0).error().kind, ErrorKind::Unsafe);
        QCOMPARE(QDir(outside.path()).entryList(QDir::Files).size(), 1);
        // The database is a link.
        file.close();
        const QString moved = outside.filePath(QStringLiteral("db.sqlite"));
        QVERIFY(QFile::rename(state.database(), moved) && QFile::link(moved, state.database()));
        QCOMPARE(readEntry(file, "k").error().kind, ErrorKind::Unsafe);
    }

    void aNamedPipeDoesNotHoldUs()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        const QString blob = state.blobs() + u'/' + state.blobNames().first();
        QVERIFY(QFile::remove(blob));
        QCOMPARE(mkfifo(QFile::encodeName(blob).constData(), 0600), 0);
        NamespaceFile file(state.target);
        QCOMPARE(readEntry(file, "k").error().kind, ErrorKind::Unsafe);
    }

    void triggersOfAForeignHandDoNotFire()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QCOMPARE(
            state.sql(
                "CREATE TABLE log(x); CREATE TRIGGER t AFTER INSERT ON _mf_entries BEGIN INSERT INTO log "
                "VALUES (1); END"),
            0);
        NamespaceFile file(state.target);
        QVERIFY(writeEntry(file, {.key = "k2", .value = QByteArray("x")}, 0));
        QCOMPARE(state.ask("SELECT count(*) FROM log"), QByteArray("0"));
    }

    void idsThatWorkerdCannotKeepAreReadOnly()
    {
        for (const QString &id : {QString(), QStringLiteral(".hidden")}) {
            StateFolder state(id);
            NamespaceFile file(state.target);
            QCOMPARE(writeEntry(file, {.key = "k", .value = QByteArray("x")}, 0).error().kind,
                     ErrorKind::ReadOnly);
            QVERIFY(!QFileInfo::exists(state.root()));
        }
    }

    void theOldLayoutIsReadOnly()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QCOMPARE(state.sql("PRAGMA journal_mode=DELETE"), 0);
        QVERIFY(QFile::rename(state.database(), state.root() + QStringLiteral("/kv/ns/db.sqlite")));
        NamespaceFile file(state.target);
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("v"));
        QVERIFY(file.location().oldLayout);
        QCOMPARE(writeEntry(file, {.key = "k", .value = QByteArray("x")}, 0).error().kind,
                 ErrorKind::ReadOnly);
        QCOMPARE(removeEntries(file, {{.key = "k"}}).error().kind, ErrorKind::ReadOnly);
    }

    void manyDeletesAreManyShortTransactions()
    {
        StateFolder state;
        QList<Removal> removals;
        NamespaceFile file(state.target);
        for (int i = 0; i < 170; ++i) {
            const QByteArray key = "k" + QByteArray::number(i);
            QVERIFY(writeEntry(file, {.key = key, .value = QByteArray("v")}, 0));
            removals.append({.key = key});
        }
        const Result<RemoveReport> report = removeEntries(file, removals);
        QVERIFY(report);
        QCOMPARE(report->removed.size(), 170);
        QCOMPARE(state.blobNames().size(), 0);
        QCOMPARE(state.ask("SELECT count(*) FROM _mf_entries"), QByteArray("0"));
    }

    void stoppedAnywhereEveryValueHasItsRow()
    {
        // Asked before each value and each transaction: in the first run, in the one that is staged while the
        // first waits for the disk, among the rows.
        for (const int stop : {1, 1000, 2048, 2049, 3000, 4096, 4097, 4100, 5010}) {
            StateFolder state(QStringLiteral("ns"), StateFolder::inMemory());
            QVERIFY(state.put("first", "there before"));
            NamespaceFile file(state.target);
            int asked = 0;
            const auto answers = writeEntries(file, manyPuts(), 0, [&] { return ++asked < stop; });
            QVERIFY(answers.size() < manyPuts().size());
            QVERIFY(std::all_of(answers.begin(), answers.end(), [](const auto &one) { return one; }));
            QCOMPARE(state.ask("SELECT count(*) FROM _mf_entries"), QByteArray::number(answers.size() + 1));
            QCOMPARE(state.blobNames().size(), answers.size() + 1);
        }
    }

    void aStoreThatGoesMeanwhileIsMadeAnew()
    {
        for (const int when : {1000, 3000, 5000}) {
            StateFolder state(QStringLiteral("ns"), StateFolder::inMemory());
            QVERIFY(state.put("first", "goes with the old store"));
            NamespaceFile file(state.target);
            int asked = 0;
            const auto answers = writeEntries(file, manyPuts(), 0, [&] {
                return ++asked != when || QDir().rename(state.root(), state.root() + QStringLiteral("-old"));
            });
            QCOMPARE(answers.size(), manyPuts().size());
            QVERIFY(std::all_of(answers.begin(), answers.end(), [](const auto &one) { return one; }));
            // Those that were written before went with the old store.
            const int rows = state.ask("SELECT count(*) FROM _mf_entries").toInt();
            QCOMPARE(state.blobNames().size(), rows);
            QVERIFY2(when == 5000 || rows == manyPuts().size(), QByteArray::number(rows).constData());
            for (const Put &put : {manyPuts().constLast(), manyPuts().at(4097)})
                QCOMPARE(readEntry(file, put.key).value().value, put.value.value());
        }
    }

private:
    /// Of more than two runs.
    static QList<Put> manyPuts()
    {
        QList<Put> puts;
        for (int i = 0; i < 5000; ++i)
            puts << Put{.key = "k" + QByteArray::number(i), .value = QByteArray::number(i)};
        return puts;
    }
};

QTEST_GUILESS_MAIN(TestWriter)
#include "tst_writer.moc"
