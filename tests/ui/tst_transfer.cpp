// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots through the real window and real files: a store saved, such a file opened, and imported with the
// guards before it and the way back behind it.
#include "jobs/pool.h"
#include "snapshot/snapshot.h"
#include "support/windowfixture.h"
#include "ui/confirmbar.h"
#include "ui/segments.h"
#include "ui/transferpanel.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QToolButton>

using namespace kv;
using namespace kv::test;

class TestTransfer : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<WindowFixture> m;
    std::unique_ptr<QTemporaryDir> m_folder;
    Binding m_todo;

    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    QAction *action(const char *name) const { return m->window.findChild<QAction *>(QLatin1String(name)); }
    QString result() const { return m->bar("transferResultBar"); }
    QByteArray valueIn(const std::shared_ptr<MemoryStore> &store, const QByteArray &key) const
    {
        const auto future = store->get(key);
        return future.result() ? future.result()->value : QByteArray("∅");
    }
    bool write(const char *name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }
    bool choosePolicy(int index) const
    {
        auto *button = m->find<ui::Segments>("importExisting")->button(index);
        QTest::mouseClick(button, Qt::LeftButton);
        return button->isChecked();
    }
    bool openLocal() const
    {
        return m->choose(QStringLiteral("local:TODO")) &&
               QTest::qWaitFor([this] { return m->rowOf("user:1") >= 0; });
    }
    bool beginImport(const char *name) const
    {
        m->dialogs.nextOpenFile = path(name);
        action("importAction")->trigger();
        return m->sees("transferPanel");
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        m_folder = std::make_unique<QTemporaryDir>();
        m_todo = todoBinding();
        addRemoteTargets(m_todo);
        Project project = shopProject();
        project.workers[0].environments[0].bindings[0] = m_todo;
        m->workspace.production = QStringList{*m_todo.id};
        m->workspace.onOpenSnapshot = [](const QString &file) { return snapshot::openSnapshot(file); };
        m->workspace.onCreateSnapshot = [](const QString &file, const QString &name) {
            return snapshot::createSnapshot(file, snapshot::formatOf(file), name);
        };
        m->store(m_todo)->plant(m->entry("user:1", "one", {}, R"({"v":1})"));
        m->store(m_todo)->plant(m->entry("user:2", QByteArray("\x00\xff", 2)));
        m->store(m_todo)->plant(m->entry("zebra", "z"));
        m->workspace.remoteStore(*m_todo.id)->plant(m->entry("user:1", "production"));
        m->workspace.setProject(project);
        m->show();
    }
    void cleanup()
    {
        m.reset();
        m_folder.reset();
    }

    void whatTheFilterShowsIsSaved();
    void aFileThatCannotBeWrittenIsSaid();
    void savingCanBeStopped();
    void savingCanBeStoppedBeforeTheFileIsOpen();
    void aFileIsImportedAndTheImportUndone();
    void keysThatAreThereStopAnImportUnlessToldOtherwise();
    void aDryRunWritesNothing();
    void productionIsLockedAndAskedFor();
    void aDamagedFileIsSaid();
    void aSnapshotIsOpenedAsATarget();
    void whatASnapshotLeavesOutIsSaid();
};

void TestTransfer::whatTheFilterShowsIsSaved()
{
    QVERIFY(openLocal());
    m->filter()->setText(QStringLiteral("user:"));
    m->dialogs.nextSaveFile = path("users.json");
    action("saveSnapshotAction")->trigger();
    QTRY_VERIFY(result().startsWith(QStringLiteral("Saved 2 entries")));
    const auto source = snapshot::openSnapshot(path("users.json"));
    QVERIFY(source.has_value());
    QList<QByteArray> keys;
    for (auto item = (*source)->next(); item && *item; item = (*source)->next()) {
        QVERIFY((*item)->entry.has_value());
        keys << (*item)->entry->key;
    }
    QCOMPARE(keys, QList<QByteArray>({"user:1", "user:2"}));
    QVERIFY(m->press("transferShowFile"));
    QCOMPARE(m->dialogs.shown, QStringList{path("users.json")});
    QVERIFY(m->press("transferCloseButton"));
    QVERIFY(!m->sees("transferPanel"));
}

void TestTransfer::aFileThatCannotBeWrittenIsSaid()
{
    QVERIFY(openLocal());
    m->dialogs.nextSaveFile = path("no/such/folder/x.json");
    action("saveSnapshotAction")->trigger();
    QTRY_VERIFY(result().startsWith(QStringLiteral("The file cannot be written")));
    QVERIFY(m->press("transferCloseButton"));
}

void TestTransfer::savingCanBeStopped()
{
    QVERIFY(openLocal());
    m->store(m_todo)->hold();
    m->dialogs.nextSaveFile = path("all.ndjson");
    action("saveSnapshotAction")->trigger();
    QTRY_VERIFY(m->store(m_todo)->waitingCalls().contains(MemoryStore::Call::List));
    QVERIFY(!m->press("transferCloseButton"));
    QVERIFY(m->press("transferProgressStop"));
    m->store(m_todo)->release();
    QTRY_COMPARE(result(), QStringLiteral("Stopped. No file was written."));
    QVERIFY(!QFile::exists(path("all.ndjson")));
}

void TestTransfer::savingCanBeStoppedBeforeTheFileIsOpen()
{
    QVERIFY(openLocal());
    m->dialogs.nextSaveFile = path("all.ndjson");
    action("saveSnapshotAction")->trigger();
    // No event came in between: what opens the file could not yet say that it has.
    QVERIFY(m->find<QAbstractButton>("transferProgressStop")->isVisible());
    m->find<QAbstractButton>("transferProgressStop")->click();
    QCOMPARE(result(), QStringLiteral("Stopped. No file was written."));
    QVERIFY(m->press("transferCloseButton"));
    QVERIFY(!m->sees("transferPanel"));
    QVERIFY(jobs::pool().waitForDone(10'000));
    QCoreApplication::sendPostedEvents();
    QVERIFY(!m->sees("transferPanel"));
    QTRY_VERIFY(QDir(m_folder->path())
                    .entryList({QStringLiteral("*all.ndjson*")}, QDir::Files | QDir::Hidden)
                    .isEmpty());
}

void TestTransfer::aFileIsImportedAndTheImportUndone()
{
    QVERIFY(
        write("in.json", R"([{"key":"user:1","value":"other"},{"key":"new","value":"n","metadata":[1]}])"));
    QVERIFY(openLocal());
    QVERIFY(beginImport("in.json"));
    QVERIFY(choosePolicy(2));
    QVERIFY(m->press("importButton"));
    QTRY_VERIFY(result().startsWith(QStringLiteral("Imported: 2 written")));
    QCOMPARE(valueIn(m->store(m_todo), "user:1"), QByteArray("other"));
    QCOMPARE(valueIn(m->store(m_todo), "new"), QByteArray("n"));
    QVERIFY(m->press("importUndoButton"));
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Undone")), qPrintable(result()));
    QCOMPARE(valueIn(m->store(m_todo), "user:1"), QByteArray("one"));
    QCOMPARE(*m->store(m_todo)->get("user:1").result()->metadata, QByteArray(R"({"v":1})"));
    QCOMPARE(valueIn(m->store(m_todo), "new"), QByteArray("∅"));
}

void TestTransfer::keysThatAreThereStopAnImportUnlessToldOtherwise()
{
    QVERIFY(write("in.json", R"([{"key":"user:1","value":"other"},{"key":"new","value":"n"}])"));
    QVERIFY(openLocal());
    QVERIFY(beginImport("in.json"));
    QVERIFY(m->press("importButton"));
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Not imported")), qPrintable(result()));
    QVERIFY2(result().contains(QStringLiteral("user:1")), qPrintable(result()));
    QCOMPARE(valueIn(m->store(m_todo), "new"), QByteArray("∅"));
    QVERIFY(choosePolicy(1));
    QVERIFY(m->press("importButton"));
    QTRY_COMPARE(result(), QStringLiteral("Imported: 1 written, 1 skipped, since they are there."));
    QCOMPARE(valueIn(m->store(m_todo), "user:1"), QByteArray("one"));
    QCOMPARE(valueIn(m->store(m_todo), "new"), QByteArray("n"));
}

void TestTransfer::aDryRunWritesNothing()
{
    QVERIFY(write("in.json", R"([{"key":"user:1","value":"other"},{"key":"new","value":"n"}])"));
    QVERIFY(openLocal());
    QVERIFY(beginImport("in.json"));
    QVERIFY(choosePolicy(2));
    QVERIFY(m->press("importDryRunButton"));
    QTRY_COMPARE(result(), QStringLiteral("Dry run: 2 would be written. Nothing was changed."));
    QCOMPARE(valueIn(m->store(m_todo), "user:1"), QByteArray("one"));
    QCOMPARE(valueIn(m->store(m_todo), "new"), QByteArray("∅"));
    QVERIFY(m->find<QAbstractButton>("importButton")->isEnabled());
}

void TestTransfer::productionIsLockedAndAskedFor()
{
    QVERIFY(write("in.json", R"([{"key":"new","value":"n"}])"));
    m->workspace.cloudflare().shownState = Cloudflare::State::Ready;
    m->workspace.cloudflare().announce();
    QVERIFY(openLocal());
    QVERIFY(m->press("namespaceSwitch0"));
    QVERIFY(m->press("placeSwitch1"));
    QTRY_COMPARE(m->label("targetBadge"), QStringLiteral("PRODUCTION"));
    const auto production = m->workspace.remoteStore(*m_todo.id);
    QVERIFY(beginImport("in.json"));
    QVERIFY(!m->find<QAbstractButton>("importButton")->isEnabled());
    QVERIFY(m->press("transferAllowChanges"));
    QVERIFY(m->press("importButton"));
    QTest::qWait(20);
    QCOMPARE(valueIn(production, "new"), QByteArray("∅"));
    auto *confirm = m->find<ui::ConfirmBar>("transferConfirmBar");
    QVERIFY(confirm->isVisible());
    QTest::keyClicks(confirm->findChild<QLineEdit *>(), QStringLiteral("TODO\r"));
    QTRY_VERIFY(result().startsWith(QStringLiteral("Imported: 1 written")));
    QCOMPARE(valueIn(production, "new"), QByteArray("n"));

    QVERIFY(m->press("importUndoButton")); // deletes in production: asked for as well
    QVERIFY(confirm->isVisible());
    QTest::qWait(20);
    QCOMPARE(valueIn(production, "new"), QByteArray("n"));
    QTest::keyClicks(confirm->findChild<QLineEdit *>(), QStringLiteral("TODO\r"));
    QTRY_VERIFY(result().startsWith(QStringLiteral("Undone: 1 deleted")));
    QCOMPARE(valueIn(production, "new"), QByteArray("∅"));
}

void TestTransfer::aDamagedFileIsSaid()
{
    QVERIFY(write("cut.json", R"([{"key":"new","value":"n"},{"key":"ne)"));
    QVERIFY(openLocal());
    QVERIFY(beginImport("cut.json"));
    QVERIFY(m->press("importButton"));
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Not imported")), qPrintable(result()));
    QCOMPARE(valueIn(m->store(m_todo), "new"), QByteArray("∅"));
}

void TestTransfer::aSnapshotIsOpenedAsATarget()
{
    QVERIFY(write("open.ndjson", "{\"key\":\"a\",\"value\":\"b\"}\n"));
    m->dialogs.nextOpenFile = path("open.ndjson");
    action("openSnapshotAction")->trigger();
    QTRY_COMPARE(m->label("targetBadge"), QStringLiteral("SNAPSHOT"));
    QCOMPARE(m->label("targetTitle"), QStringLiteral("open.ndjson"));
    QVERIFY(!action("importAction")->isEnabled());
    QVERIFY(!m->find<QAbstractButton>("placeSwitch0")->isEnabled());
    QVERIFY(!m->find<QAbstractButton>("namespaceSwitch0")->isEnabled());
}

void TestTransfer::whatASnapshotLeavesOutIsSaid()
{
    QVERIFY(write("open.ndjson", "{\"key\":\"a\",\"value\":\"b\"}\n"));
    m->workspace.omissions.duplicates = 2;
    QVERIFY(openLocal());
    QVERIFY(!m->sees("omissionsBar")); // no file
    m->dialogs.nextOpenFile = path("open.ndjson");
    action("openSnapshotAction")->trigger();
    QTRY_VERIFY(m->bar("omissionsBar").startsWith(QStringLiteral("2 items were passed over")));
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTRY_VERIFY(!m->sees("omissionsBar"));
}

QTEST_MAIN(TestTransfer)
#include "tst_transfer.moc"
