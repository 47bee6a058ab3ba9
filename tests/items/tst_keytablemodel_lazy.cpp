// SPDX-License-Identifier: GPL-3.0-or-later
// A KeyTableModel on a store where every page is a request: how it reads.
#include "items/lazydesk.h"

#include <QSignalSpy>

using namespace kv;
using Call = MemoryStore::Call;
using kv::items::KeyTableModel;
using Desk = kv::test::LazyDesk;
using kv::test::Keys;
using kv::test::numbered;
using kv::test::PagedStore;

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
    void staleAnswersAreDropped();
    void destroyedInMidFlight();
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

QTEST_GUILESS_MAIN(TestKeyTableModelLazy)
#include "tst_keytablemodel_lazy.moc"
