// SPDX-License-Identifier: GPL-3.0-or-later
// How a comparison runs in the window: what it may cost, pauses, failures, waits, and that it is there again
// the next time.
#include "jobs/filelock.h"
#include "support/comparefixture.h"
#include "ui/comparisons.h"
#include "ui/signinpage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace kv;
using namespace kv::test;
using Call = MemoryStore::Call;

class TestCompareRuns : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<CompareFixture> m;

    void plantMany(int count) const
    {
        for (int i = 0; i < count; ++i) {
            const QByteArray key = "user:" + QByteArray::number(i).rightJustified(5, '0');
            m->localId()->plant(m->entry(key, "one"));
            m->localPreview()->plant(m->entry(key, i % 10 ? "one" : "two"));
        }
    }
    bool openLocals()
    {
        if (!m->choose(QStringLiteral("local:TODO")))
            return false;
        m->action("compareAction")->trigger();
        return m->pickSide("leftSide", QStringLiteral("LOCAL TODO id")) &&
               m->pickSide("rightSide", QStringLiteral("LOCAL TODO preview_id"));
    }
    QStringList kept() const
    {
        return QDir(ui::CompareView::folder(m->workspace))
            .entryList({QStringLiteral("*.comparison")}, QDir::Files);
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CompareFixture>();
        m->show();
    }
    void cleanup() { m.reset(); }

    void pausesAndGoesOn();
    void rowsComeWithoutMovingTheView();
    void aFailureIsSaidAndTriedAgain();
    void valuesThatCostALotAreAskedAbout();
    void leavingTheValuesUnread();
    void aWaitIsTold();
    void withoutAnAccountItAsksForOne();
    void whatDoesNotMatterIsRemembered();
    void aBadPathIsSaidAsItIsTyped();
    void closingForgetsAndCanBeUndone();
    void comparisonsAreThereAgain();
    void aComparisonOfAnotherWindowStaysThere();
    void anotherProjectIsASide();
    void rowsOfBeforeKeepTheirNames();
    void aSnapshotIsASide();
    void aSideThatIsGoneIsSaid();
    void aDiskThatTakesNothingIsSaid();
    void aReportIsWritten();
};

void TestCompareRuns::pausesAndGoesOn()
{
    plantMany(3000);
    m->localId()->setPageSize(500);
    m->localPreview()->setPageSize(500);
    QVERIFY(openLocals());
    m->localId()->hold();
    QVERIFY(m->click("compareButton"));
    QTRY_COMPARE(m->button("compareButton"), QStringLiteral("Pause"));
    QVERIFY(!m->part("leftSide")->isEnabled());
    QCOMPARE(m->emptyTitle(), QStringLiteral("Reading the keys…"));
    QVERIFY(m->click("compareButton"));
    QTRY_COMPARE(m->button("compareButton"), QStringLiteral("Go on"));
    QVERIFY(m->words("compareProgress").startsWith(QStringLiteral("Paused")));
    m->localId()->release();
    QVERIFY(m->click("compareButton"));
    QVERIFY(m->finished());
    QTRY_COMPARE(m->model()->rowCount(), 300);
    QCOMPARE(m->button("chip3"), QStringLiteral("= 2,700 same"));
}

void TestCompareRuns::rowsComeWithoutMovingTheView()
{
    for (int i = 0; i < 4000; ++i)
        m->localId()->plant(m->entry("user:" + QByteArray::number(i).rightJustified(5, '0'), "one"));
    m->localPreview()->plant(m->entry("zzz", "x"));
    m->localId()->setPageSize(500);
    QVERIFY(openLocals());
    m->localId()->hold();
    QVERIFY(m->click("compareButton"));
    QTRY_VERIFY(!m->localId()->waitingCalls().isEmpty());
    m->localId()->release(1);
    QTRY_VERIFY(m->model()->rowCount() > 100);
    QVERIFY(m->model()->rowCount() < 4000);
    QVERIFY(m->selectRow(QStringLiteral("user:00050")));
    const int top = m->rows()->rowAt(0);
    m->localId()->release();
    QVERIFY(m->finished());
    QTRY_COMPARE(m->model()->rowCount(), 4001);
    QCOMPARE(m->rows()->currentKey(), QByteArray("user:00050"));
    QCOMPARE(m->rows()->rowAt(0), top);
}

void TestCompareRuns::aFailureIsSaidAndTriedAgain()
{
    plantMany(20);
    QVERIFY(openLocals());
    m->localPreview()->failNext(Call::List, {.kind = ErrorKind::Denied, .detail = QStringLiteral("EACCES")});
    QVERIFY(m->click("compareButton"));
    QTRY_VERIFY(!m->barWords("compareErrorBar").isEmpty());
    QVERIFY(m->words("compareProgress").startsWith(QStringLiteral("Stopped")));
    QVERIFY(m->click("compareRetryButton"));
    QVERIFY(m->finished());
    QVERIFY(m->barWords("compareErrorBar").isEmpty());
    QTRY_COMPARE(m->model()->rowCount(), 2);
}

void TestCompareRuns::valuesThatCostALotAreAskedAbout()
{
    plantMany(2400);
    for (const auto &store : {m->localId(), m->localPreview()})
        m->costs(*store, 1000, 10);
    QVERIFY(openLocals());
    QVERIFY2(
        m->words("compareProgress").contains(QStringLiteral("then one read per 10 common keys of each side")),
        qPrintable(m->words("compareProgress")));
    QVERIFY2(m->words("compareProgress")
                 .contains(QStringLiteral("up to one more per 10 keys of each side that differ")),
             qPrintable(m->words("compareProgress")));
    QVERIFY(m->click("compareButton"));
    QTRY_COMPARE(m->barWords("compareBar"),
                 QStringLiteral("Reading the values of 2,400 keys takes 480 requests, about 2 min."));
    QCOMPARE(m->localId()->callCount(Call::Fetch) + m->localId()->callCount(Call::Get), 0);
    QVERIFY(m->click("readValuesButton"));
    QVERIFY(m->finished());
    QTRY_COMPARE(m->model()->rowCount(), 240);
}

void TestCompareRuns::leavingTheValuesUnread()
{
    plantMany(2400);
    for (const auto &store : {m->localId(), m->localPreview()})
        m->costs(*store, 1000, 10);
    QVERIFY(openLocals());
    QVERIFY(m->click("compareButton"));
    QTRY_VERIFY(!m->barWords("compareBar").isEmpty());
    QVERIFY(m->click("leaveUnreadButton"));
    QVERIFY(m->finished());
    QTRY_COMPARE(m->button("chip4"), QStringLiteral("? 2,400 not read"));
    QTRY_COMPARE(m->model()->rowCount(), 2400);
}

void TestCompareRuns::aWaitIsTold()
{
    connectAccount(m->workspace.cloudflare());
    m->costs(*m->preview());
    m->costs(*m->production());
    m->preview()->hold();
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    m->action("compareAction")->trigger();
    QVERIFY(m->click("compareButton"));
    QTRY_COMPARE(m->button("compareButton"), QStringLiteral("Pause"));
    Budget budget;
    budget.blockedUntilMs = m->now + 125'000;
    m->workspace.cloudflare().setBudget(budget);
    QTRY_VERIFY2(m->words("compareProgress").contains(QStringLiteral("Cloudflare says wait")),
                 qPrintable(m->words("compareProgress")));
    QVERIFY(m->words("compareProgress").contains(QStringLiteral("2 min 5 s")));
}

void TestCompareRuns::withoutAnAccountItAsksForOne()
{
    m->preview()->plant(m->entry("k", "x"));
    m->workspace.cloudflare().shownState = Cloudflare::State::NoCredential;
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    m->action("compareAction")->trigger();
    QCOMPARE(m->workspace.cloudflare().starts, 1);
    auto *page = m->view()->findChild<ui::SignInPage *>();
    QVERIFY(page && page->isVisible());
    connectAccount(m->workspace.cloudflare());
    QVERIFY(!page->isVisible());
    QCOMPARE(m->words("leftSideTitle"), QStringLiteral("TODO · shop-TODO_preview"));
    QVERIFY(m->click("compareButton"));
    QTRY_COMPARE(m->button("chip0"), QStringLiteral("+ 1 only in Preview"));
}

void TestCompareRuns::whatDoesNotMatterIsRemembered()
{
    m->localId()->plant(m->entry("user:1", "{\"a\":1,\"at\":1}", noonSec + 5000));
    m->localPreview()->plant(m->entry("user:1", "{\"at\":2, \"a\":1}", noonSec + 5030));
    m->localId()->plant(m->entry("cache:1", "x"));
    QVERIFY(openLocals());
    QVERIFY(m->click("ignoreButton"));
    auto *popup = m->window.findChild<QWidget *>(QStringLiteral("ignorePopup"));
    QVERIFY(popup && popup->isVisible());
    popup->findChild<QSpinBox *>(QStringLiteral("ignoreSeconds"))->setValue(30);
    popup->findChild<QPlainTextEdit *>(QStringLiteral("ignorePaths"))->setPlainText(QStringLiteral("$.at"));
    popup->findChild<QPlainTextEdit *>(QStringLiteral("ignorePrefixes"))
        ->setPlainText(QStringLiteral("cache:\n\n"));
    popup->findChild<QCheckBox *>(QStringLiteral("ignoreFormatting"))->setChecked(true);
    popup->close();
    QCOMPARE(m->button("ignoreButton"), QStringLiteral("Ignore · 4"));
    QVERIFY(m->run());
    QTRY_COMPARE(m->emptyTitle(), QStringLiteral("The two are the same: 1 keys"));

    m->action("compareAction")->trigger(); // another one of this project
    QCOMPARE(m->button("ignoreButton"), QStringLiteral("Ignore · 4"));
}

void TestCompareRuns::aBadPathIsSaidAsItIsTyped()
{
    QVERIFY(openLocals());
    QVERIFY(m->click("ignoreButton"));
    auto *popup = m->window.findChild<QWidget *>(QStringLiteral("ignorePopup"));
    auto *paths = popup->findChild<QPlainTextEdit *>(QStringLiteral("ignorePaths"));
    QTest::keyClicks(paths, QStringLiteral("$.a"));
    auto *hint = popup->findChild<QLabel *>(QStringLiteral("ignorePathsHint"));
    QVERIFY(!hint->property("problem").toBool());
    QTest::keyClicks(paths, QStringLiteral("["));
    QVERIFY(hint->property("problem").toBool());
    QVERIFY2(hint->text().contains(QStringLiteral("$.a[")), qPrintable(hint->text()));
    popup->close();
    QCOMPARE(m->button("ignoreButton"), QStringLiteral("Ignore")); // what is no path is left out
}

void TestCompareRuns::closingForgetsAndCanBeUndone()
{
    plantMany(20);
    QVERIFY(openLocals());
    QVERIFY(m->run());
    QCOMPARE(kept().size(), 1);
    m->action("closeTabAction")->trigger();
    QTRY_VERIFY(!m->view());
    QVERIFY(m->label("statusMessage").contains(QStringLiteral("Ctrl+Shift+T")));
    m->action("reopenTabAction")->trigger();
    QVERIFY(m->view());
    QTRY_COMPARE(m->model()->rowCount(), 2);
    m->action("closeTabAction")->trigger();

    QVERIFY(openLocals());
    QVERIFY(m->run());
    m->action("closeTabAction")->trigger();
    QCOMPARE(kept().size(), 2);  // both can be brought back, the last one first
    m->workspace.setProject({}); // and are forgotten with their project
    QCOMPARE(kept().size(), 0);
}

void TestCompareRuns::comparisonsAreThereAgain()
{
    plantMany(3000);
    m->localId()->setPageSize(500);
    QVERIFY(openLocals());
    m->localId()->hold();
    QVERIFY(m->click("compareButton"));
    QTRY_VERIFY([this] {
        m->localId()->release(1);
        return m->part<QLabel>("compareShown")->text().contains(QStringLiteral("of ")) &&
               m->model()->file()->rowCount() > 0;
    }());
    m->workspace.setProject({}); // as if the program had ended
    QVERIFY(!m->tabs()->isVisible());
    QCOMPARE(kept().size(), 1);
    m->localId()->release();
    m->workspace.setProject(remoteShop());
    QTRY_COMPARE(m->tabs()->count(), 2);
    QTRY_COMPARE(m->tabs()->currentIndex(), 1); // it was in front, and waits
    QCOMPARE(m->button("compareButton"), QStringLiteral("Go on"));
    QCOMPARE(m->words("rightSideTitle").section(u' ', 0, 0), QStringLiteral("TODO"));
    QVERIFY(m->click("compareButton"));
    QVERIFY(m->finished());
    QTRY_COMPARE(m->model()->rowCount(), 300);
}

void TestCompareRuns::aComparisonOfAnotherWindowStaysThere()
{
    plantMany(20);
    QVERIFY(openLocals());
    QVERIFY(m->run());
    m->workspace.setProject({});
    QCOMPARE(kept().size(), 1);
    const QString path = QDir(ui::CompareView::folder(m->workspace)).filePath(kept().first());
    {
        const auto other = jobs::FileLock::take(path, 5000);
        QVERIFY(other);
        m->workspace.setProject(remoteShop());
        QTRY_COMPARE(m->label("statusMessage"),
                     QStringLiteral("A comparison of this project is open in another window."));
        QCOMPARE(m->tabs()->count(), 1);
    }
    m->workspace.setProject({});
    m->workspace.setProject(remoteShop());
    QTRY_COMPARE(m->tabs()->count(), 2);
}

void TestCompareRuns::anotherProjectIsASide()
{
    plantMany(20);
    Project other = shopProject();
    other.root = QStringLiteral("/home/ada/other");
    TargetInfo &info = other.workers[0].environments[0].bindings[0].targets[0];
    info.target.namespaceId = QStringLiteral("0ther");
    info.path = other.root + QStringLiteral("/.wrangler/state/v3/kv/0ther.sqlite");
    m->workspace.others.insert(other.root, other);
    m->dialogs.nextFolder = other.root;
    QVERIFY(openLocals());
    QVERIFY(m->pickSide("rightSide", QStringLiteral("Another project")));
    QCoreApplication::processEvents();
    auto *field = m->window.findChild<QLineEdit *>(QStringLiteral("targetFind"));
    QTRY_VERIFY(field && field->isVisible());
    field->setText(QStringLiteral("other TODO id"));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY2(m->words("rightSideTitle").endsWith(QStringLiteral("in other")),
             qPrintable(m->words("rightSideTitle")));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(m->words("compareProgress"), QStringLiteral("No requests: both lie on this disk."));
    QVERIFY(m->run());
    QTRY_COMPARE(m->model()->rowCount(), 20);

    // Both are a local:TODO of id; what tells them apart is the project.
    QCOMPARE(m->tabs()->tabText(1), QStringLiteral("⇄ shop ↔ other"));
    QCOMPARE(m->view()->file()->spec().rightName, QStringLiteral("local:TODO (in other)"));
    auto *rows = m->rows();
    rows->selectRow(0);
    QTest::keyClick(rows, Qt::Key_Space);
    QTRY_VERIFY(m->part<QAbstractButton>("reviewPlan")->isEnabled());
    QVERIFY(m->click("reviewPlan"));
    QTRY_VERIFY2(m->words("planSummary").startsWith(QStringLiteral("local:TODO (in other) gets ")),
                 qPrintable(m->words("planSummary")));
}

void TestCompareRuns::rowsOfBeforeKeepTheirNames()
{
    plantMany(20);
    m->localPreview()->plant(m->entry("zz", "only here"));
    QVERIFY(openLocals());
    QVERIFY(m->run());
    const QString chip = m->button("chip1");
    QVERIFY2(chip.endsWith(QStringLiteral("only in preview_id")), qPrintable(chip));
    QVERIFY(m->click("swapSides"));
    QVERIFY(m->words("compareProgress").startsWith(QStringLiteral("What is compared was changed")));
    QCOMPARE(m->button("chip1"), chip); // the rows did not change sides with the header
    QCOMPARE(m->part<QComboBox>("planDirection")->itemText(0), QStringLiteral("Make preview_id like id"));
}

void TestCompareRuns::aSnapshotIsASide()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("before.ndjson"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    m->dialogs.nextOpenFile = path;
    QVERIFY(openLocals());
    QVERIFY(m->pickSide("rightSide", QStringLiteral("Snapshot file")));
    QCOMPARE(m->words("rightSideBadge"), QStringLiteral("SNAPSHOT"));
    QCOMPARE(m->words("rightSideTitle"), QStringLiteral("before.ndjson"));
    QCOMPARE(m->tabs()->tabText(1), QStringLiteral("⇄ Local ↔ Snapshot"));
    m->workspace.omissions.duplicates = 2;
    m->workspace.omissions.troubles = 1;
    QVERIFY(m->run());
    QVERIFY2(m->words("compareProgress").endsWith(QStringLiteral("⚠ 3 items of before.ndjson were left out")),
             qPrintable(m->words("compareProgress")));
}

void TestCompareRuns::aSideThatIsGoneIsSaid()
{
    plantMany(20);
    QVERIFY(openLocals());
    QVERIFY(m->run());
    Project without = remoteShop();
    without.workers[0].environments[0].bindings.removeFirst();
    m->workspace.setProject(without);
    QVERIFY2(m->words("leftSideTitle").contains(QStringLiteral("not in the project any more")),
             qPrintable(m->words("leftSideTitle")));
    QVERIFY(!m->part<QAbstractButton>("compareButton")->isEnabled());
    QTRY_COMPARE(m->model()->rowCount(), 2); // what was compared stays
}

void TestCompareRuns::aDiskThatTakesNothingIsSaid()
{
    plantMany(20);
    QVERIFY(openLocals());
    const QString folder = ui::CompareView::folder(m->workspace);
    QDir(folder).removeRecursively();
    QFile inTheWay(folder);
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    inTheWay.close();
    QVERIFY(m->click("compareButton"));
    QTRY_VERIFY2(m->barWords("compareErrorBar").contains(QStringLiteral("cannot be kept")),
                 qPrintable(m->barWords("compareErrorBar")));
    QVERIFY(QFile::remove(folder));
    QVERIFY(m->click("compareRetryButton"));
    QVERIFY(m->finished());
}

void TestCompareRuns::aReportIsWritten()
{
    plantMany(20);
    QVERIFY(openLocals());
    QVERIFY(m->run());
    QTemporaryDir folder;
    m->dialogs.nextSaveFile = folder.filePath(QStringLiteral("report.txt"));
    QVERIFY(m->click("exportReport"));
    QVERIFY(m->barWords("compareErrorBar").contains(QStringLiteral(".csv")));
    m->dialogs.nextSaveFile = folder.filePath(QStringLiteral("report.csv"));
    QVERIFY(m->click("reportAgainButton"));
    QFile file(m->dialogs.nextSaveFile);
    QTRY_VERIFY(file.exists());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray report = file.readAll();
    QVERIFY(report.contains("user:00000") && report.contains("user:00010"));
    QVERIFY(!report.contains("user:00001"));
    QTRY_VERIFY(m->label("statusMessage").startsWith(QStringLiteral("Wrote ")));

    m->dialogs.nextSaveFile = folder.filePath(QStringLiteral("nowhere/report.md"));
    QVERIFY(m->click("exportReport"));
    QTRY_VERIFY(m->barWords("compareErrorBar").contains(QStringLiteral("not written")));
}

QTEST_MAIN(TestCompareRuns)
#include "tst_compareruns.moc"
