// SPDX-License-Identifier: GPL-3.0-or-later
// What a put costs beside the least it can cost, and how long it keeps others from writing.
#include "bench/barewriter.h"
#include "bench/table.h"
#include "bench/wranglerput.h"
#include "local/localstore.h"
#include "support/statefolder.h"

#include <QCoreApplication>
#include <QElapsedTimer>

using namespace kv;
using namespace kv::bench;

namespace {

// Values after one wait for the disk: of puts in a row, and of a putMany.
constexpr int togetherMost = 512;
constexpr int togetherInBulk = 4096;
// How long rows share a transaction.
constexpr qint64 transactionNs = 500'000;

QByteArray keyOf(int n)
{
    return "user:" + QByteArray::number(n).rightJustified(8, '0');
}

QByteArray valueOf(int n)
{
    return QByteArray::number(n).append(' ').leftJustified(100, 'x');
}

/// A state folder with an empty store, and what is written there by either way.
class Ground
{
public:
    Ground()
    {
        m_folder.put("first", "the first write makes the store");
        m_folder.sql("DELETE FROM _mf_entries");
        for (const QString &name : m_folder.blobNames())
            QFile::remove(m_folder.blobs() + u'/' + name);
    }

    /// Seconds of `puts` puts through a LocalStore, asked for in a row or one after the other's answer.
    double ours(int puts, BareWriter::Flush flush)
    {
        settle();
        local::LocalStore store(m_folder.target);
        QList<QFuture<Result<Revision>>> answers;
        answers.reserve(puts);
        QElapsedTimer timer;
        timer.start();
        for (int n = 0; n < puts; ++n) {
            answers << store.put({.key = keyOf(n), .value = valueOf(n)});
            if (flush == BareWriter::Flush::Each)
                answers.last().waitForFinished();
        }
        answers.last().waitForFinished(); // the last to be written: waking for each would be measured too
        for (auto &answer : answers)
            answer.waitForFinished();
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        for (const auto &answer : std::as_const(answers))
            if (answer.resultCount() != 1 || !answer.result())
                wrong("a put failed");
        check(puts);
        return seconds;
    }
    /// The same in one putMany().
    double oursInBulk(int puts)
    {
        QList<Put> all;
        all.reserve(puts);
        for (int n = 0; n < puts; ++n)
            all << Put{.key = keyOf(n), .value = valueOf(n)};
        settle();
        local::LocalStore store(m_folder.target);
        QElapsedTimer timer;
        timer.start();
        QFuture<Result<QList<Result<Revision>>>> future = store.putMany(all);
        future.waitForFinished();
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        if (future.resultCount() != 1 || !future.result())
            wrong("a putMany failed");
        const QList<Result<Revision>> answers = future.result().value();
        for (const Result<Revision> &answer : answers)
            if (!answer)
                wrong("a put failed");
        check(puts);
        return seconds;
    }
    double reference(int puts, BareWriter::Flush flush)
    {
        return bare(puts, flush == BareWriter::Flush::Each ? 1 : togetherMost, flush);
    }
    double referenceInBulk(int puts) { return bare(puts, togetherInBulk, BareWriter::Flush::Together); }

private:
    double bare(int puts, int step, BareWriter::Flush flush)
    {
        settle();
        QElapsedTimer timer;
        timer.start();
        double seconds = 0;
        {
            BareWriter writer(m_folder.database().toUtf8(), m_folder.blobs().toUtf8());
            QList<QByteArray> ids;
            for (int from = 0; from < puts; from += step) {
                const int end = std::min(puts, from + step);
                ids.clear();
                for (int n = from; n < end; ++n)
                    ids << writer.stage(valueOf(n), flush);
                if (flush == BareWriter::Flush::Together)
                    writer.flushAll();
                QElapsedTimer since;
                for (int n = from; n < end;) {
                    since.start();
                    writer.begin();
                    do
                        writer.row(keyOf(n), ids[n - from]);
                    while (++n < end && since.nsecsElapsed() < transactionNs);
                    writer.commit();
                }
            }
            seconds = double(timer.nsecsElapsed()) / 1e9;
        }
        check(puts);
        return seconds;
    }

    /// What went before shall not be waited for by what is measured.
    void settle() const { ::sync(); }
    void check(int puts) const
    {
        if (m_folder.ask("SELECT count(*) FROM _mf_entries").toInt() != puts ||
            m_folder.blobNames().size() != puts)
            wrong("not as many rows and values as were put");
    }

    test::StateFolder m_folder;
};

/// Notes how long transactions hold the write lock, on every connection that is opened from now on: from
/// the BEGIN's start to the COMMIT's end.
class LockWatch
{
public:
    LockWatch() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(&attach)); }
    ~LockWatch() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&attach)); }
    LockWatch(const LockWatch &) = delete;
    LockWatch &operator=(const LockWatch &) = delete;

    /// Milliseconds. Read when no connection is under way.
    static QList<double> &held()
    {
        static QList<double> list;
        return list;
    }

private:
    static int attach(sqlite3 *db, const char **, const void *)
    {
        return sqlite3_trace_v2(db, SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE, &note, nullptr);
    }
    static int note(unsigned event, void *, void *statement, void *)
    {
        static thread_local QElapsedTimer since;
        const char *sql = sqlite3_sql(static_cast<sqlite3_stmt *>(statement));
        if (event == SQLITE_TRACE_STMT && qstrcmp(sql, "BEGIN IMMEDIATE") == 0)
            since.start();
        if (event == SQLITE_TRACE_PROFILE && qstrcmp(sql, "COMMIT") == 0)
            held() << double(since.nsecsElapsed()) / 1e6;
        return 0;
    }
};

void benchLocks(const Table &table, int puts)
{
    QList<double> held[2];
    for (const bool bare : {false, true}) {
        LockWatch::held().clear();
        {
            Ground ground;
            const LockWatch watch; // from here on: making the store is another thing
            if (bare)
                ground.reference(puts, BareWriter::Flush::Together);
            else
                ground.ours(puts, BareWriter::Flush::Together);
        }
        held[bare] = LockWatch::held();
        if (held[bare].isEmpty())
            wrong("no transaction was seen");
        std::sort(held[bare].begin(), held[bare].end());
    }
    table.ratio("write lock held, median", median(held[0]), median(held[1]), "ms");
    table.ratio("write lock held, 99th percentile", held[0][held[0].size() * 99 / 100],
                held[1][held[1].size() * 99 / 100], "ms");
    table.ratio("write lock held, longest", held[0].last(), held[1].last(), "ms");
}

/// New entries in a row and then the same ones again, where the temporary files lie.
Pair benchRows(const Table &table, int puts, int rounds)
{
    QList<double> over[2];
    const auto run = [&](double (Ground::*way)(int, BareWriter::Flush), QList<double> &again) {
        Ground ground;
        const double fresh = (ground.*way)(puts, BareWriter::Flush::Together);
        again << (ground.*way)(puts, BareWriter::Flush::Together);
        return fresh;
    };
    const Pair fresh = alternate(
        rounds, [&] { return run(&Ground::ours, over[0]); },
        [&] { return run(&Ground::reference, over[1]); });
    table.ratio("new entries, asked for in a row", fresh.ours, fresh.reference, "s", 1.3);
    table.ratio("overwritten, asked for in a row", median(over[0]), median(over[1]), "s", 1.3);
    return fresh;
}

/// Each put after the answer to the one before.
void benchSingles(const Table &table, int puts, int rounds, double wanted)
{
    const auto run = [&](double (Ground::*way)(int, BareWriter::Flush)) {
        Ground ground;
        return (ground.*way)(puts, BareWriter::Flush::Each) / puts * 1e3;
    };
    const Pair single = alternate(
        rounds, [&] { return run(&Ground::ours); }, [&] { return run(&Ground::reference); });
    table.ratio("one after the other's answer, each", single.ours, single.reference, "ms", wanted);
}

/// Many new entries at once. Wrangler's bulk put does some 360 in a second; 50 times that is wanted.
void benchBulk(const Table &table, int puts, int rounds)
{
    const Pair bulk = alternate(
        rounds, [&] { return Ground().oursInBulk(puts); }, [&] { return Ground().referenceInBulk(puts); });
    const QByteArray figure = QByteArray::number(puts) + " new entries at once";
    table.ratio(figure.constData(), bulk.ours, bulk.reference, "s", 1.3);
    table.ratio("the same, thousands in a second", puts / bulk.ours / 1000, puts / bulk.reference / 1000,
                "/s");
}

void benchFolder(const QByteArray &folder, bool waits, bool smoke)
{
    qputenv("TMPDIR", folder);
    const int puts = smoke ? 600 : 10'000;
    const int singles = smoke ? 20 : 300;
    const int rounds = smoke ? 1 : 5;
    const Table table("Writing " + QByteArray::number(puts) + " entries of 100 bytes in " + folder +
                          ", medians of " + QByteArray::number(rounds),
                      !smoke);
    // First, and on a disk only once: ext4 is slow to make files where many were deleted just before.
    benchBulk(table, smoke ? 6000 : 100'000, smoke || waits ? 1 : 3);
    const Pair fresh = benchRows(table, puts, rounds);
    // Where nothing waits for a disk, the way to the store's thread and back is most of a single put.
    benchSingles(table, singles, rounds, waits ? 1.3 : 0);
    benchLocks(table, puts);
    if (smoke || !waits)
        return;
    if (const std::optional<double> wrangler = wranglerSeconds(puts))
        table.ratio("beside it: wrangler kv bulk put --local", fresh.ours, *wrangler, "s");
    else
        table.note("wrangler not installed: left out");
}

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    const QCoreApplication app(argc, argv);
    benchFolder(QFile::encodeName(QDir::tempPath()), true, smoke);
    // The disk's waits vary, and hide what the program itself adds.
    if (const QFileInfo memory(QStringLiteral("/dev/shm")); memory.isDir() && memory.isWritable())
        benchFolder("/dev/shm", false, smoke);
    return 0;
}
