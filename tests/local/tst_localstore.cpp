// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/localstore.h"

#include "store/storecontract.cpp"
#include "support/statefolder.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUuid>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;
using kv::test::waitFor;

namespace {

Target freshTarget()
{
    static QTemporaryDir dir(StateFolder::inMemory() + QStringLiteral("/tst_localstore-XXXXXX"));
    return {.namespaceId = QUuid::createUuid().toString(QUuid::Id128), .stateRoot = dir.path()};
}

/// Remembers which target each store of the contract is on.
QHash<Store *, Target> &targets()
{
    static QHash<Store *, Target> all;
    return all;
}

std::shared_ptr<Store> open(const Target &target, const Clock &clock)
{
    auto store = std::make_shared<LocalStore>(target, clock);
    targets()[store.get()] = target;
    return store;
}

} // namespace

class TestLocalStore : public kv::test::StoreContract
{
    Q_OBJECT

public:
    TestLocalStore()
        : StoreContract({[](const Clock &clock) { return open(freshTarget(), clock); },
                         [](const std::shared_ptr<Store> &first, const Clock &clock) {
                             return open(targets()[first.get()], clock);
                         }})
    {
    }

private Q_SLOTS:
    void askingAStoreWhatItCanDoOpensNoDatabase()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        Target target = state.target;
        target.databaseName = databaseName(std::exchange(target.namespaceId, {}));
        LocalStore store(target);
        // Where its values lie is found by a row, and only the store's own thread may look for one.
        QVERIFY(!store.capabilities().writable);
        const Result<Entry> entry = waitFor(store.get("k"));
        QVERIFY_RESULT(entry);
        QCOMPARE(entry->value, QByteArray("v"));
        target.valueFolder = state.target.namespaceId;
        QVERIFY(LocalStore(target).capabilities().writable);
    }

    void writesFromOutsideAreSeenWhileWatching()
    {
        StateFolder state;
        LocalStore store(state.target);
        store.setWatching(true);
        QVERIFY(waitFor(store.list({})));
        QSignalSpy changed(&store, &Store::changed);
        QVERIFY(state.put("k", "v"));
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 1000);
        // A commit within the same tick of the file's clock, and one that changes no size.
        QCOMPARE(state.sql("UPDATE _mf_entries SET metadata = '1'"), 0);
        QTRY_VERIFY_WITH_TIMEOUT(changed.size() >= 2, 1000);
        QVERIFY(QDir(state.root()).removeRecursively());
        QTRY_VERIFY_WITH_TIMEOUT(changed.size() >= 3, 1000);
        QVERIFY(!waitFor(store.list({})).value().storeExists);
    }

    void ownWritesAreToldOnce()
    {
        StateFolder state;
        LocalStore store(state.target);
        store.setWatching(true);
        QVERIFY(waitFor(store.list({})));
        QSignalSpy changed(&store, &Store::changed);
        QVERIFY(waitFor(store.put({.key = "k", .value = QByteArray("v")})));
        QTest::qWait(3 * LocalStore::watchIntervalMs);
        QCOMPARE(changed.size(), 1);
    }

    void aFileThatIsLeftAloneIsLetGo()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        LocalStore store(state.target);
        store.setWatching(true);
        QVERIFY(waitFor(store.get("k")));
        // What workerd does when its last connection goes: it needs the file for itself.
        const auto checkpointsAlone = [&state] {
            return state.ask("PRAGMA locking_mode=EXCLUSIVE") == "exclusive" &&
                   state.sql("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT") == SQLITE_OK;
        };
        QTRY_VERIFY_WITH_TIMEOUT(checkpointsAlone(), 3000);
    }

    void aLockHeldByAnotherIsWaitedForAndSaid()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        sqlite3 *other = nullptr;
        QCOMPARE(sqlite3_open(state.database().toUtf8().constData(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        LocalStore store(state.target);
        QSignalSpy waiting(&store, &Store::waiting);
        const QFuture<Result<Revision>> written = store.put({.key = "k", .value = QByteArray("new")});
        QTRY_COMPARE_WITH_TIMEOUT(waiting.size(), 1, 2000);
        QCOMPARE(waiting.first().first().toBool(), true);
        QCOMPARE(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(other);
        QVERIFY(waitFor(written));
        QTRY_COMPARE(waiting.size(), 2);
        QCOMPARE(waiting.last().first().toBool(), false);
    }

    void aWaitIsCancelledAndClosedAtOnce()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        sqlite3 *other = nullptr;
        QCOMPARE(sqlite3_open(state.database().toUtf8().constData(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        auto store = std::make_unique<LocalStore>(state.target);
        QSignalSpy waiting(store.get(), &Store::waiting);
        QFuture<Result<Revision>> written = store->put({.key = "k", .value = QByteArray("new")});
        QTRY_COMPARE_WITH_TIMEOUT(waiting.size(), 1, 2000);
        written.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(waiting.size(), 2, 1000);
        const QFuture<Result<Revision>> another = store->put({.key = "k", .value = QByteArray("new")});
        QTRY_COMPARE_WITH_TIMEOUT(waiting.size(), 3, 2000);
        QElapsedTimer timer;
        timer.start();
        store.reset();
        QVERIFY2(timer.elapsed() < 5000, "closing waited for the lock");
        QTRY_VERIFY(another.isFinished());
        sqlite3_close(other);
        QCOMPARE(state.blobNames().size(), 1);
    }

    void aReadOnlyFileSaysSo()
    {
        StateFolder state(QStringLiteral(".hidden"));
        LocalStore store(state.target);
        QVERIFY(!store.capabilities().writable);
        QVERIFY(!store.capabilities().readOnlyReason.isEmpty());
        QCOMPARE(waitFor(store.put({.key = "k", .value = QByteArray("v")})).error().kind,
                 ErrorKind::ReadOnly);
    }

    void aFetchTellsThatAValueIsMissing()
    {
        StateFolder state;
        QVERIFY(state.put("a", "1") && state.put("b", "2"));
        const QString blob = QString::fromLatin1(state.ask("SELECT blob_id FROM _mf_entries WHERE key='a'"));
        QVERIFY(QFile::remove(state.blobs() + u'/' + blob));
        LocalStore store(state.target);
        const auto fetched = waitFor(store.fetch({"a", "b"}, 10));
        QVERIFY_RESULT(fetched);
        QCOMPARE(fetched->size(), 2);
        QVERIFY_RESULT(fetched->first().entry);
        QVERIFY(fetched->first().entry->valueMissing);
        QCOMPARE(fetched->last().entry.value().value, QByteArray("2"));
    }

    void aPutManyStopsWhenItIsCancelled()
    {
        StateFolder state(QStringLiteral("ns"), StateFolder::inMemory());
        QVERIFY(state.put("first", "v"));
        sqlite3 *other = nullptr;
        QCOMPARE(sqlite3_open(state.database().toUtf8().constData(), &other), SQLITE_OK);
        const auto rows = [&state] { return state.ask("SELECT count(*) FROM _mf_entries").toInt(); };
        QList<Put> puts;
        for (int i = 0; i < 50'000; ++i)
            puts.append(
                {.key = QByteArray::number(100'000 + i), .value = QByteArray("v" + QByteArray::number(i))});
        LocalStore store(state.target);
        QSignalSpy waiting(&store, &Store::waiting);
        QFuture<Result<QList<Result<Revision>>>> writing = store.putMany(puts);
        // Held up half way, so that it cannot have come to the end before it is cancelled.
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 1, 20'000);
        bool locked = false;
        QTRY_VERIFY(locked = locked ||
                             sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
        QTRY_VERIFY(!waiting.isEmpty() || writing.isFinished());
        QVERIFY(!writing.isFinished());
        QSignalSpy changed(&store, &Store::changed);
        writing.cancel();
        QTRY_VERIFY(writing.isFinished());
        QCOMPARE(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(other);
        // The first of them are there, and of the others nothing is.
        QTRY_COMPARE(changed.size(), 1);
        const int written = rows() - 1;
        QVERIFY2(written > 0 && written < puts.size(), qPrintable(QString::number(written)));
        QCOMPARE(state.ask("SELECT max(key) FROM _mf_entries WHERE key <> 'first'"),
                 QByteArray::number(100'000 + written - 1));
        QCOMPARE(state.blobNames().size(), written + 1);
        QVERIFY_RESULT(waitFor(store.put(puts.last())));
    }

    void aLockThatStaysIsWaitedForOnce()
    {
        StateFolder state;
        QVERIFY(state.put("first", "v"));
        sqlite3 *other = nullptr;
        QCOMPARE(sqlite3_open(state.database().toUtf8().constData(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        LocalStore store(state.target);
        store.setPatience(std::chrono::milliseconds(500));
        QSignalSpy waiting(&store, &Store::waiting);
        QList<Put> puts;
        for (int i = 0; i < 100; ++i) // fifty seconds, if each waited
            puts.append({.key = QByteArray::number(i), .value = QByteArray("v")});
        puts.append({.key = "", .value = QByteArray("bad")});
        const auto answers = waitFor(store.putMany(puts));
        QVERIFY_RESULT(answers);
        QCOMPARE(answers->size(), puts.size());
        for (int i = 0; i < 100; ++i)
            QVERIFY_ERROR(answers->at(i), ErrorKind::Busy);
        QVERIFY_ERROR(answers->last(), ErrorKind::InvalidInput);
        QCOMPARE(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(other);
        QCOMPARE(state.blobNames().size(), 1);
        QVERIFY_RESULT(waitFor(store.put(puts.first())));
    }

    void putsInARowKeepTheirOrder()
    {
        StateFolder state;
        LocalStore store(state.target);
        QList<QFuture<Result<Revision>>> puts;
        for (int i = 0; i < 1200; ++i)
            puts.append(store.put({.key = "k" + QByteArray::number(i % 3), .value = QByteArray::number(i)}));
        const QFuture<Result<Entry>> read = store.get("k0");
        const QFuture<Result<RemoveReport>> removed = store.remove({{.key = "k1"}});
        const QFuture<Result<Revision>> last = store.put({.key = "k1", .value = QByteArray("last")});
        for (const auto &put : puts)
            QVERIFY(waitFor(put));
        QCOMPARE(waitFor(read).value().value, QByteArray("1197"));
        QVERIFY(waitFor(removed) && waitFor(last));
        QCOMPARE(waitFor(store.get("k1")).value().value, QByteArray("last"));
        QCOMPARE(waitFor(store.get("k2")).value().value, QByteArray("1199"));
        QCOMPARE(state.blobNames().size(), 3);
    }
};

QTEST_GUILESS_MAIN(TestLocalStore)
#include "store/moc_storecontract.cpp"
#include "tst_localstore.moc"
