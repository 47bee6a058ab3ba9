// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planfixture.h"
#include "jobs/searchall.h"

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using State = Job::State;
using Call = MemoryStore::Call;

namespace {

SearchQuery query()
{
    return {.what = SearchQuery::What::ValueContains, .text = "x"};
}

} // namespace

class TestSearchAll : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_stores.clear();
        m_found.clear();
        for (int i = 0; i < 4; ++i) {
            m_stores << std::make_shared<MemoryStore>(testClock());
            for (int n = 0; n < 300 * (i + 1); ++n)
                m_stores[i]->plant(entryOf("k" + QByteArray::number(10'000 + n), "x"));
        }
        m_stores[2]->setCapabilities(countedCapabilities());
        m_stores[3]->setCapabilities(countedCapabilities());
    }

    void allAreSearched()
    {
        const auto all = make();
        QCOMPARE_STATE(*all, run(*all), State::Finished);
        QCOMPARE(m_found, (QMap<int, int>{{0, 300}, {1, 600}, {2, 900}, {3, 1200}}));
        QCOMPARE(all->progress().done, 3000);
        QCOMPARE(all->progress().total, 3000);
        QCOMPARE(all->progress().requests, 1 + 9 + 2 + 12);
        QCOMPARE(all->progress().requestsLeft, 0);
    }

    /// One on this disk and one at Cloudflare at a time.
    void oneOfEachKindAtATime()
    {
        for (const auto &store : m_stores)
            store->hold();
        const auto all = make();
        all->start();
        QTest::qWait(1);
        QCOMPARE(all->job(0)->state(), State::Running);
        QCOMPARE(all->job(1)->state(), State::Ready);
        QCOMPARE(all->job(2)->state(), State::Running);
        QCOMPARE(all->job(3)->state(), State::Ready);
        QCOMPARE(all->progress().total, -1);
        m_stores[0]->release();
        QTRY_COMPARE(all->job(1)->state(), State::Running);
        QCOMPARE(all->job(3)->state(), State::Ready);
        for (const auto &store : m_stores)
            store->release();
        QCOMPARE_STATE(*all, waitUntilStopped(*all), State::Finished);
    }

    void theSameKeysAreSearchedOnce()
    {
        m_stores[1] = m_stores[0];
        SearchAll all({{m_stores[0], {}}, {m_stores[1], {}}, {m_stores[2], "id"}, {m_stores[3], "id"}},
                      query());
        QCOMPARE(all.sameAs(0), -1);
        QCOMPARE(all.sameAs(1), 0);
        QCOMPARE(all.sameAs(3), 2);
        QVERIFY(!all.job(1) && !all.job(3));
        connect(&all, &SearchAll::found, this,
                [this](int subject, const QList<SearchHit> &hits) { m_found[subject] += int(hits.size()); });
        QCOMPARE_STATE(all, run(all), State::Finished);
        QCOMPARE(m_found, (QMap<int, int>{{0, 300}, {2, 900}}));
        QCOMPARE(m_stores[3]->callCount(Call::List), 0);
    }

    void oneThatFailsDoesNotKeepTheOthers()
    {
        m_stores[0]->failNext(Call::Fetch, {.kind = ErrorKind::Busy, .detail = QStringLiteral("held")});
        const auto all = make();
        QCOMPARE_STATE(*all, run(*all), State::Failed);
        QCOMPARE(int(all->error()->kind), int(ErrorKind::Busy));
        QCOMPARE(m_found, (QMap<int, int>{{1, 600}, {2, 900}, {3, 1200}}));
        QCOMPARE(all->job(0)->state(), State::Failed);
        all->startOne(0);
        QCOMPARE_STATE(*all, waitUntilStopped(*all), State::Finished);
        QCOMPARE(m_found[0], 300);
        QCOMPARE(m_found[1], 600); // and nothing a second time
    }

    void consentIsAskedForOfEach()
    {
        const auto all = make({.askAfterRequests = 5});
        QCOMPARE_STATE(*all, run(*all), State::Paused);
        QCOMPARE(all->job(0)->state(), State::Finished);
        QCOMPARE(all->job(1)->state(), State::Finished);
        QVERIFY(all->job(2)->wantsConsent() && all->job(3)->wantsConsent());
        all->startOne(3);
        QCOMPARE_STATE(*all, waitUntilStopped(*all), State::Paused);
        QCOMPARE(m_found[3], 1200);
        QVERIFY(all->job(2)->wantsConsent());
        QCOMPARE_STATE(*all, run(*all), State::Finished);
        QCOMPARE(m_found[2], 900);
    }

    void stoppedAtAnyStep_data() { addWaysToStop(); }

    void stoppedAtAnyStep()
    {
        QFETCH(int, what);
        for (int steps = 0; steps < 12; ++steps) {
            init();
            for (const auto &store : m_stores)
                store->hold();
            auto all = make();
            all->start();
            for (int i = 0; i < steps; ++i) {
                for (const auto &store : m_stores)
                    store->release(1);
                QTest::qWait(1);
            }
            if (what == 0 && all->state() == State::Running) {
                all->pause();
                QCOMPARE(all->state(), State::Paused);
                for (const auto &store : m_stores)
                    store->release();
                QTest::qWait(1);
                QCOMPARE(all->state(), State::Paused);
                QCOMPARE_STATE(*all, run(*all), State::Finished);
                QCOMPARE(m_found, (QMap<int, int>{{0, 300}, {1, 600}, {2, 900}, {3, 1200}}));
            } else if (what == 1 && all->state() == State::Running) {
                all->cancel();
                const auto before = m_found;
                for (const auto &store : m_stores)
                    store->release();
                QTest::qWait(1);
                QCOMPARE(all->state(), State::Cancelled);
                QCOMPARE(m_found, before);
                all->start();
                all->startOne(0);
                QCOMPARE(all->state(), State::Cancelled);
            } else if (what == 2) {
                all.reset();
                for (const auto &store : m_stores)
                    store->release();
                QTest::qWait(1);
            }
        }
    }

    void nothingToSearchIsFinishedAtOnce()
    {
        SearchAll all({}, query());
        QCOMPARE_STATE(all, run(all), State::Finished);
    }

private:
    std::unique_ptr<SearchAll> make(const SearchOptions &options = {})
    {
        QList<SearchSubject> subjects;
        for (const auto &store : m_stores)
            subjects << SearchSubject{store, {}};
        auto all = std::make_unique<SearchAll>(subjects, query(), options);
        connect(all.get(), &SearchAll::found, this,
                [this](int subject, const QList<SearchHit> &hits) { m_found[subject] += int(hits.size()); });
        return all;
    }

    QList<std::shared_ptr<MemoryStore>> m_stores;
    QMap<int, int> m_found; ///< hits by subject
};

QTEST_GUILESS_MAIN(TestSearchAll)
#include "tst_searchall.moc"
