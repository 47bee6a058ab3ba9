// SPDX-License-Identifier: GPL-3.0-or-later
// How quickly two local stores are compared, by names and metadata and by values, and in what memory.
#include "bench/table.h"
#include "jobs/comparejob.h"
#include "local/localstore.h"
#include "support/statefolder.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>

#include <cstring>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

using namespace kv;
using namespace kv::bench;
using jobs::CompareJob;
using jobs::ComparisonFile;
using jobs::Depth;
using jobs::Status;

namespace {

constexpr int valueBytes = 1024;

/// A store of `keys` keys, a third of them with metadata and expiration. Every thousandth is another one than
/// with another `mark`.
class LargeStore
{
public:
    LargeStore(int keys, char mark, bool hasValues)
    {
        m_folder.put("user:", "the first write makes the store");
        const QByteArray count = QByteArray::number(keys);
        const QByteArray fill =
            "DELETE FROM _mf_entries;"
            "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
            count +
            ") INSERT INTO _mf_entries SELECT printf('user:%07d:profile', i) || CASE WHEN i % 1000 = 999 "
            "AND " +
            (hasValues ? "0" : "1") + " THEN '" + mark +
            "' ELSE '' END, printf('%080d', i),"
            "  CASE WHEN i % 3 = 0 THEN 1900000000000 + i * 1000 END,"
            "  CASE WHEN i % 3 = 0 THEN printf('{\"version\":%d,\"by\":\"worker\"}', i) END FROM n;"
            "PRAGMA wal_checkpoint(TRUNCATE);";
        if (m_folder.sql(fill) != SQLITE_OK)
            wrong("the store cannot be filled");
        if (hasValues)
            writeValues(keys);
    }

    const Target &target() const { return m_folder.target; }
    QByteArray database() const { return m_folder.database().toUtf8(); }
    QByteArray blobs() const { return m_folder.blobs().toUtf8(); }

private:
    void writeValues(int keys) const
    {
        QByteArray value(valueBytes, '\0');
        for (int i = 0; i < keys; ++i) {
            for (int at = 0; at < valueBytes; ++at)
                value[at] = char('a' + (i + at * 7) % 26);
            char name[96];
            std::snprintf(name, sizeof name, "/%080d", i);
            const int file = ::open((blobs() + name).constData(), O_WRONLY | O_CREAT | O_EXCL, 0600);
            if (file < 0 || ::write(file, value.constData(), valueBytes) != valueBytes)
                wrong("a value cannot be written");
            ::close(file);
        }
    }

    test::StateFolder m_folder;
};

/// One side of a bare loop.
class Cursor
{
public:
    Cursor(const QByteArray &database, const char *query)
    {
        if (sqlite3_open(database.constData(), &m_db) != SQLITE_OK ||
            sqlite3_prepare_v2(m_db, query, -1, &m_statement, nullptr) != SQLITE_OK)
            wrong(sqlite3_errmsg(m_db));
        next();
    }
    ~Cursor()
    {
        sqlite3_finalize(m_statement);
        sqlite3_close(m_db);
    }
    Cursor(const Cursor &) = delete;
    Cursor &operator=(const Cursor &) = delete;

    bool atEnd() const { return !m_isRow; }
    void next() { m_isRow = sqlite3_step(m_statement) == SQLITE_ROW; }
    QByteArrayView text(int column) const
    {
        const void *data = sqlite3_column_blob(m_statement, column);
        return {static_cast<const char *>(data), sqlite3_column_bytes(m_statement, column)};
    }
    qint64 number(int column) const { return sqlite3_column_int64(m_statement, column); }

private:
    sqlite3 *m_db = nullptr;
    sqlite3_stmt *m_statement = nullptr;
    bool m_isRow = false;
};

int order(QByteArrayView a, QByteArrayView b)
{
    const int bytes = std::memcmp(a.data(), b.data(), size_t(std::min(a.size(), b.size())));
    return bytes != 0 ? bytes : int(a.size() - b.size());
}

/// Seconds of two bare loops and a merge; counts the rows that differ or lie on one side.
double bareMerge(const LargeStore &left, const LargeStore &right, qint64 *differing)
{
    constexpr char query[] = "SELECT key, expiration, metadata FROM _mf_entries ORDER BY key";
    QElapsedTimer timer;
    timer.start();
    Cursor l(left.database(), query);
    Cursor r(right.database(), query);
    *differing = 0;
    while (!l.atEnd() || !r.atEnd()) {
        const int which = l.atEnd() ? 1 : r.atEnd() ? -1 : order(l.text(0), r.text(0));
        if (which != 0 || l.number(1) != r.number(1) || l.text(2) != r.text(2))
            ++*differing;
        if (which <= 0)
            l.next();
        if (which >= 0)
            r.next();
    }
    return double(timer.nsecsElapsed()) / 1e9;
}

qint64 readWhole(const QByteArray &folder, QByteArrayView name, std::vector<char> &into)
{
    const QByteArray path = folder + '/' + name.toByteArray();
    const int file = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        wrong("a value cannot be read");
    const qint64 size = ::read(file, into.data(), into.size());
    ::close(file);
    return size;
}

/// Seconds of a bare loop that reads both files of each key and compares them.
double bareValues(const LargeStore &left, const LargeStore &right)
{
    constexpr char query[] = "SELECT key, expiration, metadata, blob_id FROM _mf_entries ORDER BY key";
    QElapsedTimer timer;
    timer.start();
    Cursor l(left.database(), query);
    Cursor r(right.database(), query);
    const QByteArray leftFolder = left.blobs();
    const QByteArray rightFolder = right.blobs();
    std::vector<char> a(64 * 1024);
    std::vector<char> b(64 * 1024);
    for (; !l.atEnd() && !r.atEnd(); l.next(), r.next()) {
        const qint64 size = readWhole(leftFolder, l.text(3), a);
        if (l.text(0) != r.text(0) || readWhole(rightFolder, r.text(3), b) != size ||
            std::memcmp(a.data(), b.data(), size_t(size)) != 0)
            wrong("the stores are not the same");
    }
    return double(timer.nsecsElapsed()) / 1e9;
}

struct Comparison
{
    double seconds = 0;
    double firstRows = 0;
    qint64 rows = 0;
    jobs::Counts counts = {};
};

Comparison compare(const LargeStore &left, const LargeStore &right, Depth depth)
{
    const QTemporaryDir folder;
    jobs::CompareSpec spec;
    spec.depth = depth;
    spec.left = left.target();
    spec.right = right.target();
    Comparison result;
    QElapsedTimer timer;
    timer.start();
    {
        const auto file = ComparisonFile::create(folder.filePath(QStringLiteral("c")), spec);
        if (!file)
            wrong("the comparison's file cannot be made");
        CompareJob job(*file, std::make_shared<local::LocalStore>(left.target()),
                       std::make_shared<local::LocalStore>(right.target()));
        QEventLoop loop;
        QObject::connect(&job, &CompareJob::rowsAppended, &loop, [&] {
            if (result.firstRows == 0)
                result.firstRows = double(timer.nsecsElapsed()) / 1e9;
        });
        QObject::connect(&job, &CompareJob::stateChanged, &loop, [&] {
            if (job.state() != jobs::Job::State::Running)
                loop.quit();
        });
        job.start();
        loop.exec();
        result.seconds = double(timer.nsecsElapsed()) / 1e9;
        if (job.state() != jobs::Job::State::Finished)
            wrong(job.error() ? qPrintable(job.error()->detail) : "the comparison did not finish");
        result.rows = (*file)->rowCount();
        result.counts = (*file)->counts();
    }
    return result;
}

/// The most memory that the process has had since the last call, in MiB; 0 where the system does not tell.
double peakMemory()
{
    double peak = 0;
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        const QByteArray text = status.readAll();
        const qsizetype at = text.indexOf("VmHWM:");
        if (at >= 0)
            peak = text.mid(at + 6, 20).simplified().split(' ').value(0).toDouble() / 1024;
    }
    QFile clear(QStringLiteral("/proc/self/clear_refs"));
    if (!clear.open(QIODevice::WriteOnly) || clear.write("5") != 1)
        return 0;
    return peak;
}

void benchRows(const Table &table, int keys, int rounds)
{
    const LargeStore left(keys, 'l', false);
    const LargeStore right(keys, 'r', false);
    qint64 differing = 0;
    bareMerge(left, right, &differing); // warms the cache
    QList<double> firsts;
    const Pair times = alternate(
        rounds,
        [&] {
            const Comparison comparison = compare(left, right, Depth::Rows);
            if (comparison.rows - comparison.counts[size_t(Status::Same)] != differing)
                wrong("the comparison found other rows than the bare loop");
            firsts << comparison.firstRows;
            return comparison.seconds;
        },
        [&] { return bareMerge(left, right, &differing); });
    table.ratio("names, metadata, expiration; two bare loops", times.ours, times.reference, "s", 1.5);
    table.ratio("first rows, of the whole (the reference)", median(firsts), times.ours, "s", 0.1);

    const LargeStore fewLeft(std::min(keys, 10'000), 'l', false);
    const LargeStore fewRight(std::min(keys, 10'000), 'r', false);
    peakMemory();
    compare(fewLeft, fewRight, Depth::Rows);
    const double few = peakMemory();
    compare(left, right, Depth::Rows);
    const double many = peakMemory();
    if (few > 0 && many > 0)
        table.alone("memory more than for 10,000 keys", std::max(0.0, many - few), "MB", 64);
    else
        table.note("the system does not tell how much memory was had at most");
}

void benchValues(const Table &table, int keys, int rounds)
{
    const LargeStore left(keys, 'l', true);
    const LargeStore right(keys, 'r', true);
    bareValues(left, right);
    const Pair times = alternate(
        rounds,
        [&] {
            const Comparison comparison = compare(left, right, Depth::Values);
            if (comparison.counts[size_t(Status::Same)] != keys)
                wrong("the comparison did not find the values the same");
            return comparison.seconds;
        },
        [&] { return bareValues(left, right); });
    table.ratio("equal values of 1 KiB; a bare loop that reads both", times.ours, times.reference, "s", 1.3);
}

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    const QCoreApplication app(argc, argv);
    const int keys = smoke ? 20'000 : 1'000'000;
    const int values = smoke ? 2'000 : 100'000;
    const int rounds = smoke ? 1 : 3;
    const Table table("Comparing two local stores of " + QByteArray::number(keys) + " keys and of " +
                          QByteArray::number(values) + " values, medians of " + QByteArray::number(rounds),
                      !smoke);
    benchRows(table, keys, rounds);
    benchValues(table, values, rounds);
    return 0;
}
