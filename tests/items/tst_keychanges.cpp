// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keychanges.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace kv;
using namespace kv::items;

namespace {

using Reference = std::map<QByteArray, Metadata>;

KeyList listOf(const Reference &rows, int perBlock)
{
    KeyList list;
    KeyBlock::Builder builder;
    for (const auto &[key, metadata] : rows) {
        builder.add(key, {}, metadata.has_value(), metadata.value_or(QByteArray()));
        if (builder.size() == perBlock)
            list.append(builder.build());
    }
    if (builder.size() > 0)
        list.append(builder.build());
    return list;
}

Reference rowsOf(const KeyList &list)
{
    Reference rows;
    for (int row = 0; row < list.size(); ++row)
        rows[list.key(row).toByteArray()] =
            list.hasMetadata(row) ? Metadata(list.metadata(row).toByteArray()) : Metadata();
    return rows;
}

KeyChange written(const QByteArray &key, const Metadata &metadata = {})
{
    return {.key = key, .metadata = metadata};
}

KeyChange gone(const QByteArray &key)
{
    return {.key = key, .exists = false};
}

} // namespace

class TestKeyChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lastChangeOfEachKey()
    {
        const auto last = lastChanges({written("b"), written("a"), gone("b"), written("b", "1"), gone("c")});
        QCOMPARE(last.size(), 3);
        QVERIFY(last.at(0).key == "a" && last.at(0).exists);
        QVERIFY(last.at(1).key == "b" && last.at(1).metadata == Metadata("1"));
        QVERIFY(last.at(2).key == "c" && !last.at(2).exists);
    }

    void withinWhatWasRead()
    {
        Listing listing{.prefix = "k", .frontier = "k5"};
        const auto keys = [&listing] {
            QByteArray keys;
            for (const KeyChange &change :
                 changesWithin(listing, {written("a"), written("k1"), gone("k5"), written("k51"), gone("l")}))
                keys += change.key + ' ';
            return keys;
        };
        QCOMPARE(keys(), QByteArray("k1 k5 "));
        listing.complete = true;
        QCOMPARE(keys(), QByteArray("k1 k5 k51 "));
        listing = {};
        QCOMPARE(keys(), QByteArray());
    }

    void onlyTouchedBlocksAreBuiltAnew()
    {
        Reference rows;
        for (int i = 0; i < 30; ++i)
            rows[QByteArray::number(100 + i)] = {};
        const KeyList before = listOf(rows, 10);
        const KeyList after = applyChanges(before, {written("115")}, 500).keys;
        QCOMPARE(after.blocks().size(), size_t(3));
        QCOMPARE(after.blocks().at(0), before.blocks().at(0));
        QVERIFY(after.blocks().at(1) != before.blocks().at(1));
        QCOMPARE(after.blocks().at(2), before.blocks().at(2));
    }

    void aBlockThatGrowsIsSplit()
    {
        QList<KeyChange> changes;
        for (int i = 0; i < 5000; ++i)
            changes << written("b" + QByteArray::number(10'000 + i));
        const ChangedKeys changed = applyChanges(listOf({{"a", {}}, {"c", {}}}, 10), changes, 500);
        QCOMPARE(changed.keys.size(), 5002);
        QVERIFY(changed.keys.blocks().size() >= 3);
        QCOMPARE(changed.differences.hunks, (std::vector<Hunk>{{{1, 1}, {1, 5001}}}));
    }

    void tooManyToShowOneByOne()
    {
        Reference rows;
        QList<KeyChange> changes;
        for (int i = 0; i < 100; ++i) {
            rows[QByteArray::number(100 + i)] = {};
            if (i % 2 == 0)
                changes << gone(QByteArray::number(100 + i));
        }
        QVERIFY(applyChanges(listOf(rows, 10), changes, 20).differences.tooMany);
        QVERIFY(!applyChanges(listOf(rows, 10), changes, 50).differences.tooMany);
        QCOMPARE(applyChanges(listOf(rows, 10), changes, 20).keys.size(), 50);
    }

    void random_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 40; ++seed)
            QTest::addRow("%u", seed) << seed;
    }

    // Against a map, and against the comparison of the two lists.
    void random()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const auto randomKey = [&random] { return QByteArray::number(random.bounded(80)); };
        Reference rows;
        for (int i = random.bounded(60); i > 0; --i)
            rows[randomKey()] = {};
        const KeyList before = listOf(rows, 1 + int(random.bounded(8)));
        QList<KeyChange> changes;
        for (int i = random.bounded(40); i > 0; --i) {
            const QByteArray key = randomKey();
            const bool writes = random.bounded(2) == 0;
            changes << (writes ? written(key, QByteArray::number(i)) : gone(key));
            rows.erase(key);
            if (writes)
                rows[key] = QByteArray::number(i);
        }
        const ChangedKeys changed = applyChanges(before, lastChanges(changes), 500);
        QCOMPARE(rowsOf(changed.keys), rows);
        const Differences compared = compareLists(before, changed.keys, 500, [] { return false; });
        QCOMPARE(changed.differences.changed, compared.changed); // each write brought other metadata
        // A hunk may put rows in place of others that the comparison pairs differently; the sizes agree.
        const auto net = [](const Differences &differences) {
            int rows = 0;
            for (const Hunk &hunk : differences.hunks)
                rows += hunk.after.size() - hunk.before.size();
            return rows;
        };
        QCOMPARE(net(changed.differences), net(compared));
        QCOMPARE(changed.differences.hunks, compared.hunks);
    }
};

QTEST_GUILESS_MAIN(TestKeyChanges)
#include "tst_keychanges.moc"
