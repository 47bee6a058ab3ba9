// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "jobs/comparison.h"

#include <functional>
#include <vector>

/// How the rows of a block are packed. Two columns: a byte for status and reasons, which filters read, and
/// all the rest, keys as what they have anew after the key before. Any thread.
namespace kv::jobs {

/// Whether a values phase has something to do for this row.
inline bool wantsValues(const CompareRow &row)
{
    return (row.status == Status::Unread && !row.reasons.testFlag(Reason::Failed)) || row.valuePending;
}

inline char statusByte(Status status, Reasons reasons)
{
    return char(unsigned(status) | (unsigned(int(reasons)) << 3));
}
inline Status statusOf(char byte)
{
    return Status(uchar(byte) & 7);
}
inline Reasons reasonsOf(char byte)
{
    return Reasons(int(uchar(byte) >> 3));
}

/// Up to a block's worth of rows, packed.
struct PackedRows
{
    QByteArray statuses; ///< A byte for each row.
    QByteArray content;
    QByteArray firstKey;
    QByteArray lastKey;
    Counts counts = {};
    int wanting = 0; ///< Rows whose values are still to be read.

    int size() const { return int(statuses.size()); }

    /// One more row, whose key must follow the last. Sizes and expirations as in CompareRow.
    void add(QByteArrayView key, Status status, Reasons reasons, bool valuePending, Expiration left,
             Expiration right, qint64 leftSize = -1, qint64 rightSize = -1);
    void add(const CompareRow &row);
    /// Rows that follow these.
    void append(const PackedRows &more);
};

/// Rows packed into runs, all of which but the first and the last fill a block; the first fills up one that
/// has room for `room` more.
class RowRuns
{
public:
    RowRuns(int room, int rowsPerBlock) : m_room(room), m_perBlock(rowsPerBlock) {}
    /// Where the next row goes.
    PackedRows &next();
    std::vector<PackedRows> take() { return std::move(m_runs); }
    bool isEmpty() const { return m_runs.empty(); }

private:
    int m_room;
    int m_perBlock;
    std::vector<PackedRows> m_runs;
};

/// The rows again, without ticks. Corrupt: they are not packed so.
Result<std::vector<CompareRow>> unpack(QByteArrayView statuses, QByteArrayView content);
/// Calls `each(number, key)` for every row until it answers false; the view is good for the call. Corrupt: as
/// above.
Result<> walkKeys(QByteArrayView content, const std::function<bool(int, QByteArrayView)> &each);

} // namespace kv::jobs
