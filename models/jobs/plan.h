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

    qint64 steps() const { return adds + changes + deletes; }
    /// More than half of the target would be deleted: say so, and ask.
    bool deletesMost() const { return targetKeys > 0 && deletes * 2 > targetKeys; }
};

/// Writes a plan; it has its name once finish() is through, and nothing is left of it before. One thread.
class PlanWriter
{
public:
    /// The counts in `head` need not be right yet: finish() puts in what was added.
    static Result<std::unique_ptr<PlanWriter>> create(const QString &path, const PlanHead &head);
    ~PlanWriter();
    Result<> add(const PlanStep &step);
    Result<PlanHead> finish();

private:
    PlanWriter();
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

/// Reads a plan step by step, holding each line to the format. A plan from elsewhere is hostile input. One
/// thread.
class PlanReader
{
public:
    /// Corrupt, with a sentence, when it is no plan, or a newer one than this program knows.
    static Result<std::unique_ptr<PlanReader>> open(const QString &path);
    ~PlanReader();
    const PlanHead &head() const;
    /// nullopt: the plan ended as it should. Corrupt: cut in half, or a line that is none.
    Result<std::optional<PlanStep>> next();
    /// Bytes read so far; seek(position()) goes on from there.
    qint64 position() const;
    Result<> seek(qint64 position);

private:
    PlanReader();
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

} // namespace kv::jobs
