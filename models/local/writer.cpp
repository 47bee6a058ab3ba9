// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/writer.h"

#include "local/putrun.h"
#include "local/transaction.h"
#include "local/writing.h"
#include "store/checkput.h"

#include <QElapsedTimer>

#include <memory>

namespace kv::local {

namespace {

/// How often a put is begun anew because the store's files were replaced under it.
constexpr int mostAttempts = 3;

constexpr char eraseRow[] = "DELETE FROM _mf_entries WHERE key = ?1";

/// One short transaction of deletes, from `done` on, which it moves. Answers the blobs that no row names any
/// more.
Result<QList<QByteArray>> removeRows(Database &db, const QList<Removal> &removals, qsizetype &done,
                                     std::chrono::nanoseconds time, RemoveReport &report)
{
    if (const Result<Statement> compiled = db.prepare(eraseRow); !compiled)
        return fail(compiled.error());
    Result<Transaction> transaction = Transaction::begin(db);
    if (!transaction)
        return fail(transaction.error());
    QElapsedTimer since;
    since.start();
    QList<QByteArray> blobs;
    RemoveReport here;
    qsizetype next = done;
    do {
        const Removal &removal = removals[next++];
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
        if (const Result<> erased = finish(db, erase); !erased)
            return fail(erased.error());
        here.removed.append(removal.key);
        blobs.append((*row)->blobId);
    } while (next < removals.size() && since.nsecsElapsed() < time.count());
    if (const Result<> committed = transaction->commit(); !committed)
        return fail(committed.error());
    done = next;
    report.removed += here.removed;
    report.missing += here.missing;
    report.conflicted += here.conflicted;
    return blobs;
}

} // namespace

Result<Revision> writeEntry(NamespaceFile &file, const Put &put, qint64 nowMs)
{
    return writeEntries(file, {put}, nowMs).constFirst();
}

QList<Result<Revision>> writeEntries(NamespaceFile &file, const QList<Put> &puts, qint64 nowMs,
                                     const MayGoOn &mayGoOn)
{
    const MayGoOn goOn = mayGoOn ? mayGoOn : [] { return true; };
    QList<Result<Revision>> results;
    results.reserve(puts.size());
    Writing writing(file);
    const std::span<const Put> all(puts.constData(), size_t(puts.size()));
    const auto stagedFrom = [&](size_t from) {
        const std::span<const Put> left = all.subspan(from);
        auto run = std::make_unique<PutRun>(writing, left.first(PutRun::lengthOf(left)), nowMs, goOn);
        run->stage();
        return run;
    };
    std::unique_ptr<PutRun> ahead;
    int attempts = 0;
    while (results.size() < puts.size() && goOn()) {
        const size_t from = size_t(results.size());
        const std::unique_ptr<PutRun> run = ahead ? std::move(ahead) : stagedFrom(from);
        const size_t next = from + run->size();
        const bool more = next < all.size() && goOn();
        run->flush(more);
        // The next values are written while the disk is waited for. Their own wait comes after the rows of
        // these: a disk that is at work makes a transaction long.
        if (more)
            ahead = stagedFrom(next);
        const size_t done = run->write();
        for (size_t i = 0; i < done; ++i)
            results.append(std::move(run->answer(i)));
        if (done < run->size())
            ahead.reset(); // what follows these is to be written after them
        attempts = done > 0 ? 0 : attempts + 1;
        std::optional<Error> hopeless = run->lockedOut();
        if (!hopeless && attempts == mostAttempts)
            hopeless = Error{.kind = ErrorKind::Busy,
                             .detail = QStringLiteral("the store is replaced again and again"),
                             .path = file.location().databasePath};
        while (hopeless && results.size() < puts.size())
            results.append(fail(*hopeless));
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
    if (const Result<> done = finish(**db, move); !done)
        return fail(done.error());
    if (const Result<> done = transaction->commit(); !done)
        return fail(done.error());
    return revisionOf(**row);
}

Result<RemoveReport> removeEntries(NamespaceFile &file, const QList<Removal> &removals,
                                   const MayGoOn &mayGoOn)
{
    const MayGoOn goOn = mayGoOn ? mayGoOn : [] { return true; };
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
    WritePace pace(**db, file.location().databasePath);
    if (removals.size() > 1)
        pace.begin();
    qsizetype done = 0;
    while (done < removals.size() && goOn()) {
        const std::chrono::nanoseconds time = pace.wait(goOn);
        if (!goOn())
            break;
        const Result<QList<QByteArray>> blobs = removeRows(**db, removals, done, time, report);
        pace.ended();
        // What was removed before this stays removed; the caller lists again and sees it.
        if (!blobs)
            return fail(blobs.error());
        for (const QByteArray &blob : *blobs)
            forget(values, blob);
    }
    return report;
}

} // namespace kv::local
