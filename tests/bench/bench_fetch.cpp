// SPDX-License-Identifier: GPL-3.0-or-later
// What reading many values costs beside the least it can cost.
#include "bench/table.h"
#include "local/localstore.h"
#include "support/statefolder.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <fcntl.h>
#include <limits>
#include <unistd.h>

using namespace kv;
using namespace kv::bench;

namespace {

constexpr int keysAtOnce = 1000;
constexpr int valueBytes = 1024;

QByteArray keyOf(int n)
{
    return "user:" + QByteArray::number(n).rightJustified(8, '0');
}

class Ground
{
public:
    explicit Ground(int keys) : m_keys(keys)
    {
        local::NamespaceFile file(m_folder.target);
        QList<Put> puts;
        for (int n = 0; n < keys; ++n) {
            QByteArray value(valueBytes, 'x');
            value.replace(0, 8, QByteArray::number(n).rightJustified(8, '0'));
            puts << Put{.key = keyOf(n), .value = value};
        }
        for (const auto &answer : local::writeEntries(file, puts, 0))
            if (!answer)
                wrong("the store cannot be filled");
        for (int n = 0; n < keys; ++n)
            m_names << keyOf(n);
    }

    double fetched()
    {
        local::LocalStore store(m_folder.target);
        QElapsedTimer timer;
        timer.start();
        qint64 bytes = 0;
        for (qsizetype from = 0; from < m_names.size(); from += keysAtOnce) {
            auto future = store.fetch(m_names.mid(from, keysAtOnce), std::numeric_limits<qint64>::max());
            future.waitForFinished();
            if (future.resultCount() != 1 || !future.result())
                wrong("a fetch failed");
            const QList<Fetched> all = future.takeResult().value();
            for (const Fetched &one : all)
                bytes += one.entry ? one.entry->value.size() : 0;
        }
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        check(bytes);
        return seconds;
    }
    double sizes()
    {
        local::LocalStore store(m_folder.target);
        QElapsedTimer timer;
        timer.start();
        qint64 bytes = 0;
        for (qsizetype from = 0; from < m_names.size(); from += keysAtOnce) {
            auto future = store.peek(m_names.mid(from, keysAtOnce), 0);
            future.waitForFinished();
            if (future.resultCount() != 1 || !future.result())
                wrong("a peek failed");
            const QList<Peek> all = future.takeResult().value();
            for (const Peek &one : all)
                bytes += one.size;
        }
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        check(bytes);
        return seconds;
    }
    /// One walk over the rows, and each value read into the same room.
    double bare()
    {
        QElapsedTimer timer;
        timer.start();
        sqlite3 *db = nullptr;
        sqlite3_stmt *rows = nullptr;
        sqlite3_open(m_folder.database().toUtf8().constData(), &db);
        sqlite3_prepare_v2(
            db, "SELECT key, blob_id, expiration, metadata FROM _mf_entries WHERE key >= '' ORDER BY key", -1,
            &rows, nullptr);
        const int folder = ::open(m_folder.blobs().toUtf8().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        qint64 bytes = 0;
        char value[2 * valueBytes];
        while (sqlite3_step(rows) == SQLITE_ROW) {
            const auto *name = reinterpret_cast<const char *>(sqlite3_column_text(rows, 1));
            const int file = ::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
            bytes += ::read(file, value, sizeof(value));
            ::close(file);
        }
        ::close(folder);
        sqlite3_finalize(rows);
        sqlite3_close(db);
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        check(bytes);
        return seconds;
    }

private:
    void check(qint64 bytes) const
    {
        if (bytes != qint64(m_keys) * valueBytes)
            wrong("not as many bytes as were written");
    }

    // Reading is measured, and not the disk: where the system keeps what it wrote.
    test::StateFolder m_folder{QStringLiteral("ns"), test::StateFolder::inMemory()};
    int m_keys;
    QList<QByteArray> m_names;
};

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    const QCoreApplication app(argc, argv);
    const int keys = smoke ? 3000 : 100'000;
    const int rounds = smoke ? 1 : 5;
    const Table table("Reading " + QByteArray::number(keys) + " values of 1 KiB, medians of " +
                          QByteArray::number(rounds),
                      !smoke);
    Ground ground(keys);
    (void)ground.bare();
    const Pair whole = alternate(
        rounds, [&] { return ground.fetched(); }, [&] { return ground.bare(); });
    table.ratio("entries, a thousand at once", whole.ours, whole.reference, "s", 1.3);
    const Pair sizes = alternate(
        rounds, [&] { return ground.sizes(); }, [&] { return ground.bare(); });
    table.ratio("sizes only, a thousand at once", sizes.ours, sizes.reference, "s");
    return 0;
}
