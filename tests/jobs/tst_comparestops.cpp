// SPDX-License-Identifier: GPL-3.0-or-later
// Comparisons that are stopped, fail or are destroyed at any step, and go on.
#include "jobs/comparedesk.h" // tests/jobs

#include <QSignalSpy>
#include <QTest>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using State = Job::State;
using Call = MemoryStore::Call;

namespace {

constexpr int mostSteps = 60; // more than any comparison here takes

/// Two stores with all there is: both kinds of lone keys, metadata and values that differ, some the same.
void fill(CompareDesk &desk, int keys)
{
    for (int i = 0; i < keys; ++i) {
        Entry entry;
        entry.key = "k" + QByteArray::number(i).rightJustified(4, '0');
        entry.value = "value " + QByteArray::number(i);
        if (i % 5 != 0)
            desk.left->plant(entry);
        if (i % 7 == 0)
            entry.value = "another";
        if (i % 11 == 0)
            entry.metadata = "{\"at\":1}";
        if (i % 6 != 0)
            desk.right->plant(entry);
    }
}

void makeCounted(CompareDesk &desk)
{
    for (const auto &store : {desk.left, desk.right}) {
        store->setCapabilities(CompareDesk::counted(1000, 20));
        store->setPageSize(17);
    }
}

void hold(CompareDesk &desk)
{
    desk.left->hold();
    desk.right->hold();
}
void letGo(CompareDesk &desk)
{
    desk.left->release();
    desk.right->release();
}

/// Lets one answer out after the other, as soon as there is one, alternating sides; answers how many.
int release(CompareDesk &desk, CompareJob &job, int steps)
{
    int done = 0;
    while (done < steps) {
        const bool comes = QTest::qWaitFor(
            [&] {
                return job.state() != State::Running || !desk.left->waitingCalls().isEmpty() ||
                       !desk.right->waitingCalls().isEmpty();
            },
            10'000);
        if (!comes || job.state() != State::Running)
            return done;
        MemoryStore &first = done % 2 == 0 ? *desk.left : *desk.right;
        MemoryStore &second = done % 2 == 0 ? *desk.right : *desk.left;
        done += first.release(1) > 0 ? 1 : second.release(1);
    }
    return done;
}

} // namespace

class TestCompareStops : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The job, the file or both go away after each number of steps; whoever opens the file goes on.
    void goesOnAfterBeingDestroyed()
    {
        CompareDesk desk;
        fill(desk, 120);
        makeCounted(desk);
        const QByteArrayList whole = told(desk.compare());
        QVERIFY(whole.size() > 100);
        bool finished = false;
        int steps = 0;
        for (; steps < mostSteps && !finished; ++steps) {
            const QString path = desk.newPath();
            {
                const auto made = ComparisonFile::create(path, desk.spec);
                QVERIFY_RESULT(made);
                hold(desk);
                const auto job = desk.newJob(*made);
                job->start();
                finished = release(desk, *job, steps) < steps;
            }
            letGo(desk);
            const auto again = ComparisonFile::open(path);
            QVERIFY_RESULT(again);
            const auto job = desk.newJob(*again);
            QCOMPARE(CompareDesk::run(*job), State::Finished);
            QCOMPARE(told(CompareDesk::rowsOf(**again)), whole);
        }
        QVERIFY(finished);
        QVERIFY(steps > 20);
    }

    void goesOnAfterAPause()
    {
        CompareDesk desk;
        fill(desk, 120);
        makeCounted(desk);
        const QByteArrayList whole = told(desk.compare());
        const int listsAlone = desk.left->callCount(Call::List);
        const int fetchesAlone = desk.left->callCount(Call::Fetch);
        bool finished = false;
        for (int steps = 0; steps < mostSteps && !finished; ++steps) {
            const int lists = desk.left->callCount(Call::List);
            const int fetches = desk.left->callCount(Call::Fetch);
            const auto file = desk.newFile();
            const auto job = desk.newJob(file);
            hold(desk);
            job->start();
            finished = release(desk, *job, steps) < steps;
            job->pause();
            QVERIFY(finished || job->state() == State::Paused);
            letGo(desk); // what was asked for still comes
            QTest::qWait(1);
            QVERIFY(finished || job->state() == State::Paused);
            if (!finished)
                QCOMPARE(CompareDesk::run(*job), State::Finished);
            QCOMPARE(told(CompareDesk::rowsOf(*file)), whole);
            // A pause costs no request.
            QCOMPARE(desk.left->callCount(Call::List) - lists, listsAlone);
            QCOMPARE(desk.left->callCount(Call::Fetch) - fetches, fetchesAlone);
        }
        QVERIFY(finished);
    }

    void isCancelledAtAnyStep()
    {
        CompareDesk desk;
        fill(desk, 60);
        makeCounted(desk);
        bool finished = false;
        for (int steps = 0; steps < mostSteps && !finished; ++steps) {
            const auto file = desk.newFile();
            const auto job = desk.newJob(file);
            hold(desk);
            job->start();
            finished = release(desk, *job, steps) < steps;
            if (finished)
                break;
            job->cancel();
            QCOMPARE(job->state(), State::Cancelled);
            const CompareState state = file->state();
            letGo(desk);
            QTest::qWait(1);
            QCOMPARE(file->state(), state);
            job->start(); // it is the end
            QCOMPARE(job->state(), State::Cancelled);
        }
        QVERIFY(finished);
    }

    void isCancelledByWhoeverIsTold()
    {
        CompareDesk desk;
        fill(desk, 200);
        makeCounted(desk);
        for (int turn = 0; turn < 3; ++turn) {
            auto *job = desk.newJob(desk.newFile()).release();
            const QPointer<CompareJob> alive(job);
            const auto end = [&] { turn == 0 ? delete job : job->cancel(); };
            if (turn == 1)
                connect(job, &Job::progressed, job, end);
            else
                connect(job, &CompareJob::rowsAppended, job, end);
            job->start();
            QTRY_VERIFY(!alive || job->isOver());
            delete alive.data();
        }
    }

    void triesAgainAfterAFailure()
    {
        CompareDesk desk;
        fill(desk, 120);
        makeCounted(desk);
        const QByteArrayList whole = told(desk.compare());
        const Error network{.kind = ErrorKind::Network, .detail = QStringLiteral("the line is dead")};
        for (const Call call : {Call::List, Call::Fetch}) {
            for (int before = 0; before < 5; ++before) {
                const auto file = desk.newFile();
                const auto job = desk.newJob(file);
                hold(desk);
                job->start();
                QTRY_VERIFY(desk.left->waitingCalls().contains(call) || release(desk, *job, 1) == 0);
                release(desk, *job, before);
                desk.left->failNext(call, network);
                letGo(desk);
                const State state = CompareDesk::wait(*job);
                if (state == State::Failed) {
                    QCOMPARE(*job->error(), network);
                    QCOMPARE(CompareDesk::run(*job), State::Finished);
                    QVERIFY(!job->error());
                } else {
                    // The call that was to fail did not come any more.
                    QCOMPARE(state, State::Finished);
                    QVERIFY(before > 0);
                    desk.left = std::make_shared<MemoryStore>(*desk.left);
                }
                QCOMPARE(told(CompareDesk::rowsOf(*file)), whole);
            }
        }
    }

    void aRefusedCursorCostsAnotherBeginning()
    {
        CompareDesk desk;
        fill(desk, 120);
        makeCounted(desk);
        const QByteArrayList whole = told(desk.compare());
        const QString path = desk.newPath();
        {
            const auto made = ComparisonFile::create(path, desk.spec);
            QVERIFY_RESULT(made);
            hold(desk);
            const auto job = desk.newJob(*made);
            job->start();
            release(desk, *job, 6);
            QTRY_VERIFY(!(*made)->state().leftCursor.isEmpty());
        }
        letGo(desk);
        const auto file = ComparisonFile::open(path);
        QVERIFY_RESULT(file);
        desk.left->failNext(Call::List, {.kind = ErrorKind::InvalidInput, .detail = {}});
        const auto job = desk.newJob(*file);
        QCOMPARE(CompareDesk::run(*job), State::Finished);
        QCOMPARE(told(CompareDesk::rowsOf(**file)), whole);
    }

    void asksBeforeItCostsMuch()
    {
        CompareDesk desk;
        fill(desk, 120);
        makeCounted(desk);
        desk.options.askAboveRequests = 5;
        desk.spec.secondLook = false;
        const auto file = desk.newFile();
        {
            const auto job = desk.newJob(file);
            QCOMPARE(CompareDesk::run(*job), State::Paused);
            QVERIFY(job->wantsConsent());
            QCOMPARE(file->state().phase, CompareState::Phase::Values);
            const qint64 keys = file->wantingCount();
            QCOMPARE(job->progress().requestsLeft, 2 * ((keys + 19) / 20));
            QCOMPARE(desk.left->callCount(Call::Fetch), 0);
            QCOMPARE(CompareDesk::run(*job), State::Finished);
            QVERIFY(!job->wantsConsent());
            QCOMPARE(file->counts()[size_t(Status::Unread)], 0);
        }
        const auto without = desk.newFile();
        const auto job = desk.newJob(without);
        QCOMPARE(CompareDesk::run(*job), State::Paused);
        job->finishWithoutValues();
        QCOMPARE(CompareDesk::wait(*job), State::Finished);
        QVERIFY(without->counts()[size_t(Status::Unread)] > 0);
        QCOMPARE(without->state().phase, CompareState::Phase::Done);
    }
};

QTEST_GUILESS_MAIN(TestCompareStops)
#include "tst_comparestops.moc"
