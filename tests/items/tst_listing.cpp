// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/listing.h"

#include <QTest>

using namespace kv;
using namespace kv::items;
using Coverage = Listing::Coverage;

namespace {

std::shared_ptr<const KeyBlock> page(const QList<QByteArray> &keys)
{
    KeyBlock::Builder builder;
    for (const QByteArray &key : keys)
        builder.add(key, {}, false, {});
    return builder.build();
}

QList<QByteArray> keysOf(const KeyList &list)
{
    QList<QByteArray> keys;
    for (int row = 0; row < list.size(); ++row)
        keys << list.key(row).toByteArray();
    return keys;
}

Listing listing(const QByteArray &prefix, const QList<QByteArray> &keys, const QByteArray &cursor)
{
    Listing listing{.prefix = prefix, .cursor = cursor, .complete = cursor.isEmpty()};
    listing.append(listing.behind(page(keys)), keys.isEmpty() ? QByteArray() : keys.last());
    return listing;
}

using Keys = QList<QByteArray>;

} // namespace

class TestListing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void coverage()
    {
        const Listing nothing;
        QCOMPARE(nothing.coverage({}), Coverage::Begun);
        QCOMPARE(nothing.coverage("a"), Coverage::None);

        const Listing some = listing({}, {"a1", "m1", "m2"}, "c");
        QCOMPARE(some.coverage("a"), Coverage::Whole);
        QCOMPARE(some.coverage("b"), Coverage::Whole); // there are none
        QCOMPARE(some.coverage("m"), Coverage::Begun);
        QCOMPARE(some.coverage("m2"), Coverage::Begun); // m2x may follow
        QCOMPARE(some.coverage("m1"), Coverage::Whole);
        QCOMPARE(some.coverage("m3"), Coverage::None);
        QCOMPARE(some.coverage({}), Coverage::Begun);
        QCOMPARE(some.coverage("\xff\xff"), Coverage::None); // there is nothing above it

        const Listing narrow = listing("m", {"m1"}, {});
        QCOMPARE(narrow.coverage("m"), Coverage::Whole);
        QCOMPARE(narrow.coverage("m9"), Coverage::Whole);
        QCOMPARE(narrow.coverage("a"), Coverage::None);
        QCOMPARE(narrow.coverage({}), Coverage::None);
    }

    void reaches()
    {
        const Listing some = listing("k", {"k1", "k5"}, "c");
        QVERIFY(some.reaches("k1"));
        QVERIFY(some.reaches("k3"));
        QVERIFY(some.reaches("k5"));
        QVERIFY(!some.reaches("k50"));
        QVERIFY(!some.reaches("a"));
        QVERIFY(listing("k", {}, {}).reaches("k9"));
        QVERIFY(!listing("k", {}, "c").reaches("k"));
    }

    void whatLiesBehind()
    {
        Listing some = listing({}, {"a", "c"}, "x");
        QCOMPARE(keysOf(some.behind(page({"d", "e"}))), (Keys{"d", "e"}));
        QCOMPARE(keysOf(some.behind(page({"a", "b", "c", "d"}))), Keys{"d"}); // told twice
        QCOMPARE(keysOf(some.behind(page({"a", "b", "d"}))), Keys{"d"});
        QCOMPARE(some.behind(page({"a", "c"})).size(), 0);
        QCOMPARE(some.behind(page({})).size(), 0);
        QCOMPARE(some.behind(nullptr).size(), 0);
    }

    void renewed()
    {
        const Listing old = listing({}, {"a", "b", "c", "d", "e"}, "at e");
        const Listing mended = old.renewedBy(listing({}, {"a", "bb", "c"}, "at c"));
        QCOMPARE(keysOf(mended.keys), (Keys{"a", "bb", "c", "d", "e"}));
        QCOMPARE(mended.cursor, QByteArray("at e"));
        QCOMPARE(mended.frontier, QByteArray("e"));
        QVERIFY(!mended.complete);
        // Read as far or farther, or to the end: it stands alone.
        QCOMPARE(keysOf(old.renewedBy(listing({}, {"a", "f"}, "at f")).keys), (Keys{"a", "f"}));
        QCOMPARE(keysOf(old.renewedBy(listing({}, {"a"}, {})).keys), Keys{"a"});
        QVERIFY(old.renewedBy(listing({}, {}, {})).complete);
        // Nothing but empty pages came: nothing is known anew.
        QCOMPARE(old.renewedBy(listing({}, {}, "somewhere")).keys.size(), 5);
    }
};

QTEST_GUILESS_MAIN(TestListing)
#include "tst_listing.moc"
