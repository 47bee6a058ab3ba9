// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "store/store.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>

namespace kv::test {

/// What the contract needs to know of a kind of store.
struct StoreMaker
{
    /// A store on a fresh target, where nothing was ever written.
    std::function<std::shared_ptr<Store>(const Clock &)> fresh;
    /// Another store on the same target, as a second program would have it.
    std::function<std::shared_ptr<Store>(const std::shared_ptr<Store> &, const Clock &)> second;

    // What holds for a store on this disk or in memory and not for every other. Tests of what does not hold
    // are skipped, or ask for less.

    /// When the clock stands still, in milliseconds. A store whose other side has a clock of its own needs a
    /// moment somewhat ahead of that, so that a minute from it is a minute there as well.
    qint64 startMs = 1'700'000'000'500;
    /// There is no store before the first write. Otherwise fresh() is an empty one.
    bool beginsWithoutStore = true;
    /// count() tells.
    bool counts = true;
    /// Entries stay until somebody deletes them, expired or not, and an expiration that stays may be any.
    bool keepsExpired = true;
    /// Metadata comes back to the byte. Otherwise only its meaning does.
    bool keepsSpelling = true;
    /// remove() tells which keys were not there.
    bool tellsMissing = true;
    /// setWatching() sees what others write.
    bool watches = true;
    /// The smallest page that list() grants.
    int leastPageSize = 1;
    /// How many entries the tests of many put and fetch at once.
    int manyKeys = 500;
};

/// Every promise of store.h and entry.h as a test. One subclass for each kind of store:
///
///     class TestMyStore : public kv::test::StoreContract
///     {
///         Q_OBJECT
///     public:
///         TestMyStore() : StoreContract({makeFresh, makeSecond}) {}
///         // and slots of its own, if need be
///     };
///
/// The test's source includes "store/storecontract.cpp" on top and, at the end, beside its own .moc,
/// "store/moc_storecontract.cpp".
class StoreContract : public QObject
{
    Q_OBJECT

public:
    explicit StoreContract(StoreMaker maker)
        : startMs(maker.startMs),
          startSec(maker.startMs / 1000),
          m_maker(std::move(maker))
    {
    }

protected:
    const qint64 startMs;
    const qint64 startSec;

    Clock clock() const
    {
        return [now = m_now] { return now->load(); };
    }
    std::shared_ptr<Store> fresh() const { return m_maker.fresh(clock()); }
    std::shared_ptr<Store> second(const std::shared_ptr<Store> &first) const
    {
        return m_maker.second(first, clock());
    }
    void setNow(qint64 ms) { m_now->store(ms); }
    /// JSON as only a store that keeps its bytes gives it back, or as every store does.
    QByteArray spelt(const QByteArray &oddly, const QByteArray &plainly) const
    {
        return m_maker.keepsSpelling ? oddly : plainly;
    }

private Q_SLOTS:
    void init() { setNow(startMs); }

    void listOfNoStore();
    void countOfNoStore();
    void readsDoNotCreateTheStore();
    void putCreatesTheStore();
    void removeLeavesAnEmptyStore();

    void getAnswersWhatWasPut_data();
    void getAnswersWhatWasPut();
    void getOfAbsentKeyIsNotFound();
    void expiredEntriesAreStillThere();

    void keptFieldsStayToTheByte();
    void fieldsCanBeSetToNone();
    void keepOnAbsentKey();
    void expectAbsent();
    void expectUnchanged();
    void aRefusedPutWritesNothing();
    void revisionIsThatOfTheEntry();
    void everyWriteMakesANewRevision();

    void limitsOfPut_data();
    void limitsOfPut();
    void keptFieldsAreNotJudged();

    void renameMovesEverything();
    void renameOfAbsentKeyIsNotFound();
    void renameOntoAnotherIsConflict();
    void renameOfChangedIsConflict();
    void renameOntoBadKey_data();
    void renameOntoBadKey();

    void removeReports();
    void removeNothing();

    void peekKeepsTheOrderAsked();
    void peekOfNothing();

    void fetchKeepsTheOrderAsked();
    void fetchAnswersWholeEntries();
    void fetchStopsAtTheLimit_data();
    void fetchStopsAtTheLimit();
    void fetchOfNothing();
    void fetchOfManyKeys();
    void cancelledFetchEnds();

    void putManyAnswersInOrder();
    void putManyOfNothing();
    void putManyCreatesTheStore();
    void oneBadPutDoesNotStopTheOthers();
    void putManyWithExpectations();
    void putManyKeepsFields();
    void putManyOfManyKeys();
    void putManyIsTold();
    void cancelledPutManyStopsBetweenTwo();

    void listIsInByteOrder();
    void listTellsExpirationAndMetadata();
    void listOfNamesOnly();
    void listByPrefix_data();
    void listByPrefix();
    void listPageByPage();
    void listSeveralPagesInOneFuture();
    void listToTheEnd();
    void listGoesOnWhereKeysWereDeleted();

    void changedAfterOwnWrites();
    void changedAfterWritesFromOutside();
    void othersSeeWhatWasWritten();

    void cancelledListEnds();
    void destroyingTheStoreEndsEverything();

private:
    StoreMaker m_maker;
    std::shared_ptr<std::atomic<qint64>> m_now = std::make_shared<std::atomic<qint64>>(0);
};

} // namespace kv::test
