// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparisonfile.h"

#include "jobs/comparisonfile_inner.h"
#include "jobs/comparisonjson.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <numeric>

namespace kv::jobs {

using sqlite::OwnDatabase;
using sqlite::Statement;

namespace {

constexpr sqlite::OwnFormat format = {.applicationId = 0x4b56'636d, .version = 1}; // "KVcm"
constexpr size_t mostKept = 16;                                                    // decoded blocks
/// A job that was let go may still write its last block, in this very process.
constexpr int waitForHolderMs = 1000;

// Each column that is read or written by itself is a table of its own: SQLite writes a row as a whole.
constexpr char schema[] =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE blocks(id INTEGER PRIMARY KEY, first_key BLOB NOT NULL, row_count INTEGER NOT NULL,"
    " wanting INTEGER NOT NULL, only_left INTEGER NOT NULL, only_right INTEGER NOT NULL,"
    " different INTEGER NOT NULL, same INTEGER NOT NULL, unread INTEGER NOT NULL);"
    "CREATE TABLE statuses(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
    "CREATE TABLE contents(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
    "CREATE TABLE ticks(id INTEGER PRIMARY KEY, ticked INTEGER NOT NULL, bits BLOB NOT NULL);"
    "CREATE TABLE problems(key BLOB PRIMARY KEY, problem TEXT NOT NULL) WITHOUT ROWID;";

Result<QByteArray> readMeta(OwnDatabase &db, QByteArrayView name)
{
    Result<Statement> row = db.prepare("SELECT value FROM meta WHERE name=?1");
    if (!row)
        return fail(row.error());
    row->bindText(1, name);
    const Result<bool> got = db.step(*row);
    if (!got)
        return fail(got.error());
    return *got ? row->bytes(0).toByteArray() : QByteArray();
}

Result<> writeMeta(OwnDatabase &db, QByteArrayView name, const QByteArray &value)
{
    Result<Statement> row = db.prepare("INSERT OR REPLACE INTO meta VALUES(?1, ?2)");
    if (!row)
        return fail(row.error());
    row->bindText(1, name);
    row->bindBytes(2, value);
    return db.run(*row);
}

/// Makes a file of a comparison that has not begun.
Result<> fill(const QString &path, const CompareSpec &spec)
{
    Result<OwnDatabase> db = OwnDatabase::create(path, format, schema);
    if (!db)
        return fail(db.error());
    return db->transaction([&] {
        const Result<> done = writeMeta(*db, "spec", toJson(spec));
        return done ? writeMeta(*db, "state", toJson(CompareState())) : done;
    });
}

void removeFiles(const QString &path)
{
    for (const char *part : {"", "-wal", "-shm", "-journal"})
        QFile::remove(path + QLatin1String(part));
}

} // namespace

ComparisonFile::ComparisonFile() = default;
ComparisonFile::~ComparisonFile() = default;

Result<std::shared_ptr<ComparisonFile>> ComparisonFile::create(const QString &path, const CompareSpec &spec)
{
    if (QFileInfo::exists(path))
        return fail(ErrorKind::Conflict, QStringLiteral("A file of this name is there already."), path);
    auto lock = FileLock::take(path, waitForHolderMs);
    if (!lock)
        return fail(lock.error());
    // Whole or not at all, also when this process is killed meanwhile: it gets its name last.
    const QString fresh = path + QStringLiteral("-new");
    removeFiles(fresh);
    Result<> made = fill(fresh, spec);
    if (made && !QFile::rename(fresh, path))
        made = fail(ErrorKind::Denied, QStringLiteral("The file cannot be given its name."));
    if (!made) {
        removeFiles(fresh);
        made.error().path = path;
        return fail(made.error());
    }
    return openHeld(path, std::move(*lock));
}

Result<std::shared_ptr<ComparisonFile>> ComparisonFile::open(const QString &path)
{
    if (!QFileInfo::exists(path)) // nothing is left beside what is not there
        return fail(ErrorKind::NotFound, QStringLiteral("no such file"), path);
    auto lock = FileLock::take(path, waitForHolderMs);
    if (!lock)
        return fail(lock.error());
    return openHeld(path, std::move(*lock));
}

Result<std::shared_ptr<ComparisonFile>> ComparisonFile::openHeld(const QString &path, FileLock lock)
{
    Result<OwnDatabase> out = OwnDatabase::open(path, format);
    if (!out)
        return fail(out.error());
    Result<OwnDatabase> in = OwnDatabase::open(path, format);
    if (!in)
        return fail(in.error());
    const std::shared_ptr<ComparisonFile> file(new ComparisonFile);
    file->m_inner = std::make_unique<Inner>(std::move(lock), std::move(*out), std::move(*in));
    file->m_inner->path = path;
    if (const Result<> loaded = file->m_inner->load(); !loaded) {
        Error error = loaded.error();
        error.path = path;
        return fail(error);
    }
    return file;
}

Result<> ComparisonFile::Inner::load()
{
    const Result<QByteArray> specText = readMeta(in, "spec");
    if (!specText)
        return fail(specText.error());
    Result<CompareSpec> readSpec = specFromJson(*specText);
    if (!readSpec)
        return fail(readSpec.error());
    const Result<QByteArray> stateText = readMeta(in, "state");
    if (!stateText)
        return fail(stateText.error());
    Result<CompareState> readState = stateFromJson(*stateText);
    if (!readState)
        return fail(readState.error());
    spec = std::move(*readSpec);
    state = std::move(*readState);
    return loadBlocks();
}

Result<> ComparisonFile::Inner::loadBlocks()
{
    Result<Statement> row = in.prepare(
        "SELECT b.id, first_key, row_count, wanting, only_left, only_right, different, same, "
        "unread, ifnull(ticked, 0) FROM blocks AS b LEFT JOIN ticks AS t ON t.id=b.id ORDER BY b.id");
    if (!row)
        return fail(row.error());
    for (;;) {
        const Result<bool> got = in.step(*row);
        if (!got)
            return fail(got.error());
        if (!*got)
            return {};
        BlockFacts facts;
        facts.firstKey = row->bytes(1).toByteArray();
        facts.rows = int(row->integer(2));
        facts.wanting = int(row->integer(3));
        for (int i = 0; i < statusCount; ++i)
            facts.counts[size_t(i)] = row->integer(4 + i);
        facts.ticked = int(row->integer(9));
        const bool isCounted =
            std::all_of(facts.counts.begin(), facts.counts.end(), [](qint64 n) { return n >= 0; }) &&
            std::accumulate(facts.counts.begin(), facts.counts.end(), qint64(0)) == facts.rows;
        const bool follows = row->integer(0) == qint64(blocks.size()) &&
                             (blocks.empty() || blocks.back().rows == rowsPerBlock);
        if (!isCounted || !follows || facts.rows < 1 || facts.rows > rowsPerBlock || facts.wanting < 0 ||
            facts.wanting > facts.rows || facts.ticked < 0 || facts.ticked > facts.rows)
            return fail(damaged(QStringLiteral("its blocks do not fit together")));
        rows += facts.rows;
        wanting += facts.wanting;
        ticked += facts.ticked;
        for (size_t i = 0; i < counts.size(); ++i)
            counts[i] += facts.counts[i];
        blocks.push_back(std::move(facts));
    }
}

Result<> ComparisonFile::Inner::writeState(const CompareState &next)
{
    return writeMeta(out, "state", toJson(next));
}

// What is known without reading

QString ComparisonFile::path() const
{
    return m_inner->path;
}

CompareSpec ComparisonFile::spec() const
{
    return m_inner->spec;
}

CompareState ComparisonFile::state() const
{
    const std::lock_guard lock(m_inner->factsLock);
    return m_inner->state;
}

Counts ComparisonFile::counts() const
{
    const std::lock_guard lock(m_inner->factsLock);
    return m_inner->counts;
}

qint64 ComparisonFile::rowCount() const
{
    const std::lock_guard lock(m_inner->factsLock);
    return m_inner->rows;
}

qint64 ComparisonFile::tickedCount() const
{
    const std::lock_guard lock(m_inner->factsLock);
    return m_inner->ticked;
}

qint64 ComparisonFile::wantingCount() const
{
    const std::lock_guard lock(m_inner->factsLock);
    return m_inner->wanting;
}

Counts ComparisonFile::countsOf(qint64 block) const
{
    const std::lock_guard lock(m_inner->factsLock);
    return block >= 0 && size_t(block) < m_inner->blocks.size() ? m_inner->blocks[size_t(block)].counts
                                                                : Counts{};
}

int ComparisonFile::wantingIn(qint64 block) const
{
    const std::lock_guard lock(m_inner->factsLock);
    return block >= 0 && size_t(block) < m_inner->blocks.size() ? m_inner->blocks[size_t(block)].wanting : 0;
}

int ComparisonFile::roomInLastBlock() const
{
    const std::lock_guard lock(m_inner->factsLock);
    const int used = m_inner->blocks.empty() ? rowsPerBlock : m_inner->blocks.back().rows;
    return used == rowsPerBlock ? rowsPerBlock : rowsPerBlock - used;
}

// Rows

Result<std::shared_ptr<const ComparisonFile::Block>> ComparisonFile::block(qint64 index) const
{
    const std::lock_guard lock(m_inner->reading);
    return m_inner->read(index);
}

Result<std::shared_ptr<const ComparisonFile::Block>> ComparisonFile::Inner::read(qint64 index)
{
    quint32 version = 0;
    {
        const std::lock_guard lock(factsLock);
        if (index < 0 || size_t(index) >= blocks.size())
            return fail(ErrorKind::InvalidInput, QStringLiteral("no such block of rows"), path);
        version = blocks[size_t(index)].version;
    }
    const auto found =
        std::find_if(kept.begin(), kept.end(), [index](const Kept &one) { return one.index == index; });
    if (found != kept.end()) {
        if (found->version == version) {
            kept.splice(kept.begin(), kept, found);
            return found->rows;
        }
        kept.erase(found);
    }
    Result<Statement> row =
        in.prepare("SELECT s.bytes, c.bytes, t.bits FROM statuses AS s JOIN contents AS c ON c.id=s.id "
                   "LEFT JOIN ticks AS t ON t.id=s.id WHERE s.id=?1");
    if (!row)
        return fail(row.error());
    row->bindInteger(1, index);
    const Result<bool> got = in.step(*row);
    if (!got)
        return fail(got.error());
    if (!*got)
        return fail(damaged(QStringLiteral("a block of rows is missing")));
    Result<Block> rows = unpack(row->bytes(0), row->bytes(1));
    if (!rows)
        return fail(damaged(rows.error().detail));
    const QByteArrayView bits = row->bytes(2);
    for (size_t i = 0; i < rows->size() && qsizetype(i / 8) < bits.size(); ++i)
        (*rows)[i].ticked = (uchar(bits[qsizetype(i / 8)]) >> (i % 8)) & 1;
    kept.push_front({index, version, std::make_shared<const Block>(std::move(*rows))});
    if (kept.size() > mostKept)
        kept.pop_back();
    return kept.front().rows;
}

Result<CompareRow> ComparisonFile::row(qint64 index) const
{
    const Result<std::shared_ptr<const Block>> rows = block(index / rowsPerBlock);
    if (!rows)
        return fail(rows.error());
    const size_t at = size_t(index % rowsPerBlock);
    if (index < 0 || at >= (*rows)->size())
        return fail(ErrorKind::InvalidInput, QStringLiteral("no such row"), m_inner->path);
    return (**rows)[at];
}

Result<QString> ComparisonFile::problem(const QByteArray &key) const
{
    const std::lock_guard lock(m_inner->reading);
    Result<Statement> row = m_inner->in.prepare("SELECT problem FROM problems WHERE key=?1");
    if (!row)
        return fail(row.error());
    row->bindBytes(1, key);
    const Result<bool> got = m_inner->in.step(*row);
    if (!got)
        return fail(got.error());
    if (!*got)
        return fail(ErrorKind::NotFound, QStringLiteral("nothing went wrong with this key"), m_inner->path);
    return QString::fromUtf8(row->bytes(0));
}

} // namespace kv::jobs
