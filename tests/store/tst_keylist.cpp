// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/keylist.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace kv;

namespace {

struct Row
{
    Expiration expiration;
    Metadata metadata;
};

/// Sorted as unsigned bytes, by other means than the code under test.
struct ByBytes
{
    bool operator()(const QByteArray &a, const QByteArray &b) const
    {
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                            [](char x, char y) { return uchar(x) < uchar(y); });
    }
};
using Reference = std::map<QByteArray, Row, ByBytes>;

QByteArray randomKey(QRandomGenerator &random)
{
    static const char bytes[] = {'\0', 'a', 'b', '\x7f', '\x80', '\xff'};
    QByteArray key;
    for (int n = int(random.bounded(1, 6)); n > 0; --n)
        key.append(bytes[random.bounded(6)]);
    return key;
}

Reference randomRows(QRandomGenerator &random, int most)
{
    Reference rows;
    for (int n = int(random.bounded(most + 1)); n > 0; --n) {
        Row row;
        if (random.bounded(2) == 0)
            row.expiration = qint64(random.bounded(100)) - 50;
        if (random.bounded(2) == 0)
            row.metadata = QByteArray(int(random.bounded(4)), 'm');
        rows[randomKey(random)] = row;
    }
    return rows;
}

KeyList build(const Reference &rows, QRandomGenerator &random)
{
    KeyList list;
    KeyBlock::Builder builder;
    for (const auto &[key, row] : rows) {
        builder.add(key, row.expiration, row.metadata.has_value(), row.metadata.value_or(QByteArray()));
        if (random.bounded(4) == 0)
            list.append(builder.build());
    }
    list.append(builder.build()); // empty perhaps
    return list;
}

} // namespace

class TestKeyList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void empty()
    {
        KeyList list;
        list.append(nullptr);
        list.append(KeyBlock::Builder().build());
        QVERIFY(list.isEmpty());
        QCOMPARE(list.lowerBound("a"), 0);
        QCOMPARE(list.find("a"), -1);
        QCOMPARE(list.withPrefix("a"), (KeyList::Range{0, 0}));
        QCOMPARE(list.withPrefix(""), (KeyList::Range{0, 0}));
    }

    void likeAMap_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 40; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void likeAMap()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const Reference rows = randomRows(random, 200);
        const KeyList list = build(rows, random);
        QCOMPARE(list.size(), int(rows.size()));
        int i = 0;
        for (const auto &[key, row] : rows) {
            QCOMPARE(list.key(i).toByteArray(), key);
            QCOMPARE(list.expiration(i), row.expiration);
            QCOMPARE(list.hasMetadata(i), row.metadata.has_value());
            QCOMPARE(list.metadata(i).toByteArray(), row.metadata.value_or(QByteArray()));
            QCOMPARE(list.find(key), i);
            ++i;
        }
        for (int n = 0; n < 100; ++n) {
            const QByteArray key = randomKey(random);
            const int bound = int(std::distance(rows.begin(), rows.lower_bound(key)));
            QCOMPARE(list.lowerBound(key), bound);
            QCOMPARE(list.find(key), rows.count(key) ? bound : -1);
            const QByteArray prefix = key.left(int(random.bounded(key.size() + 1)));
            const int count = int(std::count_if(
                rows.begin(), rows.end(), [&](const auto &row) { return row.first.startsWith(prefix); }));
            const KeyList::Range range = list.withPrefix(prefix);
            QCOMPARE(range.size(), count);
            for (int row = range.begin; row < range.end; ++row)
                QVERIFY(list.key(row).startsWith(prefix));
        }
    }

    void fromARow()
    {
        KeyList list;
        for (int block = 0; block < 3; ++block) {
            KeyBlock::Builder builder;
            for (int i = 0; i < 3; ++i)
                builder.add(QByteArray::number(10 + 3 * block + i), block, true, "{}");
            list.append(builder.build());
        }
        for (int row = -1; row <= 10; ++row) {
            const KeyList rest = list.from(row);
            QCOMPARE(rest.size(), 9 - std::clamp(row, 0, 9));
            for (int i = 0; i < rest.size(); ++i)
                QVERIFY(rest.sameRow(i, list, std::max(row, 0) + i));
        }
        QCOMPARE(list.from(4).blocks().back(), list.blocks().back()); // shared
        QCOMPARE(list.from(3).blocks().front(), list.blocks().at(1));
    }

    void sameRow()
    {
        const auto one = [](const Expiration &expiration, bool hasMetadata, const char *metadata,
                            const char *key = "k") {
            KeyBlock::Builder builder;
            builder.add("before", {}, true, "x"); // so that offsets differ
            builder.add(QByteArrayView(key), expiration, hasMetadata, QByteArrayView(metadata));
            KeyList list;
            list.append(builder.build());
            return list;
        };
        const KeyList list = one(5, true, "{}");
        QVERIFY(list.sameRow(1, one(5, true, "{}"), 1));
        QVERIFY(!list.sameRow(1, one(6, true, "{}"), 1));
        QVERIFY(!list.sameRow(1, one({}, true, "{}"), 1));
        QVERIFY(!list.sameRow(1, one(5, true, "[]"), 1));
        QVERIFY(!list.sameRow(1, one(5, true, "{}", "l"), 1));
        QVERIFY(!one(5, true, "").sameRow(1, one(5, false, ""), 1)); // empty is not none
    }

    void packing()
    {
        KeyBlock::Builder builder;
        qsizetype bytes = 0;
        for (int i = 0; i < 1000; ++i) {
            const QByteArray key = "key" + QByteArray::number(1000 + i);
            builder.add(key, {}, true, "{}");
            bytes += key.size() + 2;
        }
        QCOMPARE(builder.size(), 1000);
        QCOMPARE(builder.bytes(), bytes);
        const auto block = builder.build();
        QCOMPARE(builder.size(), 0); // and may be used again
        QCOMPARE(block->size(), 1000);
        QVERIFY(block->memory() <= bytes + 1001 * 16);
        builder.add("z", 7, false, {});
        QCOMPARE(builder.build()->key(0).toByteArray(), QByteArray("z"));
        QCOMPARE(block->key(999).toByteArray(), QByteArray("key1999"));
    }
};

QTEST_GUILESS_MAIN(TestKeyList)
#include "tst_keylist.moc"
