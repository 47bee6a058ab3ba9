// SPDX-License-Identifier: GPL-3.0-or-later
// What exporting a local store and importing a file cost beside the least they can cost.
#include "bench/barewriter.h"
#include "bench/table.h"
#include "bench/wranglerput.h"
#include "jobs/transfer.h"
#include "local/localstore.h"
#include "snapshot/snapshot.h"
#include "support/statefolder.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

#include <array>
#include <memory>
#include <vector>

using namespace kv;
using namespace kv::bench;

namespace {

constexpr int togetherInBulk = 4096; // values after one wait for the disk
constexpr qint64 transactionNs = 500'000;

QByteArray keyOf(int n)
{
    return "user:" + QByteArray::number(n).rightJustified(8, '0');
}

QByteArray valueOf(int n, int size)
{
    return QByteArray::number(n).append(' ').leftJustified(size, 'x');
}

/// Seconds until the job has finished.
double secondsOf(jobs::Job &job)
{
    QEventLoop loop;
    QObject::connect(&job, &jobs::Job::stateChanged, &loop, [&](jobs::Job::State state) {
        if (state != jobs::Job::State::Running)
            loop.quit();
    });
    QElapsedTimer timer;
    timer.start();
    job.start();
    loop.exec();
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    if (job.state() != jobs::Job::State::Finished)
        wrong(job.error() ? qUtf8Printable(job.error()->detail) : "the job did not finish");
    return seconds;
}

/// A store with so many entries, and a folder for files beside it.
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
    void fill(int entries, int size)
    {
        for (int n = 0; n < entries; ++n)
            m_staged << std::pair(keyOf(n), valueOf(n, size));
        writeStaged();
    }
    /// The entries of a file that holds nothing but keys and values, put by a bare writer.
    double importBare(const QString &path)
    {
        ::sync();
        QElapsedTimer timer;
        timer.start();
        // The least reading: no more is looked at than where a key and a value begin and end.
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            wrong("the file cannot be read");
        const QByteArray text = file.readAll();
        qsizetype at = 0;
        const auto string = [&](QByteArrayView name) {
            const qsizetype begin = text.indexOf(name, at);
            if (begin < 0)
                return QByteArray();
            const qsizetype end = text.indexOf('"', begin + name.size());
            at = end;
            return text.mid(begin + name.size(), end - begin - name.size());
        };
        for (QByteArray key = string("{\"key\":\""); !key.isEmpty(); key = string("{\"key\":\""))
            m_staged << std::pair(key, string("\"value\":\""));
        writeStaged();
        return double(timer.nsecsElapsed()) / 1e9;
    }
    double importOurs(const QString &path, jobs::Existing existing)
    {
        ::sync();
        const auto store = std::make_shared<local::LocalStore>(m_folder.target);
        jobs::ImportJob::Options options;
        options.existing = existing;
        if (existing == jobs::Existing::Replace)
            options.rollbackPath = file(QStringLiteral("rollback.ndjson"));
        jobs::ImportJob job([path] { return snapshot::openSnapshot(path); }, store, options);
        const double seconds = secondsOf(job);
        if (!job.troubles().isEmpty())
            wrong(qUtf8Printable(job.troubles().first().second));
        return seconds;
    }
    double exportOurs(snapshot::Format format)
    {
        ::sync();
        const auto store = std::make_shared<local::LocalStore>(m_folder.target);
        auto sink = snapshot::createSnapshot(file(QStringLiteral("ours")), format, {});
        if (!sink)
            wrong("no file");
        jobs::ExportJob job(store, std::move(*sink));
        return secondsOf(job);
    }
    /// Row after row, the value read from its file and written behind the last.
    double exportBare()
    {
        ::sync();
        QElapsedTimer timer;
        timer.start();
        sqlite3 *db = nullptr;
        sqlite3_stmt *rows = nullptr;
        if (sqlite3_open(m_folder.database().toUtf8().constData(), &db) != SQLITE_OK ||
            sqlite3_prepare_v2(db, "SELECT key, blob_id, expiration, metadata FROM _mf_entries ORDER BY key",
                               -1, &rows, nullptr) != SQLITE_OK)
            wrong("the bare reader cannot open its store");
        const int folder = ::open(m_folder.blobs().toUtf8().constData(), O_RDONLY | O_DIRECTORY);
        const int out =
            ::open(file(QStringLiteral("bare")).toUtf8().constData(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        QByteArray buffer;
        const auto flush = [&] {
            if (::write(out, buffer.constData(), size_t(buffer.size())) != buffer.size())
                wrong("the bare exporter cannot write");
            buffer.resize(0);
        };
        std::array<char, 64 * 1024> value;
        while (sqlite3_step(rows) == SQLITE_ROW) {
            const int in =
                ::openat(folder, reinterpret_cast<const char *>(sqlite3_column_text(rows, 1)), O_RDONLY);
            const ssize_t size = ::read(in, value.data(), value.size());
            ::close(in);
            if (size < 0)
                wrong("the bare exporter cannot read a value");
            buffer.append("{\"key\":\"");
            buffer.append(static_cast<const char *>(sqlite3_column_blob(rows, 0)),
                          sqlite3_column_bytes(rows, 0));
            buffer.append("\",\"value\":\"").append(value.data(), size).append("\"}\n");
            if (buffer.size() > 256 * 1024)
                flush();
        }
        flush();
        ::fsync(out);
        ::close(out);
        ::close(folder);
        sqlite3_finalize(rows);
        sqlite3_close(db);
        return double(timer.nsecsElapsed()) / 1e9;
    }
    QString file(const QString &name) const { return m_folder.root() + QLatin1Char('/') + name; }
    void check(int entries) const
    {
        if (m_folder.ask("SELECT count(*) FROM _mf_entries").toInt() != entries ||
            m_folder.blobNames().size() != entries)
            wrong("not as many rows and values as entries");
    }

private:
    void writeStaged()
    {
        BareWriter writer(m_folder.database().toUtf8(), m_folder.blobs().toUtf8());
        for (qsizetype from = 0; from < m_staged.size(); from += togetherInBulk) {
            const qsizetype end = std::min(m_staged.size(), from + togetherInBulk);
            QList<QByteArray> ids;
            for (qsizetype n = from; n < end; ++n)
                ids << writer.stage(m_staged[n].second, BareWriter::Flush::Together);
            writer.flushAll();
            QElapsedTimer since;
            for (qsizetype n = from; n < end;) {
                since.start();
                writer.begin();
                do
                    writer.row(m_staged[n].first, ids[n - from]);
                while (++n < end && since.nsecsElapsed() < transactionNs);
                writer.commit();
            }
        }
        m_staged.clear();
    }

    test::StateFolder m_folder;
    QList<std::pair<QByteArray, QByteArray>> m_staged;
};

using Grounds = std::vector<std::unique_ptr<Ground>>;

void benchExport(const Table &table, int entries, int rounds, Grounds &grounds)
{
    Ground &ground = *grounds.emplace_back(std::make_unique<Ground>());
    ground.fill(entries, 1024);
    for (const auto format : {snapshot::Format::Ndjson, snapshot::Format::BulkJson}) {
        const Pair pair = alternate(
            rounds, [&] { return ground.exportOurs(format); }, [&] { return ground.exportBare(); });
        table.ratio(format == snapshot::Format::Ndjson ? "export of 1 KiB values, NDJSON"
                                                       : "export of 1 KiB values, bulk JSON",
                    pair.ours, pair.reference, "s", 1.5);
    }
    if (QFileInfo(ground.file(QStringLiteral("ours"))).size() < entries * 1024LL)
        wrong("the export is too short");
}

/// `grounds`: where each round's stays. To delete it would make the next one's files slow to create: ext4
/// keeps away from what was deleted a moment ago.
void benchImport(const Table &table, int entries, int rounds, bool smoke, Grounds &grounds)
{
    QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("bulk.json"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        wrong("no file");
    for (int n = 0; n < entries; ++n)
        file.write((n ? ",\n" : "[") + ("{\"key\":\"" + keyOf(n)) + "\",\"value\":\"" + valueOf(n, 100) +
                   "\"}");
    file.write("]\n");
    file.close();
    double replaced = 0;
    const Pair pair = alternate(
        rounds,
        [&] {
            Ground &ground = *grounds.emplace_back(std::make_unique<Ground>());
            const double seconds = ground.importOurs(path, jobs::Existing::Fail);
            ground.check(entries);
            if (replaced == 0) { // nothing differs: what looking costs
                QElapsedTimer timer;
                timer.start();
                ground.importOurs(path, jobs::Existing::Skip);
                replaced = double(timer.nsecsElapsed()) / 1e9;
            }
            return seconds;
        },
        [&] {
            Ground &ground = *grounds.emplace_back(std::make_unique<Ground>());
            const double seconds = ground.importBare(path);
            ground.check(entries);
            return seconds;
        });
    table.ratio("import of 100 byte values", pair.ours, pair.reference, "s");
    table.ratio("the same, thousands in a second", entries / pair.ours / 1000,
                entries / pair.reference / 1000, "/s");
    table.alone("the same once more, where all is there", replaced, "s");
    if (smoke)
        return;
    constexpr int puts = 10'000;
    if (const std::optional<double> wrangler = wranglerSeconds(puts))
        table.ratio("an entry, beside wrangler kv bulk put --local", pair.ours / entries * 1e3,
                    *wrangler / puts * 1e3, "ms", 0.02);
    else
        table.note("wrangler not installed: left out");
}

void benchFolder(const QByteArray &folder, bool smoke)
{
    qputenv("TMPDIR", folder);
    const int entries = smoke ? 3000 : 100'000;
    const int rounds = smoke ? 1 : 3;
    const Table table("Moving " + QByteArray::number(entries) + " entries in " + folder + ", medians of " +
                          QByteArray::number(rounds),
                      !smoke);
    Grounds grounds;
    benchExport(table, entries, rounds, grounds);
    benchImport(table, entries, rounds, smoke, grounds);
}

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    const QCoreApplication app(argc, argv);
    benchFolder(QFile::encodeName(QDir::tempPath()), smoke);
    // The disk's waits vary, and hide what the program itself adds.
    if (const QFileInfo memory(QStringLiteral("/dev/shm")); memory.isDir() && memory.isWritable())
        benchFolder("/dev/shm", smoke);
    return 0;
}
