// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planfixture.h"
#include "local/localstore.h"
#include "local/storecheck.h"

#include <QProcess>
#include <QRandomGenerator>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;

/// Kills a process that imports over what is there, and undoes what it did with the rollback that it leaves.
class TestImportKilled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasOverwrittenCanBeUndone()
    {
        // In memory, where that can be had: a killed process loses nothing that it gave to the system.
        const QFileInfo memory(QStringLiteral("/dev/shm"));
        QTemporaryDir dir(memory.isDir() && memory.isWritable()
                              ? QStringLiteral("/dev/shm/kvw-XXXXXX")
                              : QDir::tempPath() + QStringLiteral("/kvw-XXXXXX"));
        QRandomGenerator random(20'261'128);
        const Target target{.namespaceId = QStringLiteral("ns"),
                            .stateRoot = dir.filePath(QStringLiteral("v3"))};
        const QString file = dir.filePath(QStringLiteral("new.ndjson"));
        prepare(target, file);
        const auto before = readStore(target);
        QCOMPARE(before.entries.size(), entries / 2);

        bool given = false;
        const int asked = qEnvironmentVariableIntValue("KV_KILL_ROUNDS", &given);
        const int rounds = given ? std::max(1, asked / 10) : 12;
        int inTheMiddle = 0;
        int longestMs = 400; // in which an import is at work for sure, and perhaps done
        for (int round = 0; round < rounds || (inTheMiddle == 0 && round < 100); ++round) {
            const QString rollback = dir.filePath(QStringLiteral("%1.rollback.ndjson").arg(round));
            QProcess child;
            child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            child.start(QStringLiteral(KV_KILLED_CHILD),
                        {target.stateRoot, target.namespaceId, file, rollback});
            QVERIFY(child.waitForReadyRead(20'000));
            if (child.waitForFinished(int(random.bounded(1, longestMs)))) {
                QCOMPARE(child.exitCode(), 0);
                longestMs = std::max(20, longestMs / 2);
            }
            child.kill();
            child.waitForFinished(20'000);

            const StoreContent content = readStore(target);
            QVERIFY2(content.problem.isEmpty(), qPrintable(content.problem));
            int written = 0;
            for (const auto &entry : content.entries)
                written += entry.value.startsWith("after") ? 1 : 0;
            inTheMiddle += written > 0 && written < entries ? 1 : 0;
            QVERIFY(written == 0 || QFile::exists(rollback));
            if (QFile::exists(rollback)) {
                const auto plan = PlanReader::open(rollback);
                QVERIFY_RESULT(plan);
                QVERIFY((*plan)->head().isRollback);
                QVERIFY((*plan)->head().target == target);
                QVERIFY((*plan)->head().steps() >= written);
                ApplyJob undo(rollback, std::make_shared<local::LocalStore>(target));
                QCOMPARE_STATE(undo, run(undo), Job::State::Finished);
                QCOMPARE(undo.report().written + undo.report().deleted, written);
                QCOMPARE(undo.report().failed + undo.report().skipped, 0);
            }
            const StoreContent after = readStore(target);
            QCOMPARE(after.entries.size(), before.entries.size());
            for (auto it = before.entries.cbegin(); it != before.entries.cend(); ++it)
                QVERIFY2(after.entries[it.key()].value == it.value().value, it.key().constData());
        }
        qInfo("%d imports, %d of them killed half way", rounds, inTheMiddle);
        QVERIFY2(inTheMiddle > 0, "no kill came in the middle");
    }

private:
    static constexpr int entries = 10'000; // three chunks

    /// A store with something in it, and a file that overwrites all of that and adds as much.
    static void prepare(const Target &target, const QString &path)
    {
        QList<Put> there;
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < entries; ++i) {
            const QByteArray key = "p" + QByteArray::number(100'000 + i);
            if (i % 2 == 0)
                there.append({.key = key, .value = "before " + QByteArray::number(i)});
            file.write("{\"key\":\"" + key + "\",\"value\":\"after " + QByteArray::number(i) + "\"}\n");
        }
        local::LocalStore store(target);
        QVERIFY_RESULT(waitFor(store.putMany(there)));
    }
};

QTEST_GUILESS_MAIN(TestImportKilled)
#include "tst_importkilled.moc"
