// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planfixture.h"
#include "jobs/plantrim.h"

#include <QDir>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;

namespace {

constexpr int steps = 30;

QByteArray keyOf(int i)
{
    return "k" + QByteArray::number(100 + i);
}

/// Adds, changes and deletes in turn.
QList<PlanStep> planSteps()
{
    const Fingerprint before = fingerprintOf(entryOf("", "before"));
    QList<PlanStep> all;
    for (int i = 0; i < steps; ++i) {
        PlanStep step{.key = keyOf(i), .expect = i % 3 == 0 ? Fingerprint() : before};
        if (i % 3 != 2)
            step.put =
                entryOf(step.key, "after " + QByteArray::number(i), 4'000'000'000 + i, Metadata("[1]"));
        all.append(step);
    }
    return all;
}

QList<PlanStep> rollbackSteps()
{
    QList<PlanStep> all;
    for (const PlanStep &step : planSteps()) {
        PlanStep back{.key = step.key, .expect = step.put ? fingerprintOf(*step.put) : Fingerprint()};
        if (!step.expect.isEmpty())
            back.put = entryOf(step.key, "before");
        all.append(back);
    }
    return all;
}

bool same(const PlanStep &a, const PlanStep &b)
{
    return a.key == b.key && a.put == b.put && a.expect == b.expect;
}

/// The steps of these numbers.
QList<PlanStep> some(const QList<PlanStep> &all, const std::vector<bool> &leftOut)
{
    QList<PlanStep> kept;
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (size_t(i) >= leftOut.size() || !leftOut[size_t(i)])
            kept.append(all[i]);
    }
    return kept;
}

} // namespace

class TestPlanTrim : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_plan = m_dir->filePath(QStringLiteral("all.plan.ndjson"));
        m_new = m_dir->filePath(QStringLiteral("some.plan.ndjson"));
        m_head = {.sourceName = QStringLiteral("source"),
                  .targetName = QStringLiteral("target"),
                  .target = {.namespaceId = QStringLiteral("ns"), .stateRoot = QStringLiteral("/v3")},
                  .madeMs = testNowMs,
                  .targetKeys = 50};
        QVERIFY_RESULT(writePlan(m_plan, planSteps(), m_head));
        PlanHead back = m_head;
        back.isRollback = true;
        back.targetKeys = -1;
        QVERIFY_RESULT(writePlan(PlanJob::rollbackPath(m_plan), rollbackSteps(), back));
        m_namesBefore = names();
    }

    void leavesOutStepsAndWhatUndoesThem_data()
    {
        QTest::addColumn<QList<int>>("numbers");
        QTest::addColumn<int>("size");
        QTest::newRow("none") << QList<int>() << steps;
        QTest::newRow("none, and none said") << QList<int>() << 0;
        QTest::newRow("the first and the last") << QList<int>{0, steps - 1} << steps;
        QTest::newRow("a few") << QList<int>{3, 4, 5, 17, 20} << steps;
        QTest::newRow("the steps behind the list stay") << QList<int>{1, 2} << 5;
        QList<int> all(steps);
        std::iota(all.begin(), all.end(), 0);
        QTest::newRow("all") << all << steps;
        QTest::newRow("a list longer than the plan") << QList<int>{2, steps + 3} << steps + 9;
    }

    void leavesOutStepsAndWhatUndoesThem()
    {
        QFETCH(QList<int>, numbers);
        QFETCH(int, size);
        std::vector<bool> leftOut(size_t(size), false);
        for (const int number : std::as_const(numbers))
            leftOut[size_t(number)] = true;
        const auto head = trimPlan(m_plan, m_new, leftOut, {});
        QVERIFY_RESULT(head);
        compareSteps(m_new, some(planSteps(), leftOut));
        compareSteps(PlanJob::rollbackPath(m_new), some(rollbackSteps(), leftOut));
        // The new head tells of the new plan, and of the same target.
        PlanHead wanted = m_head;
        for (const PlanStep &step : some(planSteps(), leftOut)) {
            ++(!step.put ? wanted.deletes : step.expect.isEmpty() ? wanted.adds : wanted.changes);
            wanted.bytes += step.put ? step.put->value.size() : 0;
        }
        const auto reader = PlanReader::open(m_new);
        QVERIFY_RESULT(reader);
        for (const PlanHead &one : {*head, (*reader)->head()}) {
            QCOMPARE(one.adds, wanted.adds);
            QCOMPARE(one.changes, wanted.changes);
            QCOMPARE(one.deletes, wanted.deletes);
            QCOMPARE(one.bytes, wanted.bytes);
            QCOMPARE(one.targetKeys, wanted.targetKeys);
            QCOMPARE(one.targetName, wanted.targetName);
            QVERIFY(one.target == wanted.target);
            QVERIFY(!one.isRollback);
        }
        const auto back = PlanReader::open(PlanJob::rollbackPath(m_new));
        QVERIFY_RESULT(back);
        QVERIFY((*back)->head().isRollback);
        // What it was made of is as it was.
        compareSteps(m_plan, planSteps());
        compareSteps(PlanJob::rollbackPath(m_plan), rollbackSteps());
    }

    void filesThatAreThereStay()
    {
        for (const QString &path : {m_new, PlanJob::rollbackPath(m_new)}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("mine");
            file.close();
            QVERIFY_ERROR(trimPlan(m_plan, m_new, {true}, {}), ErrorKind::Conflict);
            QCOMPARE(contentOfFile(path), QByteArray("mine"));
            QVERIFY(file.remove());
            QCOMPARE(names(), m_namesBefore);
        }
    }

    void aPlanWithoutRollbackIsNotTrimmed()
    {
        QVERIFY(QFile::remove(PlanJob::rollbackPath(m_plan)));
        QVERIFY_ERROR(trimPlan(m_plan, m_new, {true}, {}), ErrorKind::NotFound);
        QCOMPARE(names(), QStringList(QFileInfo(m_plan).fileName()));
    }

    void aCutFileLeavesNothing()
    {
        for (const bool isRollback : {false, true}) {
            init();
            const QString path = isRollback ? PlanJob::rollbackPath(m_plan) : m_plan;
            const QByteArray whole = contentOfFile(path);
            QFile file(path);
            QVERIFY(file.resize(whole.size() - 40));
            QVERIFY_ERROR(trimPlan(m_plan, m_new, {true}, {}), ErrorKind::Corrupt);
            QCOMPARE(names(), m_namesBefore);
        }
    }

    void stoppedAnywhereItLeavesNothing()
    {
        const std::vector<bool> leftOut(steps, false);
        bool stopped = true;
        int asked = 0;
        for (int after = 0; stopped; ++after) {
            int left = after;
            const auto head = trimPlan(m_plan, m_new, leftOut, [&left] { return left-- <= 0; });
            stopped = !head;
            if (stopped) {
                QVERIFY_ERROR(head, ErrorKind::Cancelled);
                QCOMPARE(names(), m_namesBefore);
                ++asked;
            }
        }
        QVERIFY(asked > 2 * steps); // in each of its parts
        compareSteps(m_new, planSteps());
    }

private:
    static void compareSteps(const QString &path, const QList<PlanStep> &wanted)
    {
        const QList<PlanStep> read = stepsOf(path);
        QCOMPARE(read.size(), wanted.size());
        for (qsizetype i = 0; i < read.size(); ++i)
            QVERIFY2(same(read[i], wanted[i]), wanted[i].key.constData());
    }
    QStringList names() const
    {
        return QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_plan;
    QString m_new;
    PlanHead m_head;
    QStringList m_namesBefore;
};

QTEST_GUILESS_MAIN(TestPlanTrim)
#include "tst_plantrim.moc"
