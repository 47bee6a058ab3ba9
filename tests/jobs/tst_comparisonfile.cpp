// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparisonfile.h"
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

    void isOpenOnce()
    {
        const QString path = newPath();
        {
            const auto file = ComparisonFile::create(path, someSpec());
            QVERIFY_RESULT(file);
            QVERIFY_ERROR(ComparisonFile::open(path), ErrorKind::Busy);
            QVERIFY_ERROR(ComparisonFile::create(path, someSpec()), ErrorKind::Conflict);
        }
        QVERIFY_RESULT(ComparisonFile::open(path));
        // Nothing but the comparison stays.
        const QString name = QFileInfo(path).fileName();
        QCOMPARE(QDir(m_dir.path()).entryList({name + u'*'}, QDir::Files), QStringList(name));
    }

    void whatAKilledProcessHadBegunToMakeIsNoHindrance()
    {
        const QString path = newPath();
        for (const char *part : {"-new", "-new-wal", "-new-journal", "-lock"}) {
            QFile left(path + QLatin1String(part));
            QVERIFY(left.open(QIODevice::WriteOnly));
            left.write("half");
        }
        const auto file = ComparisonFile::create(path, someSpec());
        QVERIFY_RESULT(file);
        QCOMPARE((*file)->spec(), someSpec());
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

    void replacesBlocks()
    {
        const QString path = newPath();
        std::vector<CompareRow> rows = someRows(5000);
        auto file = ComparisonFile::create(path, someSpec());
        QVERIFY_RESULT(file);
        QVERIFY_RESULT((*file)->append(rows, someState()));
        QVERIFY_RESULT((*file)->block(0)); // it is kept, and must not be shown again
        ComparisonFile::Block block(rows.begin(), rows.begin() + ComparisonFile::rowsPerBlock);
        for (CompareRow &row : block)
            row.status = Status::Same, row.reasons = {}, row.valuePending = false;
        block[7].status = Status::Unread;
        block[7].reasons = Reason::Failed;
        QVERIFY_RESULT((*file)->setTicked({3, 7, 4500}, true));
        CompareState state = someState();
        state.block = 1;
        QVERIFY_RESULT((*file)->replace(0, block, {{block[7].key, QStringLiteral("no such luck")}}, state));
        block[3].ticked = block[7].ticked = true; // ticks are not the job's to change
        QVERIFY(**(*file)->block(0) == block);
        QCOMPARE((*file)->countsOf(0)[size_t(Status::Same)], ComparisonFile::rowsPerBlock - 1);
        QCOMPARE((*file)->wantingIn(0), 0);
        QCOMPARE((*file)->problem(block[7].key).value_or(QString()), QStringLiteral("no such luck"));
        QVERIFY_ERROR((*file)->problem(block[8].key), ErrorKind::NotFound);
        // Another block's rows, and more or fewer of them.
        QVERIFY_ERROR((*file)->replace(1, block, {}, state), ErrorKind::Internal);
        block.pop_back();
        QVERIFY_ERROR((*file)->replace(0, block, {}, state), ErrorKind::Internal);
        // The last block replaced, and then filled up.
        ComparisonFile::Block last(rows.begin() + ComparisonFile::rowsPerBlock, rows.end());
        last[0].status = Status::OnlyLeft;
        QVERIFY_RESULT((*file)->replace(1, last, {}, state));
        CompareRow more;
        more.key = "zzz";
        more.status = Status::OnlyRight;
        QVERIFY_RESULT((*file)->append(std::vector<CompareRow>{more}, state));
        QCOMPARE((*file)->row(5000)->key, more.key);
        QCOMPARE((*file)->row(ComparisonFile::rowsPerBlock)->status, Status::OnlyLeft);
        const Counts counts = (*file)->counts();
        const qint64 wanting = (*file)->wantingCount();
        const auto all = allRows(**file);
        file->reset();
        const auto again = ComparisonFile::open(path);
        QVERIFY_RESULT(again);
        QCOMPARE((*again)->counts(), counts);
        QCOMPARE((*again)->wantingCount(), wanting);
        QCOMPARE((*again)->tickedCount(), 3);
        QVERIFY(allRows(**again) == all);
    }

    void ticks()
    {
        const QString path = newPath();
        const std::vector<CompareRow> rows = someRows(10'000);
        {
            const auto file = ComparisonFile::create(path, someSpec());
            QVERIFY_RESULT(file);
            QVERIFY_RESULT((*file)->append(rows, someState()));
            std::vector<quint32> odd;
            for (quint32 i = 1; i < rows.size(); i += 2)
                odd.push_back(i);
            QVERIFY_RESULT((*file)->setTicked(odd, true));
            QCOMPARE((*file)->tickedCount(), 5000);
            QVERIFY_RESULT((*file)->setTicked({9999, 1, 2}, false));
            QCOMPARE((*file)->tickedCount(), 4998);
            QVERIFY_RESULT((*file)->setTicked({}, true));
            QVERIFY_ERROR((*file)->setTicked({0, 10'000}, true), ErrorKind::InvalidInput);
            QVERIFY(!(*file)->row(0)->ticked); // all or nothing
        }
        const auto file = ComparisonFile::open(path);
        QVERIFY_RESULT(file);
        QCOMPARE((*file)->tickedCount(), 4998);
        QVERIFY((*file)->row(3)->ticked && !(*file)->row(1)->ticked && !(*file)->row(9999)->ticked);
    }

    void finds_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 40; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void finds()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        std::vector<CompareRow> rows = someRows(9000 + random.bounded(4000), seed);
        if (seed % 3 == 0) { // whole blocks of one kind
            for (size_t i = 0; i < ComparisonFile::rowsPerBlock; ++i)
                rows[i].status = Status::Same;
        }
        const auto file = ComparisonFile::create(newPath(), someSpec());
        QVERIFY_RESULT(file);
        QVERIFY_RESULT((*file)->append(rows, someState()));
        std::vector<quint32> ticked;
        for (quint32 i = 0; i < rows.size(); ++i) {
            if (random.bounded(5) == 0)
                ticked.push_back(i), rows[i].ticked = true;
        }
        QVERIFY_RESULT((*file)->setTicked(ticked, true));
        for (int turn = 0; turn < 12; ++turn) {
            RowFilter filter;
            for (bool &status : filter.statuses)
                status = random.bounded(3) != 0;
            const QByteArray key = rows[size_t(random.bounded(int(rows.size())))].key;
            if (random.bounded(2) == 0)
                filter.prefix = key.left(random.bounded(int(key.size()) + 1));
            if (random.bounded(3) == 0)
                filter.pattern = QByteArray::number(random.bounded(100));
            filter.tickedOnly = random.bounded(3) == 0;
            std::vector<quint32> expected;
            for (quint32 i = 0; i < rows.size(); ++i) {
                const CompareRow &row = rows[i];
                if (filter.statuses[size_t(row.status)] && row.key.startsWith(filter.prefix) &&
                    row.key.contains(filter.pattern) && (!filter.tickedOnly || row.ticked))
                    expected.push_back(i);
            }
            const auto found = (*file)->find(filter, {});
            QVERIFY_RESULT(found);
            QVERIFY2(*found == expected, filter.prefix + " / " + filter.pattern);
        }
    }

    void findsByGlobAndGivesUp()
    {
        const std::vector<CompareRow> rows = someRows(100);
        const auto file = ComparisonFile::create(newPath(), someSpec());
        QVERIFY_RESULT(file);
        QVERIFY_RESULT((*file)->append(rows, someState()));
        RowFilter filter;
        filter.pattern = "user:*4?";
        const auto found = (*file)->find(filter, {});
        QVERIFY_RESULT(found);
        for (quint32 i = 40; i < 50; ++i) {
            if (rows[i].key.size() == 12)
                QVERIFY(std::find(found->begin(), found->end(), i) != found->end());
        }
        QVERIFY(std::find(found->begin(), found->end(), 50u) == found->end());
        QVERIFY_ERROR((*file)->find({}, [] { return true; }), ErrorKind::Cancelled);
        RowFilter border;
        border.prefix = "\xff\xff"; // nothing is above it
        QCOMPARE((*file)->find(border, {})->size(), size_t(0));
    }

    void refusesWhatIsNoComparison()
    {
        QVERIFY_ERROR(ComparisonFile::open(newPath()), ErrorKind::NotFound);
        const QString text = newPath();
        QFile file(text);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(9000, 'x')) == 9000);
        file.close();
        QVERIFY_ERROR(ComparisonFile::open(text), ErrorKind::Corrupt);
    }

    /// A file cut or altered at any place is refused, or its rows are, or they are what they were; it never
    /// brings the program down.
    void survivesDamage()
    {
        const QString path = newPath();
        const std::vector<CompareRow> rows = someRows(6000);
        {
            const auto file = ComparisonFile::create(path, someSpec());
            QVERIFY_RESULT(file);
            QVERIFY_RESULT((*file)->append(rows, someState()));
            QVERIFY_RESULT((*file)->setTicked({1, 5000}, true));
        }
        QFile whole(path);
        QVERIFY(whole.open(QIODevice::ReadOnly));
        const QByteArray bytes = whole.readAll();
        QVERIFY(bytes.size() > 50'000);
        QRandomGenerator random(5);
        int refused = 0;
        for (int round = 0; round < 150; ++round) {
            QByteArray damaged = bytes;
            if (round % 3 == 0) {
                damaged.truncate(random.bounded(int(bytes.size())));
            } else {
                for (int i = 0; i < 1 + random.bounded(30); ++i)
                    damaged[random.bounded(int(bytes.size()))] = char(random.bounded(256));
            }
            const QString copy = newPath();
            QFile out(copy);
            QVERIFY(out.open(QIODevice::WriteOnly) && out.write(damaged) == damaged.size());
            out.close();
            const auto file = ComparisonFile::open(copy);
            if (!file) {
                ++refused;
                continue;
            }
            for (qint64 i = 0; i < (*file)->blockCount(); ++i)
                (void)(*file)->block(i);
            RowFilter filter;
            filter.pattern = "9";
            filter.tickedOnly = round % 2 == 0;
            (void)(*file)->find(filter, {});
            (void)(*file)->setTicked({2}, true);
            CompareRow more;
            more.key = "zzz";
            (void)(*file)->append(std::vector<CompareRow>{more}, someState());
            QFile::remove(copy);
        }
        QVERIFY(refused > 40);
    }
};

QTEST_GUILESS_MAIN(TestComparisonFile)
#include "tst_comparisonfile.moc"
