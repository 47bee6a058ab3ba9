// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/entrydraft.h"
#include "store/memorystore.h"
#include "support/waitfor.h"

#include <QSignalSpy>
#include <QTest>

using namespace kv;
using kv::items::EntryDraft;
using kv::test::waitFor;
using Call = MemoryStore::Call;
using Field = EntryDraft::Field;
using State = EntryDraft::State;

namespace {

constexpr qint64 now = 1'700'000'000;

/// A store with the entry "a", watched, and a draft of it.
struct Desk
{
    Desk()
    {
        store->plant({"a", "one\r\n", now + 30, QByteArray("{ \"v\":1}"), {}});
        store->setWatching(true);
        draft.setClock([] { return now * 1000; });
    }
    bool load(const QByteArray &key = "a")
    {
        draft.load(store, key);
        return QTest::qWaitFor([this] { return draft.state() != State::Reading; });
    }
    bool become(State state)
    {
        return QTest::qWaitFor([this, state] { return draft.state() == state; });
    }
    Entry stored(const QByteArray &key = "a") { return waitFor(store->get(key)).value_or(Entry()); }

    std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>([] { return now * 1000; });
    EntryDraft draft;
};

} // namespace

class TestEntryDraft : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loads()
    {
        Desk desk;
        desk.store->hold();
        desk.draft.load(desk.store, "a");
        QCOMPARE(desk.draft.state(), State::Reading);
        desk.store->release();
        QVERIFY(desk.become(State::Ready));
        QCOMPARE(desk.draft.value(), QByteArray("one\r\n"));
        QCOMPARE(desk.draft.expiration(), Expiration(now + 30));
        QVERIFY(!desk.draft.isDirty());
        QVERIFY(!desk.draft.canSave());
        QVERIFY(desk.draft.problems().empty()); // 30 s ahead could not be set, but may stay
    }

    void missingAndFailed()
    {
        Desk desk;
        QVERIFY(desk.load("nobody"));
        QCOMPARE(desk.draft.state(), State::Missing);
        desk.store->failNext(Call::Get, {.kind = ErrorKind::Corrupt});
        QVERIFY(desk.load());
        QCOMPARE(desk.draft.state(), State::Failed);
        QCOMPARE(desk.draft.error()->kind, ErrorKind::Corrupt);
        desk.draft.refresh();
        QVERIFY(desk.become(State::Ready));
        QVERIFY(!desk.draft.error());
    }

    void savesOnlyWhatWasEdited()
    {
        Desk desk;
        QVERIFY(desk.load());
        QSignalSpy saved(&desk.draft, &EntryDraft::saved);
        desk.draft.setValue("two");
        QVERIFY(desk.draft.isEdited(Field::Value));
        QVERIFY(!desk.draft.isEdited(Field::Metadata));
        desk.draft.save();
        QCOMPARE(desk.draft.state(), State::Saving);
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(saved.first().first().toByteArray(), QByteArray("a"));
        QCOMPARE(desk.stored().value, QByteArray("two"));
        QCOMPARE(desk.stored().expiration, Expiration(now + 30));
        QCOMPARE(desk.stored().metadata, Metadata("{ \"v\":1}"));
        QVERIFY(!desk.draft.isDirty());
        QCOMPARE(desk.draft.original().revision, desk.stored().revision);
    }

    void backToWhatItWasIsNoEdit()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.draft.setValue("two");
        desk.draft.setExpiration(Expiration());
        desk.draft.setMetadata(kv::Metadata("2"));
        QVERIFY(desk.draft.isDirty());
        desk.draft.setValue("one\r\n");
        desk.draft.setExpiration(Expiration(now + 30));
        desk.draft.setMetadata(Change<Metadata>::keep());
        QVERIFY(!desk.draft.isDirty());
        desk.draft.setValue("two");
        desk.draft.revert();
        QCOMPARE(desk.draft.value(), QByteArray("one\r\n"));
        QVERIFY(!desk.draft.isDirty());
        const int puts = desk.store->callCount(Call::Put);
        desk.draft.save();
        QCOMPARE(desk.store->callCount(Call::Put), puts);
    }

    void problemsAreLive()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.draft.setMetadata(kv::Metadata("{oops"));
        desk.draft.setExpiration(Expiration(now + 59));
        const auto problems = desk.draft.problems();
        QCOMPARE(problems.size(), size_t(2));
        QCOMPARE(problems[0].field, Field::Expiration);
        QCOMPARE(problems[1].field, Field::Metadata);
        QVERIFY(problems[1].blocking && !problems[1].message.isEmpty());
        QVERIFY(!desk.draft.canSave());
        QSignalSpy failed(&desk.draft, &EntryDraft::failed);
        desk.draft.save();
        QCOMPARE(failed.count(), 1);
        QCOMPARE(desk.draft.state(), State::Ready);
        QCOMPARE(desk.store->callCount(Call::Put), 0);
        desk.draft.setMetadata(kv::Metadata("{}"));
        desk.draft.setExpiration(Expiration(now + 60));
        QVERIFY(desk.draft.problems().empty());
        QVERIFY(desk.draft.canSave());
    }

    void anExpiredEntryIsSaidToBe()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.draft.setClock([] { return (now + 31) * 1000; });
        QCOMPARE(desk.draft.problems().size(), size_t(1));
        QVERIFY(!desk.draft.problems()[0].blocking);
        desk.draft.setValue("two");
        QVERIFY(desk.draft.canSave());
    }

    void aNewEntry()
    {
        Desk desk;
        desk.draft.startNew(desk.store);
        QCOMPARE(desk.draft.state(), State::Ready);
        QVERIFY(!desk.draft.canSave());
        QCOMPARE(desk.draft.problems().size(), size_t(1));
        desk.draft.setNewKey("b");
        QVERIFY(desk.draft.canSave());
        desk.draft.save();
        QTRY_VERIFY(!desk.draft.isNew());
        QCOMPARE(desk.draft.key(), QByteArray("b"));
        QCOMPARE(desk.stored("b").key, QByteArray("b"));
        desk.draft.setNewKey("c"); // not new any more
        QCOMPARE(desk.draft.key(), QByteArray("b"));
    }

    void aDuplicateCarriesEverything()
    {
        Desk desk;
        Entry source = desk.stored();
        source.expiration = now + 100;
        desk.draft.startDuplicate(desk.store, source);
        desk.draft.setNewKey("b");
        desk.draft.save();
        QTRY_VERIFY(!desk.draft.isNew());
        QCOMPARE(desk.stored("b").value, QByteArray("one\r\n"));
        QCOMPARE(desk.stored("b").expiration, Expiration(now + 100));
        QCOMPARE(desk.stored("b").metadata, Metadata("{ \"v\":1}"));
    }

    void aNewKeyThatExistsConflicts()
    {
        Desk desk;
        desk.draft.startNew(desk.store);
        desk.draft.setNewKey("a");
        desk.draft.setValue("mine");
        desk.draft.save();
        QVERIFY(desk.become(State::Conflicted));
        QCOMPARE(desk.draft.theirs()->value, QByteArray("one\r\n"));
        QCOMPARE(desk.stored().value, QByteArray("one\r\n"));
        desk.draft.resolve(EntryDraft::Resolution::KeepMine);
        QTRY_COMPARE(desk.stored().value, QByteArray("mine"));
        QCOMPARE(desk.stored().metadata, Metadata());
        QVERIFY(desk.become(State::Ready));
        QVERIFY(!desk.draft.isNew());
    }

    void aDuplicateOfAMissingValueCannotBeSaved()
    {
        Desk desk;
        desk.draft.startDuplicate(desk.store, {"x", {}, {}, {}, {}, true});
        desk.draft.setNewKey("b");
        QVERIFY(!desk.draft.canSave());
        desk.draft.setValue(QByteArray(""));
        QVERIFY(desk.draft.canSave());
    }

    void conflictAndKeepMine()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.store->setWatching(false);
        desk.draft.setValue("mine");
        desk.store->plant({"a", "theirs", now + 300, QByteArray("2"), {}});
        desk.draft.save();
        QVERIFY(desk.become(State::Conflicted));
        QCOMPARE(desk.draft.theirs()->value, QByteArray("theirs"));
        QCOMPARE(desk.draft.value(), QByteArray("mine"));
        QCOMPARE(desk.stored().value, QByteArray("theirs"));
        desk.draft.resolve(EntryDraft::Resolution::KeepMine);
        QVERIFY(desk.become(State::Ready));
        QCOMPARE(desk.stored().value, QByteArray("mine"));
        QCOMPARE(desk.stored().expiration, Expiration(now + 300)); // not edited: theirs stays
        QCOMPARE(desk.stored().metadata, Metadata("2"));
        QVERIFY(!desk.draft.isChangedUnderneath());
    }

    void conflictAndTakeTheirs()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.store->setWatching(false);
        desk.draft.setValue("mine");
        desk.store->plant({"a", "theirs", {}, {}, {}});
        desk.draft.save();
        QVERIFY(desk.become(State::Conflicted));
        desk.draft.resolve(EntryDraft::Resolution::TakeTheirs);
        QCOMPARE(desk.draft.state(), State::Ready);
        QCOMPARE(desk.draft.value(), QByteArray("theirs"));
        QVERIFY(!desk.draft.isDirty());
    }

    void conflictAgainWhileResolving()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.store->setWatching(false);
        desk.draft.setValue("mine");
        desk.store->plant({"a", "theirs", {}, {}, {}});
        desk.draft.save();
        QVERIFY(desk.become(State::Conflicted));
        desk.store->plant({"a", "newer", {}, {}, {}});
        desk.draft.resolve(EntryDraft::Resolution::KeepMine);
        QVERIFY(desk.become(State::Conflicted));
        QCOMPARE(desk.draft.theirs()->value, QByteArray("newer"));
        QCOMPARE(desk.stored().value, QByteArray("newer"));
    }

    void deletedWhileSaving()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.store->setWatching(false);
        desk.draft.setValue("mine");
        desk.draft.setExpiration(Expiration(now + 100));
        desk.store->uproot("a");
        desk.draft.save();
        QVERIFY(desk.become(State::Conflicted));
        QVERIFY(desk.draft.isDeletedUnderneath());
        QVERIFY(!desk.draft.theirs());
        desk.draft.resolve(EntryDraft::Resolution::KeepMine);
        QVERIFY(desk.become(State::Ready));
        QCOMPARE(desk.stored().value, QByteArray("mine"));
        QCOMPARE(desk.stored().metadata, Metadata("{ \"v\":1}")); // all of mine, made anew
    }

    void failedSaveKeepsTheEdit()
    {
        Desk desk;
        QVERIFY(desk.load());
        QSignalSpy failed(&desk.draft, &EntryDraft::failed);
        desk.draft.setValue("mine");
        desk.store->failNext(Call::Put, {.kind = ErrorKind::Full});
        desk.draft.save();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(desk.draft.state(), State::Ready);
        QCOMPARE(desk.draft.error()->kind, ErrorKind::Full);
        QVERIFY(desk.draft.isDirty());
        desk.draft.save();
        QTRY_COMPARE(desk.stored().value, QByteArray("mine"));
        QTRY_VERIFY(!desk.draft.error());
    }

    void typingGoesOnWhileSaving()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.store->hold();
        desk.draft.setValue("two");
        desk.draft.setMetadata(kv::Metadata());
        desk.draft.save();
        desk.draft.setValue("three");
        desk.draft.save(); // one at a time
        desk.store->release();
        QVERIFY(desk.become(State::Ready));
        QCOMPARE(desk.stored().value, QByteArray("two"));
        QCOMPARE(desk.draft.value(), QByteArray("three"));
        QVERIFY(desk.draft.isEdited(Field::Value));
        QVERIFY(!desk.draft.isEdited(Field::Metadata));
        desk.draft.save();
        QTRY_COMPARE(desk.stored().value, QByteArray("three"));
    }

    void changedOutsideWithoutAnEdit()
    {
        Desk desk;
        QVERIFY(desk.load());
        QSignalSpy reloaded(&desk.draft, &EntryDraft::reloaded);
        desk.store->plant({"b", "1", {}, {}, {}}); // another entry
        desk.store->plant({"a", "theirs", {}, {}, {}});
        QTRY_COMPARE(desk.draft.value(), QByteArray("theirs"));
        QCOMPARE(reloaded.count(), 1);
        desk.store->uproot("a");
        QVERIFY(desk.become(State::Missing));
        desk.store->plant({"a", "again", {}, {}, {}});
        QVERIFY(desk.become(State::Ready));
        QCOMPARE(desk.draft.value(), QByteArray("again"));
    }

    void changedOutsideUnderAnEdit()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.draft.setValue("mine");
        QSignalSpy reloaded(&desk.draft, &EntryDraft::reloaded);
        desk.store->plant({"a", "theirs", {}, {}, {}});
        QTRY_VERIFY(desk.draft.isChangedUnderneath());
        QCOMPARE(desk.draft.state(), State::Ready);
        QCOMPARE(desk.draft.value(), QByteArray("mine"));
        QCOMPARE(desk.draft.theirs()->value, QByteArray("theirs"));
        QCOMPARE(reloaded.count(), 0);
        desk.draft.save(); // asks, does not overwrite
        QVERIFY(desk.become(State::Conflicted));
        QCOMPARE(desk.stored().value, QByteArray("theirs"));
        desk.draft.revert();
        QCOMPARE(desk.draft.state(), State::Ready);
        QCOMPARE(desk.draft.value(), QByteArray("theirs"));
    }

    void deletedOutsideUnderAnEdit()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.draft.setValue("mine");
        desk.store->uproot("a");
        QTRY_VERIFY(desk.draft.isDeletedUnderneath());
        QCOMPARE(desk.draft.value(), QByteArray("mine"));
        desk.draft.resolve(EntryDraft::Resolution::TakeTheirs);
        QCOMPARE(desk.draft.state(), State::Missing);
    }

    void ourOwnSaveIsNoOutsideChange()
    {
        Desk desk;
        QVERIFY(desk.load());
        QSignalSpy reloaded(&desk.draft, &EntryDraft::reloaded);
        const int gets = desk.store->callCount(Call::Get);
        desk.draft.setValue("two");
        desk.draft.save();
        QVERIFY(desk.become(State::Ready));
        desk.draft.setValue("three");
        QTRY_VERIFY(desk.store->callCount(Call::Get) > gets); // changed() was heard
        QCoreApplication::processEvents();
        QVERIFY(!desk.draft.isChangedUnderneath());
        QCOMPARE(reloaded.count(), 0);
    }

    void failedLookIsTold()
    {
        Desk desk;
        QVERIFY(desk.load());
        QSignalSpy failed(&desk.draft, &EntryDraft::readingFailed);
        desk.store->failNext(Call::Get, {.kind = ErrorKind::Busy});
        desk.draft.refresh();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(desk.draft.state(), State::Ready);
        QCOMPARE(desk.draft.value(), QByteArray("one\r\n"));
        QVERIFY(desk.draft.error());
        desk.draft.setValue("mine");
        desk.draft.refresh();
        QTRY_VERIFY(!desk.draft.error());
        QCOMPARE(desk.draft.value(), QByteArray("mine"));
    }

    void anotherEntryDropsLateAnswers()
    {
        Desk desk;
        desk.store->plant({"b", "bee", {}, {}, {}});
        desk.store->hold();
        desk.draft.load(desk.store, "a");
        desk.draft.load(desk.store, "b");
        desk.store->releaseAt(1);
        QVERIFY(desk.become(State::Ready));
        desk.store->release();
        QCoreApplication::processEvents();
        QCOMPARE(desk.draft.key(), QByteArray("b"));
        QCOMPARE(desk.draft.value(), QByteArray("bee"));
        desk.draft.clear();
        QCOMPARE(desk.draft.state(), State::Empty);
    }

    void aSaveOutlivesItsDraft()
    {
        auto store = std::make_shared<MemoryStore>();
        MemoryStore outside(*store);
        outside.plant({"a", "one", {}, {}, {}});
        auto draft = std::make_unique<EntryDraft>();
        draft->load(store, "a");
        QTRY_COMPARE(draft->state(), State::Ready);
        store->hold();
        draft->setValue("two");
        draft->save();
        const std::weak_ptr<MemoryStore> still = store;
        MemoryStore *held = store.get();
        store.reset();
        draft.reset();
        QVERIFY(!still.expired());
        held->release();
        QTRY_VERIFY(still.expired());
        QCOMPARE(waitFor(outside.get("a")).value().value, QByteArray("two"));
    }

    // Where a write sends the expiration along

    void anExpirationTooNearIsAChoice()
    {
        Desk desk;
        desk.store->setCapabilities({.listsByPage = true, .resendsExpiration = true});
        QVERIFY(desk.load());
        QVERIFY(desk.draft.problems().empty()); // looking is free
        QVERIFY(!desk.draft.needsExpirationChoice());
        desk.draft.setValue("two");
        QVERIFY(desk.draft.needsExpirationChoice());
        QVERIFY(!desk.draft.canSave());
        QCOMPARE(desk.draft.problems().size(), size_t(1));
        QCOMPARE(desk.draft.problems().front().field, Field::Expiration);
        QVERIFY(desk.draft.problems().front().blocking);
        QSignalSpy failed(&desk.draft, &EntryDraft::failed);
        desk.draft.save();
        QCOMPARE(failed.count(), 1);
        QCOMPARE(desk.store->callCount(Call::Put), 0);

        desk.draft.setNearestExpiration();
        QVERIFY(!desk.draft.needsExpirationChoice());
        QVERIFY(desk.draft.canSave());
        QVERIFY(*desk.draft.expiration() > now + 60 && *desk.draft.expiration() < now + 90);
        desk.draft.setExpiration(Change<Expiration>::keep());
        QVERIFY(desk.draft.needsExpirationChoice());
        desk.draft.setExpiration(Expiration());
        QVERIFY(desk.draft.canSave());
        desk.draft.save();
        QVERIFY(desk.become(State::Ready));
        QCOMPARE(desk.stored().value, QByteArray("two"));
        QCOMPARE(desk.stored().expiration, Expiration());
    }

    void anExpirationFarEnoughIsKept_data()
    {
        QTest::addColumn<qint64>("ahead");
        QTest::addColumn<bool>("asks");
        QTest::addRow("past") << qint64(-1) << true;
        QTest::addRow("59 s") << qint64(59) << true;
        QTest::addRow("60 s") << qint64(60) << false;
        QTest::addRow("an hour") << qint64(3600) << false;
    }
    void anExpirationFarEnoughIsKept()
    {
        QFETCH(qint64, ahead);
        QFETCH(bool, asks);
        Desk desk;
        desk.store->setCapabilities({.listsByPage = true, .resendsExpiration = true});
        desk.store->plant({"b", "x", now + ahead, {}, {}});
        QVERIFY(desk.load("b"));
        desk.draft.setMetadata(kv::Metadata("1"));
        QCOMPARE(desk.draft.needsExpirationChoice(), asks);
        QCOMPARE(desk.draft.canSave(), !asks);
        if (asks)
            return;
        desk.draft.save();
        QVERIFY(desk.become(State::Ready));
        QCOMPARE(desk.stored("b").expiration, Expiration(now + ahead));
    }

    void keepingMineOverTheirsAsksToo()
    {
        Desk desk;
        desk.store->setCapabilities({.listsByPage = true, .resendsExpiration = true});
        desk.store->setWatching(false);
        desk.store->plant({"b", "one", {}, {}, {}});
        QVERIFY(desk.load("b"));
        desk.draft.setValue("mine");
        desk.store->plant({"b", "theirs", now + 10, {}, {}});
        desk.draft.save();
        QVERIFY(desk.become(State::Conflicted));
        QCOMPARE(desk.draft.theirs()->value, QByteArray("theirs"));
        desk.draft.resolve(EntryDraft::Resolution::KeepMine);
        QCOMPARE(desk.draft.state(), State::Ready);
        QVERIFY(desk.draft.needsExpirationChoice());
        QCOMPARE(desk.stored("b").value, QByteArray("theirs"));
        desk.draft.setNearestExpiration();
        desk.draft.save();
        QVERIFY(desk.become(State::Ready));
        QCOMPARE(desk.stored("b").value, QByteArray("mine"));
    }

    void looksWhenItsKeyWasWritten()
    {
        Desk desk;
        desk.store->setCapabilities({.listsByPage = true, .resendsExpiration = true});
        desk.store->setWatching(false);
        QVERIFY(desk.load());
        const int gets = desk.store->callCount(Call::Get);
        desk.store->put({.key = "b", .value = QByteArray("x")});
        QCoreApplication::processEvents();
        QCOMPARE(desk.store->callCount(Call::Get), gets);
        desk.store->put({.key = "a", .value = QByteArray("two"), .expiration = Expiration()});
        QTRY_COMPARE(desk.draft.value(), QByteArray("two"));
        desk.store->remove({{"a", {}}});
        QVERIFY(desk.become(State::Missing));
    }

    void showsWhetherItHasSettled()
    {
        Desk desk;
        desk.store->setCapabilities({.listsByPage = true});
        desk.store->setWatching(false);
        desk.draft.setSettlingPause(std::chrono::milliseconds(1));
        QVERIFY(desk.load());
        QVERIFY(!desk.draft.original().unsettled);
        desk.store->setUnsettled("a", true);
        desk.draft.setValue("two");
        desk.draft.save();
        QTRY_VERIFY(desk.draft.original().unsettled);
        desk.store->setUnsettled("a", false);
        QTRY_VERIFY(!desk.draft.original().unsettled);

        // It does not ask without an end.
        const int gets = desk.store->callCount(Call::Get);
        desk.store->setUnsettled("a", true);
        desk.draft.refresh();
        QTRY_COMPARE(desk.store->callCount(Call::Get), gets + 1 + EntryDraft::mostLooks);
        QTest::qWait(30); // much longer than it pauses
        QCOMPARE(desk.store->callCount(Call::Get), gets + 1 + EntryDraft::mostLooks);
    }
};

QTEST_GUILESS_MAIN(TestEntryDraft)
#include "tst_entrydraft.moc"
