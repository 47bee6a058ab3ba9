// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/remotestore.h"

#include "remote/client.h"
#include "remote/fakekv.h"
#include "remote/scriptedserver.h"
#include "support/waitfor.h"

#include <QSignalSpy>
#include <QTest>

using namespace kv;
using namespace kv::remote;
using namespace kv::test;

/// What a store asks of Cloudflare, request by request, and what it makes of odd answers. That it keeps the
/// promises of store.h, the contract shows on a real KV engine.
class TestRemoteStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    // Reading
    void getIsTwoRequests();
    void metadataIsKeptToTheByte();
    void oddKeysAreReadInBulk();
    void binaryUnderAnOddKeyIsAnError();
    void refusedKeysAreReadInBulk();
    void aKeyThatComesOrGoesInBetween();
    void goneIsThreeThings_data();
    void goneIsThreeThings();
    void impossibleKeysAreNotAskedFor();

    // Listing
    void listAsksOnceForEachPage();
    void listGoesOnByCursorOnly();
    void aCursorThatComesBackIsAnError();
    void listRowsAreExact();
    void prefixInsideACharacter();
    void listErrorsEndIt();
    void hostileListings_data();
    void hostileListings();

    // Peeking
    void peekIsOneRequestForAHundred();
    void peekOfWhatIsNoText();
    void peekOfTooMuchAtOnce();

    // Writing
    void rawWithoutMetadata();
    void aFormWithMetadata();
    void keptFieldsAreSentAlong();
    void anExpirationTooNearIsNotSentAlong();
    void conflicts();
    void oddKeysAreWrittenInBulk();
    void refusedKeysAreWrittenInBulk();
    void anEmptyValueMayNeedAForm();
    void renameDeletesLast();
    void renameStopsBeforeTheDelete();
    void removeInBulk();
    void removeIsSureOfEveryKey();
    void writesToOneKeyTakeTurns();

    // What was acknowledged
    void staleReadsAreNotShown();
    void staleListsArePatched();
    void othersWritesAreShown();
    void changesAreTold();

    // The end
    void aCutAtEveryPercent();
    void cancelAborts();
    void destroyingEndsEverything();
    void aTargetWithoutIdsIsNotAskedFor();

private:
    static constexpr qint64 now = 1'700'000'000;
    RemoteStore &store() { return *m_store; }
    QList<QByteArray> asked() const { return m_kv->asked(); }

    std::unique_ptr<FakeKv> m_kv;
    std::shared_ptr<ApiClient> m_client;
    std::unique_ptr<RemoteStore> m_store;
    qint64 m_now = now * 1000;
};

void TestRemoteStore::init()
{
    m_store.reset();
    m_kv = std::make_unique<FakeKv>();
    m_client = quickClient(m_kv->server.url());
    m_now = now * 1000;
    m_store = quickStore(m_client, [this] { return m_now; });
}

void TestRemoteStore::getIsTwoRequests()
{
    m_kv->entries["a/b c"] = {QByteArray("\0\xff", 2), now + 100, "{\"v\": 1}"};
    const auto entry = waitFor(store().get("a/b c"));
    QVERIFY_RESULT(entry);
    QCOMPARE(entry->value, QByteArray("\0\xff", 2));
    QCOMPARE(entry->expiration, Expiration(now + 100));
    QCOMPARE(entry->metadata, Metadata("{\"v\": 1}"));
    QVERIFY(!entry->unsettled);
    auto urls = asked();
    std::sort(urls.begin(), urls.end());
    QCOMPARE(urls, (QList<QByteArray>{"GET metadata/a%2Fb%20c", "GET values/a%2Fb%20c"}));
}

void TestRemoteStore::metadataIsKeptToTheByte()
{
    for (const QByteArray &json :
         {QByteArray("12345678901234567890"), QByteArray("{ \"z\":1.0e2, \"a\":[ ] ,\"z\":\"\\u00e4\"}"),
          QByteArray("\"text\""), QByteArray("false"), QByteArray("0")}) {
        m_kv->entries["k"] = {"v", {}, json};
        QCOMPARE(waitFor(store().get("k")).value().metadata, Metadata(json));
        const auto pages = waitForAll(store().list({}));
        QCOMPARE(pages.first()->keys->metadata(0).toByteArray(), json);
    }
    m_kv->entries["k"] = {"v", {}, {}};
    QCOMPARE(waitFor(store().get("k")).value().metadata, Metadata());
}

void TestRemoteStore::oddKeysAreReadInBulk()
{
    const QByteArray key = QByteArray("a/../\x1f\0\"\\\xf0\x9f\x98\x80", 13);
    m_kv->entries[key] = {"line\n\"\xc3\xa4\"", now + 100, "{\"n\":12345678901234567890}"};
    const auto entry = waitFor(store().get(key));
    QVERIFY_RESULT(entry);
    QCOMPARE(entry->value, QByteArray("line\n\"\xc3\xa4\""));
    QCOMPARE(entry->expiration, Expiration(now + 100));
    QCOMPARE(entry->metadata, Metadata("{\"n\":12345678901234567890}"));
    QCOMPARE(asked(), QList<QByteArray>{"POST bulk/get"});
    QVERIFY_ERROR(waitFor(store().get("not..there")), ErrorKind::NotFound);
}

void TestRemoteStore::binaryUnderAnOddKeyIsAnError()
{
    m_kv->entries["a..b"] = {"\xff\xfe", {}, {}};
    QVERIFY_ERROR(waitFor(store().get("a..b")), ErrorKind::Protocol);
    QVERIFY_ERROR(waitFor(store().put({.key = "a..b", .metadata = Metadata("1")})), ErrorKind::Protocol);
    QVERIFY_ERROR(waitFor(store().rename("a..b", "c", {})), ErrorKind::Protocol);
    QCOMPARE(m_kv->entries["a..b"].value, QByteArray("\xff\xfe"));
    // But it can be replaced.
    QVERIFY_RESULT(waitFor(store().put(
        {.key = "a..b", .value = QByteArray("new"), .expiration = Expiration(), .metadata = Metadata()})));
    QCOMPARE(m_kv->entries["a..b"].value, QByteArray("new"));
}

void TestRemoteStore::refusedKeysAreReadInBulk()
{
    m_kv->entries["odd^one"] = {"v", {}, {}};
    m_kv->refusedInUrls = "%5E";
    QCOMPARE(waitFor(store().get("odd^one")).value().value, QByteArray("v"));
    QVERIFY(asked().contains("POST bulk/get"));
}

void TestRemoteStore::aKeyThatComesOrGoesInBetween()
{
    m_kv->entries["k"] = {"v", {}, "1"};
    int misses = 1; // the value's request comes a moment too early
    m_kv->before = [&](const Seen &seen) -> std::optional<Answer> {
        if (seen.url().contains("/values/") && misses-- > 0)
            return failure(404, 10009, "get: 'key not found'");
        return std::nullopt;
    };
    QVERIFY_RESULT(waitFor(store().get("k")));
    // One without metadata because that could not be read would lose it when saved.
    m_kv->before = [](const Seen &seen) -> std::optional<Answer> {
        if (seen.url().contains("/metadata/"))
            return failure(404, 10009);
        return std::nullopt;
    };
    QVERIFY_ERROR(waitFor(store().get("k")), ErrorKind::Conflict);
}

void TestRemoteStore::goneIsThreeThings_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("kind");
    QTest::newRow("key") << 10009 << int(ErrorKind::NotFound);
    QTest::newRow("namespace") << 10013 << int(ErrorKind::NotFound);
    QTest::newRow("account") << 7003 << int(ErrorKind::InvalidInput);
}

void TestRemoteStore::goneIsThreeThings()
{
    QFETCH(int, code);
    QFETCH(int, kind);
    m_kv->before = [&](const Seen &) { return std::optional(failure(404, code)); };
    const auto entry = waitFor(store().get("k"));
    QVERIFY_ERROR(entry, ErrorKind(kind));
    QCOMPARE(entry.error().apiCode, code);
    // A namespace that is gone is not one without this key.
    const auto written =
        waitFor(store().put({.key = "k", .value = QByteArray("v"), .expect = Expect::absent()}));
    QVERIFY(!written);
    QCOMPARE(asked().contains("PUT values/k"), code == 10009);
}

void TestRemoteStore::impossibleKeysAreNotAskedFor()
{
    for (const QByteArray &key :
         {QByteArray(), QByteArray("."), QByteArray(".."), QByteArray(513, 'k'), QByteArray("\xff")}) {
        QVERIFY_ERROR(waitFor(store().get(key)), ErrorKind::NotFound);
        QCOMPARE(waitFor(store().remove({{key, {}}})).value().missing, QList<QByteArray>{key});
        QCOMPARE(waitFor(store().peek({key}, 4)).value().first().size, qint64(-1));
    }
    QVERIFY(asked().isEmpty());
}

void TestRemoteStore::listAsksOnceForEachPage()
{
    for (int i = 0; i < 2500; ++i)
        m_kv->entries["user:" + QByteArray::number(10'000 + i)] = {"v", {}, {}};
    m_kv->entries["zzz"] = {"v", {}, {}};
    const auto pages = waitForAll(store().list({.prefix = "user:", .pages = 0}));
    QCOMPARE(pages.size(), 3);
    QCOMPARE(pages.at(0)->keys->size() + pages.at(1)->keys->size() + pages.at(2)->keys->size(), 2500);
    QCOMPARE(asked(), (QList<QByteArray>{"GET keys?limit=1000&prefix=user%3A",
                                         "GET keys?limit=1000&prefix=user%3A&cursor=user%3A10999",
                                         "GET keys?limit=1000&prefix=user%3A&cursor=user%3A11999"}));
    m_kv->server.seen.clear();
    const auto one = waitForAll(store().list({.pageSize = 3}));
    QCOMPARE(one.size(), 1);
    QVERIFY(!one.first()->last && !one.first()->cursor.isEmpty());
    QCOMPARE(asked(), QList<QByteArray>{"GET keys?limit=10"});
}

void TestRemoteStore::listGoesOnByCursorOnly()
{
    const QList<Answer> answers{success("[]", "{\"count\":0,\"cursor\":\"c1\"}"),
                                success("[{\"name\":\"a\"}]", "{\"count\":1,\"cursor\":\"c 2\"}"),
                                success("[]", "{\"cursor\":\"c3\"}"), success("[{\"name\":\"b\"}]")};
    for (const Answer &answer : answers)
        m_kv->server.script(answer);
    const auto pages = waitForAll(store().list({.pages = 0}));
    QCOMPARE(pages.size(), 4);
    QVERIFY(!pages.at(0)->last && !pages.at(2)->last && pages.at(3)->last);
    QCOMPARE(asked().at(2), QByteArray("GET keys?limit=1000&cursor=c%202"));
}

void TestRemoteStore::aCursorThatComesBackIsAnError()
{
    for (int i = 0; i < 5; ++i)
        m_kv->server.script(success("[]", "{\"cursor\":\"again\"}"));
    const auto pages = waitForAll(store().list({.pages = 0}));
    QCOMPARE(pages.size(), 2);
    QVERIFY_RESULT(pages.first());
    QVERIFY_ERROR(pages.last(), ErrorKind::Protocol);
}

void TestRemoteStore::listRowsAreExact()
{
    m_kv->server.script(success("[{\"name\":\"a\\u0000\\ud83d\\ude00\",\"expiration\":1700000100},"
                                "{\"name\":\"b\",\"metadata\":null,\"new\":{\"x\":[1]}},"
                                "{\"metadata\":{ \"big\":12345678901234567890 },\"name\":\"c\"}]",
                                "{\"cursor\":null}"));
    const auto pages = waitForAll(store().list({}));
    QVERIFY_RESULT(pages.first());
    const KeyBlock &keys = *pages.first()->keys;
    QCOMPARE(keys.size(), 3);
    QCOMPARE(keys.key(0).toByteArray(), QByteArray("a\0\xf0\x9f\x98\x80", 6));
    QCOMPARE(keys.expiration(0), Expiration(1'700'000'100));
    QVERIFY(!keys.hasMetadata(1));
    QCOMPARE(keys.metadata(2).toByteArray(), QByteArray("{ \"big\":12345678901234567890 }"));
    QVERIFY(pages.first()->last && pages.first()->storeExists);
}

void TestRemoteStore::prefixInsideACharacter()
{
    m_kv->entries["\xc3\xa4"] = {"v", {}, {}};
    m_kv->entries["\xc4\x80"] = {"v", {}, {}};
    m_kv->entries["a"] = {"v", {}, {}};
    const auto pages = waitForAll(store().list({.prefix = "\xc3"}));
    QCOMPARE(pages.first()->keys->size(), 1);
    QCOMPARE(asked(), QList<QByteArray>{"GET keys?limit=1000"});
    m_kv->server.seen.clear();
    QVERIFY(waitForAll(store().list({.prefix = "\xff\xff"})).first()->last);
    QVERIFY(asked().isEmpty());
}

void TestRemoteStore::listErrorsEndIt()
{
    m_kv->server.script(success("[{\"name\":\"a\"}]", "{\"cursor\":\"c\"}"));
    m_kv->server.script(failure(401, 10000, "Authentication error"));
    const auto pages = waitForAll(store().list({.pages = 0}));
    QCOMPARE(pages.size(), 2);
    QVERIFY_RESULT(pages.first());
    QVERIFY_ERROR(pages.last(), ErrorKind::Unauthorised);
}

void TestRemoteStore::hostileListings_data()
{
    QTest::addColumn<QByteArray>("result");
    for (const char *result : {"{}", "null", "\"a\"", "[1]", "[{}]", "[{\"name\":1}]", "[[\"name\",\"a\"]]",
                               "[{\"name\":\"b\"},{\"name\":\"a\"}]", "[{\"name\":\"a\"},{\"name\":\"a\"}]",
                               "[{\"name\":\"a\",\"expiration\":\"soon\"}]"})
        QTest::newRow(result) << QByteArray(result);
}

void TestRemoteStore::hostileListings()
{
    QFETCH(QByteArray, result);
    m_kv->server.script(success(result));
    const auto pages = waitForAll(store().list({.pages = 0}));
    QVERIFY_ERROR(pages.first(), ErrorKind::Protocol);
}

void TestRemoteStore::peekIsOneRequestForAHundred()
{
    QList<QByteArray> keys;
    for (int i = 0; i < 130; ++i) {
        keys << "k" + QByteArray::number(i);
        m_kv->entries[keys.last()] = {"\xc3\xa4-" + keys.last(), {}, {}};
    }
    keys << "absent"
         << "k0";
    const auto peeks = waitFor(store().peek(keys, 3));
    QVERIFY_RESULT(peeks);
    QCOMPARE(peeks->size(), 132);
    QCOMPARE(peeks->at(5).size, qint64(5));
    QCOMPARE(peeks->at(5).head, QByteArray("\xc3\xa4-"));
    QCOMPARE(peeks->at(130).size, qint64(-1));
    QCOMPARE(peeks->at(131).key, QByteArray("k0"));
    QCOMPARE(asked(), (QList<QByteArray>{"POST bulk/get", "POST bulk/get"}));
}

void TestRemoteStore::peekOfWhatIsNoText()
{
    m_kv->entries["bin"] = {"\xff\xfe", {}, {}};
    m_kv->entries["text"] = {"abc", {}, {}};
    auto peeks = waitFor(store().peek({"bin", "text"}, 8)).value();
    QVERIFY(peeks.at(0).unknown);
    QVERIFY(!peeks.at(1).unknown);
    QCOMPARE(peeks.at(1).size, qint64(3));
}

void TestRemoteStore::peekOfTooMuchAtOnce()
{
    m_kv->mostBulkBytes = 1'000;
    QList<QByteArray> keys;
    for (int i = 0; i < 40; ++i) {
        keys << "k" + QByteArray::number(10 + i);
        m_kv->entries[keys.last()] = {QByteArray(100, 'v'), {}, {}};
    }
    m_kv->entries["k17"].value = QByteArray(1'001, 'v');
    const auto peeks = waitFor(store().peek(keys, 2));
    QVERIFY_RESULT(peeks);
    for (const Peek &peek : *peeks) {
        QCOMPARE(peek.unknown, peek.key == "k17"); // the only one that cannot be told
        if (!peek.unknown)
            QCOMPARE(peek.size, qint64(100));
    }
    QVERIFY(asked().size() < 20);
}

void TestRemoteStore::rawWithoutMetadata()
{
    const QByteArray value("\0\r\n\xff--", 6);
    QVERIFY_RESULT(waitFor(store().put(
        {.key = "a/b", .value = value, .expiration = Expiration(now + 60), .metadata = Metadata()})));
    QCOMPARE(asked(), QList<QByteArray>{"PUT values/a%2Fb?expiration=1700000060"});
    QCOMPARE(m_kv->server.seen.first().header("Content-Type"), QByteArray("application/octet-stream"));
    QCOMPARE(m_kv->server.seen.first().body, value);
}

void TestRemoteStore::aFormWithMetadata()
{
    const QByteArray value("\xef\xbb\xbf--boundary\r\n\0\xff\r\n", 19);
    const QByteArray metadata = "{ \"n\":12345678901234567890, \"\xc3\xa4\":1 }";
    QVERIFY_RESULT(waitFor(store().put(
        {.key = "k", .value = value, .expiration = Expiration(), .metadata = Metadata(metadata)})));
    const Seen &seen = m_kv->server.seen.first();
    const QByteArray type = seen.header("Content-Type");
    QVERIFY(type.startsWith("multipart/form-data; boundary="));
    const QByteArray line = "--" + type.mid(30);
    QCOMPARE(seen.body, line +
                            "\r\nContent-Disposition: form-data; name=\"value\"; filename=\"value\"\r\n"
                            "Content-Type: application/octet-stream\r\n\r\n" +
                            value + "\r\n" + line +
                            "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n" + metadata +
                            "\r\n" + line + "--\r\n");
}

void TestRemoteStore::keptFieldsAreSentAlong()
{
    const QByteArray metadata = "{ \"n\":12345678901234567890 }";
    m_kv->entries["k"] = {"old", now + 500, metadata};
    QVERIFY_RESULT(waitFor(store().put({.key = "k", .value = QByteArray("new")})));
    QCOMPARE(m_kv->entries["k"], (FakeKv::Item{"new", now + 500, metadata}));
    QVERIFY_RESULT(waitFor(store().put({.key = "k", .metadata = Metadata()})));
    QCOMPARE(m_kv->entries["k"], (FakeKv::Item{"new", now + 500, {}}));
    QVERIFY_RESULT(waitFor(store().put({.key = "k", .expiration = Expiration(now + 700)})));
    QCOMPARE(m_kv->entries["k"], (FakeKv::Item{"new", now + 700, {}}));
}

void TestRemoteStore::anExpirationTooNearIsNotSentAlong()
{
    m_kv->entries["k"] = {"old", now + 59, {}};
    for (const auto &answer : {waitFor(store().put({.key = "k", .value = QByteArray("new")})),
                               waitFor(store().rename("k", "other", {}))}) {
        QVERIFY_ERROR(answer, ErrorKind::InvalidInput);
        QVERIFY(answer.error().detail.contains(QLatin1String("60 seconds")));
    }
    QCOMPARE(m_kv->entries.size(), size_t(1));
    QCOMPARE(m_kv->entries["k"].value, QByteArray("old"));
    QVERIFY_RESULT(
        waitFor(store().put({.key = "k", .value = QByteArray("new"), .expiration = Expiration()})));
    QCOMPARE(m_kv->entries["k"].expiration, Expiration());
}

void TestRemoteStore::conflicts()
{
    m_kv->entries["k"] = {"1", {}, "{\"a\":1}"};
    const Revision revision = waitFor(store().get("k")).value().revision;
    m_kv->entries["k"].metadata = "{\"a\":2}"; // somebody else
    QVERIFY_ERROR(
        waitFor(store().put({.key = "k", .value = QByteArray("2"), .expect = Expect::unchanged(revision)})),
        ErrorKind::Conflict);
    QVERIFY_ERROR(waitFor(store().put({.key = "k", .value = QByteArray("2"), .expect = Expect::absent()})),
                  ErrorKind::Conflict);
    QCOMPARE(waitFor(store().remove({{"k", Expect::unchanged(revision)}})).value().conflicted,
             QList<QByteArray>{"k"});
    QVERIFY_ERROR(waitFor(store().rename("k", "l", Expect::unchanged(revision))), ErrorKind::Conflict);
    m_kv->entries["k"].metadata = " { \"a\" : 1 } "; // the same in other words
    QVERIFY_RESULT(
        waitFor(store().put({.key = "k", .value = QByteArray("2"), .expect = Expect::unchanged(revision)})));
    // A new key needs one look, and nothing of it.
    m_kv->server.seen.clear();
    QVERIFY_RESULT(waitFor(store().put({.key = "n", .value = QByteArray("1"), .expect = Expect::absent()})));
    QCOMPARE(asked(), (QList<QByteArray>{"GET metadata/n", "PUT values/n"}));
}

void TestRemoteStore::oddKeysAreWrittenInBulk()
{
    const QByteArray text = "..\x01";
    const QByteArray binary = "..\x02";
    QVERIFY_RESULT(waitFor(store().put({.key = text,
                                        .value = QByteArray("\xc3\xa4\"\n"),
                                        .expiration = Expiration(now + 99),
                                        .metadata = Metadata("[1.0]")})));
    QVERIFY_RESULT(waitFor(store().put(
        {.key = binary, .value = QByteArray("\xff"), .expiration = Expiration(), .metadata = Metadata()})));
    QCOMPARE(asked(), (QList<QByteArray>{"PUT bulk", "PUT bulk"}));
    QCOMPARE(m_kv->entries[text], (FakeKv::Item{"\xc3\xa4\"\n", now + 99, "[1.0]"}));
    QCOMPARE(m_kv->entries[binary].value, QByteArray("\xff"));
    QVERIFY_RESULT(waitFor(store().remove({{text, {}}})));
    QVERIFY(!m_kv->entries.contains(text));
    QCOMPARE(asked().last(), QByteArray("POST bulk/delete"));
}

void TestRemoteStore::refusedKeysAreWrittenInBulk()
{
    m_kv->refusedInUrls = "%5E";
    QVERIFY_RESULT(
        waitFor(store().put({.key = "a^b", .value = QByteArray("1"), .expect = Expect::absent()})));
    QCOMPARE(m_kv->entries["a^b"].value, QByteArray("1"));
    QVERIFY_RESULT(waitFor(store().remove({{"a^b", {}}})));
    QVERIFY(m_kv->entries.empty());
    // Once refused when asked again as well.
    m_kv->unsuccessful = {"c^d"};
    m_kv->unsuccessfulTimes = 2;
    QVERIFY_ERROR(waitFor(store().put({.key = "c^d", .value = QByteArray("1"), .expect = Expect::absent()})),
                  ErrorKind::Protocol);
    m_kv->unsuccessfulTimes = 1;
    QVERIFY_RESULT(
        waitFor(store().put({.key = "c^d", .value = QByteArray("1"), .expect = Expect::absent()})));
}

void TestRemoteStore::anEmptyValueMayNeedAForm()
{
    const Put put{.key = "k", .value = QByteArray(""), .expiration = Expiration(), .metadata = Metadata()};
    QVERIFY_RESULT(waitFor(store().put(put)));
    QCOMPARE(asked().size(), 1);
    m_kv->server.script(failure(400, 10012));
    QVERIFY_RESULT(waitFor(store().put(put)));
    QVERIFY(m_kv->server.seen.last().body.contains("name=\"value\""));
    QCOMPARE(m_kv->entries["k"], (FakeKv::Item{"", {}, {}}));
}

void TestRemoteStore::renameDeletesLast()
{
    m_kv->entries["a"] = {"v", now + 99, "{}"};
    QVERIFY_RESULT(waitFor(store().rename("a", "b", {})));
    QCOMPARE(m_kv->entries.size(), size_t(1));
    QCOMPARE(m_kv->entries["b"], (FakeKv::Item{"v", now + 99, "{}"}));
    QCOMPARE(asked().mid(2),
             (QList<QByteArray>{"GET metadata/b", "PUT values/b?expiration=1700000099", "DELETE values/a"}));
    QVERIFY_ERROR(waitFor(store().rename("b", "b", {})), ErrorKind::Conflict);
    QCOMPARE(m_kv->entries.size(), size_t(1));
}

void TestRemoteStore::renameStopsBeforeTheDelete()
{
    m_kv->entries["a"] = {"v", {}, {}};
    m_kv->before = [](const Seen &seen) -> std::optional<Answer> {
        if (seen.method() == "PUT")
            return failure(500, 10001);
        return std::nullopt;
    };
    QVERIFY_ERROR(waitFor(store().rename("a", "b", {})), ErrorKind::Network);
    QVERIFY(!asked().contains("DELETE values/a"));
    m_kv->before = [](const Seen &seen) -> std::optional<Answer> {
        if (seen.method() == "DELETE")
            return failure(403, 10037);
        return std::nullopt;
    };
    const auto half = waitFor(store().rename("a", "b", {}));
    QVERIFY_ERROR(half, ErrorKind::Unauthorised);
    QVERIFY(half.error().detail.contains(QLatin1String("under the new key")));
    QVERIFY(m_kv->entries.contains("a") && m_kv->entries.contains("b"));
}

void TestRemoteStore::removeInBulk()
{
    QList<Removal> removals;
    for (int i = 0; i < 10'001; ++i) {
        removals.append({QByteArray::number(i), {}});
        m_kv->entries[removals.last().key] = {"v", {}, {}};
    }
    const auto report = waitFor(store().remove(removals));
    QVERIFY_RESULT(report);
    QCOMPARE(report->removed.size(), 10'001);
    QVERIFY(m_kv->entries.empty());
    QCOMPARE(asked(), (QList<QByteArray>{"POST bulk/delete", "POST bulk/delete"})); // and nothing is read
    QCOMPARE(store().capabilities().keysPerWriteRequest, 10'000);
}

void TestRemoteStore::removeIsSureOfEveryKey()
{
    for (const char *key : {"a", "b", "c"})
        m_kv->entries[key] = {"v", {}, {}};
    m_kv->unsuccessful = {"b"};
    m_kv->unsuccessfulTimes = 2;
    const QList<Removal> all{{"a", {}}, {"b", {}}, {"c", {}}};
    QSignalSpy told(&store(), &Store::keysChanged);
    const auto report = waitFor(store().remove(all));
    QVERIFY_ERROR(report, ErrorKind::Protocol);
    QVERIFY(report.error().detail.contains(QLatin1String("1 of 3")));
    QCOMPARE(told.count(), 1); // the others are gone all the same
    m_kv->unsuccessfulTimes = 1;
    QCOMPARE(waitFor(store().remove(all)).value().removed.size(), 3);
    QVERIFY(m_kv->entries.empty());
}

void TestRemoteStore::writesToOneKeyTakeTurns()
{
    m_kv->entries["k"] = {"0", {}, {}};
    const auto first = store().put({.key = "k", .value = QByteArray("1")});
    const auto second = store().put({.key = "k", .metadata = Metadata("2")});
    const auto third = store().rename("k", "l", {});
    QVERIFY_RESULT(waitFor(third));
    QVERIFY_RESULT(waitFor(first));
    QVERIFY_RESULT(waitFor(second));
    QCOMPARE(m_kv->entries["l"], (FakeKv::Item{"1", {}, "2"}));
}

void TestRemoteStore::staleReadsAreNotShown()
{
    m_kv->entries["k"] = {"old", {}, {}};
    const Revision old = waitFor(store().get("k")).value().revision;
    const auto revision =
        waitFor(store().put({.key = "k", .value = QByteArray("new"), .expect = Expect::unchanged(old)}));
    QVERIFY_RESULT(revision);
    m_kv->entries["k"].value = "old"; // what another of Cloudflare's places still answers
    auto entry = waitFor(store().get("k"));
    QCOMPARE(entry.value().value, QByteArray("new"));
    QVERIFY(entry->unsettled);
    QCOMPARE(entry->revision, *revision);
    // Nor does it keep one from going on.
    const auto again = waitFor(
        store().put({.key = "k", .value = QByteArray("newer"), .expect = Expect::unchanged(*revision)}));
    QVERIFY_RESULT(again);
    m_kv->entries["k"].value = "old";
    QCOMPARE(waitFor(store().get("k")).value().value, QByteArray("newer"));
    QCOMPARE(waitFor(store().peek({"k"}, 9)).value().first().head, QByteArray("newer"));
    m_kv->entries["k"].value = "newer"; // it has arrived
    entry = waitFor(store().get("k"));
    QVERIFY(!entry.value().unsettled);
    // Deleted, and still there for a while.
    QVERIFY_RESULT(waitFor(store().remove({{"k", Expect::unchanged(*again)}})));
    m_kv->entries["k"] = {"newer", {}, {}};
    QVERIFY_ERROR(waitFor(store().get("k")), ErrorKind::NotFound);
    m_now += 121'000; // for two minutes
    QVERIFY_RESULT(waitFor(store().get("k")));
}

void TestRemoteStore::staleListsArePatched()
{
    for (int i = 0; i < 30; ++i)
        m_kv->entries["k" + QByteArray::number(10 + i)] = {"v", {}, {}};
    const auto entries = m_kv->entries;
    QVERIFY_RESULT(waitFor(store().put({.key = "k195",
                                        .value = QByteArray("1"),
                                        .expiration = Expiration(now + 99),
                                        .metadata = Metadata("7")})));
    QVERIFY_RESULT(waitFor(store().put(
        {.key = "k12", .value = QByteArray("1"), .expiration = Expiration(), .metadata = Metadata("8")})));
    QVERIFY_RESULT(waitFor(store().put(
        {.key = "z", .value = QByteArray("1"), .expiration = Expiration(), .metadata = Metadata()})));
    QVERIFY_RESULT(waitFor(store().remove({{"k39", {}}})));
    m_kv->entries = entries; // a list that is a minute old
    QList<QByteArray> keys;
    QByteArray cursor;
    for (int i = 0; i < 9; ++i) { // page by page, as one scrolls
        const auto page = waitForAll(store().list({.prefix = "k", .cursor = cursor, .pageSize = 10})).first();
        QVERIFY_RESULT(page);
        for (int row = 0; row < page->keys->size(); ++row) {
            keys << page->keys->key(row).toByteArray();
            if (keys.last() == "k195") {
                QCOMPARE(page->keys->expiration(row), Expiration(now + 99));
                QCOMPARE(page->keys->metadata(row).toByteArray(), QByteArray("7"));
            } else if (keys.last() == "k12") {
                QCOMPARE(page->keys->metadata(row).toByteArray(), QByteArray("8"));
            }
        }
        cursor = page->cursor;
        if (page->last)
            break;
    }
    QCOMPARE(keys.size(), 30); // one came, one went
    QVERIFY(std::is_sorted(keys.begin(), keys.end()));
    QCOMPARE(keys.indexOf("k195"), 10);
    QVERIFY(!keys.contains("k39") && !keys.contains("z"));
}

void TestRemoteStore::othersWritesAreShown()
{
    m_kv->entries["k"] = {"old", {}, {}};
    const auto revision = waitFor(store().put({.key = "k", .value = QByteArray("ours")}));
    m_kv->entries["k"].value = "theirs";
    const auto entry = waitFor(store().get("k"));
    QCOMPARE(entry.value().value, QByteArray("theirs"));
    QVERIFY(!entry->unsettled);
    QVERIFY_ERROR(
        waitFor(store().put({.key = "k", .value = QByteArray("2"), .expect = Expect::unchanged(*revision)})),
        ErrorKind::Conflict);
}

void TestRemoteStore::changesAreTold()
{
    QSignalSpy keys(&store(), &Store::keysChanged);
    QSignalSpy changed(&store(), &Store::changed);
    QVERIFY_RESULT(waitFor(store().put({.key = "a",
                                        .value = QByteArray("1"),
                                        .expiration = Expiration(now + 99),
                                        .metadata = Metadata("7")})));
    QCOMPARE(keys.count(), 1);
    auto changes = keys.takeFirst().first().value<QList<KeyChange>>();
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes.first().key, QByteArray("a"));
    QVERIFY(changes.first().exists);
    QCOMPARE(changes.first().expiration, Expiration(now + 99));
    QCOMPARE(changes.first().metadata, Metadata("7"));
    QVERIFY_RESULT(waitFor(store().rename("a", "b", {})));
    QCOMPARE(keys.count(), 2);
    QCOMPARE(keys.at(0).first().value<QList<KeyChange>>().first().key, QByteArray("b"));
    changes = keys.at(1).first().value<QList<KeyChange>>();
    QVERIFY(changes.first().key == "a" && !changes.first().exists);
    QCOMPARE(changed.count(), 0);
}

void TestRemoteStore::aCutAtEveryPercent()
{
    const QByteArray value = QByteArray(20'000, 'v');
    m_kv->entries["k"] = {value, {}, {}};
    int cut = 0;
    bool chunked = false;
    m_kv->before = [&](const Seen &seen) -> std::optional<Answer> {
        if (!seen.url().contains("/values/"))
            return std::nullopt;
        Answer answer = bytes(value);
        answer.cutAfter = cut;
        answer.chunked = chunked;
        return answer;
    };
    for (int percent = 0; percent < 100; ++percent) {
        for (const bool inChunks : {false, true}) {
            chunked = inChunks;
            cut = int(value.size()) * percent / 100;
            QVERIFY_ERROR(waitFor(store().get("k")), ErrorKind::Network);
        }
    }
    // And once near the end of a large one.
    Answer answer = bytes(QByteArray(10 * 1024 * 1024, 'v'));
    answer.cutAfter = answer.body.size() - 1;
    m_kv->before = [&](const Seen &seen) {
        return seen.url().contains("/values/") ? std::optional(answer) : std::nullopt;
    };
    QVERIFY_ERROR(waitFor(store().get("k")), ErrorKind::Network);
}

void TestRemoteStore::cancelAborts()
{
    m_kv->before = [](const Seen &) { return std::optional(Answer{.silent = true}); };
    auto getting = store().get("k");
    QTRY_COMPARE(m_kv->server.waiting, 2);
    getting.cancel();
    QTRY_COMPARE(m_kv->server.abandoned, 2);
    QTRY_VERIFY(getting.isFinished());
    // A write that waits for its turn is never made, and the next one goes on.
    auto first = store().put({.key = "k", .value = QByteArray("1")});
    auto second = store().put({.key = "k", .value = QByteArray("2")});
    const auto third = store().put({.key = "k", .value = QByteArray("3")});
    QTRY_COMPARE(m_kv->server.waiting, 2);
    second.cancel();
    m_kv->before = {};
    m_kv->server.seen.clear();
    first.cancel();
    QVERIFY_RESULT(waitFor(third));
    QCOMPARE(m_kv->entries["k"].value, QByteArray("3"));
    QCOMPARE(asked().count("PUT values/k"), 1);
}

void TestRemoteStore::destroyingEndsEverything()
{
    m_kv->before = [](const Seen &) { return std::optional(Answer{.silent = true}); };
    const auto listing = store().list({.pages = 0});
    const auto putting = store().put({.key = "k", .value = QByteArray("1")});
    const auto waiting = store().put({.key = "k", .value = QByteArray("2")});
    const auto removing = store().remove({{"k", {}}, {"l", {}}});
    QTRY_COMPARE(m_kv->server.waiting, 3);
    m_store.reset();
    QVERIFY(listing.isFinished() && putting.isFinished() && waiting.isFinished() && removing.isFinished());
    QTRY_COMPARE(m_kv->server.abandoned, 3);
    QCOMPARE(m_kv->server.seen.size(), 3);
}

void TestRemoteStore::aTargetWithoutIdsIsNotAskedFor()
{
    RemoteStore lost(m_client, {.place = Place::Remote, .namespaceId = QStringLiteral("ns")});
    QVERIFY_ERROR(waitFor(lost.get("k")), ErrorKind::InvalidInput);
    const auto pages = waitForAll(lost.list({}));
    QVERIFY_ERROR(pages.first(), ErrorKind::InvalidInput);
    QVERIFY_ERROR(waitFor(lost.remove({{"k", {}}})), ErrorKind::InvalidInput);
    QVERIFY(asked().isEmpty());
}

QTEST_GUILESS_MAIN(TestRemoteStore)

#include "tst_remotestore.moc"
