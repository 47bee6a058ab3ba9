// SPDX-License-Identifier: GPL-3.0-or-later
// A KeyTableModel that is told of single keys in place of reading them again, and of values that are looked
// at where that is a request.
#include "items/lazydesk.h"

#include <QPromise>
#include <QRandomGenerator>
#include <QSignalSpy>

#include <set>

using namespace kv;
using namespace std::chrono_literals;
using kv::items::KeyTableModel;
using kv::items::LoadState;
using Desk = kv::test::LazyDesk;
using kv::test::Keys;
using kv::test::numbered;
using kv::test::PagedStore;

class TestKeyTableModelWrites : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesShowInPlace();
    void writesBeyondWhatWasReadComeWithTheirPage();
    void writesWhileAPageIsUnderWay();
    void writesWhileTheBeginningIsReadAgain();
    void manyWritesReset();
    void randomWrites_data();
    void randomWrites();
    void peeksAScreenInOneCall();
    void aWriteOutdatesOnePeek();
    void unknownPeeksSaySo();
};

void TestKeyTableModelWrites::writesShowInPlace()
{
    Desk desk(numbered("k", 10, 20));
    desk.open();
    const int requests = desk.requests();
    QSignalSpy inserted(&desk.model, &KeyTableModel::rowsInserted);
    QSignalSpy removed(&desk.model, &KeyTableModel::rowsRemoved);
    QSignalSpy changed(&desk.model, &KeyTableModel::dataChanged);
    const QPersistentModelIndex last = desk.model.index(2, 0);
    desk.store->write("k11");
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(changed.first().at(0).toModelIndex().row(), 1);
    QCOMPARE(changed.first().at(1).toModelIndex().row(), 1);
    desk.store->write("k105");
    QTRY_COMPARE(desk.rows(), (Keys{"k10", "k105", "k11", "k12"}));
    QCOMPARE(inserted.first().at(1).toInt(), 1);
    desk.store->take("k10");
    QTRY_COMPARE(desk.rows(), (Keys{"k105", "k11", "k12"}));
    desk.store->rename("k12", "k110", Expect::anything());
    QTRY_COMPARE(desk.rows(), (Keys{"k105", "k11", "k110"}));
    QVERIFY(!last.isValid());
    QCOMPARE(removed.count(), 2);
    desk.store->put({.key = "k11", .expiration = Expiration(9'999'999'999), .metadata = Metadata("{}")});
    QTRY_COMPARE(desk.at(1, 0, KeyTableModel::MetadataRole).toByteArray(), QByteArray("{}"));
    QCOMPARE(desk.at(1, 0, KeyTableModel::ExpirationRole).toLongLong(), 9'999'999'999);
    QCOMPARE(desk.requests(), requests);
    QCOMPARE(desk.model.totalCount(), 3);
    desk.fetch();
    QCOMPARE(desk.rows(), (Keys{"k105", "k11", "k110", "k13", "k14", "k15"}));

    desk.setPrefix("k11"); // covered; what does not match is not shown
    desk.store->write("k12");
    desk.store->write("k111");
    QTRY_COMPARE(desk.rows(), (Keys{"k11", "k110", "k111"}));
    QCOMPARE(desk.model.totalCount(), 8);
}

void TestKeyTableModelWrites::writesBeyondWhatWasReadComeWithTheirPage()
{
    Desk desk(numbered("k", 10, 14));
    desk.open();
    desk.store->write("k125");
    desk.store->take("k13");
    QCoreApplication::processEvents();
    QCOMPARE(desk.rows(), numbered("k", 10, 13));
    desk.fetch();
    QCOMPARE(desk.rows(), (Keys{"k10", "k11", "k12", "k125"}));
    QVERIFY(desk.model.isComplete());
    desk.store->write("z"); // there is no beyond any more
    QTRY_COMPARE(desk.model.rowCount(), 5);

    Desk empty;
    empty.open();
    QVERIFY(!empty.model.storeExists());
    empty.store->write("first");
    QTRY_COMPARE(empty.rows(), Keys{"first"});
    QVERIFY(empty.model.storeExists());
}

void TestKeyTableModelWrites::writesWhileAPageIsUnderWay()
{
    /// Answers a listing with what was there when it was asked for.
    class Slow : public PagedStore
    {
    public:
        QFuture<Result<KeyPage>> list(const ListQuery &query) override
        {
            auto promise = std::make_shared<QPromise<Result<KeyPage>>>();
            promise->start();
            whenDone(PagedStore::list(query), this, [this, promise](const Result<KeyPage> &page) {
                answers.append([promise, page] {
                    promise->addResult(page);
                    promise->finish();
                });
            });
            return promise->future();
        }
        QList<std::function<void()>> answers;
    };
    const auto store = std::make_shared<Slow>();
    store->plantAll(numbered("k", 10, 16));
    KeyTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false);
    model.setStore(store);
    QTRY_COMPARE(store->answers.size(), 1);
    store->answers.takeFirst()();
    QTRY_COMPARE(model.rowCount(), 3);
    model.fetchMore({});
    QTRY_COMPARE(store->answers.size(), 1);
    store->write("k135");
    store->take("k14");
    store->write("k105");
    QTRY_COMPARE(model.rowCount(), 4); // k105
    store->answers.takeFirst()();
    QTRY_VERIFY(model.isComplete());
    Keys rows;
    for (int row = 0; row < model.rowCount(); ++row)
        rows << model.keyAt(row);
    QCOMPARE(rows, (Keys{"k10", "k105", "k11", "k12", "k13", "k135", "k15"}));
}

void TestKeyTableModelWrites::writesWhileTheBeginningIsReadAgain()
{
    Desk desk(numbered("k", 10, 16));
    desk.open();
    desk.model.loadAll();
    desk.settle();
    desk.store->hold();
    desk.model.refresh();
    Q_EMIT desk.store->keysChanged({{.key = "k105"}, {.key = "k11", .exists = false}});
    QCOMPARE(desk.rows(), (Keys{"k10", "k105", "k12", "k13", "k14", "k15"}));
    desk.store->release(); // answers what was before; the write is not undone by it
    desk.settle();
    QCOMPARE(desk.rows(), (Keys{"k10", "k105", "k12", "k13", "k14", "k15"}));
    // And in the moment when the two lists are compared.
    desk.model.refresh();
    QSignalSpy lists(desk.store.get(), &Store::keysChanged);
    for (int turn = 0; turn < 200 && desk.model.isLoading(); ++turn) {
        Q_EMIT desk.store->keysChanged({{.key = "k13", .exists = turn % 2 == 0}});
        QCoreApplication::processEvents();
    }
    Q_EMIT desk.store->keysChanged({{.key = "k13", .exists = false}});
    desk.settle();
    QVERIFY(!desk.rows().contains("k13"));
}

void TestKeyTableModelWrites::manyWritesReset()
{
    Desk desk(numbered("k", 1000, 4000), 5000);
    desk.open();
    QCOMPARE(desk.model.rowCount(), 1000);
    desk.model.loadAll();
    desk.settle();
    QSignalSpy reset(&desk.model, &KeyTableModel::modelReset);
    QList<Removal> removals;
    for (int i = 1000; i < 4000; i += 2)
        removals << Removal{"k" + QByteArray::number(i), {}};
    desk.store->remove(removals);
    QTRY_COMPARE(desk.model.rowCount(), 1500);
    QCOMPARE(reset.count(), 1);
    QCOMPARE(desk.model.keyAt(0), QByteArray("k1001"));
}

void TestKeyTableModelWrites::randomWrites_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 30; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestKeyTableModelWrites::randomWrites()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    const auto randomKey = [&random] {
        return QByteArray(1, char('a' + random.bounded(3))) + QByteArray::number(random.bounded(60));
    };
    std::set<QByteArray> expected;
    Desk desk({}, 1 + int(random.bounded(9)));
    for (int i = 0; i < 80; ++i)
        expected.insert(randomKey());
    desk.store->plantAll(Keys(expected.begin(), expected.end()));
    desk.model.setStore(desk.store);
    for (int round = 0; round < 120; ++round) {
        switch (random.bounded(15)) {
        case 0:
        case 1:
        case 2: {
            const QByteArray key = randomKey();
            desk.store->write(key);
            expected.insert(key);
            break;
        }
        case 3:
        case 4: {
            QList<Removal> removals;
            for (int i = random.bounded(4); i >= 0; --i)
                removals << Removal{randomKey(), {}};
            for (const Removal &removal : removals)
                expected.erase(removal.key);
            desk.store->remove(removals);
            break;
        }
        case 5:
            desk.model.setPrefix(QByteArray(1, char('a' + random.bounded(3))).left(random.bounded(2)));
            break;
        case 6:
            desk.model.endPause();
            break;
        case 7:
            desk.model.fetchMore({});
            break;
        case 8:
            desk.model.refresh();
            break;
        case 9:
            desk.store->insertEmptyPages(int(random.bounded(3)));
            break;
        case 10:
            desk.store->hold();
            break;
        case 11:
            desk.store->release(int(random.bounded(5)) - 1);
            break;
        default:
            QCoreApplication::processEvents();
        }
    }
    desk.store->insertEmptyPages(0);
    desk.store->release();
    desk.model.endPause();
    desk.settle();
    desk.model.loadAll();
    desk.settle();
    QVERIFY(desk.model.showsAll());
    Keys shown;
    for (const QByteArray &key : expected)
        if (key.startsWith(desk.model.prefix()))
            shown << key;
    QCOMPARE(desk.rows(), shown);
    desk.setPrefix({});
    desk.model.loadAll();
    desk.settle();
    QCOMPARE(desk.rows(), Keys(expected.begin(), expected.end()));
}

void TestKeyTableModelWrites::peeksAScreenInOneCall()
{
    const auto store = std::make_shared<PagedStore>(5000);
    store->plantAll(numbered("k", 1000, 1500));
    KeyTableModel model;
    model.setPauses(1h, 1ms);
    model.setStore(store);
    QTRY_COMPARE(model.rowCount(), 500);
    // One scrolls through all of it: only what one ends at is asked for.
    QSignalSpy changed(&model, &KeyTableModel::dataChanged);
    for (int row = 0; row < 500; ++row)
        model.data(model.index(row, KeyTableModel::Value));
    QTRY_COMPARE(store->peeked.size(), 1);
    QCOMPARE(store->peeked.first().size(), 100);
    QVERIFY(store->peeked.first().contains("k1499"));
    const auto state = [&model](int row) {
        return model.data(model.index(row, 0), KeyTableModel::LoadStateRole).value<LoadState>();
    };
    QTRY_COMPARE(state(499), LoadState::Loaded);
    QCOMPARE(state(0), LoadState::Empty);
    QTRY_VERIFY(std::any_of(changed.begin(), changed.end(), [](const auto &signal) {
        return signal.at(0).toModelIndex().row() == 0; // should it be on screen after all, it asks again
    }));
    model.data(model.index(0, KeyTableModel::Value));
    QTRY_COMPARE(state(0), LoadState::Loaded);
    QCOMPARE(store->peeked.size(), 2);
}

void TestKeyTableModelWrites::aWriteOutdatesOnePeek()
{
    Desk desk({"a", "b"});
    desk.open();
    QTRY_COMPARE(desk.at(0, KeyTableModel::Value).toString(), QStringLiteral("va"));
    QTRY_COMPARE(desk.at(1, KeyTableModel::Value).toString(), QStringLiteral("vb"));
    desk.store->peeked.clear();
    desk.store->write("b", "new");
    QTRY_COMPARE(desk.at(1, KeyTableModel::Value).toString(), QStringLiteral("new"));
    QCOMPARE(desk.at(0, KeyTableModel::Value).toString(), QStringLiteral("va"));
    QCOMPARE(desk.store->peeked, QList<Keys>{Keys{"b"}});
}

void TestKeyTableModelWrites::unknownPeeksSaySo()
{
    Desk desk({"a"});
    desk.store->setPeeksTextOnly(true);
    desk.store->plant({.key = "b", .value = "\xff\xfe"});
    desk.open();
    QTRY_COMPARE(desk.at(1, KeyTableModel::Value).toString(), QStringLiteral("(binary or large)"));
    QCOMPARE(desk.at(1, KeyTableModel::Size).toString(), QString());
    QCOMPARE(desk.at(1, 0, KeyTableModel::SizeRole).toLongLong(), -1);
    QCOMPARE(desk.at(1, 0, KeyTableModel::UnknownRole).toBool(), true);
    QCOMPARE(desk.at(1, 0, KeyTableModel::MissingRole).toBool(), false);
    QVERIFY(desk.at(1, KeyTableModel::Value, Qt::ToolTipRole).toString().contains(QLatin1String("open")));
    QTRY_COMPARE(desk.at(0, KeyTableModel::Value).toString(), QStringLiteral("va"));
    QCOMPARE(desk.at(0, 0, KeyTableModel::UnknownRole).toBool(), false);
}

QTEST_GUILESS_MAIN(TestKeyTableModelWrites)
#include "tst_keytablemodel_writes.moc"
