// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/survey.h"

#include "support/statefolder.h"

#include <QTest>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

namespace {

/// A project with one binding, whose local target is `target`.
Project projectOf(const Target &target)
{
    TargetInfo info;
    info.target = target;
    info.name = QStringLiteral("local:TODO");
    Binding binding;
    binding.targets = {info};
    Environment environment;
    environment.bindings = {binding};
    Worker worker;
    worker.environments = {environment};
    Project project;
    project.workers = {worker};
    return project;
}

const TargetInfo &theTarget(const Project &project)
{
    return project.workers[0].environments[0].bindings[0].targets[0];
}

bool put(Target target, const QString &id, const QByteArray &key)
{
    target.namespaceId = id;
    NamespaceFile file(target);
    return writeEntry(file, {.key = key, .value = QByteArray("v")}, 0).has_value();
}

} // namespace

class TestSurvey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStoreIsFoundAndCounted()
    {
        StateFolder state;
        Project project = projectOf(state.target);
        survey(project, {state.root()}, nullptr);
        QCOMPARE(theTarget(project).path, state.database());
        QVERIFY(!theTarget(project).exists);
        QCOMPARE(theTarget(project).count, std::nullopt);
        QVERIFY(!QFileInfo::exists(state.root()));

        QVERIFY(state.put("a", "1") && state.put("b", "2"));
        survey(project, {state.root()}, nullptr);
        QVERIFY(theTarget(project).exists);
        QCOMPARE(theTarget(project).count, std::optional<qint64>(2));
        QVERIFY(project.onlyOnDisk.isEmpty());
        // What is no longer there is no longer counted.
        QVERIFY(QDir(state.root()).removeRecursively());
        survey(project, {state.root()}, nullptr);
        QVERIFY(!theTarget(project).exists);
        QCOMPARE(theTarget(project).count, std::nullopt);
    }

    void storesThatNoBindingNamesAreListed()
    {
        StateFolder state;
        QVERIFY(state.put("a", "1"));
        QVERIFY(put(state.target, QStringLiteral("lost"), "k"));
        // An id that is not the name of its folder: only the database's name tells of it.
        QVERIFY(put(state.target, QStringLiteral("a:b/c"), "k"));
        // No namespace: workerd's own file beside, and the folder of one that never had an entry.
        QVERIFY(StateFolder::writeFile(
            QFileInfo(state.database()).path() + QStringLiteral("/metadata.sqlite"), "x"));
        QVERIFY(QDir().mkpath(state.root() + QStringLiteral("/kv/empty/blobs")));

        Project project = projectOf(state.target);
        survey(project, {state.root()}, nullptr);
        QCOMPARE(project.onlyOnDisk.size(), 2);
        const TargetInfo &lost = project.onlyOnDisk[0];
        QCOMPARE(lost.name, QStringLiteral("local:#lost"));
        QCOMPARE(lost.target.namespaceId, QStringLiteral("lost"));
        QCOMPARE(lost.count, std::optional<qint64>(1));
        const TargetInfo &hashed = project.onlyOnDisk[1];
        QCOMPARE(hashed.target.databaseName, databaseName(QStringLiteral("a:b/c")));
        QCOMPARE(hashed.name, QStringLiteral("local:#") + hashed.target.databaseName);
        QCOMPARE(hashed.count, std::optional<qint64>(1));
        // It can be read and written all the same: its values were found.
        NamespaceFile file(hashed.target);
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("v"));
        // Listed anew each time, not added to.
        survey(project, {state.root()}, nullptr);
        QCOMPARE(project.onlyOnDisk.size(), 2);
    }

    void theOldLayoutIsMarked()
    {
        StateFolder state;
        QVERIFY(state.put("a", "1"));
        QCOMPARE(state.sql("PRAGMA journal_mode=DELETE"), SQLITE_OK);
        QVERIFY(QFile::rename(state.database(), state.root() + QStringLiteral("/kv/ns/db.sqlite")));
        Project project = projectOf(state.target);
        survey(project, {state.root()}, nullptr);
        QVERIFY(theTarget(project).oldLayout && theTarget(project).exists);
        QCOMPARE(theTarget(project).count, std::optional<qint64>(1));
        // Also where no binding names it.
        Project none;
        survey(none, {state.root()}, nullptr);
        QCOMPARE(none.onlyOnDisk.size(), 1);
        QVERIFY(none.onlyOnDisk[0].oldLayout);
        QCOMPARE(none.onlyOnDisk[0].name, QStringLiteral("local:#ns"));
    }

    void aDamagedStoreIsListedWithoutACount()
    {
        StateFolder state;
        QVERIFY(state.put("a", "1"));
        QFile::remove(state.database() + QStringLiteral("-wal"));
        QVERIFY(StateFolder::writeFile(state.database(), QByteArray(8192, 'x')));
        Project project = projectOf(state.target);
        survey(project, {}, nullptr);
        QVERIFY(theTarget(project).exists);
        QCOMPARE(theTarget(project).count, std::nullopt);
    }

    void anEmptyFileHasNoEntries()
    {
        StateFolder state;
        QVERIFY(QDir().mkpath(QFileInfo(state.database()).path()));
        QVERIFY(StateFolder::writeFile(state.database(), {}));
        Project project = projectOf(state.target);
        survey(project, {state.root()}, nullptr);
        QVERIFY(theTarget(project).exists);
        QCOMPARE(theTarget(project).count, std::optional<qint64>(0));
    }

    void itStopsWhenAsked()
    {
        StateFolder state;
        QVERIFY(state.put("a", "1"));
        Project project = projectOf(state.target);
        const std::atomic_bool stop = true;
        survey(project, {state.root()}, &stop);
        QVERIFY(theTarget(project).path.isEmpty() && project.onlyOnDisk.isEmpty());
    }

    void remoteTargetsAreNotLookedAt()
    {
        StateFolder state;
        QVERIFY(state.put("a", "1"));
        Target remote = state.target;
        remote.place = Place::Remote;
        Project project = projectOf(remote);
        survey(project, {}, nullptr);
        QVERIFY(theTarget(project).path.isEmpty() && !theTarget(project).exists);
    }
};

QTEST_GUILESS_MAIN(TestSurvey)
#include "tst_survey.moc"
