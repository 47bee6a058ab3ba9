// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planfixture.h"
#include "jobs/searchjob.h"
#include "jobs/searchmatch.h"
#include "local/localstore.h"
#include "store/outerstore.h"
#include "support/statefolder.h"
#include "text/needle.h"
#include "text/pattern.h"
#include "text/utf8.h"

#include <QRandomGenerator>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using State = Job::State;
using Call = MemoryStore::Call;
using What = SearchQuery::What;

namespace {

SearchQuery valueQuery(const QByteArray &text)
{
    return {.what = What::ValueContains, .text = text};
}

/// Keys that hold what a query looks for, the obvious way.
QList<QByteArray> naive(const QMap<QByteArray, Entry> &content, const SearchQuery &query)
{
    QList<QByteArray> keys;
    for (const Entry &entry : content) {
        if (!entry.key.startsWith(query.prefix))
            continue;
        const QByteArray &in = query.readsValues() ? entry.value : entry.key;
        bool fits = false;
        if (query.what == What::KeyGlob)
            fits = text::Pattern(query.text).matches(in);
        else if (query.ignoreCase)
            fits = text::foldedCase(in).contains(text::foldedCase(query.text));
        else
            fits = in.contains(query.text);
        if (fits)
            keys.append(entry.key);
    }
    return keys;
}

/// A job and all that it tells.
class Run
{
public:
    Run(std::shared_ptr<Store> store, const SearchQuery &query, const SearchOptions &options = {})
        : job(std::make_unique<SearchJob>(std::move(store), query, options))
    {
        QObject::connect(job.get(), &SearchJob::found, job.get(), [this](const QList<SearchHit> &some) {
            isOrderly = isOrderly && !some.isEmpty();
            hits += some;
        });
    }
    QList<QByteArray> keys() const
    {
        QList<QByteArray> keys;
        for (const SearchHit &hit : hits)
            keys.append(hit.key);
        return keys;
    }

    std::unique_ptr<SearchJob> job;
    QList<SearchHit> hits;
    bool isOrderly = true; ///< No empty batch came.
};

} // namespace

class TestSearchJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_store = std::make_shared<MemoryStore>(testClock()); }

    void asTheSlowWay_data()
    {
        QTest::addColumn<bool>("counted");
        QTest::newRow("nothing counted") << false;
        QTest::newRow("requests counted") << true;
    }

    void asTheSlowWay()
    {
        QFETCH(bool, counted);
        QRandomGenerator random(11);
        const auto bytes = [&random](int most) {
            static const char *pieces[] = {"a", "b", "A", "é", "É", "\xff", ":", "1"};
            QByteArray out;
            for (int i = int(random.bounded(most)); i > 0; --i)
                out += pieces[random.bounded(int(std::size(pieces)))];
            return out;
        };
        for (int round = 0; round < 30; ++round) {
            init();
            m_store->setPageSize(1 + int(random.bounded(200)));
            if (counted)
                m_store->setCapabilities(countedCapabilities());
            for (int i = int(random.bounded(700)); i > 0; --i)
                m_store->plant(entryOf("k" + bytes(6), bytes(40)));
            m_store->insertEmptyPages(int(random.bounded(3)));
            SearchQuery query;
            query.what = What(random.bounded(3));
            query.text = round % 3 == 0 ? QByteArray("aé") : "a" + bytes(3);
            if (query.what == What::KeyGlob)
                query.text = "*" + query.text + "?";
            query.ignoreCase = query.what != What::KeyGlob && text::isUtf8(query.text) && random.bounded(2);
            query.prefix = random.bounded(3) == 0 ? QByteArray("ka") : QByteArray();
            Run run(m_store, query);
            QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
            const auto content = contentOf(*m_store);
            QCOMPARE(run.keys(), naive(content, query));
            QVERIFY(run.isOrderly);
            const SearchReport &report = run.job->report();
            QCOMPARE(report.hits, run.hits.size());
            QCOMPARE(report.unread, 0);
            QCOMPARE(run.job->progress().done, report.looked);
            QCOMPARE(run.job->progress().total, report.looked);
            QCOMPARE(run.job->progress().requestsLeft, 0);
            if (!counted)
                QCOMPARE(run.job->progress().requests, 0);
            for (const SearchHit &hit : run.hits) {
                const QByteArray &in = query.readsValues() ? content[hit.key].value : hit.key;
                QVERIFY(hit.offset >= 0 && hit.offset + hit.length <= in.size());
                if (query.readsValues()) {
                    QCOMPARE(hit.size, in.size());
                    QCOMPARE(in.mid(hit.excerptAt, hit.excerpt.size()), hit.excerpt);
                    QVERIFY(hit.excerptAt <= hit.offset);
                    QVERIFY(hit.excerptAt + hit.excerpt.size() >= hit.offset + hit.length);
                }
            }
        }
    }

    void jsonByMeaning()
    {
        m_store->plant(entryOf("a", "{\"user\":{\"id\":42}}"));
        m_store->plant(entryOf("b", "{\"user\":{\"id\":4.2e1,\"x\":[1]}}"));
        m_store->plant(entryOf("c", "{\"user\":{\"id\":\"42\"}}"));
        m_store->plant(entryOf("d", "42"));
        m_store->plant(entryOf("e", QByteArray(100'000, '[')));
        m_store->plant(entryOf("f", ""));
        Run run(m_store, {.what = What::JsonPath, .text = "42", .path = QStringLiteral("$.user.id")});
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
        QCOMPARE(run.keys(), (QList<QByteArray>{"a", "b"}));
        QCOMPARE(run.hits[1].offset, 14);
        QCOMPARE(run.hits[1].length, 5);
        QCOMPARE(run.job->report().looked, 6);
    }

    void whatCannotBeLookedFor()
    {
        Run nothing(m_store, valueQuery(""));
        QCOMPARE_STATE(*nothing.job, test::run(*nothing.job), State::Failed);
        QCOMPARE(int(nothing.job->error()->kind), int(ErrorKind::InvalidInput));
        const SearchQuery path{.what = What::JsonPath, .text = "1", .path = QStringLiteral("$.a[")};
        QVERIFY_ERROR(checkQuery(path), ErrorKind::InvalidInput);
        QCOMPARE(checkQuery(path).error().column, 5);
        QCOMPARE(m_store->callCount(Call::List), 0);
    }

    void noStoreYetIsSaid()
    {
        Run run(m_store, valueQuery("x"));
        m_store->destroyEntries();
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
        QVERIFY(!run.job->report().storeExists);
        QVERIFY(run.hits.isEmpty());
    }

    void unreadableEntriesAreCountedAndTold()
    {
        for (int i = 0; i < 300; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(100 + i), "value"));
        Entry lost = entryOf("k200", "");
        lost.valueMissing = true;
        m_store->plant(lost);
        Run run(m_store, valueQuery("alu"));
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
        QCOMPARE(run.hits.size(), 299);
        QCOMPARE(run.job->report().unread, 1);
        QCOMPARE(run.job->report().looked, 299);
        QCOMPARE(run.job->troubles().size(), 1);
        QCOMPARE(run.job->troubles().first().first, QByteArray("k200"));
        QVERIFY(!run.job->troubles().first().second.isEmpty());
    }

    void whatVanishesAfterItWasListedIsCounted()
    {
        m_store->plant(entryOf("a", "x"));
        m_store->plant(entryOf("b", "x"));
        m_store->setCapabilities(countedCapabilities());
        m_store->hold();
        Run run(m_store, valueQuery("x"));
        run.job->start();
        QVERIFY(waitForCalls(*m_store, 1));
        m_store->release(1);
        QVERIFY(waitForCalls(*m_store, 1));
        m_store->uproot("a");
        m_store->release();
        QCOMPARE_STATE(*run.job, waitUntilStopped(*run.job), State::Finished);
        QCOMPARE(run.keys(), QList<QByteArray>{"b"});
        QCOMPARE(run.job->report().gone, 1);
        QCOMPARE(run.job->report().unread, 0);
    }

    void aFailureIsGoneOnFrom_data()
    {
        QTest::addColumn<int>("call");
        QTest::newRow("list") << int(Call::List);
        QTest::newRow("fetch") << int(Call::Fetch);
        QTest::newRow("peek") << int(Call::Peek);
    }

    void aFailureIsGoneOnFrom()
    {
        QFETCH(int, call);
        for (int i = 0; i < 3000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(10'000 + i), "v" + QByteArray::number(i)));
        m_store->hold();
        m_store->setPageSize(500);
        SearchQuery query = valueQuery("v");
        if (Call(call) == Call::List)
            m_store->setCapabilities(countedCapabilities());
        if (Call(call) == Call::Peek) {
            query = {.what = What::KeyContains, .text = "k"};
            m_store->setCapabilities({.sizesAreCheap = true});
        }
        Run run(m_store, query);
        int failures = 0;
        run.job->start();
        for (int turn = 0; turn < 10'000 && run.job->state() != State::Finished; ++turn) {
            QVERIFY(QTest::qWaitFor(
                [&] { return !m_store->waitingCalls().isEmpty() || run.job->state() != State::Running; },
                10'000));
            if (run.job->state() == State::Failed) {
                QCOMPARE(int(run.job->error()->kind), int(ErrorKind::Network));
                ++failures;
                run.job->start();
            }
            const auto waiting = m_store->waitingCalls();
            if (!waiting.isEmpty() && waiting.first() == Call(call) && turn % 3 == 0)
                m_store->failNext(Call(call), {.kind = ErrorKind::Network});
            m_store->release(1);
        }
        QCOMPARE(run.job->state(), State::Finished);
        QVERIFY(failures > 0);
        QCOMPARE(run.hits.size(), 3000);
        for (int i = 0; i < 3000; ++i)
            QCOMPARE(run.hits[i].key, "k" + QByteArray::number(10'000 + i));
        if (Call(call) == Call::Peek)
            QCOMPARE(run.hits[2999].excerpt, QByteArray("v2999"));
    }

    void aListingThatGoesInCirclesIsAFailure()
    {
        class Circle : public OuterStore
        {
        public:
            using OuterStore::OuterStore;
            QFuture<Result<KeyPage>> list(const ListQuery &query) override
            {
                ListQuery first = query;
                first.cursor.clear();
                first.pageSize = 1;
                return OuterStore::list(first);
            }
        };
        m_store->plant(entryOf("a", "x"));
        m_store->plant(entryOf("b", "x"));
        Run run(std::make_shared<Circle>(m_store), valueQuery("x"));
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Failed);
        QCOMPARE(int(run.job->error()->kind), int(ErrorKind::Protocol));
    }

    void stoppedAtAnyStep_data() { addWaysToStop(); }

    void stoppedAtAnyStep()
    {
        QFETCH(int, what);
        bool wasFinished = false;
        for (int steps = 0; steps < 30 && !wasFinished; ++steps) {
            init();
            for (int i = 0; i < 2500; ++i)
                m_store->plant(entryOf("k" + QByteArray::number(10'000 + i), QByteArray::number(i)));
            m_store->setPageSize(700);
            m_store->hold();
            Run run(m_store, valueQuery("7"));
            run.job->start();
            for (int i = 0; i < steps && run.job->state() == State::Running; ++i) {
                QVERIFY(QTest::qWaitFor(
                    [&] { return run.job->state() != State::Running || !m_store->waitingCalls().isEmpty(); },
                    10'000));
                m_store->release(1);
            }
            wasFinished = run.job->state() == State::Finished;
            if (wasFinished)
                break;
            if (what == 0) {
                run.job->pause();
                QCOMPARE(run.job->state(), State::Paused);
                m_store->release();
                QTest::qWait(1);
                QVERIFY(run.job->state() == State::Paused);
                QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
                QCOMPARE(run.keys(), naive(contentOf(*m_store), valueQuery("7")));
            } else if (what == 1) {
                run.job->cancel();
                QCOMPARE(run.job->state(), State::Cancelled);
                const auto before = run.hits.size();
                m_store->release();
                QTest::qWait(1);
                run.job->start();
                QCOMPARE(run.job->state(), State::Cancelled);
                QCOMPARE(run.hits.size(), before);
            } else {
                run.job.reset();
                m_store->release();
                QTest::qWait(1);
            }
        }
        QVERIFY(wasFinished);
    }

    void stoppedByWhoeverHearsOfAHit()
    {
        for (int i = 0; i < 5000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(10'000 + i), "x"));
        Run run(m_store, valueQuery("x"));
        connect(run.job.get(), &SearchJob::found, this, [&run] { run.job->cancel(); });
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Cancelled);
        QVERIFY(run.hits.size() < 5000);
        Run gone(m_store, valueQuery("x"));
        bool told = false;
        connect(gone.job.get(), &SearchJob::found, this, [&] {
            told = true;
            gone.job.reset();
        });
        gone.job->start();
        QTRY_VERIFY(told);
    }

    void consentIsAskedForOnce()
    {
        for (int i = 0; i < 5000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(10'000 + i), "x"));
        m_store->setCapabilities(countedCapabilities());
        Run run(m_store, valueQuery("x"), {.askAfterRequests = 20});
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Paused);
        QVERIFY(run.job->wantsConsent());
        const qint64 used = run.job->progress().requests;
        QVERIFY(used >= 20 && used < 30); // those under way come besides
        QCOMPARE(used, m_store->callCount(Call::List) + m_store->callCount(Call::Fetch));
        QVERIFY(run.hits.size() >= 1000); // what was paid for is there
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
        QVERIFY(!run.job->wantsConsent());
        QCOMPARE(run.hits.size(), 5000);
        QCOMPARE(run.job->progress().requests, 5 + 50);
    }

    void whatEndsBeforeItCostsTooMuchIsNotAskedAbout()
    {
        for (int i = 0; i < 1900; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(10'000 + i), "x"));
        m_store->setCapabilities(countedCapabilities());
        Run run(m_store, valueQuery("x"), {.askAfterRequests = 21});
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
        QCOMPARE(run.job->progress().requests, 2 + 19);
    }

    void givenKeysAreReadAndNothingIsListed()
    {
        QList<QByteArray> keys;
        for (int i = 0; i < 2500; ++i) {
            const QByteArray key = "k" + QByteArray::number(10'000 + i);
            m_store->plant(entryOf(key, "x" + QByteArray::number(i)));
            if (i % 2 == 0)
                keys.append(key);
        }
        m_store->setCapabilities(countedCapabilities());
        const SearchKeys some{keys.size(), [keys](qint64 i) { return keys.at(i); }};
        SearchCostJob cost(m_store, valueQuery("x1"), some);
        QCOMPARE_STATE(cost, test::run(cost), State::Finished);
        QCOMPARE(cost.cost().keys, 1250);
        QCOMPARE(cost.cost().requests, 13);
        Run run(m_store, valueQuery("x1"), {.keys = some});
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
        QCOMPARE(m_store->callCount(Call::List), 0);
        QCOMPARE(run.job->progress().requests, 13);
        QList<QByteArray> wanted;
        for (const QByteArray &key : naive(contentOf(*m_store), valueQuery("x1"))) {
            if (keys.contains(key))
                wanted.append(key);
        }
        QCOMPARE(run.keys(), wanted);
    }

    void costIsToldWithoutReadingAValue()
    {
        const StateFolder folder(QStringLiteral("ns"), StateFolder::inMemory());
        QList<Put> puts;
        for (int i = 0; i < 1500; ++i)
            puts << Put{.key = (i < 500 ? "a" : "b") + QByteArray::number(i),
                        .value = QByteArray(i % 10, 'x')};
        write(folder, puts);
        const auto local = std::make_shared<local::LocalStore>(folder.target);
        SearchCostJob cost(local, valueQuery("x"));
        QCOMPARE(cost.cost().keys, -1);
        QCOMPARE_STATE(cost, test::run(cost), State::Finished);
        QCOMPARE(cost.cost().keys, 1500);
        QCOMPARE(cost.cost().bytes, 150 * 45);
        QVERIFY(!cost.cost().isSoFar && !cost.cost().countsRequests());
        SearchQuery some = valueQuery("x");
        some.prefix = "a";
        SearchCostJob part(local, some);
        QCOMPARE_STATE(part, test::run(part), State::Finished);
        QCOMPARE(part.cost().keys, 500);
        QCOMPARE(part.cost().bytes, 50 * 45);
        SearchCostJob names(local, {.what = What::KeyContains, .text = "a"});
        QCOMPARE_STATE(names, test::run(names), State::Finished);
        QCOMPARE(names.cost().keys, 1500);
        QCOMPARE(names.cost().bytes, 0);
        m_store->setCapabilities(countedCapabilities());
        SearchCostJob remote(m_store, valueQuery("x"));
        QCOMPARE_STATE(remote, test::run(remote), State::Finished);
        QCOMPARE(remote.cost().keys, -1);
        QCOMPARE(remote.cost().keysPerListRequest, 1000);
        QCOMPARE(remote.cost().keysPerReadRequest, 100);
        QCOMPARE(remote.cost().requests, 2);
        QCOMPARE(m_store->callCount(Call::List) + m_store->callCount(Call::Peek), 0);
    }

    void costIsToldSoFarAndGoesOnAfterAFailure()
    {
        for (int i = 0; i < 4000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(10'000 + i), "1234"));
        Entry lost = entryOf("k9", "");
        lost.valueMissing = true;
        m_store->plant(lost);
        m_store->setCapabilities({.sizesAreCheap = true});
        m_store->hold();
        SearchCostJob cost(m_store, valueQuery("x"));
        cost.start();
        bool wasHalf = false;
        int failures = 0;
        for (int turn = 0; turn < 1000 && cost.state() != State::Finished; ++turn) {
            QVERIFY(QTest::qWaitFor(
                [&] { return !m_store->waitingCalls().isEmpty() || cost.state() != State::Running; },
                10'000));
            if (cost.state() == State::Failed) {
                ++failures;
                cost.start();
                continue;
            }
            if (turn % 3 == 1 && !m_store->waitingCalls().isEmpty())
                m_store->failNext(m_store->waitingCalls().first(), {.kind = ErrorKind::Busy});
            m_store->release(1);
            wasHalf = wasHalf || (cost.cost().isSoFar && cost.cost().bytes > 0);
        }
        QCOMPARE(cost.state(), State::Finished);
        QVERIFY(wasHalf && failures > 0);
        QCOMPARE(cost.cost().keys, 4001);
        QCOMPARE(cost.cost().bytes, 16'000);
        QCOMPARE(cost.cost().unsized, 1);
    }

    void foundKeysComeWithSizesWhereTheseAreCheap()
    {
        for (int i = 0; i < 1000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(1000 + i), QByteArray(300, 'x')));
        m_store->setCapabilities({.sizesAreCheap = true});
        Run run(m_store, {.what = What::KeyContains, .text = "k"}, {.mostPeeks = 600});
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
        QCOMPARE(run.hits.size(), 1000);
        QCOMPARE(run.hits[599].size, 300);
        QCOMPARE(run.hits[599].excerpt, QByteArray(excerptBytes, 'x'));
        QCOMPARE(run.hits[600].size, -1);
        QVERIFY(run.hits[600].excerpt.isEmpty());
        QCOMPARE(m_store->callCount(Call::Fetch), 0);
    }

    void excerptsAreALineAndCutNoSequence()
    {
        const QByteArray value = QByteArray("é").repeated(300) + "needle" + QByteArray("é").repeated(300);
        qint64 at = 0;
        const QByteArray excerpt = excerptOf(value, 600, 6, at);
        QVERIFY(excerpt.size() <= excerptBytes);
        QVERIFY(text::isUtf8(excerpt));
        QVERIFY(at <= 600 && at + excerpt.size() >= 606);
        QCOMPARE(value.mid(at, excerpt.size()), excerpt);
        const QByteArray binary(1000, '\x80');
        QCOMPARE(excerptOf(binary, 500, 1, at).size(), excerptBytes);
        QVERIFY(at <= 500 && at >= 460);
        QCOMPARE(excerptOf(QByteArray("abc"), 0, 3, at), QByteArray("abc"));
        QCOMPARE(at, 0);
        QCOMPARE(excerptOf(QByteArray(5000, 'x'), 100, 4000, at).size(), excerptBytes);
    }

    void theRealStore()
    {
        const StateFolder folder(QStringLiteral("ns"), StateFolder::inMemory());
        QList<Put> puts;
        for (int i = 0; i < 700; ++i)
            puts << Put{.key = "k" + QByteArray::number(1000 + i), .value = "value " + QByteArray::number(i)};
        write(folder, puts);
        const QString lost = folder.blobs() + u'/' + folder.blobNames().first();
        QVERIFY(QFile::remove(lost));
        const auto store = std::make_shared<local::LocalStore>(folder.target);
        Run run(store, valueQuery("value"));
        QCOMPARE_STATE(*run.job, test::run(*run.job), State::Finished);
        QCOMPARE(run.hits.size(), 699);
        QCOMPARE(run.job->report().unread, 1);
        QCOMPARE(run.job->progress().total, 700);
    }

private:
    static void write(const StateFolder &folder, const QList<Put> &puts)
    {
        local::NamespaceFile file(folder.target);
        for (const auto &answer : local::writeEntries(file, puts, 0))
            QVERIFY_RESULT(answer);
    }

    std::shared_ptr<MemoryStore> m_store;
};

QTEST_GUILESS_MAIN(TestSearchJob)
#include "tst_searchjob.moc"
