// SPDX-License-Identifier: GPL-3.0-or-later
// Included by the one source of a test that runs the contract; see storecontract.h.
#include "store/storecontract.h"

#include "core/limits.h"
#include "support/waitfor.h"

#include <QMetaMethod>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <limits>

namespace kv::test {

namespace {

Put whole(const QByteArray &key, const QByteArray &value, const Expiration &expiration = {},
          const Metadata &metadata = {}, const Expect &expect = {})
{
    return {key, value, Change<Expiration>(expiration), Change<Metadata>(metadata), expect};
}

/// The keys of all pages of `query`, page by page.
QList<QList<QByteArray>> keysOf(const QList<Result<KeyPage>> &pages)
{
    QList<QList<QByteArray>> all;
    for (const auto &page : pages) {
        QList<QByteArray> keys;
        for (int i = 0; page && i < page->keys->size(); ++i)
            keys << page->keys->key(i).toByteArray();
        all << keys;
    }
    return all;
}

QList<QByteArray> keysIn(Store &store, const QByteArray &prefix = {})
{
    QList<QByteArray> keys;
    for (const auto &page : keysOf(waitForAll(store.list({.prefix = prefix, .pages = 0}))))
        keys << page;
    return keys;
}

/// "100", "101" and so on.
QList<QByteArray> numbered(int keys)
{
    QList<QByteArray> all;
    for (int i = 0; i < keys; ++i)
        all << QByteArray::number(100 + i);
    return all;
}

bool fill(Store &store, const QList<QByteArray> &keys)
{
    for (const QByteArray &key : keys)
        if (!waitFor(store.put(whole(key, "v" + key))))
            return false;
    return true;
}

} // namespace

// Stores that are not there

void StoreContract::listOfNoStore()
{
    if (!m_maker.beginsWithoutStore)
        QSKIP("There always is a store.");
    const auto pages = waitForAll(fresh()->list({}));
    QCOMPARE(pages.size(), 1);
    QVERIFY_RESULT(pages.first());
    QVERIFY(!pages.first()->storeExists);
    QVERIFY(pages.first()->last);
    QVERIFY(pages.first()->keys);
    QCOMPARE(pages.first()->keys->size(), 0);
}

void StoreContract::countOfNoStore()
{
    if (!m_maker.beginsWithoutStore)
        QSKIP("There always is a store.");
    const auto count = waitFor(fresh()->count());
    QVERIFY_RESULT(count);
    QVERIFY(!count->has_value());
}

void StoreContract::readsDoNotCreateTheStore()
{
    if (!m_maker.beginsWithoutStore)
        QSKIP("There always is a store.");
    const auto store = fresh();
    QVERIFY_ERROR(waitFor(store->get("a")), ErrorKind::NotFound);
    QVERIFY_RESULT(waitFor(store->peek({"a"}, 8)));
    QVERIFY_RESULT(waitFor(store->remove({{"a", {}}})));
    QVERIFY_ERROR(waitFor(store->put({.key = "a"})), ErrorKind::NotFound);
    QVERIFY(!waitFor(store->count()).value().has_value());
}

void StoreContract::putCreatesTheStore()
{
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->put(whole("a", "1"))));
    if (m_maker.counts)
        QCOMPARE(waitFor(store->count()).value(), std::optional<qint64>(1));
    const auto pages = waitForAll(store->list({}));
    QCOMPARE(pages.size(), 1);
    QVERIFY(pages.first()->storeExists);
    QCOMPARE(keysOf(pages).first(), QList<QByteArray>{"a"});
}

void StoreContract::removeLeavesAnEmptyStore()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"a"}));
    QVERIFY_RESULT(waitFor(store->remove({{"a", {}}})));
    if (m_maker.counts)
        QCOMPARE(waitFor(store->count()).value(), std::optional<qint64>(0));
    const auto pages = waitForAll(store->list({}));
    QVERIFY(pages.first()->storeExists);
    QVERIFY(pages.last()->last);
}

// Whole entries

void StoreContract::getAnswersWhatWasPut_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QByteArray allBytes;
    for (int i = 0; i < 256; ++i)
        allBytes.append(char(i));
    QTest::newRow("text") << QByteArray("user:1") << QByteArray("{\"name\": \"Ada\"}\r\n");
    QTest::newRow("empty value") << QByteArray("k") << QByteArray("");
    QTest::newRow("all bytes") << QByteArray("k") << allBytes;
    QTest::newRow("key with NUL") << QByteArray("a\0b", 3) << QByteArray("1");
    QTest::newRow("key with newline") << QByteArray("a\nb") << QByteArray("1");
    QTest::newRow("emoji key") << QByteArray("\xf0\x9f\x98\x80") << QByteArray("1");
    QTest::newRow("reserved characters") << QByteArray("/?#%25&+ ..") << QByteArray("1");
    QTest::newRow("right to left") << QByteArray("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d") << QByteArray("1");
    QTest::newRow("longest key") << QByteArray(limits::keyBytes, 'k') << QByteArray("1");
    QTest::newRow("largest value") << QByteArray("k") << QByteArray(limits::valueBytes, 'v');
}

void StoreContract::getAnswersWhatWasPut()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    const auto store = fresh();
    const Metadata metadata = spelt("{ \"b\":1, \"a\" : 1.0e2 }", "{\"b\":1,\"a\":100}");
    QVERIFY_RESULT(waitFor(store->put(whole(key, value, startSec + 3600, metadata))));
    const auto entry = waitFor(store->get(key));
    QVERIFY_RESULT(entry);
    QCOMPARE(entry->key, key);
    QVERIFY(entry->value == value);
    QCOMPARE(entry->expiration, Expiration(startSec + 3600));
    QCOMPARE(entry->metadata, metadata);
    QVERIFY(!entry->valueMissing);
    QCOMPARE(keysIn(*store), QList<QByteArray>{key});
}

void StoreContract::getOfAbsentKeyIsNotFound()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"b"}));
    QVERIFY_ERROR(waitFor(store->get("a")), ErrorKind::NotFound);
    QVERIFY_ERROR(waitFor(store->get("B")), ErrorKind::NotFound);
}

void StoreContract::expiredEntriesAreStillThere()
{
    if (!m_maker.keepsExpired)
        QSKIP("Expired entries go.");
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->put(whole("a", "1", startSec + 60))));
    setNow(startMs + 3'600'000);
    const auto entry = waitFor(store->get("a"));
    QVERIFY_RESULT(entry);
    QCOMPARE(entry->value, QByteArray("1"));
    QCOMPARE(entry->expiration, Expiration(startSec + 60));
    QCOMPARE(keysIn(*store), QList<QByteArray>{"a"});
    QCOMPARE(waitFor(store->count()).value(), std::optional<qint64>(1));
    QCOMPARE(waitFor(store->peek({"a"}, 8)).value().first().size, qint64(1));
}

// Puts

void StoreContract::keptFieldsStayToTheByte()
{
    const auto store = fresh();
    const Metadata odd = spelt("{\"z\":1 ,\"z\":2}", "{\"z\":2}");
    QVERIFY_RESULT(waitFor(store->put(whole("a", "one\r\n", startSec + 100, odd))));

    QVERIFY_RESULT(waitFor(store->put({.key = "a", .value = QByteArray("two")})));
    auto entry = waitFor(store->get("a")).value();
    QCOMPARE(entry.value, QByteArray("two"));
    QCOMPARE(entry.expiration, Expiration(startSec + 100));
    QCOMPARE(entry.metadata, odd);

    QVERIFY_RESULT(waitFor(store->put({.key = "a", .expiration = Expiration(startSec + 200)})));
    entry = waitFor(store->get("a")).value();
    QCOMPARE(entry.value, QByteArray("two"));
    QCOMPARE(entry.expiration, Expiration(startSec + 200));
    QCOMPARE(entry.metadata, odd);

    QVERIFY_RESULT(waitFor(store->put({.key = "a", .metadata = Metadata("[]")})));
    entry = waitFor(store->get("a")).value();
    QCOMPARE(entry.value, QByteArray("two"));
    QCOMPARE(entry.expiration, Expiration(startSec + 200));
    QCOMPARE(entry.metadata, Metadata("[]"));
}

void StoreContract::fieldsCanBeSetToNone()
{
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->put(whole("a", "1", startSec + 100, QByteArray("{}")))));
    QVERIFY_RESULT(waitFor(store->put({.key = "a", .expiration = Expiration()})));
    auto entry = waitFor(store->get("a")).value();
    QCOMPARE(entry.expiration, Expiration());
    QCOMPARE(entry.metadata, Metadata("{}"));
    QVERIFY_RESULT(waitFor(store->put({.key = "a", .metadata = Metadata()})));
    entry = waitFor(store->get("a")).value();
    QCOMPARE(entry.metadata, Metadata());
    QCOMPARE(entry.value, QByteArray("1"));
}

void StoreContract::keepOnAbsentKey()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"other"}));
    QVERIFY_ERROR(waitFor(store->put({.key = "a", .expiration = Expiration(startSec + 100)})),
                  ErrorKind::NotFound);
    QVERIFY_ERROR(waitFor(store->get("a")), ErrorKind::NotFound);
    QVERIFY_RESULT(waitFor(store->put({.key = "a", .value = QByteArray("1")})));
    const auto entry = waitFor(store->get("a")).value();
    QCOMPARE(entry.expiration, Expiration());
    QCOMPARE(entry.metadata, Metadata());
}

void StoreContract::expectAbsent()
{
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->put(whole("a", "1", {}, {}, Expect::absent()))));
    QVERIFY_ERROR(waitFor(store->put(whole("a", "2", {}, {}, Expect::absent()))), ErrorKind::Conflict);
    QCOMPARE(waitFor(store->get("a")).value().value, QByteArray("1"));
}

void StoreContract::expectUnchanged()
{
    const auto store = fresh();
    const auto first = waitFor(store->put(whole("a", "1")));
    QVERIFY_RESULT(first);
    const auto second = waitFor(store->put(whole("a", "2", {}, {}, Expect::unchanged(*first))));
    QVERIFY_RESULT(second);
    QVERIFY_ERROR(waitFor(store->put(whole("a", "3", {}, {}, Expect::unchanged(*first)))),
                  ErrorKind::Conflict);
    QCOMPARE(waitFor(store->get("a")).value().value, QByteArray("2"));
    QVERIFY_RESULT(waitFor(store->remove({{"a", {}}})));
    QVERIFY_ERROR(waitFor(store->put(whole("a", "3", {}, {}, Expect::unchanged(*second)))),
                  ErrorKind::Conflict);
    QVERIFY_ERROR(waitFor(store->get("a")), ErrorKind::NotFound);
    QVERIFY_ERROR(waitFor(store->put(whole("never", "3", {}, {}, Expect::unchanged(*second)))),
                  ErrorKind::Conflict);
}

void StoreContract::aRefusedPutWritesNothing()
{
    const auto store = fresh();
    const auto revision = waitFor(store->put(whole("a", "1", startSec + 100, QByteArray("{}"))));
    QVERIFY_RESULT(revision);
    QVERIFY_ERROR(waitFor(store->put(whole("a", "2", {}, QByteArray("no"), {}))), ErrorKind::InvalidInput);
    QVERIFY_ERROR(waitFor(store->put(whole("a", "2", {}, {}, Expect::unchanged("other")))),
                  ErrorKind::Conflict);
    const auto entry = waitFor(store->get("a")).value();
    QCOMPARE(entry.value, QByteArray("1"));
    QCOMPARE(entry.expiration, Expiration(startSec + 100));
    QCOMPARE(entry.metadata, Metadata("{}"));
    QCOMPARE(entry.revision, *revision);
}

void StoreContract::revisionIsThatOfTheEntry()
{
    const auto store = fresh();
    const auto revision = waitFor(store->put(whole("a", "1")));
    QVERIFY_RESULT(revision);
    QVERIFY(!revision->isEmpty());
    QCOMPARE(waitFor(store->get("a")).value().revision, *revision);
    QVERIFY(fill(*store, {"b"})); // another key leaves it alone
    QCOMPARE(waitFor(store->get("a")).value().revision, *revision);
}

void StoreContract::everyWriteMakesANewRevision()
{
    const auto store = fresh();
    const auto one = waitFor(store->put(whole("a", "1")));
    const auto two = waitFor(store->put(whole("a", "2")));
    const auto three = waitFor(store->put({.key = "a", .metadata = Metadata("1")}));
    const auto four = waitFor(store->put({.key = "a", .expiration = Expiration(startSec + 99)}));
    QVERIFY_RESULT(four);
    const QSet<Revision> all{*one, *two, *three, *four};
    QCOMPARE(all.size(), 4);
}

// Limits

void StoreContract::limitsOfPut_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<qint64>("valueBytes");
    QTest::addColumn<qint64>("ahead");
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<int>("kind"); // -1: fine
    const QByteArray k = "k";
    const QByteArray json = "{}";
    const int fine = -1;
    const int invalid = int(ErrorKind::InvalidInput);
    const int large = int(ErrorKind::TooLarge);
    QTest::newRow("empty key") << QByteArray("") << 1ll << 60ll << json << invalid;
    QTest::newRow("dot") << QByteArray(".") << 1ll << 60ll << json << invalid;
    QTest::newRow("two dots") << QByteArray("..") << 1ll << 60ll << json << invalid;
    QTest::newRow("three dots") << QByteArray("...") << 1ll << 60ll << json << fine;
    QTest::newRow("key of 512 bytes") << QByteArray(512, 'k') << 1ll << 60ll << json << fine;
    QTest::newRow("key of 513 bytes") << QByteArray(513, 'k') << 1ll << 60ll << json << large;
    QTest::newRow("key not UTF-8") << QByteArray("\xff") << 1ll << 60ll << json << invalid;
    QTest::newRow("value one byte too large") << k << limits::valueBytes + 1 << 60ll << json << large;
    QTest::newRow("60 s ahead") << k << 1ll << 60ll << json << fine;
    QTest::newRow("59 s ahead") << k << 1ll << 59ll << json << invalid;
    QTest::newRow("in the past") << k << 1ll << -5ll << json << invalid;
    QTest::newRow("metadata of 1024 bytes")
        << k << 1ll << 60ll << QByteArray('"' + QByteArray(1022, 'm') + '"') << fine;
    QTest::newRow("metadata of 1025 bytes")
        << k << 1ll << 60ll << QByteArray('"' + QByteArray(1023, 'm') + '"') << large;
    QTest::newRow("metadata not JSON") << k << 1ll << 60ll << QByteArray("{a:1}") << invalid;
    QTest::newRow("metadata empty") << k << 1ll << 60ll << QByteArray("") << invalid;
    QTest::newRow("metadata a bare number") << k << 1ll << 60ll << QByteArray("1") << fine;
}

void StoreContract::limitsOfPut()
{
    QFETCH(QByteArray, key);
    QFETCH(qint64, valueBytes);
    QFETCH(qint64, ahead);
    QFETCH(QByteArray, metadata);
    QFETCH(int, kind);
    const auto store = fresh();
    const auto result = waitFor(
        store->put(whole(key, QByteArray(qsizetype(valueBytes), 'v'), startSec + ahead, Metadata(metadata))));
    if (kind < 0) {
        QVERIFY_RESULT(result);
        return;
    }
    QVERIFY_ERROR(result, ErrorKind(kind));
    QVERIFY(!result.error().detail.isEmpty());
    QVERIFY(keysIn(*store).isEmpty());
}

void StoreContract::keptFieldsAreNotJudged()
{
    if (!m_maker.keepsExpired)
        QSKIP("Kept fields are written anew.");
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->put(whole("a", "1", startSec + 60))));
    setNow(startMs + 30'000); // 30 s ahead now: could not be set, but may stay
    QVERIFY_RESULT(waitFor(store->put({.key = "a", .value = QByteArray("2")})));
    QCOMPARE(waitFor(store->get("a")).value().expiration, Expiration(startSec + 60));
    setNow(startMs + 3'600'000);
    QVERIFY_RESULT(waitFor(store->put({.key = "a", .metadata = Metadata("2")})));
    QCOMPARE(waitFor(store->get("a")).value().expiration, Expiration(startSec + 60));
}

// Rename

void StoreContract::renameMovesEverything()
{
    const auto store = fresh();
    const QByteArray metadata = spelt("{ }", "{}");
    const auto old = waitFor(store->put(whole("a", "1\n", startSec + 60, metadata)));
    if (m_maker.keepsExpired)
        setNow(startMs + 3'600'000); // an expired one too
    const auto renamed = waitFor(store->rename("a", "b", Expect::unchanged(*old)));
    QVERIFY_RESULT(renamed);
    QCOMPARE(keysIn(*store), QList<QByteArray>{"b"});
    const auto entry = waitFor(store->get("b")).value();
    QCOMPARE(entry.value, QByteArray("1\n"));
    QCOMPARE(entry.expiration, Expiration(startSec + 60));
    QCOMPARE(entry.metadata, Metadata(metadata));
    QCOMPARE(entry.revision, *renamed);
}

void StoreContract::renameOfAbsentKeyIsNotFound()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"b"}));
    QVERIFY_ERROR(waitFor(store->rename("a", "c", {})), ErrorKind::NotFound);
    QCOMPARE(keysIn(*store), QList<QByteArray>{"b"});
}

void StoreContract::renameOntoAnotherIsConflict()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"a", "b"}));
    QVERIFY_ERROR(waitFor(store->rename("a", "b", {})), ErrorKind::Conflict);
    QCOMPARE(waitFor(store->get("a")).value().value, QByteArray("va"));
    QCOMPARE(waitFor(store->get("b")).value().value, QByteArray("vb"));
}

void StoreContract::renameOfChangedIsConflict()
{
    const auto store = fresh();
    const auto old = waitFor(store->put(whole("a", "1")));
    QVERIFY_RESULT(waitFor(store->put(whole("a", "2"))));
    QVERIFY_ERROR(waitFor(store->rename("a", "b", Expect::unchanged(*old))), ErrorKind::Conflict);
    QCOMPARE(keysIn(*store), QList<QByteArray>{"a"});
}

void StoreContract::renameOntoBadKey_data()
{
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<int>("kind");
    QTest::newRow("empty") << QByteArray("") << int(ErrorKind::InvalidInput);
    QTest::newRow("dot") << QByteArray(".") << int(ErrorKind::InvalidInput);
    QTest::newRow("not UTF-8") << QByteArray("\xc3") << int(ErrorKind::InvalidInput);
    QTest::newRow("too long") << QByteArray(513, 'k') << int(ErrorKind::TooLarge);
}

void StoreContract::renameOntoBadKey()
{
    QFETCH(QByteArray, to);
    QFETCH(int, kind);
    const auto store = fresh();
    QVERIFY(fill(*store, {"a"}));
    QVERIFY_ERROR(waitFor(store->rename("a", to, {})), ErrorKind(kind));
    QCOMPARE(keysIn(*store), QList<QByteArray>{"a"});
}

// Remove

void StoreContract::removeReports()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"a", "b", "c", "d"}));
    const Revision ofC = waitFor(store->get("c")).value().revision;
    const auto report = waitFor(store->remove(
        {{"a", {}}, {"b", Expect::unchanged("other")}, {"c", Expect::unchanged(ofC)}, {"x", {}}}));
    QVERIFY_RESULT(report);
    using Keys = QList<QByteArray>;
    QCOMPARE(report->removed, m_maker.tellsMissing ? Keys({"a", "c"}) : Keys({"a", "c", "x"}));
    QCOMPARE(report->conflicted, Keys{"b"});
    QCOMPARE(report->missing, m_maker.tellsMissing ? Keys{"x"} : Keys());
    QCOMPARE(keysIn(*store), (QList<QByteArray>{"b", "d"}));
    QVERIFY_ERROR(waitFor(store->get("a")), ErrorKind::NotFound);
}

void StoreContract::removeNothing()
{
    const auto report = waitFor(fresh()->remove({}));
    QVERIFY_RESULT(report);
    QVERIFY(report->removed.isEmpty() && report->missing.isEmpty() && report->conflicted.isEmpty());
}

// Peek

void StoreContract::peekKeepsTheOrderAsked()
{
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->put(whole("a", "0123456789"))));
    QVERIFY_RESULT(waitFor(store->put(whole("b", ""))));
    QVERIFY_RESULT(waitFor(store->put(whole("c", "xyz"))));
    const auto peeks = waitFor(store->peek({"c", "absent", "a", "b"}, 4));
    QVERIFY_RESULT(peeks);
    QCOMPARE(peeks->size(), 4);
    const QList<QByteArray> keys{"c", "absent", "a", "b"};
    const QList<qint64> sizes{3, -1, 10, 0};
    const QList<QByteArray> heads{"xyz", "", "0123", ""};
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(peeks->at(i).key, keys.at(i));
        QCOMPARE(peeks->at(i).size, sizes.at(i));
        QCOMPARE(peeks->at(i).head, heads.at(i));
    }
}

void StoreContract::peekOfNothing()
{
    const auto store = fresh();
    QVERIFY(waitFor(store->peek({}, 4)).value().isEmpty()); // no store yet
    QVERIFY(fill(*store, {"a"}));
    QVERIFY(waitFor(store->peek({}, 4)).value().isEmpty());
}

// Fetch

void StoreContract::fetchKeepsTheOrderAsked()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"a", "b", "c"}));
    const QList<QByteArray> keys{"c", "absent", "a", "b"};
    const auto fetched = waitFor(store->fetch(keys, 1000));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 4);
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(fetched->at(i).key, keys.at(i));
        if (i == 1) {
            QVERIFY_ERROR(fetched->at(i).entry, ErrorKind::NotFound);
            continue;
        }
        QVERIFY_RESULT(fetched->at(i).entry);
        QCOMPARE(fetched->at(i).entry->key, keys.at(i));
        QCOMPARE(fetched->at(i).entry->value, "v" + keys.at(i));
    }
}

void StoreContract::fetchAnswersWholeEntries()
{
    const auto store = fresh();
    QByteArray allBytes;
    for (int i = 0; i < 256; ++i)
        allBytes.append(char(i));
    const QByteArray odd("/?#%25&+ ..\0\n", 13);
    const Metadata metadata = spelt("{ \"b\":1, \"a\" : 1.0e2 }", "{\"b\":1,\"a\":100}");
    QVERIFY_RESULT(waitFor(store->put(whole("binary", allBytes, startSec + 3600, metadata))));
    QVERIFY_RESULT(waitFor(store->put(whole("empty", ""))));
    QVERIFY_RESULT(waitFor(store->put(whole(odd, "text\r\n", {}, QByteArray("null")))));
    const QList<QByteArray> keys{"binary", "empty", odd};
    const auto fetched = waitFor(store->fetch(keys, 1000));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 3);
    // What one reading of each would have told, the revision among it.
    for (int i = 0; i < 3; ++i) {
        QVERIFY_RESULT(fetched->at(i).entry);
        const auto single = waitFor(store->get(keys.at(i)));
        QVERIFY_RESULT(single);
        QCOMPARE(fetched->at(i).entry->value, single->value);
        QCOMPARE(fetched->at(i).entry->expiration, single->expiration);
        QCOMPARE(fetched->at(i).entry->metadata, single->metadata);
        QCOMPARE(fetched->at(i).entry->revision, single->revision);
        QVERIFY(!fetched->at(i).entry->valueMissing);
    }
    QCOMPARE(fetched->at(0).entry->value, allBytes);
    QCOMPARE(fetched->at(0).entry->metadata, metadata);
    QCOMPARE(fetched->at(0).entry->expiration, Expiration(startSec + 3600));
    QCOMPARE(fetched->at(2).entry->value, QByteArray("text\r\n"));
    QCOMPARE(fetched->at(2).entry->metadata, Metadata("null"));
}

void StoreContract::fetchStopsAtTheLimit_data()
{
    QTest::addColumn<qint64>("mostBytes");
    QTest::addColumn<int>("expected"); // of values of 10, 20 and 30 bytes, with an absent key between
    QTest::newRow("none") << 0ll << 1;
    QTest::newRow("less than the first") << 9ll << 1;
    QTest::newRow("just the first, and what has no value") << 10ll << 2;
    QTest::newRow("one byte less than two") << 29ll << 2;
    QTest::newRow("just two") << 30ll << 3;
    QTest::newRow("one byte less than all") << 59ll << 3;
    QTest::newRow("just all") << 60ll << 4;
    QTest::newRow("any") << std::numeric_limits<qint64>::max() << 4;
}

void StoreContract::fetchStopsAtTheLimit()
{
    QFETCH(qint64, mostBytes);
    QFETCH(int, expected);
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->put(whole("a", QByteArray(10, 'a')))));
    QVERIFY_RESULT(waitFor(store->put(whole("b", QByteArray(20, 'b')))));
    QVERIFY_RESULT(waitFor(store->put(whole("c", QByteArray(30, 'c')))));
    const QList<QByteArray> keys{"a", "absent", "b", "c"};
    // As many as fit, and asking again from there comes to the end.
    QList<QByteArray> arrived;
    QByteArray values;
    for (int turn = 0; arrived.size() < keys.size(); ++turn) {
        const auto fetched = waitFor(store->fetch(keys.mid(arrived.size()), mostBytes));
        QVERIFY_RESULT(fetched);
        QVERIFY(!fetched->isEmpty());
        if (turn == 0)
            QCOMPARE(fetched->size(), expected);
        for (const Fetched &one : *fetched) {
            arrived << one.key;
            values += one.entry ? one.entry->value : QByteArray("-");
        }
    }
    QCOMPARE(arrived, keys);
    QCOMPARE(values, QByteArray(10, 'a') + '-' + QByteArray(20, 'b') + QByteArray(30, 'c'));
}

void StoreContract::fetchOfNothing()
{
    const auto store = fresh();
    QVERIFY(waitFor(store->fetch({}, 100)).value().isEmpty());
    const auto fetched = waitFor(store->fetch({"a"}, 100)); // no store yet
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 1);
    QVERIFY_ERROR(fetched->first().entry, ErrorKind::NotFound);
    QVERIFY(fill(*store, {"a"}));
    QVERIFY(waitFor(store->fetch({}, 100)).value().isEmpty());
}

void StoreContract::fetchOfManyKeys()
{
    const auto store = fresh();
    QList<Put> puts;
    QList<QByteArray> keys = numbered(m_maker.manyKeys);
    for (const QByteArray &key : std::as_const(keys))
        puts << whole(key, key + key);
    QVERIFY_RESULT(waitFor(store->putMany(puts)));
    std::reverse(keys.begin(), keys.end());
    keys.insert(7, "absent");
    const auto fetched = waitFor(store->fetch(keys, std::numeric_limits<qint64>::max()));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), keys.size());
    for (qsizetype i = 0; i < keys.size(); ++i) {
        QCOMPARE(fetched->at(i).key, keys.at(i));
        if (i != 7)
            QCOMPARE(fetched->at(i).entry.value().value, keys.at(i) + keys.at(i));
    }
}

void StoreContract::cancelledFetchEnds()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"a", "b"}));
    auto fetching = store->fetch({"a", "b", "c"}, 100);
    fetching.cancel();
    QTRY_VERIFY(fetching.isFinished());
    QVERIFY_RESULT(waitFor(store->get("a"))); // and the store goes on
}

// Many puts

void StoreContract::putManyAnswersInOrder()
{
    const auto store = fresh();
    const Metadata metadata = spelt("{ \"b\":1 }", "{\"b\":1}");
    const auto answers = waitFor(store->putMany(
        {whole("c", "3", startSec + 60, metadata), whole("a", "1"), whole("b", QByteArray("\0\xff", 2))}));
    QVERIFY_RESULT(answers);
    QCOMPARE(answers->size(), 3);
    QCOMPARE(keysIn(*store), (QList<QByteArray>{"a", "b", "c"}));
    const QList<QByteArray> keys{"c", "a", "b"};
    for (int i = 0; i < 3; ++i) {
        QVERIFY_RESULT(answers->at(i));
        QCOMPARE(waitFor(store->get(keys.at(i))).value().revision, *answers->at(i));
    }
    const auto entry = waitFor(store->get("c")).value();
    QCOMPARE(entry.value, QByteArray("3"));
    QCOMPARE(entry.expiration, Expiration(startSec + 60));
    QCOMPARE(entry.metadata, metadata);
    QCOMPARE(waitFor(store->get("b")).value().value, QByteArray("\0\xff", 2));
}

void StoreContract::putManyOfNothing()
{
    const auto answers = waitFor(fresh()->putMany({}));
    QVERIFY_RESULT(answers);
    QVERIFY(answers->isEmpty());
}

void StoreContract::putManyCreatesTheStore()
{
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->putMany({whole("a", "1"), whole("b", "2")})));
    const auto pages = waitForAll(store->list({}));
    QVERIFY(pages.first()->storeExists);
    QCOMPARE(keysOf(pages).first(), (QList<QByteArray>{"a", "b"}));
}

void StoreContract::oneBadPutDoesNotStopTheOthers()
{
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->put(whole("b", "old"))));
    const auto answers = waitFor(store->putMany(
        {whole("a", "1"), whole("", "2"), whole("b", "2", {}, QByteArray("no JSON")), whole("c", "3"),
         whole(QByteArray(513, 'k'), "4"), whole("d", "5", startSec + 10), whole("e", "6")}));
    QVERIFY_RESULT(answers);
    QCOMPARE(answers->size(), 7);
    QVERIFY_RESULT(answers->at(0));
    QVERIFY_ERROR(answers->at(1), ErrorKind::InvalidInput);
    QVERIFY_ERROR(answers->at(2), ErrorKind::InvalidInput);
    QVERIFY_RESULT(answers->at(3));
    QVERIFY_ERROR(answers->at(4), ErrorKind::TooLarge);
    QVERIFY_ERROR(answers->at(5), ErrorKind::InvalidInput);
    QVERIFY_RESULT(answers->at(6));
    QCOMPARE(keysIn(*store), (QList<QByteArray>{"a", "b", "c", "e"}));
    QCOMPARE(waitFor(store->get("b")).value().value, QByteArray("old"));
    QCOMPARE(waitFor(store->get("e")).value().value, QByteArray("6"));
}

void StoreContract::putManyWithExpectations()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"a", "b", "c"}));
    const Revision ofB = waitFor(store->get("b")).value().revision;
    const auto answers = waitFor(store->putMany(
        {whole("a", "new", {}, {}, Expect::absent()), whole("b", "new", {}, {}, Expect::unchanged(ofB)),
         whole("c", "new", {}, {}, Expect::unchanged("other")), whole("d", "new", {}, {}, Expect::absent()),
         whole("e", "new", {}, {}, Expect::unchanged(ofB))}));
    QVERIFY_RESULT(answers);
    QCOMPARE(answers->size(), 5);
    QVERIFY_ERROR(answers->at(0), ErrorKind::Conflict);
    QVERIFY_RESULT(answers->at(1));
    QVERIFY_ERROR(answers->at(2), ErrorKind::Conflict);
    QVERIFY_RESULT(answers->at(3));
    QVERIFY_ERROR(answers->at(4), ErrorKind::Conflict);
    QCOMPARE(keysIn(*store), (QList<QByteArray>{"a", "b", "c", "d"}));
    QCOMPARE(waitFor(store->get("a")).value().value, QByteArray("va"));
    QCOMPARE(waitFor(store->get("b")).value().value, QByteArray("new"));
    QCOMPARE(waitFor(store->get("c")).value().value, QByteArray("vc"));
    QCOMPARE(waitFor(store->get("d")).value().value, QByteArray("new"));
}

void StoreContract::putManyKeepsFields()
{
    const auto store = fresh();
    const Metadata odd = spelt("{\"z\":1 ,\"z\":2}", "{\"z\":2}");
    for (const char *key : {"a", "b", "c"})
        QVERIFY_RESULT(waitFor(store->put(whole(key, "one\r\n", startSec + 100, odd))));
    const auto answers = waitFor(store->putMany({{.key = "a", .value = QByteArray("two")},
                                                 {.key = "b", .expiration = Expiration(startSec + 200)},
                                                 {.key = "c", .metadata = Metadata()},
                                                 {.key = "none", .metadata = Metadata("1")},
                                                 {.key = "d", .value = QByteArray("four")}}));
    QVERIFY_RESULT(answers);
    QCOMPARE(answers->size(), 5);
    for (const int i : {0, 1, 2, 4})
        QVERIFY_RESULT(answers->at(i));
    QVERIFY_ERROR(answers->at(3), ErrorKind::NotFound);
    const auto a = waitFor(store->get("a")).value();
    const auto b = waitFor(store->get("b")).value();
    const auto c = waitFor(store->get("c")).value();
    const auto d = waitFor(store->get("d")).value();
    QCOMPARE(a.value, QByteArray("two"));
    QCOMPARE(a.expiration, Expiration(startSec + 100));
    QCOMPARE(a.metadata, odd);
    QCOMPARE(b.value, QByteArray("one\r\n"));
    QCOMPARE(b.expiration, Expiration(startSec + 200));
    QCOMPARE(b.metadata, odd);
    QCOMPARE(c.value, QByteArray("one\r\n"));
    QCOMPARE(c.expiration, Expiration(startSec + 100));
    QCOMPARE(c.metadata, Metadata());
    QCOMPARE(d.value, QByteArray("four"));
    QCOMPARE(d.expiration, Expiration());
    QCOMPARE(d.metadata, Metadata());
    QVERIFY_ERROR(waitFor(store->get("none")), ErrorKind::NotFound);
}

void StoreContract::putManyOfManyKeys()
{
    const auto store = fresh();
    const QList<QByteArray> keys = numbered(m_maker.manyKeys);
    for (const QByteArray &value : {QByteArray("first:"), QByteArray("second:")}) { // new, then over those
        QList<Put> puts;
        for (const QByteArray &key : keys)
            puts << whole(key, value + key);
        const auto answers = waitFor(store->putMany(puts));
        QVERIFY_RESULT(answers);
        QCOMPARE(answers->size(), keys.size());
        for (const auto &answer : *answers)
            QVERIFY_RESULT(answer);
        QList<QByteArray> sorted = keys;
        std::sort(sorted.begin(), sorted.end());
        QCOMPARE(keysIn(*store), sorted);
        QCOMPARE(waitFor(store->get(keys.first())).value().value, value + keys.first());
        QCOMPARE(waitFor(store->get(keys.last())).value().value, value + keys.last());
        QCOMPARE(waitFor(store->get(keys.last())).value().revision, *answers->last());
    }
}

void StoreContract::putManyIsTold()
{
    const auto store = fresh();
    QSignalSpy changed(store.get(), &Store::changed);
    QSignalSpy keysChanged(store.get(), &Store::keysChanged);
    QVERIFY_RESULT(waitFor(store->putMany({whole("a", "1"), whole("b", "2", {}, QByteArray("{}"))})));
    if (!store->capabilities().listsByPage) {
        QTRY_VERIFY(changed.count() >= 1);
        return;
    }
    // In one signal or in several: each key that was written, as it is now.
    QMap<QByteArray, KeyChange> told;
    const auto look = [&] {
        for (const auto &arguments : std::as_const(keysChanged))
            for (const KeyChange &change : arguments.first().value<QList<KeyChange>>())
                told.insert(change.key, change);
        return told.size() == 2;
    };
    QTRY_VERIFY(look());
    QVERIFY(told["a"].exists && told["b"].exists);
    QCOMPARE(told["a"].metadata, Metadata());
    QCOMPARE(told["b"].metadata, Metadata("{}"));
}

void StoreContract::cancelledPutManyStopsBetweenTwo()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"before"}));
    QList<QByteArray> keys = numbered(m_maker.manyKeys);
    QList<Put> puts;
    for (const QByteArray &key : std::as_const(keys))
        puts << whole(key, "v" + key);
    auto writing = store->putMany(puts);
    writing.cancel();
    QTRY_VERIFY_WITH_TIMEOUT(writing.isFinished(), 20'000);
    // What is written is whole, and nothing is written any more: asked behind it, the store tells the same
    // for good.
    const QList<QByteArray> there = keysIn(*store);
    const auto fetched = waitFor(store->fetch(there, std::numeric_limits<qint64>::max()));
    QVERIFY_RESULT(fetched);
    QVERIFY(there.contains("before"));
    for (const Fetched &one : *fetched) {
        QVERIFY_RESULT(one.entry);
        QCOMPARE(one.entry->value, "v" + one.key);
    }
    QVERIFY(fill(*store, {"after"}));
    QCOMPARE(keysIn(*store).size(), there.size() + 1);
}

// List

void StoreContract::listIsInByteOrder()
{
    const auto store = fresh();
    // U+FFFF sorts below U+1F600 as bytes but above it as UTF-16; "B" below "a".
    const QList<QByteArray> sorted{
        QByteArray("\0", 1), "B", "a", QByteArray("a\0", 2), "a\nb", "aa", "b", "\xef\xbf\xbf",
        "\xf0\x9f\x98\x80"};
    QList<QByteArray> mixed = sorted;
    std::reverse(mixed.begin(), mixed.end());
    QVERIFY(fill(*store, mixed));
    QCOMPARE(keysIn(*store), sorted);
}

void StoreContract::listTellsExpirationAndMetadata()
{
    const auto store = fresh();
    const QByteArray metadata = spelt("{ \"x\":1}", "{\"x\":1}");
    QVERIFY_RESULT(waitFor(store->put(whole("a", "1", startSec + 77, metadata))));
    QVERIFY_RESULT(waitFor(store->put(whole("b", "1"))));
    const auto pages = waitForAll(store->list({.detail = ListDetail::Rows}));
    QVERIFY_RESULT(pages.first());
    const KeyBlock &keys = *pages.first()->keys;
    QCOMPARE(keys.size(), 2);
    QCOMPARE(keys.expiration(0), Expiration(startSec + 77));
    QVERIFY(keys.hasMetadata(0));
    QCOMPARE(keys.metadata(0).toByteArray(), metadata);
    QCOMPARE(keys.expiration(1), Expiration());
    QVERIFY(!keys.hasMetadata(1));
}

void StoreContract::listOfNamesOnly()
{
    const auto store = fresh();
    QVERIFY_RESULT(waitFor(store->put(whole("a", "1", startSec + 77, QByteArray("{}")))));
    QVERIFY(fill(*store, {"b"}));
    const auto pages = waitForAll(store->list({.detail = ListDetail::Names}));
    QVERIFY_RESULT(pages.first());
    QCOMPARE(keysOf(pages), (QList<QList<QByteArray>>{{"a", "b"}}));
}

void StoreContract::listByPrefix_data()
{
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<QList<QByteArray>>("expected");
    using Keys = QList<QByteArray>;
    QTest::newRow("one") << QByteArray("user:1") << Keys{"user:1", "user:10"};
    QTest::newRow("some") << QByteArray("user:") << Keys{"user:1", "user:10", "user:2"};
    QTest::newRow("none") << QByteArray("nobody") << Keys{};
    QTest::newRow("case counts") << QByteArray("User") << Keys{"User:1"};
    QTest::newRow("wildcards are letters") << QByteArray("a%") << Keys{"a%b"};
    QTest::newRow("underscore") << QByteArray("a_") << Keys{"a_b"};
    QTest::newRow("the highest") << QByteArray("\xf4\x8f\xbf\xbf") << Keys{"\xf4\x8f\xbf\xbf"};
    QTest::newRow("half a character") << QByteArray("\xc3") << Keys{"\xc3\xa4", "\xc3\xb6"};
}

void StoreContract::listByPrefix()
{
    QFETCH(QByteArray, prefix);
    QFETCH(QList<QByteArray>, expected);
    const auto store = fresh();
    QVERIFY(fill(*store, {"user:1", "user:10", "user:2", "user", "user;", "User:1", "a%b", "a_b", "aXb",
                          "\xf4\x8f\xbf\xbf", "\xc3\xa4", "\xc3\xb6", "\xc4\x80"}));
    QCOMPARE(keysIn(*store, prefix), expected);
    // And in pages of one, where the cursor meets the prefix.
    QList<QByteArray> keys;
    for (const auto &page : keysOf(waitForAll(store->list({.prefix = prefix, .pages = 0, .pageSize = 1}))))
        keys << page;
    QCOMPARE(keys, expected);
}

void StoreContract::listPageByPage()
{
    const auto store = fresh();
    const int size = std::max(2, m_maker.leastPageSize);
    const QList<QByteArray> all = numbered(2 * size + 1);
    QVERIFY(fill(*store, all));
    QList<QByteArray> keys;
    QByteArray cursor;
    for (int i = 0; i < 10; ++i) {
        const auto pages = waitForAll(store->list({.cursor = cursor, .pages = 1, .pageSize = size}));
        QCOMPARE(pages.size(), 1);
        QVERIFY_RESULT(pages.first());
        const auto page = keysOf(pages).first();
        QVERIFY(page.size() <= size);
        keys << page;
        if (pages.first()->last)
            break;
        cursor = pages.first()->cursor;
        QVERIFY(!cursor.isEmpty());
    }
    QCOMPARE(keys, all);
}

void StoreContract::listSeveralPagesInOneFuture()
{
    const auto store = fresh();
    const int size = std::max(2, m_maker.leastPageSize);
    const QList<QByteArray> all = numbered(2 * size + 1);
    QVERIFY(fill(*store, all));
    const auto pages = waitForAll(store->list({.pages = 2, .pageSize = size}));
    QCOMPARE(keysOf(pages), (QList<QList<QByteArray>>{all.mid(0, size), all.mid(size, size)}));
    QVERIFY(!pages.last()->last);
    QByteArray cursor = pages.last()->cursor;
    const auto rest = waitForAll(store->list({.cursor = cursor, .pages = 9, .pageSize = size}));
    QList<QByteArray> keys;
    for (const auto &page : keysOf(rest))
        keys << page;
    QCOMPARE(keys, all.mid(2 * size));
    QVERIFY(rest.last()->last);
}

void StoreContract::listToTheEnd()
{
    const auto store = fresh();
    const int size = std::max(7, m_maker.leastPageSize);
    const QList<QByteArray> all = numbered(50);
    QVERIFY(fill(*store, all));
    const auto pages = waitForAll(store->list({.pages = 0, .pageSize = size}));
    QList<QByteArray> keys;
    for (const auto &page : keysOf(pages)) {
        QVERIFY(page.size() <= size);
        keys << page;
    }
    QCOMPARE(keys, all);
    for (qsizetype i = 0; i < pages.size(); ++i)
        QCOMPARE(pages.at(i)->last, i == pages.size() - 1);
}

void StoreContract::listGoesOnWhereKeysWereDeleted()
{
    const auto store = fresh();
    const int size = std::max(2, m_maker.leastPageSize);
    const QList<QByteArray> all = numbered(size + 2);
    QVERIFY(fill(*store, all));
    const QByteArray start = all.first();
    const QByteArray cut = all.at(size - 1);
    const auto first = waitForAll(store->list({.pages = 1, .pageSize = size}));
    QVERIFY_RESULT(waitFor(store->remove({{start, {}}, {cut, {}}})));
    QVERIFY(fill(*store, {start + "a", cut + "b"}));
    const auto rest = waitForAll(store->list({.cursor = first.last()->cursor, .pages = 0}));
    QList<QByteArray> keys;
    for (const auto &page : keysOf(rest))
        keys << page;
    QCOMPARE(keys, (QList<QByteArray>{cut + "b", all.at(size), all.at(size + 1)}));
}

// Signals

void StoreContract::changedAfterOwnWrites()
{
    const auto store = fresh();
    // A store that lists by page says which keys; one whose list is cheap may say just that something
    // changed.
    const auto signal = store->capabilities().listsByPage ? QMetaMethod::fromSignal(&Store::keysChanged)
                                                          : QMetaMethod::fromSignal(&Store::changed);
    QSignalSpy changed(store.get(), signal);
    QVERIFY(fill(*store, {"a"}));
    QTRY_VERIFY(changed.count() >= 1);
    changed.clear();
    QVERIFY_RESULT(waitFor(store->rename("a", "b", {})));
    QTRY_VERIFY(changed.count() >= 1);
    changed.clear();
    QVERIFY_RESULT(waitFor(store->remove({{"b", {}}})));
    QTRY_VERIFY(changed.count() >= 1);
}

void StoreContract::changedAfterWritesFromOutside()
{
    if (!m_maker.watches)
        QSKIP("Nobody watches.");
    const auto store = fresh();
    const auto other = second(store);
    QVERIFY(fill(*store, {"a"}));
    store->setWatching(true);
    QSignalSpy changed(store.get(), &Store::changed);
    // What is still on its way from before must not be taken for news: count until a write is answered.
    QVERIFY_RESULT(waitFor(store->count()));
    QTest::qWait(1);
    changed.clear();
    QVERIFY(fill(*other, {"b"}));
    QTRY_VERIFY(changed.count() >= 1);
    changed.clear();
    QVERIFY_RESULT(waitFor(other->remove({{"a", {}}})));
    QTRY_VERIFY(changed.count() >= 1);
}

void StoreContract::othersSeeWhatWasWritten()
{
    const auto store = fresh();
    const auto other = second(store);
    const auto revision = waitFor(store->put(whole("a", "1", startSec + 60, QByteArray("{}"))));
    QVERIFY_RESULT(revision);
    const auto entry = waitFor(other->get("a"));
    QVERIFY_RESULT(entry);
    QCOMPARE(entry->value, QByteArray("1"));
    QCOMPARE(entry->revision, *revision);
    QVERIFY_RESULT(waitFor(other->put(whole("a", "2"))));
    QVERIFY_ERROR(waitFor(store->put(whole("a", "3", {}, {}, Expect::unchanged(*revision)))),
                  ErrorKind::Conflict);
    QCOMPARE(waitFor(store->get("a")).value().value, QByteArray("2"));
}

// Ends

void StoreContract::cancelledListEnds()
{
    const auto store = fresh();
    QVERIFY(fill(*store, {"a", "b", "c"}));
    auto listing = store->list({.pages = 0, .pageSize = 1});
    listing.cancel();
    QTRY_VERIFY(listing.isFinished());
    QVERIFY(listing.isCanceled());
    QCOMPARE(keysIn(*store), (QList<QByteArray>{"a", "b", "c"})); // and the store goes on
}

void StoreContract::destroyingTheStoreEndsEverything()
{
    auto store = fresh();
    QVERIFY(fill(*store, {"a", "b", "c"}));
    const auto listing = store->list({.pages = 0, .pageSize = 1});
    const auto getting = store->get("a");
    const auto peeking = store->peek({"a", "b"}, 8);
    const auto fetching = store->fetch({"a", "b"}, 100);
    const auto writing = store->putMany({whole("d", "1"), whole("e", "2")});
    store.reset();
    QTRY_VERIFY(listing.isFinished());
    QTRY_VERIFY(getting.isFinished());
    QTRY_VERIFY(peeking.isFinished());
    QTRY_VERIFY(fetching.isFinished());
    QTRY_VERIFY(writing.isFinished());
}

} // namespace kv::test
