// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/fetchqueue.h"
#include "jobs/importing.h"
#include "jobs/stagedwork.h"

#include <QPointer>

#include <algorithm>

namespace kv::jobs {

inline constexpr qint64 importFetchBytes = 16LL * 1024 * 1024;

/// What an ImportJob is doing: one stage after the other, each of which waits for a store or for the pool.
struct ImportJob::Work : StagedWork<ImportJob::Work>
{
    /// What is under way, or next to be done.
    enum class Stage { Scan, Probe, Open, Read, Look, Put, End };

    /// Entries that are written in one go: some thousand, and as many as a request takes.
    static constexpr int leastEntries = 8192;
    static constexpr int mostEntries = 10'000;

    ImportJob *job;
    OpenSource source;
    std::shared_ptr<Store> store;
    Options options;
    FetchQueue looks;

    Stage stage = Stage::Scan;
    bool cancelWanted = false;
    bool cancelling = false; ///< All that is left is the rollback.
    SourceScan scan;
    /// Goes through the source without writing, to see whether a key is there.
    bool onlyLooking = false;
    bool isEmpty = false; ///< Nothing was in the store: there is nothing to look at.
    std::shared_ptr<Rollback> rollback;
    std::shared_ptr<ImportReader> reader;
    Awaiting reading; ///< Of its own: a failure does not lose what was read.
    bool isReading = false;
    std::optional<Result<ImportChunk>> ahead; ///< What follows the chunk.
    ImportChunk chunk;
    qint64 itemsDone = 0;  ///< Those of the chunks before.
    qsizetype judged = 0;  ///< Of the chunk's entries.
    ImportVerdict verdict; ///< About them.
    QSet<QByteArray> tried;
    qint64 writeRequests = 0;
    TransferReport report;
    Remarks troubles;

    Work(ImportJob *owner, OpenSource open, std::shared_ptr<Store> to, const Options &wanted)
        : job(owner),
          source(std::move(open)),
          store(to),
          options(wanted),
          looks(std::move(to), importFetchBytes, [this] { step(); })
    {
    }

    void step()
    {
        if (cancelWanted || job->state() != State::Running || (busy && stage != Stage::Look))
            return;
        switch (stage) {
        case Stage::Scan:
            return begin();
        case Stage::Probe:
            return probe();
        case Stage::Open:
            return open();
        case Stage::Read:
            return read();
        case Stage::Look:
            return look();
        case Stage::Put:
            return put();
        case Stage::End:
            return end();
        }
    }

    /// What was overwritten so far can be put back before anybody hears of the failure.
    void failed(const Error &error)
    {
        awaiting.drop();
        looks.clear();
        busy = false;
        restartChunk();
        if (!rollback)
            return tellFailed(error);
        busy = true;
        awaiting.onPool<void>([rollback = rollback](const Stop &) { return rollback->keep(); },
                              [this, error](const Result<> &kept) {
                                  busy = false;
                                  if (!kept)
                                      noteLostRollback(kept.error());
                                  tellFailed(error);
                              });
    }

    void tellFailed(const Error &error)
    {
        if (cancelWanted)
            cancelNow();
        else if (!job->isOver())
            job->setState(State::Failed, error);
    }

    void noteLostRollback(const Error &error)
    {
        addRemark(troubles, {}, QStringLiteral("The rollback could not be finished: ") + sentenceOf(error));
    }

    /// What is left of the chunk is looked at once more.
    void restartChunk()
    {
        judged = 0;
        verdict = {};
        if (stage != Stage::Look && stage != Stage::Put)
            return;
        isEmpty = false; // some of it may have been written
        stage = Stage::Look;
        addChunkToLooks();
    }

    void addChunkToLooks()
    {
        QList<QByteArray> keys;
        keys.reserve(chunk.entries.size());
        for (const Entry &entry : std::as_const(chunk.entries))
            keys.append(entry.key);
        looks.clear();
        looks.add(keys);
    }

    void begin()
    {
        const Capabilities can = store->capabilities();
        if (!options.dryRun && !can.writable)
            return failed({.kind = ErrorKind::ReadOnly, .detail = can.readOnlyReason});
        if (!options.dryRun && options.existing == Existing::Replace && options.rollbackPath.isEmpty())
            return failed({.kind = ErrorKind::InvalidInput,
                           .detail = QStringLiteral("Replacing entries needs a file for the rollback.")});
        const bool withRollback = !options.dryRun && !options.rollbackPath.isEmpty() && !rollback;
        const PlanHead head{.sourceName = options.targetName,
                            .targetName = options.targetName,
                            .target = options.target,
                            .isRollback = true,
                            .madeMs = options.clock()};
        using Begun = std::pair<SourceScan, std::shared_ptr<Rollback>>;
        onPool<Begun>(
            [source = source, withRollback, path = options.rollbackPath,
             head](const Stop &stop) -> Result<Begun> {
                auto scan = scanSource(source, stop);
                if (!scan)
                    return fail(scan.error());
                if (!withRollback)
                    return Begun(std::move(*scan), nullptr);
                auto rollback = Rollback::create(path, head);
                if (!rollback)
                    return fail(rollback.error());
                return Begun(std::move(*scan), std::move(*rollback));
            },
            [this](const Begun &begun) {
                scan = begun.first;
                rollback = begun.second;
                onlyLooking = options.existing == Existing::Fail;
                job->m_progress.total = scan.items;
                stage = Stage::Probe;
            });
    }

    void probe()
    {
        busy = true;
        awaiting.await(store->list({.detail = ListDetail::Names}), [this](const Result<KeyPage> &page) {
            busy = false;
            if (!page)
                return failed(page.error());
            isEmpty = page->last && page->keys->size() == 0;
            onlyLooking = onlyLooking && !isEmpty;
            stage = Stage::Open;
            step();
        });
    }

    void open()
    {
        report = {};
        troubles.clear();
        itemsDone = 0;
        job->m_progress.done = 0;
        reading.drop();
        isReading = false;
        ahead.reset();
        const qsizetype most =
            std::clamp(store->capabilities().keysPerWriteRequest, leastEntries, mostEntries);
        onPool<std::shared_ptr<ImportReader>>(
            [source = source, lastOf = scan.lastOf, most](const Stop &) {
                return ImportReader::open(source, lastOf, most);
            },
            [this](const std::shared_ptr<ImportReader> &opened) {
                reader = opened;
                chunk = {};
                stage = Stage::Read;
            });
    }

    void read()
    {
        if (chunk.isLast) {
            stage = onlyLooking ? Stage::Open : Stage::End;
            onlyLooking = false;
            return step();
        }
        if (!ahead)
            return readAhead();
        Result<ImportChunk> read = *std::exchange(ahead, std::nullopt);
        if (!read)
            return failed(read.error());
        chunk = std::move(*read);
        report.failed += chunk.failed;
        addRemarks(troubles, chunk.remarks);
        judged = 0;
        verdict = {};
        tried.clear();
        stage = Stage::Look;
        if (!isEmpty)
            addChunkToLooks();
        readAhead();
        step();
    }

    /// Reads the chunk behind this one, while this one is looked at and written.
    void readAhead()
    {
        if (isReading || ahead || chunk.isLast)
            return;
        isReading = true;
        reading.onPool<ImportChunk>([reader = reader](const Stop &stop) { return reader->next(stop); },
                                    [this](Result<ImportChunk> read) {
                                        isReading = false;
                                        ahead = std::move(read);
                                        step();
                                    });
    }

    void look()
    {
        if (looks.error()) {
            const Error error = *looks.error();
            return failed(error);
        }
        looks.run();
        if (busy || (!isEmpty && looks.available() == 0 && judged < chunk.entries.size()))
            return;
        const QList<Fetched> found = isEmpty ? QList<Fetched>() : looks.take();
        const QList<Entry> some = isEmpty ? chunk.entries : chunk.entries.mid(judged, found.size());
        onPool<ImportVerdict>(
            [some, found, question = ImportQuestion{options.existing, tried, options.clock()},
             back = onlyLooking ? nullptr : rollback](const Stop &) {
                return judgeImport(some, found, question, back.get());
            },
            [this, count = some.size()](const ImportVerdict &more) {
                judged += count;
                jobs::add(verdict.report, more.report);
                verdict.puts += more.puts;
                verdict.existing += more.existing;
                addRemarks(verdict.remarks, more.remarks);
                if (judged == chunk.entries.size())
                    judgedAll();
            });
        looks.run();
    }

    void judgedAll()
    {
        if (onlyLooking) {
            if (!verdict.existing.isEmpty()) {
                const QString keys = named(verdict.existing);
                stage = Stage::Open; // looks anew should it be started again
                return failed({.kind = ErrorKind::Conflict,
                               .detail = QStringLiteral("The store has keys of the file already, with other "
                                                        "content: %1. Nothing was written.")
                                             .arg(keys)});
            }
            nextChunk(); // the caller steps on
            return;
        }
        for (const QByteArray &key : std::as_const(verdict.existing)) {
            ++verdict.report.failed;
            addRemark(verdict.remarks, key, QStringLiteral("It appeared in the store meanwhile, and stays."));
        }
        verdict.existing.clear();
        stage = Stage::Put;
    }

    void put()
    {
        if (options.dryRun) {
            for (const Put &put : std::as_const(verdict.puts))
                noteWritten(put);
            verdict.puts.clear();
        }
        if (verdict.puts.isEmpty())
            return nextChunkAndOn();
        const Capabilities can = store->capabilities();
        if (!can.expectsCheaply()) {
            for (Put &put : verdict.puts)
                put.expect = Expect::anything();
        }
        for (const Put &put : std::as_const(verdict.puts))
            tried.insert(put.key);
        if (can.keysPerWriteRequest > 0)
            writeRequests += (verdict.puts.size() + can.keysPerWriteRequest - 1) / can.keysPerWriteRequest;
        busy = true;
        awaiting.await(
            store->putMany(verdict.puts),
            [this](const Result<QList<Result<Revision>>> &answer) {
                busy = false;
                written(answer);
            },
            [this](int puts) {
                job->m_progress.done = itemsDone + std::min<qint64>(puts, chunk.items);
                job->tellProgress();
            });
    }

    void noteWritten(const Put &put)
    {
        ++verdict.report.entries;
        verdict.report.bytes += put.value.value().size();
    }

    void written(const Result<QList<Result<Revision>>> &answer)
    {
        if (!answer || answer->size() != verdict.puts.size())
            return failed(answer ? Error{.kind = ErrorKind::Internal,
                                         .detail = QStringLiteral("The store did not answer for each put.")}
                                 : answer.error());
        QSet<QByteArray> left;
        std::optional<Error> error;
        for (qsizetype i = 0; i < answer->size(); ++i) {
            const Put &put = verdict.puts[i];
            const Result<Revision> &result = (*answer)[i];
            if (result) {
                noteWritten(put);
            } else if (concernsAll(result.error())) {
                error = error.value_or(result.error());
                left.insert(put.key);
            } else {
                ++verdict.report.failed;
                addRemark(verdict.remarks, put.key,
                          result.error().kind == ErrorKind::Conflict
                              ? QStringLiteral("It changed in the store meanwhile, and stays.")
                              : sentenceOf(result.error()));
            }
        }
        if (error) {
            keepOnly(left);
            return failed(*error);
        }
        nextChunkAndOn();
    }

    void nextChunkAndOn()
    {
        const QPointer<ImportJob> alive(job);
        nextChunk();
        if (!alive)
            return;
        if (cancelWanted)
            cancelNow();
        else
            step();
    }

    /// Counts what is done of a chunk and leaves in it what is not.
    void keepOnly(const QSet<QByteArray> &keys)
    {
        jobs::add(report, verdict.report);
        addRemarks(troubles, verdict.remarks);
        chunk.entries.removeIf([&keys](const Entry &entry) { return !keys.contains(entry.key); });
    }

    void nextChunk()
    {
        jobs::add(report, verdict.report);
        addRemarks(troubles, verdict.remarks);
        verdict = {};
        chunk.entries.clear();
        stage = Stage::Read;
        Progress &progress = job->m_progress;
        itemsDone += chunk.items;
        progress.done = itemsDone;
        progress.bytes = report.bytes;
        progress.requests = looks.requests() + writeRequests;
        job->tellProgress();
    }

    void end()
    {
        onPool<void>(
            [rollback = rollback](const Stop &) { return rollback ? rollback->close() : Result<>(); },
            [this] {
                reader.reset();
                const QPointer<ImportJob> alive(job);
                job->tellProgress(true);
                if (alive)
                    job->setState(State::Finished);
            });
    }

    void cancelNow()
    {
        if (std::exchange(cancelling, true))
            return;
        cancelWanted = true;
        awaiting.drop();
        reading.drop();
        looks.clear();
        reader.reset();
        if (!rollback)
            return job->setState(State::Cancelled);
        awaiting.onPool<void>(
            [rollback = std::exchange(rollback, nullptr)](const Stop &) { return rollback->close(); },
            [this](const Result<> &closed) {
                if (!closed)
                    noteLostRollback(closed.error());
                job->setState(State::Cancelled);
            });
    }
};

} // namespace kv::jobs
