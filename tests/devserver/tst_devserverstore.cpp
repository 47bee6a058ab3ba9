// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/devserverstore.h"

#include "devserver/fakeexplorer.h"
#include "local/localstore.h"
#include "store/storecontract.cpp"
#include "support/statefolder.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QUuid>

using namespace kv;
using namespace kv::devserver;
using kv::test::Answer;
using kv::test::FakeExplorer;
using kv::test::StateFolder;
using kv::test::waitFor;

namespace {

/// A store with a dev server beside it, which goes when the last store on the target does.
struct Desk
{
    Target target;
    std::shared_ptr<FakeExplorer> server;
};

QHash<Store *, Desk> &desks()
{
    static QHash<Store *, Desk> all;
    return all;
}

/// `desk` may be one of desks(), which grows here.
std::shared_ptr<Store> open(Desk desk, const Clock &clock)
{
    const QString path = local::locateUnopened(desk.target).databasePath;
    auto store =
        std::make_shared<DevServerStore>(std::make_shared<local::LocalStore>(desk.target, clock), path,
                                         desk.target.namespaceId, desk.server->options(), clock);
    desks()[store.get()] = std::move(desk);
    return store;
}

std::shared_ptr<Store> openFresh(const Clock &clock)
{
    static QTemporaryDir dir(StateFolder::inMemory() + QStringLiteral("/tst_devserverstore-XXXXXX"));
    const Target target{.namespaceId = QUuid::createUuid().toString(QUuid::Id128), .stateRoot = dir.path()};
    return open({target, std::make_shared<FakeExplorer>(target, clock)}, clock);
}

Put entry(const QByteArray &key, const QByteArray &value, const Metadata &metadata = {},
          const Expect &expect = {})
{
    return {.key = key, .value = value, .expiration = Expiration(), .metadata = metadata, .expect = expect};
}

QList<Put> numbered(int count)
{
    QList<Put> puts;
    for (int i = 0; i < count; ++i)
        puts.append(entry("k" + QByteArray::number(i), "v" + QByteArray::number(i)));
    return puts;
}

} // namespace

class TestDevServerStore : public kv::test::StoreContract
{
    Q_OBJECT

public:
    TestDevServerStore()
        : StoreContract({.fresh = openFresh,
                         .second = [](const std::shared_ptr<Store> &first,
                                      const Clock &clock) { return open(desks()[first.get()], clock); },
                         .manyKeys = 100})
    {
    }

private:
    /// The entries of `puts` are there, each once.
    static void check(Store &store, const QList<Put> &puts)
    {
        QCOMPARE(waitFor(store.count()).value().value_or(-1), puts.size());
        for (const Put &put : puts) {
            const auto entry = waitFor(store.get(put.key));
            QVERIFY_RESULT(entry);
            QCOMPARE(entry->value, put.value.value());
            QCOMPARE(entry->metadata, put.metadata.value());
            QCOMPARE(entry->expiration, put.expiration.value());
        }
    }

private Q_SLOTS:
    void manyPutsGoThroughTheServer()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        QVERIFY(store->capabilities().writesConditionally);
        QSignalSpy capabilities(store.get(), &Store::capabilitiesChanged);
        QList<Put> puts = numbered(70);
        puts << entry("binary", QByteArray("\xff\0\x01", 3), Metadata("{\"a\":[1,null]}"))
             << entry("ü\n", "\xef\xbb\xbf\"\\");
        puts.last().expiration = Expiration(startSec + 500);
        const auto answers = waitFor(store->putMany(puts));
        QVERIFY_RESULT(answers);
        QCOMPARE(server.bulkRequests(), 3);
        check(*store, puts);
        for (qsizetype i = 0; i < puts.size(); ++i) {
            QVERIFY_RESULT((*answers)[i]);
            QCOMPARE(waitFor(store->get(puts[i].key))->revision, *(*answers)[i]);
        }
        QCOMPARE(capabilities.size(), 1);
        QVERIFY(!store->capabilities().writesConditionally);
        QVERIFY(store->capabilities().expectsCheaply());
        // It is known now: nothing is asked but what is to be written.
        const auto requests = server.server.seen.size();
        QVERIFY_RESULT(waitFor(store->putMany(numbered(3))));
        QCOMPARE(server.server.seen.size(), requests + 1);
    }

    void whatTheServerWouldChangeGoesByFile()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        QList<Put> puts = numbered(3);
        puts << entry("spaced", "v", Metadata("{ \"a\": 1 }")) << entry("text", "v", Metadata("\"\xc3\xa9\""))
             << entry("large", QByteArray(2'000'000, '\xff'));
        QVERIFY_RESULT(waitFor(store->putMany(puts)));
        QCOMPARE(server.bulkRequests(), 1);
        for (const char *key : {"spaced", "text", "large"})
            QVERIFY(!server.server.seen.last().body.contains(key));
        check(*store, puts);
    }

    void oneKeyGoesByFile()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        QVERIFY_RESULT(waitFor(store->put(entry("a", "1"))));
        QVERIFY_RESULT(waitFor(store->putMany({entry("b", "2")})));
        QCOMPARE(waitFor(store->remove({{"a", {}}}))->removed.size(), 1);
        QVERIFY_RESULT(waitFor(store->list({})));
        QCOMPARE(server.looks.load(), 0);
        check(*store, {entry("b", "2")});
    }

    void whatIsNoSuchServerIsWrittenNothing_data()
    {
        QTest::addColumn<Answer>("answer");
        QTest::newRow("another title") << Answer{.body = FakeExplorer::description("A Worker")};
        QTest::newRow("no bulk") << Answer{.body = FakeExplorer::description("Local Explorer API", "values")};
        QTest::newRow("a page") << kv::test::html(200);
        QTest::newRow("not found") << Answer{.status = 404, .body = FakeExplorer::description()};
        QTest::newRow("a redirect") << Answer{.status = 302}.with("Location", "/cdn-cgi/local/explorer/api");
        QTest::newRow("two megabytes")
            << Answer{.body = FakeExplorer::description() + QByteArray(2'000'000, ' ')};
        QTest::newRow("silence") << Answer{.silent = true};
        QTest::newRow("a drip") << Answer{.body = FakeExplorer::description(), .dripBytes = 1, .dripMs = 50};
        QTest::newRow("closed") << Answer{.reset = true};
        QTest::newRow("cut short") << Answer{.body = FakeExplorer::description() + "   ",
                                             .cutAfter = FakeExplorer::description().size()};
        QTest::newRow("nested") << Answer{.body = QByteArray(500'000, '[')};
    }
    void whatIsNoSuchServerIsWrittenNothing()
    {
        QFETCH(Answer, answer);
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        server.describe = [answer] { return answer; };
        QVERIFY_RESULT(waitFor(store->putMany(numbered(40))));
        check(*store, numbered(40));
        const auto asked = server.server.seen.size(); // Qt asks twice when the connection is closed
        QCOMPARE(waitFor(store->remove({{"k1", {}}, {"k2", {}}}))->removed.size(), 2);
        QCOMPARE(server.bulkRequests(), 0);
        QCOMPARE(server.server.seen.size(), asked); // not again so soon
        QVERIFY(store->capabilities().writesConditionally);
    }

    void manyPutsTellHowFarTheyAre()
    {
        const auto store = openFresh(clock());
        const auto future = store->putMany(numbered(100));
        QFutureWatcher<Result<QList<Result<Revision>>>> watcher;
        QList<int> told;
        connect(&watcher, &QFutureWatcherBase::progressValueChanged, &watcher,
                [&](int value) { told << value; });
        watcher.setFuture(future);
        QVERIFY_RESULT(waitFor(future));
        QCOMPARE(future.progressMaximum(), 100);
        QVERIFY(std::is_sorted(told.cbegin(), told.cend()));
        QCOMPARE(told.last(), 100);
    }

    void aServerThatDiesInTheMiddleLosesNothing()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        QMap<QByteArray, Revision> written;
        server.onPut = [&](const FakeExplorer::Items &items) {
            const FakeExplorer::Items half = items.mid(0, items.size() / 2);
            const auto revisions = server.put(half);
            for (qsizetype i = 0; i < half.size(); ++i)
                written[text::decodedString(half[i]["key"])] = *revisions[i];
            return Answer{.reset = true};
        };
        const auto answers = waitFor(store->putMany(numbered(100)));
        QVERIFY_RESULT(answers);
        QCOMPARE(server.bulkRequests(), 1);
        check(*store, numbered(100));
        // What it did is not done again.
        QCOMPARE(written.size(), 16);
        for (auto it = written.cbegin(); it != written.cend(); ++it)
            QCOMPARE(waitFor(store->get(it.key()))->revision, it.value());
        QVERIFY(store->capabilities().writesConditionally);
    }

    void keysThatFailedGoByFile()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        server.onPut = [&](const FakeExplorer::Items &items) {
            server.put(items.mid(1));
            return FakeExplorer::done(items.size() - 1, {text::decodedString(items[0]["key"])});
        };
        QVERIFY_RESULT(waitFor(store->putMany(numbered(40))));
        QCOMPARE(server.bulkRequests(), 2); // it is used all the same
        check(*store, numbered(40));
    }

    void refusalsAndLies_data()
    {
        QTest::addColumn<Answer>("answer");
        QTest::newRow("refused") << kv::test::failure(400, 10001);
        QTest::newRow("a lie") << FakeExplorer::done(32);
        QTest::newRow("too many") << FakeExplorer::done(33);
        QTest::newRow("nonsense") << kv::test::success("{\"successful_key_count\":\"all\"}");
        QTest::newRow("a page") << kv::test::html(200);
        QTest::newRow("too long") << kv::test::success('"' + QByteArray(2'000'000, 'x') + '"');
        QTest::newRow("cut short") << Answer{.body = FakeExplorer::done(32).body, .cutAfter = 20};
    }
    void refusalsAndLies()
    {
        QFETCH(Answer, answer);
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        server.onPut = [answer](const FakeExplorer::Items &) { return answer; };
        server.onRemove = server.onPut;
        const auto answers = waitFor(store->putMany(numbered(100)));
        QVERIFY_RESULT(answers);
        for (const auto &one : *answers)
            QVERIFY_RESULT(one);
        QCOMPARE(server.bulkRequests(), 1);
        check(*store, numbered(100));
    }

    void expectationsHold()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        QVERIFY_RESULT(waitFor(store->putMany(numbered(3))));
        const Revision known = waitFor(store->get("k1"))->revision;
        const auto answers = waitFor(store->putMany(
            {entry("k0", "x", {}, Expect::absent()), entry("k1", "x", {}, Expect::unchanged(known)),
             entry("k2", "x", {}, Expect::unchanged(known)), entry("k3", "x", {}, Expect::absent())}));
        QVERIFY_RESULT(answers);
        QVERIFY_ERROR((*answers)[0], ErrorKind::Conflict);
        QVERIFY_RESULT((*answers)[1]);
        QVERIFY_ERROR((*answers)[2], ErrorKind::Conflict);
        QVERIFY_RESULT((*answers)[3]);
        QVERIFY(!server.server.seen.last().body.contains("k0"));
        check(*store, {entry("k0", "v0"), entry("k1", "x"), entry("k2", "v2"), entry("k3", "x")});
    }

    void whatTheWorkerWroteSinceStays()
    {
        const auto store = openFresh(clock());
        Desk &desk = desks()[store.get()];
        desk.server->onPut = [&](const FakeExplorer::Items &items) {
            desk.server->put(items);
            local::NamespaceFile file(desk.target);
            local::writeEntry(file, entry("k1", "the Worker's"), 0);
            return FakeExplorer::done(items.size());
        };
        const auto answers = waitFor(store->putMany(numbered(3)));
        QVERIFY_RESULT(answers);
        QVERIFY_RESULT((*answers)[1]);
        QCOMPARE(*(*answers)[1], Revision()); // what is there now is not ours
        check(*store, {entry("k0", "v0"), entry("k1", "the Worker's"), entry("k2", "v2")});
    }

    void manyRemovalsGoThroughTheServer()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        QVERIFY_RESULT(waitFor(store->putMany(numbered(50))));
        const int before = server.bulkRequests();
        QList<Removal> removals;
        for (const Put &put : numbered(40))
            removals.append({put.key, {}});
        removals[3].expect = Expect::unchanged("another");
        removals << Removal{"gone", {}} << Removal{"", {}};
        QSignalSpy changed(store.get(), &Store::changed);
        const auto report = waitFor(store->remove(removals));
        QVERIFY_RESULT(report);
        QCOMPARE(report->removed.size(), 39);
        QCOMPARE(report->conflicted, QList<QByteArray>{"k3"});
        QCOMPARE(report->missing, (QList<QByteArray>{"gone", ""}));
        QCOMPARE(server.bulkRequests(), before + 2);
        QTRY_VERIFY(!changed.isEmpty());
        QCOMPARE(waitFor(store->count()).value().value_or(-1), 11);
    }

    void removalsThatFailGoByFile()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        QVERIFY_RESULT(waitFor(store->putMany(numbered(50))));
        server.onRemove = [&](const FakeExplorer::Items &items) {
            server.remove(items.mid(2));
            return Answer{.reset = true};
        };
        QList<Removal> removals;
        for (const Put &put : numbered(50))
            removals.append({put.key, {}});
        const auto report = waitFor(store->remove(removals));
        QVERIFY_RESULT(report);
        QCOMPARE(report->removed.size(), 50);
        QCOMPARE(waitFor(store->count()).value().value_or(-1), 0);
    }

    void cancellingStopsBetweenTwoRequests()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        QSignalSpy changed(store.get(), &Store::changed);
        QFuture<Result<QList<Result<Revision>>>> writing;
        server.onPut = [&](const FakeExplorer::Items &items) {
            server.put(items);
            writing.cancel();
            return FakeExplorer::done(items.size());
        };
        writing = store->putMany(numbered(100));
        QTRY_VERIFY(writing.isFinished());
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(waitFor(store->count()).value().value_or(-1), 32);
        QCOMPARE(server.bulkRequests(), 1);
    }

    void aWriteOfOneKeyIsNotOverwrittenByARequestUnderWay()
    {
        const auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        QFuture<Result<Revision>> single;
        server.onPut = [&](const FakeExplorer::Items &items) {
            if (server.bulkRequests() == 1) {
                single = store->put(entry("k3", "by hand"));
                for (int i = 0; i < 20 && !single.isFinished(); ++i) // if it is to come between, let it
                    QThread::msleep(10);
            }
            server.put(items);
            return FakeExplorer::done(items.size());
        };
        const auto answers = waitFor(store->putMany(numbered(100)));
        QVERIFY_RESULT(answers);
        QVERIFY_RESULT(waitFor(single));
        QVERIFY((*answers)[3].has_value());
        QCOMPARE(waitFor(store->get("k3"))->value, QByteArray("by hand"));
        // It did not wait for all requests: the last of them does not know of it, and nobody waits any more.
        QCOMPARE(server.bulkRequests(), 4);
        QVERIFY_RESULT(waitFor(store->put(entry("k4", "by hand"))));
    }

    void itIsTheSameStoreAsItsFile()
    {
        const auto store = openFresh(clock());
        const local::LocalStore file(desks()[store.get()].target);
        QVERIFY(!store->identity().isEmpty());
        QCOMPARE(store->identity(), file.identity());
    }

    void destroyingTheStoreEndsARequest()
    {
        auto store = openFresh(clock());
        FakeExplorer &server = *desks()[store.get()].server;
        server.onPut = [](const FakeExplorer::Items &) { return Answer{.silent = true}; };
        const auto writing = store->putMany(numbered(40));
        QTRY_COMPARE(server.bulkRequests(), 1);
        const auto deferred = store->put(entry("k50", "v"));
        QVERIFY(!deferred.isFinished());
        store.reset();
        QVERIFY(writing.isFinished() && writing.isCanceled());
        QVERIFY(deferred.isFinished() && deferred.isCanceled());
        QTRY_COMPARE(server.server.abandoned, 1);
    }

    void idsThatAUrlCarriesAsTheyAre()
    {
        QVERIFY(DevServerStore::canServe(QStringLiteral("06779da6940b431db6e566b4846d64db")));
        QVERIFY(DevServerStore::canServe(QStringLiteral("MY_KV-2")));
        for (const char *id : {"", "..", "a/b", "a b", "%41", "\xc3\xbc", "a?b"})
            QVERIFY2(!DevServerStore::canServe(QString::fromUtf8(id)), id);
    }
};

QTEST_GUILESS_MAIN(TestDevServerStore)
#include "store/moc_storecontract.cpp"
#include "tst_devserverstore.moc"
