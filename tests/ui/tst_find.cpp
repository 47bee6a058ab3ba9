// SPDX-License-Identifier: GPL-3.0-or-later
// The filter box, through the real window: modes, case, conditions, what is remembered, what it says when it
// fails, and that all of it can be done with the keyboard.
#include "support/windowfixture.h"
#include "ui/conditionspopup.h"
#include "ui/filterbar.h"
#include "ui/filtermemory.h"

#include <QCheckBox>
#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

using namespace kv;
using namespace kv::test;
using items::KeyTableModel;
using Mode = ui::FilterSpec::Mode;
using Keys = QList<QByteArray>;

class TestFind : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        s = m->store(todoBinding());
        Capabilities can;
        can.sizesAreCheap = true;
        s->setCapabilities(can);
        for (int i = 10; i < 40; ++i)
            plant("user:" + QByteArray::number(i) + ":session",
                  "{\"plan\":\"free\",\"n\":" + QByteArray::number(i) + "}");
        plant("User:99", "{\"plan\":\"pro\"}");
        plant("größe:XL", QByteArray(5000, 'x'));
        plant("order:7", "apples and pears");
        s->plant(
            {.key = "soon", .value = "v", .expiration = noonSec + 600, .metadata = QByteArray("{\"v\":1}")});
        s->plant({.key = "later", .value = "v", .expiration = noonSec + 86400 * 3});
        m->workspace.setProject(shopProject());
        m->show();
        QVERIFY(m->choose(QStringLiteral("local:TODO")));
        QTRY_COMPARE(m->label("countLabel"), QStringLiteral("35"));
    }
    void cleanup()
    {
        s.reset();
        m.reset();
    }

    void modes_data();
    void modes();
    void caseSwitch();
    void escapeClearsAll();
    void ctrlFAndEnter();
    void aWrongExpressionSaysWhereAndKeepsTheList();
    void anExplodingExpressionEnds();
    void nothingMatches();
    void everythingMatches();
    void conditionsAndTheirChips();
    void sizesOnThisDisk();
    void sizesThatCost();
    void valuesAreSearchedWhenToldTo();
    void conditionsAfterASearch();
    void aJsonPathIsSearched();
    void aSearchStopsAndGoesOn();
    void theStoreChangesAfterASearch();
    void liveChangesUnderAFilter();
    void usedFiltersAreRemembered();
    void savedFiltersAreOfTheProject();
    void fitsInANarrowWindow();
    void keyboardOnly();
    void anotherTargetKeepsTheFilter();
    void lazilyItSaysSoFarAndReadsOn();
    void everyControlHasAName();

private:
    void plant(const QByteArray &key, const QByteArray &value) { s->plant({.key = key, .value = value}); }
    KeyTableModel *model() const { return static_cast<KeyTableModel *>(m->keys()); }
    QComboBox *mode() const { return m->find<QComboBox>("filterMode"); }
    QMenu *menu() const { return m->find<QMenu>("filterMenu"); }
    template <class T> T *part(const char *name) const
    {
        return m->window.findChild<T *>(QString::fromLatin1(name));
    }
    void choose(Mode wanted) { mode()->setCurrentIndex(int(wanted)); }
    /// Types as a person does, letter by letter.
    void type(const QString &text)
    {
        m->filter()->setFocus();
        m->filter()->clear();
        for (const QChar letter : text) {
            if (letter.unicode() < 0x80)
                QTest::keyClick(m->filter(), letter.toLatin1());
            else
                m->filter()->insert(letter); // which QTest knows no key for
        }
    }
    Keys rows() const
    {
        Keys keys;
        for (int row = 0; row < model()->rowCount(); ++row)
            keys << model()->keyAt(row);
        return keys;
    }
    bool settled() const
    {
        return QTest::qWaitFor([this] { return !model()->isLoading(); });
    }
    QString problem() const { return m->sees("filterProblem") ? m->label("filterProblem") : QString(); }
    QAction *entry(const char *name, const QString &words = {}) const
    {
        for (QAction *action : menu()->findChildren<QAction *>(QString::fromLatin1(name)))
            if (words.isEmpty() || action->text() == words)
                return action;
        return nullptr;
    }
    void fillMenu() { Q_EMIT menu()->aboutToShow(); }

    std::unique_ptr<WindowFixture> m;
    std::shared_ptr<MemoryStore> s;
};

void TestFind::modes_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("count");
    QTest::newRow("prefix") << int(Mode::Prefix) << QStringLiteral("user:1") << QStringLiteral("10 of 35");
    QTest::newRow("contains") << int(Mode::Contains) << QStringLiteral("9") << QStringLiteral("4 of 35");
    QTest::newRow("glob") << int(Mode::Glob) << QStringLiteral("user:?5:*") << QStringLiteral("3 of 35");
    QTest::newRow("expression") << int(Mode::Regex) << QStringLiteral("^[a-z]+:\\d+$")
                                << QStringLiteral("1 of 35");
    QTest::newRow("other letters") << int(Mode::Contains) << QStringLiteral("öß")
                                   << QStringLiteral("1 of 35");
}

void TestFind::modes()
{
    QFETCH(int, mode);
    QFETCH(QString, text);
    QFETCH(QString, count);
    choose(Mode(mode));
    type(text);
    QTRY_COMPARE(m->label("countLabel"), count);
    QCOMPARE(problem(), QString());
    QCOMPARE(s->callCount(MemoryStore::Call::List), 1);
    QVERIFY(m->label("statusCounts").contains(QStringLiteral("match")));
}

void TestFind::caseSwitch()
{
    type(QStringLiteral("USER:"));
    QVERIFY(settled());
    QCOMPARE(model()->rowCount(), 0);
    QVERIFY(m->press("filterCaseButton"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("31 of 35"));
    choose(Mode::Contains);
    type(QStringLiteral("GRÖßE"));
    QTRY_COMPARE(rows(), Keys{"größe:XL"});
    QVERIFY(m->press("filterCaseButton"));
    QTRY_COMPARE(model()->rowCount(), 0);
}

void TestFind::escapeClearsAll()
{
    choose(Mode::Contains);
    type(QStringLiteral("soon"));
    part<QCheckBox>("metadataCondition")->setChecked(true);
    QTRY_COMPARE(rows(), Keys{"soon"});
    QVERIFY(m->sees("metadataChip"));
    QTest::keyClick(m->filter(), Qt::Key_Escape);
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("35"));
    QVERIFY(!m->sees("metadataChip"));
    QCOMPARE(mode()->currentIndex(), int(Mode::Contains));
}

void TestFind::ctrlFAndEnter()
{
    m->table()->setFocus();
    QTest::keyClick(&m->window, Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(m->filter()->hasFocus());
    QTest::keyClicks(m->filter(), QStringLiteral("user:2"));
    QTest::keyClick(m->filter(), Qt::Key_Return);
    QTRY_VERIFY(m->table()->hasFocus());
    QCOMPARE(model()->rowCount(), 10);
}

void TestFind::aWrongExpressionSaysWhereAndKeepsTheList()
{
    choose(Mode::Regex);
    type(QStringLiteral("user:1"));
    QTRY_COMPARE(model()->rowCount(), 10);
    QTest::keyClicks(m->filter(), QStringLiteral("(\\d"));
    QTRY_VERIFY(problem().contains(QStringLiteral("at the end of the expression")));
    QVERIFY(problem().contains(QStringLiteral("arenthesis")));
    QVERIFY(m->filter()->property("problem").toBool());
    QVERIFY(settled());
    QCOMPARE(model()->rowCount(), 10); // as it was
    m->filter()->setText(QStringLiteral("user:[z-a]1"));
    QTRY_VERIFY(problem().contains(QStringLiteral("at character 9")));
    m->filter()->setText(QStringLiteral("user:1(\\d"));
    QTest::keyClick(m->filter(), Qt::Key_ParenRight);
    QTRY_COMPARE(problem(), QString());
    QVERIFY(!m->filter()->property("problem").toBool());
    QCOMPARE(m->filter()->text(), QStringLiteral("user:1(\\d)"));
    QTRY_COMPARE(model()->rowCount(), 10);
}

void TestFind::anExplodingExpressionEnds()
{
    for (int i = 0; i < 80; ++i)
        plant(QByteArray(60, 'a') + QByteArray::number(i), "v");
    plant("aaa", "v");
    model()->refresh();
    QTRY_COMPARE(model()->totalCount(), 116);
    choose(Mode::Regex);
    m->filter()->setText(QStringLiteral("^(a+)+$"));
    QTRY_VERIFY(problem().contains(QStringLiteral("too expensive")));
    m->filter()->setText(QStringLiteral("^a+$"));
    QTRY_COMPARE(rows(), Keys{"aaa"});
    QCOMPARE(problem(), QString());
}

void TestFind::nothingMatches()
{
    for (const Mode wanted : {Mode::Prefix, Mode::Contains, Mode::Glob, Mode::Regex}) {
        choose(wanted);
        type(QStringLiteral("nowhere"));
        QTRY_VERIFY(m->sees("keysEmpty"));
        QVERIFY(m->label("keysEmptyTitle").startsWith(QStringLiteral("No key")));
        QCOMPARE(m->label("countLabel"), QStringLiteral("0 of 35"));
        QVERIFY(m->press("keysEmptyAction"));
        QTRY_COMPARE(m->label("countLabel"), QStringLiteral("35"));
        QVERIFY(m->filter()->text().isEmpty());
        QVERIFY(m->table()->hasFocus());
    }
}

void TestFind::everythingMatches()
{
    choose(Mode::Regex);
    type(QStringLiteral(".*"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("35 of 35"));
    choose(Mode::Glob);
    type(QStringLiteral("*"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("35 of 35"));
}

void TestFind::conditionsAndTheirChips()
{
    QVERIFY(m->press("filterConditionsButton"));
    auto *popup = part<ui::ConditionsPopup>("conditionsPopup");
    QTRY_VERIFY(popup->isVisible());
    QTest::keyClick(part<QCheckBox>("expiresCondition"), Qt::Key_Space);
    QTRY_COMPARE(rows(), Keys{"soon"}); // within a day
    QVERIFY(m->sees("expiresChip"));
    part<QComboBox>("expiresUnit")->setCurrentIndex(2);
    part<QSpinBox>("expiresWithin")->setValue(7);
    QTRY_COMPARE(rows(), (Keys{"later", "soon"}));
    QCOMPARE(part<QToolButton>("expiresChip")->text().left(21), QStringLiteral("expires within 7 days"));
    part<QCheckBox>("metadataCondition")->setChecked(true);
    QTRY_COMPARE(rows(), Keys{"soon"});
    popup->hide();
    type(QStringLiteral("la"));
    QTRY_COMPARE(model()->rowCount(), 0);
    QVERIFY(m->press("metadataChip"));
    QTRY_COMPARE(rows(), Keys{"later"});
    QVERIFY(m->press("expiresChip"));
    QVERIFY(!m->sees("expiresChip"));
    m->filter()->clear();
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("35"));
}

void TestFind::sizesOnThisDisk()
{
    part<QSpinBox>("largerThan")->setValue(4);
    QVERIFY(part<QCheckBox>("largerCondition")->isChecked()); // whoever sets the amount means it
    QTRY_COMPARE(rows(), Keys{"größe:XL"});
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("1 of 35"));
    QVERIFY(m->sees("largerChip"));
    const int asked = s->callCount(MemoryStore::Call::Peek);
    part<QComboBox>("largerUnit")->setCurrentIndex(0);
    part<QSpinBox>("largerThan")->setValue(15);
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("32 of 35"));
    choose(Mode::Contains);
    type(QStringLiteral("order"));
    QTRY_COMPARE(rows(), Keys{"order:7"});
    QVERIFY(s->callCount(MemoryStore::Call::Peek) <= asked + 4); // what is on screen, and no walk
    s->setWatching(true);
    plant("order:8", QByteArray(100, 'y'));
    plant("order:9", "y");
    QTRY_COMPARE_WITH_TIMEOUT(rows(), (Keys{"order:7", "order:8"}), 10'000);
}

void TestFind::sizesThatCost()
{
    Capabilities can;
    can.keysPerReadRequest = 10;
    s->setCapabilities(can);
    choose(Mode::Contains);
    type(QStringLiteral("e"));
    QVERIFY(settled());
    const int asked = s->callCount(MemoryStore::Call::Peek);
    part<QSpinBox>("largerThan")->setValue(1);
    QTRY_VERIFY(m->bar("narrowingBar").contains(QStringLiteral("4 requests")));
    QVERIFY(s->callCount(MemoryStore::Call::Peek) <= asked + 1); // what is on screen
    QVERIFY(m->press("sizesDropButton"));
    QTRY_COMPARE(m->bar("narrowingBar"), QString());
    QVERIFY(!m->sees("largerChip"));
    part<QCheckBox>("largerCondition")->setChecked(false);
    part<QCheckBox>("largerCondition")->setChecked(true);
    QTRY_VERIFY(m->sees("sizesReadButton"));
    QVERIFY(m->press("sizesReadButton"));
    QTRY_COMPARE(rows(), Keys{"größe:XL"});
    QTRY_COMPARE(m->bar("narrowingBar"), QString());
}

void TestFind::valuesAreSearchedWhenToldTo()
{
    const int read = s->callCount(MemoryStore::Call::Fetch);
    choose(Mode::ValueContains);
    type(QStringLiteral("pro"));
    QTRY_VERIFY(m->bar("narrowingBar").contains(QStringLiteral("35 keys will be")));
    QCOMPARE(model()->rowCount(), 35);
    QTest::qWait(400);
    QVERIFY(m->bar("narrowingBar").contains(QStringLiteral("read from this disk")));
    QCOMPARE(s->callCount(MemoryStore::Call::Fetch), read);
    QVERIFY(m->press("valueSearchButton"));
    QTRY_COMPARE(rows(), Keys{"User:99"});
    QTRY_VERIFY(m->bar("narrowingBar").contains(QStringLiteral("35 values searched, 1 found")));
    QCOMPARE(m->label("countLabel"), QStringLiteral("1 of 35"));
    type(QStringLiteral("APPLES"));
    QTRY_COMPARE(model()->rowCount(), 35); // asked again
    QVERIFY(m->press("filterCaseButton"));
    m->filter()->setFocus();
    QTest::keyClick(m->filter(), Qt::Key_Return);
    QTRY_COMPARE(rows(), Keys{"order:7"});
    QVERIFY(m->filter()->hasFocus()); // there was no list to go to
    QTest::keyClick(m->filter(), Qt::Key_Return);
    QTRY_VERIFY(m->table()->hasFocus());
    QCOMPARE(m->table()->currentKey(), QByteArray("order:7"));
    m->filter()->setFocus();
    QTest::keyClick(m->filter(), Qt::Key_Escape);
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("35"));
    QCOMPARE(m->bar("narrowingBar"), QString());
}

void TestFind::conditionsAfterASearch()
{
    part<QCheckBox>("metadataCondition")->setChecked(true);
    QTRY_COMPARE(rows(), Keys{"soon"});
    choose(Mode::ValueContains);
    type(QStringLiteral("x"));
    QTest::keyClick(m->filter(), Qt::Key_Return);
    QTRY_VERIFY(m->bar("narrowingBar").contains(QStringLiteral("1 values searched, 0 found")));
    part<QCheckBox>("metadataCondition")->setChecked(false); // others were not searched
    QTRY_COMPARE(model()->rowCount(), 35);
    QTRY_VERIFY(m->sees("valueSearchButton"));
    type(QStringLiteral("a"));
    m->filter()->setFocus();
    QTest::keyClick(m->filter(), Qt::Key_Return);
    QTRY_COMPARE(model()->rowCount(), 32);
    QTRY_VERIFY(m->bar("narrowingBar").contains(QStringLiteral("35 values searched, 32 found")));
    part<QComboBox>("largerUnit")->setCurrentIndex(0);
    part<QSpinBox>("largerThan")->setValue(15);
    QTRY_COMPARE(model()->rowCount(), 31); // of the hits, without reading again
    part<QSpinBox>("largerThan")->setValue(16);
    QTRY_COMPARE(model()->rowCount(), 30);
    part<QSpinBox>("largerThan")->setValue(0);
    QTRY_COMPARE(model()->rowCount(), 32);
}

void TestFind::aJsonPathIsSearched()
{
    choose(Mode::JsonPath);
    type(QStringLiteral("$.plan"));
    QTRY_VERIFY(problem().contains(QStringLiteral("=")));
    type(QStringLiteral("$.plan = pro"));
    QTRY_COMPARE(problem(), QString());
    QTest::keyClick(m->filter(), Qt::Key_Return);
    QTRY_COMPARE(rows(), Keys{"User:99"});
    type(QStringLiteral("$.n=17"));
    QTest::keyClick(m->filter(), Qt::Key_Return);
    QTRY_COMPARE(rows(), Keys{"user:17:session"});
    type(QStringLiteral("$..[ = 1"));
    QTRY_VERIFY(!problem().isEmpty());
}

void TestFind::aSearchStopsAndGoesOn()
{
    choose(Mode::ValueContains);
    type(QStringLiteral("free"));
    QTest::qWait(350);
    s->hold();
    QVERIFY(m->press("valueSearchButton"));
    QTRY_VERIFY(m->sees("valueStopButton"));
    QVERIFY(m->label("countLabel").contains(QStringLiteral("so far")));
    QVERIFY(m->press("valueStopButton"));
    QTRY_VERIFY(m->bar("narrowingBar").startsWith(QStringLiteral("Stopped")));
    s->release();
    QVERIFY(m->press("valueSearchButton"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("30 of 35"));
}

void TestFind::theStoreChangesAfterASearch()
{
    s->setWatching(true);
    choose(Mode::ValueContains);
    type(QStringLiteral("pears"));
    QTest::keyClick(m->filter(), Qt::Key_Return);
    QTRY_COMPARE(rows(), Keys{"order:7"});
    plant("order:8", "more pears");
    QTRY_VERIFY(m->bar("narrowingBar").contains(QStringLiteral("changed since")));
    QCOMPARE(rows(), Keys{"order:7"});
    QTRY_COMPARE(model()->totalCount(), 36);
    QVERIFY(settled());
    QVERIFY(m->press("valueSearchButton"));
    QTRY_COMPARE(rows(), (Keys{"order:7", "order:8"}));
    s->uproot("order:7");
    QTRY_COMPARE(rows(), Keys{"order:8"}); // what is gone is not shown
}

void TestFind::liveChangesUnderAFilter()
{
    s->setWatching(true);
    choose(Mode::Regex);
    type(QStringLiteral("^order"));
    QTRY_COMPARE(rows(), Keys{"order:7"});
    QVERIFY(m->open("order:7"));
    plant("order:3", "v");
    plant("other", "v");
    QTRY_COMPARE(rows(), (Keys{"order:3", "order:7"}));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("2 of 37"));
    QCOMPARE(m->table()->selectedKeys(), Keys{"order:7"});
}

void TestFind::usedFiltersAreRemembered()
{
    choose(Mode::Glob);
    type(QStringLiteral("user:*"));
    QTest::keyClick(m->filter(), Qt::Key_Return);
    choose(Mode::Contains);
    type(QStringLiteral("a&b"));
    QTest::keyClick(m->filter(), Qt::Key_Return);
    QTest::keyClick(m->filter(), Qt::Key_Escape);
    fillMenu();
    QVERIFY(entry("recentFilter", QStringLiteral("Contains a&&b")));
    QAction *glob = entry("recentFilter", QStringLiteral("Glob user:*"));
    QVERIFY(glob);
    glob->trigger();
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("30 of 35"));
    QCOMPARE(m->filter()->text(), QStringLiteral("user:*"));
    QCOMPARE(mode()->currentIndex(), int(Mode::Glob));
}

void TestFind::savedFiltersAreOfTheProject()
{
    type(QStringLiteral("user:3"));
    fillMenu();
    QVERIFY(entry("saveFilterAction")->isEnabled());
    entry("saveFilterAction")->trigger();
    auto *name = part<QLineEdit>("filterName");
    QTRY_VERIFY(name->isVisible() && name->hasFocus());
    name->clear();
    QVERIFY(!part<QPushButton>("filterSaveButton")->isEnabled());
    QTest::keyClicks(name, QStringLiteral("Thirties"));
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(!name->isVisible());
    QTRY_VERIFY(m->filter()->hasFocus());
    QTest::keyClick(m->filter(), Qt::Key_Escape);
    fillMenu();
    QVERIFY(!entry("saveFilterAction")->isEnabled()); // there is nothing to save
    QVERIFY(entry("savedFilter", QStringLiteral("Thirties")));
    entry("savedFilter", QStringLiteral("Thirties"))->trigger();
    QTRY_COMPARE(model()->rowCount(), 10);

    ui::FilterMemory elsewhere(m->settings);
    elsewhere.setRoot(QStringLiteral("/home/ada/blog"));
    QVERIFY(elsewhere.saved().isEmpty());
    elsewhere.setRoot(shopProject().root);
    QCOMPARE(elsewhere.saved().size(), 1);
    QCOMPARE(elsewhere.saved().first().spec.text, QStringLiteral("user:3"));
    elsewhere.forget(QStringLiteral("Thirties"));
    fillMenu();
    QVERIFY(!entry("savedFilter"));
}

void TestFind::fitsInANarrowWindow()
{
    m->window.resize(900, 700);
    part<QCheckBox>("expiresCondition")->setChecked(true);
    part<QCheckBox>("metadataCondition")->setChecked(true);
    part<QSpinBox>("largerThan")->setValue(1);
    choose(Mode::JsonPath);
    QTest::qWait(100);
    QCOMPARE(m->window.width(), 900);
    const auto *bar = m->find<ui::FilterBar>("filterLine");
    for (const QAbstractButton *button : bar->findChildren<QAbstractButton *>()) {
        if (!button->isVisible() || button->text().isEmpty())
            continue;
        const QRect place(button->mapTo(bar, QPoint()), button->size());
        QVERIFY2(bar->rect().contains(place), qPrintable(button->objectName()));
        QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->objectName()));
    }
    QVERIFY(m->filter()->width() >= 96);
}

void TestFind::keyboardOnly()
{
    QTest::keyClick(&m->window, Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(m->filter()->hasFocus());
    QTest::keyClick(m->filter(), Qt::Key_Tab, Qt::ShiftModifier);
    QTRY_VERIFY(mode()->hasFocus());
    QTest::keyClick(mode(), Qt::Key_Down); // contains
    QCOMPARE(mode()->currentIndex(), int(Mode::Contains));
    QTest::keyClick(mode(), Qt::Key_Tab);
    QTRY_VERIFY(m->filter()->hasFocus());
    QTest::keyClicks(m->filter(), QStringLiteral("USER"));
    QTest::keyClick(m->filter(), Qt::Key_Tab);
    auto *letters = part<QToolButton>("filterCaseButton");
    QTRY_VERIFY(letters->hasFocus());
    QTest::keyClick(letters, Qt::Key_Space);
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("31 of 35"));
    QTest::keyClick(letters, Qt::Key_Tab);
    QTRY_VERIFY(part<QToolButton>("filterMenuButton")->hasFocus());
    QTest::keyClick(part<QToolButton>("filterMenuButton"), Qt::Key_Tab);
    auto *conditions = part<QToolButton>("filterConditionsButton");
    QTRY_VERIFY(conditions->hasFocus());
    QTest::keyClick(conditions, Qt::Key_Space);
    auto *popup = part<ui::ConditionsPopup>("conditionsPopup");
    QTRY_VERIFY(popup->isVisible());
    QTRY_VERIFY(part<QCheckBox>("expiresCondition")->hasFocus());
    QTest::keyClick(popup, Qt::Key_Escape);
    QTRY_VERIFY(!popup->isVisible());
    m->filter()->setFocus();
    QTest::keyClick(m->filter(), Qt::Key_Down);
    QTRY_VERIFY(m->table()->hasFocus());
}

void TestFind::anotherTargetKeepsTheFilter()
{
    const auto other = m->store(todoBinding(), 1);
    other->plant({.key = "user:1:session", .value = "v"});
    other->plant({.key = "cart", .value = "v"});
    choose(Mode::Glob);
    type(QStringLiteral("*:session"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("30 of 35"));
    QTest::keyClick(&m->window, Qt::Key_D, Qt::ControlModifier);
    QTest::qWait(50);
    if (model()->totalCount() != 2) // whatever the switch's key is
        QVERIFY(m->press("namespaceSwitch1"));
    QTRY_COMPARE(rows(), Keys{"user:1:session"});
    QCOMPARE(m->filter()->text(), QStringLiteral("*:session"));
}

void TestFind::lazilyItSaysSoFarAndReadsOn()
{
    for (int i = 0; i < 2500; ++i)
        plant("k" + QByteArray::number(10'000 + i), "v");
    s->setCapabilities({.listsByPage = true, .resendsExpiration = true});
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("1,000 so far"));
    const int requests = s->callCount(MemoryStore::Call::List);
    choose(Mode::Contains);
    type(QStringLiteral("99"));
    QTRY_VERIFY(m->label("countLabel").endsWith(QStringLiteral("of 1,000 so far")));
    QVERIFY(m->sees("loadLine"));
    QVERIFY(m->label("loadLabel").contains(QStringLiteral("read so far")));
    QTest::qWait(50);
    QCOMPARE(s->callCount(MemoryStore::Call::List), requests);
    QVERIFY(m->press("loadMoreButton"));
    QTRY_COMPARE(model()->totalCount(), 2000);
    QCOMPARE(s->callCount(MemoryStore::Call::List), requests + 1);
    QVERIFY(m->press("loadMoreButton"));
    QTRY_VERIFY(!m->sees("loadLine"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("%1 of 2,535").arg(model()->rowCount()));
}

void TestFind::everyControlHasAName()
{
    const auto *bar = m->find<ui::FilterBar>("filterLine");
    QVERIFY(bar);
    QList<QWidget *> widgets = bar->findChildren<QWidget *>();
    widgets << part<ui::ConditionsPopup>("conditionsPopup")->findChildren<QWidget *>();
    int judged = 0;
    for (const QWidget *widget : std::as_const(widgets)) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith(QLatin1String("qt_")))
            continue;
        if (qobject_cast<const QLineEdit *>(widget) && qobject_cast<const QSpinBox *>(widget->parent()))
            continue;
        if (!qobject_cast<const QAbstractButton *>(widget) && !qobject_cast<const QLineEdit *>(widget) &&
            !qobject_cast<const QComboBox *>(widget) && !qobject_cast<const QSpinBox *>(widget))
            continue;
        ++judged;
        QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
        QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
    QVERIFY(judged > 12);
}

QTEST_MAIN(TestFind)
#include "tst_find.moc"
