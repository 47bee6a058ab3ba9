// SPDX-License-Identifier: GPL-3.0-or-later
// What is done to a folder of keys, through the real window: its prefix copied, it alone shown, saved,
// compared, and deleted with the guards before it and the way back behind it. Once on a real store on disk.
#include "app/wiring/projectworkspace.h"
#include "items/keytreemodel.h"
#include "jobs/comparisonfile.h"
#include "snapshot/snapshot.h"
#include "support/comparefixture.h"
#include "support/waitfor.h"
#include "ui/confirmbar.h"
#include "ui/keytree.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QMenu>

using namespace kv;
using namespace kv::test;
using Keys = QList<QByteArray>;

namespace {

Keys keysIn(const QString &path)
{
    Keys keys;
    const auto source = snapshot::openSnapshot(path);
    if (!source)
        return keys;
    for (auto item = (*source)->next(); item && *item; item = (*source)->next()) {
        if ((*item)->entry)
            keys << (*item)->entry->key;
    }
    return keys;
}

} // namespace

class TestFolders : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<CompareFixture> m;
    QTemporaryDir m_folder;

    ui::KeyTree *tree() const { return m->find<ui::KeyTree>("keysTree"); }
    items::KeyTreeModel *model() const { return static_cast<items::KeyTreeModel *>(tree()->model()); }
    bool choose(const QString &target, const QByteArray &prefix) const
    {
        return m->choose(target) && chooseFolder(prefix);
    }
    bool chooseInProduction(const QByteArray &prefix) const
    {
        m->workspace.cloudflare().shownState = Cloudflare::State::Ready;
        m->workspace.cloudflare().announce();
        return m->choose(QStringLiteral("local:TODO")) && m->press("namespaceSwitch0") &&
               m->press("placeSwitch1") && QTest::qWaitFor([this] { return m->rowOf("user:9") >= 0; }) &&
               chooseFolder(prefix);
    }
    bool chooseFolder(const QByteArray &prefix) const
    {
        m->action("showTreeAction")->trigger();
        if (!QTest::qWaitFor([&] { return model()->indexOfFolder(prefix).isValid(); }))
            return false;
        const QModelIndex index = model()->indexOfFolder(prefix);
        tree()->scrollTo(index);
        QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, tree()->visualRect(index).center());
        QCoreApplication::processEvents();
        return tree()->selectedFolders() == Keys{prefix};
    }
    QString result() const { return m->bar("folderResultBar"); }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CompareFixture>();
        m->workspace.onCreateSnapshot = [](const QString &file, const QString &name) {
            return snapshot::createSnapshot(file, snapshot::formatOf(file), name);
        };
        for (int i = 0; i < 30; ++i) {
            const QByteArray key = "user:" + QByteArray::number(i);
            m->localId()->plant(m->entry(key, "v" + key, {}, "{\"n\":1}"));
            m->production()->plant(m->entry(key, "p" + key));
        }
        m->localId()->plant(m->entry("cart:1", "c"));
        m->localPreview()->plant(m->entry("user:1", "other"));
        m->localPreview()->plant(m->entry("cart:1", "different"));
        m->show();
    }
    void cleanup() { m.reset(); }

    void theMenuOfAFolder();
    void itsPrefixIsCopied();
    void itAloneIsShown();
    void itIsSaved();
    void itIsCompared();
    void theComparisonsPrefixCanBeChanged();
    void itIsDeletedAndPutBack();
    void noIsNo();
    void aQuestionIsForgottenWithItsFolder();
    void productionAsksForTheWord();
    void lockedProductionIsLeftAlone();
    void deletingIsStoppedAndUndone();
    void aFailureSaysSoAndGoesOn();
    void keysThatChangeMeanwhileStay();
    void severalFoldersAreNotOne();
    void aRealStoreOnDisk();
};

void TestFolders::theMenuOfAFolder()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    const QPoint at = tree()->visualRect(model()->indexOfFolder("user:")).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, tree()->viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(tree()->viewport(), &event);
    auto *menu = m->window.findChild<QMenu *>(QStringLiteral("folderMenu"));
    QVERIFY(menu);
    QTRY_VERIFY(menu->isVisible());
    QVERIFY(menu->actions().contains(m->action("deleteFolderAction")));
    for (const QAction *action : menu->actions())
        QVERIFY2(action->isSeparator() || action->isEnabled(), qPrintable(action->text()));
    menu->close();
    // On a key they mean nothing.
    tree()->expand(model()->indexOfFolder("cart:"));
    QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {},
                      tree()->visualRect(model()->indexOfKey("cart:1")).center());
    QVERIFY(!m->action("deleteFolderAction")->isEnabled());
    QVERIFY(m->action("deleteAction")->isEnabled());
}

void TestFolders::itsPrefixIsCopied()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    m->action("copyPrefixAction")->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("user:"));
    QGuiApplication::clipboard()->clear();
    QTest::keyClick(tree(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("user:"));
}

void TestFolders::itAloneIsShown()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    QTest::keyClick(tree(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(m->filter()->text(), QStringLiteral("user:"));
    QTRY_COMPARE(m->keys()->rowCount(), 30);
    QTRY_VERIFY(tree()->isExpanded(model()->indexOfFolder("user:")));
}

void TestFolders::itIsSaved()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    m->dialogs.nextSaveFile = m_folder.filePath(QStringLiteral("users.ndjson"));
    m->action("exportFolderAction")->trigger();
    QTRY_VERIFY(m->bar("transferResultBar").startsWith(QStringLiteral("Saved 30 entries")));
    const Keys keys = keysIn(m->dialogs.nextSaveFile);
    QCOMPARE(keys.size(), 30);
    for (const QByteArray &key : keys)
        QVERIFY(key.startsWith("user:"));
}

void TestFolders::itIsCompared()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    m->action("compareFolderAction")->trigger();
    QVERIFY(m->view());
    QVERIFY2(m->button("ignoreButton").contains(QStringLiteral("Only user:")),
             qPrintable(m->button("ignoreButton")));
    QVERIFY(m->pickSide("leftSide", QStringLiteral("LOCAL TODO id")));
    QVERIFY(m->pickSide("rightSide", QStringLiteral("LOCAL TODO preview_id")));
    QVERIFY(m->run());
    QCOMPARE(m->view()->file()->spec().prefix, QByteArray("user:"));
    QCOMPARE(m->view()->file()->rowCount(), qint64(30)); // cart:1 is not among them
}

void TestFolders::theComparisonsPrefixCanBeChanged()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    m->action("compareFolderAction")->trigger();
    QVERIFY(m->pickSide("leftSide", QStringLiteral("LOCAL TODO id")));
    QVERIFY(m->pickSide("rightSide", QStringLiteral("LOCAL TODO preview_id")));
    QVERIFY(m->run());
    QVERIFY(m->click("ignoreButton"));
    auto *field = m->part<QLineEdit>("onlyPrefix");
    QVERIFY(field && field->isVisible());
    QCOMPARE(field->text(), QStringLiteral("user:"));
    field->selectAll();
    QTest::keyClick(field, Qt::Key_Delete);
    field->window()->close();
    m->window.activateWindow();
    QTRY_COMPARE(m->button("compareButton"), QStringLiteral("Compare"));
    QVERIFY(m->run());
    QCOMPARE(m->view()->file()->rowCount(), qint64(31));
}

void TestFolders::itIsDeletedAndPutBack()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    QTest::keyClick(tree(), Qt::Key_Delete);
    const QString question = m->bar("folderBar");
    QVERIFY2(question.startsWith(QStringLiteral("Delete the folder user: with 30 keys?")),
             qPrintable(question));
    QVERIFY(m->bar("deleteBar").isEmpty());
    QTest::keyClick(m->find("folderYesButton"), Qt::Key_Space);
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Deleted 30 keys of user:")), qPrintable(result()));
    QCOMPARE(m->localId()->size(), qint64(1));
    QTRY_COMPARE(m->keys()->rowCount(), 1);
    QVERIFY(m->press("folderUndoButton"));
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Put back 30 keys")), qPrintable(result()));
    QCOMPARE(m->localId()->size(), qint64(31));
    const auto entry = waitFor(m->localId()->get("user:7"));
    QVERIFY(entry.has_value());
    QCOMPARE(entry->value, QByteArray("vuser:7"));
    QCOMPARE(entry->metadata, Metadata("{\"n\":1}"));
    QVERIFY(!m->sees("folderUndoButton"));
    QVERIFY(m->press("folderCloseButton"));
    QVERIFY(result().isEmpty());
    QTRY_VERIFY(tree()->hasFocus());
}

void TestFolders::noIsNo()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    m->action("deleteFolderAction")->trigger();
    QTest::keyClick(m->find("folderYesButton"), Qt::Key_Escape);
    QVERIFY(m->bar("folderBar").isEmpty());
    QTRY_VERIFY(tree()->hasFocus());
    QCOMPARE(m->localId()->size(), qint64(31));
}

void TestFolders::aQuestionIsForgottenWithItsFolder()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    m->action("deleteFolderAction")->trigger();
    QVERIFY(m->sees("folderBar"));
    QVERIFY(chooseFolder("cart:"));
    QVERIFY(!m->sees("folderBar"));
    QCOMPARE(m->localId()->size(), qint64(31));
}

void TestFolders::productionAsksForTheWord()
{
    QVERIFY(chooseInProduction("user:"));
    m->action("allowChangesAction")->trigger();
    QTRY_VERIFY(m->action("deleteFolderAction")->isEnabled());
    m->action("deleteFolderAction")->trigger();
    auto *bar = m->find<ui::ConfirmBar>("folderConfirmBar");
    QTRY_VERIFY(bar->isVisible());
    QVERIFY2(bar->text().contains(QStringLiteral("30 keys")), qPrintable(bar->text()));
    QVERIFY(bar->text().contains(QStringLiteral("This is production.")));
    auto *field = bar->findChild<QLineEdit *>();
    field->setText(QStringLiteral("todo"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m->production()->size(), qint64(30));
    field->setText(QStringLiteral("TODO"));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Deleted 30 keys")), qPrintable(result()));
    QCOMPARE(m->production()->size(), qint64(0));
    QVERIFY(m->press("folderUndoButton"));
    QTRY_VERIFY(bar->isVisible()); // that writes to production as well
    field->setText(QStringLiteral("TODO"));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(m->production()->size(), qint64(30));
}

void TestFolders::lockedProductionIsLeftAlone()
{
    QVERIFY(chooseInProduction("user:"));
    QVERIFY(!m->action("deleteFolderAction")->isEnabled());
    QTest::keyClick(tree(), Qt::Key_Delete);
    QVERIFY(!m->sees("folderBar"));
    QVERIFY(!m->sees("folderConfirmBar"));
    QCOMPARE(m->production()->callCount(MemoryStore::Call::Remove), 0);
}

void TestFolders::deletingIsStoppedAndUndone()
{
    for (int i = 0; i < 5000; ++i)
        m->localId()->plant(m->entry("many:" + QByteArray::number(i), "v"));
    QVERIFY(choose(QStringLiteral("local:TODO"), "many:"));
    m->action("deleteFolderAction")->trigger();
    QVERIFY(m->sees("folderBar"));
    m->localId()->hold();
    QVERIFY(m->press("folderYesButton"));
    QVERIFY(QTest::qWaitFor([this] { // until the first batch is gone
        m->localId()->release(1);
        return m->localId()->callCount(MemoryStore::Call::Remove) >= 2;
    }));
    QVERIFY(m->press("folderProgressStop"));
    m->localId()->release();
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Stopped. Deleted")), qPrintable(result()));
    QVERIFY(m->localId()->size() < 5031);
    QVERIFY(m->press("folderUndoButton"));
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Put back")), qPrintable(result()));
    QCOMPARE(m->localId()->size(), qint64(5031));
}

void TestFolders::aFailureSaysSoAndGoesOn()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    m->localId()->failNext(MemoryStore::Call::Remove,
                           {.kind = ErrorKind::Full, .detail = QStringLiteral("no room")});
    m->action("deleteFolderAction")->trigger();
    QVERIFY(m->press("folderYesButton"));
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Stopped: ")), qPrintable(result()));
    QCOMPARE(m->localId()->size(), qint64(31));
    QVERIFY(m->press("folderGoOnButton"));
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Deleted 30 keys")), qPrintable(result()));
    QCOMPARE(m->localId()->size(), qint64(1));
}

void TestFolders::keysThatChangeMeanwhileStay()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    m->action("deleteFolderAction")->trigger();
    m->localId()->hold();
    QVERIFY(m->press("folderYesButton"));
    // The listing and the reading are let go; then somebody writes.
    QVERIFY(QTest::qWaitFor([this] {
        if (m->localId()->waitingCalls().contains(MemoryStore::Call::Remove))
            return true;
        m->localId()->release(1);
        return false;
    }));
    m->localId()->plant(m->entry("user:5", "newer"));
    m->localId()->release();
    QTRY_VERIFY2(result().startsWith(QStringLiteral("Deleted 29 keys")), qPrintable(result()));
    QVERIFY2(result().contains(QStringLiteral("1 key stayed")), qPrintable(result()));
    QCOMPARE(waitFor(m->localId()->get("user:5"))->value, QByteArray("newer"));
    QVERIFY(m->sees("folderTroubles"));
}

void TestFolders::severalFoldersAreNotOne()
{
    QVERIFY(choose(QStringLiteral("local:TODO"), "user:"));
    QTest::mouseClick(tree()->viewport(), Qt::LeftButton, Qt::ControlModifier,
                      tree()->visualRect(model()->indexOfFolder("cart:")).center());
    QCOMPARE(tree()->selectedFolders().size(), 2);
    QTest::keyClick(tree(), Qt::Key_Delete);
    QVERIFY(!m->sees("folderBar"));
    QTRY_VERIFY(m->label("statusMessage").contains(QStringLiteral("Choose one folder")));
}

void TestFolders::aRealStoreOnDisk()
{
    m.reset();
    QTemporaryDir project;
    QFile config(project.filePath(QStringLiteral("wrangler.json")));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("{\"name\": \"shop\", \"kv_namespaces\": [{\"binding\": \"TODO\", \"id\": \"aaaa\"}]}");
    config.close();
    qputenv("XDG_STATE_HOME", project.filePath(QStringLiteral("state")).toUtf8());
    qputenv("XDG_DATA_HOME", project.filePath(QStringLiteral("data")).toUtf8());

    FakeDialogs dialogs;
    ui::MemorySettings settings;
    wiring::ProjectWorkspace workspace;
    ui::MainWindow window(workspace, dialogs, settings);
    window.resize(1300, 800);
    window.openFolder(project.path());
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTRY_VERIFY_WITH_TIMEOUT(!workspace.project().workers.isEmpty(), 15000);
    const Target target = workspace.project().workers[0].environments[0].bindings[0].targets[0].target;
    const auto store = workspace.open(target);
    QList<Put> puts;
    for (int i = 0; i < 300; ++i)
        puts << Put{.key = "user:" + QByteArray::number(i) + ":profile",
                    .value = QByteArray("v") + QByteArray::number(i),
                    .expiration = {},
                    .metadata = Metadata("{\"v\":1}"),
                    .expect = {}};
    puts << Put{.key = "keep", .value = QByteArray("k"), .expiration = {}, .metadata = {}, .expect = {}};
    QVERIFY(waitFor(store->putMany(puts)).has_value());

    auto *table = window.findChild<ui::KeyTable *>(QStringLiteral("keysView"));
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 301, 15000);
    const auto action = [&](const char *name) { return window.findChild<QAction *>(QLatin1String(name)); };
    const auto bar = [&](const char *name) {
        auto *found = window.findChild<ui::NoticeBar *>(QLatin1String(name));
        return found && found->isVisible() ? found->text() : QString();
    };
    action("showTreeAction")->trigger();
    auto *view = window.findChild<ui::KeyTree *>(QStringLiteral("keysTree"));
    auto *model = static_cast<items::KeyTreeModel *>(view->model());
    QTRY_VERIFY(model->indexOfFolder("user:").isValid());
    const QModelIndex folder = model->indexOfFolder("user:");
    QCOMPARE(folder.data(items::KeyTreeModel::CountRole).toInt(), 300);
    view->setFocus();
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(folder).center());
    QCoreApplication::processEvents();

    dialogs.nextSaveFile = project.filePath(QStringLiteral("users.ndjson"));
    action("exportFolderAction")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(bar("transferResultBar").startsWith(QStringLiteral("Saved 300 entries")), 60000);
    QCOMPARE(keysIn(dialogs.nextSaveFile).size(), 300);

    QTest::keyClick(view, Qt::Key_Delete);
    QTRY_VERIFY(bar("folderBar").startsWith(QStringLiteral("Delete the folder user: with 300 keys?")));
    auto *yes = window.findChild<QAbstractButton *>(QStringLiteral("folderYesButton"));
    QTest::mouseClick(yes, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(bar("folderResultBar").startsWith(QStringLiteral("Deleted 300 keys")), 120000);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, 15000);
    QCOMPARE(*waitFor(store->count()).value(), qint64(1));
    auto *undo = window.findChild<QAbstractButton *>(QStringLiteral("folderUndoButton"));
    QVERIFY(undo && undo->isVisible());
    QTest::mouseClick(undo, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(bar("folderResultBar").startsWith(QStringLiteral("Put back 300 keys")), 120000);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 301, 15000);
    const auto entry = waitFor(store->get("user:77:profile"));
    QVERIFY(entry.has_value());
    QCOMPARE(entry->value, QByteArray("v77"));
    QCOMPARE(entry->metadata, Metadata("{\"v\":1}"));
}

QTEST_MAIN(TestFolders)
#include "tst_folders.moc"
