// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planfixture.h"
#include "jobs/transfer.h"
#include "local/localstore.h"
#include "store/writeguard.h"

#include <QDir>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using State = Job::State;
using Call = MemoryStore::Call;

namespace {

using Item = EntrySource::Item;

/// A file of these items; at `breaksAt` it cannot be read on.
class FakeSource : public EntrySource
{
public:
    FakeSource(QList<Item> items, qsizetype breaksAt) : m_items(std::move(items)), m_breaksAt(breaksAt) {}
    Result<std::optional<Item>> next() override
    {
        if (m_at == m_breaksAt)
            return fail(ErrorKind::Corrupt, QStringLiteral("cut in half"));
        if (m_at == m_items.size())
            return std::nullopt;
        return m_items[m_at++];
    }
    qint64 position() const override { return m_at; }
    qint64 size() const override { return m_items.size(); }

private:
    QList<Item> m_items;
    qsizetype m_at = 0;
    qsizetype m_breaksAt;
};

QList<Item> itemsOf(const QList<Entry> &entries)
{
    QList<Item> items;
    for (const Entry &entry : entries)
        items.append({entry, {}});
    return items;
}

QList<Entry> manyEntries(int count, const QByteArray &value = "v")
{
    QList<Entry> entries;
    for (int i = 0; i < count; ++i) {
        const QByteArray key = "k" + QByteArray::number(100'000 + i);
        entries.append(entryOf(key, value + QByteArray::number(i)));
    }
    return entries;
}

} // namespace

class TestImportJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = std::make_shared<MemoryStore>(testClock());
        m_rollback = m_dir->filePath(QStringLiteral("import.rollback.ndjson"));
        m_items.clear();
        m_breaksAt = -1;
        m_opened = std::make_shared<std::atomic_int>(0);
    }

    void intoAnEmptyStore_data()
    {
        QTest::addColumn<int>("existing");
        for (const Existing existing : {Existing::Fail, Existing::Skip, Existing::Replace})
            QTest::addRow("%d", int(existing)) << int(existing);
    }

    void intoAnEmptyStore()
    {
        QFETCH(int, existing);
        QList<Entry> entries = manyEntries(2345);
        entries[7].expiration = testNowMs / 1000 + 60;
        entries[8].metadata = Metadata(" {\"a\" : 1.0}");
        entries[9].value = QByteArray("\0\xff", 2);
        m_items = itemsOf(entries);
        auto job = makeJob(Existing(existing));
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->report().entries, 2345);
        QCOMPARE(job->report().failed + job->report().same + job->report().skipped, 0);
        QCOMPARE(m_store->callCount(Call::Fetch), 0); // there is nothing to look at
        const auto content = contentOf(*m_store);
        QCOMPARE(content.size(), 2345);
        for (const Entry &entry : std::as_const(entries))
            QVERIFY2(content[entry.key] == entry, entry.key.constData());
        QCOMPARE(job->progress().done, 2345);
        QCOMPARE(job->progress().total, 2345);
        // And it can be undone.
        ApplyJob undo(m_rollback, m_store, false, testClock());
        QCOMPARE_STATE(undo, run(undo), State::Finished);
        QCOMPARE(undo.report().deleted, 2345);
        QCOMPARE(m_store->size(), 0);
    }

    void withFailNothingIsWrittenWhereAKeyIsThere()
    {
        m_items = itemsOf(manyEntries(3000));
        m_store->plant(entryOf("k100005", "other"));
        m_store->plant(entryOf("k100006", "v6"));
        m_store->plant(entryOf("k102007", "other"));
        auto job = makeJob(Existing::Fail);
        QCOMPARE_STATE(*job, run(*job), State::Failed);
        QCOMPARE(int(job->error()->kind), int(ErrorKind::Conflict));
        QVERIFY(job->error()->detail.contains(QStringLiteral("k100005")));
        QVERIFY(!job->error()->detail.contains(QStringLiteral("k100006")));
        QCOMPARE(m_store->callCount(Call::PutMany), 0);
        QCOMPARE(m_store->size(), 3);
        QVERIFY(!QFile::exists(m_rollback));
        // Once it is out of the way the same job goes on.
        m_store->uproot("k100005");
        QCOMPARE_STATE(*job, run(*job), State::Failed); // one more, behind
        QVERIFY(job->error()->detail.contains(QStringLiteral("k102007")));
        QCOMPARE(m_store->callCount(Call::PutMany), 0);
        m_store->uproot("k102007");
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->report().entries, 2999);
        QCOMPARE(job->report().same, 1);
        QCOMPARE(m_store->size(), 3000);
    }

    void withFailWhatAppearsMeanwhileStays_data()
    {
        QTest::addColumn<bool>("counted");
        QTest::newRow("conditional writes") << false;
        QTest::newRow("none") << true;
    }

    void withFailWhatAppearsMeanwhileStays()
    {
        QFETCH(bool, counted);
        m_items = itemsOf(manyEntries(10));
        m_store->plant(entryOf("other", "x"));
        if (counted)
            m_store->setCapabilities(countedCapabilities());
        m_store->hold();
        auto job = makeJob(Existing::Fail);
        job->start();
        QVERIFY(waitForCalls(*m_store, 1));
        m_store->release(1); // the first page
        QVERIFY(waitForCalls(*m_store, 1));
        m_store->release(1); // the looking
        QVERIFY(waitForCalls(*m_store, 1));
        m_store->plant(entryOf("k100003", "somebody else's"));
        m_store->release();
        QCOMPARE_STATE(*job, waitUntilStopped(*job), State::Finished);
        QCOMPARE(job->report().entries, 9);
        QCOMPARE(job->report().failed, 1);
        QCOMPARE(job->troubles().size(), 1);
        QCOMPARE(contentOf(*m_store)["k100003"].value, QByteArray("somebody else's"));
    }

    void withSkipWhatIsThereStays()
    {
        m_items = itemsOf(manyEntries(1500));
        m_store->plant(entryOf("k100005", "other"));
        m_store->plant(entryOf("k100006", "v6"));
        m_store->plant(entryOf("k100007", "expired", testNowMs / 1000));
        auto job = makeJob(Existing::Skip);
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->report().entries, 1498);
        QCOMPARE(job->report().skipped, 1);
        QCOMPARE(job->report().same, 1);
        QCOMPARE(contentOf(*m_store)["k100005"].value, QByteArray("other"));
        QCOMPARE(contentOf(*m_store)["k100007"].value, QByteArray("v7"));
    }

    void intoAStoreThatCountsItWritesWholeRequests()
    {
        m_items = itemsOf(manyEntries(25'000));
        m_store->setCapabilities(countedCapabilities());
        auto job = makeJob(Existing::Skip);
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(m_store->callCount(Call::PutMany), 3);
        QCOMPARE(m_store->size(), 25'000);
    }

    void withReplaceWhatWasThereCanBePutBack()
    {
        m_items = itemsOf(manyEntries(1500));
        for (int i = 0; i < 700; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(100'000 + 2 * i), QByteArray("\xff before"),
                                   2'000'000'000, Metadata("[1, 2]")));
        m_store->plant(entryOf("k100001", "v1"));
        const auto before = contentOf(*m_store);
        auto job = makeJob(Existing::Replace);
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->report().entries, 1499);
        QCOMPARE(job->report().same, 1);
        QCOMPARE(contentOf(*m_store)["k100002"].value, QByteArray("v2"));
        QVERIFY(!contentOf(*m_store)["k100002"].metadata);
        ApplyJob undo(m_rollback, m_store, false, testClock());
        QCOMPARE_STATE(undo, run(undo), State::Finished);
        QVERIFY(contentOf(*m_store) == before);
    }

    void replacingNeedsARollback()
    {
        m_items = itemsOf(manyEntries(1));
        m_rollback.clear();
        auto job = makeJob(Existing::Replace);
        QCOMPARE_STATE(*job, run(*job), State::Failed);
        QCOMPARE(int(job->error()->kind), int(ErrorKind::InvalidInput));
        QCOMPARE(m_store->size(), 0);
    }

    void aRollbackThatIsThereStays()
    {
        m_items = itemsOf(manyEntries(1));
        QVERIFY_RESULT(writePlan(m_rollback, {}));
        const QByteArray before = contentOfFile(m_rollback);
        auto job = makeJob(Existing::Replace);
        QCOMPARE_STATE(*job, run(*job), State::Failed);
        QCOMPARE(int(job->error()->kind), int(ErrorKind::Conflict));
        QCOMPARE(m_store->size(), 0);
        QCOMPARE(contentOfFile(m_rollback), before);
    }

    void theRollbackIsOnTheDiskBeforeAnythingIsWritten()
    {
        m_items = itemsOf(manyEntries(10));
        m_store->plant(entryOf("k100003", "before"));
        m_store->hold();
        auto job = makeJob(Existing::Replace);
        job->start();
        for (int i = 0; i < 2; ++i) {
            QVERIFY(waitForCalls(*m_store, 1));
            m_store->release(1);
        }
        QVERIFY(waitForCalls(*m_store, 1));
        QCOMPARE(m_store->waitingCalls().first(), Call::PutMany);
        const QStringList names = QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden);
        QCOMPARE(names, QStringList(QFileInfo(m_rollback).fileName())); // whatever becomes of this process
        const QByteArray steps = contentOfFile(m_rollback);
        QCOMPARE(steps.count('\n'), 11);
        QVERIFY(steps.contains("\"before\""));
    }

    void badItemsAreToldAndTheRestIsWritten()
    {
        const qint64 now = testNowMs / 1000;
        m_items = itemsOf({entryOf("a", "1"), entryOf("expired", "1", now), entryOf("soon", "1", now + 59),
                           entryOf("", "no name"), entryOf("bad metadata", "1", {}, Metadata("{")),
                           entryOf(QByteArray(513, 'k'), "long"), entryOf("\xff", "not UTF-8"),
                           entryOf("large", QByteArray(25 * 1024 * 1024 + 1, 'x')),
                           entryOf("largest", QByteArray(25 * 1024 * 1024, 'x'))});
        m_items.append(
            {fail({.kind = ErrorKind::InvalidInput, .detail = QStringLiteral("no value"), .line = 12}), {}});
        m_items.append({entryOf("remarked", "1"), QStringLiteral("unknown field: ttl")});
        auto job = makeJob(Existing::Fail);
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->report().entries, 3);
        QCOMPARE(job->report().expired, 1);
        QCOMPARE(job->report().failed, 7);
        QCOMPARE(contentOf(*m_store).keys(), (QList<QByteArray>{"a", "largest", "remarked"}));
        QCOMPARE(job->troubles().size(), 8);
        const auto said = [&](const QString &words) {
            return std::any_of(job->troubles().begin(), job->troubles().end(),
                               [&](const auto &trouble) { return trouble.second.contains(words); });
        };
        QVERIFY(said(QStringLiteral("Line 12: no value")));
        QVERIFY(said(QStringLiteral("unknown field: ttl")));
        QVERIFY(said(QStringLiteral("60 seconds")));
        QVERIFY(said(QStringLiteral("UTF-8")));
    }

    void ofAKeyThatComesTwiceTheLastCounts_data()
    {
        QTest::addColumn<int>("existing");
        for (const Existing existing : {Existing::Fail, Existing::Skip, Existing::Replace})
            QTest::addRow("%d", int(existing)) << int(existing);
    }

    void ofAKeyThatComesTwiceTheLastCounts()
    {
        QFETCH(int, existing);
        QList<Entry> entries = manyEntries(1500);
        entries.append(entryOf("k100003", "second"));
        entries.append(entryOf("k100004", "second"));
        entries.append(entryOf("k100003", "third"));
        entries.prepend(entryOf("zzz", "1"));
        m_items = itemsOf(entries);
        auto job = makeJob(Existing(existing));
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->report().entries, 1501);
        QCOMPARE(job->report().failed, 0);
        QCOMPARE(job->troubles().size(), 3);
        QVERIFY(job->troubles().first().second.contains(QStringLiteral("more than once")));
        QCOMPARE(contentOf(*m_store)["k100003"].value, QByteArray("third"));
        QCOMPARE(contentOf(*m_store)["k100004"].value, QByteArray("second"));
        ApplyJob undo(m_rollback, m_store, false, testClock());
        QCOMPARE_STATE(undo, run(undo), State::Finished);
        QCOMPARE(m_store->size(), 0);
    }

    void aFileThatIsCutWritesNothing()
    {
        m_items = itemsOf(manyEntries(5000));
        m_breaksAt = 4999;
        auto job = makeJob(Existing::Fail);
        QCOMPARE_STATE(*job, run(*job), State::Failed);
        QCOMPARE(int(job->error()->kind), int(ErrorKind::Corrupt));
        QCOMPARE(m_store->callCount(Call::PutMany), 0);
        QCOMPARE(m_store->callCount(Call::List), 0);
        QVERIFY(!QFile::exists(m_rollback));
    }

    void aDryRunOnlyCounts()
    {
        m_items = itemsOf(manyEntries(2000));
        m_store->plant(entryOf("k100005", "other"));
        m_store->plant(entryOf("k100006", "v6"));
        m_store->setCapabilities({.writable = false, .readOnlyReason = QStringLiteral("locked")});
        auto job = makeJob(Existing::Replace, true);
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->report().entries, 1999);
        QCOMPARE(job->report().same, 1);
        QCOMPARE(m_store->callCount(Call::PutMany), 0);
        QVERIFY(QDir(m_dir->path()).isEmpty());
        auto failing = makeJob(Existing::Fail, true);
        QCOMPARE_STATE(*failing, run(*failing), State::Failed);
        QCOMPARE(int(failing->error()->kind), int(ErrorKind::Conflict));
    }

    void aLockedStoreIsNotEvenRead()
    {
        m_items = itemsOf(manyEntries(1));
        auto guard = std::make_shared<WriteGuard>(m_store, QStringLiteral("It is locked."));
        ImportJob job(opener(), guard, {}, nullptr);
        QCOMPARE_STATE(job, run(job), State::Failed);
        QCOMPARE(job.error()->detail, QStringLiteral("It is locked."));
        QCOMPARE(m_opened->load(), 0);
        QCOMPARE(m_store->callCount(Call::List), 0);
    }

    void aFailureIsGoneOnFromAndCanBeUndone()
    {
        constexpr int entries = 28'000; // four chunks, the last a short one
        for (int i = 0; i < 2000; ++i)
            m_store->plant(entryOf("k" + QByteArray::number(100'000 + 5 * i), "before"));
        const auto before = contentOf(*m_store);
        for (int puts = 0; puts < 4; ++puts) {
            init();
            m_items = itemsOf(manyEntries(entries));
            for (const Entry &entry : before)
                m_store->plant(entry);
            m_store->hold();
            auto job = makeJob(Existing::Replace);
            job->start();
            for (int passed = 0; job->state() == State::Running;) {
                QVERIFY(QTest::qWaitFor(
                    [&] { return !m_store->waitingCalls().isEmpty() || job->state() != State::Running; },
                    10'000));
                if (m_store->waitingCalls().isEmpty())
                    continue;
                if (m_store->waitingCalls().first() == Call::PutMany && passed++ == puts)
                    m_store->failNext(Call::PutMany,
                                      {.kind = ErrorKind::Busy, .detail = QStringLiteral("busy")});
                m_store->release(1);
            }
            QCOMPARE_STATE(*job, job->state(), State::Failed);
            m_store->release();
            // What was overwritten so far is in the rollback by now.
            QCOMPARE(stepsOf(m_rollback).size(), std::min(8192 * (puts + 1), entries));
            QCOMPARE_STATE(*job, run(*job), State::Finished);
            QCOMPARE(job->report().entries, entries);
            QCOMPARE(job->report().same, 0);
            QCOMPARE(m_store->size(), entries);
            ApplyJob undo(m_rollback, m_store, false, testClock());
            QCOMPARE_STATE(undo, run(undo), State::Finished);
            QVERIFY(contentOf(*m_store) == before);
        }
    }

    void requestsAreFew()
    {
        m_items = itemsOf(manyEntries(2000));
        m_store->setCapabilities(countedCapabilities());
        auto job = makeJob(Existing::Fail);
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(m_store->callCount(Call::List), 1);
        QCOMPARE(m_store->callCount(Call::Fetch), 0);
        QCOMPARE(m_store->callCount(Call::PutMany), 1);
    }

    void stoppedAtAnyStep_data() { addWaysToStop(); }

    /// Whenever it is stopped, its rollback brings back what was there.
    void stoppedAtAnyStep()
    {
        QFETCH(int, what);
        for (const int steps : {0, 1, 2, 7, 15, 16, 17, 18, 19, 20, 21, 22, 23}) {
            init();
            m_items = itemsOf(manyEntries(5000)); // two chunks
            for (int i = 0; i < 2300; ++i)
                m_store->plant(entryOf("k" + QByteArray::number(100'000 + 2 * i), "before"));
            const auto before = contentOf(*m_store);
            m_store->hold();
            auto job = makeJob(Existing::Replace);
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
                m_store->release();
                const int writes = m_store->callCount(Call::PutMany);
                QTest::qWait(1);
                QCOMPARE(m_store->callCount(Call::PutMany), writes);
                QCOMPARE_STATE(*job, run(*job), State::Finished);
                QCOMPARE(job->report().entries, 5000);
            } else if (what == 1) {
                job->cancel();
                m_store->release();
                if (job->state() != State::Cancelled)
                    QCOMPARE_STATE(*job, waitUntilStopped(*job), State::Cancelled);
            } else {
                job.reset();
                m_store->release();
                // Whoever still wrote for it on the pool has let go of the rollback.
                QTRY_VERIFY(QDir(m_dir->path())
                                .entryList({QStringLiteral(".*.part")}, QDir::Files | QDir::Hidden)
                                .isEmpty());
                QTRY_VERIFY(!QFile::exists(m_rollback) || PlanReader::open(m_rollback));
            }
            if (QFile::exists(m_rollback)) {
                ApplyJob undo(m_rollback, m_store, false, testClock());
                QCOMPARE_STATE(undo, run(undo), State::Finished);
            }
            QVERIFY(contentOf(*m_store) == before);
        }
    }

    void intoALocalStore()
    {
        auto store = std::make_shared<local::LocalStore>(
            Target{.namespaceId = QStringLiteral("ns"), .stateRoot = m_dir->filePath(QStringLiteral("v3"))},
            testClock());
        m_items = itemsOf(manyEntries(300));
        for (int round = 0; round < 2; ++round) {
            ImportJob job(opener(), store, {.existing = Existing::Skip, .clock = testClock()});
            QCOMPARE_STATE(job, run(job), State::Finished);
            QCOMPARE(job.report().entries, round == 0 ? 300 : 0);
            QCOMPARE(job.report().same, round == 0 ? 0 : 300);
        }
        QCOMPARE(contentOf(*store).size(), 300);
    }

private:
    std::function<Result<std::unique_ptr<EntrySource>>()> opener()
    {
        // By value: the pool may still read when the test has gone on.
        return [items = m_items, breaksAt = m_breaksAt,
                opened = m_opened]() -> Result<std::unique_ptr<EntrySource>> {
            ++*opened;
            return std::make_unique<FakeSource>(items, breaksAt);
        };
    }
    std::unique_ptr<ImportJob> makeJob(Existing existing, bool dryRun = false)
    {
        return std::make_unique<ImportJob>(opener(), m_store,
                                           ImportJob::Options{.existing = existing,
                                                              .dryRun = dryRun,
                                                              .rollbackPath = m_rollback,
                                                              .targetName = QStringLiteral("target"),
                                                              .target = {},
                                                              .clock = testClock()});
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::shared_ptr<MemoryStore> m_store;
    QString m_rollback;
    QList<Item> m_items;
    qsizetype m_breaksAt = -1;
    std::shared_ptr<std::atomic_int> m_opened;
};

QTEST_GUILESS_MAIN(TestImportJob)
#include "tst_importjob.moc"
