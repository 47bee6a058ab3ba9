// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keytablemodel.h"
#include "store/memorystore.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace kv;
using kv::items::KeyTableModel;
using kv::items::LoadState;
using Call = MemoryStore::Call;

namespace {

/// A model under the tester, its store, and what it told.
struct Desk
{
    explicit Desk(const QList<QByteArray> &keys = {}, int pageSize = 1000)
    {
        store->setPageSize(pageSize);
        for (const QByteArray &key : keys)
            plant(key, "v" + key);
        QObject::connect(&model, &KeyTableModel::reloaded, &model, [this] { ++reloads; });
    }
    void plant(const QByteArray &key, const QByteArray &value, const Expiration &expiration = {},
               const Metadata &metadata = {})
    {
        store->plant({key, value, expiration, metadata, {}});
    }
    QList<QByteArray> rows() const
    {
        QList<QByteArray> keys;
        for (int row = 0; row < model.rowCount(); ++row)
            keys << model.keyAt(row);
        return keys;
    }
    QVariant at(int row, int column, int role = Qt::DisplayRole) const
    {
        return model.data(model.index(row, column), role);
    }
    LoadState loadState(int row) const
    {
        return at(row, KeyTableModel::Value, KeyTableModel::LoadStateRole).value<LoadState>();
    }

    std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>();
    KeyTableModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    int reloads = 0;
};

} // namespace

class TestKeyTableModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsAllPages();
    void showsTheFirstPageAtOnceAndGathersTheRest();
    void saysThatThereIsNoStore();
    void prefixNarrows();
    void prefixWhileLoading();
    void rowsByKey();
    void cellsInWords();
    void detailOfNames();

    void peeksWhatIsLookedAt();
    void sizeHintsLoadNothing();
    void peeksInBatches();
    void missingValues();
    void failedPeeks();
    void peeksOfAnOlderStoreAreDropped();
    void outdatedPeeksStayShown();

    void failedListingKeepsItsRows();
    void anotherStore();
    void destroyedWhileAnswersAreDue();
    void changedDuringReadingReadsAgain();
    void refreshKeepsPersistentIndexes();
    void refreshTellsOfChangedRowsOnly();
    void manyChangesReset();
    void refreshUnderAPrefix();
    void setPrefixFromWithinARefresh();
    void failedRefreshKeepsEverything();
    void randomWrites_data();
    void randomWrites();
    void memoryIsBounded();
};

void TestKeyTableModel::showsAllPages()
{
    QList<QByteArray> keys;
    for (int i = 0; i < 100; ++i)
        keys << QByteArray::number(1000 + i);
    Desk desk(keys, 7);
    desk.model.setStore(desk.store);
    QVERIFY(desk.model.isLoading());
    QTRY_VERIFY(desk.model.isComplete());
    QVERIFY(!desk.model.isLoading());
    QCOMPARE(desk.rows(), keys);
    QCOMPARE(desk.model.totalCount(), 100);
    QCOMPARE(desk.store->callCount(Call::List), 1);
    QVERIFY(desk.model.storeExists());
    QVERIFY(!desk.model.error());
}

void TestKeyTableModel::showsTheFirstPageAtOnceAndGathersTheRest()
{
    Desk desk({"a", "b", "c", "d", "e", "f"}, 1);
    desk.store->hold();
    QSignalSpy inserted(&desk.model, &KeyTableModel::rowsInserted);
    desk.model.setStore(desk.store);
    desk.store->release(1);
    QTRY_COMPARE(desk.model.rowCount(), 1);
    QVERIFY(!desk.model.isComplete());
    desk.store->release(3);
    QTRY_COMPARE(desk.model.rowCount(), 4);
    QCOMPARE(inserted.count(), 2);
    desk.store->release();
    QTRY_VERIFY(desk.model.isComplete());
    QCOMPARE(desk.model.rowCount(), 6);
    QCOMPARE(inserted.count(), 3);
}

void TestKeyTableModel::saysThatThereIsNoStore()
{
    Desk desk;
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    QVERIFY(!desk.model.storeExists());
    desk.store->setWatching(true);
    desk.plant("a", "1");
    QTRY_COMPARE(desk.model.rowCount(), 1);
    QTRY_VERIFY(desk.model.storeExists());
    desk.store->destroyEntries();
    QTRY_VERIFY(!desk.model.storeExists());
    QCOMPARE(desk.model.rowCount(), 0);
}

void TestKeyTableModel::prefixNarrows()
{
    Desk desk({"a", "user:1", "user:2", "user:20", "z"});
    desk.model.setPrefix("user:");
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    QCOMPARE(desk.rows(), (QList<QByteArray>{"user:1", "user:2", "user:20"}));
    QCOMPARE(desk.model.totalCount(), 5);
    desk.model.setPrefix("user:2");
    QCOMPARE(desk.rows(), (QList<QByteArray>{"user:2", "user:20"}));
    desk.model.setPrefix("none");
    QCOMPARE(desk.model.rowCount(), 0);
    desk.model.setPrefix("");
    QCOMPARE(desk.model.rowCount(), 5);
    QCOMPARE(desk.store->callCount(Call::List), 1); // narrowing reads nothing
}

void TestKeyTableModel::prefixWhileLoading()
{
    Desk desk({"a1", "b1", "b2", "b3", "c1"}, 1);
    desk.store->hold();
    desk.model.setStore(desk.store);
    desk.store->release(1);
    QTRY_COMPARE(desk.model.rowCount(), 1);
    desk.model.setPrefix("b");
    QCOMPARE(desk.model.rowCount(), 0);
    desk.store->release(2);
    QTRY_COMPARE(desk.rows(), (QList<QByteArray>{"b1", "b2"}));
    desk.model.setPrefix("b2");
    QCOMPARE(desk.rows(), QList<QByteArray>{"b2"});
    desk.store->release();
    QTRY_VERIFY(desk.model.isComplete());
    QCOMPARE(desk.rows(), QList<QByteArray>{"b2"});
    QCOMPARE(desk.model.totalCount(), 5);
}

void TestKeyTableModel::rowsByKey()
{
    Desk desk({"b", "d", "f"});
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    QCOMPARE(desk.model.rowOf("d"), 1);
    QCOMPARE(desk.model.rowOf("e"), -1);
    QCOMPARE(desk.model.rowOf("z"), -1);
    QCOMPARE(desk.model.lowerBoundRow("a"), 0);
    QCOMPARE(desk.model.lowerBoundRow("c"), 1);
    QCOMPARE(desk.model.lowerBoundRow("g"), 3);
    QCOMPARE(desk.model.keyAt(2), QByteArray("f"));
    QCOMPARE(desk.model.keyAt(3), QByteArray());
}

void TestKeyTableModel::cellsInWords()
{
    Desk desk;
    constexpr qint64 now = 1'700'000'000;
    desk.plant("a\nb", "hello", now + 3 * 3600, QByteArray("{\"v\":1}"));
    desk.plant("b", "", now - 1);
    desk.model.setClock([] { return now * 1000; });
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    QCOMPARE(desk.at(0, KeyTableModel::Key).toString(), QStringLiteral("a\\nb"));
    QCOMPARE(desk.at(0, KeyTableModel::Key, KeyTableModel::KeyRole).toByteArray(), QByteArray("a\nb"));
    QCOMPARE(desk.at(0, KeyTableModel::Value).toString(), QString());
    QTRY_COMPARE(desk.at(0, KeyTableModel::Value).toString(), QStringLiteral("hello"));
    QCOMPARE(desk.at(0, KeyTableModel::Value, KeyTableModel::HeadRole).toByteArray(), QByteArray("hello"));
    QVERIFY(desk.at(0, KeyTableModel::Size).toString().startsWith(QLatin1Char('5')));
    QCOMPARE(desk.at(0, KeyTableModel::Key, KeyTableModel::SizeRole).toLongLong(), 5);
    QCOMPARE(desk.at(0, KeyTableModel::Size, Qt::TextAlignmentRole).toInt() & Qt::AlignRight,
             int(Qt::AlignRight));
    QVERIFY(desk.at(0, KeyTableModel::Expires).toString().startsWith(QStringLiteral("in 3")));
    QCOMPARE(desk.at(0, KeyTableModel::Key, KeyTableModel::ExpirationRole).toLongLong(), now + 3 * 3600);
    QCOMPARE(desk.at(0, KeyTableModel::Key, KeyTableModel::ExpiredRole).toBool(), false);
    QCOMPARE(desk.at(1, KeyTableModel::Key, KeyTableModel::ExpiredRole).toBool(), true);
    QCOMPARE(desk.at(0, KeyTableModel::Metadata).toString(), QStringLiteral("{\"v\":1}"));
    QCOMPARE(desk.at(0, KeyTableModel::Key, KeyTableModel::MetadataRole).toByteArray(),
             QByteArray("{\"v\":1}"));
    QVERIFY(!desk.at(1, KeyTableModel::Key, KeyTableModel::MetadataRole).isValid());
    QVERIFY(desk.at(0, KeyTableModel::Expires, Qt::ToolTipRole).toString().contains(QLatin1String("UTC")));
    QCOMPARE(desk.at(0, KeyTableModel::Value, Qt::ToolTipRole).toString(), QStringLiteral("hello"));
    QCOMPARE(desk.model.headerData(KeyTableModel::Expires, Qt::Horizontal).toString(),
             QStringLiteral("Expires"));
    QSignalSpy changed(&desk.model, &KeyTableModel::dataChanged);
    desk.model.touchTimes();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().at(0).toModelIndex().column(), int(KeyTableModel::Expires));
}

void TestKeyTableModel::detailOfNames()
{
    Desk desk;
    desk.plant("a", "1", 99, QByteArray("{}"));
    desk.model.setDetail(ListDetail::Names);
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    QVERIFY(!desk.at(0, KeyTableModel::Key, KeyTableModel::MetadataRole).isValid());
    QPersistentModelIndex row = desk.model.index(0, 0);
    desk.model.setDetail(ListDetail::Rows);
    QTRY_VERIFY(!desk.model.isLoading());
    QVERIFY(row.isValid());
    QCOMPARE(desk.at(0, KeyTableModel::Key, KeyTableModel::MetadataRole).toByteArray(), QByteArray("{}"));
}

// Peeks

void TestKeyTableModel::peeksWhatIsLookedAt()
{
    Desk desk({"a", "b"});
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    QTest::qWait(0);
    desk.store->hold();
    const int row = 1;
    desk.at(row, KeyTableModel::Value);
    QCOMPARE(desk.loadState(row), LoadState::Loading);
    QTRY_COMPARE(desk.store->waitingCalls(), QList<Call>{Call::Peek});
    QSignalSpy changed(&desk.model, &KeyTableModel::dataChanged);
    desk.store->release();
    QTRY_COMPARE(desk.loadState(row), LoadState::Loaded);
    QVERIFY(changed.count() >= 1);
    QCOMPARE(desk.at(row, KeyTableModel::Value).toString(), QStringLiteral("vb"));
    const int calls = desk.store->callCount(Call::Peek);
    desk.at(row, KeyTableModel::Value);
    QTest::qWait(30); // longer than the model gathers
    QCOMPARE(desk.store->callCount(Call::Peek), calls);
}

void TestKeyTableModel::sizeHintsLoadNothing()
{
    KeyTableModel model; // no tester: it looks at everything
    const auto store = std::make_shared<MemoryStore>();
    store->plant({"a", "1", {}, {}, {}});
    model.setStore(store);
    QTRY_VERIFY(model.isComplete());
    for (int column = 0; column < KeyTableModel::ColumnCount; ++column) {
        for (int role : {int(Qt::SizeHintRole), int(Qt::ToolTipRole), int(Qt::TextAlignmentRole),
                         int(KeyTableModel::KeyRole), int(KeyTableModel::LoadStateRole),
                         int(KeyTableModel::ExpiredRole), int(KeyTableModel::MetadataRole)})
            model.data(model.index(0, column), role);
    }
    model.data(model.index(0, KeyTableModel::Key), Qt::DisplayRole);
    QTest::qWait(30); // longer than the model gathers
    QCOMPARE(store->callCount(Call::Peek), 0);
    QCOMPARE(model.data(model.index(0, 0), KeyTableModel::LoadStateRole).value<LoadState>(),
             LoadState::Empty);
    model.data(model.index(0, KeyTableModel::Size), Qt::DisplayRole);
    QTRY_COMPARE(store->callCount(Call::Peek), 1);
}

void TestKeyTableModel::peeksInBatches()
{
    KeyTableModel model;
    const auto store = std::make_shared<MemoryStore>();
    for (int i = 0; i < 1000; ++i)
        store->plant({QByteArray::number(10'000 + i), "v", {}, {}, {}});
    model.setStore(store);
    QTRY_VERIFY(model.isComplete());
    store->hold();
    for (int row = 0; row < 1000; ++row)
        model.data(model.index(row, KeyTableModel::Value), Qt::DisplayRole);
    QTRY_VERIFY(!store->waitingCalls().isEmpty());
    QVERIFY(store->waitingCalls().size() <= 2); // what is scrolled to now must not wait for all of it
    store->release(1);
    const auto loaded = [&model](int row) {
        return model.data(model.index(row, 0), KeyTableModel::LoadStateRole).value<LoadState>() ==
               LoadState::Loaded;
    };
    QTRY_VERIFY(loaded(999)); // the last looked at come first
    QVERIFY(!loaded(0));
    store->release();
    QTRY_VERIFY(loaded(0));
    for (int row = 0; row < 1000; ++row)
        QVERIFY(loaded(row));
    QVERIFY(store->callCount(Call::Peek) < 20);
}

void TestKeyTableModel::missingValues()
{
    Desk desk({"a"});
    desk.store->plant({"b", "", {}, {}, {}, true});
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    desk.at(0, KeyTableModel::Value);
    desk.at(1, KeyTableModel::Value);
    QTRY_COMPARE(desk.loadState(1), LoadState::Loaded);
    QCOMPARE(desk.at(1, KeyTableModel::Value, KeyTableModel::MissingRole).toBool(), true);
    QCOMPARE(desk.at(1, KeyTableModel::Value, KeyTableModel::SizeRole).toLongLong(), -1);
    QCOMPARE(desk.at(1, KeyTableModel::Size).toString(), QString());
    QCOMPARE(desk.at(1, KeyTableModel::Value).toString(), QStringLiteral("missing on disk"));
    QCOMPARE(desk.at(0, KeyTableModel::Value, KeyTableModel::MissingRole).toBool(), false);
}

void TestKeyTableModel::failedPeeks()
{
    Desk desk({"a"});
    desk.model.setStore(desk.store);
    desk.store->failNext(Call::Peek, {.kind = ErrorKind::Corrupt});
    QTRY_VERIFY(desk.model.isComplete());
    desk.at(0, KeyTableModel::Value);
    QTRY_COMPARE(desk.loadState(0), LoadState::Failed);
    QCOMPARE(desk.at(0, 0, KeyTableModel::PeekErrorRole).value<Error>().kind, ErrorKind::Corrupt);
    const int calls = desk.store->callCount(Call::Peek);
    desk.at(0, KeyTableModel::Value);
    QTest::qWait(30); // looking at it again must not ask again and again
    QCOMPARE(desk.store->callCount(Call::Peek), calls);
    desk.model.refresh();
    QTRY_VERIFY(!desk.model.isLoading());
    desk.at(0, KeyTableModel::Value);
    QTRY_COMPARE(desk.loadState(0), LoadState::Loaded);
}

void TestKeyTableModel::peeksOfAnOlderStoreAreDropped()
{
    Desk desk({"a"});
    const auto other = std::make_shared<MemoryStore>();
    other->plant({"a", "other", {}, {}, {}});
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    desk.store->hold();
    desk.at(0, KeyTableModel::Value);
    QTRY_VERIFY(!desk.store->waitingCalls().isEmpty());
    desk.model.setStore(other);
    QTRY_VERIFY(desk.model.isComplete());
    desk.at(0, KeyTableModel::Value);
    QTRY_COMPARE(desk.at(0, KeyTableModel::Value).toString(), QStringLiteral("other"));
    desk.store->release();
    QCoreApplication::processEvents();
    QCOMPARE(desk.at(0, KeyTableModel::Value).toString(), QStringLiteral("other"));
}

void TestKeyTableModel::outdatedPeeksStayShown()
{
    Desk desk({"a"});
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    QTRY_COMPARE(desk.at(0, KeyTableModel::Value).toString(), QStringLiteral("va"));
    desk.plant("a", "new");
    QSignalSpy changed(&desk.model, &KeyTableModel::dataChanged);
    desk.model.refresh();
    QTRY_VERIFY(!desk.model.isLoading());
    QVERIFY(changed.count() >= 1); // so that a view looks again
    desk.store->hold();
    QCOMPARE(desk.at(0, KeyTableModel::Value).toString(), QStringLiteral("va"));
    desk.store->release();
    QTRY_COMPARE(desk.at(0, KeyTableModel::Value).toString(), QStringLiteral("new"));
}

// Readings

void TestKeyTableModel::failedListingKeepsItsRows()
{
    Desk desk({"a", "b", "c"}, 1);
    desk.store->hold();
    desk.model.setStore(desk.store);
    desk.store->release(2);
    desk.store->failNext(Call::List, {.kind = ErrorKind::Corrupt});
    desk.store->release();
    QTRY_VERIFY(desk.model.error());
    QCOMPARE(desk.model.error()->kind, ErrorKind::Corrupt);
    QVERIFY(!desk.model.isComplete());
    QVERIFY(!desk.model.isLoading());
    QCOMPARE(desk.rows(), (QList<QByteArray>{"a", "b"}));
    desk.model.refresh();
    QTRY_VERIFY(desk.model.isComplete());
    QVERIFY(!desk.model.error());
    QCOMPARE(desk.model.rowCount(), 3);
}

void TestKeyTableModel::anotherStore()
{
    Desk desk({"a", "b"}, 1);
    const auto other = std::make_shared<MemoryStore>();
    other->plant({"z", "1", {}, {}, {}});
    desk.store->hold();
    desk.model.setStore(desk.store);
    desk.store->release(1);
    desk.model.setStore(other);
    desk.store->release();
    QTRY_VERIFY(desk.model.isComplete());
    QCOMPARE(desk.rows(), QList<QByteArray>{"z"});
    desk.store->setWatching(true);
    desk.plant("c", "1"); // nobody of ours any more
    QCoreApplication::processEvents();
    QVERIFY(!desk.model.isLoading());
    desk.model.setStore(nullptr);
    QCOMPARE(desk.model.rowCount(), 0);
    QVERIFY(!desk.model.isLoading());
}

void TestKeyTableModel::destroyedWhileAnswersAreDue()
{
    const auto store = std::make_shared<MemoryStore>();
    store->plant({"a", "1", {}, {}, {}});
    auto model = std::make_unique<KeyTableModel>();
    model->setStore(store);
    QTRY_VERIFY(model->isComplete());
    store->hold();
    model->data(model->index(0, KeyTableModel::Value));
    model->refresh();
    QTRY_COMPARE(store->waitingCalls().size(), 2);
    model.reset();
    store->release();
    QCoreApplication::processEvents();
    QCOMPARE(store.use_count(), 1l);
}

void TestKeyTableModel::changedDuringReadingReadsAgain()
{
    Desk desk({"a"});
    desk.store->setWatching(true);
    desk.store->hold();
    desk.model.setStore(desk.store);
    desk.store->release(1);
    QTRY_VERIFY(desk.model.isComplete());
    desk.model.refresh();
    desk.plant("b", "1");
    desk.plant("c", "1");
    QCoreApplication::processEvents();
    QCOMPARE(desk.store->callCount(Call::List), 2);
    desk.store->release(); // this reading sees them; the signals ask for one more all the same
    QTRY_COMPARE(desk.store->callCount(Call::List), 3);
    QTRY_VERIFY(!desk.model.isLoading());
    QCOMPARE(desk.model.rowCount(), 3);
}

void TestKeyTableModel::refreshKeepsPersistentIndexes()
{
    Desk desk({"b", "d", "f", "h"});
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    const int reloads = desk.reloads;
    const QPersistentModelIndex d = desk.model.index(1, 0);
    const QPersistentModelIndex f = desk.model.index(2, 0);
    const QPersistentModelIndex h = desk.model.index(3, 0);
    desk.store->uproot("f");
    for (const char *key : {"a", "c", "e", "g", "i"})
        desk.plant(key, "1");
    desk.model.refresh();
    QTRY_VERIFY(!desk.model.isLoading());
    QCOMPARE(desk.rows(), (QList<QByteArray>{"a", "b", "c", "d", "e", "g", "h", "i"}));
    QCOMPARE(d.row(), 3);
    QVERIFY(!f.isValid());
    QCOMPARE(h.row(), 6);
    QCOMPARE(desk.reloads, reloads);
}

void TestKeyTableModel::refreshTellsOfChangedRowsOnly()
{
    Desk desk({"a", "b", "c"});
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    QSignalSpy inserted(&desk.model, &KeyTableModel::rowsInserted);
    QSignalSpy removed(&desk.model, &KeyTableModel::rowsRemoved);
    QList<int> metadataRows;
    connect(&desk.model, &KeyTableModel::dataChanged, this,
            [&](const QModelIndex &first, const QModelIndex &last) {
                for (int row = first.row(); row <= last.row(); ++row)
                    if (last.column() >= KeyTableModel::Metadata)
                        metadataRows << row;
            });
    desk.plant("b", "vb", {}, QByteArray("{}"));
    desk.model.refresh();
    QTRY_VERIFY(!desk.model.isLoading());
    QCOMPARE(metadataRows, QList<int>{1});
    QCOMPARE(inserted.count() + removed.count(), 0);
}

void TestKeyTableModel::manyChangesReset()
{
    QList<QByteArray> keys;
    for (int i = 0; i < 2000; ++i)
        keys << QByteArray::number(10'000 + i);
    Desk desk(keys);
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    QSignalSpy aboutTo(&desk.model, &KeyTableModel::aboutToReload);
    QSignalSpy reset(&desk.model, &KeyTableModel::modelReset);
    QSignalSpy removed(&desk.model, &KeyTableModel::rowsRemoved);
    for (int i = 0; i < 2000; i += 2)
        desk.store->uproot(keys.at(i));
    desk.model.refresh();
    QTRY_VERIFY(!desk.model.isLoading());
    QCOMPARE(desk.model.rowCount(), 1000);
    QCOMPARE(aboutTo.count(), 1);
    QCOMPARE(reset.count(), 1);
    QCOMPARE(removed.count(), 0);
}

void TestKeyTableModel::refreshUnderAPrefix()
{
    Desk desk({"a", "m1", "m3", "z"});
    desk.model.setPrefix("m");
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    const int reloads = desk.reloads;
    QSignalSpy inserted(&desk.model, &KeyTableModel::rowsInserted);
    for (const char *key : {"b", "m0", "m2", "m4", "y"})
        desk.plant(key, "1");
    desk.store->uproot("m1");
    desk.store->uproot("a");
    desk.model.refresh();
    QTRY_VERIFY(!desk.model.isLoading());
    QCOMPARE(desk.rows(), (QList<QByteArray>{"m0", "m2", "m3", "m4"}));
    QCOMPARE(desk.model.totalCount(), 7);
    QCOMPARE(inserted.count(), 2); // m0 to m2 stand in place of m1
    QCOMPARE(desk.reloads, reloads);
}

void TestKeyTableModel::setPrefixFromWithinARefresh()
{
    Desk desk({"a", "c", "e"});
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    connect(&desk.model, &KeyTableModel::rowsRemoved, this, [&] { desk.model.setPrefix("c"); });
    desk.plant("b", "1");
    desk.store->uproot("e");
    desk.model.refresh();
    QTRY_COMPARE(desk.rows(), QList<QByteArray>{"c"});
    desk.model.setPrefix({});
    QCOMPARE(desk.rows(), (QList<QByteArray>{"a", "b", "c"}));
}

void TestKeyTableModel::failedRefreshKeepsEverything()
{
    Desk desk({"a", "b"});
    desk.model.setStore(desk.store);
    QTRY_VERIFY(desk.model.isComplete());
    desk.store->failNext(Call::List, {.kind = ErrorKind::Busy});
    desk.model.refresh();
    QTRY_VERIFY(desk.model.error());
    QCOMPARE(desk.model.rowCount(), 2);
    QVERIFY(desk.model.isComplete());
    desk.model.refresh();
    QTRY_VERIFY(!desk.model.error());
}

void TestKeyTableModel::randomWrites_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 12; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestKeyTableModel::randomWrites()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    Desk desk({}, 5);
    desk.store->setWatching(true);
    std::set<QByteArray> expected;
    const auto randomKey = [&random] {
        return QByteArray(1, char('a' + random.bounded(3))) + QByteArray::number(random.bounded(40));
    };
    desk.model.setStore(desk.store);
    if (random.bounded(2) == 0)
        desk.store->hold();
    for (int round = 0; round < 25; ++round) {
        for (int i = random.bounded(12); i > 0; --i) {
            const QByteArray key = randomKey();
            if (random.bounded(3) == 0) {
                desk.store->uproot(key);
                expected.erase(key);
            } else {
                desk.plant(key, QByteArray::number(round));
                expected.insert(key);
            }
        }
        switch (random.bounded(6)) {
        case 0:
            desk.model.setPrefix(QByteArray("a"));
            break;
        case 1:
            desk.model.setPrefix(QByteArray());
            break;
        case 2:
            desk.model.refresh();
            break;
        case 3:
            desk.store->release(int(random.bounded(4)));
            break;
        default:
            QCoreApplication::processEvents();
        }
    }
    desk.store->release();
    QList<QByteArray> shown;
    for (const QByteArray &key : expected)
        if (key.startsWith(desk.model.prefix()))
            shown << key;
    QTRY_COMPARE(desk.rows(), shown);
    desk.model.refresh();
    QTRY_VERIFY(!desk.model.isLoading());
    QCOMPARE(desk.rows(), shown);
    QCOMPARE(desk.model.totalCount(), int(expected.size()));
}

void TestKeyTableModel::memoryIsBounded()
{
    KeyTableModel model;
    const auto store = std::make_shared<MemoryStore>();
    qint64 bytes = 0;
    for (int i = 0; i < 50'000; ++i) {
        const QByteArray key = "user:" + QByteArray::number(100'000 + i);
        store->plant({key, "v", {}, QByteArray("{\"v\":1}"), {}});
        bytes += key.size() + 7;
    }
    model.setStore(store);
    QTRY_VERIFY(model.isComplete());
    QVERIFY(model.memory() >= bytes);
    QVERIFY(model.memory() <= bytes + 50'000 * 32);
    model.refresh();
    QTRY_VERIFY(!model.isLoading());
    QVERIFY(model.memory() <= bytes + 50'000 * 32);
}

QTEST_GUILESS_MAIN(TestKeyTableModel)
#include "tst_keytablemodel.moc"
