// SPDX-License-Identifier: GPL-3.0-or-later
// One entry into another store: asked first, whole, and only over what was asked about.
#include "items/carryover.h"
#include "store/memorystore.h"
#include "support/waitfor.h"

#include <QSignalSpy>
#include <QTest>

using namespace kv;
using items::CarryOver;
using kv::test::waitFor;
using Call = MemoryStore::Call;
using State = CarryOver::State;

namespace {

constexpr qint64 now = 1'700'000'000;

struct Desk
{
    Desk() { carry.setWhat({"k", QByteArray("a\0\xff", 3), now + 3600, QByteArray("{ \"v\":1}"), {}}); }
    bool ask()
    {
        carry.begin(store);
        return QTest::qWaitFor([this] { return carry.state() != State::Reading; });
    }
    Entry stored() { return waitFor(store->get("k")).value_or(Entry()); }

    std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>([] { return now * 1000; });
    CarryOver carry{[] { return now * 1000; }};
    QSignalSpy done{&carry, &CarryOver::done};
    QSignalSpy failed{&carry, &CarryOver::failed};
};

} // namespace

class TestCarryOver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsWhole()
    {
        Desk desk;
        QVERIFY(desk.ask());
        QVERIFY(!desk.carry.there());
        QCOMPARE(desk.store->callCount(Call::Put), 0); // asked, not written
        desk.carry.write();
        QTRY_COMPARE(desk.done.count(), 1);
        QCOMPARE(desk.stored().value, QByteArray("a\0\xff", 3));
        QCOMPARE(desk.stored().expiration, Expiration(now + 3600));
        QCOMPARE(desk.stored().metadata, Metadata("{ \"v\":1}"));
        QCOMPARE(desk.carry.state(), State::Idle);
    }

    void takesAwayWhatIsNotThere()
    {
        Desk desk;
        desk.store->plant({"k", "old", now + 7200, QByteArray("2"), {}});
        desk.carry.setWhat({"k", "new", {}, {}, {}});
        QVERIFY(desk.ask());
        QCOMPARE(desk.carry.there()->value, QByteArray("old"));
        desk.carry.write();
        QTRY_COMPARE(desk.done.count(), 1);
        QCOMPARE(desk.stored().value, QByteArray("new"));
        QVERIFY(!desk.stored().expiration);
        QVERIFY(!desk.stored().metadata);
    }

    void writesOnlyOverWhatWasAskedAbout()
    {
        Desk desk;
        QVERIFY(desk.ask());
        desk.store->plant({"k", "theirs", {}, {}, {}}); // while the question stood
        desk.carry.write();
        QTRY_COMPARE(desk.failed.count(), 1);
        QCOMPARE(desk.failed.first().first().value<Error>().kind, ErrorKind::Conflict);
        QCOMPARE(desk.stored().value, QByteArray("theirs"));
        QVERIFY(desk.ask());
        desk.store->plant({"k", "theirs again", {}, {}, {}});
        desk.carry.write();
        QTRY_COMPARE(desk.failed.count(), 2);
        QCOMPARE(desk.stored().value, QByteArray("theirs again"));
        QCOMPARE(desk.done.count(), 0);
    }

    void anExpirationThatIsTooNear()
    {
        Desk desk;
        desk.carry.setWhat({"k", "v", now + 30, {}, {}});
        QVERIFY(desk.ask());
        QVERIFY(desk.carry.expiresTooSoon());
        desk.carry.write();
        QCOMPARE(desk.failed.count(), 1);
        QCOMPARE(desk.store->size(), 0);
        QVERIFY(desk.ask());
        desk.carry.writeWithoutExpiration();
        QTRY_COMPARE(desk.done.count(), 1);
        QVERIFY(!desk.stored().expiration);
    }

    void cancelledNothingIsWritten()
    {
        Desk desk;
        QVERIFY(desk.ask());
        desk.carry.cancel();
        desk.carry.write();
        desk.store->hold();
        desk.carry.begin(desk.store);
        desk.carry.cancel();
        desk.store->release();
        QTest::qWait(20);
        QCOMPARE(desk.carry.state(), State::Idle);
        QCOMPARE(desk.store->callCount(Call::Put), 0);
        QCOMPARE(desk.failed.count(), 0);
    }

    void aWriteThatWasAskedForIsDone()
    {
        Desk desk;
        QVERIFY(desk.ask());
        desk.store->hold();
        desk.carry.write();
        desk.carry.setWhat({"other", "v", {}, {}, {}});
        desk.store->release();
        QTRY_COMPARE(desk.stored().value, QByteArray("a\0\xff", 3));
        QCOMPARE(desk.done.count(), 0); // nobody listens any more
    }

    void failuresAreTold()
    {
        Desk desk;
        desk.store->failNext(Call::Get, {.kind = ErrorKind::Network});
        QVERIFY(desk.ask());
        QCOMPARE(desk.failed.count(), 1);
        QVERIFY(desk.ask());
        desk.store->failNext(Call::Put, {.kind = ErrorKind::Full});
        desk.carry.write();
        QTRY_COMPARE(desk.failed.count(), 2);
        QCOMPARE(desk.carry.state(), State::Idle);
    }
};

QTEST_GUILESS_MAIN(TestCarryOver)
#include "tst_carryover.moc"
