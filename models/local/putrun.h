// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/maygoon.h"
#include "local/writing.h"

#include <optional>
#include <span>
#include <vector>

namespace kv::local {

/// Some puts whose values wait for the disk together.
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

    /// Answers how many of the puts have an answer now: not all when it was stopped, or the store gave way to
    /// another before their rows were written.
    size_t write();
    Result<Revision> &answer(size_t i) { return m_staged[i].answer; }
    /// Another program kept the lock for longer than is waited for.
    const std::optional<Error> &lockedOut() const { return m_lockedOut; }

    /// How many of `puts` make one run.
    static size_t lengthOf(std::span<const Put> puts);

private:
    /// A put on its way: its value staged, then its answer.
    struct Staged
    {
        QByteArray blob; ///< empty: the value is kept, or could not be written
        Result<Revision> answer;
    };

    /// Answers false when it was stopped on the way.
    bool stage();
    Result<QByteArray> stageValue(const Put &put);
    std::optional<size_t> writeRows(size_t from);
    size_t failRows(size_t from, size_t to, const Error &error);
    void drop(Staged &staged);

    Writing &m_writing;
    std::span<const Put> m_puts;
    qint64 m_nowMs;
    const MayGoOn &m_mayGoOn;
    std::vector<Staged> m_staged;
    std::optional<Error> m_lockedOut;
    size_t m_oneByOne = 0; ///< rows before this one share no transaction
};

} // namespace kv::local
