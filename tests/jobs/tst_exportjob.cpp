// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planfixture.h"
#include "jobs/transfer.h"
#include "local/localstore.h"

#include <QThread>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using State = Job::State;
using Call = MemoryStore::Call;

namespace {

/// What was written, and what became of the file.
struct Sunk
{
    QList<Entry> entries;
    bool finished = false;
    bool destroyed = false;
    int failAt = -1;    ///< The write that fails, from 0.
    QByteArray refused; ///< A key that it does not take.
    bool failFinish = false;
    QStringList remarks; ///< Once it is finished.
    std::atomic_int inside = 0;
    bool crowded = false; ///< Two threads were in it at a time.
};

class FakeSink : public EntrySink
{
public:
    explicit FakeSink(std::shared_ptr<Sunk> sunk) : m_sunk(std::move(sunk)) {}
    ~FakeSink() override { m_sunk->destroyed = true; }
    Result<> write(const Entry &entry) override
    {
        m_sunk->crowded = m_sunk->crowded || m_sunk->inside++ > 0;
        Result<> result;
        if (!m_sunk->refused.isEmpty() && m_sunk->refused == entry.key)
            result = fail(ErrorKind::TooLarge, QStringLiteral("too large"));
        else if (m_sunk->failAt == m_sunk->entries.size())
            result = fail(ErrorKind::Full, QStringLiteral("no room"));
        else
            m_sunk->entries.append(entry);
        --m_sunk->inside;
        return result;
    }
    Result<> finish() override
    {
        if (m_sunk->failFinish)
            return fail(ErrorKind::Full, QStringLiteral("no room"));
        m_sunk->finished = true;
        return {};
    }
    qint64 size() const override { return m_sunk->entries.size(); }
    QStringList remarks() const override { return m_sunk->finished ? m_sunk->remarks : QStringList(); }

private:
    std::shared_ptr<Sunk> m_sunk;
};

} // namespace

class TestExportJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = std::make_shared<MemoryStore>(testClock());
        m_sunk = std::make_shared<Sunk>();
    }

    void whatTheFileRemarksIsToldAtItsEnd()
    {
        m_store->plant(entryOf("a", "1"));
        m_store->plant(entryOf("b", "2"));
        m_sunk->refused = "b";
        m_sunk->remarks = {QStringLiteral("not for everybody"), QStringLiteral("nor for some")};
        const auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Failed);
        QCOMPARE(job->troubles().size(), 1);
        job->leaveOutUnreadable();
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->troubles().size(), 3);
        QCOMPARE(job->troubles()[2].first, QByteArray("b"));
        QVERIFY(job->troubles()[0].first.isEmpty() && job->troubles()[1].first.isEmpty());
        QVERIFY(m_sunk->remarks.contains(job->troubles()[0].second));
        QVERIFY(m_sunk->remarks.contains(job->troubles()[1].second));
        QCOMPARE(job->report().failed, 1);
    }

    void everyEntryComesInOrder_data()
    {
        QTest::addColumn<bool>("counted");
        QTest::newRow("nothing counted") << false;
        QTest::newRow("requests counted") << true;
    }

    void everyEntryComesInOrder()
    {
        QFETCH(bool, counted);
        for (int i = 0; i < 3456; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(i), QByteArray::number(i * 7),
                                   i % 3 ? Expiration() : Expiration(2'000'000'000 + i),
                                   i % 5 ? Metadata() : Metadata("{\"i\":" + QByteArray::number(i) + "}")));
        m_store->plant(entryOf("expired", "x", testNowMs / 1000));
        if (counted)
            m_store->setCapabilities(countedCapabilities());
        m_store->insertEmptyPages(2);
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QVERIFY(m_sunk->finished);
        QVERIFY(!m_sunk->crowded);
        QCOMPARE(m_sunk->entries.size(), 3456);
        auto wanted = contentOf(*m_store);
        wanted.remove("expired");
        qsizetype at = 0;
        for (const Entry &entry : wanted) {
            Entry sunk = m_sunk->entries[at++];
            sunk.revision.clear();
            QVERIFY2(sunk == entry, entry.key.constData());
        }
        QCOMPARE(job->report().entries, 3456);
        QCOMPARE(job->report().expired, 1);
        QCOMPARE(job->progress().done, 3457);
        QCOMPARE(job->progress().total, 3457);
        // Four pages of a thousand, two that came empty; a hundred keys a request.
        QCOMPARE(job->progress().requests, counted ? 6 + 35 : 0);
    }

    void onlyWhatBeginsWithThePrefix()
    {
        for (const char *key : {"a", "b", "b1", "b\xff", "c"})
            m_store->plant(entryOf(key, "v"));
        ExportJob job(m_store, std::make_unique<FakeSink>(m_sunk), "b", testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(m_sunk->entries.size(), 3);
    }

    void anEmptyStoreMakesAnEmptyFile()
    {
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QVERIFY(m_sunk->finished);
        QVERIFY(m_sunk->entries.isEmpty());
    }

    void unreadableEntriesLeaveNoFileUnlessTheyMayBeLeftOut()
    {
        for (int i = 0; i < 1000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(i), "v"));
        Entry lost = entryOf("k5", "");
        lost.valueMissing = true;
        m_store->plant(lost);
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Failed);
        QVERIFY(!m_sunk->finished);
        QCOMPARE(job->report().failed, 1);
        QCOMPARE(job->troubles().size(), 1);
        QCOMPARE(job->troubles().first().first, QByteArray("k5"));
        const int fetches = m_store->callCount(Call::Fetch);
        job->leaveOutUnreadable();
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QVERIFY(m_sunk->finished);
        QCOMPARE(m_sunk->entries.size(), 999);
        QCOMPARE(m_store->callCount(Call::Fetch), fetches); // nothing is read again
    }

    void whatTheFileCannotHoldIsToldToo()
    {
        for (int i = 0; i < 1000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(i), "v"));
        m_sunk->refused = "k7";
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Failed);
        QCOMPARE(job->troubles().size(), 1);
        QCOMPARE(job->troubles().first().first, QByteArray("k7"));
        QVERIFY(job->troubles().first().second.contains(QStringLiteral("too large")));
        job->leaveOutUnreadable();
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(m_sunk->entries.size(), 999);
    }

    void whatVanishesAfterItWasListedIsNone()
    {
        m_store->plant(entryOf("a", "1"));
        m_store->plant(entryOf("b", "1"));
        m_store->hold();
        auto job = makeJob();
        job->start();
        QVERIFY(waitForCalls(*m_store, 1));
        m_store->release(1);
        QVERIFY(waitForCalls(*m_store, 1));
        m_store->uproot("a");
        m_store->release();
        QCOMPARE_STATE(*job, waitUntilStopped(*job), State::Finished);
        QCOMPARE(m_sunk->entries.size(), 1);
        QCOMPARE(job->report().failed, 0);
    }

    void aFailureIsGoneOnFrom_data()
    {
        QTest::addColumn<bool>("listing");
        QTest::newRow("list") << true;
        QTest::newRow("fetch") << false;
    }

    void aFailureIsGoneOnFrom()
    {
        QFETCH(bool, listing);
        for (int i = 0; i < 3000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(10'000 + i), QByteArray::number(i)));
        m_store->setCapabilities(countedCapabilities());
        m_store->hold();
        auto job = makeJob();
        int failures = 0;
        int asked = 0; // every third of these fails
        job->start();
        while (job->state() != State::Finished) {
            QVERIFY(QTest::qWaitFor(
                [&] { return !m_store->waitingCalls().isEmpty() || job->state() != State::Running; },
                10'000));
            if (job->state() == State::Failed) {
                QCOMPARE(int(job->error()->kind), int(ErrorKind::Network));
                ++failures;
                job->start();
            }
            const Call call = listing ? Call::List : Call::Fetch;
            if (!m_store->waitingCalls().isEmpty() && m_store->waitingCalls().first() == call &&
                ++asked % 3 == 0)
                m_store->failNext(call, {.kind = ErrorKind::Network});
            m_store->release(1);
        }
        QVERIFY(failures > 0);
        QVERIFY(m_sunk->finished);
        QCOMPARE(m_sunk->entries.size(), 3000);
        for (int i = 0; i < 3000; ++i)
            QCOMPARE(m_sunk->entries[i].value, QByteArray::number(i));
    }

    void aFullDiskEndsIt()
    {
        for (int i = 0; i < 3000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(i), "v"));
        m_sunk->failAt = 1234;
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Failed);
        QCOMPARE(int(job->error()->kind), int(ErrorKind::Full));
        QCOMPARE_STATE(*job, run(*job), State::Failed); // the file is lost, and it says so
        job.reset();
        QTRY_VERIFY(m_sunk->destroyed);
        QVERIFY(!m_sunk->finished);
        QCOMPARE(m_sunk->entries.size(), 1234);
    }

    void aFileThatCannotBeFinishedIsTold()
    {
        m_sunk->failFinish = true;
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Failed);
        QCOMPARE(int(job->error()->kind), int(ErrorKind::Full));
    }

    void noMoreIsReadThanCanBeHeld()
    {
        for (int i = 0; i < 100; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(100 + i), QByteArray(5'000'000, 'x')));
        // A store that hands out what it is asked for, and keeps count of it.
        m_store->setCapabilities(countedCapabilities());
        m_store->hold();
        auto job = makeJob();
        job->start();
        QVERIFY(waitForCalls(*m_store, 1));
        m_store->release(1);
        QVERIFY(waitForCalls(*m_store, 1));
        // Each answer holds a bounded part of the hundred; the writing keeps step.
        while (job->state() == State::Running) {
            QVERIFY(m_store->waitingCalls().size() <= 4);
            if (!m_store->waitingCalls().isEmpty())
                m_store->release(1);
            QTest::qWait(0);
        }
        QCOMPARE(job->state(), State::Finished);
        QCOMPARE(m_sunk->entries.size(), 100);
        QVERIFY(m_store->callCount(Call::Fetch) >= 100 * 5'000'000 / (32 * 1024 * 1024));
    }

    void stoppedAtAnyStep_data() { addWaysToStop(); }

    void stoppedAtAnyStep()
    {
        QFETCH(int, what);
        for (int steps = 0; steps < 16; ++steps) {
            init();
            for (int i = 0; i < 2500; ++i)
                m_store->plant(entryOf("k" + QByteArray::number(10'000 + i), QByteArray::number(i)));
            m_store->hold();
            auto job = makeJob();
            job->start();
            for (int i = 0; i < steps && job->state() == State::Running; ++i) {
                QVERIFY(QTest::qWaitFor(
                    [&] { return job->state() != State::Running || !m_store->waitingCalls().isEmpty(); },
                    10'000));
                m_store->release(1);
            }
            if (job->state() == State::Finished)
                break;
            if (what == 0) {
                job->pause();
                QCOMPARE(job->state(), State::Paused);
                m_store->release();
                QTest::qWait(1);
                QVERIFY(!m_sunk->finished);
                QCOMPARE_STATE(*job, run(*job), State::Finished);
                QCOMPARE(m_sunk->entries.size(), 2500);
            } else {
                if (what == 1) {
                    job->cancel();
                    QCOMPARE(job->state(), State::Cancelled);
                    job->start();
                    QCOMPARE(job->state(), State::Cancelled);
                } else {
                    job.reset();
                }
                m_store->release();
                QTRY_VERIFY(m_sunk->destroyed);
                QVERIFY(!m_sunk->finished);
            }
        }
    }

    void aLocalStore()
    {
        QTemporaryDir dir;
        auto store = std::make_shared<local::LocalStore>(
            Target{.namespaceId = QStringLiteral("ns"), .stateRoot = dir.filePath(QStringLiteral("v3"))},
            testClock());
        {
            ExportJob none(store, std::make_unique<FakeSink>(m_sunk), {}, testClock());
            QCOMPARE_STATE(none, run(none), State::Finished); // there is no store yet
        }
        init();
        QList<Put> puts;
        for (int i = 0; i < 700; ++i)
            puts.append({.key = "k" + QByteArray::number(i), .value = QByteArray::number(i)});
        QVERIFY_RESULT(waitFor(store->putMany(puts)));
        ExportJob job(store, std::make_unique<FakeSink>(m_sunk), {}, testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(m_sunk->entries.size(), 700);
        for (qsizetype i = 1; i < 700; ++i)
            QVERIFY(m_sunk->entries[i - 1].key < m_sunk->entries[i].key);
    }

private:
    std::unique_ptr<ExportJob> makeJob()
    {
        return std::make_unique<ExportJob>(m_store, std::make_unique<FakeSink>(m_sunk), QByteArray(),
                                           testClock());
    }

    std::shared_ptr<MemoryStore> m_store;
    std::shared_ptr<Sunk> m_sunk;
};

QTEST_GUILESS_MAIN(TestExportJob)
#include "tst_exportjob.moc"
