// SPDX-License-Identifier: GPL-3.0-or-later
// The strip under the key: what it says of the key in the four targets, and what can be done from there.
#include "store/writeguard.h"
#include "support/comparefixture.h"
#include "ui/browser.h"
#include "ui/diffview.h"
#include "ui/targetstrip.h"

#include <QMenu>
#include <QPushButton>

using namespace kv;
using kv::test::CompareFixture;
using Call = MemoryStore::Call;

namespace {

enum Cell { LocalId, LocalPreview, RemoteId, RemotePreview };

class Desk : public CompareFixture
{
public:
    Desk()
    {
        costs(*production());
        costs(*preview());
        localId()->plant(entry("user:1", "{\"a\":1}", 2'000'000'000, QByteArray("{\"v\":1}")));
        localPreview()->plant(entry("user:1", "{\"a\":2}", 2'000'000'000, QByteArray("{\"v\":1}")));
        localId()->plant(entry("user:2", "two"));
        localPreview()->plant(entry("preview only", "p"));
        production()->plant(entry("user:1", "{\"a\":1}", 2'000'000'000, QByteArray("{\"v\":1}")));
    }
    bool begin(const QString &target = QStringLiteral("local:TODO"), const QByteArray &key = "user:1")
    {
        show();
        return choose(target) && open(key);
    }
    QPushButton *cell(int index) const
    {
        return window.browser()->strip()->findChild<QPushButton *>(QStringLiteral("stripCell%1").arg(index));
    }
    QString says(int index) const { return cell(index)->isVisible() ? cell(index)->text() : QString(); }
    bool becomes(int index, const QString &text) const
    {
        return QTest::qWaitFor([&] { return says(index) == text; });
    }
    /// Opens the cell's menu with the keyboard and chooses an entry of it.
    bool pick(int index, const char *name)
    {
        cell(index)->setFocus();
        QTest::keyClick(cell(index), Qt::Key_Space);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (!menu)
            return false;
        QAction *wanted = nullptr;
        for (QAction *action : menu->actions()) {
            if (action->objectName() == QLatin1String(name))
                wanted = action;
        }
        const bool can = wanted && wanted->isEnabled();
        if (can) {
            for (int step = 0; step < 8 && menu->activeAction() != wanted; ++step)
                QTest::keyClick(menu, Qt::Key_Down);
            QTest::keyClick(menu, Qt::Key_Return);
        } else {
            QTest::keyClick(menu, Qt::Key_Escape);
        }
        window.activateWindow(); // a popup took that away
        return QTest::qWaitForWindowActive(&window) && can;
    }
    QLineEdit *confirmField() const
    {
        return window.browser()->strip()->findChild<QLineEdit *>(QStringLiteral("confirmField"));
    }
    void connectCloudflare()
    {
        connectAccount(workspace.cloudflare());
        QCoreApplication::processEvents();
    }
};

} // namespace

class TestTargetStrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatTheOthersHave();
    void looksAtCloudflareWhenTold();
    void looksByItselfWhenToldSo();
    void waitsForTheCredential();
    void goesThere();
    void asksAboutAnEditBeforeGoing();
    void showsTheDifference();
    void carriesOver();
    void saysThatAnEditIsNotCarried();
    void productionIsLockedAndWantsItsWord();
    void whatChangedMeanwhileIsNotOverwritten();
    void showsWhereAMissingKeyIs();
    void aBindingWithFewerTargets();
    void hidesWithoutABinding();
    void fitsANarrowPane();
};

void TestTargetStrip::saysWhatTheOthersHave()
{
    Desk desk;
    QVERIFY(desk.begin());
    QCOMPARE(desk.says(LocalId), QStringLiteral("● open here"));
    QVERIFY(desk.becomes(LocalPreview, QStringLiteral("≠ value")));
    QCOMPARE(desk.says(RemoteId), QStringLiteral("○ not looked at"));
    QCOMPARE(desk.cell(LocalPreview)->accessibleName(), QStringLiteral("Local preview_id: ≠ value"));
    QVERIFY(desk.cell(LocalPreview)->toolTip().contains(QLatin1String("preview_id")));
    QVERIFY(desk.open("user:2"));
    QVERIFY(desk.becomes(LocalPreview, QStringLiteral("– missing")));
    QCOMPARE(desk.production()->callCount(Call::Get), 0);
    desk.type("an edit");
    QTRY_COMPARE(desk.says(LocalId), QStringLiteral("● here, as stored"));
}

void TestTargetStrip::looksAtCloudflareWhenTold()
{
    Desk desk;
    desk.connectCloudflare();
    QVERIFY(desk.begin());
    QTest::mouseClick(desk.cell(RemoteId), Qt::LeftButton);
    QVERIFY(desk.becomes(RemoteId, QStringLiteral("= same")));
    QCOMPARE(desk.says(RemotePreview), QStringLiteral("○ not looked at"));
    QTest::keyClick(&desk.window, Qt::Key_L, Qt::ControlModifier);
    QVERIFY(desk.becomes(RemotePreview, QStringLiteral("– missing")));
    QCOMPARE(desk.production()->callCount(Call::Get), 1);
    QVERIFY(!desk.action("lookAtCloudflareAction")->isEnabled());
}

void TestTargetStrip::looksByItselfWhenToldSo()
{
    Desk desk;
    desk.connectCloudflare();
    QVERIFY(desk.begin());
    QVERIFY(!desk.action("lookByItselfAction")->isChecked()); // off at first
    desk.action("lookByItselfAction")->trigger();
    QVERIFY(desk.becomes(RemoteId, QStringLiteral("= same")));
    QVERIFY(desk.open("user:2"));
    QVERIFY(desk.becomes(RemoteId, QStringLiteral("– missing")));
    QVERIFY(desk.settings.value(QStringLiteral("looksAtCloudflare")).toBool());
    desk.action("lookByItselfAction")->trigger();
    QVERIFY(desk.open("user:1"));
    QVERIFY(desk.becomes(LocalPreview, QStringLiteral("≠ value")));
    QCOMPARE(desk.says(RemoteId), QStringLiteral("○ not looked at"));
}

void TestTargetStrip::waitsForTheCredential()
{
    Desk desk;
    desk.workspace.cloudflare().shownState = Cloudflare::State::Looking;
    QVERIFY(desk.begin());
    QTest::mouseClick(desk.cell(RemoteId), Qt::LeftButton);
    QVERIFY(desk.becomes(RemoteId, QStringLiteral("○ no credential")));
    QCOMPARE(desk.workspace.cloudflare().starts, 1);
    desk.connectCloudflare();
    QVERIFY(desk.becomes(RemoteId, QStringLiteral("= same")));
}

void TestTargetStrip::goesThere()
{
    Desk desk;
    QVERIFY(desk.begin());
    QTest::keyClick(&desk.window, Qt::Key_4, Qt::ControlModifier);
    QTRY_COMPARE(QApplication::focusWidget(), desk.cell(LocalPreview)); // the first that is not open
    QVERIFY(desk.pick(LocalPreview, "stripGo"));
    QTRY_COMPARE(desk.window.browser()->info().name, QStringLiteral("local:TODO:preview"));
    QTRY_COMPARE(desk.draft()->value(), QByteArray("{\"a\":2}"));
    QVERIFY(desk.becomes(LocalPreview, QStringLiteral("● open here")));
    QVERIFY(desk.becomes(LocalId, QStringLiteral("≠ value")));
}

void TestTargetStrip::asksAboutAnEditBeforeGoing()
{
    Desk desk;
    QVERIFY(desk.begin());
    desk.type("an edit");
    QVERIFY(desk.pick(LocalPreview, "stripGo"));
    QVERIFY(desk.bar("guardBar").contains(QLatin1String("Unsaved")));
    QCOMPARE(desk.window.browser()->info().name, QStringLiteral("local:TODO"));
    QVERIFY(desk.press("guardDiscardButton"));
    QTRY_COMPARE(desk.window.browser()->info().name, QStringLiteral("local:TODO:preview"));
}

void TestTargetStrip::showsTheDifference()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.pick(LocalPreview, "stripDifference"));
    auto *page = desk.find("keyDifference");
    QTRY_VERIFY(page->isVisible());
    auto *view = page->findChild<ui::DiffView *>();
    QTRY_VERIFY(view->isShown());
    QCOMPARE(view->key(), QByteArray("user:1"));
    QCOMPARE(desk.label("differenceLeftBadge"), QStringLiteral("LOCAL"));
    QVERIFY(desk.label("differenceLeft").contains(QLatin1String("id 0677")));
    QVERIFY(desk.label("differenceRight").contains(QLatin1String("preview_id 0677")));
    QVERIFY(view->summary().contains(QLatin1String("differ")));
    QVERIFY(!desk.action("saveAction")->isEnabled()); // what is behind is not talked past
    QVERIFY(!desk.action("copyKeyAction")->isEnabled());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTRY_VERIFY(!page->isVisible());
    QVERIFY(desk.table()->isVisible());
    QVERIFY(desk.pick(LocalPreview, "stripDifference"));
    QTRY_VERIFY(page->isVisible());
    QTest::keyClick(&desk.window, Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(!page->isVisible());
}

void TestTargetStrip::carriesOver()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.pick(LocalPreview, "stripCarry"));
    QTRY_VERIFY(desk.sees("carryYesButton"));
    QVERIFY(desk.bar("carryBar").contains(QLatin1String("is overwritten: 7")));
    QCOMPARE(desk.localPreview()->callCount(Call::Put), 0);
    QTRY_COMPARE(QApplication::focusWidget(), desk.find("carryYesButton"));
    QTest::keyClick(desk.find("carryYesButton"), Qt::Key_Return);
    QVERIFY(desk.becomes(LocalPreview, QStringLiteral("= same")));
    QCOMPARE(desk.label("statusMessage"), QStringLiteral("Carried user:1 over to local:TODO:preview."));
    QVERIFY(desk.bar("carryBar").isEmpty());
    // And one that is not there; Escape takes the question back.
    QVERIFY(desk.open("user:2"));
    QVERIFY(desk.becomes(LocalPreview, QStringLiteral("– missing")));
    QVERIFY(desk.pick(LocalPreview, "stripCarry"));
    QTRY_VERIFY(desk.bar("carryBar").contains(QLatin1String("is added")));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(desk.bar("carryBar").isEmpty());
    QCOMPARE(desk.localPreview()->size(), 2);
    // Another key, and the question about this one is gone.
    QVERIFY(desk.pick(LocalPreview, "stripCarry"));
    QTRY_VERIFY(desk.sees("carryYesButton"));
    QVERIFY(desk.open("user:1"));
    QVERIFY(!desk.sees("carryYesButton"));
}

void TestTargetStrip::saysThatAnEditIsNotCarried()
{
    Desk desk;
    QVERIFY(desk.begin());
    desk.type("an edit");
    QVERIFY(desk.pick(LocalPreview, "stripCarry"));
    QTRY_VERIFY(desk.bar("carryBar").contains(QLatin1String("unsaved edit is not carried")));
    QVERIFY(desk.press("carryYesButton"));
    QVERIFY(desk.becomes(LocalPreview, QStringLiteral("= same")));
    QVERIFY(desk.pane()->isDirty()); // still there
}

void TestTargetStrip::productionIsLockedAndWantsItsWord()
{
    Desk desk;
    desk.connectCloudflare();
    QVERIFY(desk.begin());
    QVERIFY(desk.open("user:2"));
    QTest::mouseClick(desk.cell(RemoteId), Qt::LeftButton);
    QVERIFY(desk.becomes(RemoteId, QStringLiteral("– missing")));
    QVERIFY(desk.pick(RemoteId, "stripCarry"));
    QVERIFY(desk.bar("carryBar").contains(QLatin1String("Production is locked")));
    QVERIFY(!desk.confirmField()->isVisible());
    QVERIFY(desk.press("carryAllowButton"));
    QTRY_VERIFY(desk.confirmField()->isVisible());
    QTest::keyClicks(desk.confirmField(), QStringLiteral("todo")); // not the word
    QTest::keyClick(desk.confirmField(), Qt::Key_Return);
    QCOMPARE(desk.production()->callCount(Call::Put), 0);
    desk.confirmField()->clear();
    QTest::keyClicks(desk.confirmField(), QStringLiteral("TODO"));
    QTest::keyClick(desk.confirmField(), Qt::Key_Return);
    QVERIFY(desk.becomes(RemoteId, QStringLiteral("= same")));
    QCOMPARE(desk.label("statusMessage"), QStringLiteral("Carried user:2 over to Production."));
}

void TestTargetStrip::whatChangedMeanwhileIsNotOverwritten()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.pick(LocalPreview, "stripCarry"));
    QTRY_VERIFY(desk.sees("carryYesButton"));
    desk.localPreview()->plant(Desk::entry("user:1", "theirs"));
    QVERIFY(desk.press("carryYesButton"));
    QTRY_VERIFY(desk.bar("carryBar").contains(QLatin1String("changed in local:TODO:preview meanwhile")));
    QVERIFY(desk.press("carryCloseButton"));
    desk.action("flipAction")->trigger();
    QTRY_COMPARE(desk.draft()->value(), QByteArray("theirs"));
}

void TestTargetStrip::showsWhereAMissingKeyIs()
{
    Desk desk;
    QVERIFY(desk.begin());
    desk.action("flipAction")->trigger();
    QVERIFY(desk.open("preview only"));
    QVERIFY(desk.becomes(LocalId, QStringLiteral("– missing")));
    QTest::keyClick(&desk.window, Qt::Key_E, Qt::ControlModifier); // to the side that does not have it
    QTRY_COMPARE(desk.window.browser()->info().name, QStringLiteral("local:TODO"));
    QVERIFY(desk.becomes(LocalId, QStringLiteral("– missing here")));
    QVERIFY(desk.becomes(LocalPreview, QStringLiteral("+ is there")));
    QVERIFY(!desk.pick(LocalPreview, "stripCarry")); // there is nothing to carry
    QVERIFY(desk.pick(LocalPreview, "stripGo"));
    QTRY_COMPARE(desk.draft()->value(), QByteArray("p"));
}

void TestTargetStrip::aBindingWithFewerTargets()
{
    Desk desk;
    desk.workspace.store(QStringLiteral("5e5510215e5510215e5510215e551021"))->plant(Desk::entry("s", "1"));
    QVERIFY(desk.begin(QStringLiteral("local:SESSIONS"), "s"));
    QCOMPARE(desk.says(LocalPreview), QStringLiteral("– no preview_id"));
    QVERIFY(!desk.cell(LocalPreview)->isEnabled());
    QVERIFY(desk.cell(LocalPreview)->toolTip().contains(QLatin1String("no preview_id in its wrangler file")));
    QCOMPARE(desk.says(RemotePreview), QStringLiteral("– no preview_id"));
    QCOMPARE(desk.says(RemoteId), QStringLiteral("○ not looked at"));
}

void TestTargetStrip::hidesWithoutABinding()
{
    Desk desk;
    desk.workspace.store({})->plant(Desk::entry("lost", "1"));
    QVERIFY(desk.begin(QStringLiteral("local:#9b48101ceaa2"), "lost"));
    QVERIFY(!desk.window.browser()->strip()->isVisible());
    QVERIFY(!desk.action("goTargetsAction")->isEnabled());
}

void TestTargetStrip::fitsANarrowPane()
{
    Desk desk;
    QVERIFY(desk.begin());
    QVERIFY(desk.becomes(LocalPreview, QStringLiteral("≠ value")));
    for (const int width : {900, 1100, 1440, 2000}) {
        desk.window.resize(width, 700);
        QCoreApplication::processEvents();
        for (int i = 0; i < 4; ++i) {
            const QPushButton *cell = desk.cell(i);
            QVERIFY2(cell->fontMetrics().horizontalAdvance(cell->text()) + 16 <= cell->width(),
                     qPrintable(QStringLiteral("%1 at %2").arg(cell->text()).arg(width)));
        }
    }
}

QTEST_MAIN(TestTargetStrip)
#include "tst_targetstrip.moc"
