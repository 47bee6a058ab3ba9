// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparisonfile.h"
#include "jobs/keypattern.h"
#include "jobs/rowblock.h"
#include "support/waitfor.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace kv;
using namespace kv::jobs;

namespace {

CompareSpec someSpec()
{
    CompareSpec spec;
    spec.leftName = QStringLiteral("local:TODO:id");
    spec.rightName = QStringLiteral("remote:TODO:preview");
    spec.left.stateRoot = QStringLiteral("/state");
    spec.left.namespaceId = QStringLiteral("one");
    spec.right.place = Place::Remote;
    spec.right.namespaceId = QStringLiteral("two");
    spec.right.accountId = QStringLiteral("account");
    spec.depth = Depth::Rows;
    spec.ignore.expirationSeconds = 90;
    spec.ignore.jsonPaths = QStringList{QStringLiteral("$.at"), QStringLiteral("metadata:$.by")};
    spec.ignore.prefixes = {QByteArray("\xff\0x", 3), "tmp:"};
    spec.ignore.jsonFormatting = true;
    spec.prefix = "user:\xe9";
    spec.secondLook = false;
    return spec;
}

CompareState someState()
{
    CompareState state;
    state.phase = CompareState::Phase::Values;
    state.lastKey = QByteArray("k\0\xff", 3);
    state.leftCursor = "left";
    state.rightCursor = "right";
    state.leftDone = true;
    state.block = 3;
    state.row = 17;
    state.startedMs = 1'700'000'000'123;
    state.finishedMs = 1'700'000'001'123;
    state.requests = 42;
    return state;
}

/// Rows of every kind, the same for the same seed.
std::vector<CompareRow> someRows(int count, quint32 seed = 1)
{
    QRandomGenerator random(seed);
    std::vector<CompareRow> rows;
    for (int i = 0; i < count; ++i) {
        CompareRow row;
        row.key = "user:" + QByteArray::number(i).rightJustified(7, '0');
        if (random.bounded(4) == 0)
            row.key += QByteArray(random.bounded(40), char(0xc0 + random.bounded(60)));
        row.status = Status(random.bounded(statusCount));
        if (row.status == Status::Different)
            row.reasons = Reasons(1 + random.bounded(7));
        else if (row.status == Status::Unread && random.bounded(2) == 0)
            row.reasons = Reason::Failed;
        row.valuePending = row.status == Status::Different && random.bounded(2) == 0;
        if (random.bounded(2) == 0)
            row.leftExpiration = qint64(random.generate64()) >> random.bounded(64);
        if (random.bounded(3) == 0)
            row.rightExpiration = random.bounded(2) ? row.leftExpiration : Expiration(random.bounded(1000));
        if (random.bounded(2) == 0)
            row.leftSize = random.bounded(30'000'000);
        if (random.bounded(2) == 0)
            row.rightSize = random.bounded(2) ? row.leftSize : random.bounded(300);
        rows.push_back(row);
    }
    return rows;
}

std::vector<CompareRow> allRows(const ComparisonFile &file)
{
    std::vector<CompareRow> rows;
    for (qint64 i = 0; i < file.blockCount(); ++i) {
        const auto block = file.block(i);
        if (!block)
            return {};
        rows.insert(rows.end(), (*block)->begin(), (*block)->end());
    }
    return rows;
}

} // namespace

class TestComparisonFile : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    int m_files = 0;
    QString newPath() { return m_dir.filePath(QStringLiteral("c%1.kvcompare").arg(++m_files)); }

private Q_SLOTS:
    void remembersWhatItWasAsked()
    {
        const QString path = newPath();
        {
            const auto file = ComparisonFile::create(path, someSpec());
            QVERIFY_RESULT(file);
            QCOMPARE((*file)->state(), CompareState());
            QVERIFY_RESULT((*file)->setState(someState()));
        }
        const auto file = ComparisonFile::open(path);
        QVERIFY_RESULT(file);
        QCOMPARE((*file)->spec(), someSpec());
        QCOMPARE((*file)->state(), someState());
        QCOMPARE((*file)->rowCount(), 0);
        QCOMPARE((*file)->blockCount(), 0);
        QVERIFY_ERROR((*file)->row(0), ErrorKind::InvalidInput);
        QVERIFY_ERROR((*file)->block(0), ErrorKind::InvalidInput);
        QVERIFY_ERROR(ComparisonFile::create(path, someSpec()), ErrorKind::Conflict);
    }

    void keepsRows()
    {
        const QString path = newPath();
        const std::vector<CompareRow> rows = someRows(10'000);
        {
            const auto file = ComparisonFile::create(path, someSpec());
            QVERIFY_RESULT(file);
            // Pieces of all sizes, that fill blocks up, exactly or beyond.
            for (size_t at = 0, size = 1; at < rows.size(); size = size == 1 ? 4095 : size * 2 % 5003) {
                const size_t end = std::min(rows.size(), at + size);
                CompareState state = someState();
                state.lastKey = rows[end - 1].key;
                QVERIFY_RESULT((*file)->append({rows.begin() + long(at), rows.begin() + long(end)}, state));
                at = end;
                QCOMPARE((*file)->rowCount(), qint64(at));
            }
            QVERIFY(allRows(**file) == rows);
        }
        const auto file = ComparisonFile::open(path);
        QVERIFY_RESULT(file);
        QVERIFY(allRows(**file) == rows);
        QCOMPARE((*file)->state().lastKey, rows.back().key);
        Counts counts = {};
        qint64 wanting = 0;
        for (const CompareRow &row : rows) {
            ++counts[size_t(row.status)];
            wanting += wantsValues(row) ? 1 : 0;
        }
        QCOMPARE((*file)->counts(), counts);
        QCOMPARE((*file)->wantingCount(), wanting);
        const auto row = (*file)->row(5000);
        QVERIFY_RESULT(row);
        QCOMPARE(row->key, rows[5000].key);
        QVERIFY_ERROR((*file)->row(10'000), ErrorKind::InvalidInput);
        QVERIFY_ERROR((*file)->append({rows[5]}, someState()), ErrorKind::Internal);
        QCOMPARE((*file)->rowCount(), 10'000);
    }
};

QTEST_GUILESS_MAIN(TestComparisonFile)
#include "tst_comparisonfile.moc"
