// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/putrun.h"

#include "local/transaction.h"
#include "store/checkput.h"

#include <QElapsedTimer>

namespace kv::local {

namespace {

/// Puts whose values wait for the disk together: enough for the wait to weigh little, few enough to stop
/// soon, and for the next ones to be staged while these wait.
constexpr size_t putsPerRun = 2048;
constexpr qint64 bytesPerRun = 32 * 1024 * 1024;

constexpr char insertRow[] = "INSERT OR REPLACE INTO _mf_entries (key, blob_id, expiration, metadata) "
                             "VALUES (?1, ?2, ?3, ?4)";

/// Why a row was not written: for a reason of its own, or because nothing can be written here just now.
struct RowFailure
{
    Error error;
    bool ofTheDatabase = true;
};

/// A row as written, and the blob that it no longer names.
struct Replaced
{
    Revision revision;
    QByteArray oldBlob;
};

/// The row of a put, within a transaction.
tl::expected<Replaced, RowFailure> replaceRow(NamespaceFile &file, Database &db, const Put &put,
                                              const QByteArray &newBlob)
{
    const auto broken = [](const Error &error) { return tl::unexpected(RowFailure{error}); };
    const auto refused = [](tl::unexpected<Error> error) {
        return tl::unexpected(RowFailure{error.value(), false});
    };
    Row row; // outlives the statement that borrows its bytes
    const Result<std::optional<Row>> before = NamespaceFile::find(db, put.key);
    if (!before)
        return broken(before.error());
    if (!isAsExpected(put.expect, *before))
        return refused(conflict(file));
    if (!*before && put.value.isKeep())
        return refused(noSuchKey(file));
    row = before->value_or(Row());
    Replaced replaced{.revision = {}, .oldBlob = *before && !put.value.isKeep() ? row.blobId : QByteArray()};
    if (!put.value.isKeep())
        row.blobId = newBlob;
    if (!put.expiration.isKeep()) {
        const Expiration &at = put.expiration.value();
        row.expirationMs = at ? std::optional(*at * 1000) : std::nullopt;
    }
    row.metadata = put.metadata.over(row.metadata);
    Result<Statement> insert = db.prepare(insertRow);
    if (!insert)
        return broken(insert.error());
    insert->bindText(1, put.key);
    insert->bindText(2, row.blobId);
    insert->bindInteger(3, row.expirationMs);
    insert->bindOptionalText(4, row.metadata);
    if (const Result<> done = finish(db, insert); !done)
        return broken(done.error());
    replaced.revision = revisionOf(row);
    return replaced;
}

} // namespace

size_t PutRun::lengthOf(std::span<const Put> puts)
{
    qint64 bytes = 0;
    size_t length = 0;
    while (length < puts.size() && length < putsPerRun && bytes < bytesPerRun) {
        const Put &put = puts[length++];
        bytes += put.value.isKeep() ? 0 : put.value.value().size();
    }
    return length;
}

PutRun::~PutRun()
{
    awaitFlush();
    // Nobody will name these.
    for (size_t i = m_done; i < m_staged.size(); ++i)
        drop(m_staged[i]);
}

size_t PutRun::write()
{
    awaitFlush();
    while (m_staged.size() == m_puts.size() && m_done < m_puts.size() && m_mayGoOn()) {
        if (!m_staged[m_done].answer) {
            ++m_done;
            continue;
        }
        const std::optional<size_t> next = writeRows(m_done);
        if (!next)
            break;
        m_done = *next;
    }
    return m_done;
}

/// Gives up its value.
void PutRun::drop(Staged &staged)
{
    if (!staged.blob.isEmpty())
        forget(m_writing.values(), std::exchange(staged.blob, QByteArray()));
}

bool PutRun::stage()
{
    m_staged.reserve(m_puts.size());
    for (const Put &put : m_puts) {
        if (!m_mayGoOn())
            return false;
        Result<QByteArray> blob = stageValue(put);
        m_staged.push_back({.blob = blob.value_or(QByteArray()),
                            .answer = blob ? Result<Revision>() : Result<Revision>(fail(blob.error()))});
    }
    return true;
}

void PutRun::flush(bool aside)
{
    if (m_staged.size() < m_puts.size())
        return; // stopped
    QList<QByteArray> blobs;
    for (const Staged &staged : m_staged) {
        if (!staged.blob.isEmpty())
            blobs.append(staged.blob);
    }
    if (blobs.isEmpty())
        return;
    // Where the system has no thread to give, it is done when it is waited for.
    const std::launch when = aside ? std::launch::async | std::launch::deferred : std::launch::deferred;
    m_flushed = std::async(when, m_writing.values().flusher(blobs));
}

void PutRun::awaitFlush()
{
    if (!m_flushed.valid())
        return;
    const Result<> flushed = m_flushed.get();
    if (flushed)
        return;
    for (Staged &staged : m_staged) {
        if (staged.blob.isEmpty())
            continue;
        drop(staged);
        staged.answer = fail(flushed.error());
    }
}

/// Rules kept, store there, value staged. Answers the value's new id, empty when the value is kept.
Result<QByteArray> PutRun::stageValue(const Put &put)
{
    if (const Result<> valid = checkPut(put, m_nowMs); !valid)
        return fail(valid.error());
    const bool unchanged = put.expect.state == Expect::State::Unchanged;
    const Result<Database *> db = m_writing.open(!put.value.isKeep() && !unchanged);
    if (!db)
        return fail(db.error());
    if (!*db)
        return unchanged ? conflict(m_writing.file()) : noSuchKey(m_writing.file());
    if (put.value.isKeep())
        return QByteArray();
    if (m_puts.size() > 1 && m_staged.empty())
        m_writing.pace().begin();
    const ValueFiles &values = m_writing.values();
    const QByteArray id = ValueFiles::newId(m_nowMs);
    Result<> done = values.add(id, put.value.value());
    if (!done && done.error().kind == ErrorKind::NotFound) {
        done = values.makeFolder();
        if (done)
            done = values.add(id, put.value.value());
    }
    return done ? Result<QByteArray>(id) : fail(done.error());
}

/// One transaction of as many rows from `from` on as fit into its time. Answers the put that comes next, or
/// nothing when the store is no longer the one that the values were written for.
std::optional<size_t> PutRun::writeRows(size_t from)
{
    if (!m_writing.isStillThere())
        return std::nullopt;
    Database &db = **m_writing.open(false);
    const std::chrono::nanoseconds time = m_writing.pace().wait(m_mayGoOn);
    if (!m_mayGoOn())
        return from;
    // Compiled before the lock is taken.
    if (const Result<Statement> insert = db.prepare(insertRow); !insert)
        return failRows(from, from + 1, insert.error());
    Result<Transaction> transaction = Transaction::begin(db);
    if (!transaction) {
        if (transaction.error().kind != ErrorKind::Busy)
            return failRows(from, from + 1, transaction.error());
        m_lockedOut = transaction.error();
        return failRows(from, m_puts.size(), transaction.error());
    }
    QElapsedTimer since;
    since.start();
    QList<QByteArray> old;
    std::vector<std::pair<size_t, Error>> refused;
    size_t next = from;
    std::optional<Error> broken;
    do {
        Staged &staged = m_staged[next];
        if (staged.answer) {
            tl::expected<Replaced, RowFailure> row =
                replaceRow(m_writing.file(), db, m_puts[next], staged.blob);
            if (row) {
                staged.answer = std::move(row->revision);
                if (!row->oldBlob.isEmpty())
                    old.append(row->oldBlob);
            } else if (row.error().ofTheDatabase) {
                broken = row.error().error;
            } else {
                refused.emplace_back(next, row.error().error);
            }
        }
        ++next;
    } while (!broken && next < m_puts.size() && next > m_oneByOne && since.nsecsElapsed() < time.count());
    if (!broken) {
        if (const Result<> done = transaction->commit(); !done)
            broken = done.error();
    }
    m_writing.pace().ended();
    if (broken) {
        if (next - from == 1)
            return failRows(from, next, *broken);
        // One of them may be at fault: each by itself.
        m_oneByOne = next;
        return from;
    }
    for (const auto &[i, error] : refused) {
        drop(m_staged[i]);
        m_staged[i].answer = fail(error);
    }
    for (const QByteArray &blob : std::as_const(old))
        forget(m_writing.values(), blob);
    return next;
}

/// Gives up the puts of [from, to) that have not failed yet. Answers `to`.
size_t PutRun::failRows(size_t from, size_t to, const Error &error)
{
    for (size_t i = from; i < to; ++i) {
        if (!m_staged[i].answer)
            continue;
        drop(m_staged[i]);
        m_staged[i].answer = fail(error);
    }
    return to;
}

} // namespace kv::local
