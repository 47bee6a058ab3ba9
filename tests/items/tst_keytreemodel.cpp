// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keytablemodel.h"
#include "items/keytreemodel.h"
#include "store/memorystore.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace kv;
using kv::items::KeyTableModel;
using kv::items::KeyTreeModel;
using Keys = QList<QByteArray>;

namespace {

/// "name" for a key, "name/ COUNT" for a folder, its children indented, as far as they were opened.
using Lines = QStringList;

/// What the tree has to be, found the plain way: every key, every time.
void expectedBelow(const Keys &keys, const QByteArray &prefix, const text::Delimiters &delimiters,
                   const QSet<QByteArray> &opened, int depth, Lines &lines)
{
    const QString indent(depth * 2, u' ');
    for (qsizetype i = 0; i < keys.size(); ++i) {
        if (!keys[i].startsWith(prefix))
            continue;
        const qsizetype end = delimiters.end(keys[i], prefix.size());
        if (end < 0) {
            lines << indent + QString::fromLatin1(keys[i].toHex(' '));
            continue;
        }
        const QByteArray folder = keys[i].first(end);
        qsizetype count = 0;
        while (i < keys.size() && keys[i].startsWith(folder)) {
            ++count;
            ++i;
        }
        --i;
        lines << indent + QString::fromLatin1(folder.toHex(' ')) + QStringLiteral("/ %1").arg(count);
        if (opened.contains(folder))
            expectedBelow(keys, folder, delimiters, opened, depth + 1, lines);
    }
}

/// A tree under the tester, on a table that reads a store in memory.
struct Desk
{
    explicit Desk(const Keys &keys = {}, const char *delimiter = ":")
    {
        for (const QByteArray &key : keys)
            store->plant({.key = key, .value = "v" + key});
        tester.setUseFetchMore(false);
        tree.setDelimiters(text::Delimiters::parse(delimiter));
    }
    void open()
    {
        tree.setActive(true);
        table.setStore(store);
        settle();
    }
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !table.isLoading(); }));
        grown();
    }
    void grown()
    {
        QVERIFY(QTest::qWaitFor([this] {
            if (tree.isGrowing({}))
                return false;
            for (const QByteArray &prefix : std::as_const(opened)) {
                if (tree.isGrowing(tree.indexOfFolder(prefix)))
                    return false;
            }
            return true;
        }));
    }
    bool openFolder(const QByteArray &prefix)
    {
        const QModelIndex folder = tree.indexOfFolder(prefix);
        if (!folder.isValid())
            return false;
        opened << prefix;
        tree.fetchMore(folder);
        grown();
        return true;
    }
    Keys keys() const
    {
        Keys keys;
        for (int row = 0; row < table.rowCount(); ++row)
            keys << table.keyAt(row);
        return keys;
    }
    void linesBelow(const QModelIndex &parent, int depth, Lines &lines) const
    {
        const QString indent(depth * 2, u' ');
        for (int row = 0; row < tree.rowCount(parent); ++row) {
            const QModelIndex child = tree.index(row, 0, parent);
            if (!tree.isFolder(child)) {
                lines << indent + QString::fromLatin1(tree.keyOf(child).toHex(' '));
                continue;
            }
            const QByteArray prefix = tree.prefixOf(child);
            lines << indent + QString::fromLatin1(prefix.toHex(' ')) +
                         QStringLiteral("/ %1").arg(child.data(KeyTreeModel::CountRole).toInt());
            if (opened.contains(prefix))
                linesBelow(child, depth + 1, lines);
        }
    }
    Lines lines() const
    {
        Lines lines;
        linesBelow({}, 0, lines);
        return lines;
    }
    Lines expected() const
    {
        Lines lines;
        expectedBelow(keys(), {}, tree.delimiters(), opened, 0, lines);
        return lines;
    }
    QString text(const QModelIndex &index, int column = KeyTableModel::Key) const
    {
        return index.siblingAtColumn(column).data().toString();
    }

    std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>();
    KeyTableModel table;
    KeyTreeModel tree{&table};
    QAbstractItemModelTester tester{&tree, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QSet<QByteArray> opened;
};

Keys shopKeys()
{
    return {"config", "user:1:profile", "user:1:session", "user:2:profile", "cart:9", "cart:10", "user:"};
}

/// Words from a small alphabet, so that folders meet, nest and vanish.
QByteArray randomKey(QRandomGenerator &random)
{
    QByteArray key;
    const int length = 1 + int(random.bounded(7));
    for (int i = 0; i < length; ++i)
        key += random.bounded(3) == 0 ? ':' : char('a' + random.bounded(3));
    return key;
}

} // namespace

class TestKeyTreeModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void costsNothingUntilItIsWanted();
    void foldersAndKeys();
    void keyThatIsItsFoldersPrefix();
    void cellsOfKeysAreThoseOfTheTable();
    void findsKeysAndFolders();
    void anotherDelimiter();
    void severalDelimiters();
    void oddKeys_data();
    void oddKeys();
    void deepKeys();
    void prefixNarrows();
    void largeFoldersComeInPieces();
    void veryLargeFoldersComeAsFarAsWanted();
    void manyFoldersComeInPieces();
    void saysSoFarWhileReading();
    void saysSoFarOfTheLastFolderOnly();
    void randomChangesInPlace_data();
    void randomChangesInPlace();
    void randomChangesByReading();
    void rowsThatComeWhileItGrows();
    void keepsPersistentIndexes();
    void switchingOffDropsEverything();
};

void TestKeyTreeModel::costsNothingUntilItIsWanted()
{
    Desk desk(shopKeys());
    desk.table.setStore(desk.store);
    desk.settle();
    QCOMPARE(desk.table.rowCount(), 7);
    QCOMPARE(desk.tree.rowCount(), 0);
    desk.tree.setActive(true);
    QCOMPARE(desk.tree.rowCount(), 3);
}

void TestKeyTreeModel::foldersAndKeys()
{
    Desk desk(shopKeys());
    desk.open();
    QCOMPARE(desk.lines(), desk.expected());
    QCOMPARE(desk.tree.rowCount(), 3);
    const QModelIndex cart = desk.tree.index(0, 0);
    QCOMPARE(desk.text(cart), QStringLiteral("cart:"));
    QCOMPARE(desk.text(cart, KeyTableModel::Value), QStringLiteral("2 keys"));
    QCOMPARE(desk.text(desk.tree.index(1, 0)), QStringLiteral("config"));
    const QModelIndex user = desk.tree.index(2, 0);
    QVERIFY(desk.tree.isFolder(user));
    QVERIFY(desk.tree.hasChildren(user));
    QVERIFY(desk.tree.canFetchMore(user));
    QCOMPARE(desk.tree.rowCount(user), 0);
    QVERIFY(!desk.tree.hasChildren(desk.tree.index(1, 0)));

    QVERIFY(desk.openFolder("user:"));
    QVERIFY(!desk.tree.canFetchMore(user));
    QCOMPARE(desk.tree.rowCount(user), 3);
    QVERIFY(desk.openFolder("user:1:"));
    QCOMPARE(desk.lines(), desk.expected());
    const QModelIndex one = desk.tree.index(1, 0, user);
    QCOMPARE(desk.text(one), QStringLiteral("1:"));
    QCOMPARE(desk.text(desk.tree.index(0, 0, one)), QStringLiteral("profile"));
    QCOMPARE(desk.tree.parent(desk.tree.index(0, 3, one)), one);
    QCOMPARE(one.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Folder 1:, 2 keys"));
}

void TestKeyTreeModel::keyThatIsItsFoldersPrefix()
{
    Desk desk({"a:", "a:1", "a"});
    desk.open();
    QVERIFY(desk.openFolder("a:"));
    // The key "a", then the folder "a:" and in it the key of the same name.
    QCOMPARE(desk.tree.rowCount(), 2);
    QCOMPARE(desk.text(desk.tree.index(0, 0)), QStringLiteral("a"));
    const QModelIndex folder = desk.tree.index(1, 0);
    QCOMPARE(desk.text(folder), QStringLiteral("a:"));
    QCOMPARE(desk.text(folder, KeyTableModel::Value), QStringLiteral("2 keys"));
    const QModelIndex key = desk.tree.index(0, 0, folder);
    QVERIFY(!desk.tree.isFolder(key));
    QCOMPARE(desk.text(key), QStringLiteral("a:"));
    QCOMPARE(desk.tree.keyOf(key), QByteArray("a:"));
}

void TestKeyTreeModel::cellsOfKeysAreThoseOfTheTable()
{
    Desk desk({"a:1", "a:2", "b"});
    desk.store->plant({.key = "a:3", .value = "three", .expiration = 4102444800, .metadata = "{\"v\":1}"});
    desk.open();
    QVERIFY(desk.openFolder("a:"));
    const QModelIndex key = desk.tree.indexOfKey("a:3");
    QVERIFY(key.isValid());
    QTRY_COMPARE(desk.text(key, KeyTableModel::Value), QStringLiteral("three"));
    const int row = desk.table.rowOf("a:3");
    for (int column = 1; column < KeyTableModel::ColumnCount; ++column) {
        for (const int role : {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(KeyTableModel::KeyRole),
                               int(KeyTableModel::SizeRole), int(KeyTableModel::ExpirationRole),
                               int(KeyTableModel::MetadataRole)})
            QCOMPARE(key.siblingAtColumn(column).data(role), desk.table.index(row, column).data(role));
    }
    const QModelIndex folder = desk.tree.indexOfFolder("a:");
    QVERIFY(!folder.data(KeyTableModel::KeyRole).isValid());
    QCOMPARE(desk.text(folder, KeyTableModel::Size), QString());
    QCOMPARE(desk.tree.headerData(0, Qt::Horizontal).toString(), QStringLiteral("Key"));

    // A peek that comes for a key in a folder is told.
    QSignalSpy told(&desk.tree, &QAbstractItemModel::dataChanged);
    desk.table.touchTimes();
    QVERIFY(!told.isEmpty());
}

void TestKeyTreeModel::findsKeysAndFolders()
{
    Desk desk(shopKeys());
    desk.open();
    QCOMPARE(desk.tree.foldersOf("user:1:profile"), Keys({"user:", "user:1:"}));
    QCOMPARE(desk.tree.foldersOf("config"), Keys());
    QVERIFY(!desk.tree.indexOfKey("user:1:profile").isValid()); // its folder is closed
    QVERIFY(desk.tree.indexOfKey("config").isValid());
    QVERIFY(desk.openFolder("user:") && desk.openFolder("user:1:"));
    const QModelIndex key = desk.tree.indexOfKey("user:1:profile");
    QCOMPARE(desk.tree.keyOf(key), QByteArray("user:1:profile"));
    QCOMPARE(desk.tree.rowsOf(key), (KeyList::Range{4, 5}));
    QCOMPARE(desk.tree.rowsOf(desk.tree.indexOfFolder("user:")), (KeyList::Range{3, 7}));
    QVERIFY(!desk.tree.indexOfFolder("use").isValid());
    QVERIFY(!desk.tree.indexOfFolder("none:").isValid());
    QVERIFY(!desk.tree.indexOfKey("user:1").isValid());
}

void TestKeyTreeModel::anotherDelimiter()
{
    Desk desk({"a/b:1", "a/c", "b"});
    desk.open();
    QCOMPARE(desk.tree.rowCount(), 3);
    desk.tree.setDelimiters(text::Delimiters::parse("/"));
    QCOMPARE(desk.tree.rowCount(), 2);
    QCOMPARE(desk.text(desk.tree.index(0, 0)), QStringLiteral("a/"));
    desk.tree.setDelimiters(text::Delimiters::parse("nowhere"));
    QCOMPARE(desk.tree.rowCount(), 3);
    QCOMPARE(desk.lines(), desk.expected());
    desk.tree.setDelimiters({});
    QCOMPARE(desk.tree.rowCount(), 3);
}

void TestKeyTreeModel::severalDelimiters()
{
    Desk desk({"img/2024::a", "img/2024::b", "img/x", "user::1"}, ":: /");
    desk.open();
    QVERIFY(desk.openFolder("img/") && desk.openFolder("img/2024::"));
    QCOMPARE(desk.lines(), desk.expected());
    QCOMPARE(desk.text(desk.tree.index(0, 0, desk.tree.indexOfFolder("img/2024::"))), QStringLiteral("a"));
}

void TestKeyTreeModel::oddKeys_data()
{
    QTest::addColumn<Keys>("keys");
    QTest::addColumn<QByteArray>("delimiter");
    QTest::newRow("only delimiters") << Keys{":", "::", ":::", "::::::"} << QByteArray(":");
    QTest::newRow("empty segments") << Keys{":a", "a::b", "a:::c", "::a:", "a::"} << QByteArray(":");
    QTest::newRow("not UTF-8") << Keys{"\xff:\x80", "\xff:\x81", "\xc3", "\xfe"} << QByteArray(":");
    QTest::newRow("the highest byte")
        << Keys{QByteArray("\xff\xff"), QByteArray("\xff\xff\xff")} << QByteArray("\xff");
    QTest::newRow("long delimiter") << Keys{"a->b->c", "a->b->d", "a-", "a->", "->"} << QByteArray("->");
    QTest::newRow("overlapping delimiter") << Keys{"a:::b", "a::::b", "a::", "a:"} << QByteArray("::");
    QTest::newRow("nothing") << Keys{} << QByteArray(":");
}

void TestKeyTreeModel::oddKeys()
{
    QFETCH(const Keys, keys);
    QFETCH(const QByteArray, delimiter);
    Desk desk(keys, delimiter.constData());
    desk.open();
    // Opens whatever can be opened; each round goes a level deeper.
    for (int round = 0; round < 10; ++round) {
        for (const QByteArray &key : keys) {
            for (const QByteArray &folder : desk.tree.foldersOf(key)) {
                if (!desk.opened.contains(folder))
                    desk.openFolder(folder);
            }
        }
    }
    QCOMPARE(desk.lines(), desk.expected());
    for (const QByteArray &key : keys)
        QCOMPARE(desk.tree.keyOf(desk.tree.indexOfKey(key)), key);
    for (const QString &line : desk.lines())
        QVERIFY(!line.isEmpty());
}

void TestKeyTreeModel::deepKeys()
{
    QByteArray deep;
    for (int level = 0; level < 256; ++level)
        deep += "a:";
    QCOMPARE(deep.size(), 512);
    Desk desk({deep, deep.first(511), QByteArray(512, ':')});
    desk.open();
    for (const QByteArray &key : {deep, QByteArray(512, ':')}) {
        const Keys folders = desk.tree.foldersOf(key);
        for (const QByteArray &folder : folders) {
            QModelIndex index = desk.tree.indexOfFolder(folder);
            QVERIFY(index.isValid());
            desk.tree.fetchMore(index);
        }
        const QModelIndex index = desk.tree.indexOfKey(key);
        QCOMPARE(desk.tree.keyOf(index), key);
        int depth = 0;
        for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
            ++depth;
        QCOMPARE(depth, int(folders.size()));
        QVERIFY(!desk.text(index).isEmpty());
    }
}

void TestKeyTreeModel::prefixNarrows()
{
    Desk desk(shopKeys());
    desk.open();
    QSignalSpy before(&desk.tree, &KeyTreeModel::aboutToReload);
    QSignalSpy after(&desk.tree, &KeyTreeModel::reloaded);
    desk.table.setPrefix("user:1");
    QCOMPARE(before.size(), 1);
    QCOMPARE(after.size(), 1);
    QCOMPARE(desk.tree.rowCount(), 1);
    QCOMPARE(desk.tree.index(0, 0).data(KeyTreeModel::CountRole).toInt(), 2);
    QVERIFY(desk.tree.index(0, 0).data(KeyTreeModel::CountIsFinalRole).toBool());
    desk.table.setPrefix("nobody");
    QCOMPARE(desk.tree.rowCount(), 0);
}

void TestKeyTreeModel::largeFoldersComeInPieces()
{
    Keys keys;
    for (int i = 0; i < 20'000; ++i)
        keys << "flat:" + QByteArray::number(i);
    Desk desk(keys);
    desk.open();
    const QModelIndex folder = desk.tree.indexOfFolder("flat:");
    QCOMPARE(folder.data(KeyTreeModel::CountRole).toInt(), 20'000); // without opening it
    QSignalSpy pieces(&desk.tree, &QAbstractItemModel::rowsInserted);
    desk.tree.fetchMore(folder);
    QVERIFY(desk.tree.rowCount(folder) > 0);
    QVERIFY(desk.tree.rowCount(folder) < 20'000);
    QTRY_COMPARE(desk.tree.rowCount(folder), 20'000);
    QVERIFY2(pieces.size() < 12, "each piece is to double what is there");
}

void TestKeyTreeModel::veryLargeFoldersComeAsFarAsWanted()
{
    Keys keys;
    for (int i = 0; i < 300'000; ++i)
        keys << "flat:" + QByteArray::number(i).rightJustified(6, '0');
    Desk desk(keys);
    desk.open();
    const QModelIndex folder = desk.tree.indexOfFolder("flat:");
    desk.tree.fetchMore(folder);
    QTRY_VERIFY(!desk.tree.isGrowing(folder));
    const int first = desk.tree.rowCount(folder);
    QVERIFY(first >= 100'000 && first < 300'000);
    QVERIFY(!desk.tree.indexOfKey("flat:250000").isValid());
    desk.tree.lookOn(folder);
    QTRY_VERIFY(!desk.tree.isGrowing(folder));
    QVERIFY(desk.tree.rowCount(folder) > first);
    desk.tree.lookFor("flat:299999");
    QTRY_VERIFY(desk.tree.indexOfKey("flat:299999").isValid());
    QCOMPARE(desk.tree.rowCount(folder), 300'000);
    desk.tree.lookFor("nobody");
    desk.tree.lookOn(folder);
    QVERIFY(!desk.tree.isGrowing(folder));
}

void TestKeyTreeModel::manyFoldersComeInPieces()
{
    Keys keys;
    for (int i = 0; i < 20'000; ++i)
        keys << QByteArray::number(i) + ":profile";
    Desk desk(keys);
    desk.open();
    QCOMPARE(desk.tree.rowCount(), 20'000);
    QCOMPARE(desk.lines(), desk.expected());
}

void TestKeyTreeModel::saysSoFarWhileReading()
{
    Desk desk({"a:1", "a:2", "a:3", "b:1", "b:2"});
    desk.store->setPageSize(2);
    desk.store->hold();
    desk.tree.setActive(true);
    desk.table.setStore(desk.store);
    QCOMPARE(desk.store->release(1), 1);
    QTRY_COMPARE(desk.tree.rowCount(), 1);
    const QModelIndex folder = desk.tree.index(0, 0);
    QVERIFY(!folder.data(KeyTreeModel::CountIsFinalRole).toBool());
    QCOMPARE(desk.text(folder, KeyTableModel::Value), QStringLiteral("2 keys so far"));
    desk.store->release();
    QTRY_COMPARE(desk.tree.rowCount(), 2);
    QTRY_VERIFY(desk.tree.index(1, 0).data(KeyTreeModel::CountIsFinalRole).toBool());
    QCOMPARE(desk.text(desk.tree.index(0, 0), KeyTableModel::Value), QStringLiteral("3 keys"));
    QCOMPARE(desk.text(desk.tree.index(1, 0), KeyTableModel::Value), QStringLiteral("2 keys"));
}

void TestKeyTreeModel::saysSoFarOfTheLastFolderOnly()
{
    Keys keys;
    for (int i = 0; i < 1500; ++i)
        keys << (i < 300 ? "a:" : "b:") + QByteArray::number(i).rightJustified(5, '0');
    Desk desk(keys);
    desk.store->setCapabilities({.listsByPage = true});
    desk.open();
    QCOMPARE(desk.table.rowCount(), KeyTableModel::pageKeys);
    QCOMPARE(desk.text(desk.tree.index(0, 0), KeyTableModel::Value), QStringLiteral("300 keys"));
    QCOMPARE(desk.text(desk.tree.index(1, 0), KeyTableModel::Value), QStringLiteral("700 keys so far"));
    // Looking at the tree asks the store for nothing.
    QVERIFY(!desk.tree.canFetchMore({}));
    QSignalSpy told(&desk.tree, &QAbstractItemModel::dataChanged);
    desk.table.loadAll();
    desk.settle();
    QCOMPARE(desk.text(desk.tree.index(1, 0), KeyTableModel::Value), QStringLiteral("1,200 keys"));
    QVERIFY(!told.isEmpty());
}

void TestKeyTreeModel::randomChangesInPlace_data()
{
    QTest::addColumn<QByteArray>("delimiter");
    QTest::newRow(":") << QByteArray(":");
    QTest::newRow("::") << QByteArray("::");
    QTest::newRow(": and b") << QByteArray(": b");
}

// A store that is read by page tells of writes key by key: many runs of rows change in one go.
void TestKeyTreeModel::randomChangesInPlace()
{
    QFETCH(const QByteArray, delimiter);
    QRandomGenerator random(20261128);
    Keys keys;
    for (int i = 0; i < 120; ++i)
        keys << randomKey(random);
    Desk desk(keys, delimiter.constData());
    desk.store->setCapabilities({.listsByPage = true});
    desk.open();
    QVERIFY(desk.table.showsAll());
    for (int round = 0; round < 250; ++round) {
        const Keys shown = desk.keys();
        if (!shown.isEmpty()) { // opens one more folder
            for (const QByteArray &folder : desk.tree.foldersOf(shown[random.bounded(int(shown.size()))])) {
                const QModelIndex index = desk.tree.indexOfFolder(folder);
                QVERIFY(index.isValid());
                desk.opened << folder;
                desk.tree.fetchMore(index);
            }
        }
        QList<Put> puts;
        QList<Removal> removals;
        if (random.bounded(2) == 0) {
            QSet<QByteArray> fresh;
            for (int i = int(random.bounded(20)); i >= 0; --i)
                fresh << randomKey(random);
            for (const QByteArray &key : std::as_const(fresh))
                puts << Put{
                    .key = key, .value = QByteArray("w"), .expiration = {}, .metadata = {}, .expect = {}};
            desk.store->putMany(puts);
        } else {
            const int most = round % 10 == 0 ? 100 : 12;
            QSet<QByteArray> gone;
            for (int i = 0; i < most && !shown.isEmpty(); ++i)
                gone << shown[random.bounded(int(shown.size()))];
            for (const QByteArray &key : std::as_const(gone))
                removals << Removal{key, Expect::anything()};
            desk.store->remove(removals);
        }
        QCoreApplication::processEvents();
        desk.settle();
        // A folder that is gone and comes again is closed.
        for (auto it = desk.opened.begin(); it != desk.opened.end();) {
            const QModelIndex folder = desk.tree.indexOfFolder(*it);
            it = folder.isValid() && !desk.tree.canFetchMore(folder) ? std::next(it) : desk.opened.erase(it);
        }
        QCOMPARE(desk.lines(), desk.expected());
        for (const QByteArray &key : desk.keys()) {
            const QModelIndex index = desk.tree.indexOfKey(key);
            if (index.isValid())
                QCOMPARE(desk.tree.keyOf(index), key);
        }
    }
    QCOMPARE(desk.table.rowCount(), int(desk.store->size()));
}

// Another program writes; the list is read again and compared.
void TestKeyTreeModel::randomChangesByReading()
{
    QRandomGenerator random(11);
    Desk desk;
    for (int i = 0; i < 200; ++i)
        desk.store->plant({.key = randomKey(random), .value = "v"});
    desk.open();
    for (int round = 0; round < 60; ++round) {
        const Keys shown = desk.keys();
        for (const QByteArray &folder : desk.tree.foldersOf(shown[random.bounded(int(shown.size()))])) {
            const QModelIndex index = desk.tree.indexOfFolder(folder);
            QVERIFY(index.isValid());
            desk.opened << folder;
            desk.tree.fetchMore(index);
        }
        for (int i = 0; i < 20; ++i) {
            if (random.bounded(2) == 0)
                desk.store->plant({.key = randomKey(random), .value = "v"});
            else if (desk.store->size() > 50)
                desk.store->uproot(shown[random.bounded(int(shown.size()))]);
        }
        desk.table.refresh();
        desk.settle();
        for (auto it = desk.opened.begin(); it != desk.opened.end();) {
            const QModelIndex folder = desk.tree.indexOfFolder(*it);
            it = folder.isValid() && !desk.tree.canFetchMore(folder) ? std::next(it) : desk.opened.erase(it);
        }
        QCOMPARE(desk.lines(), desk.expected());
    }
}

void TestKeyTreeModel::rowsThatComeWhileItGrows()
{
    Keys keys;
    for (int i = 0; i < 6000; ++i)
        keys << "f:" + QByteArray::number(i).rightJustified(5, '0') + (i % 3 == 0 ? ":x" : "");
    Desk desk(keys);
    desk.open();
    QVERIFY(desk.tree.indexOfFolder("f:").isValid());
    desk.tree.fetchMore(desk.tree.indexOfFolder("f:"));
    desk.opened << "f:";
    QVERIFY(desk.tree.isGrowing(desk.tree.indexOfFolder("f:"))); // a piece is there, the rest is not
    desk.store->plant({.key = "f:00001:new", .value = "v"});
    desk.store->plant({.key = "f:05000:new", .value = "v"});
    desk.store->uproot("f:00002");
    desk.store->uproot("f:05999");
    for (int i = 100; i < 700; ++i)
        desk.store->uproot("f:" + QByteArray::number(i).rightJustified(5, '0') + (i % 3 == 0 ? ":x" : ""));
    desk.table.refresh();
    desk.settle();
    QCOMPARE(desk.lines(), desk.expected());
}

void TestKeyTreeModel::keepsPersistentIndexes()
{
    Desk desk(shopKeys());
    desk.open();
    QVERIFY(desk.openFolder("user:") && desk.openFolder("user:2:"));
    const QPersistentModelIndex key = desk.tree.indexOfKey("user:2:profile");
    const QPersistentModelIndex folder = desk.tree.indexOfFolder("user:2:");
    QSignalSpy resets(&desk.tree, &QAbstractItemModel::modelReset);
    desk.store->plant({.key = "aaa", .value = "v"});
    desk.store->plant({.key = "user:1:zzz", .value = "v"});
    desk.store->plant({.key = "user:15:x", .value = "v"});
    desk.store->uproot("config");
    desk.table.refresh();
    desk.settle();
    QCOMPARE(resets.size(), 0);
    QCOMPARE(desk.tree.keyOf(key), QByteArray("user:2:profile"));
    QCOMPARE(desk.tree.prefixOf(folder), QByteArray("user:2:"));
    desk.store->uproot("user:2:profile");
    desk.table.refresh();
    desk.settle();
    QVERIFY(!key.isValid());
    QVERIFY(!folder.isValid());
}

void TestKeyTreeModel::switchingOffDropsEverything()
{
    Desk desk(shopKeys());
    desk.open();
    QVERIFY(desk.openFolder("user:"));
    desk.tree.setActive(false);
    QCOMPARE(desk.tree.rowCount(), 0);
    desk.store->plant({.key = "new", .value = "v"});
    desk.table.refresh();
    desk.opened.clear();
    desk.settle();
    QCOMPARE(desk.tree.rowCount(), 0);
    desk.tree.setActive(true);
    QCOMPARE(desk.lines(), desk.expected());
}

QTEST_GUILESS_MAIN(TestKeyTreeModel)
#include "tst_keytreemodel.moc"
