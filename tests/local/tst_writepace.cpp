// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/writepace.h"

#include "local/otherusers.h"
#include "support/statefolder.h"
#include "support/waitfor.h"

#include <QProcess>
#include <QTest>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

namespace {

const MayGoOn always = [] { return true; };

} // namespace

/// When a long piece of writing takes the lock. Two connections of one process; another process where it
/// matters.
class TestWritePace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoIsAloneTakesLonger()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        NamespaceFile file(state.target);
        Database *db = file.openForWriting(false).value();
        WritePace pace(*db, state.database());
        pace.begin();
        const auto alone = pace.wait(always);
        pace.ended();
        QCOMPARE(pace.wait(always), alone); // our own commits are nobody else's
        QCOMPARE(db->execute("UPDATE _mf_entries SET metadata = '1'").has_value(), true);
        pace.ended();
        QCOMPARE(pace.wait(always), alone);

        QCOMPARE(state.sql("UPDATE _mf_entries SET metadata = '2'"), SQLITE_OK);
        QVERIFY(pace.wait(always) < alone);
        pace.ended();
        QVERIFY(pace.wait(always) < alone); // for some time
    }

    void aSingleTransactionLooksNotAround()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        NamespaceFile file(state.target);
        WritePace pace(*file.openForWriting(false).value(), state.database());
        int asked = 0;
        QCOMPARE(state.sql("UPDATE _mf_entries SET metadata = '2'"), SQLITE_OK);
        (void)pace.wait([&asked] { return ++asked > 0; });
        QCOMPARE(asked, 0);
    }

    void waitingEndsWhenNobodyWantsIt()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        NamespaceFile file(state.target);
        WritePace pace(*file.openForWriting(false).value(), state.database());
        pace.begin();
        QCOMPARE(state.sql("UPDATE _mf_entries SET metadata = '2'"), SQLITE_OK);
        int asked = 0;
        (void)pace.wait([&asked] { return ++asked < 3; });
        QCOMPARE(asked, 3);
    }

    void anotherProcessIsSeen()
    {
#ifndef Q_OS_LINUX
        QSKIP("It cannot be told here.");
#endif
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        NamespaceFile file(state.target);
        NamespaceFile second(state.target); // of this process
        QVERIFY(file.openForWriting(false).value() && second.openForWriting(false).value());
        const OtherUsers others(state.database());
        QVERIFY(!others.areThere());
        QProcess child;
        child.start(QStringLiteral(KV_KILLED_WRITER),
                    {state.target.stateRoot, state.target.namespaceId, QStringLiteral("1")});
        QVERIFY(child.waitForReadyRead(10'000));
        QTRY_VERIFY(others.areThere());
        child.kill();
        QVERIFY(child.waitForFinished(10'000));
        QVERIFY(!others.areThere());
    }

    void askingGivesUpNoLock()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        NamespaceFile file(state.target);
        Database *db = file.openForWriting(false).value();
        QVERIFY_RESULT(db->execute("BEGIN IMMEDIATE"));
        {
            const OtherUsers others(state.database());
            QVERIFY(!others.areThere());
        }
        QProcess child; // waits for the lock, and so does not come to an end of its first write
        child.start(QStringLiteral(KV_KILLED_WRITER),
                    {state.target.stateRoot, state.target.namespaceId, QStringLiteral("1")});
        QVERIFY(child.waitForReadyRead(10'000));
        QByteArray said;
        QVERIFY(!QTest::qWaitFor(
            [&] {
                said += child.readAllStandardOutput();
                return said.contains("done");
            },
            300));
        QVERIFY_RESULT(db->execute("COMMIT"));
        QVERIFY(QTest::qWaitFor(
            [&] {
                said += child.readAllStandardOutput();
                return said.contains("done");
            },
            10'000));
        child.kill();
        QVERIFY(child.waitForFinished(10'000));
    }
};

QTEST_GUILESS_MAIN(TestWritePace)
#include "tst_writepace.moc"
