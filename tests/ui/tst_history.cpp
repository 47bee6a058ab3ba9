// SPDX-License-Identifier: GPL-3.0-or-later
// Back and forward: what counts as a step, the ways to take one, and that no edit is lost by it.
#include "support/comparefixture.h"
#include "ui/browserhistory.h"

#include <QMenu>

using namespace kv;
using namespace kv::test;
using items::SavedPlace;
using ui::BrowserHistory;
using Step = BrowserHistory::Step;

namespace {

SavedPlace place(const QString &target, const QByteArray &key = {}, const QString &filter = {})
{
    SavedPlace made;
    made.target.name = target;
    made.key = key;
    if (!filter.isEmpty())
        made.filter = filter;
    return made;
}

QByteArrayList keysOf(const QList<SavedPlace> &places)
{
    QByteArrayList keys;
    for (const SavedPlace &one : places)
        keys << one.key;
    return keys;
}

} // namespace

class TestHistory : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m = std::make_unique<CompareFixture>();
        for (int i = 0; i < 50; ++i) {
            const QByteArray key = "user:" + QByteArray::number(i).rightJustified(3, '0');
            m->store(todoBinding(), 0)->plant(m->entry(key, "id " + key));
            m->store(todoBinding(), 1)->plant(m->entry(key, "preview " + key));
        }
        m->store(sessionsBinding())->plant(m->entry("s1", "session"));
        m->show();
        QVERIFY(m->choose(QStringLiteral("local:TODO")));
        QTRY_COMPARE(m->keys()->rowCount(), 50);
    }
    void cleanup() { m.reset(); }

    void aChosenKeyIsAStep();
    void aWalkIsOneStep();
    void typingAFilterIsOneStep();
    void whatLiesAheadIsForgottenByGoingElsewhere();
    void doesNotGrowForEver();
    void forgetsWhatIsGone();

    void altLeftAndRightGoThere();
    void targetsFiltersAndKeysComeBack();
    void theToolbarAndTheMouseDoItToo();
    void theMenuLeadsFurther();
    void arrowsCountOnce();
    void anEditIsAskedAbout();
    void aTargetThatIsGoneIsSaid();
    void eachTabHasItsOwn();

private:
    void key(Qt::Key code, Qt::KeyboardModifiers modifiers = Qt::AltModifier) const
    {
        QTest::keyClick(&m->window, code, modifiers);
        QCoreApplication::processEvents();
    }
    QByteArray shown() const { return m->draft()->key(); }

    std::unique_ptr<CompareFixture> m;
};

void TestHistory::aChosenKeyIsAStep()
{
    BrowserHistory history;
    QVERIFY(!history.at(0) && !history.at(-1));
    history.record(place(QStringLiteral("t")), Step::Go);
    history.record(place(QStringLiteral("t"), "a"), Step::Go); // completes it
    history.record(place(QStringLiteral("t"), "b"), Step::Go);
    history.record(place(QStringLiteral("t"), "b"), Step::Go); // the same again is none
    history.record(place(QStringLiteral("t")), Step::Go);      // nor is nothing
    QCOMPARE(keysOf(history.behind()), QByteArrayList{"a"});
    QCOMPARE(history.at(0)->key, QByteArray("b"));
}

void TestHistory::aWalkIsOneStep()
{
    BrowserHistory history;
    history.record(place(QStringLiteral("t"), "a"), Step::Go);
    for (const char *key : {"b", "c", "d"})
        history.record(place(QStringLiteral("t"), key), Step::Walk);
    history.record(place(QStringLiteral("t"), "z"), Step::Go);
    for (const char *key : {"y", "x"})
        history.record(place(QStringLiteral("t"), key), Step::Walk);
    QCOMPARE(history.at(0)->key, QByteArray("x"));
    QCOMPARE(keysOf(history.behind()), (QByteArrayList{"z", "d", "a"}));
}

void TestHistory::typingAFilterIsOneStep()
{
    BrowserHistory history;
    history.record(place(QStringLiteral("t"), "a"), Step::Go);
    for (const char *filter : {"u", "us", "use"})
        history.record(place(QStringLiteral("t"), "a", QString::fromLatin1(filter)), Step::Filter);
    QCOMPARE(history.at(0)->filter.toString(), QStringLiteral("use"));
    QCOMPARE(history.behind().size(), 1);
    history.record(place(QStringLiteral("other"), "a", QStringLiteral("x")), Step::Filter); // elsewhere
    QCOMPARE(history.behind().size(), 2);
}

void TestHistory::whatLiesAheadIsForgottenByGoingElsewhere()
{
    BrowserHistory history;
    for (const char *key : {"a", "b", "c"})
        history.record(place(QStringLiteral("t"), key), Step::Go);
    history.move(-2);
    QCOMPARE(keysOf(history.ahead()), (QByteArrayList{"b", "c"}));
    QVERIFY(!history.at(-1) && history.at(2) && !history.at(3));
    history.record(place(QStringLiteral("t"), "d"), Step::Go);
    QVERIFY(history.ahead().isEmpty());
    QCOMPARE(keysOf(history.behind()), QByteArrayList{"a"});
}

void TestHistory::doesNotGrowForEver()
{
    BrowserHistory history;
    for (int i = 0; i < 3 * BrowserHistory::mostPlaces; ++i)
        history.record(place(QStringLiteral("t"), QByteArray::number(i)), Step::Go);
    QCOMPARE(history.behind().size(), BrowserHistory::mostPlaces - 1);
    QCOMPARE(history.at(0)->key, QByteArray::number(3 * BrowserHistory::mostPlaces - 1));
}

void TestHistory::forgetsWhatIsGone()
{
    BrowserHistory history;
    for (const char *key : {"a", "b", "c", "d"})
        history.record(place(QStringLiteral("t"), key), Step::Go);
    history.move(-1);
    history.drop(-1);
    history.drop(1);
    history.drop(5);
    history.drop(0);
    QCOMPARE(history.at(0)->key, QByteArray("c"));
    QCOMPARE(keysOf(history.behind()), QByteArrayList{"a"});
    QVERIFY(history.ahead().isEmpty());
}

void TestHistory::altLeftAndRightGoThere()
{
    QVERIFY(!m->action("backAction")->isEnabled());
    QVERIFY(m->open("user:001"));
    QVERIFY(m->open("user:020"));
    QVERIFY(m->open("user:005"));
    key(Qt::Key_Left);
    QTRY_COMPARE(shown(), QByteArray("user:020"));
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>{"user:020"});
    m->filter()->setFocus(); // a text field does not keep it
    QTest::keyClick(m->filter(), Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE(shown(), QByteArray("user:001"));
    QVERIFY(!m->action("backAction")->isEnabled());
    key(Qt::Key_Right);
    key(Qt::Key_Right);
    QTRY_COMPARE(shown(), QByteArray("user:005"));
    QVERIFY(!m->action("forwardAction")->isEnabled());
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("id user:005"));
}

void TestHistory::targetsFiltersAndKeysComeBack()
{
    QVERIFY(m->open("user:010"));
    m->filter()->setText(QStringLiteral("user:02"));
    QVERIFY(m->open("user:025"));
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    m->filter()->clear();
    QVERIFY(m->open("s1"));
    m->action("backAction")->trigger();
    m->action("backAction")->trigger(); // by way of SESSIONS with the filter of before
    QTRY_COMPARE(m->label("targetTitle"), QStringLiteral("TODO"));
    QTRY_COMPARE(shown(), QByteArray("user:025"));
    QCOMPARE(m->filter()->text(), QStringLiteral("user:02"));
    QTRY_COMPARE(m->keys()->rowCount(), 10);
    m->action("backAction")->trigger();
    m->action("backAction")->trigger();
    QTRY_COMPARE(shown(), QByteArray("user:010"));
    QCOMPARE(m->filter()->text(), QString());
    QCOMPARE(m->tree()->currentIndex().data().toString(), QStringLiteral("TODO"));
    for (int i = 0; i < 4; ++i)
        m->action("forwardAction")->trigger();
    QTRY_COMPARE(shown(), QByteArray("s1"));
    QCOMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
}

void TestHistory::theToolbarAndTheMouseDoItToo()
{
    QVERIFY(m->open("user:001"));
    QVERIFY(m->open("user:020"));
    QVERIFY(m->press("backActionButton"));
    QTRY_COMPARE(shown(), QByteArray("user:001"));
    QVERIFY(m->press("forwardActionButton"));
    QTRY_COMPARE(shown(), QByteArray("user:020"));
    // The side buttons of a mouse, over the list, which would select what is under it otherwise.
    QTest::mousePress(m->table()->viewport(), Qt::BackButton, {}, {40, 10});
    QTest::mouseRelease(m->table()->viewport(), Qt::BackButton, {}, {40, 10});
    QTRY_COMPARE(shown(), QByteArray("user:001"));
    QTest::mousePress(m->pane(), Qt::ForwardButton);
    QTest::mouseRelease(m->pane(), Qt::ForwardButton);
    QTRY_COMPARE(shown(), QByteArray("user:020"));
}

void TestHistory::theMenuLeadsFurther()
{
    for (const char *one : {"user:001", "user:010", "user:020", "user:030"})
        QVERIFY(m->open(one));
    auto *menu = m->window.findChild<QMenu *>(QStringLiteral("backActionMenu"));
    QVERIFY(menu);
    Q_EMIT menu->aboutToShow();
    QStringList words;
    for (const QAction *action : menu->actions())
        words << action->text();
    QCOMPARE(words, (QStringList{QStringLiteral("TODO · Local id — user:020"),
                                 QStringLiteral("TODO · Local id — user:010"),
                                 QStringLiteral("TODO · Local id — user:001")}));
    menu->actions().at(2)->trigger();
    QTRY_COMPARE(shown(), QByteArray("user:001"));
    auto *ahead = m->window.findChild<QMenu *>(QStringLiteral("forwardActionMenu"));
    Q_EMIT ahead->aboutToShow();
    QCOMPARE(ahead->actions().size(), 3);
}

void TestHistory::arrowsCountOnce()
{
    QVERIFY(m->open("user:001"));
    m->table()->setFocus();
    for (int i = 0; i < 5; ++i) {
        QTest::keyClick(m->table(), Qt::Key_Down);
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(shown(), QByteArray("user:006"));
    key(Qt::Key_Left);
    QTRY_COMPARE(shown(), QByteArray("user:001"));
    QVERIFY(!m->action("backAction")->isEnabled());
}

void TestHistory::anEditIsAskedAbout()
{
    QVERIFY(m->open("user:001"));
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QVERIFY(m->open("s1"));
    m->type("edited");
    key(Qt::Key_Left);
    QVERIFY(m->sees("guardStayButton"));
    QCOMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
    QVERIFY(m->press("guardStayButton"));
    QCOMPARE(m->editor()->bytes(), QByteArray("edited"));
    QVERIFY(m->action("backAction")->isEnabled());
    QVERIFY(!m->action("forwardAction")->isEnabled());
    key(Qt::Key_Left);
    QVERIFY(m->press("guardSaveButton"));
    QTRY_COMPARE(m->label("targetTitle"), QStringLiteral("TODO"));
    QTRY_COMPARE(shown(), QByteArray("user:001"));
    QVERIFY(m->action("forwardAction")->isEnabled());
}

void TestHistory::aTargetThatIsGoneIsSaid()
{
    QVERIFY(m->open("user:001"));
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QVERIFY(m->open("s1"));
    Project project = shopProject();
    project.workers[0].environments[0].bindings.removeFirst();
    m->workspace.setProject(project);
    key(Qt::Key_Left);
    QCOMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
    QCOMPARE(m->label("statusMessage"), QStringLiteral("TODO · Local id is not in this project any more."));
    QVERIFY(!m->action("backAction")->isEnabled()); // it is not offered again
}

void TestHistory::eachTabHasItsOwn()
{
    QVERIFY(m->open("user:001"));
    QVERIFY(m->open("user:020"));
    key(Qt::Key_T, Qt::ControlModifier);
    QCOMPARE(m->tabs()->count(), 2);
    QVERIFY(!m->action("backAction")->isEnabled());
    m->tabs()->setCurrentIndex(0);
    QVERIFY(m->action("backAction")->isEnabled());
    m->action("compareAction")->trigger(); // from a comparison it leads to the browser
    key(Qt::Key_Left);
    QTRY_COMPARE(m->tabs()->currentIndex(), 0);
    QTRY_COMPARE(shown(), QByteArray("user:001"));
}

QTEST_MAIN(TestHistory)
#include "tst_history.moc"
