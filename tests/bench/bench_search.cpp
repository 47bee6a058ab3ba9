// SPDX-License-Identifier: GPL-3.0-or-later
// What searching many values costs beside the least it can cost.
#include "bench/table.h"
#include "jobs/searchjob.h"
#include "local/localstore.h"
#include "support/statefolder.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <cstring>
#include <fcntl.h>
#include <unistd.h>

using namespace kv;
using namespace kv::bench;
using namespace kv::jobs;

namespace {

constexpr int valueBytes = 1024;
constexpr int fitsEvery = 1000;
const QByteArray needle = "the needle";

QByteArray keyOf(int n)
{
    return "user:" + QByteArray::number(n).rightJustified(8, '0');
}

/// JSON, of which one in a thousand has the needle near its end.
QByteArray valueOf(int n)
{
    QByteArray value = R"({"user":{"id":)" + QByteArray::number(n) + R"(},"text":")";
    value += QByteArray(valueBytes - value.size() - 32, char('a' + n % 16));
    value += (n % fitsEvery == 0 ? needle : QByteArray(needle.size(), 'z')) + R"(","end":)";
    return value + QByteArray(valueBytes - 1 - value.size(), '1') + '}';
}

class Ground
{
public:
    explicit Ground(int keys) : m_keys(keys)
    {
        local::NamespaceFile file(m_folder.target);
        QList<Put> puts;
        for (int n = 0; n < keys; ++n)
            puts << Put{.key = keyOf(n), .value = valueOf(n)};
        for (const auto &answer : local::writeEntries(file, puts, 0))
            if (!answer)
                wrong("the store cannot be filled");
    }

    double searched(const SearchQuery &query, qint64 expected)
    {
        const auto store = std::make_shared<local::LocalStore>(m_folder.target);
        QElapsedTimer timer;
        timer.start();
        SearchJob job(store, query);
        qint64 hits = 0;
        QEventLoop loop;
        QElapsedTimer turn;
        QObject::connect(&job, &SearchJob::found, &loop,
                         [&hits](const QList<SearchHit> &some) { hits += some.size(); });
        QObject::connect(&job, &Job::stateChanged, &loop, [&](Job::State state) {
            if (state != Job::State::Running)
                loop.quit();
        });
        job.start();
        if (job.state() == Job::State::Running)
            loop.exec();
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        if (job.state() != Job::State::Finished || hits != expected || job.report().looked != m_keys)
            wrong("the search did not find what is there");
        return seconds;
    }

    /// Keys and sizes only.
    double cost()
    {
        const auto store = std::make_shared<local::LocalStore>(m_folder.target);
        QElapsedTimer timer;
        timer.start();
        SearchCostJob job(store, {.text = needle});
        QEventLoop loop;
        QObject::connect(&job, &Job::stateChanged, &loop, [&](Job::State state) {
            if (state != Job::State::Running)
                loop.quit();
        });
        job.start();
        if (job.state() == Job::State::Running)
            loop.exec();
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        if (job.state() != Job::State::Finished || job.cost().bytes != qint64(m_keys) * valueBytes)
            wrong("the sizes are not what was written");
        return seconds;
    }

    /// One walk over the rows; each value is read into the same room, and memmem goes over it.
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
        qint64 hits = 0;
        char value[2 * valueBytes];
        while (sqlite3_step(rows) == SQLITE_ROW) {
            const auto *name = reinterpret_cast<const char *>(sqlite3_column_text(rows, 1));
            const int file = ::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
            const ssize_t bytes = ::read(file, value, sizeof(value));
            hits += bytes > 0 && ::memmem(value, size_t(bytes), needle.constData(), size_t(needle.size()));
            ::close(file);
        }
        ::close(folder);
        sqlite3_finalize(rows);
        sqlite3_close(db);
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        if (hits != m_keys / fitsEvery)
            wrong("not as many values have the needle as were written with it");
        return seconds;
    }

private:
    // Reading is measured, and not the disk: where the system keeps what it wrote.
    test::StateFolder m_folder{QStringLiteral("ns"), test::StateFolder::inMemory()};
    int m_keys;
};

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    const QCoreApplication app(argc, argv);
    const int keys = smoke ? 3000 : 100'000;
    const int rounds = smoke ? 1 : 7;
    const Table table("Searching " + QByteArray::number(keys) + " values of 1 KiB, medians of " +
                          QByteArray::number(rounds),
                      !smoke);
    Ground ground(keys);
    (void)ground.bare();
    const qint64 hits = keys / fitsEvery;
    const auto against = [&](const char *figure, const SearchQuery &query, qint64 expected, double most = 0) {
        const Pair pair = alternate(
            rounds, [&] { return ground.searched(query, expected); }, [&] { return ground.bare(); });
        table.ratio(figure, pair.ours, pair.reference, "s", most);
    };
    using What = SearchQuery::What;
    against("value contains", {.what = What::ValueContains, .text = needle}, hits, 1.3);
    against("value contains, any case", {.what = What::ValueContains, .text = needle, .ignoreCase = true},
            hits);
    against("value contains, in every one", {.what = What::ValueContains, .text = "user"}, keys);
    against("JSON path equals", {.what = What::JsonPath, .text = "1234", .path = QStringLiteral("$.user.id")},
            1);
    const Pair cost = alternate(
        rounds, [&] { return ground.cost(); }, [&] { return ground.bare(); });
    table.ratio("what it will read, told before", cost.ours, cost.reference, "s");
    return 0;
}
