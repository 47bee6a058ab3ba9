// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/overlay.h"

#include <QTest>

using namespace kv;
using namespace kv::remote;

namespace {

Entry entry(const QByteArray &key, const QByteArray &value, const Expiration &expiration = {})
{
    return {key, value, expiration, {}, "r" + value};
}

Result<Entry> missing()
{
    return fail(Error{.kind = ErrorKind::NotFound, .apiCode = 10009});
}

QList<QByteArray> keysOf(const std::shared_ptr<const KeyBlock> &block)
{
    QList<QByteArray> keys;
    for (int i = 0; i < block->size(); ++i)
        keys << block->key(i).toByteArray();
    return keys;
}

std::shared_ptr<const KeyBlock> page(const QList<QByteArray> &keys)
{
    KeyBlock::Builder builder;
    for (const QByteArray &key : keys)
        builder.add(key, {}, false, {});
    return builder.build();
}

} // namespace

/// What was acknowledged, against what is read.
class TestOverlay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { now = 1'700'000'000'000; }

    void anOlderReadIsNotShown()
    {
        Overlay overlay(clock());
        overlay.wrote(entry("k", "2"), "r1");
        auto shown = overlay.shown("k", entry("k", "1"));
        QCOMPARE(shown->value, QByteArray("2"));
        QVERIFY(shown->unsettled);
        shown = overlay.shown("k", entry("k", "2")); // it agrees
        QVERIFY(!shown->unsettled);
        QVERIFY(overlay.isEmpty());
    }

    void allOlderStatesAreKnown()
    {
        Overlay overlay(clock());
        overlay.wrote(entry("k", "2"), Overlay::absent());
        overlay.wrote(entry("k", "3"), "r2");
        overlay.deleted("k", "r3");
        for (const QByteArray &value : {QByteArray("2"), QByteArray("3")})
            QVERIFY(!overlay.shown("k", entry("k", value)));
        overlay.wrote(entry("k", "4"), Overlay::absent());
        QCOMPARE(overlay.shown("k", missing()).value().value, QByteArray("4"));
        QCOMPARE(overlay.shown("k", entry("k", "2")).value().value, QByteArray("4"));
        QCOMPARE(overlay.shown("k", entry("k", "9")).value().value, QByteArray("9")); // somebody else
        QVERIFY(overlay.isEmpty());
    }

    void backToWhatItWas()
    {
        Overlay overlay(clock());
        overlay.wrote(entry("k", "2"), "r1");
        overlay.wrote(entry("k", "1"), "r2");
        QVERIFY(!overlay.shown("k", entry("k", "1"))->unsettled);
    }

    void unseenWritesHideEverythingButFromWriters()
    {
        Overlay overlay(clock());
        overlay.wrote(entry("k", "2"), std::nullopt);
        QCOMPARE(overlay.shown("k", entry("k", "7")).value().value, QByteArray("2"));
        QCOMPARE(overlay.shownToWriter("k", entry("k", "7")).value().value, QByteArray("7"));
        QVERIFY(overlay.isEmpty());
    }

    void failuresStayFailures()
    {
        Overlay overlay(clock());
        overlay.wrote(entry("k", "2"), std::nullopt);
        const auto shown = overlay.shown("k", fail(Error{.kind = ErrorKind::Network}));
        QCOMPARE(int(shown.error().kind), int(ErrorKind::Network));
        const auto gone = overlay.shown("k", fail(Error{.kind = ErrorKind::NotFound, .apiCode = 10013}));
        QCOMPARE(gone.error().apiCode, 10013);
    }

    void itEndsByItself()
    {
        Overlay overlay(clock());
        overlay.wrote(entry("a", "1"), std::nullopt);
        overlay.wrote(entry("b", "1", now / 1000 + 60), std::nullopt);
        now += 61'000;
        QVERIFY(overlay.find("a"));
        QVERIFY(!overlay.find("b")); // expired
        now += 60'000;
        QVERIFY(!overlay.find("a"));
        overlay.wrote(entry("c", "1"), std::nullopt);
        now -= 3'600'000; // the clock was set back
        QVERIFY(!overlay.find("c"));
    }

    void itIsBounded()
    {
        Overlay overlay(clock());
        for (int i = 0; i < Overlay::mostKeys + 10; ++i) {
            ++now;
            overlay.deleted("k" + QByteArray::number(i), std::nullopt);
        }
        QVERIFY(!overlay.find("k9"));
        QVERIFY(overlay.find("k10"));
        Overlay large(clock());
        for (int i = 0; i < 4; ++i) {
            ++now;
            large.wrote(entry(QByteArray::number(i), QByteArray(20 * 1024 * 1024, 'v')), std::nullopt);
        }
        QVERIFY(!large.find("0"));
        QVERIFY(large.find("1"));
    }

    void pagesArePatchedInTheirRange()
    {
        Overlay overlay(clock());
        const auto untouched = page({"b", "d"});
        QCOMPARE(overlay.patched(untouched, {}, QByteArray(), true), untouched);
        for (const char *key : {"a", "c", "e"})
            overlay.wrote(entry(key, "1"), std::nullopt);
        overlay.deleted("d", std::nullopt);
        using Keys = QList<QByteArray>;
        QCOMPARE(keysOf(overlay.patched(untouched, {}, QByteArray(), true)), (Keys{"a", "b", "c", "e"}));
        QCOMPARE(keysOf(overlay.patched(untouched, {}, QByteArray(), false)), (Keys{"a", "b", "c"}));
        QCOMPARE(keysOf(overlay.patched(untouched, {}, QByteArray("a"), false)), (Keys{"b", "c"}));
        QCOMPARE(keysOf(overlay.patched(untouched, {}, std::nullopt, true)), (Keys{"b", "c", "e"}));
        QCOMPARE(keysOf(overlay.patched(page({}), {}, QByteArray("b"), false)), Keys{});
        QCOMPARE(keysOf(overlay.patched(page({}), {}, QByteArray("b"), true)), (Keys{"c", "e"}));
        QCOMPARE(keysOf(overlay.patched(page({}), "e", QByteArray(), true)), Keys{"e"});
    }

private:
    Clock clock()
    {
        return [this] { return now; };
    }
    qint64 now = 0;
};

QTEST_APPLESS_MAIN(TestOverlay)

#include "tst_overlay.moc"
