// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keytablemodel.h"
#include "items/patternmodel.h"
#include "store/memorystore.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace kv;
using kv::items::KeyTableModel;
using kv::items::PatternModel;

namespace {

struct Desk
{
    explicit Desk(int users)
    {
        for (int i = 0; i < users; ++i)
            store->plant({.key = "user:" + QByteArray::number(i), .value = "v"});
        store->plant({.key = "config", .value = "v"});
        table.setStore(store);
    }
    bool settle() const
    {
        return QTest::qWaitFor([this] { return !table.isLoading() && !patterns.isBusy(); });
    }
    QString cell(int row, int column) const { return patterns.index(row, column).data().toString(); }

    std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>();
    KeyTableModel table;
    PatternModel patterns{&table};
    QAbstractItemModelTester tester{&patterns, QAbstractItemModelTester::FailureReportingMode::QtTest};
};

} // namespace

class TestPatternModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksOnlyWhenItIsWanted();
    void tellsTemplatesAndExamples();
    void followsTheSource();
    void countsWhatTheFilterShows();
    void saysSoFar();
    void emptyStore();
    void destroyedWhileLooking();
};

void TestPatternModel::looksOnlyWhenItIsWanted()
{
    Desk desk(10);
    QVERIFY(desk.settle());
    QCOMPARE(desk.patterns.rowCount(), 0);
    desk.patterns.setActive(true);
    QVERIFY(desk.patterns.isBusy());
    QVERIFY(desk.settle());
    QCOMPARE(desk.patterns.rowCount(), 2);
    desk.patterns.setActive(false);
    QCOMPARE(desk.patterns.rowCount(), 0);
    QVERIFY(!desk.patterns.isBusy());
}

void TestPatternModel::tellsTemplatesAndExamples()
{
    Desk desk(300);
    desk.patterns.setActive(true);
    QTRY_COMPARE(desk.cell(0, PatternModel::Keys), QStringLiteral("300"));
    QVERIFY(desk.settle());
    QCOMPARE(desk.cell(0, PatternModel::Pattern), QStringLiteral("user:{id}"));
    QCOMPARE(desk.cell(0, PatternModel::Share), QStringLiteral("99.7 %"));
    QVERIFY(desk.cell(0, PatternModel::Example).startsWith(QStringLiteral("user:0 ")));
    QCOMPARE(desk.cell(1, PatternModel::Pattern), QStringLiteral("config"));
    const QModelIndex first = desk.patterns.index(0, 0);
    QCOMPARE(first.data(PatternModel::GlobRole).toByteArray(), QByteArray("user:*"));
    QCOMPARE(first.data(PatternModel::PrefixRole).toByteArray(), QByteArray("user:"));
    QCOMPARE(first.data(PatternModel::CountRole).toLongLong(), 300);
    QCOMPARE(desk.patterns.counted(), qint64(301));
    QVERIFY(desk.patterns.isFinal());
    QCOMPARE(desk.patterns.headerData(0, Qt::Horizontal).toString(), QStringLiteral("Pattern"));
}

void TestPatternModel::followsTheSource()
{
    Desk desk(5);
    desk.patterns.setActive(true);
    QTRY_COMPARE(desk.cell(0, PatternModel::Keys), QStringLiteral("5"));
    desk.store->plant({.key = "user:77", .value = "v"});
    desk.table.refresh();
    QTRY_COMPARE(desk.cell(0, PatternModel::Keys), QStringLiteral("6"));
    desk.table.setStore(nullptr);
    QTRY_COMPARE(desk.patterns.rowCount(), 0);
}

void TestPatternModel::countsWhatTheFilterShows()
{
    Desk desk(20);
    desk.patterns.setActive(true);
    desk.table.setPrefix("user:1");
    QTRY_COMPARE(desk.cell(0, PatternModel::Keys), QStringLiteral("11"));
    QVERIFY(desk.settle());
    QCOMPARE(desk.patterns.rowCount(), 1);
}

void TestPatternModel::saysSoFar()
{
    Desk desk(3000);
    desk.store->setCapabilities({.listsByPage = true});
    desk.table.setStore(nullptr);
    desk.table.setStore(desk.store);
    desk.patterns.setActive(true);
    QTRY_COMPARE(desk.patterns.counted(), qint64(KeyTableModel::pageKeys));
    QVERIFY(desk.settle());
    QVERIFY(!desk.patterns.isFinal());
    desk.table.loadAll();
    QTRY_VERIFY(desk.patterns.isFinal());
    QCOMPARE(desk.patterns.counted(), qint64(3001));
}

void TestPatternModel::emptyStore()
{
    KeyTableModel table;
    PatternModel patterns(&table);
    patterns.setActive(true);
    QTRY_VERIFY(!patterns.isBusy());
    QCOMPARE(patterns.rowCount(), 0);
    QCOMPARE(patterns.counted(), qint64(0));
}

void TestPatternModel::destroyedWhileLooking()
{
    for (int round = 0; round < 20; ++round) {
        Desk desk(20'000);
        QVERIFY(QTest::qWaitFor([&] { return !desk.table.isLoading(); }));
        desk.patterns.setActive(true);
    }
}

QTEST_GUILESS_MAIN(TestPatternModel)
#include "tst_patternmodel.moc"
