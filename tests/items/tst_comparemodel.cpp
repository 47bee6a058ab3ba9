// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a comparison as a table: filters that are found elsewhere, rows that come while it is looked
// at, ticks.
#include "items/comparemodel.h"
#include "store/memorystore.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace kv;
using items::CompareModel;
using jobs::CompareRow;
using jobs::ComparisonFile;
using jobs::RowFilter;
using jobs::Status;

class TestCompareModel : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::shared_ptr<ComparisonFile> m_file;
    int m_made = 0;

    static CompareRow row(int number, Status status)
    {
        CompareRow row;
        row.key = "k" + QByteArray::number(number).rightJustified(7, '0');
        row.status = status;
        if (status != Status::OnlyRight)
            row.leftSize = number;
        if (status != Status::OnlyLeft)
            row.rightSize = number;
        return row;
    }
    /// Rows [from, to), each of the status that `of` says.
    static std::vector<CompareRow> rows(int from, int to, const std::function<Status(int)> &of)
    {
        std::vector<CompareRow> result;
        for (int n = from; n < to; ++n)
            result.push_back(row(n, of(n)));
        return result;
    }
    static Status everyThirdSame(int n) { return n % 3 == 0 ? Status::Same : Status::Different; }
    bool append(const std::vector<CompareRow> &rows) const { return m_file->append(rows, {}).has_value(); }
    static RowFilter without(Status status)
    {
        RowFilter filter;
        filter.statuses.at(size_t(status)) = false;
        return filter;
    }
    static std::vector<qint64> shown(const CompareModel &model)
    {
        std::vector<qint64> numbers;
        for (int row = 0; row < model.rowCount(); ++row)
            numbers.push_back(model.numberOf(row));
        return numbers;
    }

private Q_SLOTS:
    void init()
    {
        auto made = ComparisonFile::create(m_folder.filePath(QString::number(++m_made)), {});
        QVERIFY(made.has_value());
        m_file = *made;
    }
    void cleanup() { m_file.reset(); }

    void showsEveryRowAtOnce();
    void showsWhatAFilterFinds();
    void rowsComeWhileItIsLookedAt();
    void rowsThatAreReadLeaveAndEnterTheFilter();
    void thePinnedRowStays();
    void manyChangesMoveAllAtOnce();
    void anOlderFilterIsNotShown();
    void ticksRows();
    void ticksWhatAFilterShows();
    void countsTicksOfEachStatus();
    void saysWhenTheFileCannotBeRead();
    void sizesThatWereNotComparedAreLookedUp();
};

void TestCompareModel::showsEveryRowAtOnce()
{
    QVERIFY(append(rows(0, 10000, everyThirdSame)));
    CompareModel model;
    const QAbstractItemModelTester tester(&model);
    model.setFile(m_file);
    QCOMPARE(model.rowCount(), 10000);
    QCOMPARE(model.keyAt(9999), QByteArray("k0009999"));
    QCOMPARE(model.index(5000, CompareModel::Key).data().toString(), QStringLiteral("k0005000"));
    QCOMPARE(model.index(5000, CompareModel::Left).data().toString(), QStringLiteral("4.9\u00a0KiB"));
    QCOMPARE(model.rowOf(4711), 4711);
    QCOMPARE(model.rowOf(10000), -1);
    QVERIFY(!model.rowAt(-1) && !model.rowAt(10000));
}

void TestCompareModel::showsWhatAFilterFinds()
{
    QVERIFY(append(rows(0, 9000, everyThirdSame)));
    CompareModel model;
    const QAbstractItemModelTester tester(&model);
    model.setFilter(without(Status::Same));
    model.setFile(m_file);
    QVERIFY(model.isFinding());
    QTRY_COMPARE(model.rowCount(), 6000);
    QVERIFY(!model.isFinding());
    QCOMPARE(model.keyAt(0), QByteArray("k0000001"));
    QCOMPARE(model.rowOf(4), 2);
    QCOMPARE(model.rowOf(3), -1);
    QCOMPARE(model.lowerBound(3), 2);

    RowFilter narrow = without(Status::Same);
    narrow.prefix = "k00012";
    model.setFilter(narrow);
    QTRY_COMPARE(model.rowCount(), 66);
    model.setFilter({});
    QCOMPARE(model.rowCount(), 9000);
}

void TestCompareModel::rowsComeWhileItIsLookedAt()
{
    CompareModel model;
    const QAbstractItemModelTester tester(&model);
    model.setFile(m_file);
    QVERIFY(append(rows(0, 10, everyThirdSame)));
    model.appended();
    QCOMPARE(model.rowCount(), 10);

    model.setFilter(without(Status::Same));
    QTRY_COMPARE(model.rowCount(), 6);
    const QSignalSpy moved(&model, &CompareModel::moved);
    const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QVERIFY(append(rows(10, 5000, everyThirdSame)));
    model.appended();
    QTRY_COMPARE(model.rowCount(), 3333);
    QCOMPARE(moved.count(), 0); // what is there stays where it is
    QVERIFY(inserted.count() >= 1);
    QCOMPARE(model.keyAt(3332), QByteArray("k0004999"));
}

void TestCompareModel::rowsThatAreReadLeaveAndEnterTheFilter()
{
    QVERIFY(append(rows(0, 20, [](int) { return Status::Unread; })));
    CompareModel model;
    const QAbstractItemModelTester tester(&model);
    RowFilter onlyDifferent;
    onlyDifferent.statuses = {};
    onlyDifferent.statuses.at(size_t(Status::Different)) = true;
    model.setFilter(onlyDifferent);
    model.setFile(m_file);
    QTRY_VERIFY(!model.isFinding());
    QCOMPARE(model.rowCount(), 0);

    const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QVERIFY(
        m_file
            ->replace(0, rows(0, 20, [](int n) { return n % 2 ? Status::Different : Status::Same; }), {}, {})
            .has_value());
    model.changed(0, 20);
    QTRY_COMPARE(model.rowCount(), 10);
    QVERIFY(
        m_file
            ->replace(0, rows(0, 20, [](int n) { return n % 5 ? Status::Same : Status::Different; }), {}, {})
            .has_value());
    model.changed(0, 20);
    QTRY_COMPARE(model.rowCount(), 4);
    QCOMPARE(shown(model), (std::vector<qint64>{0, 5, 10, 15}));
    QCOMPARE(resets.count(), 0);
}

void TestCompareModel::thePinnedRowStays()
{
    QVERIFY(append(rows(0, 20, [](int) { return Status::Unread; })));
    CompareModel model;
    const QAbstractItemModelTester tester(&model);
    model.setFilter(without(Status::Same));
    model.setFile(m_file);
    QTRY_COMPARE(model.rowCount(), 20);
    model.setPinned(7);
    QVERIFY(m_file->replace(0, rows(0, 20, [](int) { return Status::Same; }), {}, {}).has_value());
    model.changed(0, 20);
    QTRY_COMPARE(model.rowCount(), 1);
    QCOMPARE(model.numberOf(0), 7);
    QCOMPARE(int(model.rowAt(0)->status), int(Status::Same));

    RowFilter other = without(Status::Same);
    other.prefix = "k";
    model.setFilter(other);
    QTRY_COMPARE(model.rowCount(), 0);
}

void TestCompareModel::manyChangesMoveAllAtOnce()
{
    QVERIFY(append(rows(0, 4000, everyThirdSame)));
    CompareModel model;
    const QAbstractItemModelTester tester(&model);
    model.setFilter(without(Status::Same));
    model.setFile(m_file);
    QTRY_COMPARE(model.rowCount(), 2666);
    const QSignalSpy about(&model, &CompareModel::aboutToMove);
    const QSignalSpy moved(&model, &CompareModel::moved);
    QVERIFY(m_file
                ->replace(0,
                          rows(0, 4000, [](int n) { return n % 3 == 1 ? Status::Same : Status::Different; }),
                          {}, {})
                .has_value());
    model.changed(0, 4000);
    QTRY_COMPARE(moved.count(), 1);
    QCOMPARE(about.count(), 1);
    QCOMPARE(model.rowCount(), 2667);
    QCOMPARE(model.numberOf(1), 2);
}

void TestCompareModel::anOlderFilterIsNotShown()
{
    QVERIFY(append(rows(0, 30000, everyThirdSame)));
    CompareModel model;
    model.setFile(m_file);
    const QSignalSpy moved(&model, &CompareModel::moved);
    for (const char *prefix : {"k", "k0", "k00", "k0001"}) {
        RowFilter filter;
        filter.prefix = prefix;
        model.setFilter(filter);
    }
    QTRY_COMPARE(model.rowCount(), 1000);
    QVERIFY(!model.isFinding());
    QCOMPARE(moved.count(), 1);
}

void TestCompareModel::ticksRows()
{
    QVERIFY(append(rows(0, 100, everyThirdSame)));
    CompareModel model;
    const QAbstractItemModelTester tester(&model);
    model.setFilter(without(Status::Same));
    model.setFile(m_file);
    QTRY_COMPARE(model.rowCount(), 66);
    const QModelIndex box = model.index(1, CompareModel::Tick);
    QVERIFY(box.flags() & Qt::ItemIsUserCheckable);
    QVERIFY(model.setData(box, int(Qt::Checked), Qt::CheckStateRole));
    QTRY_COMPARE(box.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QCOMPARE(m_file->tickedCount(), 1);
    QVERIFY(m_file->row(2)->ticked);

    model.setTicked({{0, 3}, {60, 65}}, true);
    QTRY_COMPARE(m_file->tickedCount(), 10);
    model.setTicked({{0, 65}}, false);
    QTRY_COMPARE(m_file->tickedCount(), 0);
}

void TestCompareModel::ticksWhatAFilterShows()
{
    QVERIFY(append(rows(0, 9000, everyThirdSame)));
    CompareModel model;
    model.setFile(m_file);
    model.setAllTicked(without(Status::Different), true);
    QTRY_COMPARE(m_file->tickedCount(), 3000);
    RowFilter ticked;
    ticked.tickedOnly = true;
    model.setFilter(ticked);
    QTRY_COMPARE(model.rowCount(), 3000);
    model.setAllTicked(ticked, false);
    QTRY_COMPARE(model.rowCount(), 0);
}

void TestCompareModel::countsTicksOfEachStatus()
{
    QVERIFY(append(rows(0, 50, [](int n) { return Status(n % 5); })));
    CompareModel model;
    model.setFile(m_file);
    model.setTicked({{0, 11}}, true);
    QTRY_COMPARE(model.ticked(), (jobs::Counts{3, 3, 2, 2, 2}));
    // A ticked row that is read turns into something else.
    QVERIFY(m_file->replace(0, rows(0, 50, [](int) { return Status::Same; }), {}, {}).has_value());
    model.changed(0, 50);
    QTRY_COMPARE(model.ticked(), (jobs::Counts{0, 0, 0, 12, 0}));
    model.setFile(nullptr);
    QCOMPARE(model.ticked(), jobs::Counts{});
    QCOMPARE(model.rowCount(), 0);
}

void TestCompareModel::saysWhenTheFileCannotBeRead()
{
    QVERIFY(append(rows(0, 9000, everyThirdSame)));
    const QString path = m_file->path();
    m_file.reset();
    QFile damaged(path);
    QVERIFY(damaged.open(QIODevice::ReadWrite));
    const qint64 size = damaged.size();
    QVERIFY(damaged.seek(size / 2));
    damaged.write(QByteArray(int(size / 2), '\x5a'));
    damaged.close();
    auto opened = ComparisonFile::open(path);
    if (!opened)
        QSKIP("the damage is seen when the file is opened");
    CompareModel model;
    model.setFile(*opened);
    const QSignalSpy failed(&model, &CompareModel::failed);
    for (int row = 0; row < model.rowCount(); row += 100)
        model.keyAt(row);
    QTRY_COMPARE(failed.count(), 1);
}

void TestCompareModel::sizesThatWereNotComparedAreLookedUp()
{
    std::vector<CompareRow> some = rows(0, 3, [](int n) {
        return n == 0 ? Status::OnlyLeft : n == 1 ? Status::OnlyRight : Status::Same;
    });
    for (CompareRow &one : some)
        one.leftSize = one.rightSize = -1;
    QVERIFY(append(some));
    const auto left = std::make_shared<MemoryStore>();
    left->setCapabilities({.sizesAreCheap = true});
    left->plant({.key = "k0000000", .value = QByteArray(300, 'x')});
    left->plant({.key = "k0000002", .value = QByteArray(20, 'x')});
    const auto right = std::make_shared<MemoryStore>(); // where a size costs a reading
    right->plant({.key = "k0000001", .value = "12345"});

    CompareModel model;
    const QAbstractItemModelTester tester(&model);
    model.setFile(m_file);
    const auto cell = [&model](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(cell(0, CompareModel::Left), QStringLiteral("—"));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setStores(left, right);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(cell(0, CompareModel::Left), QString()); // on its way
    QTRY_COMPARE(cell(0, CompareModel::Left), QStringLiteral("300\u00a0B"));
    QCOMPARE(cell(0, CompareModel::Right), QString()); // there is no such key
    QCOMPARE(cell(1, CompareModel::Left), QString());
    QCOMPARE(cell(1, CompareModel::Right), QStringLiteral("—"));
    QTRY_COMPARE(cell(2, CompareModel::Left), QStringLiteral("20\u00a0B"));
    QCOMPARE(cell(2, CompareModel::Right), QStringLiteral("—"));

    model.learnSizes(1, -1, 5);
    QCOMPARE(cell(1, CompareModel::Right), QStringLiteral("5\u00a0B"));
    QCOMPARE(right->callCount(MemoryStore::Call::Peek), 0);
    model.setFile(nullptr);
    model.setFile(m_file);
    QCOMPARE(cell(1, CompareModel::Right), QStringLiteral("—"));
}

QTEST_MAIN(TestCompareModel)
#include "tst_comparemodel.moc"
