// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"
#include "core/target.h"

#include <QString>

#include <memory>
#include <optional>

/// A reviewed list of puts and deletes, as a file: a line of JSON that tells what it is for, then one line
/// for each step. Whole by itself: it holds every value that it writes. The rollback of a plan is a plan.
namespace kv::jobs {

/// What an entry is, wherever it lies: a hash over value, expiration and what its metadata means as JSON.
/// Empty: there is no such key.
using Fingerprint = QByteArray;
Fingerprint fingerprintOf(const Entry &entry);

struct PlanStep
{
    QByteArray key;
    /// What to write; nullopt: delete the key.
    std::optional<Entry> put;
    /// What the target held when the plan was made. A step whose key holds something else now is skipped.
    Fingerprint expect;
};

struct PlanHead
{
    QString sourceName; ///< As the user calls it, "remote:TODO:preview".
    QString targetName;
    Target target;
    bool isRollback = false;
    qint64 madeMs = 0;
    qint64 adds = 0;    ///< Puts of keys that the target does not have.
    qint64 changes = 0; ///< Puts over entries.
    qint64 deletes = 0;
    qint64 bytes = 0;       ///< Of the values to write.
    qint64 targetKeys = -1; ///< Keys in the target when the plan was made; -1: not known.
    /// The file's first line leaves the counts to its last one, since steps are added while others are
    /// carried out already. One whose last line never came, or came in part, is a plan all the same.
    bool countsAtEnd = false;

    qint64 steps() const { return adds + changes + deletes; }
    /// More than half of the target would be deleted: say so, and ask.
    bool deletesMost() const { return targetKeys > 0 && deletes * 2 > targetKeys; }
};

/// Writes a plan. Only its owner may read it. One thread at a time.
class PlanWriter
{
public:
    /// A plan that has its name once finish() is through, and nothing is left of it before. The counts in
    /// `head` need not be right yet: finish() puts in what was added. Conflict: there is a file of that name,
    /// which may be the rollback of something that was carried out.
    static Result<std::unique_ptr<PlanWriter>> create(const QString &path, const PlanHead &head);
    /// A plan that has its name from the first sync() on (Conflict, as above): should this process be killed
    /// behind it, PlanReader reads what was synced. Nobody can read it while it is written. After finish() it
    /// can be read, and once more be added to.
    static Result<std::unique_ptr<PlanWriter>> createGrowing(const QString &path, const PlanHead &head);
    ~PlanWriter();
    /// InvalidInput: the step has a key that is not UTF-8 or metadata that is not JSON, neither of which KV
    /// could hold; TooLarge: a value that no KV takes. The plan goes on without it. Busy: somebody reads the
    /// finished plan; later it can be added to. Any other error is the end of the plan.
    Result<> add(const PlanStep &step);
    /// What was added so far is on the disk.
    Result<> sync();
    Result<PlanHead> finish();
    /// With the counts of what was added so far.
    const PlanHead &head() const;

private:
    PlanWriter();
    static Result<std::unique_ptr<PlanWriter>> begin(const QString &path, const PlanHead &head);
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

/// Reads a plan step by step, holding each line to the format. A plan from elsewhere is hostile input. One
/// whose counts are at its end is read up to its last whole line: its writer was killed behind it, and has
/// done nothing yet that the rest of a line was for. One thread at a time.
class PlanReader
{
public:
    /// Corrupt, with a sentence, when it is no plan, or a newer one than this program knows. Busy: it is
    /// being written.
    static Result<std::unique_ptr<PlanReader>> open(const QString &path);
    ~PlanReader();
    const PlanHead &head() const;
    /// nullopt: the plan ended as it should. Corrupt: cut in half, a line that is none, or other steps than
    /// the head says.
    Result<std::optional<PlanStep>> next();
    /// Bytes read so far; seek(position()) goes on from there.
    qint64 position() const;
    qint64 size() const; ///< Bytes of the file, up to its last whole line where that counts.
    Result<> seek(qint64 position);

private:
    PlanReader();
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

} // namespace kv::jobs
