// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to write and read snapshot files beside bare loops that move the same bytes, and that memory
// does not grow with the file. What a whole export costs is bench_transfer's.
#include "bench/table.h"
#include "snapshot/snapshot.h"
#include "snapshot/snapshotstore.h"
#include "text/jsonreader.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <fcntl.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace kv;
using namespace kv::bench;
using snapshot::Format;

namespace {

double secondsOf(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e9;
}

/// JSON of a kilobyte, as Workers keep it: a character in twenty is escaped in a file.
QByteArray valueOf(int n)
{
    QByteArray value = "{\"id\":" + QByteArray::number(n) + ",\"name\":\"Zo\xc3\xab\",\"text\":\"";
    while (value.size() < 960)
        value += "what is kept of user number " + QByteArray::number(n) + "\\n";
    return value + "\",\"tags\":[\"a\",\"b\",\"c\"]}";
}

Entry entryOf(int n)
{
    Entry entry{.key = "user:" + QByteArray::number(n).rightJustified(8, '0'), .value = valueOf(n)};
    if (n % 3 == 0) {
        entry.expiration = 1'900'000'000 + n;
        entry.metadata = "{\"version\":" + QByteArray::number(n) + ",\"by\":\"worker\"}";
    }
    return entry;
}

/// `bytes` into a file, down to the disk and under its name, as a sink does.
double bareWrite(const QString &path, QByteArrayView bytes)
{
    ::sync();
    QElapsedTimer timer;
    timer.start();
    const QByteArray part = QFile::encodeName(path) + ".bare";
    const int fd = ::open(part.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    while (!bytes.isEmpty()) {
        const ssize_t n = ::write(fd, bytes.data(), size_t(std::min(bytes.size(), qsizetype(512 * 1024))));
        if (n <= 0)
            wrong("the bare loop cannot write");
        bytes = bytes.sliced(n);
    }
    if (::fsync(fd) != 0 || ::close(fd) != 0 || ::rename(part.constData(), QFile::encodeName(path)) != 0)
        wrong("the bare loop cannot finish");
    return secondsOf(timer);
}

double ourWrite(const QString &path, const QList<Entry> &entries, Format format)
{
    ::sync();
    QElapsedTimer timer;
    timer.start();
    auto sink = snapshot::createSnapshot(path, format, QStringLiteral("local:BENCH"));
    if (!sink)
        wrong(qPrintable(sink.error().detail));
    for (const Entry &entry : entries)
        if (const Result<> ok = (*sink)->write(entry); !ok)
            wrong(qPrintable(ok.error().detail));
    if (const Result<> ok = (*sink)->finish(); !ok)
        wrong(qPrintable(ok.error().detail));
    return secondsOf(timer);
}

double ourRead(const QString &path, qint64 wanted)
{
    QElapsedTimer timer;
    timer.start();
    auto source = snapshot::openSnapshot(path);
    qint64 entries = 0;
    for (; source; ++entries) {
        const auto item = (*source)->next();
        if (!item || (*item && !(*item)->entry))
            wrong("an item cannot be read");
        if (!*item)
            break;
    }
    if (entries != wanted)
        wrong("not as many entries as were written");
    return secondsOf(timer);
}

/// The tokens of the file and nothing else, the file read in one go.
double bareTokens(const QString &path)
{
    QElapsedTimer timer;
    timer.start();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        wrong("the file cannot be read");
    const QByteArray bytes = file.readAll();
    text::JsonReader reader(bytes);
    for (;;) {
        const auto token = reader.next();
        if (token.kind == text::JsonReader::Kind::Problem)
            wrong("the file is not JSON");
        if (token.kind == text::JsonReader::Kind::End)
            return secondsOf(timer);
    }
}

/// Bytes of memory that the process had at most since the last call; 0 where nobody tells. What was freed
/// goes back to the system, so that it is not there to be taken again unseen.
double peakMemory()
{
    double peak = 0;
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly))
        for (const QByteArray &line : status.readAll().split('\n'))
            if (line.startsWith("VmHWM:"))
                peak = line.mid(6).simplified().split(' ').value(0).toDouble() * 1024;
    QFile reset(QStringLiteral("/proc/self/clear_refs"));
    if (reset.open(QIODevice::WriteOnly))
        reset.write("5");
    return peak;
}

void benchFiles(const Table &table, const QString &path, int count, int rounds)
{
    QList<Entry> entries;
    for (int n = 0; n < count; ++n)
        entries << entryOf(n);
    for (const Format format : {Format::BulkJson, Format::Ndjson}) {
        const bool bulk = format == Format::BulkJson;
        ourWrite(path, entries, format);
        QByteArray bytes;
        {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly))
                wrong("the file cannot be read");
            bytes = file.readAll();
        }
        const Pair written = alternate(
            rounds, [&] { return ourWrite(path, entries, format); }, [&] { return bareWrite(path, bytes); });
        table.ratio(bulk ? "write bulk JSON beside its bytes" : "write NDJSON beside its bytes", written.ours,
                    written.reference, "s");
        if (!bulk) {
            const double ours = ourRead(path, count);
            table.alone("read NDJSON", ours, "s");
            continue;
        }
        const Pair read = alternate(
            rounds, [&] { return ourRead(path, count); }, [&] { return bareTokens(path); });
        table.ratio("read bulk JSON beside its bare tokens", read.ours, read.reference, "s", 1.5);
    }
}

void benchBinary(const Table &table, const QString &path, int count, int rounds)
{
    QList<Entry> entries;
    for (int n = 0; n < count; ++n)
        entries << Entry{.key = QByteArray::number(n), .value = QByteArray(1023, char(n)) + '\xff'};
    ourWrite(path, entries, Format::BulkJson);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        wrong("the file cannot be read");
    const QByteArray bytes = file.readAll();
    const Pair written = alternate(
        rounds, [&] { return ourWrite(path, entries, Format::BulkJson); },
        [&] { return bareWrite(path, bytes); });
    table.ratio("write binary beside its bytes", written.ours, written.reference, "s");
    const Pair read = alternate(
        rounds, [&] { return ourRead(path, count); }, [&] { return bareTokens(path); });
    table.ratio("read binary beside its bare tokens", read.ours, read.reference, "s");
}

/// A file of `megabytes`, read to its end, and once as a store.
void benchLarge(const Table &table, const QString &path, int megabytes)
{
    qint64 entries = 0;
    double writing = 0;
    {
        auto sink = snapshot::createSnapshot(path, Format::BulkJson, {});
        if (!sink)
            wrong(qPrintable(sink.error().detail));
        const QByteArray value = valueOf(1);
        peakMemory();
        const double before = peakMemory();
        while ((*sink)->size() < megabytes * 1'000'000LL)
            if (!(*sink)->write({.key = QByteArray::number(1'000'000'000 + entries++), .value = value}))
                wrong("an entry cannot be written");
        if (!(*sink)->finish())
            wrong("the file cannot be finished");
        writing = peakMemory() - before;
    }
    table.alone("memory for writing a large file", writing / 1e6, "MB", 8);
    peakMemory();
    const double before = peakMemory();
    ourRead(path, entries);
    table.alone("memory for reading it", (peakMemory() - before) / 1e6, "MB", 8);
    QElapsedTimer timer;
    timer.start();
    snapshot::SnapshotStore store(path);
    const auto count = store.count();
    QFuture<Result<std::optional<qint64>>>(count).waitForFinished();
    if (count.resultCount() != 1 || !count.result() || *count.result() != entries)
        wrong("the store counts otherwise");
    table.alone("opening it as a store, its first answer", secondsOf(timer), "s");
    table.alone("memory of the store, each key", (peakMemory() - before) / double(entries), "B", 100);
}

void benchFolder(const QString &below, bool smoke)
{
    qputenv("TMPDIR", QFile::encodeName(below));
    const QTemporaryDir folder(below + QStringLiteral("/bench-XXXXXX"));
    const QString path = folder.filePath(QStringLiteral("snapshot.json"));
    const int count = smoke ? 2000 : 100'000;
    const int rounds = smoke ? 1 : 3;
    const Table table("Snapshots of " + QByteArray::number(count) + " entries of 1 KiB in " +
                          QFile::encodeName(below) + ", medians of " + QByteArray::number(rounds),
                      !smoke);
    benchFiles(table, path, count, rounds);
    benchBinary(table, path, count, rounds);
    benchLarge(table, path, smoke ? 20 : 300);
}

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    const QCoreApplication app(argc, argv);
    const QString disk = QDir::tempPath();
    benchFolder(disk, smoke);
    // The disk's waits vary, and hide what the program itself adds.
    if (const QFileInfo memory(QStringLiteral("/dev/shm")); memory.isDir() && memory.isWritable())
        benchFolder(memory.filePath(), smoke);
    return 0;
}
