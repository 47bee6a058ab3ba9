// SPDX-License-Identifier: GPL-3.0-or-later
// How quickly a large local store becomes rows of the key table, in what memory, and how the window fares
// meanwhile.
#include "bench/table.h"
#include "items/keytablemodel.h"
#include "local/localstore.h"
#include "support/statefolder.h"
#include "ui/keytable.h"
#include "ui/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace kv;
using namespace kv::bench;
using items::KeyTableModel;

namespace {

/// A store of `keys` keys, a third of them with metadata and expiration. A listing reads no value, so that
/// the rows name files that are not there.
class LargeStore
{
public:
    explicit LargeStore(int keys) : m_keys(keys)
    {
        m_folder.put("user:", "the first write makes the store");
        sqlite3 *db = open();
        const QByteArray fill =
            "DELETE FROM _mf_entries;"
            "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
            QByteArray::number(keys) +
            ")"
            "INSERT INTO _mf_entries SELECT printf('user:%07d:profile', i), lower(hex(randomblob(40))),"
            "  CASE WHEN i % 3 = 0 THEN 1900000000000 + i * 1000 END,"
            "  CASE WHEN i % 3 = 0 THEN printf('{\"version\":%d,\"by\":\"worker\"}', i) END FROM n;"
            "PRAGMA wal_checkpoint(TRUNCATE);";
        if (sqlite3_exec(db, fill.constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
            wrong(sqlite3_errmsg(db));
        sqlite3_close(db);
    }

    int keys() const { return m_keys; }
    std::shared_ptr<Store> store() const { return std::make_shared<local::LocalStore>(m_folder.target); }
    /// Bytes of all keys and metadata.
    double bytes() const
    {
        return m_folder
            .ask("SELECT sum(length(CAST(key AS BLOB)) + ifnull(length(CAST(metadata AS BLOB)), 0))"
                 " FROM _mf_entries")
            .toDouble();
    }

    /// Seconds of a bare loop over the query, its columns touched if told.
    double bareLoop(const char *query, bool touch) const
    {
        QElapsedTimer timer;
        timer.start();
        sqlite3 *db = open();
        sqlite3_stmt *statement = nullptr;
        if (sqlite3_prepare_v2(db, query, -1, &statement, nullptr) != SQLITE_OK)
            wrong(sqlite3_errmsg(db));
        int rows = 0;
        qint64 touched = 0;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            ++rows;
            if (!touch)
                continue;
            touched += sqlite3_column_bytes(statement, 0) + sqlite3_column_int64(statement, 1) +
                       sqlite3_column_bytes(statement, 2);
            for (const int text : {0, 2})
                if (const void *data = sqlite3_column_blob(statement, text))
                    touched += *static_cast<const char *>(data);
        }
        sqlite3_finalize(statement);
        sqlite3_close(db);
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        if (rows != m_keys || (touch && touched == 0))
            wrong("the bare loop did not see every row");
        return seconds;
    }

private:
    sqlite3 *open() const
    {
        sqlite3 *db = nullptr;
        if (sqlite3_open(m_folder.database().toUtf8().constData(), &db) != SQLITE_OK)
            wrong("the store cannot be opened");
        return db;
    }

    test::StateFolder m_folder;
    int m_keys;
};

void runFor(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Seconds from giving `model` the store until its first rows and until all are there.
struct Load
{
    double first = 0;
    double whole = 0;
};

Load load(KeyTableModel &model, const LargeStore &large)
{
    QEventLoop loop;
    Load result;
    QElapsedTimer timer;
    QObject::connect(&model, &QAbstractItemModel::rowsInserted, &loop, [&] {
        if (result.first == 0)
            result.first = double(timer.nsecsElapsed()) / 1e9;
    });
    QObject::connect(&model, &KeyTableModel::stateChanged, &loop, [&] {
        if (!model.isComplete() && !model.error())
            return;
        result.whole = double(timer.nsecsElapsed()) / 1e9;
        loop.quit();
    });
    timer.start();
    model.setStore(large.store());
    loop.exec();
    if (model.error() || model.rowCount() != large.keys())
        wrong("the model does not hold every key");
    const int last = large.keys() - 1;
    const QByteArray key = "user:" + QByteArray::number(last).rightJustified(7, '0') + ":profile";
    if (model.keyAt(last) != key)
        wrong("the last key is another");
    return result;
}

/// What the process has asked of malloc and not given back; 0 where malloc does not tell.
double allocated()
{
#ifdef __GLIBC__
    const struct mallinfo2 info = mallinfo2();
    return double(info.uordblks) + double(info.hblkhd);
#else
    return 0;
#endif
}

/// Milliseconds between the turns of an event loop that is asked for one every millisecond.
class Watchdog
{
public:
    Watchdog()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer,
                         [this] { m_gaps << double(m_since.nsecsElapsed()) / 1e6, m_since.start(); });
        m_since.start();
        m_timer.start(1);
    }
    double longest() const { return *std::max_element(m_gaps.begin(), m_gaps.end()); }
    double percentile99()
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        return m_gaps[m_gaps.size() * 99 / 100];
    }
    bool hasRun() const { return !m_gaps.isEmpty(); }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    QList<double> m_gaps;
};

void benchTimes(const Table &table, const LargeStore &large, int rounds)
{
    large.bareLoop("SELECT key, expiration, metadata FROM _mf_entries ORDER BY key", true); // warms the cache
    const Pair names = alternate(
        rounds,
        [&] {
            KeyTableModel model;
            model.setDetail(ListDetail::Names);
            return load(model, large).whole;
        },
        [&] { return large.bareLoop("SELECT key FROM _mf_entries ORDER BY key", false); });
    table.ratio("names into the model", names.ours, names.reference, "s", 2.0);
    QList<double> firsts;
    const Pair rows = alternate(
        rounds,
        [&] {
            KeyTableModel model;
            const Load times = load(model, large);
            firsts << times.first;
            return times.whole;
        },
        [&] {
            return large.bareLoop("SELECT key, expiration, metadata FROM _mf_entries ORDER BY key", true);
        });
    table.ratio("with expiration and metadata", rows.ours, rows.reference, "s", 1.3);
    table.ratio("first rows, of the whole (the reference)", median(firsts), rows.ours, "s", 0.05);
}

void benchMemory(const Table &table, const LargeStore &large)
{
    constexpr double mebibyte = 1024 * 1024;
    runFor(1500); // what was read before is let go of
    const double before = allocated();
    KeyTableModel model;
    load(model, large);
    runFor(1500); // the store closes its database after a second
    const double after = allocated();
    const double memory = double(model.memory());
    table.ratio("memory, of bytes + 32 a key", memory / mebibyte,
                (large.bytes() + 32.0 * large.keys()) / mebibyte, "MB", 1.0);
    if (after > before)
        table.ratio("memory by malloc's count, of the model's own", (after - before) / mebibyte,
                    memory / mebibyte, "MB", 1.05);
    else
        table.note("malloc does not count in this build: the model's own figure is not compared");
}

void benchGaps(const Table &table, const LargeStore &large, int rounds)
{
    const ui::Theme theme;
    QList<double> longest, nearly, idleLongest, idleNearly;
    for (int round = 0; round < rounds; ++round) {
        KeyTableModel model;
        ui::KeyTable view(&model, theme);
        view.resize(900, 800);
        view.show();
        runFor(300);
        QElapsedTimer timer;
        timer.start();
        Watchdog busy;
        load(model, large);
        runFor(300); // the last rows are laid out and peeked
        longest << busy.longest();
        nearly << busy.percentile99();
        if (view.rowAt(0) != 0)
            wrong("the view shows no rows");
        const int duration = int(timer.elapsed());
        runFor(500);
        Watchdog idle;
        runFor(duration);
        if (!idle.hasRun())
            wrong("the event loop did not turn");
        idleLongest << idle.longest();
        idleNearly << idle.percentile99();
    }
    table.alone("longest gap while streaming into a view, worst",
                *std::max_element(longest.begin(), longest.end()), "ms", 50);
    table.ratio("longest gap, median of rounds; reference: idle", median(longest), median(idleLongest), "ms");
    table.ratio("99th percentile of gaps; reference: idle", median(nearly), median(idleNearly), "ms");
}

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    const int keys = smoke ? 20'000 : 1'000'000;
    const int rounds = smoke ? 1 : 7;
    const LargeStore large(keys);
    const Table table("Listing " + QByteArray::number(keys) + " local keys, medians of " +
                          QByteArray::number(rounds),
                      !smoke);
    benchTimes(table, large, rounds);
    benchMemory(table, large);
    benchGaps(table, large, smoke ? 1 : 3);
    return 0;
}
