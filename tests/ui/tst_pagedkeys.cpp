// SPDX-License-Identifier: GPL-3.0-or-later
// The window on a store where every page is a request and a write sends the expiration along.
#include "support/waitfor.h"
#include "support/windowfixture.h"

#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>

using namespace kv;
using namespace kv::test;
using namespace std::chrono_literals;
using Call = MemoryStore::Call;

class TestPagedKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        s = m->store(todoBinding());
        s->setCapabilities({.listsByPage = true, .resendsExpiration = true});
        m->workspace.setProject(shopProject());
        model()->setPauses(1h, 1ms);
        m->show();
    }
    void cleanup()
    {
        s.reset();
        m.reset();
    }

    void readsOnAsOneScrolls();
    void loadsAllAfterSayingWhatItCosts();
    void loadingStopsAndGoesOn();
    void goesOnAfterAFailure();
    void theFilterAsksOncePerPause();
    void saysWhatIsEmpty();
    void hiddenColumnsCostNothing();
    void aWriteReadsNothingAgain();

    void choosesAnExpiration_data();
    void choosesAnExpiration();
    void theChoiceIsMadeAnewForEverySave();
    void leavingWithAnExpirationTooNear();
    void saysThatCloudflareHasNotSettled();

private:
    items::KeyTableModel *model() const { return static_cast<items::KeyTableModel *>(m->keys()); }
    void plant(const QByteArray &prefix, int count)
    {
        for (int i = 0; i < count; ++i)
            s->plant({.key = prefix + QByteArray::number(10'000 + i), .value = "v"});
    }
    int requests() const { return s->callCount(Call::List); }
    Result<Entry> stored(const QByteArray &key) { return waitFor(s->get(key)); }
    /// Opens the target and waits for the first page.
    void openTarget()
    {
        QVERIFY(m->choose(QStringLiteral("local:TODO")));
        QTRY_VERIFY(!model()->isLoading());
    }

    std::unique_ptr<WindowFixture> m;
    std::shared_ptr<MemoryStore> s;
};

void TestPagedKeys::readsOnAsOneScrolls()
{
    plant("k", 2500);
    openTarget();
    QCOMPARE(model()->rowCount(), 1000);
    QCOMPARE(m->label("countLabel"), QStringLiteral("1,000 so far"));
    QVERIFY(m->sees("loadLine"));
    QCOMPARE(m->label("loadLabel"), QStringLiteral("1,000 keys so far"));
    QCOMPARE(requests(), 1);
    QScrollBar *bar = m->table()->verticalScrollBar();
    bar->setValue(bar->maximum() / 2);
    QCoreApplication::processEvents();
    QCOMPARE(requests(), 1);
    bar->setValue(bar->maximum());
    QTRY_COMPARE(model()->rowCount(), 2000);
    QCOMPARE(requests(), 2);
    bar->setValue(bar->maximum());
    QTRY_COMPARE(model()->rowCount(), 2500);
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("2,500"));
    QVERIFY(!m->sees("loadLine"));
    bar->setValue(bar->maximum());
    QCoreApplication::processEvents();
    QCOMPARE(requests(), 3);
}

void TestPagedKeys::loadsAllAfterSayingWhatItCosts()
{
    plant("k", 4300);
    openTarget();
    QVERIFY(m->press("loadAllButton"));
    QVERIFY(m->bar("loadAllBar").contains(QStringLiteral("1,000 keys cost one request")));
    QVERIFY(m->bar("loadAllBar").contains(QStringLiteral("1,200 requests in 5 minutes")));
    QVERIFY(!m->press("loadAllButton")); // it is being asked
    QVERIFY(m->press("loadAllNoButton"));
    QCOMPARE(requests(), 1);
    QVERIFY(m->press("loadAllButton"));
    QTRY_COMPARE(QApplication::focusWidget(), m->find<QWidget>("loadAllYesButton"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("4,300"));
    QCOMPARE(requests(), 5);
    QVERIFY(!m->sees("loadLine"));
    for (const char *name : {"loadAllButton", "stopLoadingButton"})
        QVERIFY(!m->find(name)->accessibleName().isEmpty());
}

void TestPagedKeys::loadingStopsAndGoesOn()
{
    plant("k", 4300);
    openTarget();
    s->hold();
    QVERIFY(m->press("loadAllButton"));
    QVERIFY(m->press("loadAllYesButton"));
    QVERIFY(m->bar("loadAllBar").isEmpty());
    QVERIFY(!m->sees("loadAllButton"));
    QTRY_VERIFY(s->waitingCalls().contains(Call::List));
    s->release(int(s->waitingCalls().size()));
    QTRY_COMPARE(m->label("loadLabel"), QStringLiteral("2,000 keys so far, reading…"));
    QVERIFY(m->press("stopLoadingButton"));
    QCOMPARE(m->label("loadLabel"), QStringLiteral("2,000 keys so far"));
    s->release();
    QCoreApplication::processEvents();
    QCOMPARE(model()->rowCount(), 2000);
    QVERIFY(m->press("loadAllButton"));
    QVERIFY(m->press("loadAllYesButton"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("4,300"));
}

void TestPagedKeys::goesOnAfterAFailure()
{
    plant("k", 2500);
    openTarget();
    s->failNext(Call::List, {.kind = ErrorKind::Network});
    QVERIFY(m->press("loadAllButton"));
    QVERIFY(m->press("loadAllYesButton"));
    QTRY_VERIFY(m->bar("keysErrorBar").contains(QStringLiteral("connection failed")));
    QCOMPARE(model()->rowCount(), 1000);
    QVERIFY(m->sees("loadAllButton"));
    const int before = requests();
    QVERIFY(m->press("keysRetryButton"));
    QTRY_COMPARE(model()->rowCount(), 2000);
    QVERIFY(m->bar("keysErrorBar").isEmpty());
    QCOMPARE(requests(), before + 1);
}

void TestPagedKeys::theFilterAsksOncePerPause()
{
    plant("a", 1500);
    plant("user:", 40);
    openTarget();
    const int before = requests();
    m->filter()->setFocus();
    QTest::keyClicks(m->filter(), QStringLiteral("user:"));
    QCOMPARE(requests(), before);
    QCOMPARE(model()->rowCount(), 0);
    QVERIFY(m->table()->isVisible()); // an answer is due, so nothing is said of there being none
    QVERIFY(m->label("loadLabel").startsWith(QStringLiteral("0 keys so far that start with user:")));
    QTest::keyClick(m->filter(), Qt::Key_Return); // does not wait
    QTRY_COMPARE(model()->rowCount(), 40);
    QCOMPARE(requests(), before + 1);
    QCOMPARE(m->label("countLabel"), QStringLiteral("40"));
    QVERIFY(!m->sees("loadLine"));
    QTest::keyClicks(m->filter(), QStringLiteral("1003"));
    QCOMPARE(model()->rowCount(), 10);
    m->filter()->setFocus();
    QTest::keyClick(m->filter(), Qt::Key_Escape);
    QCOMPARE(model()->rowCount(), 1000); // as before
    QCOMPARE(requests(), before + 1);
}

void TestPagedKeys::saysWhatIsEmpty()
{
    s->plant({.key = "a", .value = "v"});
    s->uproot("a");
    openTarget();
    QCOMPARE(m->label("keysEmptyTitle"), QStringLiteral("This namespace is empty"));
    s->insertEmptyPages(100);
    model()->refresh();
    QTRY_VERIFY(!model()->isLoading());
    s->insertEmptyPages(0);
    s->put({.key = "a", .value = QByteArray("v")});
    QCoreApplication::processEvents();
    QCOMPARE(m->label("keysEmptyTitle"), QStringLiteral("No key so far"));
    QVERIFY(m->press("keysEmptyAction"));
    QTRY_COMPARE(model()->rowCount(), 1);
    QVERIFY(m->table()->isVisible());
}

void TestPagedKeys::hiddenColumnsCostNothing()
{
    plant("k", 300);
    m->table()->setColumnHidden(items::KeyTableModel::Value, true);
    m->table()->setColumnHidden(items::KeyTableModel::Size, true);
    openTarget();
    QVERIFY(!m->table()->grab().isNull()); // every visible cell is drawn
    m->table()->verticalScrollBar()->setValue(2000);
    QVERIFY(!m->table()->grab().isNull());
    QTest::qWait(30); // longer than the model gathers
    QCOMPARE(s->callCount(Call::Peek), 0);
    m->table()->setColumnHidden(items::KeyTableModel::Size, false);
    m->table()->setColumnWidth(items::KeyTableModel::Size, 90);
    QVERIFY(!m->table()->grab().isNull());
    QTRY_COMPARE(s->callCount(Call::Peek), 1); // one for the screen
    QVERIFY(!m->table()->grab().isNull());
    QTest::qWait(30);
    QCOMPARE(s->callCount(Call::Peek), 1);
}

void TestPagedKeys::aWriteReadsNothingAgain()
{
    plant("k", 1200);
    openTarget();
    const int before = requests();
    QVERIFY(m->open("k10005"));
    m->type("other");
    QVERIFY(m->press("saveButton"));
    QTRY_VERIFY(!m->pane()->isDirty());
    QVERIFY(m->open("k10006"));
    QTest::keyClick(m->table(), Qt::Key_Delete);
    QVERIFY(m->press("deleteYesButton"));
    QTRY_COMPARE(model()->rowCount(), 999);
    QTRY_COMPARE(m->table()->selectedKeys(), QList<QByteArray>{"k10007"});
    QCOMPARE(requests(), before);
}

// The entry

void TestPagedKeys::choosesAnExpiration_data()
{
    QTest::addColumn<QByteArray>("button");
    QTest::addRow("soon") << QByteArray("expireSoonButton");
    QTest::addRow("never") << QByteArray("expireNeverButton");
    QTest::addRow("cancel") << QByteArray("expireCancelButton");
}

void TestPagedKeys::choosesAnExpiration()
{
    QFETCH(QByteArray, button);
    s->plant({.key = "a", .value = "one", .expiration = noonSec + 30, .metadata = Metadata("{}")});
    openTarget();
    QVERIFY(m->open("a"));
    QVERIFY(m->bar("guardBar").isEmpty());
    m->type("two");
    QVERIFY(m->press("saveButton"));
    QVERIFY(m->bar("guardBar").contains(QStringLiteral("less than a minute")));
    QVERIFY(!m->find(button.constData())->accessibleName().isEmpty());
    QVERIFY(m->press(button.constData()));
    if (button == "expireCancelButton") {
        QVERIFY(m->pane()->isDirty());
        QVERIFY(m->bar("guardBar").isEmpty());
        QCOMPARE(stored("a")->value, QByteArray("one"));
        return;
    }
    QTRY_VERIFY(!m->pane()->isDirty());
    QCOMPARE(stored("a")->value, QByteArray("two"));
    QCOMPARE(stored("a")->metadata, Metadata("{}"));
    if (button == "expireNeverButton")
        QCOMPARE(stored("a")->expiration, Expiration());
    else
        QVERIFY(*stored("a")->expiration >= noonSec + 60 && *stored("a")->expiration <= noonSec + 90);
    QVERIFY(m->bar("entryErrorBar").isEmpty());
}

void TestPagedKeys::theChoiceIsMadeAnewForEverySave()
{
    s->plant({.key = "a", .value = "one", .expiration = noonSec + 30});
    openTarget();
    QVERIFY(m->open("a"));
    m->type("two");
    s->failNext(Call::Put, {.kind = ErrorKind::Busy});
    QVERIFY(m->press("saveButton"));
    QVERIFY(m->press("expireSoonButton"));
    QTRY_VERIFY(m->bar("entryErrorBar").startsWith(QStringLiteral("Not saved")));
    m->now += 120'000; // what was chosen has passed meanwhile
    QVERIFY(m->press("entryRetryButton"));
    QVERIFY(m->press("expireSoonButton"));
    QTRY_VERIFY(!m->pane()->isDirty());
    QVERIFY(*stored("a")->expiration >= noonSec + 180);
}

void TestPagedKeys::leavingWithAnExpirationTooNear()
{
    s->plant({.key = "a", .value = "one", .expiration = noonSec + 30});
    s->plant({.key = "b", .value = "bee"});
    openTarget();
    QVERIFY(m->open("a"));
    m->type("two");
    QVERIFY(m->chooseKey("b"));
    QVERIFY(m->press("guardSaveButton"));
    QVERIFY(m->press("expireNeverButton"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("bee")); // on where one wanted to go
    QCOMPARE(stored("a")->value, QByteArray("two"));
}

void TestPagedKeys::saysThatCloudflareHasNotSettled()
{
    s->plant({.key = "a", .value = "one"});
    openTarget();
    QVERIFY(m->open("a"));
    m->draft()->setSettlingPause(1ms);
    QVERIFY(m->bar("unsettledBar").isEmpty());
    s->setUnsettled("a", true);
    m->type("two");
    QVERIFY(m->press("saveButton"));
    QTRY_VERIFY(m->bar("unsettledBar").contains(QStringLiteral("up to a minute")));
    s->setUnsettled("a", false);
    m->draft()->refresh();
    QTRY_VERIFY(m->bar("unsettledBar").isEmpty());
}

QTEST_MAIN(TestPagedKeys)
#include "tst_pagedkeys.moc"
