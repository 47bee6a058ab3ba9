// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparedesk.h" // tests/jobs
#include "local/localstore.h"

#include <QFileInfo>
#include <QProcess>
#include <QTest>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using Phase = CompareState::Phase;

/// Kills a process that compares, over and over, until one gets to the end.
class TestCompareKilled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAsAnUndisturbedOne()
    {
        // In memory, where that can be had: a killed process loses nothing that it gave to the system.
        const QFileInfo memory(QStringLiteral("/dev/shm"));
        QTemporaryDir dir(memory.isDir() && memory.isWritable()
                              ? QStringLiteral("/dev/shm/kvw-XXXXXX")
                              : QDir::tempPath() + QStringLiteral("/kvw-XXXXXX"));
        const QString root = dir.filePath(QStringLiteral("v3"));
        prepare(root);
        if (QTest::currentTestFailed())
            return;
        const QString undisturbed = dir.filePath(QStringLiteral("undisturbed.comparison"));
        QProcess whole;
        start(whole, root, undisturbed);
        QVERIFY(whole.waitForFinished(60'000));
        QCOMPARE(whole.exitCode(), 0);
        QByteArrayList wanted;
        Counts counts = {};
        {
            const auto file = ComparisonFile::open(undisturbed);
            QVERIFY_RESULT(file);
            QCOMPARE((*file)->state().phase, Phase::Done);
            wanted = told(CompareDesk::rowsOf(**file));
            counts = (*file)->counts();
            QCOMPARE((*file)->rowCount(), keys);
            QCOMPARE(counts[size_t(Status::Unread)], 0);
            for (const Status status : {Status::OnlyLeft, Status::OnlyRight, Status::Different, Status::Same})
                QVERIFY(counts[size_t(status)] > 1000);
        }

        QRandomGenerator random(20'261'128);
        bool given = false;
        const int asked = qEnvironmentVariableIntValue("KV_KILL_ROUNDS", &given);
        const int rounds = given ? std::max(1, asked / 20) : 6;
        int kills = 0;
        std::array<int, 3> inPhase = {};
        const auto isKilledEnough = [&] { return inPhase[0] > 0 && inPhase[1] > 0; };
        for (int round = 0; round < rounds || (!isKilledEnough() && round < 60); ++round) {
            const QString path = dir.filePath(QStringLiteral("%1.comparison").arg(round));
            for (bool finished = false; !finished;) {
                QProcess child;
                start(child, root, path);
                // Also before anything was said: while the file is made, or opened again.
                finished = child.waitForFinished(int(random.bounded(1, 120)));
                if (finished) {
                    QCOMPARE(child.exitCode(), 0);
                    break;
                }
                child.kill();
                QVERIFY(child.waitForFinished(20'000));
                ++kills;
                QVERIFY(kills < 2000);
                if (!QFileInfo::exists(path))
                    continue;
                const auto file = ComparisonFile::open(path);
                QVERIFY_RESULT(file);
                const CompareState state = (*file)->state();
                if ((*file)->rowCount() > 0 && state.phase != Phase::Done)
                    ++inPhase[size_t(state.phase)];
            }
            const auto file = ComparisonFile::open(path);
            QVERIFY_RESULT(file);
            QCOMPARE((*file)->state().phase, Phase::Done);
            QCOMPARE((*file)->counts(), counts);
            QCOMPARE(told(CompareDesk::rowsOf(**file)), wanted);
        }
        qInfo("%d kills, %d of them while listing and %d while reading values", kills, inPhase[0],
              inPhase[1]);
        QVERIFY2(isKilledEnough(), "no kill came in the middle");
    }

private:
    static constexpr int keys = 30'000;

    static void start(QProcess &child, const QString &root, const QString &path)
    {
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QStringLiteral(KV_KILLED_CHILD),
                    {root, QStringLiteral("left"), QStringLiteral("right"), path});
    }

    /// Two stores with all there is: both kinds of lone keys, values, metadata and expirations that differ.
    static void prepare(const QString &root)
    {
        QList<Put> left;
        QList<Put> right;
        for (int i = 0; i < keys; ++i) {
            Put put{.key = "k" + QByteArray::number(100'000 + i), .value = "value " + QByteArray::number(i)};
            if (i % 5 == 0)
                put.expiration = Expiration(4'000'000'000);
            if (i % 6 != 0)
                left.append(put);
            if (i % 7 == 0)
                put.value = "other " + QByteArray::number(i); // as long, so that both have to be read
            if (i % 11 == 0)
                put.metadata = Metadata("{\"at\":1}");
            if (i % 8 != 0 || i % 6 == 0)
                right.append(put);
        }
        for (const auto &[name, puts] : {std::pair("left", left), std::pair("right", right)}) {
            local::LocalStore store(Target{.namespaceId = QLatin1String(name), .stateRoot = root});
            for (qsizetype at = 0; at < puts.size(); at += 5000)
                QVERIFY_RESULT(waitFor(store.putMany(puts.mid(at, 5000))));
        }
    }
};

QTEST_GUILESS_MAIN(TestCompareKilled)
#include "tst_comparekilled.moc"
