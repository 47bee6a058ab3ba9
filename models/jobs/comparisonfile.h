// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "jobs/comparison.h"

#include <QHash>

#include <functional>
#include <memory>
#include <vector>

namespace kv::jobs {

/// Where a comparison is: what it has done, and from where it goes on.
struct CompareState
{
    enum class Phase : quint8 { Listing, Values, SecondLook, Done };
    Phase phase = Phase::Listing;
    /// Listing: the last key that was merged; everything up to it is in the file.
    QByteArray lastKey;
    bool leftDone = false;
    bool rightDone = false;
    /// Values and SecondLook: the first block that is not finished.
    qint64 block;
    qint64 startedMs = 0;  ///< When the comparison was begun, in milliseconds since 1970.
    qint64 finishedMs = 0; ///< When it was done; 0: it is not.
    qint64 requests = 0;   ///< Requests of the budget used so far.

    bool operator==(const CompareState &) const = default;
};

/// Which rows to show.
struct RowFilter
{
    std::array<bool, statusCount> statuses = {true, true, true, true, true};
    QByteArray prefix;
    /// A glob over the whole key where it has `*` or `?`, else a part of it; empty: every key.
    QByteArray pattern;
    bool tickedOnly = false;

    bool operator==(const RowFilter &) const = default;
};

/// A comparison on disk: one SQLite file that holds the rows in key order, packed into blocks of some
/// thousands, with counts of each, so that ten million rows are scrolled, filtered and opened again without
/// being read. May be used from any thread; calls lock, and take about a millisecond.
class ComparisonFile
{
public:
    /// Rows in a block at most; blocks but the last are this full, so that row n lies in block n /
    /// rowsPerBlock.
    static constexpr int rowsPerBlock = 4096;
    using Block = std::vector<CompareRow>;

    /// Makes a new file; one that is there is an error.
    static Result<std::shared_ptr<ComparisonFile>> create(const QString &path, const CompareSpec &spec);
    /// Opens one that was made before, by this version or an older one. Corrupt: it is none of ours.
    static Result<std::shared_ptr<ComparisonFile>> open(const QString &path);
    ~ComparisonFile();

    QString path() const;
    CompareSpec spec() const;
    CompareState state() const;
    Counts counts() const;
    qint64 rowCount() const;
    qint64 tickedCount() const;
    qint64 blockCount() const { return (rowCount() + rowsPerBlock - 1) / rowsPerBlock; }

    /// The rows of a block; kept for a while, so that scrolling asks the disk once.
    Result<std::shared_ptr<const Block>> block(qint64 index) const;
    Result<CompareRow> row(qint64 index) const;
    /// The rows that `filter` shows, by number, in order. Reads statuses alone where it can; may take a
    /// second for ten million: for a worker thread. `stop` (may be empty) is asked now and then whether to
    /// give up (ErrorKind::Cancelled).
    Result<std::vector<quint32>> find(const RowFilter &filter, const std::function<bool()> &stop) const;
    /// Why a row that is Unread with Reason::Failed could not be read.
    Result<QString> problem(const QByteArray &key) const;

    // Written by the job that compares. Each call is one transaction, after which a crash loses nothing of
    // it.

    /// Rows behind the last, in key order, and the state that goes with them.
    Result<> append(const std::vector<CompareRow> &rows, const CompareState &state);
    /// Another content for a block, of the same keys; problems of its rows by key.
    Result<> replace(qint64 index, const Block &rows, const QHash<QByteArray, QString> &problems,
                     const CompareState &state);
    Result<> setState(const CompareState &state);

    // Written by the user's hand.

    /// Ticks these rows, or takes the tick away.
    Result<> setTicked(const std::vector<quint32> &rows, bool ticked);

private:
    ComparisonFile();
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

} // namespace kv::jobs
