// SPDX-License-Identifier: GPL-3.0-or-later
// Changing entries through the window: edit, save, revert, conflict, add, rename, duplicate, delete, and that
// no edit is ever left behind in silence.
#include "support/waitfor.h"
#include "support/windowfixture.h"

using namespace kv;
using namespace kv::test;
using State = items::EntryDraft::State;

class TestEditing : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        s = m->store(todoBinding());
        s->plant(m->entry("a", "{\"n\": 1}\r\n", noonSec + 3600, QByteArray("{\"v\":  1}")));
        s->plant(m->entry("b", "second"));
        s->plant(m->entry("c", "third"));
        s->plant(m->entry("d", "fourth"));
        m->workspace.setProject(shopProject());
        m->show();
        QVERIFY(m->choose(QStringLiteral("local:TODO")));
    }
    void cleanup()
    {
        s.reset();
        m.reset();
    }

    void savesOnlyWhatWasEdited();
    void reverts();
    void asksBeforeAnotherKeyIsChosen();
    void asksBeforeAnotherTargetIsChosen();
    void asksBeforeTheWindowCloses();
    void showsTheirsBesideMine_data();
    void showsTheirsBesideMine();
    void tellsThatTheEntryWasDeletedUnderneath();
    void whatIsTypedIntoALargeTextIsNotReplaced();
    void aFailedRereadingIsNotAFailedSave();
    void aKeyOfTheSameNameElsewhereIsNotSelected();
    void adds();
    void refusesBadKeys();
    void cancellingAnAddShowsTheOldEntryAgain();
    void renames();
    void saysWhyARenameFailed();
    void duplicates();
    void deletesOne();
    void deletesSeveralWithTheirCount();
    void enterAnswersTheQuestion();
    void delInAFieldDeletesNoKey();
    void aFailedDeleteOffersRetry();
    void aDeleteThatFailsBehindOnesBackIsTold();
    void aFailedSaveKeepsTheEdit();
    void aFailedLookIsNotCalledASave();
    void aKeyThatComesBackIsMarkedAgain();
    void saysThatItWaitsForAnotherProgram();
    void showsExpiredAsExpired();
    void showsAMissingValue();
    void showsInvalidUtf8AsHexOnly();
    void aReadOnlyStoreCannotBeEdited();

private:
    Result<Entry> stored(const QByteArray &key) { return waitFor(s->get(key)); }

    std::unique_ptr<WindowFixture> m;
    std::shared_ptr<MemoryStore> s;
};

void TestEditing::savesOnlyWhatWasEdited()
{
    QVERIFY(m->open("a"));
    m->type("{\"n\": 2}\r\n");
    QCOMPARE(m->pane()->isDirty(), true);
    QTest::keyClick(&m->window, Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!m->pane()->isDirty());
    const auto entry = stored("a");
    QVERIFY_RESULT(entry);
    QCOMPARE(entry->value, QByteArray("{\"n\": 2}\r\n"));
    QCOMPARE(entry->expiration, Expiration(noonSec + 3600));
    QCOMPARE(entry->metadata, Metadata("{\"v\":  1}"));
    QCOMPARE(m->label("statusMessage"), QStringLiteral("Saved a."));
}

void TestEditing::reverts()
{
    QVERIFY(m->open("a"));
    QVERIFY(!m->press("revertButton"));
    m->type("gone in a moment");
    QVERIFY(m->press("revertButton"));
    QCOMPARE(m->find<ui::ValueView>("value")->value(), QByteArray("{\"n\": 1}\r\n"));
    QVERIFY(!m->pane()->isDirty());
}

void TestEditing::asksBeforeAnotherKeyIsChosen()
{
    QVERIFY(m->open("a"));
    m->type("mine");
    QVERIFY(m->chooseKey("b"));
    QCOMPARE(m->bar("guardBar"), QStringLiteral("Unsaved changes to a"));
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>{"a"});
    QVERIFY(m->press("guardStayButton"));
    QCOMPARE(m->editor()->bytes(), QByteArray("mine"));

    QVERIFY(m->chooseKey("b"));
    QVERIFY(m->press("guardSaveButton"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("second"));
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>{"b"});
    QCOMPARE(stored("a")->value, QByteArray("mine"));

    m->type("not wanted");
    QVERIFY(m->chooseKey("c"));
    QVERIFY(m->press("guardDiscardButton"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("third"));
    QCOMPARE(stored("b")->value, QByteArray("second"));
}

void TestEditing::asksBeforeAnotherTargetIsChosen()
{
    QVERIFY(m->open("a"));
    m->type("mine");
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QVERIFY(!m->bar("guardBar").isEmpty());
    QCOMPARE(m->label("targetTitle"), QStringLiteral("TODO"));
    QCOMPARE(m->tree()->currentIndex().data().toString(), QStringLiteral("TODO"));
    QVERIFY(m->press("guardDiscardButton"));
    QTRY_COMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
    QCOMPARE(stored("a")->value, QByteArray("{\"n\": 1}\r\n"));
}

void TestEditing::asksBeforeTheWindowCloses()
{
    QVERIFY(m->open("a"));
    m->type("mine");
    m->window.close();
    QVERIFY(m->window.isVisible());
    QCOMPARE(m->bar("guardBar"), QStringLiteral("Unsaved changes to a"));
    QVERIFY(m->press("guardSaveButton"));
    QTRY_VERIFY(!m->window.isVisible());
    QCOMPARE(stored("a")->value, QByteArray("mine"));
}

void TestEditing::showsTheirsBesideMine_data()
{
    QTest::addColumn<QByteArray>("button");
    QTest::addColumn<QByteArray>("ends");
    QTest::newRow("keep mine") << QByteArray("keepMineButton") << QByteArray("mine");
    QTest::newRow("take theirs") << QByteArray("takeTheirsButton") << QByteArray("theirs");
}

void TestEditing::showsTheirsBesideMine()
{
    QFETCH(QByteArray, button);
    QFETCH(QByteArray, ends);
    QVERIFY(m->open("a"));
    m->type("mine");
    s->plant(m->entry("a", "theirs"));
    QTRY_VERIFY(m->sees("theirsView"));
    QCOMPARE(m->find<ui::ValueView>("theirsValue")->value(), QByteArray("theirs"));
    QCOMPARE(m->editor()->bytes(), QByteArray("mine"));
    QTest::keyClick(&m->window, Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(m->draft()->state(), State::Conflicted);
    QVERIFY(m->bar("conflictBar").contains(QStringLiteral("Nothing was written")));
    QCOMPARE(stored("a")->value, QByteArray("theirs"));
    QVERIFY(m->press(button.constData()));
    QTRY_VERIFY(!m->pane()->isDirty() && m->draft()->state() == State::Ready);
    QCOMPARE(stored("a")->value, ends);
    QCOMPARE(m->editor()->bytes(), ends);
    QVERIFY(!m->sees("theirsView"));
    QVERIFY(m->bar("conflictBar").isEmpty());
}

void TestEditing::tellsThatTheEntryWasDeletedUnderneath()
{
    QVERIFY(m->open("b"));
    m->type("mine");
    s->uproot("b");
    QTRY_VERIFY(m->bar("conflictBar").contains(QStringLiteral("deleted")));
    QCOMPARE(m->editor()->bytes(), QByteArray("mine"));
    QVERIFY(m->press("keepMineButton"));
    QTRY_VERIFY(stored("b").has_value());
    QCOMPARE(stored("b")->value, QByteArray("mine"));
}

void TestEditing::whatIsTypedIntoALargeTextIsNotReplaced()
{
    // So large that it is taken over only when typing pauses.
    const QByteArray large = QByteArray("one of many lines\n").repeated(40'000);
    const QByteArray mine = large + "mine";
    s->plant(m->entry("large", large));
    QVERIFY(m->open("large"));
    m->type(mine);
    s->plant(m->entry("large", "theirs"));
    QTRY_VERIFY(m->draft()->isChangedUnderneath());
    QVERIFY(m->editor()->bytes() == mine);
}

void TestEditing::aFailedRereadingIsNotAFailedSave()
{
    QVERIFY(m->open("b"));
    s->failNext(MemoryStore::Call::Get, {.kind = ErrorKind::Corrupt});
    Q_EMIT s->changed();
    QTRY_VERIFY(m->bar("entryErrorBar").startsWith(QStringLiteral("Shown as last read")));
    QCOMPARE(m->editor()->bytes(), QByteArray("second"));
    Q_EMIT s->changed();
    QTRY_VERIFY(m->bar("entryErrorBar").isEmpty());

    s->failNext(MemoryStore::Call::Get, {.kind = ErrorKind::Corrupt});
    Q_EMIT s->changed();
    QTRY_VERIFY(m->sees("entryRetryButton"));
    s->plant(m->entry("b", "newer"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("newer"));
}

void TestEditing::aKeyOfTheSameNameElsewhereIsNotSelected()
{
    Binding other = sessionsBinding();
    m->store(other)->plant(m->entry("a", "not the same"));
    QVERIFY(m->open("a"));
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QTRY_COMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("1"));
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>());
    QVERIFY(!m->table()->currentIndex().isValid());
}

void TestEditing::adds()
{
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("4"));
    QVERIFY(m->press("addKeyButton"));
    QVERIFY(m->sees("keyEdit"));
    QCOMPARE(m->label("keyRoom"), QStringLiteral("0 of 512 B"));
    m->find<QLineEdit>("keyEdit")->setText(QStringLiteral("näu"));
    QCOMPARE(m->label("keyRoom"), QStringLiteral("4 of 512 B"));
    m->type("fresh");
    QVERIFY(m->press("saveButton"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("5"));
    QCOMPARE(stored("näu")->value, QByteArray("fresh"));
    QTRY_COMPARE(m->table()->selectedKeys(), QList<QByteArray>{"näu"});
    QVERIFY(!m->sees("keyEdit"));
}

void TestEditing::refusesBadKeys()
{
    QVERIFY(m->press("addKeyButton"));
    auto *edit = m->find<QLineEdit>("keyEdit");
    m->type("x");
    QVERIFY(!m->find("saveButton")->isEnabled());
    for (const QString &bad : {QStringLiteral("."), QStringLiteral(".."), QString(513, u'k')}) {
        edit->setText(bad);
        QVERIFY2(!m->label("keyProblem").isEmpty(), qPrintable(bad));
        QVERIFY(!m->find("saveButton")->isEnabled());
    }
    edit->setText(QString(512, u'k'));
    QVERIFY(m->label("keyProblem").isEmpty());
    QVERIFY(m->find("saveButton")->isEnabled());
}

void TestEditing::cancellingAnAddShowsTheOldEntryAgain()
{
    QVERIFY(m->open("b"));
    QVERIFY(m->press("addKeyButton"));
    m->find<QLineEdit>("keyEdit")->setText(QStringLiteral("zz"));
    QVERIFY(m->press("revertButton"));
    QTRY_COMPARE(m->label("entryKey"), QStringLiteral("b"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("second"));
    QVERIFY_ERROR(stored("zz"), ErrorKind::NotFound);
}

void TestEditing::renames()
{
    QVERIFY(m->open("a"));
    QTest::keyClick(m->table(), Qt::Key_F2);
    auto *edit = m->find<QLineEdit>("keyEdit");
    QTRY_VERIFY(edit->isVisible() && edit->hasFocus());
    QCOMPARE(edit->text(), QStringLiteral("a"));
    QTest::keyClicks(edit, QStringLiteral("renamed"));
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(m->table()->selectedKeys(), QList<QByteArray>{"renamed"});
    const auto entry = stored("renamed");
    QVERIFY_RESULT(entry);
    QCOMPARE(entry->value, QByteArray("{\"n\": 1}\r\n"));
    QCOMPARE(entry->metadata, Metadata("{\"v\":  1}"));
    QVERIFY_ERROR(stored("a"), ErrorKind::NotFound);
    QTRY_COMPARE(m->label("entryKey"), QStringLiteral("renamed"));
}

void TestEditing::saysWhyARenameFailed()
{
    QVERIFY(m->open("a"));
    QTest::keyClick(m->table(), Qt::Key_F2);
    QTRY_VERIFY(m->sees("keyEdit"));
    m->find<QLineEdit>("keyEdit")->setText(QStringLiteral("b"));
    QVERIFY(m->press("saveButton"));
    QTRY_VERIFY(m->bar("entryErrorBar").contains(QStringLiteral("Nothing was renamed")));
    QCOMPARE(stored("b")->value, QByteArray("second"));
    QVERIFY_RESULT(stored("a"));
}

void TestEditing::duplicates()
{
    QVERIFY(m->open("a"));
    QTest::keyClick(m->table(), Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY(m->sees("keyEdit"));
    m->find<QLineEdit>("keyEdit")->setText(QStringLiteral("a2"));
    QTest::keyClick(&m->window, Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(stored("a2").has_value());
    QCOMPARE(stored("a2")->value, stored("a")->value);
    QCOMPARE(stored("a2")->metadata, stored("a")->metadata);
    QCOMPARE(stored("a2")->expiration, stored("a")->expiration);
}

void TestEditing::deletesOne()
{
    QVERIFY(m->open("b"));
    QTest::keyClick(m->table(), Qt::Key_Delete);
    QCOMPARE(m->bar("deleteBar"), QStringLiteral("Delete b?"));
    QVERIFY(m->press("deleteNoButton"));
    QVERIFY_RESULT(stored("b"));
    QTest::keyClick(m->table(), Qt::Key_Delete);
    QVERIFY(m->press("deleteYesButton"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("3"));
    QVERIFY_ERROR(stored("b"), ErrorKind::NotFound);
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("third")); // the next one
    QCOMPARE(m->table()->selectedKeys(), QList<QByteArray>{"c"});
}

void TestEditing::deletesSeveralWithTheirCount()
{
    QVERIFY(m->open("a"));
    QVERIFY(m->chooseKey("c", Qt::ShiftModifier));
    QCOMPARE(m->label("statusCounts"), QStringLiteral("4 keys · 3 selected"));
    QTest::keyClick(m->table(), Qt::Key_Delete);
    QCOMPARE(m->bar("deleteBar"), QStringLiteral("Delete 3 keys?"));
    QVERIFY(m->press("deleteYesButton"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("1"));
    QCOMPARE(s->size(), 1);
    QCOMPARE(m->label("statusMessage"), QStringLiteral("Deleted 3 keys."));
}

void TestEditing::enterAnswersTheQuestion()
{
    QVERIFY(m->open("b"));
    QTest::keyClick(m->table(), Qt::Key_Delete);
    QTRY_COMPARE(QApplication::focusWidget(), m->find<QWidget>("deleteYesButton"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("3"));
    QVERIFY_ERROR(stored("b"), ErrorKind::NotFound);
}

void TestEditing::delInAFieldDeletesNoKey()
{
    QVERIFY(m->open("b"));
    m->filter()->setFocus();
    QTest::keyClick(m->filter(), Qt::Key_Delete);
    QVERIFY(m->bar("deleteBar").isEmpty());
}

void TestEditing::aFailedDeleteOffersRetry()
{
    QVERIFY(m->open("b"));
    s->failNext(MemoryStore::Call::Remove, {.kind = ErrorKind::Busy});
    QTest::keyClick(m->table(), Qt::Key_Delete);
    QVERIFY(m->press("deleteYesButton"));
    QTRY_VERIFY(m->bar("deleteErrorBar").startsWith(QStringLiteral("Not deleted")));
    QVERIFY(m->press("deleteRetryButton"));
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("3"));
}

void TestEditing::aDeleteThatFailsBehindOnesBackIsTold()
{
    QVERIFY(m->open("b"));
    s->failNext(MemoryStore::Call::Remove, {.kind = ErrorKind::Busy});
    s->hold();
    QTest::keyClick(m->table(), Qt::Key_Delete);
    QVERIFY(m->press("deleteYesButton"));
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QTRY_COMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
    s->release();
    QTRY_VERIFY(m->label("statusMessage").startsWith(QStringLiteral("Not deleted")));
}

void TestEditing::aFailedSaveKeepsTheEdit()
{
    QVERIFY(m->open("b"));
    m->type("mine");
    s->failNext(MemoryStore::Call::Put, {.kind = ErrorKind::Full});
    QVERIFY(m->press("saveButton"));
    QTRY_VERIFY(m->bar("entryErrorBar").contains(QStringLiteral("No room")));
    QCOMPARE(m->editor()->bytes(), QByteArray("mine"));
    QVERIFY(m->press("entryRetryButton"));
    QTRY_VERIFY(!m->pane()->isDirty());
    QCOMPARE(stored("b")->value, QByteArray("mine"));
}

void TestEditing::aFailedLookIsNotCalledASave()
{
    QVERIFY(m->open("b"));
    s->failNext(MemoryStore::Call::Get, {.kind = ErrorKind::Corrupt});
    m->draft()->refresh();
    QTRY_VERIFY(m->bar("entryErrorBar").startsWith(QStringLiteral("Shown as last read")));
    m->draft()->refresh(); // mended
    QTRY_VERIFY(m->bar("entryErrorBar").isEmpty());
}

void TestEditing::aKeyThatComesBackIsMarkedAgain()
{
    QVERIFY(m->open("b"));
    const auto entries = {*stored("a"), *stored("b"), *stored("c")};
    for (const Entry &entry : entries)
        s->uproot(entry.key);
    QTRY_COMPARE(m->label("countLabel"), QStringLiteral("1"));
    QTRY_VERIFY(m->draft()->state() == items::EntryDraft::State::Missing);
    for (const Entry &entry : entries)
        s->plant(entry);
    QTRY_VERIFY(m->draft()->state() == items::EntryDraft::State::Ready);
    QTRY_COMPARE(m->table()->selectedKeys(), QList<QByteArray>{"b"});
}

void TestEditing::saysThatItWaitsForAnotherProgram()
{
    Q_EMIT s->waiting(true);
    QVERIFY(m->bar("waitingBar").startsWith(QStringLiteral("Waiting for another program")));
    Q_EMIT s->waiting(false);
    QVERIFY(m->bar("waitingBar").isEmpty());
}

void TestEditing::showsExpiredAsExpired()
{
    s->plant(m->entry("old", "x", noonSec - 120));
    QVERIFY(m->open("old"));
    QVERIFY(m->bar("entryNoteBar").startsWith(QStringLiteral("expired 2 min ago")));
    const QModelIndex cell = m->keys()->index(m->rowOf("old"), items::KeyTableModel::Expires);
    QCOMPARE(cell.data().toString(), QStringLiteral("expired 2 min ago"));
}

void TestEditing::showsAMissingValue()
{
    Entry broken = m->entry("lost", {});
    broken.valueMissing = true;
    s->plant(broken);
    QVERIFY(m->open("lost"));
    QVERIFY(m->bar("entryNoteBar").contains(QStringLiteral("missing on disk")));
    QTest::keyClick(m->table(), Qt::Key_Delete);
    QVERIFY(m->press("deleteYesButton"));
    QTRY_VERIFY(!stored("lost").has_value());
}

void TestEditing::showsInvalidUtf8AsHexOnly()
{
    s->plant(m->entry("bin", QByteArray("ok\xff\xfe", 4)));
    QVERIFY(m->open("bin"));
    QCOMPARE(m->find<ui::ValueView>("value")->view(), ui::ValueView::Hex);
    QVERIFY(!m->press("valueSwitch0"));
    QVERIFY(m->label("valueNote").contains(QStringLiteral("Not valid UTF-8 from byte 2")));
    QVERIFY(m->open("b"));
    QCOMPARE(m->find<ui::ValueView>("value")->view(), ui::ValueView::Text);
}

void TestEditing::aReadOnlyStoreCannotBeEdited()
{
    const auto old = m->workspace.store(QStringLiteral("57a6157a6157a6157a6157a6157a6157"));
    old->plant(m->entry("k", "v"));
    old->setCapabilities({false, QStringLiteral("Kept in an old layout.")});
    QVERIFY(m->choose(QStringLiteral("local:TODO@staging")));
    QVERIFY(m->open("k"));
    QVERIFY(m->editor()->isReadOnly());
    QVERIFY(!m->find("addKeyButton")->isEnabled());
    QVERIFY(m->label("targetUsedBy").startsWith(QStringLiteral("read-only: Kept in an old layout.")));
    QTest::keyClick(m->table(), Qt::Key_Delete);
    QVERIFY(m->bar("deleteBar").isEmpty());
}

QTEST_MAIN(TestEditing)
#include "tst_editing.moc"
