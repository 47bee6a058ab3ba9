// SPDX-License-Identifier: GPL-3.0-or-later
// A KeyTableModel on a store where every page is a request.
#include "items/keytablemodel.h"
#include "store/memorystore.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace kv;
using namespace std::chrono_literals;
using kv::items::KeyTableModel;
using kv::items::LoadState;
using Call = MemoryStore::Call;

namespace {

/// A MemoryStore that lists by page and writes down what it was asked. It hands out `mostKeys` a page, so
/// that a test needs no thousands of them.
class PagedStore : public MemoryStore
{
public:
    explicit PagedStore(int mostKeys = 3) : m_mostKeys(mostKeys)
    {
        setCapabilities({.listsByPage = true, .resendsExpiration = true});
    }
    QFuture<Result<KeyPage>> list(const ListQuery &query) override
    {
        asked << query;
        ListQuery fewer = query;
        fewer.pageSize = std::min(m_mostKeys, query.pageSize);
        return MemoryStore::list(fewer);
    }
    QFuture<Result<QList<Peek>>> peek(const QList<QByteArray> &keys, int headBytes) override
    {
        peeked << keys;
        return MemoryStore::peek(keys, headBytes);
    }
    void plantAll(const QList<QByteArray> &keys)
    {
        for (const QByteArray &key : keys)
            plant({.key = key, .value = "v" + key});
    }
    void write(const QByteArray &key, const QByteArray &value = "w") { put({.key = key, .value = value}); }
    void take(const QByteArray &key) { remove({{key, Expect::anything()}}); }

    QList<ListQuery> asked;
    QList<QList<QByteArray>> peeked;

private:
    int m_mostKeys;
};

/// A model under the tester, on such a store. Pauses last until a test ends them.
struct Desk
{
    explicit Desk(const QList<QByteArray> &keys = {}, int pageKeys = 3)
        : store(std::make_shared<PagedStore>(pageKeys))
    {
        store->plantAll(keys);
        tester.setUseFetchMore(false);
        model.setPauses(1h, 1ms);
    }
    /// Shows the store and waits for the first page.
    void open()
    {
        model.setStore(store);
        settle();
    }
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] {
            QCoreApplication::processEvents();
            return !model.isLoading();
        }));
    }
    void fetch()
    {
        model.fetchMore({});
        settle();
    }
    void setPrefix(const QByteArray &prefix)
    {
        model.setPrefix(prefix);
        model.endPause();
        settle();
    }
    QList<QByteArray> rows() const
    {
        QList<QByteArray> keys;
        for (int row = 0; row < model.rowCount(); ++row)
            keys << model.keyAt(row);
        return keys;
    }
    int requests() const { return int(store->asked.size()); }
    QVariant at(int row, int column, int role = Qt::DisplayRole) const
    {
        return model.data(model.index(row, column), role);
    }

    std::shared_ptr<PagedStore> store;
    KeyTableModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
};

QList<QByteArray> numbered(const QByteArray &prefix, int from, int to)
{
    QList<QByteArray> keys;
    for (int i = from; i < to; ++i)
        keys << prefix + QByteArray::number(i);
    return keys;
}

using Keys = QList<QByteArray>;

} // namespace

class TestKeyTableModelLazy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAPageAtATime();
    void neverTwoListings();
    void readsPastEmptyPages();
    void saysWhenACursorLeadsNowhere();

    void aPrefixIsListedOncePerPause();
    void coveredPrefixesAskNothing();
    void aPrefixThatHasBegunIsReadOn();
    void clearingThePrefixComesBackToWhatWasRead();
    void thePageThatComesMayCoverThePrefix();
    void theStoreIsOpenedUnderThePrefix();
    void typingOnDuringTheRequest();

    void loadsAllStopsAndGoesOn();
    void loadsAllOfAPrefix();
    void goesOnAfterAFailure();
    void startsAnewWhenTheCursorIsRefused();
    void aFailedPrefixIsAskedAgain();

    void refreshReadsTheBeginning();
    void refreshReadsACompleteListToItsEnd();
    void changedReadsAgain();

    void writesShowInPlace();
    void writesBeyondWhatWasReadComeWithTheirPage();
    void writesWhileAPageIsUnderWay();
    void writesWhileTheBeginningIsReadAgain();
    void manyWritesReset();
    void randomWrites_data();
    void randomWrites();

    void staleAnswersAreDropped();
    void destroyedInMidFlight();

    void peeksAScreenInOneCall();
    void aWriteOutdatesOnePeek();
    void unknownPeeksSaySo();
};

void TestKeyTableModelLazy::readsAPageAtATime()
{
    Desk desk(numbered("k", 10, 18));
    QSignalSpy inserted(&desk.model, &KeyTableModel::rowsInserted);
    desk.open();
    QVERIFY(desk.model.isLazy());
    QCOMPARE(desk.rows(), numbered("k", 10, 13));
    QVERIFY(!desk.model.isComplete());
    QVERIFY(!desk.model.showsAll());
    QVERIFY(desk.model.canFetchMore({}));
    QVERIFY(desk.model.canLoadMore());
    QCOMPARE(desk.store->asked.at(0).pages, 1);
    QCOMPARE(desk.store->asked.at(0).pageSize, KeyTableModel::pageKeys);

    desk.fetch();
    QCOMPARE(desk.rows(), numbered("k", 10, 16));
    QCOMPARE(inserted.last().at(1).toInt(), 3);
    desk.fetch();
    QCOMPARE(desk.rows(), numbered("k", 10, 18));
    QVERIFY(desk.model.isComplete());
    QVERIFY(desk.model.showsAll());
    QVERIFY(!desk.model.canFetchMore({}));
    desk.fetch();
    QCOMPARE(desk.requests(), 3);
}

void TestKeyTableModelLazy::neverTwoListings()
{
    Desk desk(numbered("k", 10, 30));
    desk.store->hold();
    desk.model.setStore(desk.store);
    QVERIFY(!desk.model.canFetchMore({}));
    desk.model.fetchMore({});
    desk.model.loadAll();
    desk.model.refresh();
    QCOMPARE(desk.store->waitingCalls().size(), 1);
    desk.model.stopLoading();
    desk.store->release();
    desk.settle();
    QVERIFY(!desk.model.isLoadingAll());
}

void TestKeyTableModelLazy::readsPastEmptyPages()
{
    Desk desk(numbered("k", 10, 14));
    desk.store->insertEmptyPages(4);
    desk.open();
    QCOMPARE(desk.rows(), numbered("k", 10, 13));
    QCOMPARE(desk.requests(), 5);

    // Not without an end, though: whoever reads goes on by a hand's turn.
    Desk other(numbered("k", 10, 14));
    other.store->insertEmptyPages(30);
    other.open();
    const int first = other.requests();
    QVERIFY(first > 5 && first < 30);
    QCOMPARE(other.model.rowCount(), 0);
    QVERIFY(!other.model.error());
    QVERIFY(other.model.canLoadMore());
    other.model.loadAll();
    other.settle();
    while (!other.model.showsAll()) {
        other.model.loadMore();
        other.settle();
    }
    QCOMPARE(other.rows(), numbered("k", 10, 14));
}

void TestKeyTableModelLazy::saysWhenACursorLeadsNowhere()
{
    /// Answers every page with the same one, as a broken server would.
    class Looping : public PagedStore
    {
    public:
        QFuture<Result<KeyPage>> list(const ListQuery &query) override
        {
            asked << query;
            KeyBlock::Builder builder;
            builder.add("a", {}, false, {});
            return readyFuture(Result<KeyPage>(KeyPage{.keys = builder.build(), .cursor = "same"}));
        }
    };
    const auto store = std::make_shared<Looping>();
    KeyTableModel model;
    model.setStore(store);
    QTRY_VERIFY(!model.isLoading());
    QCOMPARE(model.rowCount(), 1);
    model.loadAll();
    QTRY_VERIFY(model.error());
    QCOMPARE(model.error()->kind, ErrorKind::Protocol);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(store->asked.size(), 2);
}

// Prefixes

void TestKeyTableModelLazy::aPrefixIsListedOncePerPause()
{
    Desk desk(numbered("a", 10, 20) + numbered("user:", 1, 9));
    desk.open();
    for (const char *typed : {"u", "us", "use", "user", "user:"}) {
        desk.model.setPrefix(typed);
        QCoreApplication::processEvents();
        QVERIFY(desk.model.isLoading()); // due
        QVERIFY(!desk.model.canFetchMore({}));
    }
    QCOMPARE(desk.requests(), 1);
    QCOMPARE(desk.model.rowCount(), 0); // what was read and matches
    desk.model.endPause();
    desk.settle();
    QCOMPARE(desk.requests(), 2);
    QCOMPARE(desk.store->asked.at(1).prefix, QByteArray("user:"));
    QCOMPARE(desk.rows(), numbered("user:", 1, 4));
    QCOMPARE(desk.model.listedPrefix(), QByteArray("user:"));
    desk.fetch();
    desk.fetch();
    QCOMPARE(desk.rows(), numbered("user:", 1, 9));
    QVERIFY(desk.model.isComplete());
    QCOMPARE(desk.store->asked.last().prefix, QByteArray("user:")); // told with every cursor
}

void TestKeyTableModelLazy::coveredPrefixesAskNothing()
{
    Desk desk(numbered("a", 1, 3) + numbered("b", 1, 3) + numbered("c", 1, 9), 5);
    desk.open(); // a1 to c1
    const auto showsWithoutAsking = [&desk](const QByteArray &prefix, const Keys &keys) {
        desk.model.setPrefix(prefix);
        return desk.rows() == keys && !desk.model.isLoading() && desk.model.showsAll() &&
               !desk.model.canFetchMore({}) && desk.requests() == 1;
    };
    QVERIFY(showsWithoutAsking("b", {"b1", "b2"})); // lies before the last key read
    QVERIFY(showsWithoutAsking("b2", {"b2"}));
    QVERIFY(showsWithoutAsking("aa", {}));
    QVERIFY(!desk.model.isComplete());

    // A complete listing covers all that its prefix does.
    desk.setPrefix("c");
    while (!desk.model.showsAll())
        desk.fetch();
    const int requests = desk.requests();
    desk.model.setPrefix("c7");
    QCOMPARE(desk.rows(), Keys{"c7"});
    desk.model.setPrefix("cx");
    QCOMPARE(desk.rows(), Keys{});
    QVERIFY(!desk.model.isLoading());
    QCOMPARE(desk.requests(), requests);
}

void TestKeyTableModelLazy::aPrefixThatHasBegunIsReadOn()
{
    Desk desk(numbered("a", 1, 3) + numbered("b", 1, 9));
    desk.open(); // a1 a2 b1
    desk.model.setPrefix("b");
    QCOMPARE(desk.rows(), Keys{"b1"});
    QVERIFY(!desk.model.showsAll());
    QVERIFY(!desk.model.canFetchMore({})); // a view must not ask at every letter
    desk.model.endPause();
    desk.settle();
    QCOMPARE(desk.rows(), numbered("b", 1, 5));
    QCOMPARE(desk.requests(), 2);
    QCOMPARE(desk.store->asked.last().prefix, QByteArray()); // it was the next page anyway
    QVERIFY(desk.model.canFetchMore({}));
}

void TestKeyTableModelLazy::clearingThePrefixComesBackToWhatWasRead()
{
    Desk desk(numbered("a", 10, 20) + numbered("z", 1, 5));
    desk.open();
    desk.fetch();
    desk.setPrefix("z");
    QCOMPARE(desk.rows(), numbered("z", 1, 4));
    const int requests = desk.requests();
    desk.model.setPrefix({});
    QCOMPARE(desk.rows(), numbered("a", 10, 16));
    QCOMPARE(desk.requests(), requests);
    desk.model.setPrefix("z");
    QCOMPARE(desk.rows(), numbered("z", 1, 4));
    QCOMPARE(desk.requests(), requests);
    // What was written meanwhile is in both.
    desk.store->write("a155");
    desk.store->take("a10");
    QCoreApplication::processEvents();
    desk.model.setPrefix({});
    QCOMPARE(desk.rows(), (Keys{"a11", "a12", "a13", "a14", "a15"}));
    desk.model.endPause(); // a list as short as this is read on, from where it had come to
    desk.settle();
    QCOMPARE(desk.requests(), requests + 1);
    QVERIFY(desk.rows().contains("a155"));
}

void TestKeyTableModelLazy::thePageThatComesMayCoverThePrefix()
{
    Desk desk({"a", "user:1"});
    desk.store->hold();
    desk.model.setStore(desk.store);
    desk.model.setPrefix("user:");
    QCOMPARE(desk.model.rowCount(), 0);
    desk.store->release();
    QTRY_COMPARE(desk.rows(), Keys{"user:1"});
    QVERIFY(!desk.model.isLoading());
    QVERIFY(desk.model.showsAll());
    desk.model.endPause();
    QCOMPARE(desk.requests(), 1);
}

void TestKeyTableModelLazy::theStoreIsOpenedUnderThePrefix()
{
    Desk desk(numbered("a", 1, 9) + numbered("b", 1, 3));
    desk.model.setPrefix("b");
    desk.open();
    QCOMPARE(desk.rows(), numbered("b", 1, 3));
    QCOMPARE(desk.requests(), 1);
    QVERIFY(desk.model.isComplete());
    QCOMPARE(desk.model.listedPrefix(), QByteArray("b"));
}

void TestKeyTableModelLazy::typingOnDuringTheRequest()
{
    Desk desk(numbered("a", 1, 9) + numbered("t", 1, 3) + numbered("u", 1, 9));
    desk.open();
    desk.store->hold();
    desk.model.setPrefix("u");
    desk.model.endPause();
    desk.model.setPrefix("u2");
    desk.store->release();
    QTRY_COMPARE(desk.rows(), Keys{"u2"}); // the answer for "u" covers it
    QVERIFY(!desk.model.isLoading());
    QCOMPARE(desk.requests(), 2);

    desk.store->hold();
    desk.model.setPrefix("v");
    desk.model.endPause();
    desk.model.setPrefix("t");
    desk.store->release();
    QTRY_VERIFY(desk.store->waitingCalls().isEmpty());
    QCoreApplication::processEvents();
    QCOMPARE(desk.model.rowCount(), 0);
    QVERIFY(desk.model.isLoading());
    desk.model.endPause();
    desk.settle();
    QCOMPARE(desk.rows(), numbered("t", 1, 3));
    QCOMPARE(desk.requests(), 4);
    // Back to what the list stands on while another is under way.
    desk.store->hold();
    desk.model.setPrefix("x");
    desk.model.endPause();
    desk.model.setPrefix("t1");
    QCOMPARE(desk.rows(), Keys{"t1"});
    QVERIFY(!desk.model.isLoading());
    desk.store->release();
    QCoreApplication::processEvents();
    QCOMPARE(desk.rows(), Keys{"t1"});
}

// To the end

void TestKeyTableModelLazy::loadsAllStopsAndGoesOn()
{
    Desk desk(numbered("k", 100, 160));
    desk.open();
    desk.store->hold();
    QSignalSpy states(&desk.model, &KeyTableModel::stateChanged);
    desk.model.loadAll();
    QVERIFY(desk.model.isLoadingAll());
    for (int page = 2; page <= 4; ++page) {
        desk.store->release(1);
        QTRY_COMPARE(desk.model.totalCount(), page * 3);
        QTRY_COMPARE(desk.store->waitingCalls().size(), 1);
    }
    QVERIFY(states.count() >= 4);
    desk.model.stopLoading();
    QVERIFY(!desk.model.isLoadingAll());
    QVERIFY(!desk.model.isLoading());
    desk.store->release();
    QCoreApplication::processEvents();
    QCOMPARE(desk.model.totalCount(), 12);
    QVERIFY(!desk.model.isComplete());
    QVERIFY(desk.model.canLoadMore());

    desk.store->asked.clear();
    desk.model.loadAll();
    QTRY_VERIFY(desk.model.isComplete());
    QVERIFY(!desk.model.isLoadingAll());
    QVERIFY(!desk.model.isLoading());
    QCOMPARE(desk.rows(), numbered("k", 100, 160));
    QCOMPARE(desk.requests(), 16); // 48 keys; none was asked for twice
    QVERIFY(!desk.store->asked.first().cursor.isEmpty());
    desk.model.loadAll();
    QCOMPARE(desk.requests(), 16);
}

void TestKeyTableModelLazy::loadsAllOfAPrefix()
{
    Desk desk(numbered("a", 1, 3) + numbered("b", 10, 30) + numbered("c", 10, 99));
    desk.open();
    desk.model.setPrefix("b");
    desk.model.loadAll();
    desk.settle();
    QCOMPARE(desk.rows(), numbered("b", 10, 30));
    QVERIFY(desk.model.showsAll());
    QVERIFY(!desk.model.isComplete());
    QVERIFY(!desk.model.canLoadMore());
    QVERIFY(desk.requests() <= 9); // it does not read what was not asked for
    desk.setPrefix("c");
    desk.model.loadAll();
    // Another prefix that leads elsewhere ends it.
    desk.model.setPrefix("a1");
    desk.settle();
    QCOMPARE(desk.rows(), Keys{"a1"});
}

void TestKeyTableModelLazy::goesOnAfterAFailure()
{
    Desk desk(numbered("k", 10, 40));
    desk.open();
    desk.fetch();
    desk.store->failNext(Call::List, {.kind = ErrorKind::Network});
    desk.model.loadAll();
    QTRY_VERIFY(desk.model.error());
    QCOMPARE(desk.model.error()->kind, ErrorKind::Network);
    QVERIFY(!desk.model.isLoadingAll());
    QCOMPARE(desk.rows(), numbered("k", 10, 16));
    QVERIFY(!desk.model.canFetchMore({})); // a view would ask at every turn of the wheel
    QVERIFY(desk.model.canLoadMore());
    const QByteArray cursor = desk.store->asked.last().cursor;
    desk.model.refresh();
    desk.settle();
    QVERIFY(!desk.model.error());
    QCOMPARE(desk.store->asked.last().cursor, cursor);
    QCOMPARE(desk.rows(), numbered("k", 10, 19));
    desk.store->failNext(Call::List, {.kind = ErrorKind::RateLimited});
    desk.fetch();
    QVERIFY(desk.model.error());
    desk.model.loadAll();
    desk.settle();
    QCOMPARE(desk.rows(), numbered("k", 10, 40));
    QCOMPARE(desk.requests(), 10 + 2);
}

void TestKeyTableModelLazy::startsAnewWhenTheCursorIsRefused()
{
    Desk desk(numbered("k", 10, 20));
    desk.open();
    desk.fetch();
    desk.store->failNext(Call::List, {.kind = ErrorKind::InvalidInput});
    desk.fetch();
    QVERIFY(desk.model.error());
    QCOMPARE(desk.model.rowCount(), 6);
    desk.model.refresh();
    desk.settle();
    QVERIFY(!desk.model.error());
    QVERIFY(desk.store->asked.last().cursor.isEmpty());
    desk.model.loadAll();
    desk.settle();
    QCOMPARE(desk.rows(), numbered("k", 10, 20));
}

void TestKeyTableModelLazy::aFailedPrefixIsAskedAgain()
{
    Desk desk(numbered("a", 1, 9) + numbered("u", 1, 3));
    desk.open();
    desk.store->failNext(Call::List, {.kind = ErrorKind::Network});
    desk.setPrefix("u");
    QVERIFY(desk.model.error());
    QVERIFY(!desk.model.showsAll());
    desk.model.refresh();
    desk.settle();
    QCOMPARE(desk.rows(), numbered("u", 1, 3));
    QVERIFY(!desk.model.error());
    // And an error is gone with the prefix that it was about.
    desk.store->failNext(Call::List, {.kind = ErrorKind::Network});
    desk.setPrefix("x");
    QVERIFY(desk.model.error());
    desk.model.setPrefix("u");
    QVERIFY(!desk.model.error());
}

// Again

void TestKeyTableModelLazy::refreshReadsTheBeginning()
{
    Desk desk(numbered("k", 100, 160));
    desk.open();
    desk.model.loadAll();
    while (desk.model.totalCount() < 30)
        QCoreApplication::processEvents();
    desk.model.stopLoading();
    const int count = desk.model.totalCount();
    const QPersistentModelIndex later = desk.model.index(25, 0);
    const int requests = desk.requests();
    QSignalSpy reset(&desk.model, &KeyTableModel::modelReset);
    desk.store->uproot("k101");
    desk.store->plantAll({"k1035"});
    desk.store->uproot("k120"); // behind what is read again
    desk.model.refresh();
    desk.settle();
    QCOMPARE(desk.requests(), requests + KeyTableModel::mostPagesAgain);
    Keys expected = numbered("k", 100, 100 + count);
    expected.removeAll("k101");
    expected.insert(expected.indexOf("k104"), "k1035");
    QCOMPARE(desk.rows(), expected);
    QCOMPARE(later.data(KeyTableModel::KeyRole).toByteArray(), QByteArray("k125"));
    QCOMPARE(reset.count(), 0);
    // And on it goes where it had come to.
    desk.fetch();
    QCOMPARE(desk.model.totalCount(), count + 3);
    QCOMPARE(desk.model.keyAt(count), QByteArray("k" + QByteArray::number(100 + count)));
}

void TestKeyTableModelLazy::refreshReadsACompleteListToItsEnd()
{
    Desk desk(numbered("k", 10, 16));
    desk.open();
    desk.model.loadAll();
    desk.settle();
    QVERIFY(desk.model.isComplete());
    desk.store->plantAll({"k11b", "k12b", "k90"});
    desk.store->uproot("k15");
    desk.model.refresh();
    desk.settle();
    QCOMPARE(desk.rows(), (Keys{"k10", "k11", "k11b", "k12", "k12b", "k13", "k14", "k90"}));
    QVERIFY(desk.model.isComplete());
    for (const QByteArray &key : desk.rows())
        desk.store->uproot(key);
    desk.model.refresh();
    desk.settle();
    QCOMPARE(desk.model.rowCount(), 0);
    QVERIFY(desk.model.isComplete());
}

void TestKeyTableModelLazy::changedReadsAgain()
{
    Desk desk(numbered("k", 10, 14));
    desk.open();
    desk.store->plantAll({"k11b"});
    Q_EMIT desk.store->changed();
    QTRY_COMPARE(desk.rows(), (Keys{"k10", "k11", "k11b", "k12"}));
}

// Writes

void TestKeyTableModelLazy::writesShowInPlace()
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

void TestKeyTableModelLazy::writesBeyondWhatWasReadComeWithTheirPage()
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

void TestKeyTableModelLazy::writesWhileAPageIsUnderWay()
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

void TestKeyTableModelLazy::writesWhileTheBeginningIsReadAgain()
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

void TestKeyTableModelLazy::manyWritesReset()
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

void TestKeyTableModelLazy::randomWrites_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 30; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestKeyTableModelLazy::randomWrites()
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
        switch (random.bounded(12)) {
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
        default:
            QCoreApplication::processEvents();
        }
    }
    desk.store->insertEmptyPages(0);
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

// Lives

void TestKeyTableModelLazy::staleAnswersAreDropped()
{
    Desk desk(numbered("k", 10, 20));
    const auto other = std::make_shared<PagedStore>();
    other->plantAll({"z"});
    desk.store->hold();
    desk.model.setStore(desk.store);
    desk.model.setStore(other);
    desk.store->release();
    desk.settle();
    QCOMPARE(desk.rows(), Keys{"z"});
    Q_EMIT desk.store->keysChanged({{.key = "a"}});
    QCOMPARE(desk.rows(), Keys{"z"});
    desk.model.setStore(std::make_shared<MemoryStore>());
    QVERIFY(!desk.model.isLazy());
    QTRY_VERIFY(desk.model.isComplete());
    QCOMPARE(desk.model.listedPrefix(), QByteArray());
    QVERIFY(!desk.model.canLoadMore());
}

void TestKeyTableModelLazy::destroyedInMidFlight()
{
    const auto store = std::make_shared<PagedStore>();
    store->plantAll(numbered("k", 10, 20));
    for (int moment = 0; moment < 3; ++moment) {
        auto model = std::make_unique<KeyTableModel>();
        model->setStore(store);
        QTRY_VERIFY(!model->isLoading());
        store->hold();
        model->data(model->index(0, KeyTableModel::Value));
        if (moment == 0)
            model->loadAll();
        else if (moment == 1)
            model->refresh();
        else
            model->setPrefix("x");
        model.reset();
        store->release();
        QCoreApplication::processEvents();
        QCOMPARE(store.use_count(), 1l);
    }
}

// Peeks

void TestKeyTableModelLazy::peeksAScreenInOneCall()
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

void TestKeyTableModelLazy::aWriteOutdatesOnePeek()
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

void TestKeyTableModelLazy::unknownPeeksSaySo()
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

QTEST_GUILESS_MAIN(TestKeyTableModelLazy)
#include "tst_keytablemodel_lazy.moc"
