// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writeguard.h"

#include "store/memorystore.h"
#include "store/storecontract.cpp"
#include "support/waitfor.h"

using namespace kv;
using kv::test::waitFor;

namespace {

QHash<const Store *, std::shared_ptr<MemoryStore>> &inner()
{
    static QHash<const Store *, std::shared_ptr<MemoryStore>> stores;
    return stores;
}

std::shared_ptr<Store> guarded(const std::shared_ptr<MemoryStore> &store)
{
    auto guard = std::make_shared<WriteGuard>(store, QStringLiteral("locked for the test"));
    guard->setLocked(false);
    inner().insert(guard.get(), store);
    return guard;
}

std::shared_ptr<Store> makeFresh(const Clock &clock)
{
    return guarded(std::make_shared<MemoryStore>(clock));
}

std::shared_ptr<Store> makeSecond(const std::shared_ptr<Store> &first, const Clock &)
{
    return guarded(std::make_shared<MemoryStore>(*inner().value(first.get())));
}

} // namespace

/// Unlocked it keeps every promise of the store behind it; locked it writes nothing.
class TestWriteGuard : public kv::test::StoreContract
{
    Q_OBJECT

public:
    TestWriteGuard() : StoreContract({makeFresh, makeSecond}) {}

private Q_SLOTS:
    void cleanup() { inner().clear(); }

    void lockedItReads()
    {
        auto store = std::make_shared<MemoryStore>();
        store->plant({"a", "1", {}, {}, {}});
        WriteGuard guard(store, QStringLiteral("locked for the test"));
        QVERIFY(guard.isLocked());
        QCOMPARE(waitFor(guard.get("a")).value().value, QByteArray("1"));
        QCOMPARE(waitFor(guard.count()).value(), std::optional<qint64>(1));
        QCOMPARE(waitFor(guard.list({})).value().keys->size(), 1);
        QCOMPARE(waitFor(guard.peek({"a"}, 8)).value().first().head, QByteArray("1"));
        QCOMPARE(waitFor(guard.fetch({"a"}, 8)).value().first().entry.value().value, QByteArray("1"));
    }

    void lockedItWritesNothing()
    {
        auto store = std::make_shared<MemoryStore>();
        store->plant({"a", "1", {}, {}, {}});
        WriteGuard guard(store, QStringLiteral("locked for the test"));
        QCOMPARE(guard.capabilities().writable, false);
        QCOMPARE(guard.capabilities().readOnlyReason, QStringLiteral("locked for the test"));
        QVERIFY_ERROR(waitFor(guard.put({.key = "a", .value = QByteArray("2")})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(guard.rename("a", "b", {})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(guard.putMany({{.key = "a", .value = QByteArray("2")}})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(guard.remove({{"a", {}}})), ErrorKind::ReadOnly);
        QCOMPARE(waitFor(store->get("a")).value().value, QByteArray("1"));
        QCOMPARE(waitFor(store->count()).value(), std::optional<qint64>(1));
    }

    void lockingIsTold()
    {
        WriteGuard guard(std::make_shared<MemoryStore>(), QStringLiteral("locked for the test"));
        QSignalSpy told(&guard, &Store::capabilitiesChanged);
        guard.setLocked(true);
        QCOMPARE(told.count(), 0);
        guard.setLocked(false);
        QCOMPARE(told.count(), 1);
        QVERIFY(guard.capabilities().writable);
        QVERIFY_RESULT(waitFor(guard.put({.key = "a", .value = QByteArray("2")})));
        guard.setLocked(true);
        QCOMPARE(told.count(), 2);
        QVERIFY_ERROR(waitFor(guard.put({.key = "a", .value = QByteArray("3")})), ErrorKind::ReadOnly);
    }
};

QTEST_GUILESS_MAIN(TestWriteGuard)
#include "store/moc_storecontract.cpp"
#include "tst_writeguard.moc"
