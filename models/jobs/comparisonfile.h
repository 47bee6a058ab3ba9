// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "jobs/comparison.h"

#include <QHash>

#include <functional>
#include <memory>
#include <vector>

namespace kv::jobs {

class FileLock;
struct PackedRows;

/// Where a comparison is: what it has done, and from where it goes on.
struct CompareState
{
    enum class Phase : quint8 { Listing, Values, SecondLook, Done };
    Phase phase = Phase::Listing;
    /// Listing: the last key that was merged; everything up to it is in the file.
    QByteArray lastKey;
    /// Listing: where the store goes on with the page that holds the first key behind `lastKey`, or a page
    /// before it. Empty: at its beginning.
    QByteArray leftCursor;
    QByteArray rightCursor;
    bool leftDone = false; ///< Listing: nothing follows on this side.
    bool rightDone = false;
    /// False: there is no store at this target yet, which counts as an empty one.
    bool leftExists = true;
    bool rightExists = true;
    /// Values and SecondLook: the first row that is not finished, as its block and its place in there.
    qint64 block = 0;
    int row = 0;
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
    /// As text/pattern.h reads it: a glob over the whole key, or a part of it; empty: every key.
    QByteArray pattern;
    bool tickedOnly = false;

    bool operator==(const RowFilter &) const = default;
};

/// A comparison on disk: one SQLite file that holds the rows in key order, packed into blocks of some
/// thousands, with counts of each, so that ten million rows are scrolled, filtered and opened again without
/// being read. May be used from any thread; calls lock, and take about a millisecond. Readers do not wait for
/// the job that writes.
class ComparisonFile
{
public:
    /// Rows in a block at most; blocks but the last are this full, so that row n lies in block n /
    /// rowsPerBlock.
    static constexpr int rowsPerBlock = 4096;
    using Block = std::vector<CompareRow>;

    /// Makes a new file; one that is there is Conflict.
    static Result<std::shared_ptr<ComparisonFile>> create(const QString &path, const CompareSpec &spec);
    /// Opens one that was made before, by this version or an older one. Corrupt: it is none of ours. Busy: it
    /// is open already, here or in another process, and stays so for a second; what two of them wrote would
    /// not fit together.
    static Result<std::shared_ptr<ComparisonFile>> open(const QString &path);
    ~ComparisonFile();

    QString path() const;
    CompareSpec spec() const;
    CompareState state() const;
    Counts counts() const;
    qint64 rowCount() const;
    qint64 tickedCount() const;
    /// Rows whose values are still to be read.
    qint64 wantingCount() const;
    qint64 blockCount() const { return (rowCount() + rowsPerBlock - 1) / rowsPerBlock; }

    /// What is in a block, without reading it: rows of each status, and rows whose values are to be read.
    Counts countsOf(qint64 block) const;
    int wantingIn(qint64 block) const;
    /// The rows of a block; kept for a while, so that scrolling asks the disk once.
    Result<std::shared_ptr<const Block>> block(qint64 index) const;
    Result<CompareRow> row(qint64 index) const;
    /// The rows that `filter` shows, by number, in order. Reads statuses alone where it can; may take a
    /// second for ten million: for a worker thread. `stop` (may be empty) is asked now and then whether to
    /// give up (ErrorKind::Cancelled).
    Result<std::vector<quint32>> find(const RowFilter &filter, const std::function<bool()> &stop) const;
    /// Why a row that is Unread with Reason::Failed could not be read.
    Result<QString> problem(const QByteArray &key) const;

    // Written by the job that compares, one call after the other. Each call is one transaction, after which a
    // crash loses nothing of it.

    /// Rows behind the last, in key order, and the state that goes with them.
    Result<> append(const std::vector<CompareRow> &rows, const CompareState &state);
    /// The same, packed already: the first fills up the last block, which has roomInLastBlock(), and all
    /// between it and the last fill a block each.
    Result<> appendRuns(const std::vector<PackedRows> &runs, const CompareState &state);
    /// Between 1 and rowsPerBlock: with a full last block, the next is meant.
    int roomInLastBlock() const;
    /// Another content for a block, of the same keys; problems of its rows by key. Ticks stay as they are.
    Result<> replace(qint64 index, const Block &rows, const QHash<QByteArray, QString> &problems,
                     const CompareState &state);
    Result<> setState(const CompareState &state);

    // Written by the user's hand.

    /// Ticks these rows, or takes the tick away.
    Result<> setTicked(const std::vector<quint32> &rows, bool ticked);

private:
    ComparisonFile();
    static Result<std::shared_ptr<ComparisonFile>> openHeld(const QString &path, FileLock lock);
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

} // namespace kv::jobs
