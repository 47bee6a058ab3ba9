// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/storecheck.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace kv;
using namespace kv::test;

namespace {

/// What is remembered of an entry: the hash of its value, expiration in seconds or "-", metadata or "-".
using Known = QMap<QByteArray, QByteArray>;

Known seen(const StoredEntries &entries)
{
    Known known;
    for (auto it = entries.begin(); it != entries.end(); ++it)
        known.insert(it.key(),
                     QCryptographicHash::hash(it->value, QCryptographicHash::Sha256).toHex() + ' ' +
                         (it->expirationMs ? QByteArray::number(*it->expirationMs / 1000) : QByteArray("-")) +
                         ' ' + it->metadata.value_or("-"));
    return known;
}

/// Carries out one request as the child tells it.
void apply(Known &known, const QByteArray &request)
{
    const QByteArrayList words = request.split(' ');
    if (words[0] == "put") {
        known.insert(words[1], words.mid(2).join(' '));
    } else if (words[0] == "remove") {
        known.remove(words[1]);
    } else if (known.contains(words[1]) && !known.contains(words[2])) {
        known.insert(words[2], known.take(words[1]));
    }
}

} // namespace

/// Kills a process that writes, over and over, and looks at what it leaves.
class TestKilled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAcknowledgedWriteIsThere()
    {
        bool given = false;
        const int asked = qEnvironmentVariableIntValue("KV_KILL_ROUNDS", &given);
        const int rounds = given ? asked : 200;
        QRandomGenerator random(20'261'123);
        QTemporaryDir dir;
        const Target target{.namespaceId = QStringLiteral("ns"),
                            .stateRoot = dir.filePath(QStringLiteral("v3")),
                            .databaseName = {}};
        Known before;
        qsizetype acknowledged = 0;
        int unfinished = 0;
        int orphans = 0;
        for (int round = 0; round < rounds; ++round) {
            // A new store now and then: its first moments are as much at risk as the rest.
            if (round % 10 == 0) {
                QVERIFY(!QDir(target.stateRoot).exists() || QDir(target.stateRoot).removeRecursively());
                before.clear();
            }
            QProcess child;
            child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            child.start(QStringLiteral(KV_KILLED_WRITER),
                        {target.stateRoot, target.namespaceId, QString::number(random.generate())});
            QVERIFY(child.waitForReadyRead(10'000));
            QTest::qSleep(int(random.bounded(round % 3 == 0 ? 8 : 80)));
            child.kill();
            QVERIFY(child.waitForFinished(10'000));
            QCOMPARE(child.exitStatus(), QProcess::CrashExit);

            QByteArrayList open; // requests of which nobody knows whether they happened
            for (const QByteArray &line : child.readAllStandardOutput().split('\n')) {
                QVERIFY2(!line.startsWith("failed "), line.constData());
                if (line.startsWith("try ")) {
                    open = line.mid(4).split(';');
                } else if (line == "nothing") {
                    open.clear();
                } else if (line.startsWith("done ")) {
                    for (const QByteArray &request : std::as_const(open))
                        apply(before, request);
                    acknowledged += open.size();
                    open.clear();
                }
            }
            unfinished += open.isEmpty() ? 0 : 1;

            const StoreContent content = readStore(target);
            QVERIFY2(content.problem.isEmpty(),
                     qPrintable(QStringLiteral("round %1: %2").arg(round).arg(content.problem)));
            orphans += int(content.orphans.size());
            // What was under way may have happened up to any of its requests.
            const Known now = seen(content.entries);
            Known possible = before;
            for (qsizetype i = 0; now != possible && i < open.size(); ++i)
                apply(possible, open[i]);
            QVERIFY2(now == possible, qPrintable(QStringLiteral("round %1: %2 keys, expected %3")
                                                     .arg(round)
                                                     .arg(now.size())
                                                     .arg(before.size())));
            before = now;
        }
        qInfo("%d kills, %lld requests acknowledged, %d under way, %d value files left over", rounds,
              static_cast<long long>(acknowledged), unfinished, orphans);
        QVERIFY2(acknowledged > rounds, "too little happened before the kills");
        QVERIFY2(rounds < 20 || unfinished > rounds / 10, "hardly a kill came while something was written");
    }
};

QTEST_GUILESS_MAIN(TestKilled)
#include "tst_killed.moc"
