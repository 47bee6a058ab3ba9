// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jsonline.h"
#include "jobs/planfixture.h"
#include "local/localstore.h"
#include "local/storecheck.h"

#include <QProcess>
#include <QRandomGenerator>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;

namespace {

/// How often each key's fate is told, and which fates there are.
struct Told
{
    QHash<QByteArray, int> times;
    QHash<QByteArray, int> fates;
    bool readable = true;
    bool ended = false;
};

Told readReport(const QString &path)
{
    Told told;
    for (const QByteArray &line : contentOfFile(path).split('\n')) {
        if (line.isEmpty())
            continue;
        const auto members = membersOf(line);
        told.readable = told.readable && members;
        for (const JsonMember &member : members.value_or(QList<JsonMember>())) {
            if (member.name == "put" || member.name == "delete")
                ++told.times[stringOf(member.value).value_or(QByteArray())];
            if (member.name == "fate")
                ++told.fates[stringOf(member.value).value_or(QByteArray())];
            told.ended = told.ended || member.name == "end";
        }
    }
    return told;
}

} // namespace

/// Kills a process that carries out a plan, over and over, until one gets to the end.
class TestApplyKilled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingTwiceNothingLost()
    {
        // In memory, where that can be had: a killed process loses nothing that it gave to the system.
        const QFileInfo memory(QStringLiteral("/dev/shm"));
        QTemporaryDir dir(memory.isDir() && memory.isWritable()
                              ? QStringLiteral("/dev/shm/kvw-XXXXXX")
                              : QDir::tempPath() + QStringLiteral("/kvw-XXXXXX"));
        QRandomGenerator random(20'261'125);
        bool given = false;
        const int asked = qEnvironmentVariableIntValue("KV_KILL_ROUNDS", &given);
        const int rounds = given ? std::max(1, asked / 10) : 12;
        int kills = 0;
        int inTheMiddle = 0;
        for (int round = 0; round < rounds; ++round)
            applyOnce(dir.filePath(QString::number(round)), random, kills, inTheMiddle);
        qInfo("%d kills, %d of them half way", kills, inTheMiddle);
        QVERIFY2(inTheMiddle > 0, "no kill came in the middle");
    }

private:
    static constexpr int puts = 2200;
    static constexpr int deletes = 300;

    static void applyOnce(const QString &folder, QRandomGenerator &random, int &kills, int &inTheMiddle)
    {
        QVERIFY(QDir().mkpath(folder));
        const Target target{.namespaceId = QStringLiteral("ns"), .stateRoot = folder + QStringLiteral("/v3")};
        const QString plan = folder + QStringLiteral("/shop.plan.ndjson");
        QHash<QByteArray, QByteArray> wanted;
        prepare(target, plan, wanted);
        if (QTest::currentTestFailed())
            return;
        QSet<QByteArray> outsiders; // keys that another program wrote in between
        bool finished = false;
        while (!finished) {
            QProcess child;
            child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            child.start(QStringLiteral(KV_KILLED_CHILD), {target.stateRoot, target.namespaceId, plan});
            QVERIFY(child.waitForReadyRead(20'000));
            finished = child.waitForFinished(int(random.bounded(1, 200)));
            if (finished) {
                QCOMPARE(child.exitStatus(), QProcess::NormalExit);
                QCOMPARE(child.exitCode(), 0);
                break;
            }
            child.kill();
            QVERIFY(child.waitForFinished(20'000));
            ++kills;
            const StoreContent content = readStore(target);
            QVERIFY2(content.problem.isEmpty(), qPrintable(content.problem));
            const Told told = readReport(ApplyJob::reportPath(plan));
            // It was quicker. Started once more it would look at everything again, and tell of it again.
            finished = child.exitStatus() == QProcess::NormalExit || told.ended;
            inTheMiddle += content.entries.contains("p10000") && told.times.size() < puts + deletes;
            if (finished || random.bounded(2) == 0)
                continue;
            // Another program writes a key that may be done or not: either way it stays from now on.
            const QByteArray key = "p" + QByteArray::number(10'000 + random.bounded(puts));
            local::LocalStore other(target);
            QVERIFY_RESULT(waitFor(other.put({.key = key, .value = QByteArray("an outsider's")})));
            outsiders.insert(key);
            wanted.insert(key, "an outsider's");
        }
        QVERIFY(kills < 2000);

        const StoreContent content = readStore(target);
        QVERIFY2(content.problem.isEmpty(), qPrintable(content.problem));
        QCOMPARE(content.entries.size(), wanted.size());
        for (auto it = wanted.cbegin(); it != wanted.cend(); ++it)
            QVERIFY2(content.entries[it.key()].value == it.value(), it.key().constData());
        const Told told = readReport(ApplyJob::reportPath(plan));
        QVERIFY(told.readable);
        QVERIFY(told.ended);
        QCOMPARE(told.times.size(), puts + deletes);
        for (auto it = told.times.cbegin(); it != told.times.cend(); ++it)
            QVERIFY2(it.value() == 1, it.key().constData());
        QCOMPARE(told.fates.value("failed"), 0);
        QVERIFY(told.fates.value("skipped") <= outsiders.size());
        QCOMPARE(told.fates.value("written") + told.fates.value("deleted") + told.fates.value("already") +
                     told.fates.value("skipped"),
                 puts + deletes);
    }

    /// A store with something in it, a plan for it, and what it shall hold in the end.
    static void prepare(const Target &target, const QString &plan, QHash<QByteArray, QByteArray> &wanted)
    {
        local::LocalStore store(target);
        QList<Put> there;
        QList<PlanStep> steps;
        for (int i = 0; i < puts; ++i) {
            const QByteArray key = "p" + QByteArray::number(10'000 + i);
            const bool over = i % 4 == 0;
            if (over)
                there.append({.key = key, .value = QByteArray("before")});
            const QByteArray value = "after " + QByteArray::number(i);
            steps.append(
                {key, entryOf(key, value), over ? fingerprintOf(entryOf("", "before")) : Fingerprint()});
            wanted.insert(key, value);
        }
        for (int i = 0; i < deletes; ++i) {
            const QByteArray key = "d" + QByteArray::number(10'000 + i);
            there.append({.key = key, .value = QByteArray("before")});
            steps.append({key, std::nullopt, fingerprintOf(entryOf("", "before"))});
        }
        QVERIFY_RESULT(waitFor(store.putMany(there)));
        QVERIFY_RESULT(writePlan(plan, steps));
    }
};

QTEST_GUILESS_MAIN(TestApplyKilled)
#include "tst_applykilled.moc"
