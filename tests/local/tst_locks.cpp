// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/localstore.h"
#include "local/lockwatch.h"
#include "local/storecheck.h"
#include "support/statefolder.h"
#include "support/waitfor.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <thread>

using namespace kv;
using namespace kv::local;
using namespace kv::test;

namespace {

/// A connection of another program, with no busy timeout, as workerd's.
class Other
{
public:
    explicit Other(const QString &path)
    {
        sqlite3_open_v2(path.toUtf8().constData(), &m_db, SQLITE_OPEN_READWRITE, "unix");
    }
    ~Other() { sqlite3_close(m_db); }
    Other(const Other &) = delete;
    Other &operator=(const Other &) = delete;
    int run(const char *sql) { return sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr); }

private:
    sqlite3 *m_db = nullptr;
};

/// Counts the turns of this thread's event loop and the longest time without one.
class Ticks : public QObject
{
public:
    Ticks()
    {
        m_since.start();
        startTimer(5, Qt::PreciseTimer);
    }
    int count() const { return m_count; }
    qint64 longestMs() const { return m_longest; }

protected:
    void timerEvent(QTimerEvent *) override
    {
        ++m_count;
        m_longest = std::max(m_longest, m_since.restart());
    }

private:
    QElapsedTimer m_since;
    int m_count = 0;
    qint64 m_longest = 0;
};

/// A program that writes all the while, one put after the other's end, and does not wait for locks.
class Worker
{
public:
    /// Sleeps `pause` between two puts.
    Worker(const QString &path, std::chrono::microseconds pause)
        : m_thread([this, path, pause] { work(path, pause); })
    {
    }
    ~Worker() { stop(); }
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;
    void stop()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    int tried() const { return m_tried; }
    int busy() const { return m_busy; }
    /// The last result code other than these, or SQLITE_OK.
    int otherwise() const { return m_otherwise; }

private:
    /// What miniflare does for a put.
    void work(const QString &path, std::chrono::microseconds pause)
    {
        Other other(path);
        for (int i = 0; !m_stop; ++i) {
            const QByteArray row = "INSERT OR REPLACE INTO _mf_entries VALUES ('theirs', (SELECT blob_id "
                                   "FROM _mf_entries WHERE key='theirs'), NULL, '" +
                                   QByteArray::number(i) + "')";
            ++m_tried;
            int code = other.run("BEGIN IMMEDIATE");
            if (code == SQLITE_OK)
                code = other.run(row.constData());
            if (code == SQLITE_OK)
                code = other.run("COMMIT");
            else
                other.run("ROLLBACK");
            if (code == SQLITE_BUSY)
                ++m_busy;
            else if (code != SQLITE_OK)
                m_otherwise = code;
            std::this_thread::sleep_for(pause);
        }
    }

    std::atomic_bool m_stop = false;
    std::atomic_int m_tried = 0;
    std::atomic_int m_busy = 0;
    std::atomic_int m_otherwise = 0;
    std::thread m_thread;
};

} // namespace

/// Two programs at one database.
class TestLocks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { LockWatch::install(); }

    void aLockOfTenSecondsIsWaitedFor()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        LocalStore store(state.target);
        QVERIFY_RESULT(waitFor(store.get("k")));
        Other other(state.database());
        QCOMPARE(other.run("BEGIN IMMEDIATE"), SQLITE_OK);

        QSignalSpy waiting(&store, &Store::waiting);
        const QFuture<Result<Revision>> written = store.put({.key = "k", .value = QByteArray("new")});
        Ticks ticks;
        QElapsedTimer timer;
        timer.start();
        QVERIFY(QTest::qWaitFor([&] { return !waiting.isEmpty(); }, 5000));
        const qint64 saidAfter = timer.elapsed();
        QCOMPARE(waiting.first().first().toBool(), true);
        QVERIFY(!QTest::qWaitFor([&] { return written.isFinished(); }, int(10'000 - saidAfter)));
        QCOMPARE(other.run("COMMIT"), SQLITE_OK);
        QVERIFY_RESULT(waitFor(written));
        QVERIFY(QTest::qWaitFor([&] { return waiting.size() == 2; }, 5000));
        QCOMPARE(waiting.last().first().toBool(), false);
        QCOMPARE(readStore(state.target).entries.value("k").value, QByteArray("new"));
        qInfo("said after %lld ms; %d turns of the event loop, the longest gap %lld ms",
              static_cast<long long>(saidAfter), ticks.count(), static_cast<long long>(ticks.longestMs()));
        QVERIFY2(ticks.count() > 200, "the event loop stood still");
    }

    void aLockThatStaysEndsInBusy()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        LocalStore store(state.target);
        store.setPatience(std::chrono::milliseconds(700));
        Other other(state.database());
        QCOMPARE(other.run("BEGIN IMMEDIATE"), SQLITE_OK);
        QSignalSpy waiting(&store, &Store::waiting);
        Ticks ticks;
        const QFuture<Result<Revision>> put = store.put({.key = "k", .value = QByteArray("new")});
        QVERIFY_ERROR(waitFor(put), ErrorKind::Busy);
        QVERIFY_ERROR(waitFor(store.rename("k", "moved", {})), ErrorKind::Busy);
        QVERIFY_ERROR(waitFor(store.remove({{.key = "k"}})), ErrorKind::Busy);
        QVERIFY(QTest::qWaitFor([&] { return waiting.size() == 6; }, 5000));
        QVERIFY2(ticks.count() > 40, "the event loop stood still");
        // Reading goes on all the while, and nothing of the failed put is left.
        QCOMPARE(waitFor(store.get("k")).value().value, QByteArray("v"));
        QCOMPARE(state.blobNames().size(), 1);
        QCOMPARE(other.run("COMMIT"), SQLITE_OK);
        QVERIFY_RESULT(waitFor(store.remove({{.key = "k"}})));
    }

    void aNewStoreWaitsAsLong()
    {
        // Another program has made the file and the lock, and not the table yet.
        StateFolder state;
        QVERIFY(QDir().mkpath(QFileInfo(state.database()).path()));
        QCOMPARE(state.sql("PRAGMA journal_mode=WAL"), SQLITE_OK);
        Other other(state.database());
        QCOMPARE(other.run("BEGIN IMMEDIATE"), SQLITE_OK);
        LocalStore store(state.target);
        store.setPatience(std::chrono::milliseconds(5000));
        QSignalSpy waiting(&store, &Store::waiting);
        const QFuture<Result<Revision>> written = store.put({.key = "k", .value = QByteArray("v")});
        QVERIFY(!QTest::qWaitFor([&] { return written.isFinished(); }, 2500));
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(other.run("COMMIT"), SQLITE_OK);
        QVERIFY_RESULT(waitFor(written));
    }

    void aWorkerThatDoesNotWaitIsRarelyInTheWay()
    {
        StateFolder state;
        QVERIFY(state.put("theirs", "v"));
        // A thousand times a second and more: no Worker would.
        Worker worker(state.database(), std::chrono::microseconds(500));

        LockWatch::reset();
        LocalStore store(state.target);
        QList<QFuture<Result<Revision>>> writes;
        QList<QFuture<Result<RemoveReport>>> removals;
        for (int i = 0; i < 1000; ++i) {
            const QByteArray key = "k" + QByteArray::number(i);
            writes.append(store.put({.key = key, .value = QByteArray(i, 'x'), .metadata = Metadata("1")}));
            // Runs of puts share a batch; so that both ways are met, every other is on its own.
            if (i % 2 == 0)
                writes.append(store.rename(key, "moved" + QByteArray::number(i), {}));
            else
                removals.append(store.remove({{.key = key}}));
        }
        int failures = 0;
        for (const auto &write : writes)
            failures += QTest::qWaitFor([&] { return write.isFinished(); }, 60'000) && write.result() ? 0 : 1;
        for (const auto &removal : removals)
            failures += waitFor(removal) ? 0 : 1;
        worker.stop();

        qInfo(
            "%d of the other's %d writes met our lock; we held it %d times, the longest %.3f ms, on average "
            "%.3f ms",
            worker.busy(), worker.tried(), LockWatch::count(), double(LockWatch::longestUs()) / 1000,
            double(LockWatch::totalUs()) / 1000 / std::max(1, LockWatch::count()));
        QCOMPARE(failures, 0);
        QCOMPARE(worker.otherwise(), 0);
        QVERIFY(worker.tried() > 0 && LockWatch::count() >= 2000);
        const StoreContent content = readStore(state.target);
        QVERIFY2(content.problem.isEmpty(), qPrintable(content.problem));
        QCOMPARE(content.entries.size(), 501);
        QCOMPARE(content.orphans, QStringList());
    }

    void aLongImportGivesAWorkerItsTurn()
    {
        StateFolder state(QStringLiteral("ns"), StateFolder::inMemory());
        QVERIFY(state.put("theirs", "v"));
        QList<Put> puts;
        QList<Removal> removals;
        for (int i = 0; i < 5000; ++i) {
            puts.append({.key = "k" + QByteArray::number(i), .value = QByteArray("v")});
            removals.append({.key = puts.last().key});
        }
        LocalStore store(state.target);
        Worker worker(state.database(), std::chrono::milliseconds(2));
        QTRY_VERIFY(worker.tried() > 10);
        LockWatch::reset();
        const auto told = [&](const char *what, int tried, int busy) {
            qInfo(
                "%s: %d of the other's %d writes met our lock; we and it held it %d times, the longest %.3f "
                "ms, together %.3f ms",
                what, worker.busy() - busy, worker.tried() - tried, LockWatch::count(),
                double(LockWatch::longestUs()) / 1000, double(LockWatch::totalUs()) / 1000);
            LockWatch::reset();
        };
        const int triedBefore = worker.tried();
        const int busyBefore = worker.busy();
        const auto answers = waitFor(store.putMany(puts));
        const int triedMeanwhile = worker.tried();
        told("import", triedBefore, busyBefore);
        QVERIFY_RESULT(answers);
        for (const auto &answer : *answers)
            QVERIFY_RESULT(answer);
        StoreContent content = readStore(state.target);
        QVERIFY2(content.problem.isEmpty(), qPrintable(content.problem));
        QCOMPARE(content.entries.size(), 5001);

        const int busyBetween = worker.busy();
        const int triedBetween = worker.tried();
        const auto report = waitFor(store.remove(removals));
        told("deletion", triedBetween, busyBetween);
        QVERIFY_RESULT(report);
        QCOMPARE(report->removed.size(), 5000);
        worker.stop();
        QCOMPARE(worker.otherwise(), 0);
        // Whoever writes gets to it while the import goes on.
        QVERIFY(triedMeanwhile - triedBefore > 50);
        content = readStore(state.target);
        QCOMPARE(content.entries.keys(), QList<QByteArray>{"theirs"});
        QCOMPARE(content.orphans, QStringList());
    }
};

QTEST_GUILESS_MAIN(TestLocks)
#include "tst_locks.moc"
