// SPDX-License-Identifier: GPL-3.0-or-later
// A KeyTableModel under filters that are more than a prefix.
#include "items/lazydesk.h"

#include <QRandomGenerator>
#include <QSignalSpy>

#include <map>

using namespace kv;
using namespace kv::test;
using namespace std::chrono_literals;
using items::KeyFilter;
using items::KeyRows;
using items::KeyTableModel;
using Mode = text::KeyPattern::Mode;

namespace {

constexpr qint64 nowSec = 1'000'000;

KeyFilter filterOf(Mode mode, const QByteArray &text, bool ignoreCase = false)
{
    KeyFilter filter;
    if (auto matcher = text::KeyMatcher::compile({mode, text, ignoreCase}))
        filter.matcher = *std::move(matcher);
    return filter;
}

/// A model that reads all at once.
struct Desk
{
    explicit Desk(const Keys &keys = {}, int pageSize = 1000)
    {
        store->setPageSize(pageSize);
        for (const QByteArray &key : keys)
            store->plant({.key = key, .value = "v"});
        model.setClock([] { return nowSec * 1000; });
    }
    void open()
    {
        model.setStore(store);
        settle();
    }
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !model.isLoading(); }));
    }
    void show(const KeyFilter &filter)
    {
        model.setFilter(filter);
        settle();
    }
    Keys rows() const
    {
        Keys keys;
        for (int row = 0; row < model.rowCount(); ++row)
            keys << model.keyAt(row);
        return keys;
    }

    std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>();
    KeyTableModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
};

} // namespace

class TestKeyTableModelFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modes_data();
    void modes();
    void rowsStayInOrderAndCanBeFound();
    void conditions();
    void expiryMovesOn();
    void amongCertainKeys();
    void oldRowsStayUntilTheFirstAreFound();
    void typingCancelsAndNarrows();
    void manyRowsComeInPieces();
    void whileTheStoreIsBeingRead();
    void anotherStoreKeepsTheFilter();
    void changesKeepRowsAndTellOfOthersOnly();
    void changesOfMetadataMoveRows();
    void expensiveKeysAreLeftOutAndCounted();
    void givesUpOnWhatExplodesEverywhere();
    void setFilterFromWithinAnUpdate();
    void destroyedWhileFinding();
    void lazilyOnlyWhatWasRead();
    void lazilyPrefixAndCondition();
    void lazilyWritesOfOurOwn();
    void memoryOfAFilter();
    void randomWritesAndFilters_data();
    void randomWritesAndFilters();
};

void TestKeyTableModelFilter::modes_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("ignoreCase");
    QTest::addColumn<Keys>("expected");
    const auto row = [](const char *name, Mode mode, const QByteArray &text, bool ignoreCase,
                        const Keys &expected) {
        QTest::newRow(name) << int(mode) << text << ignoreCase << expected;
    };
    row("prefix", Mode::Prefix, "user:", false, {"user:1", "user:22"});
    row("prefix of any case", Mode::Prefix, "USER:", true, {"User:3", "user:1", "user:22"});
    row("contains", Mode::Contains, "er:", false, {"User:3", "order:22", "user:1", "user:22"});
    row("glob", Mode::Glob, "*:22", false, {"order:22", "user:22"});
    row("expression", Mode::Regex, "^\\w+:\\d$", false, {"User:3", "user:1"});
    row("nothing", Mode::Contains, "none", false, {});
    row("all", Mode::Regex, "", false, {"User:3", "order:22", "user:1", "user:22", "z"});
}

void TestKeyTableModelFilter::modes()
{
    QFETCH(int, mode);
    QFETCH(QByteArray, text);
    QFETCH(bool, ignoreCase);
    QFETCH(Keys, expected);
    Desk desk({"user:1", "user:22", "User:3", "order:22", "z"}, 2);
    desk.open();
    desk.show(filterOf(Mode(mode), text, ignoreCase));
    QCOMPARE(desk.rows(), expected);
    QCOMPARE(desk.model.totalCount(), 5);
    QVERIFY(desk.model.showsAll());
    QVERIFY(!desk.model.isFinding());
    QCOMPARE(desk.store->callCount(MemoryStore::Call::List), 1);
    desk.show({});
    QCOMPARE(desk.model.rowCount(), 5);
}

void TestKeyTableModelFilter::rowsStayInOrderAndCanBeFound()
{
    Keys keys;
    for (int i = 1000; i < 4000; ++i)
        keys << QByteArray::number(i);
    Desk desk(keys, 17);
    desk.open();
    desk.show(filterOf(Mode::Regex, "[05]$"));
    QCOMPARE(desk.model.rowCount(), 600);
    for (int row = 0; row < desk.model.rowCount(); ++row) {
        const QByteArray key = desk.model.keyAt(row);
        QCOMPARE(key, QByteArray::number(1000 + row * 5));
        QCOMPARE(desk.model.rowOf(key), row);
        QCOMPARE(desk.model.lowerBoundRow(key), row);
        QCOMPARE(desk.model.lowerBoundRow(key + '0'), row + 1);
    }
    QCOMPARE(desk.model.rowOf("1001"), -1); // is there, and not shown
    QCOMPARE(desk.model.lowerBoundRow("1001"), 1);
    QCOMPARE(desk.model.lowerBoundRow({}), 0);
    QCOMPARE(desk.model.lowerBoundRow("9"), 600);
}

void TestKeyTableModelFilter::conditions()
{
    Desk desk;
    desk.store->plant({.key = "a", .value = "v", .expiration = nowSec + 30});
    desk.store->plant({.key = "b", .value = "v", .expiration = nowSec + 3600, .metadata = QByteArray("{}")});
    desk.store->plant({.key = "c", .value = "v", .expiration = nowSec - 5});
    desk.store->plant({.key = "d", .value = "v", .metadata = QByteArray("null")});
    desk.store->plant({.key = "e", .value = "v"});
    desk.open();
    KeyFilter filter;
    filter.hasMetadata = true;
    desk.show(filter);
    QCOMPARE(desk.rows(), (Keys{"b", "d"}));
    filter.expiresWithin = 3600;
    desk.show(filter);
    QCOMPARE(desk.rows(), Keys{"b"});
    filter.hasMetadata = false;
    desk.show(filter);
    QCOMPARE(desk.rows(), (Keys{"a", "b"})); // what has expired does not expire any more
    filter.expiresWithin = 3599;
    desk.show(filter);
    QCOMPARE(desk.rows(), Keys{"a"});
    filter.matcher = filterOf(Mode::Prefix, "b").matcher;
    desk.show(filter);
    QCOMPARE(desk.model.prefix(), QByteArray("b"));
    QCOMPARE(desk.rows(), Keys{});
}

void TestKeyTableModelFilter::expiryMovesOn()
{
    Desk desk;
    qint64 now = nowSec;
    desk.model.setClock([&now] { return now * 1000; });
    desk.store->plant({.key = "a", .value = "v", .expiration = nowSec + 30});
    desk.store->plant({.key = "b", .value = "v", .expiration = nowSec + 90});
    desk.open();
    KeyFilter filter;
    filter.expiresWithin = 60;
    desk.show(filter);
    QCOMPARE(desk.rows(), Keys{"a"});
    now += 40;
    desk.model.refresh(); // or some seconds later by itself
    QTRY_COMPARE(desk.rows(), Keys{"b"});
}

void TestKeyTableModelFilter::amongCertainKeys()
{
    Desk desk(numbered("k", 100, 140), 7);
    desk.open();
    KeyBlock::Builder builder;
    for (const char *key : {"a", "k100", "k105", "k1055", "k113", "k139", "z"})
        builder.add(key, {}, false, {});
    KeyFilter filter;
    auto rows = std::make_shared<KeyRows>();
    const auto block = builder.build();
    rows->append({block, 0, block->size(), {}});
    filter.among = rows;
    desk.show(filter);
    QCOMPARE(desk.rows(), (Keys{"k100", "k105", "k113", "k139"}));
    filter.matcher = filterOf(Mode::Contains, "3").matcher;
    desk.show(filter);
    QCOMPARE(desk.rows(), (Keys{"k113", "k139"}));
    filter.among.reset();
    desk.show(filter);
    QCOMPARE(desk.model.rowCount(), 13);
    filter.among = rows; // also when what they are among of was found before
    desk.show(filter);
    QCOMPARE(desk.rows(), (Keys{"k113", "k139"}));
    // Rows of the list itself are taken without being looked for.
    filter = {};
    filter.among = std::make_shared<const KeyRows>(desk.model.rows());
    desk.show(filter);
    QCOMPARE(desk.rows(), (Keys{"k113", "k139"}));
    filter.among = std::make_shared<const KeyRows>();
    desk.show(filter);
    QCOMPARE(desk.model.rowCount(), 0);
}

void TestKeyTableModelFilter::oldRowsStayUntilTheFirstAreFound()
{
    Desk desk({"a1", "a2", "b1"});
    desk.open();
    QSignalSpy reset(&desk.model, &KeyTableModel::modelReset);
    desk.model.setFilter(filterOf(Mode::Contains, "1"));
    QCOMPARE(desk.model.rowCount(), 3);
    QVERIFY(desk.model.isFinding());
    QVERIFY(desk.model.isLoading());
    QVERIFY(!desk.model.showsAll());
    desk.settle();
    QCOMPARE(reset.count(), 1);
    QCOMPARE(desk.rows(), (Keys{"a1", "b1"}));
    QCOMPARE(desk.model.lookedCount(), 3);
}

void TestKeyTableModelFilter::typingCancelsAndNarrows()
{
    Keys keys;
    for (int i = 0; i < 3000; ++i)
        keys << "user:" + QByteArray::number(i);
    Desk desk(keys, 100);
    desk.open();
    for (const char *text : {"u", "us", "use", "user:12", "user:1234"})
        desk.model.setFilter(filterOf(Mode::Contains, text)); // none waits for the one before
    desk.settle();
    QCOMPARE(desk.rows(), Keys{"user:1234"});
    desk.show(filterOf(Mode::Contains, "12"));
    const int wider = desk.model.rowCount();
    QVERIFY(wider > 100);
    desk.show(filterOf(Mode::Contains, "123")); // looks at those alone
    QVERIFY(desk.model.rowCount() < wider);
    Keys expected;
    for (const QByteArray &key : keys)
        if (key.contains("123"))
            expected << key;
    std::sort(expected.begin(), expected.end());
    QCOMPARE(desk.rows(), expected);
    desk.show(filterOf(Mode::Contains, "12")); // and back
    QCOMPARE(desk.model.rowCount(), wider);
}

void TestKeyTableModelFilter::manyRowsComeInPieces()
{
    Keys keys;
    for (int i = 0; i < 60'000; ++i)
        keys << "key:" + QByteArray::number(100'000 + i);
    Desk desk(keys, 2000);
    desk.tester.setParent(nullptr);
    desk.open();
    // Slow enough to come in more than one piece on any machine, and never over the limit of one key.
    const KeyFilter slow = filterOf(Mode::Regex, "(*NO_JIT)^(k|ke|key)+(e|y|:|k)*(:|\\d|:\\d)*[0-9]$");
    QSignalSpy reset(&desk.model, &KeyTableModel::modelReset);
    desk.show(slow);
    QCOMPARE(reset.count(), 1);
    QCOMPARE(desk.model.rowCount(), 60'000);
    QCOMPARE(desk.model.keyAt(59'999), QByteArray("key:159999"));
}

void TestKeyTableModelFilter::whileTheStoreIsBeingRead()
{
    Desk desk({"a1", "b1", "c2", "d1", "e2"}, 1);
    desk.store->hold();
    desk.model.setFilter(filterOf(Mode::Contains, "1"));
    desk.model.setStore(desk.store);
    desk.store->release(1);
    QTRY_COMPARE(desk.rows(), Keys{"a1"});
    QVERIFY(!desk.model.isComplete());
    desk.store->release(2);
    QTRY_COMPARE(desk.rows(), (Keys{"a1", "b1"}));
    QSignalSpy reset(&desk.model, &KeyTableModel::modelReset);
    desk.store->release();
    QTRY_COMPARE(desk.rows(), (Keys{"a1", "b1", "d1"}));
    desk.settle();
    QVERIFY(desk.model.showsAll());
    QCOMPARE(reset.count(), 0); // rows were added
}

void TestKeyTableModelFilter::anotherStoreKeepsTheFilter()
{
    Desk desk({"a1", "a2"});
    desk.open();
    desk.show(filterOf(Mode::Contains, "1"));
    const auto other = std::make_shared<MemoryStore>();
    for (const char *key : {"x1", "x2", "y1"})
        other->plant({.key = key, .value = "v"});
    desk.model.setStore(other);
    QCOMPARE(desk.model.rowCount(), 0);
    desk.settle();
    QCOMPARE(desk.rows(), (Keys{"x1", "y1"}));
    desk.model.setStore(nullptr);
    QCOMPARE(desk.model.rowCount(), 0);
    QVERIFY(!desk.model.isFinding());
}

void TestKeyTableModelFilter::changesKeepRowsAndTellOfOthersOnly()
{
    Desk desk({"a1", "b1", "c1", "d2", "e1"}, 2);
    desk.store->setWatching(true);
    desk.open();
    desk.show(filterOf(Mode::Contains, "1"));
    const QPersistentModelIndex kept = desk.model.index(desk.model.rowOf("c1"), 0);
    QSignalSpy reset(&desk.model, &KeyTableModel::modelReset);
    QSignalSpy inserted(&desk.model, &KeyTableModel::rowsInserted);
    QSignalSpy removed(&desk.model, &KeyTableModel::rowsRemoved);
    desk.store->plant({.key = "b0", .value = "v"}); // not shown
    desk.store->plant({.key = "b11", .value = "v"});
    desk.store->uproot("a1");
    desk.store->uproot("d2");
    QTRY_COMPARE(desk.rows(), (Keys{"b1", "b11", "c1", "e1"}));
    desk.settle();
    QCOMPARE(reset.count(), 0);
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(removed.count(), 1);
    QVERIFY(kept.isValid());
    QCOMPARE(kept.data(KeyTableModel::KeyRole).toByteArray(), QByteArray("c1"));
    QCOMPARE(desk.model.totalCount(), 5);
    desk.store->destroyEntries();
    QTRY_COMPARE(desk.model.rowCount(), 0);
}

void TestKeyTableModelFilter::changesOfMetadataMoveRows()
{
    Desk desk({"a", "b"});
    desk.store->setWatching(true);
    desk.open();
    KeyFilter filter;
    filter.hasMetadata = true;
    desk.show(filter);
    QCOMPARE(desk.model.rowCount(), 0);
    desk.store->plant({.key = "b", .value = "v", .metadata = QByteArray("1")});
    QTRY_COMPARE(desk.rows(), Keys{"b"});
    desk.store->plant({.key = "b", .value = "v"});
    QTRY_COMPARE(desk.rows(), Keys{});
}

void TestKeyTableModelFilter::expensiveKeysAreLeftOutAndCounted()
{
    Desk desk({QByteArray(60, 'a') + "!", QByteArray(61, 'a') + "!", "aaa", "b"});
    desk.open();
    desk.show(filterOf(Mode::Regex, "^(a+)+$"));
    QCOMPARE(desk.rows(), Keys{"aaa"});
    QCOMPARE(desk.model.expense().keys, 2);
    QVERIFY(!desk.model.expense().gaveUp);
    QVERIFY(desk.model.expense().firstKey.startsWith("aaaa"));
    desk.show(filterOf(Mode::Regex, "^a{3}$"));
    QCOMPARE(desk.model.expense().keys, 0);
}

void TestKeyTableModelFilter::givesUpOnWhatExplodesEverywhere()
{
    Keys keys;
    for (int i = 0; i < 500; ++i)
        keys << QByteArray(60, 'a') + QByteArray::number(100 + i);
    Desk desk(keys, 100);
    desk.store->setWatching(true);
    desk.open();
    desk.show(filterOf(Mode::Regex, "^(a+)+$"));
    QVERIFY(desk.model.expense().gaveUp);
    QVERIFY(desk.model.lookedCount() < 500);
    QCOMPARE(desk.model.rowCount(), 0);
    desk.show(filterOf(Mode::Contains, "a10"));
    QVERIFY(!desk.model.expense().gaveUp);
    QCOMPARE(desk.model.rowCount(), 10);
}

void TestKeyTableModelFilter::setFilterFromWithinAnUpdate()
{
    Desk desk({"a1", "c1", "e1"});
    desk.open();
    desk.show(filterOf(Mode::Contains, "1"));
    connect(&desk.model, &KeyTableModel::rowsRemoved, this,
            [&] { desk.model.setFilter(filterOf(Mode::Contains, "c")); });
    desk.store->plant({.key = "b1", .value = "v"});
    desk.store->uproot("e1");
    desk.model.refresh();
    QTRY_COMPARE(desk.rows(), Keys{"c1"});
    desk.settle();
    desk.show({});
    QCOMPARE(desk.rows(), (Keys{"a1", "b1", "c1"}));
}

void TestKeyTableModelFilter::destroyedWhileFinding()
{
    Keys keys;
    for (int i = 0; i < 20'000; ++i)
        keys << QByteArray::number(i);
    const auto store = std::make_shared<MemoryStore>();
    for (const QByteArray &key : keys)
        store->plant({.key = key, .value = "v"});
    for (int i = 0; i < 10; ++i) {
        KeyTableModel model;
        model.setStore(store);
        model.setFilter(filterOf(Mode::Regex, "^(1|2|3)*$"));
        QVERIFY(QTest::qWaitFor([&] { return model.totalCount() > 1000 * i; }));
    }
}

void TestKeyTableModelFilter::lazilyOnlyWhatWasRead()
{
    LazyDesk desk({"a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2"}, 3);
    desk.open();
    desk.model.setFilter(filterOf(Mode::Contains, "1"));
    desk.settle();
    QCOMPARE(desk.rows(), (Keys{"a1", "b1"}));
    QCOMPARE(desk.requests(), 1);
    QVERIFY(!desk.model.showsAll());
    QVERIFY(desk.model.canLoadMore());
    // A view that shows two rows asks for more again and again; only a person may have them read.
    QVERIFY(!desk.model.canFetchMore({}));
    desk.model.fetchMore({});
    desk.settle();
    QCOMPARE(desk.requests(), 1);
    desk.model.loadMore();
    desk.settle();
    QCOMPARE(desk.requests(), 2);
    QCOMPARE(desk.rows(), (Keys{"a1", "b1", "c1"}));
    desk.model.loadAll();
    desk.settle();
    QVERIFY(desk.model.showsAll());
    QCOMPARE(desk.rows(), (Keys{"a1", "b1", "c1", "d1"}));
    desk.model.setFilter({});
    desk.settle();
    QCOMPARE(desk.model.rowCount(), 8);
    QCOMPARE(desk.requests(), 3);
}

void TestKeyTableModelFilter::lazilyPrefixAndCondition()
{
    LazyDesk desk(numbered("a", 0, 9) + numbered("b", 0, 2), 3);
    desk.store->plant({.key = "b1", .value = "v", .metadata = QByteArray("1")});
    desk.open();
    KeyFilter filter = filterOf(Mode::Prefix, "b");
    filter.hasMetadata = true;
    desk.model.setFilter(filter);
    desk.model.endPause(); // the prefix is listed by the store
    desk.settle();
    QCOMPARE(desk.store->asked.last().prefix, QByteArray("b"));
    QCOMPARE(desk.rows(), Keys{"b1"});
    QVERIFY(desk.model.showsAll());
    const int requests = desk.requests();
    filter.hasMetadata = false;
    desk.model.setFilter(filter);
    desk.settle();
    QCOMPARE(desk.rows(), (Keys{"b0", "b1"}));
    QCOMPARE(desk.requests(), requests);
}

void TestKeyTableModelFilter::lazilyWritesOfOurOwn()
{
    LazyDesk desk({"a1", "a2", "b1"}, 10);
    desk.open();
    desk.model.setFilter(filterOf(Mode::Contains, "1"));
    desk.settle();
    QSignalSpy reset(&desk.model, &KeyTableModel::modelReset);
    desk.store->write("a11");
    desk.store->write("a22");
    desk.store->take("b1");
    QTRY_COMPARE(desk.rows(), (Keys{"a1", "a11"}));
    desk.settle();
    QCOMPARE(reset.count(), 0);
    QCOMPARE(desk.model.totalCount(), 4);
    QCOMPARE(desk.requests(), 1);
}

void TestKeyTableModelFilter::memoryOfAFilter()
{
    Keys keys;
    for (int i = 0; i < 20'000; ++i)
        keys << "user:" + QByteArray::number(100'000 + i);
    Desk desk(keys, 1000);
    desk.open();
    const qint64 all = desk.model.memory();
    desk.show(filterOf(Mode::Contains, "1")); // every key
    QVERIFY(desk.model.memory() < all + 20'000);
    desk.show(filterOf(Mode::Regex, "[02468]$"));
    QCOMPARE(desk.model.rowCount(), 10'000);
    QVERIFY(desk.model.memory() < all + 10'000 * 4 + 20'000);
}

void TestKeyTableModelFilter::randomWritesAndFilters_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<bool>("lazy");
    for (quint32 seed = 1; seed <= 16; ++seed)
        QTest::addRow("%u", seed) << seed << (seed % 2 == 0);
}

void TestKeyTableModelFilter::randomWritesAndFilters()
{
    QFETCH(quint32, seed);
    QFETCH(bool, lazy);
    QRandomGenerator random(seed);
    LazyDesk desk({}, 4);
    desk.model.setPauses(0ms, 1ms);
    if (!lazy)
        desk.store->setCapabilities({});
    desk.store->setPageSize(4);
    desk.store->setWatching(true);
    std::map<QByteArray, bool> expected; // whether it has metadata
    const auto randomKey = [&random] {
        return QByteArray(1, char('a' + random.bounded(3))) + QByteArray::number(random.bounded(40));
    };
    const auto randomFilter = [&random] {
        const QByteArray texts[] = {"", "a", "1", "12", "B1", "a1", "[13]", "2$", "^[ab]", "*1"};
        KeyFilter filter =
            filterOf(Mode(random.bounded(4)), texts[random.bounded(10)], random.bounded(2) == 0);
        filter.hasMetadata = random.bounded(3) == 0;
        return filter;
    };
    desk.model.setStore(desk.store);
    for (int round = 0; round < 80; ++round) {
        switch (random.bounded(8)) {
        case 0:
        case 1: {
            const QByteArray key = randomKey();
            const bool metadata = random.bounded(2) == 0;
            desk.store->put({.key = key,
                             .value = QByteArray("w"),
                             .metadata = metadata ? Metadata(QByteArray("1")) : Metadata()});
            expected[key] = metadata;
            break;
        }
        case 2: {
            const QByteArray key = randomKey();
            desk.store->take(key);
            expected.erase(key);
            break;
        }
        case 3:
            desk.model.setFilter(randomFilter());
            break;
        case 4:
            desk.model.refresh();
            break;
        case 5:
            desk.model.loadMore();
            break;
        default:
            QCoreApplication::processEvents();
        }
    }
    desk.settle();
    for (int round = 0; round < 6; ++round) {
        const KeyFilter filter = randomFilter();
        desk.model.setFilter(filter);
        desk.settle();
        desk.model.refresh();
        desk.settle();
        desk.model.loadAll();
        desk.settle();
        Keys shown;
        for (const auto &[key, metadata] : expected)
            if (filter.matcher.match(key) == KeyFilter::Answer::Yes && (metadata || !filter.hasMetadata))
                shown << key;
        QTRY_COMPARE(desk.rows(), shown);
    }
}

QTEST_GUILESS_MAIN(TestKeyTableModelFilter)
#include "tst_keytablemodel_filter.moc"
