// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keysearch.h"
#include "text/fuzzy.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace kv;

class TestKeySearch : public QObject
{
    Q_OBJECT

private:
    static KeyList listOf(QByteArrayList keys, int perBlock)
    {
        std::sort(keys.begin(), keys.end());
        KeyList list;
        KeyBlock::Builder builder;
        for (const QByteArray &key : keys) {
            builder.add(key, {}, false, {});
            if (builder.size() == perBlock)
                list.append(builder.build());
        }
        list.append(builder.build());
        return list;
    }
    static QByteArrayList found(const KeyList &keys, QByteArrayView typed, int most)
    {
        const std::atomic_bool stop = false;
        QByteArrayList list;
        for (const items::RankedKey &one : items::bestKeys(keys, typed, most, stop))
            list << one.key;
        return list;
    }

private Q_SLOTS:
    void findsTheBestFirst()
    {
        const KeyList keys =
            listOf({"user:1", "user:10", "user:2", "a:user", "auser", "u-s-e-r", "other"}, 3);
        QCOMPARE(found(keys, "user", 10),
                 QByteArrayList({"user:1", "user:2", "user:10", "a:user", "u-s-e-r", "auser"}));
        QCOMPARE(found(keys, "USER:1", 2), QByteArrayList({"user:1", "user:10"}));
        QCOMPARE(found(keys, "nobody", 5), QByteArrayList());
        QCOMPARE(found(keys, "", 5), QByteArrayList());
        QCOMPARE(found({}, "a", 5), QByteArrayList());
    }

    void asSortingAllWould()
    {
        QRandomGenerator random(11);
        for (int round = 0; round < 40; ++round) {
            QByteArrayList keys;
            for (int i = 0; i < 200; ++i) {
                QByteArray key = QByteArray::number(i);
                for (int n = random.bounded(8); n > 0; --n)
                    key += "ab:-"[random.bounded(4)];
                keys << key;
            }
            const KeyList list = listOf(keys, 1 + random.bounded(50));
            const text::Fuzzy fuzzy("ab");
            std::vector<std::pair<int, int>> naive;
            for (int row = 0; row < list.size(); ++row) {
                if (const int rank = fuzzy.rank(list.key(row)); rank >= 0)
                    naive.emplace_back(rank, row);
            }
            std::sort(naive.begin(), naive.end());
            QByteArrayList wanted;
            for (size_t i = 0; i < std::min<size_t>(naive.size(), 7); ++i)
                wanted << list.key(naive[i].second).toByteArray();
            QCOMPARE(found(list, "ab", 7), wanted);
        }
    }

    void canBeStopped()
    {
        const std::atomic_bool stop = true;
        QVERIFY(items::bestKeys(listOf({"a"}, 1), "a", 1, stop).empty());
    }
};

QTEST_GUILESS_MAIN(TestKeySearch)
#include "tst_keysearch.moc"
