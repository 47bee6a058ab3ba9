// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/removejob.h"

#include "jobs/planfixture.h"

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using State = Job::State;
using Call = MemoryStore::Call;

class TestRemoveJob : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<MemoryStore> m_store;
    std::unique_ptr<QTemporaryDir> m_folder;

    QString rollback() const { return m_folder->filePath(QStringLiteral("back.ndjson")); }
    RemoveJob::Options options(bool withRollback = true) const
    {
        RemoveJob::Options options;
        options.prefix = "user:";
        options.rollbackPath = withRollback ? rollback() : QString();
        options.targetName = QStringLiteral("local:TODO");
        options.clock = testClock();
        return options;
    }
    State undo() const
    {
        ApplyJob job(rollback(), m_store, false, testClock());
        return run(job);
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_shared<MemoryStore>(testClock());
        m_folder = std::make_unique<QTemporaryDir>();
        for (int i = 0; i < 3000; ++i)
            m_store->plant(entryOf("user:" + QByteArray::number(i), "v" + QByteArray::number(i),
                                   i % 2 ? Expiration(testNowMs / 1000 + 86'400) : Expiration(),
                                   i % 3 ? Metadata("{\"n\":1}") : Metadata()));
        m_store->plant(entryOf("user", "not in the folder"));
        m_store->plant(entryOf("user;", "nor is this"));
    }
    void cleanup()
    {
        m_store.reset();
        m_folder.reset();
    }

    void deletesAFolderAndPutsItBack();
    void withoutRollbackNothingIsRead();
    void aWholeStoreIsRefused();
    void aLockedStoreIsRefused();
    void anExistingRollbackIsNotOverwritten();
    void whatChangesMeanwhileStays();
    void whatCannotBePutBackStays();
    void goesOnAfterAFailure_data();
    void goesOnAfterAFailure();
    void stops_data();
    void stops();
    void anEmptyFolderLeavesNoFile();
    void tellsItsRequests();
};

void TestRemoveJob::deletesAFolderAndPutsItBack()
{
    const auto before = contentOf(*m_store);
    RemoveJob job(m_store, options());
    QCOMPARE_STATE(job, run(job), State::Finished);
    QCOMPARE(job.report().removed, qint64(3000));
    QCOMPARE(job.report().stayed, qint64(0));
    QCOMPARE(job.progress().done, qint64(3000));
    QCOMPARE(job.progress().total, qint64(3000));
    QCOMPARE(m_store->size(), qint64(2));
    QCOMPARE(undo(), State::Finished);
    QCOMPARE(contentOf(*m_store), before);
}

void TestRemoveJob::withoutRollbackNothingIsRead()
{
    RemoveJob job(m_store, options(false));
    QCOMPARE_STATE(job, run(job), State::Finished);
    QCOMPARE(m_store->size(), qint64(2));
    QCOMPARE(m_store->callCount(Call::Fetch), 0);
    QCOMPARE(m_store->callCount(Call::Get), 0);
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TestRemoveJob::aWholeStoreIsRefused()
{
    RemoveJob::Options all = options();
    all.prefix.clear();
    RemoveJob job(m_store, all);
    QCOMPARE_STATE(job, run(job), State::Failed);
    QCOMPARE(job.error()->kind, ErrorKind::InvalidInput);
    QCOMPARE(m_store->size(), qint64(3002));
}

void TestRemoveJob::aLockedStoreIsRefused()
{
    m_store->setCapabilities({.writable = false, .readOnlyReason = QStringLiteral("locked")});
    RemoveJob job(m_store, options());
    QCOMPARE_STATE(job, run(job), State::Failed);
    QCOMPARE(job.error()->kind, ErrorKind::ReadOnly);
    QCOMPARE(m_store->callCount(Call::Remove), 0);
}

void TestRemoveJob::anExistingRollbackIsNotOverwritten()
{
    QFile file(rollback());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("of something else");
    file.close();
    RemoveJob job(m_store, options());
    QCOMPARE_STATE(job, run(job), State::Failed);
    QCOMPARE(job.error()->kind, ErrorKind::Conflict);
    QCOMPARE(m_store->size(), qint64(3002));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("of something else"));
}

void TestRemoveJob::whatChangesMeanwhileStays()
{
    m_store->hold();
    RemoveJob job(m_store, options());
    job.start();
    QVERIFY(QTest::qWaitFor([&] {
        if (m_store->waitingCalls().contains(Call::Remove))
            return true;
        m_store->release(1);
        return false;
    }));
    m_store->plant(entryOf("user:0", "newer"));
    m_store->uproot("user:1");
    m_store->release();
    QCOMPARE_STATE(job, waitUntilStopped(job), State::Finished);
    QCOMPARE(job.report().removed, qint64(2998));
    QCOMPARE(job.report().missing, qint64(1));
    QCOMPARE(job.report().stayed, qint64(1));
    QCOMPARE(job.troubles().size(), 1);
    QCOMPARE(job.troubles().first().first, QByteArray("user:0"));
    QCOMPARE(waitFor(m_store->get("user:0"))->value, QByteArray("newer"));
}

void TestRemoveJob::whatCannotBePutBackStays()
{
    Entry lost = entryOf("user:lost", "");
    lost.valueMissing = true;
    m_store->plant(lost);
    m_store->plant(entryOf("user:expired", "old", testNowMs / 1000 - 10));
    m_store->plant(entryOf("user:\xff", "no key that a KV takes"));
    RemoveJob job(m_store, options());
    QCOMPARE_STATE(job, run(job), State::Finished);
    QCOMPARE(job.report().removed, qint64(3001)); // one that has expired is nobody's loss
    QCOMPARE(job.report().stayed, qint64(2));
    QCOMPARE(m_store->size(), qint64(4));
    QCOMPARE(job.troubles().size(), 2);
    QCOMPARE(undo(), State::Finished);
    QCOMPARE(m_store->size(), qint64(3004));
}

void TestRemoveJob::goesOnAfterAFailure_data()
{
    QTest::addColumn<int>("call");
    QTest::newRow("list") << int(Call::List);
    QTest::newRow("fetch") << int(Call::Fetch);
    QTest::newRow("remove") << int(Call::Remove);
}

void TestRemoveJob::goesOnAfterAFailure()
{
    QFETCH(const int, call);
    const auto before = contentOf(*m_store);
    m_store->failNext(Call(call), {.kind = ErrorKind::Full, .detail = QStringLiteral("no room")});
    RemoveJob job(m_store, options());
    QCOMPARE_STATE(job, run(job), State::Failed);
    QCOMPARE(job.error()->kind, ErrorKind::Full);
    QCOMPARE_STATE(job, run(job), State::Finished);
    QCOMPARE(job.report().removed, qint64(3000));
    QCOMPARE(m_store->size(), qint64(2));
    QCOMPARE(undo(), State::Finished);
    QCOMPARE(contentOf(*m_store), before);
}

void TestRemoveJob::stops_data()
{
    addWaysToStop();
}

void TestRemoveJob::stops()
{
    QFETCH(const int, what);
    const auto before = contentOf(*m_store);
    m_store->hold();
    auto job = std::make_unique<RemoveJob>(m_store, options());
    job->start();
    QVERIFY(QTest::qWaitFor([&] { // the first batch is gone, another is under way
        m_store->release(1);
        return m_store->callCount(Call::Remove) >= 2;
    }));
    if (what == 0)
        job->pause();
    else if (what == 1)
        job->cancel();
    else
        job.reset();
    m_store->release();
    if (what == 0) {
        QTRY_COMPARE(job->state(), State::Paused);
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(m_store->size(), qint64(2));
    } else if (what == 1) {
        QTRY_COMPARE(job->state(), State::Cancelled);
        QVERIFY(job->report().removed > 0);
        QVERIFY(m_store->size() > 2);
    }
    QCoreApplication::processEvents();
    QTRY_COMPARE(undo(), State::Finished); // what is gone by now, whatever became of the job
    QCOMPARE(contentOf(*m_store), before);
}

void TestRemoveJob::anEmptyFolderLeavesNoFile()
{
    RemoveJob::Options none = options();
    none.prefix = "nobody:";
    RemoveJob job(m_store, none);
    QCOMPARE_STATE(job, run(job), State::Finished);
    QCOMPARE(job.report().removed, qint64(0));
    QVERIFY(!QFile::exists(rollback()));
}

void TestRemoveJob::tellsItsRequests()
{
    Capabilities can;
    can.keysPerListRequest = 1000;
    can.keysPerReadRequest = 100;
    can.keysPerWriteRequest = 10'000;
    QCOMPARE(RemoveJob::requestsFor(can, 3000, true), qint64(31));
    QCOMPARE(RemoveJob::requestsFor(can, 3000, false), qint64(1));
    QCOMPARE(RemoveJob::requestsFor({}, 3000, true), qint64(0));
    m_store->setCapabilities(can);
    RemoveJob job(m_store, options());
    QCOMPARE_STATE(job, run(job), State::Finished);
    QCOMPARE(job.progress().requests, qint64(3 + 30 + 1));
    QCOMPARE(m_store->callCount(Call::Remove), 1);
}

QTEST_GUILESS_MAIN(TestRemoveJob)
#include "tst_removejob.moc"
