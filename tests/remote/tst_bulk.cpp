// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/remotestore.h"

#include "remote/client.h"
#include "remote/fakekv.h"
#include "remote/scriptedserver.h"
#include "support/waitfor.h"

#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace kv;
using namespace kv::remote;
using namespace kv::test;

/// Many entries at once: what they cost in requests, and what comes of those that go wrong.
class TestBulk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    // Reading
    void fetchIsOneRequestForAHundred();
    void fetchAndGetAgree();
    void fetchOfWhatIsNoText();
    void fetchKnowsWhatNoUrlCarries();
    void fetchAsksAgainForWhatIsNotMentioned();
    void fetchHalvesWhatIsTooLarge();
    void fetchKeepsWithinBounds();
    void fetchShowsWhatWasAcknowledged();
    void aFailureEndsTheAnswer();
    void aFailureOfOneKeyIsItsOwn();
    void fetchLeavesRoomForOthers();
    void cancelStopsTheRequests();

    // Writing
    void putManyIsFewRequests();
    void putManyTellsWhatWasRefused();
    void putManyChecksFirst();
    void whatIsNotWholeGoesAlone();
    void oneThatCloudflareMinds();
    void allThatCloudflareMinds();
    void anExpirationThatCameTooNear();
    void aFailedWriteEndsTheSending();
    void putManyWaitsItsTurn();

private:
    static constexpr qint64 now = 1'700'000'000;
    static constexpr qint64 noLimit = std::numeric_limits<qint64>::max();
    RemoteStore &store() { return *m_store; }
    QList<QByteArray> asked() const { return m_kv->asked(); }
    static Put whole(const QByteArray &key, const QByteArray &value, Expiration expiration = {},
                     const Metadata &metadata = {})
    {
        return {.key = key,
                .value = value,
                .expiration = Change<Expiration>(expiration),
                .metadata = Change<Metadata>(metadata)};
    }
    /// So many entries with values of that size; answers their keys, in order.
    QList<QByteArray> fill(int count, int bytes = 10)
    {
        QList<QByteArray> keys;
        for (int i = 0; i < count; ++i) {
            keys << "k" + QByteArray::number(10'000 + i);
            m_kv->entries[keys.last()] = {QByteArray::number(i).rightJustified(bytes, 'v'), {}, {}};
        }
        return keys;
    }

    std::unique_ptr<FakeKv> m_kv;
    std::shared_ptr<ApiClient> m_client;
    std::unique_ptr<RemoteStore> m_store;
    qint64 m_now = now * 1000;
};

void TestBulk::init()
{
    m_store.reset();
    m_kv = std::make_unique<FakeKv>();
    m_client = quickClient(m_kv->server.url());
    m_now = now * 1000;
    m_store = quickStore(m_client, [this] { return m_now; });
}

void TestBulk::fetchIsOneRequestForAHundred()
{
    const QList<QByteArray> keys = fill(1'000);
    const auto fetched = waitFor(store().fetch(keys, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 1'000);
    for (int i = 0; i < 1'000; ++i) {
        QCOMPARE(fetched->at(i).key, keys.at(i));
        QVERIFY_RESULT(fetched->at(i).entry);
        QCOMPARE(fetched->at(i).entry->key, keys.at(i));
        QCOMPARE(fetched->at(i).entry->value, m_kv->entries[keys.at(i)].value);
    }
    QCOMPARE(asked(), QList<QByteArray>(10, "POST bulk/get"));
    QCOMPARE(m_kv->keysAsked(), QList<int>(10, 100));
    QCOMPARE(store().capabilities().keysPerReadRequest, 100);
    QVERIFY(waitFor(store().fetch({}, noLimit)).value().isEmpty());
    QCOMPARE(asked().size(), 10);
}

void TestBulk::fetchAndGetAgree()
{
    const QByteArray odd = QByteArray("a/../\x1f\"\\\xf0\x9f\x98\x80");
    m_kv->entries["plain"] = {"v", {}, {}};
    m_kv->entries["full"] = {"line\n\"\xc3\xa4\"", now + 100, "{ \"n\":12345678901234567890 }"};
    m_kv->entries["empty"] = {"", now + 1'000'000, "\"\""};
    m_kv->entries["binary"] = {QByteArray("\0\xff\xfe", 3), now + 100, "[1.0]"};
    m_kv->entries["replaced"] = {"\xef\xbf\xbd", {}, "false"};
    m_kv->entries[odd] = {"text", now + 100, "0"};
    const QList<QByteArray> keys{"binary", "full", "missing", odd, "plain", "empty", "replaced", "", "full"};
    const auto fetched = waitFor(store().fetch(keys, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), keys.size());
    for (int i = 0; i < int(keys.size()); ++i) {
        const auto &[key, entry] = fetched->at(i);
        QCOMPARE(key, keys.at(i));
        const auto got = waitFor(store().get(key));
        QCOMPARE(entry.has_value(), got.has_value());
        if (!got) {
            QVERIFY(meansNoSuchKey(entry.error()) && meansNoSuchKey(got.error()));
            continue;
        }
        QCOMPARE(entry->key, got->key);
        QCOMPARE(entry->value, got->value);
        QCOMPARE(entry->expiration, got->expiration);
        QCOMPARE(entry->metadata, got->metadata);
        QCOMPARE(entry->revision, got->revision);
        QCOMPARE(entry->unsettled, got->unsettled);
    }
    QVERIFY(meansNoSuchKey(fetched->at(2).entry.error()));
}

void TestBulk::fetchOfWhatIsNoText()
{
    const QList<QByteArray> keys = fill(100);
    for (int i = 0; i < 100; i += 10)
        m_kv->entries[keys.at(i)].value = QByteArray("\xff\x00", 2) + char(i);
    m_kv->before = [](const Seen &seen) -> std::optional<Answer> {
        if (seen.url().contains("/values/k10020")) // gone in between
            return failure(404, 10009, "get: 'key not found'");
        if (seen.url().contains("/metadata/k10020"))
            return failure(404, 10009, "get: 'key not found'");
        return std::nullopt;
    };
    const auto fetched = waitFor(store().fetch(keys, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 100);
    for (int i = 0; i < 100; ++i) {
        if (i == 20)
            QVERIFY_ERROR(fetched->at(i).entry, ErrorKind::NotFound);
        else
            QCOMPARE(fetched->at(i).entry.value().value, m_kv->entries[keys.at(i)].value);
    }
    QCOMPARE(asked().size(), 1 + 10 * 2);
}

void TestBulk::fetchKnowsWhatNoUrlCarries()
{
    m_kv->entries["a..b"] = {"text", {}, {}};
    m_kv->entries["c..d"] = {"\xff", {}, {}};
    m_kv->entries["e^f"] = {"\xff", {}, {}};
    m_kv->entries["g"] = {"\xff", {}, {}};
    m_kv->refusedInUrls = "%5E";
    const auto fetched = waitFor(store().fetch({"a..b", "c..d", "e^f", "g"}, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 4);
    QCOMPARE(fetched->at(0).entry.value().value, QByteArray("text"));
    QVERIFY_ERROR(fetched->at(1).entry, ErrorKind::Protocol);
    QVERIFY_ERROR(fetched->at(2).entry, ErrorKind::Protocol);
    QCOMPARE(fetched->at(3).entry.value().value, QByteArray("\xff"));
}

void TestBulk::fetchAsksAgainForWhatIsNotMentioned()
{
    m_kv->entries["a"] = {"1", {}, {}};
    m_kv->server.script(success("{\"values\":{}}"));
    const auto fetched = waitFor(store().fetch({"a", "b"}, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->at(0).entry.value().value, QByteArray("1"));
    QVERIFY_ERROR(fetched->at(1).entry, ErrorKind::NotFound);
    // An answer that makes no sense says nothing of any key.
    m_kv->server.script(success("{\"values\":{\"a\":{\"value\":7,\"metadata\":null}}}"));
    QVERIFY_ERROR(waitFor(store().fetch({"a"}, noLimit)), ErrorKind::Protocol);
}

void TestBulk::fetchHalvesWhatIsTooLarge()
{
    m_kv->mostBulkBytes = 1'000;
    const QList<QByteArray> keys = fill(200, 90); // eleven go into one answer
    m_kv->entries[keys.at(55)].value = QByteArray(5'000, 'x');
    const auto fetched = waitFor(store().fetch(keys, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 200);
    for (const auto &[key, entry] : *fetched)
        QCOMPARE(entry.value().value, m_kv->entries[key].value);
    QVERIFY(asked().contains("GET values/k10055")); // alone, and nothing else
    QCOMPARE(asked().count("GET values/k10054"), 0);
    QVERIFY2(asked().size() < 80, qPrintable(QString::number(asked().size())));
}

void TestBulk::fetchKeepsWithinBounds()
{
    const QList<QByteArray> keys = fill(1'000, 1'000);
    auto fetched = waitFor(store().fetch(keys, 150'500));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 100); // a second request would hardly have had room
    QCOMPARE(asked().size(), 1);
    fetched = waitFor(store().fetch(keys.mid(100), 250'500));
    QCOMPARE(fetched.value().size(), 200);
    QCOMPARE(asked().size(), 3); // its size is known by now
    fetched = waitFor(store().fetch(keys.mid(300), 20'500));
    QCOMPARE(fetched.value().size(), 20);
    QCOMPARE(m_kv->keysAsked().last(), 20);
    // One at least, and what there is no room for is left out.
    for (const qint64 most : {0, 999, 1'000, 1'999})
        QCOMPARE(waitFor(store().fetch(keys, most)).value().size(), 1);
    m_kv->entries[keys.at(3)].value = QByteArray(30'000, 'x');
    QCOMPARE(waitFor(store().fetch(keys, 20'000)).value().size(), 3);
    QCOMPARE(waitFor(store().fetch(keys.mid(3), 20'000)).value().size(), 1);
}

void TestBulk::fetchShowsWhatWasAcknowledged()
{
    m_kv->entries["a"] = {"old", {}, {}};
    m_kv->entries["b"] = {"old", {}, {}};
    QVERIFY_RESULT(waitFor(store().putMany({whole("a", "new"), whole("c", "new")})));
    QVERIFY_RESULT(waitFor(store().remove({{"b", {}}})));
    m_kv->entries = {{"a", {"old", {}, {}}}, {"b", {"old", {}, {}}}}; // as another place still answers
    auto fetched = waitFor(store().fetch({"a", "b", "c"}, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->at(0).entry.value().value, QByteArray("new"));
    QVERIFY(fetched->at(0).entry->unsettled);
    QVERIFY_ERROR(fetched->at(1).entry, ErrorKind::NotFound);
    QCOMPARE(fetched->at(2).entry.value().value, QByteArray("new"));
    m_now += 121'000;
    fetched = waitFor(store().fetch({"a", "b", "c"}, noLimit));
    QCOMPARE(fetched.value().at(0).entry.value().value, QByteArray("old"));
    QVERIFY_RESULT(fetched->at(1).entry);
    QVERIFY_ERROR(fetched->at(2).entry, ErrorKind::NotFound);
}

void TestBulk::aFailureEndsTheAnswer()
{
    const QList<QByteArray> keys = fill(600);
    m_kv->before = [](const Seen &seen) -> std::optional<Answer> {
        if (seen.body.contains("\"k10250\""))
            return failure(403, 10000, "Authentication error");
        return std::nullopt;
    };
    const auto fetched = waitFor(store().fetch(keys, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 200); // all that lie before
    const auto rest = waitFor(store().fetch(keys.mid(200), noLimit));
    QVERIFY_ERROR(rest, ErrorKind::Unauthorised);
    m_kv->before = {};
    QCOMPARE(waitFor(store().fetch(keys.mid(200), noLimit)).value().size(), 400);
    // The namespace is gone, which is not the same as that all keys are.
    m_kv->before = [](const Seen &) { return std::optional(failure(404, 10013)); };
    const auto gone = waitFor(store().fetch(keys, noLimit));
    QVERIFY_ERROR(gone, ErrorKind::NotFound);
    QVERIFY(!meansNoSuchKey(gone.error()));
}

void TestBulk::aFailureOfOneKeyIsItsOwn()
{
    for (const char *key : {"a", "b", "c"})
        m_kv->entries[key] = {"\xff", {}, {}};
    int kind = 0;
    m_kv->before = [&](const Seen &seen) -> std::optional<Answer> {
        if (!seen.url().contains("/values/b"))
            return std::nullopt;
        return kind == 0 ? failure(500, 10001) : failure(401, 10000);
    };
    auto fetched = waitFor(store().fetch({"a", "b", "c"}, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 3);
    QVERIFY_RESULT(fetched->at(0).entry);
    QVERIFY_ERROR(fetched->at(1).entry, ErrorKind::Network);
    QVERIFY_RESULT(fetched->at(2).entry);
    kind = 1; // and one that is not
    fetched = waitFor(store().fetch({"a", "b", "c"}, noLimit));
    QVERIFY_RESULT(fetched);
    QCOMPARE(fetched->size(), 1);
    QVERIFY_ERROR(waitFor(store().fetch({"b", "c"}, noLimit)), ErrorKind::Unauthorised);
}

void TestBulk::fetchLeavesRoomForOthers()
{
    const QList<QByteArray> keys = fill(3'000);
    QVERIFY_RESULT(waitFor(store().peek(keys.mid(0, 10), 1)));
    int most = 0;
    m_kv->before = [&](const Seen &) {
        most = std::max(most, m_client->budget().queued);
        return std::nullopt;
    };
    QCOMPARE(waitFor(store().fetch(keys, noLimit)).value().size(), 3'000);
    QVERIFY2(most < 6, qPrintable(QString::number(most))); // nobody has to queue up behind thirty
}

void TestBulk::cancelStopsTheRequests()
{
    const QList<QByteArray> keys = fill(3'000);
    QVERIFY_RESULT(waitFor(store().peek(keys.mid(0, 10), 1)));
    m_kv->before = [](const Seen &) { return std::optional(Answer{.silent = true}); };
    auto fetching = store().fetch(keys, noLimit);
    QTRY_COMPARE(m_kv->server.waiting, 6);
    fetching.cancel();
    QTRY_COMPARE(m_kv->server.abandoned, 6);
    QTRY_VERIFY(fetching.isFinished());
    QCOMPARE(m_kv->server.seen.size(), 7);
    const auto second = store().fetch(keys, noLimit);
    QTRY_COMPARE(m_kv->server.waiting, 6);
    m_store.reset();
    QVERIFY(second.isFinished() && second.isCanceled() == (second.resultCount() == 0));
    QTRY_COMPARE(m_kv->server.abandoned, 12);
}

void TestBulk::putManyIsFewRequests()
{
    QList<Put> puts;
    for (int i = 0; i < 10'001; ++i)
        puts.append(whole("k" + QByteArray::number(i), "v", now + 100, QByteArray("{}")));
    const auto answers = waitFor(store().putMany(puts));
    QVERIFY_RESULT(answers);
    QCOMPARE(answers->size(), 10'001);
    for (const auto &answer : *answers)
        QVERIFY_RESULT(answer);
    QCOMPARE(asked(), (QList<QByteArray>{"PUT bulk", "PUT bulk"}));
    QCOMPARE(m_kv->entries.size(), size_t(10'001));
    QCOMPARE(m_kv->entries["k7"], (FakeKv::Item{"v", now + 100, "{}"}));
    QCOMPARE(waitFor(store().get("k7")).value().revision, answers->at(7).value());
    // And by size: 30 MB of text each.
    m_kv->server.seen.clear();
    const QByteArray large(25'000'000, 'x');
    QVERIFY_RESULT(waitFor(store().putMany({whole("a", large), whole("b", large), whole("c", large)})));
    QCOMPARE(asked().size(), 3);
}

void TestBulk::putManyTellsWhatWasRefused()
{
    m_kv->unsuccessful = {"b"};
    m_kv->unsuccessfulTimes = 5;
    QSignalSpy told(&store(), &Store::keysChanged);
    const QList<Put> puts{whole("a", "1"), whole("b", "2"), whole("c", "\xff")};
    auto answers = waitFor(store().putMany(puts));
    QVERIFY_RESULT(answers);
    QVERIFY_RESULT(answers->at(0));
    QVERIFY_ERROR(answers->at(1), ErrorKind::Protocol);
    QVERIFY_RESULT(answers->at(2));
    QCOMPARE(asked().size(), 2);
    QVERIFY(!m_kv->server.seen.last().body.contains("\"a\"")); // only the rest is sent again
    QCOMPARE(told.count(), 1);
    QCOMPARE(told.first().first().value<QList<KeyChange>>().size(), 2);
    QCOMPARE(m_kv->entries["c"].value, QByteArray("\xff"));
    m_kv->unsuccessfulTimes = 1;
    answers = waitFor(store().putMany(puts));
    for (const auto &answer : answers.value())
        QVERIFY_RESULT(answer);
    QCOMPARE(m_kv->entries["b"].value, QByteArray("2"));
}

void TestBulk::putManyChecksFirst()
{
    const auto answers = waitFor(store().putMany({whole("", "1"),
                                                  whole("a", "1", now + 5),
                                                  whole("good", "1"),
                                                  whole("b", "1", {}, QByteArray("{")),
                                                  whole("c", QByteArray(26'214'401, 'x')),
                                                  whole("good", "2"),
                                                  {.key = "d", .metadata = Metadata("{")}}));
    QVERIFY_RESULT(answers);
    QCOMPARE(answers->size(), 7);
    QVERIFY_ERROR(answers->at(0), ErrorKind::InvalidInput);
    QVERIFY_ERROR(answers->at(1), ErrorKind::InvalidInput);
    QVERIFY_RESULT(answers->at(2));
    QVERIFY_ERROR(answers->at(3), ErrorKind::InvalidInput);
    QVERIFY_ERROR(answers->at(4), ErrorKind::TooLarge);
    QVERIFY_ERROR(answers->at(5), ErrorKind::InvalidInput);
    QVERIFY_ERROR(answers->at(6), ErrorKind::InvalidInput);
    QCOMPARE(asked(), QList<QByteArray>{"PUT bulk"});
    QCOMPARE(m_kv->entries.size(), size_t(1));
    QCOMPARE(m_kv->entries["good"].value, QByteArray("1"));
    QVERIFY(waitFor(store().putMany({})).value().isEmpty());
    QVERIFY(!waitFor(store().putMany({whole("", "1")})).value().first());
    QCOMPARE(asked().size(), 1);
}

void TestBulk::whatIsNotWholeGoesAlone()
{
    m_kv->entries["kept"] = {"old", now + 500, "{\"a\":1}"};
    m_kv->entries["there"] = {"old", {}, {}};
    m_kv->entries["other"] = {"old", {}, {}};
    const Revision other = waitFor(store().get("other")).value().revision;
    m_kv->server.seen.clear();
    Put absent = whole("there", "new");
    absent.expect = Expect::absent();
    Put unchanged = whole("other", "new");
    unchanged.expect = Expect::unchanged(other);
    const auto answers = waitFor(store().putMany(
        {whole("a", "1"), {.key = "kept", .value = QByteArray("new")}, absent, unchanged, whole("z", "1")}));
    QVERIFY_RESULT(answers);
    QVERIFY_RESULT(answers->at(0));
    QVERIFY_RESULT(answers->at(1));
    QVERIFY_ERROR(answers->at(2), ErrorKind::Conflict);
    QVERIFY_RESULT(answers->at(3));
    QVERIFY_RESULT(answers->at(4));
    QCOMPARE(m_kv->entries["kept"], (FakeKv::Item{"new", now + 500, "{\"a\":1}"}));
    QCOMPARE(m_kv->entries["there"].value, QByteArray("old"));
    QCOMPARE(m_kv->entries["other"].value, QByteArray("new"));
    QCOMPARE(asked().count("PUT bulk"), 1);
    QCOMPARE(asked().first(), QByteArray("PUT bulk"));
}

void TestBulk::oneThatCloudflareMinds()
{
    QList<Put> puts;
    for (int i = 0; i < 1'000; ++i)
        puts << whole("k" + QByteArray::number(i), "v");
    m_kv->before = [](const Seen &seen) -> std::optional<Answer> {
        if (seen.body.contains("\"k617\""))
            return failure(400, 10042, "illegal key name");
        return std::nullopt;
    };
    const auto answers = waitFor(store().putMany(puts));
    QVERIFY_RESULT(answers);
    for (int i = 0; i < 1'000; ++i) {
        if (i == 617)
            QVERIFY_ERROR(answers->at(i), ErrorKind::InvalidInput);
        else
            QVERIFY_RESULT(answers->at(i));
    }
    QCOMPARE(m_kv->entries.size(), size_t(999));
    QVERIFY2(asked().size() < 25, qPrintable(QString::number(asked().size())));
}

void TestBulk::allThatCloudflareMinds()
{
    QList<Put> puts;
    for (int i = 0; i < 5'000; ++i)
        puts << whole("k" + QByteArray::number(i), "v");
    m_kv->before = [](const Seen &) { return std::optional(failure(400, 10033)); };
    const auto answers = waitFor(store().putMany(puts));
    QVERIFY_RESULT(answers);
    for (const auto &answer : *answers)
        QVERIFY_ERROR(answer, ErrorKind::InvalidInput);
    QVERIFY2(asked().size() < 150, qPrintable(QString::number(asked().size())));
}

void TestBulk::anExpirationThatCameTooNear()
{
    const QByteArray large(25'000'000, 'x');
    m_kv->before = [this](const Seen &) {
        m_now += 1'000; // while the first request was under way
        return std::nullopt;
    };
    const auto answers = waitFor(store().putMany({whole("a", large), whole("b", large, now + 60)}));
    QVERIFY_RESULT(answers);
    QVERIFY_RESULT(answers->at(0));
    QVERIFY_ERROR(answers->at(1), ErrorKind::InvalidInput);
    QCOMPARE(asked().size(), 1);
}

void TestBulk::aFailedWriteEndsTheSending()
{
    QList<Put> puts;
    for (int i = 0; i < 20'001; ++i)
        puts << whole("k" + QByteArray::number(i), "v");
    puts << Put{.key = "single", .value = QByteArray("1")};
    puts << whole("", "1");
    m_kv->before = [](const Seen &seen) -> std::optional<Answer> {
        if (seen.body.contains("\"k10000\""))
            return failure(401, 10000, "Authentication error");
        return std::nullopt;
    };
    auto answers = waitFor(store().putMany(puts));
    QVERIFY_RESULT(answers);
    QVERIFY_RESULT(answers->at(0));
    QVERIFY_RESULT(answers->at(9'999));
    QVERIFY_ERROR(answers->at(10'000), ErrorKind::Unauthorised);
    QVERIFY(!answers->at(10'000).error().detail.contains(QLatin1String("Not sent")));
    for (const int i : {20'000, 20'001}) {
        QVERIFY_ERROR(answers->at(i), ErrorKind::Unauthorised);
        QVERIFY(answers->at(i).error().detail.startsWith(QLatin1String("Not sent")));
    }
    QVERIFY_ERROR(answers->at(20'002), ErrorKind::InvalidInput);
    QCOMPARE(asked().size(), 2);
    // The same one by one.
    m_kv->before = [](const Seen &) { return std::optional(failure(401, 10000)); };
    m_kv->server.seen.clear();
    QList<Put> singles;
    for (int i = 0; i < 100; ++i)
        singles << Put{.key = "s" + QByteArray::number(i), .value = QByteArray("1")};
    answers = waitFor(store().putMany(singles));
    for (const auto &answer : answers.value())
        QVERIFY_ERROR(answer, ErrorKind::Unauthorised);
    QVERIFY(asked().size() < 30);
}

void TestBulk::putManyWaitsItsTurn()
{
    m_kv->entries["k"] = {"0", {}, {}};
    const auto first = store().put({.key = "k", .value = QByteArray("1")});
    const auto second = store().putMany({whole("k", "2"), whole("l", "2")});
    const auto third = store().putMany({{.key = "k", .metadata = Metadata("3")}});
    QVERIFY_RESULT(waitFor(third).value().first());
    QVERIFY_RESULT(waitFor(first));
    QVERIFY_RESULT(waitFor(second));
    QCOMPARE(m_kv->entries["k"], (FakeKv::Item{"2", {}, "3"}));
}

QTEST_GUILESS_MAIN(TestBulk)

#include "tst_bulk.moc"
