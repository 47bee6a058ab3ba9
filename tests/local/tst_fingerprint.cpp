// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/fingerprint.h"

#include "support/statefolder.h"

#include <QTest>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

class TestFingerprint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void absentFilesHaveOneToo()
    {
        const StateFolder state;
        const QByteArray absent = fingerprint(state.database());
        QVERIFY(!absent.isEmpty());
        QCOMPARE(fingerprint(state.database()), absent);
        QVERIFY(state.put("k", "v"));
        QVERIFY(fingerprint(state.database()) != absent);
        QVERIFY(QDir(state.root()).removeRecursively());
        QCOMPARE(fingerprint(state.database()), absent);
    }

    void everyCommitChangesIt()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        // One connection all along, so that commits follow one another within a tick of the file's clock, and
        // none changes a size: each takes the place of the one before once the log begins anew.
        sqlite3 *db = nullptr;
        QCOMPARE(sqlite3_open(state.database().toUtf8().constData(), &db), SQLITE_OK);
        QByteArray before = fingerprint(state.database());
        for (int i = 0; i < 200; ++i) {
            const QByteArray sql = "UPDATE _mf_entries SET metadata = '" + QByteArray::number(i % 10) + "'";
            QCOMPARE(sqlite3_exec(db, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
            if (i % 20 == 0)
                sqlite3_exec(db, "PRAGMA wal_checkpoint", nullptr, nullptr, nullptr);
            const QByteArray now = fingerprint(state.database());
            QVERIFY2(now != before, QByteArray::number(i).constData());
            before = now;
        }
        sqlite3_close(db);
    }

    void readingDoesNot()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        NamespaceFile file(state.target);
        QVERIFY(countEntries(file).has_value());
        const QByteArray before = fingerprint(state.database());
        for (int i = 0; i < 10; ++i)
            QVERIFY(readEntry(file, "k").has_value());
        QCOMPARE(fingerprint(state.database()), before);
    }

    void aCopyInItsPlaceIsNotTheSame()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        const QByteArray before = fingerprint(state.database());
        const QString moved = state.database() + QStringLiteral(".moved");
        QVERIFY(QFile::rename(state.database(), moved) && QFile::copy(moved, state.database()));
        QVERIFY(fingerprint(state.database()) != before);
    }
};

QTEST_GUILESS_MAIN(TestFingerprint)
#include "tst_fingerprint.moc"
