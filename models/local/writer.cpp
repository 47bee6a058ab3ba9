// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/writer.h"

#include "local/log.h"
#include "local/valuefiles.h"
#include "store/checkput.h"

#include <algorithm>
#include <sqlite3.h>

namespace kv::local {

namespace {

/// Deletes that one transaction takes: each is some microseconds.
constexpr qsizetype deletesPerTransaction = 50;

constexpr char eraseRow[] = "DELETE FROM _mf_entries WHERE key = ?1";

/// A write transaction, rolled back at the end of the scope unless committed.
class Transaction
{
public:
    static Result<Transaction> begin(Database &db)
    {
        if (const Result<> begun = run(db, "BEGIN IMMEDIATE"); !begun)
            return fail(begun.error());
        return Transaction(db);
    }
    Transaction(Transaction &&other) noexcept : m_db(std::exchange(other.m_db, nullptr)) {}
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction()
    {
        if (m_db)
            (void)m_db->execute("ROLLBACK"); // SQLite may have rolled back by itself, and says so
    }
    Result<> commit()
    {
        const Result<> done = run(*m_db, "COMMIT");
        if (done)
            m_db = nullptr;
        return done;
    }

private:
    explicit Transaction(Database &db) : m_db(&db) {}
    /// Prepared once: parsing it each time would be a good part of a transaction.
    static Result<> run(Database &db, const char *sql)
    {
        Result<Statement> statement = db.prepare(sql);
        if (!statement)
            return fail(statement.error());
        const int code = statement->step();
        return code == SQLITE_DONE ? Result<>() : fail(db.error(code));
    }
    Database *m_db;
};

bool isAsExpected(const Expect &expect, const std::optional<Row> &row)
{
    switch (expect.state) {
    case Expect::State::Anything:
        return true;
    case Expect::State::Absent:
        return !row;
    case Expect::State::Unchanged:
        return row && revisionOf(*row) == expect.revision;
    }
    return false;
}

tl::unexpected<Error> conflict(const NamespaceFile &file)
{
    return fail(ErrorKind::Conflict, QStringLiteral("the entry is not what was expected"),
                file.location().databasePath);
}

tl::unexpected<Error> noSuchKey(const NamespaceFile &file)
{
    return fail(ErrorKind::NotFound, QStringLiteral("no such key"), file.location().databasePath);
}

Result<> run(Database &db, Result<Statement> &statement)
{
    const int code = statement->step();
    return code == SQLITE_DONE ? Result<>() : fail(db.error(code));
}

/// Drops a value file that no row names any more. What cannot be dropped only takes room.
void forget(const ValueFiles &values, const QByteArray &blobId)
{
    if (const Result<> gone = values.remove(blobId); !gone)
        qCWarning(logLocal, "old value file stays: %s", qUtf8Printable(gone.error().detail));
}

/// A namespace while one piece of work writes to it: what was found out about it holds as long as its path
/// names the same file.
class Writing
{
public:
    explicit Writing(NamespaceFile &file) : m_file(file) {}

    NamespaceFile &file() { return m_file; }
    /// Looks whether the store is still the one that was opened, and forgets it when not.
    void lookAgain()
    {
        if (m_db && m_file.current() == m_db)
            return;
        m_db = nullptr;
        m_values.reset(); // the folder of values may be another too
    }
    /// As NamespaceFile::openForWriting(), asked once.
    Result<Database *> open(bool create)
    {
        if (m_db)
            return m_db;
        const Result<Database *> db = m_file.openForWriting(create);
        m_db = db.value_or(nullptr);
        return db;
    }
    /// Ask after open(), which knows where they lie.
    const ValueFiles &values()
    {
        if (!m_values)
            m_values.emplace(m_file.location());
        return *m_values;
    }

private:
    NamespaceFile &m_file;
    std::optional<ValueFiles> m_values;
    Database *m_db = nullptr;
};

/// The transaction of a put. Answers the row as written and the blob that it no longer names.
Result<Row> replaceRow(NamespaceFile &file, Database &db, const Put &put, const QByteArray &newBlob,
                       QByteArray &oldBlob)
{
    Row row; // outlives the statement that borrows its bytes
    // Compiled before the lock is taken.
    Result<Statement> insert = db.prepare("INSERT OR REPLACE INTO _mf_entries (key, blob_id, expiration, "
                                          "metadata) VALUES (?1, ?2, ?3, ?4)");
    if (!insert)
        return fail(insert.error());
    Result<Transaction> transaction = Transaction::begin(db);
    if (!transaction)
        return fail(transaction.error());
    const Result<std::optional<Row>> before = NamespaceFile::find(db, put.key);
    if (!before)
        return fail(before.error());
    if (!isAsExpected(put.expect, *before))
        return conflict(file);
    if (!*before && put.value.isKeep())
        return noSuchKey(file);
    row = before->value_or(Row());
    oldBlob = *before && !put.value.isKeep() ? row.blobId : QByteArray();
    if (!put.value.isKeep())
        row.blobId = newBlob;
    if (!put.expiration.isKeep()) {
        const Expiration &at = put.expiration.value();
        row.expirationMs = at ? std::optional(*at * 1000) : std::nullopt;
    }
    row.metadata = put.metadata.over(row.metadata);
    insert->bindText(1, put.key);
    insert->bindText(2, row.blobId);
    insert->bindInteger(3, row.expirationMs);
    insert->bindOptionalText(4, row.metadata);
    if (const Result<> done = run(db, insert); !done)
        return fail(done.error());
    if (const Result<> done = transaction->commit(); !done)
        return fail(done.error());
    return row;
}

/// One short transaction of deletes. Answers the blobs that no row names any more.
Result<QList<QByteArray>> removeRows(Database &db, const QList<Removal> &removals, RemoveReport &report)
{
    if (const Result<Statement> compiled = db.prepare(eraseRow); !compiled)
        return fail(compiled.error());
    Result<Transaction> transaction = Transaction::begin(db);
    if (!transaction)
        return fail(transaction.error());
    QList<QByteArray> blobs;
    RemoveReport here;
    for (const Removal &removal : removals) {
        const Result<std::optional<Row>> row = NamespaceFile::find(db, removal.key);
        if (!row)
            return fail(row.error());
        if (!*row) {
            here.missing.append(removal.key);
            continue;
        }
        if (!isAsExpected(removal.expect, *row)) {
            here.conflicted.append(removal.key);
            continue;
        }
        Result<Statement> erase = db.prepare(eraseRow);
        if (!erase)
            return fail(erase.error());
        erase->bindText(1, removal.key);
        if (const Result<> done = run(db, erase); !done)
            return fail(done.error());
        here.removed.append(removal.key);
        blobs.append((*row)->blobId);
    }
    if (const Result<> done = transaction->commit(); !done)
        return fail(done.error());
    report.removed += here.removed;
    report.missing += here.missing;
    report.conflicted += here.conflicted;
    return blobs;
}

/// The first half of a put: rules kept, store there, value staged. Answers the value's new id, empty when the
/// value is kept.
Result<QByteArray> stageValue(Writing &writing, const Put &put, qint64 nowMs)
{
    if (const Result<> valid = checkPut(put, nowMs); !valid)
        return fail(valid.error());
    const bool unchanged = put.expect.state == Expect::State::Unchanged;
    const Result<Database *> db = writing.open(!put.value.isKeep() && !unchanged);
    if (!db)
        return fail(db.error());
    if (!*db)
        return unchanged ? conflict(writing.file()) : noSuchKey(writing.file());
    if (put.value.isKeep())
        return QByteArray();
    const ValueFiles &values = writing.values();
    const QByteArray id = ValueFiles::newId(nowMs);
    Result<> done = values.stage(id, put.value.value());
    if (!done && done.error().kind == ErrorKind::NotFound) {
        done = values.makeFolder();
        if (done)
            done = values.stage(id, put.value.value());
    }
    return done ? Result<QByteArray>(id) : fail(done.error());
}

/// The second half: the value gets its name, the row follows, the old value goes.
Result<Revision> commitPut(Writing &writing, const Put &put, const QByteArray &newBlob)
{
    // Files may have been replaced since the first half.
    writing.lookAgain();
    if (!newBlob.isEmpty()) {
        if (const Result<> done = writing.values().publish(newBlob); !done) {
            writing.values().discard(newBlob);
            return fail(done.error());
        }
    }
    const Result<Database *> db = writing.open(!newBlob.isEmpty());
    QByteArray oldBlob;
    const Result<Row> row = !db    ? Result<Row>(fail(db.error()))
                            : !*db ? Result<Row>(noSuchKey(writing.file()))
                                   : replaceRow(writing.file(), **db, put, newBlob, oldBlob);
    if (!row) {
        if (!newBlob.isEmpty())
            forget(writing.values(), newBlob);
        return fail(row.error());
    }
    if (!oldBlob.isEmpty())
        forget(writing.values(), oldBlob);
    return revisionOf(*row);
}

} // namespace

Result<Revision> writeEntry(NamespaceFile &file, const Put &put, qint64 nowMs)
{
    return writeEntries(file, {put}, nowMs).constFirst();
}

QList<Result<Revision>> writeEntries(NamespaceFile &file, const QList<Put> &puts, qint64 nowMs)
{
    QList<Result<Revision>> results;
    QList<QByteArray> blobs; // of each put; empty where nothing was staged
    QList<QByteArray> staged;
    Writing writing(file);
    for (const Put &put : puts) {
        Result<QByteArray> blob = stageValue(writing, put, nowMs);
        results.append(blob ? Result<Revision>() : Result<Revision>(fail(blob.error())));
        blobs.append(blob.value_or(QByteArray()));
        if (!blobs.last().isEmpty())
            staged.append(blobs.last());
    }
    const Result<> flushed = staged.isEmpty() ? Result<>() : writing.values().flush(staged);
    for (qsizetype i = 0; i < puts.size(); ++i) {
        if (!results[i])
            continue;
        if (!flushed && !blobs[i].isEmpty()) {
            writing.values().discard(blobs[i]);
            results[i] = fail(flushed.error());
            continue;
        }
        results[i] = commitPut(writing, puts[i], blobs[i]);
    }
    return results;
}

Result<Revision> renameEntry(NamespaceFile &file, const QByteArray &from, const QByteArray &to,
                             const Expect &expect)
{
    if (const Result<> valid = checkNewKey(to); !valid)
        return fail(valid.error());
    const Result<Database *> db = file.openForWriting(false);
    if (!db)
        return fail(db.error());
    if (!*db)
        return noSuchKey(file);
    Result<Statement> move = (*db)->prepare("UPDATE _mf_entries SET key = ?2 WHERE key = ?1");
    if (!move)
        return fail(move.error());
    Result<Transaction> transaction = Transaction::begin(**db);
    if (!transaction)
        return fail(transaction.error());
    const Result<std::optional<Row>> row = NamespaceFile::find(**db, from);
    const Result<std::optional<Row>> other = NamespaceFile::find(**db, to);
    if (!row || !other)
        return fail(row ? other.error() : row.error());
    if (!*row)
        return noSuchKey(file);
    if (*other || !isAsExpected(expect, *row))
        return conflict(file);
    move->bindText(1, from);
    move->bindText(2, to);
    if (const Result<> done = run(**db, move); !done)
        return fail(done.error());
    if (const Result<> done = transaction->commit(); !done)
        return fail(done.error());
    return revisionOf(**row);
}

Result<RemoveReport> removeEntries(NamespaceFile &file, const QList<Removal> &removals)
{
    RemoveReport report;
    const Result<Database *> db = file.openForWriting(false);
    if (!db)
        return fail(db.error());
    if (!*db) {
        for (const Removal &removal : removals)
            report.missing.append(removal.key);
        return report;
    }
    const ValueFiles values(file.location());
    for (qsizetype from = 0; from < removals.size(); from += deletesPerTransaction) {
        const QList<Removal> some = removals.mid(from, deletesPerTransaction);
        const Result<QList<QByteArray>> blobs = removeRows(**db, some, report);
        // What was removed before this stays removed; the caller lists again and sees it.
        if (!blobs)
            return fail(blobs.error());
        for (const QByteArray &blob : *blobs)
            forget(values, blob);
    }
    return report;
}

} // namespace kv::local
