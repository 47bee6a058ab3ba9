// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/namespacefile.h"

#include "support/statefolder.h"
#include "support/waitfor.h"

#include <QTest>

#include <unistd.h>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

class TestNamespaceFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noStoreIsNoError()
    {
        StateFolder state;
        NamespaceFile file(state.target);
        bool exists = true;
        const Result<Database *> read = file.openForReading(&exists);
        QVERIFY_RESULT(read);
        QVERIFY(!*read && !exists && !file.isOpen());
        QCOMPARE(file.openForWriting(false).value(), nullptr);
        QVERIFY(!QFileInfo::exists(state.root()));
        QVERIFY(file.openForWriting(true).value());
        QVERIFY(file.isOpen());
        file.close();
        QVERIFY(file.openForReading(&exists).value() && exists);
    }

    void anEmptyFileExistsAndHoldsNothing()
    {
        StateFolder state;
        QVERIFY(QDir().mkpath(QFileInfo(state.database()).path()));
        QVERIFY(StateFolder::writeFile(state.database(), {}));
        NamespaceFile file(state.target);
        bool exists = false;
        QCOMPARE(file.openForReading(&exists).value(), nullptr);
        QVERIFY(exists);
        // Another program makes the table meanwhile.
        QVERIFY(state.put("k", "v"));
        QVERIFY(file.openForReading(&exists).value());
    }

    void filesComeGoAndAreReplaced()
    {
        StateFolder state;
        QVERIFY(state.put("k", "one"));
        NamespaceFile file(state.target);
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("one"));
        QVERIFY(QDir(state.root()).removeRecursively());
        QVERIFY_ERROR(readEntry(file, "k"), ErrorKind::NotFound);
        QVERIFY(state.put("k", "two"));
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("two"));
        // The whole folder is exchanged for another.
        StateFolder other;
        QVERIFY(other.put("k", "three"));
        QVERIFY(QDir(state.root()).removeRecursively() && QFile::rename(other.root(), state.root()));
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("three"));
        QVERIFY_RESULT(writeEntry(file, {.key = "k", .value = QByteArray("four")}, 0));
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("four"));
        QCOMPARE(state.blobNames().size(), 1);
    }

    void anOldStoreGivesWayToACurrentOne()
    {
        StateFolder state;
        QVERIFY(state.put("k", "old"));
        QCOMPARE(state.sql("PRAGMA journal_mode=DELETE"), SQLITE_OK);
        const QString current = state.database(); // asked later, it would name the old one
        const QString old = state.root() + QStringLiteral("/kv/ns/db.sqlite");
        QVERIFY(QFile::rename(current, old));
        NamespaceFile file(state.target);
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("old"));
        QVERIFY(file.location().oldLayout && !whyReadOnly(file.target(), file.location()).isEmpty());
        // As wrangler 3.9 and later took it over: a copy, and the old file goes later or not at all.
        QVERIFY(QFile::copy(old, current));
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("old"));
        QVERIFY(!file.location().oldLayout);
        QVERIFY_RESULT(writeEntry(file, {.key = "k", .value = QByteArray("new")}, 0));
        QVERIFY(whyReadOnly(file.target(), file.location()).isEmpty());
        // Written at once after such a change, too.
        StateFolder moved;
        QVERIFY(moved.put("k", "old"));
        QCOMPARE(moved.sql("PRAGMA journal_mode=DELETE"), SQLITE_OK);
        const QString movedTo = moved.database();
        const QString movedOld = moved.root() + QStringLiteral("/kv/ns/db.sqlite");
        QVERIFY(QFile::rename(movedTo, movedOld));
        NamespaceFile second(moved.target);
        QCOMPARE(readEntry(second, "k").value().value, QByteArray("old"));
        QVERIFY(QFile::rename(movedOld, movedTo));
        QVERIFY_RESULT(writeEntry(second, {.key = "k", .value = QByteArray("new")}, 0));
    }

    void whatCannotBeWrittenIsSaid()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everything; tst_disks has a disk that root cannot write");
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        NamespaceFile file(state.target);
        QCOMPARE(whyReadOnly(file.target(), file.location()), QString());
        QVERIFY(QFile::setPermissions(state.blobs(), QFile::ReadOwner | QFile::ExeOwner));
        QVERIFY(!whyReadOnly(file.target(), file.location()).isEmpty());
        QVERIFY_ERROR(writeEntry(file, {.key = "k", .value = QByteArray("x")}, 0), ErrorKind::ReadOnly);
        QVERIFY(QFile::setPermissions(state.blobs(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QVERIFY(QFile::setPermissions(state.database(), QFile::ReadOwner));
        QVERIFY_ERROR(writeEntry(file, {.key = "k", .value = QByteArray("x")}, 0), ErrorKind::ReadOnly);
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("v"));
    }

    void aKeyIsFoundByItsBytes()
    {
        StateFolder state;
        const QByteArrayList keys = {QByteArray("a\0b", 3), "a", "A", "\xf0\x9f\x98\x80",
                                     QByteArray(512, 'k'),  "%_"};
        for (const QByteArray &key : keys)
            QVERIFY(state.put(key, key));
        NamespaceFile file(state.target);
        for (const QByteArray &key : keys)
            QCOMPARE(readEntry(file, key).value().value, key);
        QVERIFY_ERROR(readEntry(file, "b"), ErrorKind::NotFound);
        QVERIFY_ERROR(readEntry(file, QByteArray("a\0", 2)), ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestNamespaceFile)
#include "tst_namespacefile.moc"
