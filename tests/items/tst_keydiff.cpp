// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keydiff.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace kv;
using namespace kv::items;

namespace {

using Rows = std::map<QByteArray, int>; // ASCII keys, and an expiration

KeyList build(const Rows &rows)
{
    KeyList list;
    KeyBlock::Builder builder;
    for (const auto &[key, expiration] : rows) {
        builder.add(key, expiration, false, {});
        if (builder.size() == 3)
            list.append(builder.build());
    }
    list.append(builder.build());
    return list;
}

Differences compare(const Rows &before, const Rows &after, int most = 500)
{
    return compareLists(build(before), build(after), most, [] { return false; });
}

} // namespace

class TestKeyDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hunks()
    {
        const auto d = compare({{"b", 1}, {"c", 1}, {"e", 1}}, {{"a", 1}, {"b", 2}, {"d", 1}, {"e", 1}});
        const std::vector<Hunk> expected{{{0, 0}, {0, 1}}, {{1, 2}, {2, 3}}};
        QVERIFY(d.hunks == expected);
        QVERIFY(d.changed == std::vector<KeyList::Range>({{1, 2}}));
        QVERIFY(!d.tooMany);
    }

    void givesUp()
    {
        Rows before;
        Rows after;
        for (char c = 'a'; c <= 'z'; ++c) {
            before[QByteArray(1, c)] = 1;
            if (c % 2)
                after[QByteArray(1, c)] = 1;
        }
        QVERIFY(compare(before, after, 12).tooMany);
        QVERIFY(!compare(before, after, 13).tooMany);
        // Changed rows run together instead.
        after = before;
        for (auto &[key, expiration] : after)
            expiration += key[0] % 2;
        const auto d = compare(before, after, 3);
        QVERIFY(!d.tooMany);
        QCOMPARE(d.changed.size(), size_t(3));
        QCOMPARE(d.changed.back().end, 25);
    }

    void stopsWhenCancelled()
    {
        Rows rows;
        for (int i = 0; i < 10'000; ++i)
            rows[QByteArray::number(i)] = 1;
        int asked = 0;
        compareLists(build(rows), build(rows), 500, [&asked] { return ++asked == 1; });
        QCOMPARE(asked, 1);
    }

    void clips()
    {
        const Hunk hunk{{2, 6}, {3, 9}};
        QVERIFY(clipped(hunk, {4, 10}, {0, 5}) == (Hunk{{4, 6}, {3, 5}}));
        QCOMPARE(clipped(hunk, {7, 9}, {9, 12}).before.size(), 0);
        QCOMPARE(clipped(hunk, {0, 1}, {0, 2}).after.size(), 0);
    }

    void makesOneOutOfTheOther_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 30; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void makesOneOutOfTheOther()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        Rows before;
        Rows after;
        for (int i = 0; i < 60; ++i) {
            before[QByteArray::number(random.bounded(100))] = int(random.bounded(2));
            after[QByteArray::number(random.bounded(100))] = int(random.bounded(2));
        }
        const Differences d = compare(before, after);
        QList<QByteArray> keys;
        for (const auto &[key, expiration] : before)
            keys << key;
        const KeyList list = build(after);
        for (auto hunk = d.hunks.rbegin(); hunk != d.hunks.rend(); ++hunk) {
            keys.remove(hunk->before.begin, hunk->before.size());
            for (int row = hunk->after.end - 1; row >= hunk->after.begin; --row)
                keys.insert(hunk->before.begin, list.key(row).toByteArray());
        }
        QList<QByteArray> expected;
        QList<int> changed;
        for (const auto &[key, expiration] : after) {
            if (before.count(key) && before[key] != expiration)
                changed << int(expected.size());
            expected << key;
        }
        QCOMPARE(keys, expected);
        QList<int> told;
        for (const auto &range : d.changed)
            for (int row = range.begin; row < range.end; ++row)
                told << row;
        QCOMPARE(told, changed);
    }
};

QTEST_GUILESS_MAIN(TestKeyDiff)
#include "tst_keydiff.moc"
