// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes that a comparison did not read: asked in batches, of stores that tell them cheaply, and once.
#include "items/rowsizes.h"
#include "store/memorystore.h"

#include <QSignalSpy>
#include <QTest>

using namespace kv;
using items::RowSizes;

class TestRowSizes : public QObject
{
    Q_OBJECT

private:
    static std::shared_ptr<MemoryStore> store(bool cheap = true)
    {
        auto store = std::make_shared<MemoryStore>();
        store->setCapabilities({.sizesAreCheap = cheap});
        store->plant({.key = "a", .value = QByteArray(300, 'x')});
        store->plant({.key = "b", .value = QByteArray()});
        return store;
    }

private Q_SLOTS:
    void asksForAScreenAtOnce();
    void doesNotAskWhereItCosts();
    void whatCannotBeToldIsNotAskedForAgain();
    void learnsWhatOthersRead();
    void anAnswerOfBeforeIsDropped();
};

void TestRowSizes::asksForAScreenAtOnce()
{
    const auto left = store();
    RowSizes sizes;
    sizes.setStores(left, nullptr);
    QSignalSpy known(&sizes, &RowSizes::known);
    QVERIFY(sizes.want(RowSizes::Left, "a", 70).comes);
    QVERIFY(sizes.want(RowSizes::Left, "b", 90).comes);
    QVERIFY(sizes.want(RowSizes::Left, "a", 70).comes); // painted twice before the answer
    QTRY_COMPARE(known.count(), 1);
    QCOMPARE(known.first(), QVariantList({70, 90}));
    QCOMPARE(left->callCount(MemoryStore::Call::Peek), 1);
    QCOMPARE(sizes.want(RowSizes::Left, "a", 70).bytes, 300);
    QCOMPARE(sizes.want(RowSizes::Left, "b", 90).bytes, 0);
    QVERIFY(!sizes.want(RowSizes::Left, "a", 70).comes);
    QVERIFY(!sizes.want(RowSizes::Right, "a", 70).comes); // nobody is there to be asked
    QCOMPARE(sizes.want(RowSizes::Right, "a", 70).bytes, -1);
}

void TestRowSizes::doesNotAskWhereItCosts()
{
    const auto right = store(false);
    RowSizes sizes;
    sizes.setStores(nullptr, right);
    QVERIFY(!sizes.want(RowSizes::Right, "a", 1).comes);
    QTest::qWait(20);
    QCOMPARE(right->callCount(MemoryStore::Call::Peek), 0);
}

void TestRowSizes::whatCannotBeToldIsNotAskedForAgain()
{
    const auto left = store();
    left->failNext(MemoryStore::Call::Peek, {.kind = ErrorKind::Denied});
    RowSizes sizes;
    sizes.setStores(left, nullptr);
    QSignalSpy known(&sizes, &RowSizes::known);
    sizes.want(RowSizes::Left, "a", 1);
    QTRY_COMPARE(known.count(), 1);
    QCOMPARE(sizes.want(RowSizes::Left, "a", 1).bytes, -1);
    QVERIFY(!sizes.want(RowSizes::Left, "a", 1).comes);
    sizes.want(RowSizes::Left, "gone", 2);
    QTRY_COMPARE(known.count(), 2);
    QCOMPARE(sizes.want(RowSizes::Left, "gone", 2).bytes, -1);
    QTest::qWait(20);
    QCOMPARE(left->callCount(MemoryStore::Call::Peek), 2);
}

void TestRowSizes::learnsWhatOthersRead()
{
    RowSizes sizes;
    sizes.learn(RowSizes::Right, "a", 12);
    QCOMPARE(sizes.want(RowSizes::Right, "a", 1).bytes, 12);
    QCOMPARE(sizes.want(RowSizes::Left, "a", 1).bytes, -1);
    sizes.clear();
    QCOMPARE(sizes.want(RowSizes::Right, "a", 1).bytes, -1);
}

void TestRowSizes::anAnswerOfBeforeIsDropped()
{
    const auto left = store();
    left->hold();
    RowSizes sizes;
    sizes.setStores(left, nullptr);
    QSignalSpy known(&sizes, &RowSizes::known);
    sizes.want(RowSizes::Left, "a", 1);
    QTRY_COMPARE(left->waitingCalls().size(), 1);
    sizes.clear();
    left->plant({.key = "a", .value = "another"});
    sizes.want(RowSizes::Left, "a", 5);
    QTRY_COMPARE(left->waitingCalls().size(), 2);
    left->releaseAt(1);
    QTRY_COMPARE(known.count(), 1);
    QCOMPARE(known.first(), QVariantList({5, 5}));
    left->release();
    QTest::qWait(20);
    QCOMPARE(known.count(), 1);
    QCOMPARE(sizes.want(RowSizes::Left, "a", 5).bytes, 7);
}

QTEST_GUILESS_MAIN(TestRowSizes)
#include "tst_rowsizes.moc"
