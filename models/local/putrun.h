// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/maygoon.h"
#include "local/writing.h"

#include <future>
#include <optional>
#include <span>
#include <vector>

namespace kv::local {

/// Some puts whose values wait for the disk together. Values that no row came to name go with it.
class PutRun
{
public:
    PutRun(Writing &writing, std::span<const Put> puts, qint64 nowMs, const MayGoOn &mayGoOn)
        : m_writing(writing),
          m_puts(puts),
          m_nowMs(nowMs),
          m_mayGoOn(mayGoOn)
    {
    }

    PutRun(const PutRun &) = delete;
    PutRun &operator=(const PutRun &) = delete;
    ~PutRun();

    /// Writes the values. Answers false when it was stopped on the way.
    bool stage();
    /// After that, begins to wait for the disk. With `aside` on another thread, so that the next run can be
    /// staged meanwhile; else the waiting is done when write() is called.
    void flush(bool aside);
    /// After that, waits until the values are on the disk, and writes the rows. Answers how many of the puts
    /// have an answer now: not all when it was stopped, or the store gave way to another before their rows
    /// were written.
    size_t write();
    Result<Revision> &answer(size_t i) { return m_staged[i].answer; }
    /// Another program kept the lock for longer than is waited for.
    const std::optional<Error> &lockedOut() const { return m_lockedOut; }

    size_t size() const { return m_puts.size(); }
    /// How many of `puts` make one run.
    static size_t lengthOf(std::span<const Put> puts);

private:
    /// A put on its way: its value staged, then its answer.
    struct Staged
    {
        QByteArray blob; ///< empty: the value is kept, or could not be written
        Result<Revision> answer;
    };

    void awaitFlush();
    Result<QByteArray> stageValue(const Put &put);
    std::optional<size_t> writeRows(size_t from);
    size_t failRows(size_t from, size_t to, const Error &error);
    void drop(Staged &staged);

    Writing &m_writing;
    std::span<const Put> m_puts;
    qint64 m_nowMs;
    const MayGoOn &m_mayGoOn;
    std::vector<Staged> m_staged;
    size_t m_done = 0; ///< how many have an answer
    std::future<Result<>> m_flushed;
    std::optional<Error> m_lockedOut;
    size_t m_oneByOne = 0; ///< rows before this one share no transaction
};

} // namespace kv::local
