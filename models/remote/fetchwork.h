// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/parts.h"
#include "remote/readplan.h"
#include "store/operation.h"

#include <optional>
#include <vector>

namespace kv::remote {

/// Store::fetch(): a hundred keys to a request, several requests at a time; values that a bulk answer does
/// not hand out faithfully are read one by one.
///
/// A failure that would befall any key ends the answer before the first key that it hit, and is the answer
/// when that leaves nothing. Any other failure to read a value alone stands in place of its entry.
class FetchWork : public Operation<QList<Fetched>>
{
public:
    FetchWork(Parts &parts, const QList<QByteArray> &keys, qint64 mostBytes);

private:
    /// What a bulk answer says of one key.
    struct Found
    {
        std::optional<Result<Entry>> entry; ///< nullopt: it does not say; to be read alone.
        qint64 bytes = 0;                   ///< Of the value as it came.
    };
    static Result<QList<Found>> readFound(const Response &response, const QList<QByteArray> &keys);

    void go();
    void readInBulk(const ReadPlan::Step &step);
    void take(const ReadPlan::Step &step, const Response &response);
    void note(const ReadPlan::Step &step, Result<QList<Found>> found);
    void readAlone(int index);
    void put(int index, Result<Entry> read);
    void giveUp(const ReadPlan::Step &step, const Error &error);

    Parts &m_parts;
    QList<QByteArray> m_keys;
    ReadPlan m_plan;
    std::vector<Result<Entry>> m_entries;
    int m_reading = 0; ///< answers on the pool
    Error m_failure;   ///< of the first key that is not read
    int m_failedAt;
};

} // namespace kv::remote
