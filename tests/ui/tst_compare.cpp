// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison through the real window: from the action to rows, filters, ticks and what is said in between.
#include "support/comparefixture.h"
#include "ui/comparechips.h"
#include "ui/diffview.h"

#include <QComboBox>
#include <QHeaderView>
#include <QMenu>

using namespace kv;
using namespace kv::test;
using items::CompareModel;

class TestCompare : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<CompareFixture> m;

    /// One key of every status and reason.
    void plantKinds(MemoryStore &left, MemoryStore &right) const
    {
        left.plant(m->entry("a:left", "only here"));
        right.plant(m->entry("b:right", "only there"));
        left.plant(m->entry("c:same", "same"));
        right.plant(m->entry("c:same", "same"));
        left.plant(m->entry("d:value", "one"));
        right.plant(m->entry("d:value", "two"));
        left.plant(m->entry("e:meta", "x", {}, QByteArray("{\"v\":1}")));
        right.plant(m->entry("e:meta", "x", {}, QByteArray("{\"v\":2}")));
        left.plant(m->entry("f:expires", "x", noonSec + 86400));
        right.plant(m->entry("f:expires", "x", noonSec + 86400 + 7200));
        left.plant(m->entry("g:json", "{\"a\":1,\"b\":2}"));
        right.plant(m->entry("g:json", "{ \"b\": 2, \"a\": 1 }"));
    }
    const QStringList m_kinds = {QStringLiteral("a:left + only in id"),
                                 QStringLiteral("b:right − only in preview_id"),
                                 QStringLiteral("d:value ≠ value"),
                                 QStringLiteral("e:meta ≠ metadata"),
                                 QStringLiteral("f:expires ≠ expiration, 2 h apart"),
                                 QStringLiteral("g:json ≈ same JSON, other bytes")};

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CompareFixture>();
        m->show();
    }
    void cleanup() { m.reset(); }

    void theBrowserIsTheFirstTab();
    void previewAgainstProductionIsOfferedFirst();
    void withoutPreviewItIsLocalAgainstRemote();
    void theTreeOffersToCompare();
    void rowsTellWhy();
    void chipsCountAndFilter();
    void keysAreNarrowed();
    void theDiffFollowsTheRow();
    void spaceTicksAndTheFooterTells();
    void manyAreTickedAtOnce();
    void saysThatNothingDiffers();
    void saysThatTheFilterHidesAll();
    void bothSidesTheSameAreRefused();
    void sidesAreSwapped();
    void severalAreOpenAtOnce();
    void everyControlHasAName();
};

void TestCompare::theBrowserIsTheFirstTab()
{
    QVERIFY(!m->tabs()->isVisible()); // nothing is open
    QVERIFY(!m->action("closeTabAction")->isEnabled());
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    m->action("compareAction")->trigger();
    QVERIFY(m->view());
    QVERIFY(m->tabs()->isVisible());
    QCOMPARE(m->tabs()->count(), 2);
    QCOMPARE(m->tabs()->currentIndex(), 1);
    QVERIFY(!m->action("addAction")->isEnabled()); // it would add to what is not looked at

    QVERIFY(m->choose(QStringLiteral("local:SESSIONS"))); // leads back to the browser
    QTRY_VERIFY(!m->view());
    QCOMPARE(m->tabs()->currentIndex(), 0);
    m->tabs()->setCurrentIndex(1);
    QVERIFY(m->view());
    m->action("closeTabAction")->trigger();
    QTRY_VERIFY(!m->view());
    QCOMPARE(m->tabs()->count(), 1);
}

void TestCompare::previewAgainstProductionIsOfferedFirst()
{
    connectAccount(m->workspace.cloudflare());
    m->costs(*m->preview());
    m->costs(*m->production());
    plantKinds(*m->preview(), *m->production());
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    m->action("compareAction")->trigger();
    QCOMPARE(m->words("leftSideBadge"), QStringLiteral("PREVIEW"));
    QCOMPARE(m->words("leftSideTitle"), QStringLiteral("TODO · shop-TODO_preview"));
    QCOMPARE(m->words("rightSideBadge"), QStringLiteral("PRODUCTION"));
    QCOMPARE(m->tabs()->tabText(1), QStringLiteral("⇄ Preview ↔ Production"));
    QVERIFY2(m->words("compareProgress").contains(QStringLiteral("at least 2 list requests")),
             qPrintable(m->words("compareProgress")));
    QCOMPARE(m->preview()->callCount(MemoryStore::Call::List), 0); // nothing is asked before it is told to

    QVERIFY(m->click("compareButton"));
    QTRY_COMPARE(m->button("chip0"), QStringLiteral("+ 1 only in Preview"));
    QVERIFY(m->finished()); // after a second look
    QCOMPARE(m->model()->rowCount(), 6);
    QVERIFY2(m->words("compareProgress").startsWith(QStringLiteral("7 keys compared · ")),
             qPrintable(m->words("compareProgress")));
    QVERIFY(m->words("compareProgress").contains(QStringLiteral(" requests")));
    QCOMPARE(m->label("statusCounts"), QStringLiteral("7 keys compared"));
}

void TestCompare::withoutPreviewItIsLocalAgainstRemote()
{
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    m->action("compareAction")->trigger();
    QCOMPARE(m->words("leftSideBadge"), QStringLiteral("LOCAL"));
    QCOMPARE(m->words("rightSideBadge"), QStringLiteral("REMOTE"));
}

void TestCompare::theTreeOffersToCompare()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    Q_EMIT m->tree()->customContextMenuRequested(m->tree()->visualRect(m->tree()->currentIndex()).center());
    auto *menu = m->window.findChild<QMenu *>(QStringLiteral("namespacesMenu"));
    QVERIFY(menu);
    auto *compare = menu->findChild<QAction *>(QStringLiteral("compareThisAction"));
    QVERIFY(compare);
    compare->trigger();
    menu->close();
    QVERIFY(m->view());
    QCOMPARE(m->words("leftSideBadge"), QStringLiteral("PREVIEW"));
}

void TestCompare::rowsTellWhy()
{
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    QTRY_COMPARE(m->shown(), m_kinds);
    QCOMPARE(m->rows()->model()->headerData(CompareModel::Left, Qt::Horizontal).toString(),
             QStringLiteral("id"));
    QVERIFY2(m->words("compareProgress").startsWith(QStringLiteral("7 keys compared")),
             qPrintable(m->words("compareProgress")));
}

void TestCompare::chipsCountAndFilter()
{
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    QTRY_COMPARE(m->model()->rowCount(), 6);
    QCOMPARE(m->button("chip2"), QStringLiteral("≠ 4 differ"));
    QCOMPARE(m->button("chip0"), QStringLiteral("+ 1 only in id"));
    QCOMPARE(m->button("chip1"), QStringLiteral("− 1 only in preview_id"));
    QCOMPARE(m->button("chip3"), QStringLiteral("= 1 same"));
    QCOMPARE(m->button("chip4"), QStringLiteral("? 0 not read"));
    QVERIFY(m->click("chip3"));
    QTRY_COMPARE(m->model()->rowCount(), 7);
    QVERIFY(m->click("chip2"));
    QTRY_COMPARE(m->model()->rowCount(), 3);
    QVERIFY(m->click("chip0"));
    QVERIFY(m->click("chip1"));
    QTRY_COMPARE(m->shown(), QStringList{QStringLiteral("c:same = same")});
    QCOMPARE(m->words("compareShown"), QStringLiteral("1 of 7"));
}

void TestCompare::keysAreNarrowed()
{
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    QTRY_COMPARE(m->model()->rowCount(), 6);
    m->action("filterAction")->trigger();
    auto *prefix = m->part<QLineEdit>("comparePrefix");
    QCOMPARE(m->window.focusWidget(), prefix);
    QTest::keyClicks(prefix, QStringLiteral("d"));
    QTRY_COMPARE(m->shown(), QStringList{m_kinds.at(2)});
    QTest::keyClick(prefix, Qt::Key_Escape);
    auto *pattern = m->part<QLineEdit>("comparePattern");
    pattern->setText(QStringLiteral("?:*e*"));
    QTRY_COMPARE(m->model()->rowCount(), 4);
    pattern->setText(QStringLiteral("eta"));
    QTRY_COMPARE(m->shown(), QStringList{m_kinds.at(3)});
    QTest::keyClick(pattern, Qt::Key_Down);
    QCOMPARE(m->window.focusWidget(), m->rows());
    QCOMPARE(m->rows()->currentKey(), QByteArray("e:meta"));
}

void TestCompare::theDiffFollowsTheRow()
{
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    QTRY_COMPARE(m->model()->rowCount(), 6);
    QVERIFY(m->selectRow(QStringLiteral("d:value")));
    auto *diff = m->view()->findChild<ui::DiffView *>();
    QTRY_COMPARE(diff->key(), QByteArray("d:value"));
    QTRY_VERIFY(diff->isShown());
    QTest::keyClick(m->rows(), Qt::Key_Down);
    QTest::keyClick(m->rows(), Qt::Key_Down);
    QTRY_COMPARE(diff->key(), QByteArray("f:expires"));
    // A row that the filter takes away takes its values along.
    QVERIFY(m->click("chip2"));
    QTRY_COMPARE(diff->key(), QByteArray());
}

void TestCompare::spaceTicksAndTheFooterTells()
{
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    QTRY_COMPARE(m->model()->rowCount(), 6);
    QVERIFY(!m->part<QAbstractButton>("reviewPlan")->isEnabled());
    QVERIFY(m->selectRow(QStringLiteral("a:left")));
    QTest::keyClick(m->rows(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(m->rows(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(m->rows(), Qt::Key_Space);
    QTRY_COMPARE(m->words("planWords"),
                 QStringLiteral("3 ticked: preview_id gets 1 new key, 1 changed, 1 deleted"));
    QVERIFY(m->part<QAbstractButton>("reviewPlan")->isEnabled());
    auto *direction = m->part<QComboBox>("planDirection");
    QCOMPARE(direction->itemText(0), QStringLiteral("Make preview_id like id"));
    QTest::keyClick(direction, Qt::Key_Down);
    QTRY_COMPARE(m->words("planWords"), QStringLiteral("3 ticked: id gets 1 new key, 1 changed, 1 deleted"));
    QTest::keyClick(m->rows(), Qt::Key_Space);
    QTRY_COMPARE(m->words("planWords"), QStringLiteral("Tick rows to carry them over."));

    // The box itself does the same for its row alone.
    const QModelIndex box = m->model()->index(4, CompareModel::Tick);
    QTest::mouseClick(m->rows()->viewport(), Qt::LeftButton, {}, m->rows()->visualRect(box).center());
    QTRY_COMPARE(m->button("chipTicked"), QStringLiteral("✓ 1 ticked"));
    QVERIFY(m->click("chipTicked"));
    QTRY_COMPARE(m->shown(), QStringList{m_kinds.at(4)});
}

void TestCompare::manyAreTickedAtOnce()
{
    for (int i = 0; i < 300; ++i)
        m->localId()->plant(m->entry("new:" + QByteArray::number(i), "x"));
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    QTRY_COMPARE(m->model()->rowCount(), 306);
    auto *menu = m->part<QMenu>("tickMenu");
    QVERIFY(menu);
    const auto tick = [menu](const char *name) {
        Q_EMIT menu->aboutToShow();
        menu->findChild<QAction *>(QLatin1String(name))->trigger();
    };
    tick("tick0");
    QTRY_COMPARE(m->words("planWords"),
                 QStringLiteral("301 ticked: preview_id gets 301 new keys, 0 changed, 0 deleted"));
    tick("untickAll");
    QTRY_COMPARE(m->button("chipTicked"), QStringLiteral("✓ 0 ticked"));
    m->part<QLineEdit>("comparePrefix")->setText(QStringLiteral("new:1"));
    QTRY_COMPARE(m->model()->rowCount(), 111);
    tick("tickShown");
    QTRY_COMPARE(m->button("chipTicked"), QStringLiteral("✓ 111 ticked"));
    // The box in the heading stands for all that is shown.
    QWidget *heading = m->rows()->horizontalHeader()->viewport();
    const QPoint box(m->rows()->columnWidth(0) / 2, heading->height() / 2);
    QTest::mouseClick(heading, Qt::LeftButton, {}, box);
    QTRY_COMPARE(m->button("chipTicked"), QStringLiteral("✓ 0 ticked"));
    QTest::mouseClick(heading, Qt::LeftButton, {}, box);
    QTRY_COMPARE(m->button("chipTicked"), QStringLiteral("✓ 111 ticked"));
}

void TestCompare::saysThatNothingDiffers()
{
    for (int i = 0; i < 30; ++i) {
        m->localId()->plant(m->entry("k" + QByteArray::number(i), "x"));
        m->localPreview()->plant(m->entry("k" + QByteArray::number(i), "x"));
    }
    QVERIFY(m->compareLocals());
    QTRY_COMPARE(m->emptyTitle(), QStringLiteral("The two are the same: 30 keys"));
    QVERIFY(m->click("compareEmptyAction"));
    QTRY_COMPARE(m->model()->rowCount(), 30);
}

void TestCompare::saysThatTheFilterHidesAll()
{
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    m->part<QLineEdit>("comparePattern")->setText(QStringLiteral("nowhere"));
    QTRY_COMPARE(m->emptyTitle(), QStringLiteral("No row fits the filter"));
    QVERIFY(m->click("compareEmptyAction"));
    QTRY_COMPARE(m->model()->rowCount(), 7);
    QVERIFY(m->part<QLineEdit>("comparePattern")->text().isEmpty());
}

void TestCompare::bothSidesTheSameAreRefused()
{
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    m->action("compareAction")->trigger();
    QVERIFY(m->pickSide("leftSide", QStringLiteral("LOCAL TODO id")));
    QVERIFY(m->pickSide("rightSide", QStringLiteral("LOCAL TODO id")));
    QVERIFY(!m->part<QAbstractButton>("compareButton")->isEnabled());
    QCOMPARE(m->emptyTitle(), QStringLiteral("These two cannot be compared"));
    QVERIFY2(m->words("compareEmptyWords").contains(QStringLiteral("same namespace")),
             qPrintable(m->words("compareEmptyWords")));
}

void TestCompare::sidesAreSwapped()
{
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    QVERIFY(m->click("swapSides"));
    QCOMPARE(m->button("compareButton"), QStringLiteral("Compare"));
    QVERIFY2(m->words("compareProgress").endsWith(QStringLiteral("No requests: both lie on this disk.")),
             qPrintable(m->words("compareProgress")));
    QVERIFY(m->run());
    QTRY_COMPARE(m->button("chip0"), QStringLiteral("+ 1 only in preview_id"));
    QTRY_COMPARE(m->shown().value(0), QStringLiteral("a:left − only in id"));
}

void TestCompare::severalAreOpenAtOnce()
{
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    auto *first = m->view();
    m->action("compareAction")->trigger();
    QCOMPARE(m->tabs()->count(), 3);
    QVERIFY(m->view() && m->view() != first);
    m->tabs()->setCurrentIndex(1);
    QCOMPARE(m->view(), first);
    QTRY_COMPARE(m->model()->rowCount(), 6);
    m->action("closeTabAction")->trigger();
    QCOMPARE(m->tabs()->count(), 2);
}

void TestCompare::everyControlHasAName()
{
    plantKinds(*m->localId(), *m->localPreview());
    QVERIFY(m->compareLocals());
    for (const QWidget *widget : m->view()->findChildren<QWidget *>()) {
        const bool touched =
            qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
            qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractItemView *>(widget);
        if (!touched || !widget->isVisible() || widget->objectName().startsWith(QLatin1String("qt_")) ||
            qobject_cast<const QHeaderView *>(widget) || qobject_cast<const QLineEdit *>(widget->parent()))
            continue;
        QVERIFY2(!widget->accessibleName().isEmpty(),
                 qPrintable(QLatin1String(widget->metaObject()->className()) + u' ' + widget->objectName()));
    }
}

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
