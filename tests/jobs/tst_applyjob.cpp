// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparejob.h"
#include "jobs/jsonline.h"
#include "jobs/planfixture.h"
#include "local/localstore.h"
#include "store/writeguard.h"

#include <QDir>
#include <QRandomGenerator>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using State = Job::State;
using Call = MemoryStore::Call;

namespace {

Fingerprint printOf(const QByteArray &value)
{
    return fingerprintOf(entryOf("", value));
}

PlanStep putStep(const QByteArray &key, const QByteArray &value, const Fingerprint &expect = {})
{
    return {key, entryOf(key, value), expect};
}

/// The report's lines, each as its fate and key, without heads and ends.
QStringList fatesIn(const QString &reportPath)
{
    QStringList fates;
    for (const QByteArray &line : contentOfFile(reportPath).split('\n')) {
        const auto members = membersOf(line);
        QString fate;
        QString key;
        for (const JsonMember &member : members.value_or(QList<JsonMember>())) {
            if (member.name == "fate")
                fate = QString::fromUtf8(stringOf(member.value).value_or(QByteArray()));
            if (member.name == "put" || member.name == "delete")
                key = QString::fromUtf8(member.name + ' ' + stringOf(member.value).value_or(QByteArray()));
        }
        if (!fate.isEmpty())
            fates.append(key + QLatin1Char(' ') + fate);
    }
    return fates;
}

qint64 sumOf(const ApplyReport &report)
{
    return report.written + report.deleted + report.already + report.skipped + report.failed;
}

} // namespace

Q_DECLARE_METATYPE(kv::MemoryStore::Call)

class TestApplyJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_target = std::make_shared<MemoryStore>(testClock());
        m_plan = m_dir->filePath(QStringLiteral("shop.plan.ndjson"));
        m_report = m_dir->filePath(QStringLiteral("shop.report.ndjson"));
        m_progress = m_dir->filePath(QStringLiteral("shop.progress"));
    }

    void everyStepHasItsFate_data()
    {
        QTest::addColumn<bool>("counted");
        QTest::newRow("a store that writes conditionally") << false;
        QTest::newRow("a store that does not") << true;
    }

    void everyStepHasItsFate()
    {
        QFETCH(bool, counted);
        if (counted)
            m_target->setCapabilities(countedCapabilities());
        m_target->plant(entryOf("change", "before"));
        m_target->plant(entryOf("changed", "somebody else's"));
        m_target->plant(entryOf("delete", "before"));
        m_target->plant(entryOf("delete changed", "somebody else's"));
        m_target->plant(entryOf("appeared", "somebody else's"));
        m_target->plant(entryOf("already", "after"));
        QVERIFY_RESULT(writePlan(m_plan, {putStep("add", "after"),
                                          putStep("already", "after", printOf("before")),
                                          putStep("appeared", "after"),
                                          putStep("change", "after", printOf("before")),
                                          putStep("changed", "after", printOf("before")),
                                          putStep("vanished", "after", printOf("before")),
                                          {"delete", std::nullopt, printOf("before")},
                                          {"delete changed", std::nullopt, printOf("before")},
                                          {"deleted already", std::nullopt, printOf("before")},
                                          {"expired", entryOf("expired", "after", testNowMs / 1000 + 59), {}},
                                          putStep("", "a name that is none")}));
        ApplyJob job(m_plan, m_target, false, testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(fatesIn(m_report),
                 (QStringList{QStringLiteral("put add written"), QStringLiteral("put already already"),
                              QStringLiteral("put appeared skipped"), QStringLiteral("put change written"),
                              QStringLiteral("put changed skipped"), QStringLiteral("put vanished skipped"),
                              QStringLiteral("delete delete deleted"),
                              QStringLiteral("delete delete changed skipped"),
                              QStringLiteral("delete deleted already already"),
                              QStringLiteral("put expired failed"), QStringLiteral("put  failed")}));
        QCOMPARE(job.report().written, 2);
        QCOMPARE(job.report().deleted, 1);
        QCOMPARE(job.report().already, 2);
        QCOMPARE(job.report().skipped, 4);
        QCOMPARE(job.report().failed, 2);
        QCOMPARE(job.troubles().size(), 6);
        QCOMPARE(job.progress().done, 11);
        QCOMPARE(job.progress().total, 11);
        const auto content = contentOf(*m_target);
        QCOMPARE(content.keys(),
                 (QList<QByteArray>{"add", "already", "appeared", "change", "changed", "delete changed"}));
        QCOMPARE(content["add"].value, QByteArray("after"));
        QCOMPARE(content["change"].value, QByteArray("after"));
        QCOMPARE(content["changed"].value, QByteArray("somebody else's"));
        QCOMPARE(content["appeared"].value, QByteArray("somebody else's"));
    }

    void asDryRunItOnlyCounts()
    {
        m_target->plant(entryOf("change", "before"));
        m_target->plant(entryOf("delete", "before"));
        QVERIFY_RESULT(writePlan(m_plan, {putStep("add", "after"),
                                          putStep("change", "after", printOf("before")),
                                          {"delete", std::nullopt, printOf("before")},
                                          {"other", std::nullopt, printOf("before")}}));
        m_target->setCapabilities({.writable = false, .readOnlyReason = QStringLiteral("locked")});
        ApplyJob job(m_plan, m_target, true, testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(job.report().written, 2);
        QCOMPARE(job.report().deleted, 1);
        QCOMPARE(job.report().already, 1);
        QCOMPARE(m_target->callCount(Call::PutMany), 0);
        QCOMPARE(m_target->callCount(Call::Remove), 0);
        QVERIFY(!QFile::exists(m_report));
        QVERIFY(!QFile::exists(m_progress));
        QCOMPARE(contentOf(*m_target).size(), 2);
    }

    void aLockedTargetIsNotEvenRead()
    {
        QVERIFY_RESULT(writePlan(m_plan, {putStep("add", "after")}));
        auto guard = std::make_shared<WriteGuard>(m_target, QStringLiteral("It is locked."));
        ApplyJob job(m_plan, guard, false, testClock());
        QCOMPARE_STATE(job, run(job), State::Failed);
        QCOMPARE(int(job.error()->kind), int(ErrorKind::ReadOnly));
        QCOMPARE(job.error()->detail, QStringLiteral("It is locked."));
        QCOMPARE(m_target->callCount(Call::Fetch), 0);
        QVERIFY(!QFile::exists(m_report));
        guard->setLocked(false);
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(job.report().written, 1);
    }

    void deletingMostMustBeAllowed()
    {
        m_target->plant(entryOf("a", "before"));
        m_target->plant(entryOf("b", "before"));
        m_target->plant(entryOf("c", "before"));
        PlanHead head;
        head.targetKeys = 3;
        QVERIFY_RESULT(writePlan(
            m_plan, {{"a", std::nullopt, printOf("before")}, {"b", std::nullopt, printOf("before")}}, head));
        ApplyJob job(m_plan, m_target, false, testClock());
        QCOMPARE_STATE(job, run(job), State::Failed);
        QCOMPARE(int(job.error()->kind), int(ErrorKind::Conflict));
        QVERIFY(job.error()->detail.contains(QStringLiteral("2 of the target's 3")));
        QCOMPARE(contentOf(*m_target).size(), 3);
        job.allowMassDelete();
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(contentOf(*m_target).size(), 1);
    }

    void aPlanThatIsCutDoesNothing()
    {
        QVERIFY_RESULT(writePlan(m_plan, {putStep("a", "1"), putStep("b", "2")}));
        const QByteArray whole = contentOfFile(m_plan);
        QVERIFY(QFile::resize(m_plan, whole.size() - 3));
        ApplyJob job(m_plan, m_target, false, testClock());
        QCOMPARE_STATE(job, run(job), State::Failed);
        QCOMPARE(int(job.error()->kind), int(ErrorKind::Corrupt));
        QCOMPARE(m_target->size(), 0);
        QVERIFY(!QFile::exists(m_report));
    }

    void appliedAgainItLooksAgainAndChangesNothing()
    {
        QVERIFY_RESULT(
            writePlan(m_plan, {putStep("a", "1"), putStep("b", "2"), {"c", std::nullopt, printOf("x")}}));
        m_target->plant(entryOf("c", "x"));
        ApplyJob first(m_plan, m_target, false, testClock());
        QCOMPARE_STATE(first, run(first), State::Finished);
        QCOMPARE(first.report().written, 2);
        m_target->plant(entryOf("b", "edited since"));
        ApplyJob second(m_plan, m_target, false, testClock());
        QCOMPARE_STATE(second, run(second), State::Finished);
        QCOMPARE(second.report().written, 0);
        QCOMPARE(second.report().already, 2);
        QCOMPARE(second.report().skipped, 1);
        QCOMPARE(contentOf(*m_target)["b"].value, QByteArray("edited since"));
        // The report tells of both.
        QCOMPARE(fatesIn(m_report),
                 (QStringList{QStringLiteral("put a written"), QStringLiteral("put b written"),
                              QStringLiteral("delete c deleted"), QStringLiteral("put a already"),
                              QStringLiteral("put b skipped"), QStringLiteral("delete c already")}));
    }

    void anotherPlanOfThatNameBeginsAtItsBeginning()
    {
        QVERIFY_RESULT(writePlan(m_plan, manySteps(2500)));
        m_target->failNext(Call::PutMany, {.kind = ErrorKind::Network});
        {
            ApplyJob job(m_plan, m_target, false, testClock());
            QCOMPARE_STATE(job, run(job), State::Failed);
        }
        QVERIFY(QFile::remove(m_plan));
        PlanHead head;
        head.madeMs = 1;
        QVERIFY_RESULT(writePlan(m_plan, manySteps(10), head));
        ApplyJob job(m_plan, m_target, false, testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(job.report().written, 10);
    }

    void aFailureOfTheWholeCallIsGoneOnFrom_data()
    {
        QTest::addColumn<MemoryStore::Call>("call");
        QTest::addColumn<bool>("newJob");
        for (const bool newJob : {false, true}) {
            const char *who = newJob ? "another job" : "the same job";
            QTest::addRow("fetch, %s", who) << Call::Fetch << newJob;
            QTest::addRow("putMany, %s", who) << Call::PutMany << newJob;
            QTest::addRow("remove, %s", who) << Call::Remove << newJob;
        }
    }

    void aFailureOfTheWholeCallIsGoneOnFrom()
    {
        QFETCH(MemoryStore::Call, call);
        QFETCH(bool, newJob);
        QList<PlanStep> steps = manySteps(2500);
        for (int i = 0; i < 2500; ++i) {
            const QByteArray key = "d" + QByteArray::number(10'000 + i);
            m_target->plant(entryOf(key, "before"));
            steps.append({key, std::nullopt, printOf("before")});
        }
        QVERIFY_RESULT(writePlan(m_plan, steps));
        auto job = std::make_unique<ApplyJob>(m_plan, m_target, false, testClock());
        int failures = 0;
        for (;; ++failures) {
            // Each time one call more gets through before one fails.
            m_target->hold();
            const int before = m_target->callCount(call);
            job->start();
            for (int passed = 0; job->state() == State::Running;) {
                QVERIFY(QTest::qWaitFor(
                    [&] { return !m_target->waitingCalls().isEmpty() || job->state() != State::Running; },
                    10'000));
                if (m_target->waitingCalls().isEmpty())
                    continue;
                if (m_target->waitingCalls().first() == call && passed++ == failures)
                    m_target->failNext(call,
                                       {.kind = ErrorKind::RateLimited, .detail = QStringLiteral("wait")});
                m_target->release(1);
            }
            QVERIFY(m_target->callCount(call) > before || job->state() == State::Finished);
            m_target->release();
            if (job->state() == State::Finished)
                break;
            QCOMPARE(job->state(), State::Failed);
            QCOMPARE(int(job->error()->kind), int(ErrorKind::RateLimited));
            if (newJob)
                job = std::make_unique<ApplyJob>(m_plan, m_target, false, testClock());
        }
        QVERIFY(failures > 0);
        QCOMPARE(sumOf(job->report()), 5000);
        QCOMPARE(job->report().failed + job->report().skipped, 0);
        QCOMPARE(m_target->size(), 2500);
        const QStringList fates = fatesIn(m_report);
        QCOMPARE(fates.size(), 5000); // each key once
        QCOMPARE(QSet<QString>(fates.begin(), fates.end()).size(), 5000);
    }

    void aFullDiskUnderOneKeyStopsTheRest()
    {
        // The store writes some, then answers Full for those that are left.
        class FillingStore : public MemoryStore
        {
        public:
            using MemoryStore::MemoryStore;
            int roomFor = 0;
            QFuture<Result<QList<Result<Revision>>>> putMany(const QList<Put> &puts) override
            {
                QList<Result<Revision>> results;
                for (const Put &put : puts) {
                    if (roomFor-- > 0)
                        results.append(waitFor(this->put(put)));
                    else
                        results.append(fail(ErrorKind::Full, QStringLiteral("no room")));
                }
                return readyFuture<QList<Result<Revision>>>(results);
            }
        };
        auto store = std::make_shared<FillingStore>(testClock());
        store->roomFor = 7;
        QVERIFY_RESULT(writePlan(m_plan, manySteps(20)));
        ApplyJob job(m_plan, store, false, testClock());
        QCOMPARE_STATE(job, run(job), State::Failed);
        QCOMPARE(int(job.error()->kind), int(ErrorKind::Full));
        QCOMPARE(job.report().written, 7);
        QCOMPARE(fatesIn(m_report).size(), 7);
        store->roomFor = 1000;
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(job.report().written, 20);
        QCOMPARE(job.report().already, 0);
        QCOMPARE(store->size(), 20);
    }

    void whoeverWritesInBetweenIsNotOverwritten()
    {
        QVERIFY_RESULT(writePlan(m_plan, {putStep("a", "after", printOf("before")),
                                          putStep("b", "after"),
                                          {"c", std::nullopt, printOf("before")}}));
        m_target->plant(entryOf("a", "before"));
        m_target->plant(entryOf("c", "before"));
        m_target->hold();
        ApplyJob job(m_plan, m_target, false, testClock());
        job.start();
        QVERIFY(waitForCalls(*m_target, 1));
        QCOMPARE(m_target->waitingCalls().first(), Call::Fetch);
        m_target->release(1);
        QVERIFY(waitForCalls(*m_target, 1));
        QCOMPARE(m_target->waitingCalls().first(), Call::PutMany);
        for (const char *key : {"a", "b", "c"})
            m_target->plant(entryOf(key, "somebody else's"));
        m_target->release();
        QCOMPARE_STATE(job, waitUntilStopped(job), State::Finished);
        QCOMPARE(job.report().skipped, 3);
        for (const char *key : {"a", "b", "c"})
            QCOMPARE(contentOf(*m_target)[key].value, QByteArray("somebody else's"));
    }

    void aForeignPlanMayNameAKeyTwice()
    {
        QVERIFY_RESULT(writePlan(m_plan, {putStep("a", "1"),
                                          putStep("b", "1"),
                                          putStep("a", "2", printOf("1")),
                                          {"a", std::nullopt, printOf("2")},
                                          putStep("a", "3")}));
        ApplyJob job(m_plan, m_target, false, testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(fatesIn(m_report),
                 (QStringList{QStringLiteral("put a written"), QStringLiteral("put b written"),
                              QStringLiteral("put a written"), QStringLiteral("delete a deleted"),
                              QStringLiteral("put a written")}));
        QCOMPARE(contentOf(*m_target)["a"].value, QByteArray("3"));
    }

    void onePlanIsCarriedOutOnceAtATime()
    {
        QVERIFY_RESULT(writePlan(m_plan, {putStep("a", "1")}));
        m_target->hold();
        ApplyJob first(m_plan, m_target, false, testClock());
        first.start();
        QVERIFY(waitForCalls(*m_target, 1));
        ApplyJob second(m_plan, m_target, false, testClock());
        QCOMPARE_STATE(second, run(second), State::Failed);
        QCOMPARE(int(second.error()->kind), int(ErrorKind::Busy));
        m_target->release();
        QCOMPARE_STATE(first, waitUntilStopped(first), State::Finished);
        QCOMPARE_STATE(second, run(second), State::Finished);
        QCOMPARE(second.report().already, 1);
    }

    void damagedProgressIsNoReasonToFail_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{") << QByteArray("[");
        QTest::newRow("position in the middle of a line")
            << QByteArray("\"position\":") << QByteArray("\"position\":1");
        QTest::newRow("negative") << QByteArray("\"written\":") << QByteArray("\"written\":-");
        QTest::newRow("a report longer than there is")
            << QByteArray("\"reportBytes\":") << QByteArray("\"reportBytes\":9");
    }

    void damagedProgressIsNoReasonToFail()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QVERIFY_RESULT(writePlan(m_plan, manySteps(2500)));
        m_target->hold();
        {
            ApplyJob job(m_plan, m_target, false, testClock());
            job.start();
            for (int i = 0; i < 7; ++i) { // into the second chunk
                QVERIFY(waitForCalls(*m_target, 1));
                m_target->release(1);
            }
            QVERIFY(waitForCalls(*m_target, 1));
        }
        m_target->release();
        QByteArray progress = contentOfFile(m_progress);
        QVERIFY(progress.contains("\"written\":1000"));
        progress = from.isEmpty() ? QByteArray() : progress.replace(from, to);
        QFile file(m_progress);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(progress);
        file.close();
        ApplyJob job(m_plan, m_target, false, testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(job.report().written + job.report().already, 2500);
        QCOMPARE(m_target->size(), 2500);
    }

    void oneAtATimeCarriesItOut()
    {
        QVERIFY_RESULT(writePlan(m_plan, manySteps(10)));
        m_target->hold();
        auto first = std::make_unique<ApplyJob>(m_plan, m_target, false, testClock());
        first->start();
        QVERIFY(waitForCalls(*m_target, 1));
        // Another program, with a target of its own: nothing is written twice, and the report stays whole.
        const auto target = std::make_shared<MemoryStore>(testClock());
        ApplyJob second(m_plan, target, false, testClock());
        QCOMPARE_STATE(second, run(second), State::Failed);
        QCOMPARE(int(second.error()->kind), int(ErrorKind::Busy));
        QCOMPARE(target->size(), 0);
        ApplyJob look(m_plan, target, true, testClock()); // a dry run may
        QCOMPARE_STATE(look, run(look), State::Finished);
        m_target->release();
        QCOMPARE_STATE(*first, waitUntilStopped(*first), State::Finished);
        QCOMPARE(fatesIn(m_report).size(), 10);
        QCOMPARE(contentOfFile(m_report).count('\n'), 12); // its head and its end, and nobody else's
        QCOMPARE_STATE(second, run(second), State::Finished);
    }

    void stoppedAtAnyStep_data() { addWaysToStop(); }

    /// Whatever stops it and whenever: carried on, each key has been written once and is reported once.
    void stoppedAtAnyStep()
    {
        QFETCH(int, what);
        for (int steps = 0; steps < 20; ++steps) {
            init();
            QList<PlanStep> plan = manySteps(1500);
            for (int i = 0; i < 1000; ++i) {
                const QByteArray key = "d" + QByteArray::number(10'000 + i);
                m_target->plant(entryOf(key, "before"));
                plan.append({key, std::nullopt, printOf("before")});
            }
            QVERIFY_RESULT(writePlan(m_plan, plan));
            m_target->hold();
            auto job = std::make_unique<ApplyJob>(m_plan, m_target, false, testClock());
            job->start();
            for (int i = 0; i < steps && job->state() == State::Running; ++i) {
                QVERIFY(QTest::qWaitFor(
                    [&] { return job->state() != State::Running || !m_target->waitingCalls().isEmpty(); },
                    10'000));
                m_target->release(1);
            }
            if (job->state() == State::Finished)
                break;
            if (what == 0) {
                job->pause();
                m_target->release();
                const int writes = m_target->callCount(Call::PutMany) + m_target->callCount(Call::Remove);
                QTest::qWait(1);
                QCOMPARE(m_target->callCount(Call::PutMany) + m_target->callCount(Call::Remove), writes);
            } else if (what == 1) {
                job->cancel();
                m_target->release();
                if (job->state() == State::Running)
                    QCOMPARE_STATE(*job, waitUntilStopped(*job), State::Cancelled);
            } else {
                job.reset();
                m_target->release();
            }
            if (what > 0)
                job = std::make_unique<ApplyJob>(m_plan, m_target, false, testClock());
            // What ran on the pool may hold the report for a moment.
            QVERIFY(QTest::qWaitFor([&] {
                return job->state() == State::Finished || run(*job) == State::Finished ||
                       job->error()->kind != ErrorKind::Busy;
            }));
            QCOMPARE_STATE(*job, job->state(), State::Finished);
            QCOMPARE(sumOf(job->report()), 2500);
            QCOMPARE(job->report().failed + job->report().skipped, 0);
            if (what < 2)
                QCOMPARE(job->report().already, 0);
            QCOMPARE(m_target->size(), 1500);
            const QStringList fates = fatesIn(m_report);
            QCOMPARE(fates.size(), 2500);
        }
    }

    /// Compared, carried out, and undone: what was there is there again, to the byte.
    void undone_data()
    {
        QTest::addColumn<bool>("local");
        QTest::newRow("in memory") << false;
        QTest::newRow("local stores") << true;
    }

    void undone()
    {
        QFETCH(bool, local);
        QRandomGenerator random(11);
        std::shared_ptr<Store> left = std::make_shared<MemoryStore>(testClock());
        std::shared_ptr<Store> right = m_target;
        if (local) {
            const QString state = m_dir->filePath(QStringLiteral("v3"));
            left = std::make_shared<local::LocalStore>(
                Target{.namespaceId = QStringLiteral("left"), .stateRoot = state}, testClock());
            right = std::make_shared<local::LocalStore>(
                Target{.namespaceId = QStringLiteral("right"), .stateRoot = state}, testClock());
        }
        for (const auto &store : {left, right}) {
            QList<Put> puts;
            for (int i = 0; i < 600; ++i) {
                if (random.bounded(3) == 0)
                    continue;
                QByteArray value(random.bounded(3) ? random.bounded(50) : 0, '\0');
                for (char &c : value)
                    c = char(random.generate());
                Put put{.key = "key \xc3\xa4\n" + QByteArray::number(i), .value = value};
                put.expiration =
                    random.bounded(3) ? Expiration() : Expiration(2'000'000'000 + random.bounded(2));
                put.metadata = random.bounded(3)
                                   ? Metadata()
                                   : Metadata(" {\n\"a\": " + QByteArray::number(random.bounded(2)) + "}");
                puts.append(put);
            }
            const auto results = waitFor(store->putMany(puts));
            QVERIFY_RESULT(results);
            for (const auto &result : *results)
                QVERIFY_RESULT(result);
        }
        const auto wanted = contentOf(*left);
        const auto before = contentOf(*right);
        CompareSpec spec;
        spec.secondLook = false;
        const auto file = ComparisonFile::create(m_dir->filePath(QStringLiteral("comparison")), spec);
        QVERIFY_RESULT(file);
        CompareOptions options;
        options.clock = testClock();
        CompareJob compare(*file, left, right, options);
        QCOMPARE_STATE(compare, run(compare), State::Finished);
        std::vector<quint32> all(size_t((*file)->rowCount()));
        std::iota(all.begin(), all.end(), 0);
        QVERIFY_RESULT((*file)->setTicked(all, true));
        PlanJob plan(*file, Direction::LeftToRight, left, right, m_plan, testClock());
        QCOMPARE_STATE(plan, run(plan), State::Finished);
        QVERIFY(plan.head().adds > 50 && plan.head().changes > 50 && plan.head().deletes > 50);
        ApplyJob apply(m_plan, right, false, testClock());
        QCOMPARE_STATE(apply, run(apply), State::Finished);
        QCOMPARE(apply.report().skipped + apply.report().failed + apply.report().already, 0);
        // What is the same JSON is not written, so that formatting may differ.
        const auto after = contentOf(*right);
        QCOMPARE(after.keys(), wanted.keys());
        for (const Entry &entry : wanted)
            QCOMPARE(fingerprintOf(after[entry.key]), fingerprintOf(entry));
        ApplyJob undo(PlanJob::rollbackPath(m_plan), right, false, testClock());
        QCOMPARE_STATE(undo, run(undo), State::Finished);
        QCOMPARE(undo.report().skipped + undo.report().failed + undo.report().already, 0);
        QVERIFY(contentOf(*right) == before);
    }

private:
    /// Puts of as many keys, none of which is there.
    static QList<PlanStep> manySteps(int count)
    {
        QList<PlanStep> steps;
        for (int i = 0; i < count; ++i)
            steps.append(putStep("k" + QByteArray::number(10'000 + i), QByteArray::number(i)));
        return steps;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::shared_ptr<MemoryStore> m_target;
    QString m_plan;
    QString m_report;
    QString m_progress;
};

QTEST_GUILESS_MAIN(TestApplyJob)
#include "tst_applyjob.moc"
