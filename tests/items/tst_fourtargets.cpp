// SPDX-License-Identifier: GPL-3.0-or-later
// A key in the four targets of its binding: what is said of each, what is read for it, and what is not.
#include "items/fourtargets.h"
#include "store/memorystore.h"
#include "support/cloudflareproject.h"

#include <QSignalSpy>
#include <QTest>

using namespace kv;
using items::FourTargets;
using Call = MemoryStore::Call;
using State = FourTargets::State;

namespace {

enum Index { LocalId, LocalPreview, RemoteId, RemotePreview };

/// TODO with all four targets, local id open.
struct Desk
{
    Desk()
    {
        Capabilities remote;
        remote.listsByPage = true;
        for (const int index : {RemoteId, RemotePreview})
            stores[size_t(index)]->setCapabilities(remote);
        targets.setOpener([this](const Target &target) -> std::shared_ptr<Store> {
            const int side = target.namespaceId == *binding.previewId ? 1 : 0;
            if (target.place == Place::Remote && !signedIn)
                return nullptr;
            return stores[size_t(target.place == Place::Remote ? 2 + side : side)];
        });
        targets.setTarget(binding.targets.at(0), binding);
    }
    static Entry entry(const QByteArray &value = "one", Expiration expiration = {}, Metadata metadata = {})
    {
        return {.key = "k", .value = value, .expiration = expiration, .metadata = metadata};
    }
    MemoryStore &store(int index) { return *stores[size_t(index)]; }
    bool become(int index, State state)
    {
        return QTest::qWaitFor([&] { return targets.cell(index).state == state; });
    }
    int calls(int index)
    {
        int sum = 0;
        for (const Call call : {Call::List, Call::Count, Call::Get, Call::Fetch, Call::Peek, Call::Put})
            sum += store(index).callCount(call);
        return sum;
    }

    Binding binding = test::remoteTodo();
    bool signedIn = true;
    std::array<std::shared_ptr<MemoryStore>, 4> stores = {
        std::make_shared<MemoryStore>(), std::make_shared<MemoryStore>(), std::make_shared<MemoryStore>(),
        std::make_shared<MemoryStore>()};
    FourTargets targets;
};

} // namespace

class TestFourTargets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatTheOtherHas_data();
    void saysWhatTheOtherHas();
    void readsTheValueOnlyWhereSizesAreEqual();
    void aKeyThatBeginsTheSameIsNotTheKey();
    void asksCloudflareOnlyWhenTold();
    void asksCloudflareByItselfWhenToldSo();
    void keepsWhatCloudflareAnswered();
    void waitsForACredential();
    void whatIsMissingHereMayBeThere();
    void dropsAnswersForAnotherKey();
    void tellsWhatCouldNotBeRead();
    void seesWritesThroughTheOtherStore();
    void knowsWhichTargetsThereAre();
    void theSameNamespaceTwiceIsSame();
};

void TestFourTargets::saysWhatTheOtherHas_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<int>("expiration");
    QTest::addColumn<QString>("differs");
    QTest::newRow("same") << QByteArray("one") << QByteArray("{\"v\":1}") << 2'000'000'000 << "";
    QTest::newRow("value, same size")
        << QByteArray("two") << QByteArray("{\"v\":1}") << 2'000'000'000 << "value";
    QTest::newRow("value, other size")
        << QByteArray("four") << QByteArray("{\"v\":1}") << 2'000'000'000 << "value";
    QTest::newRow("metadata") << QByteArray("one") << QByteArray("{\"v\":2}") << 2'000'000'000 << "metadata";
    QTest::newRow("no metadata") << QByteArray("one") << QByteArray() << 2'000'000'000 << "metadata";
    QTest::newRow("metadata spelt otherwise")
        << QByteArray("one") << QByteArray("{ \"v\" : 1.0 }") << 2'000'000'000 << "";
    QTest::newRow("expiration") << QByteArray("one") << QByteArray("{\"v\":1}") << 2'000'000'001
                                << "expiration";
    QTest::newRow("no expiration") << QByteArray("one") << QByteArray("{\"v\":1}") << 0 << "expiration";
    QTest::newRow("all") << QByteArray() << QByteArray("[]") << 0 << "value metadata expiration";
}

void TestFourTargets::saysWhatTheOtherHas()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, metadata);
    QFETCH(int, expiration);
    QFETCH(QString, differs);
    for (const int index : {LocalPreview, RemotePreview}) { // each is read in its own way
        Desk desk;
        desk.store(index).plant(Desk::entry(value, expiration ? Expiration(expiration) : Expiration(),
                                            metadata.isEmpty() ? Metadata() : Metadata(metadata)));
        desk.targets.setEntry(Desk::entry("one", 2'000'000'000, QByteArray("{\"v\":1}")));
        desk.targets.lookAtCloudflare();
        QVERIFY(desk.become(index, differs.isEmpty() ? State::Same : State::Different));
        const FourTargets::Cell &cell = desk.targets.cell(index);
        QCOMPARE(cell.value, differs.contains(QLatin1String("value")));
        QCOMPARE(cell.metadata, differs.contains(QLatin1String("metadata")));
        QCOMPARE(cell.expiration, differs.contains(QLatin1String("expiration")));
        QCOMPARE(desk.targets.cell(LocalId).state, State::Here);
        QCOMPARE(desk.calls(LocalId), 0); // what is here is known
    }
}

void TestFourTargets::readsTheValueOnlyWhereSizesAreEqual()
{
    Desk desk;
    desk.store(LocalPreview).plant(Desk::entry("longer"));
    desk.targets.setEntry(Desk::entry("one"));
    QVERIFY(desk.become(LocalPreview, State::Different));
    QCOMPARE(desk.store(LocalPreview).callCount(Call::Get), 0);
    desk.store(LocalPreview).plant(Desk::entry("two"));
    desk.targets.lookAgain();
    QTRY_COMPARE(desk.store(LocalPreview).callCount(Call::Get), 1);
    QCOMPARE(desk.store(LocalPreview).callCount(Call::Put), 0);
}

void TestFourTargets::aKeyThatBeginsTheSameIsNotTheKey()
{
    Desk desk;
    desk.store(LocalPreview).plant({.key = "k2", .value = "one"});
    desk.targets.setEntry(Desk::entry());
    QVERIFY(desk.become(LocalPreview, State::Missing));
    QCOMPARE(desk.store(LocalPreview).callCount(Call::Peek), 0);
}

void TestFourTargets::asksCloudflareOnlyWhenTold()
{
    Desk desk;
    desk.store(RemoteId).plant(Desk::entry());
    desk.targets.setEntry(Desk::entry());
    QVERIFY(desk.become(LocalPreview, State::Missing));
    QTest::qWait(20);
    QCOMPARE(desk.targets.cell(RemoteId).state, State::NotLookedAt);
    QCOMPARE(desk.calls(RemoteId) + desk.calls(RemotePreview), 0);
    QCOMPARE(desk.targets.waitingAtCloudflare(), 2);
    desk.targets.look(RemoteId);
    QVERIFY(desk.become(RemoteId, State::Same));
    QCOMPARE(desk.targets.cell(RemotePreview).state, State::NotLookedAt);
    QCOMPARE(desk.targets.waitingAtCloudflare(), 1);
    desk.targets.lookAgain(); // what was not looked at stays so
    QTest::qWait(20);
    QCOMPARE(desk.calls(RemotePreview), 0);
}

void TestFourTargets::asksCloudflareByItselfWhenToldSo()
{
    Desk desk;
    desk.targets.setLooksAtCloudflare(true);
    desk.targets.setEntry(Desk::entry());
    QVERIFY(desk.become(RemoteId, State::Missing));
    QVERIFY(desk.become(RemotePreview, State::Missing));
    QCOMPARE(desk.calls(RemoteId), 1);
}

void TestFourTargets::keepsWhatCloudflareAnswered()
{
    Desk desk;
    desk.store(RemoteId).plant(Desk::entry("two"));
    desk.targets.setEntry(Desk::entry("one"));
    desk.targets.look(RemoteId);
    QVERIFY(desk.become(RemoteId, State::Different));
    desk.targets.setEntry(Desk::entry("two")); // saved here
    QCOMPARE(desk.targets.cell(RemoteId).state, State::Same);
    QCOMPARE(desk.store(RemoteId).callCount(Call::Get), 1);
    Entry other = Desk::entry("two");
    other.key = "other";
    desk.targets.setEntry(other);
    QCOMPARE(desk.targets.cell(RemoteId).state, State::NotLookedAt);
}

void TestFourTargets::waitsForACredential()
{
    Desk desk;
    desk.signedIn = false;
    desk.targets.setEntry(Desk::entry());
    desk.targets.lookAtCloudflare();
    QCOMPARE(desk.targets.cell(RemoteId).state, State::NoAccess);
    QCOMPARE(desk.targets.waitingAtCloudflare(), 2);
    desk.signedIn = true;
    desk.targets.lookAtCloudflare();
    QVERIFY(desk.become(RemoteId, State::Missing));
}

void TestFourTargets::whatIsMissingHereMayBeThere()
{
    Desk desk;
    desk.store(LocalPreview).plant(Desk::entry());
    desk.targets.setMissing("k");
    QVERIFY(desk.become(LocalPreview, State::There));
    QCOMPARE(desk.store(LocalPreview).callCount(Call::Get), 0);
    desk.targets.look(RemoteId);
    QVERIFY(desk.become(RemoteId, State::Missing));
    desk.targets.setEntry(Desk::entry()); // added here
    QVERIFY(desk.become(LocalPreview, State::Same));
}

void TestFourTargets::dropsAnswersForAnotherKey()
{
    Desk desk;
    desk.store(LocalPreview).plant(Desk::entry("other"));
    desk.store(RemoteId).plant(Desk::entry("other"));
    desk.store(LocalPreview).hold();
    desk.store(RemoteId).hold();
    desk.targets.setEntry(Desk::entry());
    desk.targets.look(RemoteId);
    QCOMPARE(desk.targets.cell(LocalPreview).state, State::Reading);
    Entry second = Desk::entry();
    second.key = "second";
    desk.targets.setEntry(second);
    desk.store(RemoteId).release();
    desk.store(LocalPreview).release();
    QVERIFY(desk.become(LocalPreview, State::Missing));
    QCOMPARE(desk.targets.cell(RemoteId).state, State::NotLookedAt);
    desk.targets.clear();
    QCOMPARE(desk.targets.cell(LocalPreview).state, State::NotLookedAt);
    QVERIFY(desk.targets.key().isEmpty());
}

void TestFourTargets::tellsWhatCouldNotBeRead()
{
    for (const Call call : {Call::List, Call::Peek, Call::Get}) {
        Desk desk;
        desk.store(LocalPreview).plant(Desk::entry("two"));
        desk.store(LocalPreview)
            .failNext(call, {.kind = ErrorKind::Corrupt, .detail = QStringLiteral("torn")});
        desk.targets.setEntry(Desk::entry("one"));
        QVERIFY(desk.become(LocalPreview, State::Failed));
        QCOMPARE(desk.targets.cell(LocalPreview).error->kind, ErrorKind::Corrupt);
        desk.targets.look(LocalPreview);
        QVERIFY(desk.become(LocalPreview, State::Different));
        QVERIFY(!desk.targets.cell(LocalPreview).error);
    }
}

void TestFourTargets::seesWritesThroughTheOtherStore()
{
    Desk desk;
    desk.targets.setEntry(Desk::entry());
    desk.targets.look(RemoteId);
    QVERIFY(desk.become(LocalPreview, State::Missing));
    QVERIFY(desk.become(RemoteId, State::Missing));
    Put put;
    put.key = "k";
    put.value = QByteArray("one");
    desk.store(LocalPreview).put(put);
    desk.store(RemoteId).put(put);
    QVERIFY(desk.become(LocalPreview, State::Same));
    QVERIFY(desk.become(RemoteId, State::Same));
}

void TestFourTargets::knowsWhichTargetsThereAre()
{
    Desk desk;
    const Binding sessions = test::remoteShop().workers[0].environments[0].bindings[1];
    desk.targets.setTarget(sessions.targets.at(0), sessions);
    desk.targets.setEntry(Desk::entry());
    QVERIFY(desk.targets.isAvailable());
    QCOMPARE(desk.targets.cell(LocalId).state, State::Here);
    QCOMPARE(desk.targets.cell(LocalPreview).state, State::None);
    QCOMPARE(desk.targets.cell(RemoteId).state, State::NotLookedAt);
    QCOMPARE(desk.targets.cell(RemotePreview).state, State::None);
    desk.targets.look(LocalPreview);
    QCOMPARE(desk.targets.cell(LocalPreview).state, State::None);
    desk.targets.setTarget(desk.binding.targets.at(0), {});
    QVERIFY(!desk.targets.isAvailable());
}

void TestFourTargets::theSameNamespaceTwiceIsSame()
{
    Desk desk;
    Binding both = desk.binding;
    both.previewId = both.id;
    for (TargetInfo &info : both.targets)
        info.target.namespaceId = *both.id;
    desk.store(LocalId).plant(Desk::entry());
    desk.targets.setTarget(both.targets.at(0), both);
    desk.targets.setEntry(Desk::entry());
    QCOMPARE(desk.targets.cell(LocalId).state, State::Here);
    // desk.binding still tells the opener what the preview is, so both lead to the store of the id
    QVERIFY(desk.become(LocalPreview, State::Same));
}

QTEST_GUILESS_MAIN(TestFourTargets)
#include "tst_fourtargets.moc"
