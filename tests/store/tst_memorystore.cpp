// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/memorystore.h"

#include "store/storecontract.cpp"
#include "support/waitfor.h"

using namespace kv;
using kv::test::waitFor;
using kv::test::waitForAll;

namespace {

std::shared_ptr<Store> makeFresh(const Clock &clock)
{
    return std::make_shared<MemoryStore>(clock);
}

std::shared_ptr<Store> makeSecond(const std::shared_ptr<Store> &first, const Clock &)
{
    return std::make_shared<MemoryStore>(static_cast<const MemoryStore &>(*first));
}

} // namespace

class TestMemoryStore : public kv::test::StoreContract
{
    Q_OBJECT

public:
    TestMemoryStore() : StoreContract({makeFresh, makeSecond}) {}

private Q_SLOTS:
    void heldCallsWait()
    {
        MemoryStore store;
        store.plant({"a", "1", {}, {}, {}});
        store.hold();
        const auto get = store.get("a");
        const auto count = store.count();
        QVERIFY(!get.isFinished() && !count.isFinished());
        QCOMPARE(store.waitingCalls(),
                 (QList<MemoryStore::Call>{MemoryStore::Call::Get, MemoryStore::Call::Count}));
        store.releaseAt(1);
        QVERIFY(!get.isFinished());
        QCOMPARE(waitFor(count).value(), std::optional<qint64>(1));
        QCOMPARE(store.release(1), 1);
        QCOMPARE(waitFor(get).value().value, QByteArray("1"));
        const auto again = store.get("a");
        QVERIFY(!again.isFinished()); // still held
        QCOMPARE(store.release(), 1);
        QVERIFY(store.get("a").isFinished());
    }

    void heldListsGoPageByPage()
    {
        MemoryStore store;
        for (const char *key : {"a", "b", "c"})
            store.plant({key, "1", {}, {}, {}});
        store.setPageSize(1);
        store.hold();
        const auto listing = store.list({.pages = 0});
        store.release(1);
        QCOMPARE(listing.resultCount(), 1);
        store.uproot("b");
        store.release(1);
        QCOMPARE(listing.resultAt(1)->keys->key(0).toByteArray(), QByteArray("c"));
        QVERIFY(listing.isFinished());
    }

    void aHeldPutManyThatIsCancelledWritesNothing()
    {
        MemoryStore store;
        store.hold();
        auto writing = store.putMany({{.key = "a", .value = QByteArray("1")}});
        auto fetching = store.fetch({"a"}, 10);
        QCOMPARE(store.waitingCalls(),
                 (QList<MemoryStore::Call>{MemoryStore::Call::PutMany, MemoryStore::Call::Fetch}));
        writing.cancel();
        fetching.cancel();
        store.release();
        QVERIFY(writing.isFinished() && fetching.isFinished());
        QCOMPARE(fetching.resultCount(), 0);
        QCOMPARE(store.size(), 0);
    }

    void aFetchTellsThatAValueIsMissing()
    {
        MemoryStore store;
        store.plant({.key = "a", .valueMissing = true});
        const auto fetched = waitFor(store.fetch({"a"}, 10));
        QVERIFY(fetched->first().entry.value().valueMissing);
    }

    void orderedFailures()
    {
        MemoryStore store;
        store.plant({"a", "1", {}, {}, {}});
        store.failNext(MemoryStore::Call::Get, {.kind = ErrorKind::Busy});
        QVERIFY_ERROR(waitFor(store.get("a")), ErrorKind::Busy);
        QVERIFY_RESULT(waitFor(store.get("a")));
        store.failNext(MemoryStore::Call::List, {.kind = ErrorKind::Corrupt});
        const auto pages = waitForAll(store.list({.pages = 0}));
        QCOMPARE(pages.size(), 1);
        QVERIFY_ERROR(pages.first(), ErrorKind::Corrupt);
        store.failNext(MemoryStore::Call::Put, {.kind = ErrorKind::Full});
        QVERIFY_ERROR(waitFor(store.put({.key = "a", .value = QByteArray("2")})), ErrorKind::Full);
        QCOMPARE(waitFor(store.get("a")).value().value, QByteArray("1"));
        QCOMPARE(store.callCount(MemoryStore::Call::Get), 3);
    }

    void writesOfAReadOnlyStoreAreRefused()
    {
        MemoryStore store;
        store.plant({"a", "1", {}, {}, {}});
        store.setCapabilities({false, QStringLiteral("old layout")});
        QCOMPARE(store.capabilities().writable, false);
        QVERIFY_ERROR(waitFor(store.put({.key = "a", .value = QByteArray("2")})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(store.rename("a", "b", {})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(store.remove({{"a", {}}})), ErrorKind::ReadOnly);
        QCOMPARE(waitFor(store.get("a")).value().value, QByteArray("1"));
    }

    void aMissingValueIsToldAndKept()
    {
        MemoryStore store;
        store.plant({"a", "", {}, {}, {}, true});
        QVERIFY(waitFor(store.get("a")).value().valueMissing);
        QCOMPARE(waitFor(store.peek({"a"}, 4)).value().first().size, qint64(-1));
        QVERIFY_RESULT(waitFor(store.put({.key = "a", .metadata = Metadata("1")})));
        QVERIFY(waitFor(store.get("a")).value().valueMissing);
        QVERIFY_RESULT(waitFor(store.put({.key = "a", .value = QByteArray()})));
        QVERIFY(!waitFor(store.get("a")).value().valueMissing);
        QCOMPARE(waitFor(store.remove({{"a", {}}})).value().removed, QList<QByteArray>{"a"});
    }

    void nothingChangedNothingTold()
    {
        MemoryStore store;
        MemoryStore other(store);
        QSignalSpy changed(&store, &Store::changed);
        other.plant({"a", "1", {}, {}, {}}); // not watching
        QVERIFY_ERROR(waitFor(store.rename("x", "y", {})), ErrorKind::NotFound);
        QVERIFY_RESULT(waitFor(store.remove({{"x", {}}})));
        QCoreApplication::processEvents();
        QCOMPARE(changed.count(), 0);
        store.destroyEntries();
        QCOMPARE(waitFor(store.count()).value(), std::optional<qint64>());
    }

    void tellsOfSingleKeysWhereListingCosts()
    {
        MemoryStore store;
        store.setCapabilities({.listsByPage = true});
        QSignalSpy changed(&store, &Store::changed);
        QList<KeyChange> told;
        QObject::connect(&store, &Store::keysChanged, &store,
                         [&told](const QList<KeyChange> &changes) { told += changes; });
        QVERIFY_RESULT(waitFor(store.put({.key = "a",
                                          .value = QByteArray("1"),
                                          .expiration = Expiration(9'999'999'999),
                                          .metadata = Metadata("{}")})));
        QVERIFY_RESULT(waitFor(store.rename("a", "b", {})));
        QVERIFY_RESULT(waitFor(store.remove({{"b", {}}, {"x", {}}})));
        QTRY_COMPARE(told.size(), 4);
        QCOMPARE(told.at(0).key, QByteArray("a"));
        QVERIFY(told.at(0).exists);
        QCOMPARE(told.at(0).expiration, Expiration(9'999'999'999));
        QCOMPARE(told.at(0).metadata, Metadata("{}"));
        QVERIFY(told.at(1).key == "a" && !told.at(1).exists);
        QVERIFY(told.at(2).key == "b" && told.at(2).exists);
        QVERIFY(told.at(3).key == "b" && !told.at(3).exists);
        QCOMPARE(changed.count(), 0);
    }

    void emptyPagesLoseNothing()
    {
        MemoryStore store;
        for (const char *key : {"a", "b", "c"})
            store.plant({key, "1", {}, {}, {}});
        QList<QByteArray> keys;
        QByteArray cursor;
        int pages = 0;
        do {
            if (pages % 3 == 0)
                store.insertEmptyPages(2);
            const auto page = waitFor(store.list({.cursor = cursor, .pageSize = 1}));
            QVERIFY_RESULT(page);
            for (int i = 0; i < page->keys->size(); ++i)
                keys << page->keys->key(i).toByteArray();
            QVERIFY(page->last || page->cursor != cursor);
            cursor = page->cursor;
            ++pages;
        } while (!cursor.isEmpty());
        QCOMPARE(keys, (QList<QByteArray>{"a", "b", "c"}));
        QVERIFY(pages > 3);
    }

    void mayRefuseToKeepAnExpiration()
    {
        MemoryStore store([] { return qint64(1'000'000); });
        store.plant({"a", "1", 1030, {}, {}});
        QVERIFY_RESULT(waitFor(store.put({.key = "a", .value = QByteArray("2")})));
        store.setCapabilities({.resendsExpiration = true});
        QVERIFY_ERROR(waitFor(store.put({.key = "a", .value = QByteArray("3")})), ErrorKind::InvalidInput);
        QVERIFY_RESULT(
            waitFor(store.put({.key = "a", .value = QByteArray("3"), .expiration = Expiration(1060)})));
    }

    void destroyedWhileHeld()
    {
        auto store = std::make_unique<MemoryStore>();
        store->hold();
        const auto get = store->get("a");
        store.reset();
        QVERIFY(get.isFinished() && get.isCanceled());
        QVERIFY_ERROR(waitFor(get), ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestMemoryStore)
#include "store/moc_storecontract.cpp"
#include "tst_memorystore.moc"
