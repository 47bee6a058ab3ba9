// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planjob.h"

#include "jobs/planfixture.h"

#include <QDir>
#include <QRandomGenerator>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using State = Job::State;
using Call = MemoryStore::Call;

Q_DECLARE_METATYPE(kv::Entry)

class TestPlanJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_left = std::make_shared<MemoryStore>(testClock());
        m_right = std::make_shared<MemoryStore>(testClock());
        m_plan = m_dir->filePath(QStringLiteral("shop.plan.ndjson"));
        m_rollback = m_dir->filePath(QStringLiteral("shop.rollback.ndjson"));
    }

    void eachRowBecomesItsStepAndWhatUndoesIt()
    {
        m_left->plant(entryOf("add", "new", testNowMs / 1000 + 61, Metadata("{\"m\":1}")));
        m_left->plant(entryOf("change", "left"));
        m_right->plant(entryOf("change", "right", {}, Metadata("1")));
        m_right->plant(entryOf("delete", "right"));
        m_left->plant(entryOf("same", "s"));
        m_right->plant(entryOf("same", "s"));
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Finished);

        const QList<PlanStep> steps = stepsOf(m_plan);
        QCOMPARE(steps.size(), 3);
        QCOMPARE(steps[0].key, QByteArray("add"));
        QVERIFY(steps[0].expect.isEmpty());
        QCOMPARE(steps[0].put->value, QByteArray("new"));
        QCOMPARE(steps[0].put->expiration, Expiration(testNowMs / 1000 + 61));
        QCOMPARE(steps[0].put->metadata, Metadata("{\"m\":1}"));
        QCOMPARE(steps[1].key, QByteArray("change"));
        QCOMPARE(steps[1].expect, fingerprintOf(entryOf("", "right", {}, Metadata("1"))));
        QVERIFY(!steps[1].put->metadata);
        QCOMPARE(steps[2].key, QByteArray("delete"));
        QVERIFY(!steps[2].put);
        QCOMPARE(steps[2].expect, fingerprintOf(entryOf("", "right")));

        const QList<PlanStep> back = stepsOf(m_rollback);
        QCOMPARE(back.size(), 3);
        QVERIFY(!back[0].put);
        QCOMPARE(back[0].expect, fingerprintOf(*steps[0].put));
        QCOMPARE(back[1].put->value, QByteArray("right"));
        QCOMPARE(back[1].put->metadata, Metadata("1"));
        QCOMPARE(back[1].expect, fingerprintOf(*steps[1].put));
        QCOMPARE(back[2].put->value, QByteArray("right"));
        QVERIFY(back[2].expect.isEmpty());

        QCOMPARE(job->leftOutCount(), 1);
        QCOMPARE(job->leftOut().first().first, QByteArray("same"));
        const PlanHead &head = job->head();
        QCOMPARE(head.adds, 1);
        QCOMPARE(head.changes, 1);
        QCOMPARE(head.deletes, 1);
        QCOMPARE(head.targetKeys, 3);
        QCOMPARE(head.sourceName, QStringLiteral("left"));
        QCOMPARE(head.targetName, QStringLiteral("right"));
        QCOMPARE(head.target.namespaceId, QStringLiteral("right"));
        QCOMPARE(head.madeMs, testNowMs);
        const auto rollback = PlanReader::open(m_rollback);
        QVERIFY_RESULT(rollback);
        QVERIFY((*rollback)->head().isRollback);
        QCOMPARE((*rollback)->head().targetName, QStringLiteral("right"));
    }

    void theOtherDirection()
    {
        m_left->plant(entryOf("only left", "1"));
        m_right->plant(entryOf("only right", "2"));
        auto job = makeJob(Direction::RightToLeft);
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        const QList<PlanStep> steps = stepsOf(m_plan);
        QCOMPARE(steps.size(), 2);
        QVERIFY(!steps[0].put);
        QCOMPARE(steps[1].put->value, QByteArray("2"));
        QCOMPARE(job->head().targetName, QStringLiteral("left"));
        QCOMPARE(job->head().targetKeys, 1);
        QCOMPARE(stepsOf(m_rollback)[0].put->value, QByteArray("1"));
    }

    void onlyWhatIsTickedIsLookedAt()
    {
        for (int i = 0; i < 10'000; ++i)
            m_left->plant(entryOf("k" + QByteArray::number(10'000 + i), QByteArray::number(i)));
        const auto file = makeFile();
        std::vector<quint32> all(10'000);
        std::iota(all.begin(), all.end(), 0);
        QVERIFY_RESULT(file->setTicked(all, false));
        QVERIFY_RESULT(file->setTicked({3, 4095, 4096, 9999}, true));
        PlanJob job(file, Direction::LeftToRight, m_left, m_right, m_plan, testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        const QList<PlanStep> steps = stepsOf(m_plan);
        QCOMPARE(steps.size(), 4);
        QCOMPARE(steps[0].key, QByteArray("k10003"));
        QCOMPARE(steps[1].key, QByteArray("k14095"));
        QCOMPARE(steps[2].key, QByteArray("k14096"));
        QCOMPARE(steps[3].key, QByteArray("k19999"));
        QCOMPARE(job.progress().done, 4);
        QCOMPARE(job.progress().total, 4);
    }

    void whatIsThereNowCounts()
    {
        m_left->plant(entryOf("a", "1"));
        m_left->plant(entryOf("b", "1"));
        m_left->plant(entryOf("c", "1"));
        m_right->plant(entryOf("d", "1"));
        const auto file = makeFile();
        m_right->plant(entryOf("a", "1")); // the same by now
        m_right->plant(entryOf("b", "2")); // a change by now
        m_left->uproot("c");               // nowhere by now
        m_left->plant(entryOf("d", "9"));  // a change by now
        PlanJob job(file, Direction::LeftToRight, m_left, m_right, m_plan, testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(job.head().adds, 0);
        QCOMPARE(job.head().changes, 2);
        QCOMPARE(job.head().deletes, 0);
        QCOMPARE(job.leftOutCount(), 2);
        QVERIFY(job.leftOut()[0].second.contains(QStringLiteral("same")));
        QVERIFY(job.leftOut()[1].second.contains(QStringLiteral("Neither")));
    }

    void whatCannotBeCopiedIsLeftOutWithASentence_data()
    {
        QTest::addColumn<Entry>("source");
        QTest::addColumn<Entry>("target");
        QTest::addColumn<QString>("word");
        const qint64 now = testNowMs / 1000;
        const Entry none;
        QTest::newRow("expired") << entryOf("k", "1", now) << entryOf("k", "2") << QStringLiteral("expired");
        QTest::newRow("expires soon") << entryOf("k", "1", now + 59) << none << QStringLiteral("60 seconds");
        Entry lost = entryOf("k", "");
        lost.valueMissing = true;
        QTest::newRow("source's value lost") << lost << none << QStringLiteral("no value");
        QTest::newRow("target's value lost") << entryOf("k", "1") << lost << QStringLiteral("no value");
        QTest::newRow("source's metadata no JSON")
            << entryOf("k", "1", {}, Metadata("{")) << none << QStringLiteral("JSON");
        QTest::newRow("target's metadata no JSON")
            << entryOf("k", "1") << entryOf("k", "1", {}, Metadata("{")) << QStringLiteral("put back");
        QTest::newRow("source too large")
            << entryOf("k", QByteArray(25 * 1024 * 1024 + 1, 'x')) << none << QStringLiteral("26214400");
        QTest::newRow("target too large")
            << entryOf("k", "1") << entryOf("k", QByteArray(25 * 1024 * 1024 + 1, 'x'))
            << QStringLiteral("put back");
        QTest::newRow("key not UTF-8") << entryOf("\xff", "1") << none << QStringLiteral("UTF-8");
        QTest::newRow("key not UTF-8, to delete") << none << entryOf("\xff", "1") << QStringLiteral("UTF-8");
    }

    void whatCannotBeCopiedIsLeftOutWithASentence()
    {
        QFETCH(Entry, source);
        QFETCH(Entry, target);
        QFETCH(QString, word);
        if (!source.key.isEmpty())
            m_left->plant(source);
        if (!target.key.isEmpty())
            m_right->plant(target);
        m_left->plant(entryOf("fine", "1"));
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->leftOutCount(), 1);
        QCOMPARE(job->leftOut().first().first, source.key.isEmpty() ? target.key : source.key);
        QVERIFY2(job->leftOut().first().second.contains(word), qPrintable(job->leftOut().first().second));
        QCOMPARE(stepsOf(m_plan).size(), 1);
        QCOMPARE(stepsOf(m_rollback).size(), 1);
    }

    void anExpiredTargetIsNoneAndASoonExpiringOneIsKeptInTheRollback()
    {
        const qint64 now = testNowMs / 1000;
        m_left->plant(entryOf("a", "1"));
        m_right->plant(entryOf("a", "2", now));
        m_left->plant(entryOf("b", "1"));
        m_right->plant(entryOf("b", "2", now + 5));
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        QCOMPARE(job->head().adds, 1);
        QCOMPARE(job->head().changes, 1);
        const QList<PlanStep> back = stepsOf(m_rollback);
        QVERIFY(!back[0].put);
        QCOMPARE(back[1].put->expiration, Expiration(now + 5));
    }

    void largeValuesComeThroughInPieces()
    {
        // Far more than is held at a time.
        QRandomGenerator random(5);
        for (int i = 0; i < 60; ++i) {
            QByteArray value(random.bounded(4'000'000), char('a' + i % 26));
            m_left->plant(entryOf("k" + QByteArray::number(100 + i), value));
            if (i % 2)
                m_right->plant(entryOf("k" + QByteArray::number(100 + i), value + 'x'));
        }
        m_left->setCapabilities(countedCapabilities());
        auto job = makeJob();
        QCOMPARE_STATE(*job, run(*job), State::Finished);
        const QList<PlanStep> steps = stepsOf(m_plan);
        QCOMPARE(steps.size(), 60);
        for (const PlanStep &step : steps)
            QCOMPARE(step.put->value, waitFor(m_left->get(step.key))->value);
        QVERIFY(m_left->callCount(Call::Fetch) > 5);
    }

    void requestsAreFew()
    {
        for (int i = 0; i < 1000; ++i)
            m_left->plant(entryOf("k" + QByteArray::number(1000 + i), "v"));
        m_left->setCapabilities(countedCapabilities());
        m_right->setCapabilities(countedCapabilities());
        const auto file = makeFile();
        const int before = m_left->callCount(Call::Fetch);
        PlanJob job(file, Direction::LeftToRight, m_left, m_right, m_plan, testClock());
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(m_left->callCount(Call::Fetch) - before, 10);
        QCOMPARE(job.progress().requests, 20);
        QCOMPARE(job.progress().requestsLeft, 0);
    }

    void aFailureIsToldAndGoneOnFrom()
    {
        for (int i = 0; i < 2000; ++i)
            m_left->plant(entryOf("k" + QByteArray::number(10'000 + i), QByteArray::number(i)));
        const auto file = makeFile();
        m_right->failNext(Call::Fetch, {.kind = ErrorKind::Network, .detail = QStringLiteral("cut")});
        PlanJob job(file, Direction::LeftToRight, m_left, m_right, m_plan, testClock());
        QCOMPARE_STATE(job, run(job), State::Failed);
        QCOMPARE(int(job.error()->kind), int(ErrorKind::Network));
        QVERIFY(!QFile::exists(m_plan));
        QVERIFY(!QFile::exists(m_rollback));
        QCOMPARE_STATE(job, run(job), State::Finished);
        QCOMPARE(stepsOf(m_plan).size(), 2000);
        QCOMPARE(stepsOf(m_rollback).size(), 2000);
    }

    void filesThatAreThereStay()
    {
        m_left->plant(entryOf("a", "1"));
        const auto file = makeFile();
        for (const QString &path : {m_plan, m_rollback}) {
            QFile other(path);
            QVERIFY(other.open(QIODevice::WriteOnly));
            other.write("mine");
            other.close();
            PlanJob job(file, Direction::LeftToRight, m_left, m_right, m_plan, testClock());
            QCOMPARE_STATE(job, run(job), State::Failed);
            QCOMPARE(int(job.error()->kind), int(ErrorKind::Conflict));
            QCOMPARE(contentOfFile(path), QByteArray("mine"));
            QVERIFY(other.remove());
            QCOMPARE_STATE(job, run(job), State::Finished); // once it is out of the way
            QVERIFY(QFile::remove(m_plan) && QFile::remove(m_rollback));
        }
        PlanJob job(file, Direction::LeftToRight, m_left, m_right,
                    m_dir->filePath(QStringLiteral("no/such/folder.ndjson")), testClock());
        QCOMPARE_STATE(job, run(job), State::Failed);
    }

    void pausedCancelledOrDestroyedAtAnyStep_data() { addWaysToStop(); }

    void pausedCancelledOrDestroyedAtAnyStep()
    {
        QFETCH(int, what);
        for (int i = 0; i < 1200; ++i) {
            m_left->plant(entryOf("k" + QByteArray::number(10'000 + i), QByteArray::number(i)));
            if (i % 3)
                m_right->plant(entryOf("k" + QByteArray::number(10'000 + i), "other"));
        }
        const auto file = makeFile();
        for (int steps = 0; steps < 10; ++steps) {
            m_left->hold();
            m_right->hold();
            auto job =
                std::make_unique<PlanJob>(file, Direction::LeftToRight, m_left, m_right, m_plan, testClock());
            job->start();
            for (int i = 0; i < steps; ++i) {
                MemoryStore &store = i % 2 ? *m_left : *m_right;
                QVERIFY(waitForCalls(store, 1));
                store.release(1);
            }
            if (what == 0) {
                job->pause();
                QCOMPARE(job->state(), State::Paused);
                m_left->release();
                m_right->release();
                QCoreApplication::processEvents();
                QCOMPARE(job->state(), State::Paused);
                QVERIFY(!QFile::exists(m_plan));
                QCOMPARE_STATE(*job, run(*job), State::Finished);
                QCOMPARE(stepsOf(m_plan).size(), 1200);
                QVERIFY(QFile::remove(m_plan) && QFile::remove(m_rollback));
            } else {
                if (what == 1) {
                    job->cancel();
                    QCOMPARE(job->state(), State::Cancelled);
                    job->start();
                    QCOMPARE(job->state(), State::Cancelled);
                }
                job.reset();
                m_left->release();
                m_right->release();
                QCoreApplication::processEvents();
                // What still runs on the pool takes its files away.
                QTRY_COMPARE(filesBesideTheComparison(), QStringList());
            }
        }
    }

private:
    std::shared_ptr<ComparisonFile> makeFile()
    {
        return comparisonOf(m_dir->filePath(QStringLiteral("c%1").arg(++m_files)), *m_left, *m_right);
    }
    std::unique_ptr<PlanJob> makeJob(Direction direction = Direction::LeftToRight)
    {
        const auto file = makeFile();
        const bool toRight = direction == Direction::LeftToRight;
        return std::make_unique<PlanJob>(file, direction, toRight ? m_left : m_right,
                                         toRight ? m_right : m_left, m_plan, testClock());
    }
    QStringList filesBesideTheComparison() const
    {
        QStringList names =
            QDir(m_dir->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        names.removeIf([](const QString &name) { return name.startsWith(QLatin1Char('c')); });
        return names;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::shared_ptr<MemoryStore> m_left;
    std::shared_ptr<MemoryStore> m_right;
    QString m_plan;
    QString m_rollback;
    int m_files = 0;
};

QTEST_GUILESS_MAIN(TestPlanJob)
#include "tst_planjob.moc"
