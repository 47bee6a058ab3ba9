// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/readplan.h"

#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace kv::remote;

/// Which keys are asked for, when, and how many at once.
class TestReadPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstAnswerTellsTheSize();
    void wholeRequestsOnly();
    void asManyAsCloudflareHandsOut();
    void halvesOfWhatIsTooLarge();
    void theFirstKeyHasRoom();
    void aKeyTwiceIsTwoRequests();
    void whatIsReadAlone();
    void nothingBehindAFailure();
    void sizesFade();
    void everyKeyOnceWhateverComes();

private:
    static constexpr qint64 noLimit = std::numeric_limits<qint64>::max();
    static QList<QByteArray> keys(int count)
    {
        QList<QByteArray> all;
        for (int i = 0; i < count; ++i)
            all << "k" + QByteArray::number(i);
        return all;
    }
    /// A step comes back with values of this size.
    static void answer(ReadPlan &plan, ValueSizes &sizes, const ReadPlan::Step &step, qint64 bytesEach)
    {
        plan.landed();
        for (int i = 0; i < step.keys; ++i)
            plan.done(step.first + i, bytesEach);
        sizes.note(step.keys, step.keys * bytesEach);
    }
};

void TestReadPlan::theFirstAnswerTellsTheSize()
{
    ValueSizes sizes;
    ReadPlan plan(keys(1'000), 50'000, sizes);
    const auto first = plan.next();
    QVERIFY(first);
    QCOMPARE(first->keys, 100);
    QVERIFY(!plan.next()); // not before it is known what comes of it
    answer(plan, sizes, *first, 100);
    QCOMPARE(plan.ready(), 100);
    for (int i = 1; i < 5; ++i) { // room for 400 more
        const auto step = plan.next();
        QVERIFY(step);
        QCOMPARE(step->first, i * 100);
        QCOMPARE(step->keys, 100);
    }
    QVERIFY(!plan.next());
    QCOMPARE(plan.flying(), 4);
    // The next plan knows from the beginning.
    ReadPlan next(keys(1'000), 50'000, sizes);
    int asked = 0;
    while (next.next())
        ++asked;
    QCOMPARE(asked, 5);
}

void TestReadPlan::wholeRequestsOnly()
{
    ValueSizes sizes;
    sizes.note(100, 100 * 1'000);
    ReadPlan small(keys(1'000), 60'000, sizes);
    auto step = small.next();
    QCOMPARE(step->keys, 60); // the first may be short
    QVERIFY(!small.next());
    ReadPlan large(keys(250), 240'000, sizes);
    QCOMPARE(large.next()->keys, 100);
    QCOMPARE(large.next()->keys, 100);
    QVERIFY(!large.next()); // there is room for 40 of 50
    ReadPlan rest(keys(250), 260'000, sizes);
    QCOMPARE(rest.next()->keys, 100);
    QCOMPARE(rest.next()->keys, 100);
    QCOMPARE(rest.next()->keys, 50); // the last of all is whole
}

void TestReadPlan::asManyAsCloudflareHandsOut()
{
    ValueSizes sizes;
    sizes.note(10, 10 * 1'000'000);
    ReadPlan plan(keys(100), noLimit, sizes);
    QCOMPARE(plan.next()->keys, 20);
    sizes = {};
    sizes.note(1, 25'000'000);
    ReadPlan one(keys(100), noLimit, sizes);
    QCOMPARE(one.next()->keys, 1);
    QCOMPARE(one.next()->first, 1);
}

void TestReadPlan::halvesOfWhatIsTooLarge()
{
    ValueSizes sizes;
    sizes.note(100, 100);
    ReadPlan plan(keys(200), noLimit, sizes);
    const auto first = *plan.next();
    const auto second = *plan.next();
    answer(plan, sizes, second, 1);
    plan.landed();
    plan.tooLarge(first);
    const auto half = *plan.next();
    QCOMPARE(half.first, 0);
    QCOMPARE(half.keys, 50);
    QCOMPARE(plan.next()->first, 50);
    QVERIFY(!plan.next()); // the others are there already
    plan.landed();
    plan.tooLarge(half);
    QCOMPARE(plan.next()->keys, 25);
    // A single one that is too large is read alone.
    ReadPlan one(keys(1), noLimit, sizes);
    auto step = *one.next();
    QVERIFY(!step.alone);
    one.landed();
    one.tooLarge(step);
    step = *one.next();
    QVERIFY(step.alone);
    QCOMPARE(step.keys, 1);
}

void TestReadPlan::theFirstKeyHasRoom()
{
    ValueSizes sizes;
    ReadPlan plan(keys(3), 10, sizes);
    const auto step = *plan.next();
    QCOMPARE(step.keys, 3);
    plan.landed();
    plan.done(2, 1);
    plan.done(1, 1);
    QCOMPARE(plan.ready(), 0);
    QVERIFY(!plan.isOver());
    plan.done(0, 1'000);
    QCOMPARE(plan.ready(), 1);
    QVERIFY(plan.isOver()); // the others have no room
    QVERIFY(!plan.next());
    ReadPlan none({}, 10, sizes);
    QVERIFY(none.isOver() && !none.next());
    ReadPlan noRoom(keys(300), 0, sizes);
    QVERIFY(noRoom.next());
}

void TestReadPlan::aKeyTwiceIsTwoRequests()
{
    const ValueSizes sizes;
    ReadPlan plan({"a", "b", "a", "c"}, noLimit, sizes);
    QCOMPARE(plan.next()->keys, 2);
    plan.landed();
    const auto step = *plan.next();
    QCOMPARE(step.first, 2);
    QCOMPARE(step.keys, 2);
}

void TestReadPlan::whatIsReadAlone()
{
    ValueSizes sizes;
    ReadPlan plan(keys(4), 100, sizes);
    const auto step = *plan.next();
    plan.landed();
    sizes.note(4, 130);
    plan.done(0, 10);
    plan.readAlone(1, 30);
    plan.done(2, 70);
    plan.readAlone(3, 20);
    QCOMPARE(plan.ready(), 1);
    const auto alone = *plan.next();
    QVERIFY(alone.alone);
    QCOMPARE(alone.first, 1);
    QVERIFY(!plan.next()); // there will be no room for the last
    plan.landed();
    plan.done(1, 5);
    QCOMPARE(plan.ready(), 3);
    QVERIFY(!plan.isOver());
    QCOMPARE(plan.next()->first, 3); // there is after all
    Q_UNUSED(step)
}

void TestReadPlan::nothingBehindAFailure()
{
    ValueSizes sizes;
    sizes.note(100, 100);
    ReadPlan plan(keys(1'000), noLimit, sizes);
    const auto first = *plan.next();
    const auto second = *plan.next();
    const auto third = *plan.next();
    plan.landed();
    plan.giveUpAt(second.first);
    answer(plan, sizes, third, 1); // for nothing
    QVERIFY(!plan.next());
    QVERIFY(!plan.isOver());
    answer(plan, sizes, first, 1);
    QVERIFY(plan.isOver());
    QCOMPARE(plan.ready(), 100);
}

void TestReadPlan::sizesFade()
{
    ValueSizes sizes;
    QVERIFY(!sizes.mean());
    sizes.note(100, 100 * 10);
    QCOMPARE(*sizes.mean(), 10.0);
    for (int i = 0; i < 50; ++i)
        sizes.note(100, 100 * 5'000);
    QVERIFY(*sizes.mean() > 4'990 && *sizes.mean() < 5'001);
    sizes.note(1, 25'000'000); // a single large one does not make all the others wait
    QVERIFY(*sizes.mean() < 200'000);
}

/// Sizes, limits, failures and the order of the answers at random: the answer is never too large, never
/// empty, what is asked for comes to an end, and a caller that goes on from there gets every key.
void TestReadPlan::everyKeyOnceWhateverComes()
{
    for (uint seed = 1; seed <= 500; ++seed) {
        QRandomGenerator random(seed);
        ValueSizes sizes;
        const int count = int(random.bounded(1, 500));
        QList<qint64> bytes;
        const qint64 scale = qint64(1) << random.bounded(1, 25);
        for (int i = 0; i < count; ++i)
            bytes << qint64(random.bounded(quint32(random.bounded(20) == 0 ? 26'000'000 : scale)));
        const qint64 most = qint64(1) << random.bounded(5, 30);
        const QList<QByteArray> all = keys(count);
        int at = 0;
        int requests = 0;
        while (at < count) {
            ReadPlan plan(all.mid(at), most, sizes);
            QList<ReadPlan::Step> flying;
            while (!plan.isOver()) {
                while (flying.size() < 6) {
                    const auto step = plan.next();
                    if (!step)
                        break;
                    flying << *step;
                    ++requests;
                    QVERIFY(step->keys > 0 && step->keys <= 100);
                }
                if (flying.isEmpty())
                    break;
                QCOMPARE(plan.flying(), int(flying.size()));
                const auto step = flying.takeAt(random.bounded(int(flying.size())));
                plan.landed();
                qint64 sum = 0;
                for (int i = 0; i < step.keys; ++i)
                    sum += bytes.at(at + step.first + i);
                if (!step.alone && sum > 25'000'000) {
                    plan.tooLarge(step);
                    continue;
                }
                for (int i = 0; i < step.keys; ++i) {
                    const int index = step.first + i;
                    if (!step.alone && random.bounded(10) == 0)
                        plan.readAlone(index, bytes.at(at + index));
                    else
                        plan.done(index, bytes.at(at + index));
                }
                if (!step.alone)
                    sizes.note(step.keys, sum);
            }
            QVERIFY2(plan.ready() > 0, qPrintable(QString::number(seed)));
            qint64 sum = 0;
            for (int i = 0; i < plan.ready(); ++i)
                sum += bytes.at(at + i);
            QVERIFY(plan.ready() == 1 || sum <= most);
            at += plan.ready();
        }
        QVERIFY2(requests <= 8 * count,
                 qPrintable(QStringLiteral("seed %1: %2 for %3").arg(seed).arg(requests).arg(count)));
    }
}

QTEST_GUILESS_MAIN(TestReadPlan)

#include "tst_readplan.moc"
