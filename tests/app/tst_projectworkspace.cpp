// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/projectworkspace.h"

#include "jobs/pool.h"
#include "local/location.h"
#include "local/writer.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <sqlite3.h>

using kv::Project;
using kv::TargetInfo;
using kv::wiring::ProjectWorkspace;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray config(const QByteArray &binding)
{
    return "{\"name\": \"shop\", \"kv_namespaces\": [{\"binding\": \"" + binding + "\", \"id\": \"aaaa\"}]}";
}

} // namespace

/// The workspace of the real program, on folders that change under it.
class TestProjectWorkspace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsInTheBackground();
    void anEditShows_data();
    void anEditShows();
    void aHalfWrittenFileIsReadAgainWhenItIsWhole();
    void wranglerFilesComeAndGo();
    void everyOneOfManyQuickEditsEndsWithTheLast();
    void aStoreComesGrowsAndGoes();
    void aStoreWrittenByAnotherProgramCounts();
    void aStoreThatNoBindingNamesComesAndGoes();
    void aFolderThatVanishesIsToldOnceAndComesBack();
    void aFolderThatWasNeverThere();
    void anotherFolderIsOpenedWhileOneIsRead();
    void destroyedWhileReading();
    void destroyedWhileASnapshotIsOpened();
    void aLockedStoreHoldsNothingUp();
    void theSameStoreTwice();
    void whatASnapshotLeavesOutIsTold();
    void refreshTellsAgain();

private:
    bool write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_dir->filePath(name));
        return QDir().mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly) &&
               file.write(bytes) == bytes.size();
    }
    kv::Target target(const QString &id = u"aaaa"_s) const
    {
        return {.place = kv::Place::Local,
                .namespaceId = id,
                .stateRoot = m_dir->filePath(u".wrangler/state/v3"_s),
                .databaseName = {}};
    }
    bool put(const QByteArray &key, const QString &id = u"aaaa"_s) const
    {
        kv::local::NamespaceFile file(target(id));
        return kv::local::writeEntry(file,
                                     {.key = key,
                                      .value = QByteArray("v"),
                                      .expiration = kv::Expiration(),
                                      .metadata = kv::Metadata(),
                                      .expect = {}},
                                     0)
            .has_value();
    }
    void open()
    {
        m_workspace->openFolder(m_dir->path());
        QTRY_VERIFY(!m_workspace->isReading());
    }
    QString binding(int worker = 0) const
    {
        const Project &project = m_workspace->project();
        if (worker >= project.workers.size() || project.workers[worker].error)
            return {};
        const auto &environments = project.workers[worker].environments;
        return environments.isEmpty() || environments[0].bindings.isEmpty()
                   ? QString()
                   : environments[0].bindings[0].name;
    }
    TargetInfo info() const
    {
        return binding().isEmpty() ? TargetInfo()
                                   : m_workspace->project().workers[0].environments[0].bindings[0].targets[0];
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ProjectWorkspace> m_workspace;
};

void TestProjectWorkspace::init()
{
    m_workspace = std::make_unique<ProjectWorkspace>();
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(write(u"wrangler.json"_s, config("TODO")));
}

void TestProjectWorkspace::readsInTheBackground()
{
    QSignalSpy changed(m_workspace.get(), &ProjectWorkspace::projectChanged);
    QSignalSpy failed(m_workspace.get(), &ProjectWorkspace::failed);
    m_workspace->openFolder(m_dir->path());
    QVERIFY(m_workspace->isReading());
    QVERIFY(m_workspace->project().workers.isEmpty());
    QTRY_VERIFY(!m_workspace->isReading());
    QCOMPARE(m_workspace->project().root, m_dir->path());
    QCOMPARE(binding(), u"TODO"_s);
    QVERIFY(!info().exists);
    // Nothing changes: nothing is told, however often it looks.
    const qsizetype told = changed.size();
    QTest::qWait(ProjectWorkspace::lookMs + 500);
    QCOMPARE(changed.size(), told);
    QCOMPARE(failed.size(), 0);
}

void TestProjectWorkspace::anEditShows_data()
{
    QTest::addColumn<bool>("byRenaming");
    QTest::newRow("in place") << false;
    QTest::newRow("by renaming over it") << true;
}

void TestProjectWorkspace::anEditShows()
{
    QFETCH(bool, byRenaming);
    open();
    for (const QByteArray name : {"ONE", "TWO", "THREE"}) { // the watch survives the first
        if (byRenaming) {
            QVERIFY(write(u"wrangler.json~"_s, config(name)));
            QCOMPARE(std::rename(qPrintable(m_dir->filePath(u"wrangler.json~"_s)),
                                 qPrintable(m_dir->filePath(u"wrangler.json"_s))),
                     0);
        } else {
            QVERIFY(write(u"wrangler.json"_s, config(name)));
        }
        QTRY_COMPARE_WITH_TIMEOUT(binding(), QString::fromLatin1(name), 3000);
    }
}

void TestProjectWorkspace::aHalfWrittenFileIsReadAgainWhenItIsWhole()
{
    open();
    QVERIFY(write(u"wrangler.json"_s, config("LATER").left(30)));
    QTRY_VERIFY(m_workspace->project().workers[0].error);
    QVERIFY(m_workspace->project().workers[0].error->line > 0);
    QVERIFY(write(u"wrangler.json"_s, config("LATER")));
    QTRY_COMPARE(binding(), u"LATER"_s);
}

void TestProjectWorkspace::wranglerFilesComeAndGo()
{
    open();
    QCOMPARE(m_workspace->project().workers.size(), 1);
    QVERIFY(write(u"apps/edge/wrangler.toml"_s,
                  "name = \"edge\"\nkv_namespaces = [{ binding = \"FLAGS\", id = \"bbbb\" }]\n"));
    QTRY_COMPARE(binding(1), u"FLAGS"_s);
    // A folder first, and the file after it has been seen.
    QVERIFY(QDir().mkpath(m_dir->filePath(u"apps/late/deep"_s)));
    QTest::qWait(ProjectWorkspace::settleMs * 3);
    QVERIFY(write(u"apps/late/deep/wrangler.jsonc"_s, config("LATE")));
    QTRY_COMPARE(m_workspace->project().workers.size(), 3);
    QVERIFY(QFile::remove(m_dir->filePath(u"apps/edge/wrangler.toml"_s)));
    QTRY_COMPARE(m_workspace->project().workers.size(), 2);
    QVERIFY(QDir(m_dir->filePath(u"apps"_s)).removeRecursively());
    QTRY_COMPARE(m_workspace->project().workers.size(), 1);
}

void TestProjectWorkspace::everyOneOfManyQuickEditsEndsWithTheLast()
{
    open();
    // Steps that do not fit the settling time, so that some fall into a reading.
    for (int i = 0; i < 25; ++i) {
        QVERIFY(write(u"apps/w%1/wrangler.json"_s.arg(i), config("B")));
        QVERIFY(write(u"wrangler.json~"_s, config("B" + QByteArray::number(i))));
        QVERIFY(QFile::remove(m_dir->filePath(u"wrangler.json"_s)));
        QVERIFY(QFile::rename(m_dir->filePath(u"wrangler.json~"_s), m_dir->filePath(u"wrangler.json"_s)));
        QTest::qWait(37 * (i % 7));
    }
    QTRY_COMPARE(binding(), u"B24"_s);
    QTRY_COMPARE(m_workspace->project().workers.size(), 26);
}

void TestProjectWorkspace::aStoreComesGrowsAndGoes()
{
    open();
    QVERIFY(put("a"));
    QTRY_COMPARE_WITH_TIMEOUT(info().count.value_or(-1), 1, ProjectWorkspace::lookMs + 1500);
    QVERIFY(info().exists);
    QVERIFY(put("b"));
    QTRY_COMPARE_WITH_TIMEOUT(info().count.value_or(-1), 2, ProjectWorkspace::lookMs + 1500);
    QVERIFY(QDir(m_dir->filePath(u".wrangler"_s)).removeRecursively());
    QTRY_VERIFY_WITH_TIMEOUT(!info().exists, ProjectWorkspace::lookMs + 1500);
    QVERIFY(!info().count);
    QVERIFY(put("c"));
    QTRY_COMPARE_WITH_TIMEOUT(info().count.value_or(-1), 1, ProjectWorkspace::lookMs + 1500);
}

void TestProjectWorkspace::aStoreWrittenByAnotherProgramCounts()
{
    QVERIFY(put("a"));
    open();
    QTRY_COMPARE(info().count.value_or(-1), 1);
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(info().path.toUtf8().constData(), &db), SQLITE_OK);
    for (int i = 2; i < 5; ++i) { // each write a change in the log of a connection that stays open
        const QByteArray sql =
            "INSERT INTO _mf_entries (key, blob_id) VALUES ('" + QByteArray::number(i) + "', 'none')";
        QCOMPARE(sqlite3_exec(db, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
        QTRY_COMPARE_WITH_TIMEOUT(info().count.value_or(-1), i, ProjectWorkspace::lookMs + 1500);
    }
    sqlite3_close(db);
}

void TestProjectWorkspace::aStoreThatNoBindingNamesComesAndGoes()
{
    open();
    QVERIFY(put("a", u"orphan"_s));
    QTRY_COMPARE(m_workspace->project().onlyOnDisk.size(), 1);
    QCOMPARE(m_workspace->project().onlyOnDisk[0].target.namespaceId, u"orphan"_s);
    QCOMPARE(m_workspace->project().onlyOnDisk[0].count.value_or(-1), 1);
    QVERIFY(put("b", u"orphan"_s));
    QTRY_COMPARE(m_workspace->project().onlyOnDisk[0].count.value_or(-1), 2);
    QVERIFY(write(u"wrangler.json"_s, "{\"kv_namespaces\": [{\"binding\": \"NOW\", \"id\": \"orphan\"}]}"));
    QTRY_COMPARE(binding(), u"NOW"_s);
    QTRY_COMPARE(m_workspace->project().onlyOnDisk.size(), 0);
    QCOMPARE(info().count.value_or(-1), 2);
}

void TestProjectWorkspace::aFolderThatVanishesIsToldOnceAndComesBack()
{
    QSignalSpy changed(m_workspace.get(), &ProjectWorkspace::projectChanged);
    QSignalSpy failed(m_workspace.get(), &ProjectWorkspace::failed);
    open();
    QVERIFY(QDir(m_dir->path()).removeRecursively());
    QTRY_COMPARE(failed.size(), 1);
    const auto error = failed[0][0].value<kv::Error>();
    QCOMPARE(int(error.kind), int(kv::ErrorKind::NotFound));
    QCOMPARE(error.path, m_dir->path());
    QTest::qWait(ProjectWorkspace::lookMs * 2 + 500);
    QCOMPARE(failed.size(), 1);
    // Back as it was: told all the same, since nobody would take the failure back otherwise.
    const qsizetype told = changed.size();
    QVERIFY(write(u"wrangler.json"_s, config("TODO")));
    QTRY_VERIFY_WITH_TIMEOUT(changed.size() > told, ProjectWorkspace::lookMs + 2000);
    QTRY_COMPARE(binding(), u"TODO"_s);
    QVERIFY(write(u"wrangler.json"_s, config("AGAIN"))); // and watched again
    QTRY_COMPARE(binding(), u"AGAIN"_s);
    QVERIFY(QDir(m_dir->path()).removeRecursively());
    QTRY_COMPARE(failed.size(), 2);
}

void TestProjectWorkspace::aFolderThatWasNeverThere()
{
    QSignalSpy failed(m_workspace.get(), &ProjectWorkspace::failed);
    const QString later = m_dir->filePath(u"later"_s);
    m_workspace->openFolder(later);
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!m_workspace->isReading());
    QVERIFY(write(u"later/wrangler.json"_s, config("LATER")));
    QTRY_COMPARE(binding(), u"LATER"_s);
}

void TestProjectWorkspace::anotherFolderIsOpenedWhileOneIsRead()
{
    QSignalSpy changed(m_workspace.get(), &ProjectWorkspace::projectChanged);
    for (int i = 0; i < 400; ++i)
        QVERIFY(write(u"many/w%1/wrangler.json"_s.arg(i), config("MANY")));
    QVERIFY(write(u"one/wrangler.json"_s, config("ONE")));
    for (const int wait : {0, 1, 5, 20}) {
        m_workspace->openFolder(m_dir->filePath(u"many"_s));
        QTest::qWait(wait);
        m_workspace->openFolder(m_dir->filePath(u"one"_s));
        QCOMPARE(m_workspace->project().root, m_dir->filePath(u"one"_s));
        QVERIFY(m_workspace->project().workers.isEmpty());
        QVERIFY(m_workspace->isReading());
        QTRY_VERIFY(!m_workspace->isReading());
        QCOMPARE(m_workspace->project().root, m_dir->filePath(u"one"_s));
        QCOMPARE(m_workspace->project().workers.size(), 1);
        QCOMPARE(binding(), u"ONE"_s);
    }
    // The same folder twice, too.
    m_workspace->openFolder(m_dir->filePath(u"many"_s));
    m_workspace->openFolder(m_dir->filePath(u"many"_s));
    QTRY_VERIFY(!m_workspace->isReading());
    QCOMPARE(m_workspace->project().workers.size(), 401); // wrangler takes the one above it, too
}

void TestProjectWorkspace::destroyedWhileASnapshotIsOpened()
{
    auto workspace = std::make_unique<ProjectWorkspace>();
    QSemaphore begun;
    QSemaphore mayGoOn;
    std::atomic_bool opened = false;
    kv::jobs::pool().start([&, raw = workspace.get(), path = m_dir->filePath(u"no.ndjson"_s)] {
        begun.release();
        mayGoOn.acquire();
        QThread::msleep(50); // in which the workspace would be gone
        opened = !raw->openSnapshot(path);
    });
    begun.acquire();
    mayGoOn.release();
    workspace.reset();
    QVERIFY(opened);
}

void TestProjectWorkspace::destroyedWhileReading()
{
    for (int i = 0; i < 400; ++i)
        QVERIFY(write(u"many/w%1/wrangler.json"_s.arg(i), config("MANY")));
    for (const int wait : {0, 1, 5, 20}) {
        auto workspace = std::make_unique<ProjectWorkspace>();
        workspace->openFolder(m_dir->filePath(u"many"_s));
        QTest::qWait(wait);
        QElapsedTimer timer;
        timer.start();
        workspace.reset();
        QVERIFY(timer.elapsed() < 5000);
    }
    QCoreApplication::processEvents(); // nothing arrives for what is gone
}

void TestProjectWorkspace::aLockedStoreHoldsNothingUp()
{
    QVERIFY(put("a"));
    const QString path = kv::local::locate(target()).databasePath;
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(path.toUtf8().constData(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db,
                          "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; "
                          "INSERT INTO _mf_entries (key, blob_id) VALUES ('b', 'none')",
                          nullptr, nullptr, nullptr),
             SQLITE_OK);
    QElapsedTimer timer;
    timer.start();
    open();
    QVERIFY(timer.elapsed() < 4000);
    QCOMPARE(binding(), u"TODO"_s);
    QVERIFY(info().exists);
    QVERIFY(!info().count);
    QCOMPARE(sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
    QTRY_COMPARE(info().count.value_or(-1), 2);
}

void TestProjectWorkspace::theSameStoreTwice()
{
    auto store = m_workspace->open(target());
    QCOMPARE(m_workspace->open(target()), store);
    QVERIFY(m_workspace->open(target(u"bbbb"_s)) != store);
    const std::weak_ptr<kv::Store> seen = store;
    store.reset();
    QVERIFY(seen.expired()); // the workspace itself holds nothing open
    QVERIFY(m_workspace->open(target()));
}

void TestProjectWorkspace::whatASnapshotLeavesOutIsTold()
{
    QVERIFY(write(u"cut.ndjson"_s, "{\"key\":\"a\",\"value\":\"1\"}\n{\"value\":\"no key\"}\n"
                                   "{\"key\":\"a\",\"value\":\"2\",\"color\":\"red\"}\n"));
    const kv::Target snapshot{.place = kv::Place::Snapshot, .path = m_dir->filePath(u"cut.ndjson"_s)};
    const auto store = m_workspace->open(snapshot);
    auto listed = store->list({});
    QTRY_VERIFY(listed.isFinished());
    const kv::Omissions omissions = m_workspace->omissionsOf(*store);
    QCOMPARE(omissions.duplicates, 1);
    QCOMPARE(omissions.duplicateKeys, QList<QByteArray>{"a"});
    QCOMPARE(omissions.troubles, 1);
    QCOMPARE(omissions.firstTroubles.value(0).line, 2);
    QCOMPARE(omissions.remarks.size(), 1);
    QVERIFY(m_workspace->omissionsOf(*m_workspace->open(target())).isEmpty());
}

void TestProjectWorkspace::refreshTellsAgain()
{
    QSignalSpy failed(m_workspace.get(), &ProjectWorkspace::failed);
    m_workspace->refresh(); // nothing is open: nothing to do
    open();
    QVERIFY(QDir(m_dir->path()).removeRecursively());
    QTRY_COMPARE(failed.size(), 1);
    m_workspace->refresh();
    QTRY_COMPARE(failed.size(), 2);
}

QTEST_GUILESS_MAIN(TestProjectWorkspace)
#include "tst_projectworkspace.moc"
