// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/valuesizes.h"

#include <QByteArray>
#include <QList>

#include <optional>
#include <vector>

namespace kv::remote {

/// Which keys to read next, and how many with one request, so that the first keys are read as far as there is
/// room for their values: never much more than that, in few requests, none of which asks for more than
/// Cloudflare hands out at once. Pure: it is told what came of each step. One thread.
class ReadPlan
{
public:
    /// Some keys in a row: by one bulk request, or one key by a reading of its own.
    struct Step
    {
        int first = 0;
        int keys = 0;
        bool alone = false;
    };

    /// `mostBytes`: of all values together; the first key is read whatever it holds. `sizes` must outlive the
    /// plan; whoever reads keeps it up to date.
    ReadPlan(const QList<QByteArray> &keys, qint64 mostBytes, const ValueSizes &sizes);

    /// The next step to make now, which is under way from here on; nullopt: none, before another one ended.
    std::optional<Step> next();
    /// A step has ended. What it gave is told by one of the following, for each of its keys or for all.
    void landed() { --m_flying; }
    /// The key is read, and its value holds so many bytes.
    void done(int index, qint64 bytes);
    /// The key was in a bulk answer that does not say what it holds: to be read alone. `bytes`: a guess.
    void readAlone(int index, qint64 bytes);
    /// Together the values are more than one answer holds: to be asked for by halves, a single key alone.
    void tooLarge(const Step &step);
    /// The step failed, and the keys from there on are not worth asking for.
    void giveUpAt(int index) { m_end = qMin(m_end, index); }

    int flying() const { return m_flying; }
    /// So many keys from the first are read and have room.
    int ready() const { return m_ready; }
    /// Nothing that could still come would make ready() more.
    bool isOver() const { return m_ready == m_end || m_slots[size_t(m_ready)].state == State::Done; }

private:
    enum class State : quint8 { Waiting, Alone, Asked, Done };
    struct Slot
    {
        State state = State::Waiting;
        quint8 most = 0;   ///< Keys in one request that asks for this one.
        qint64 bytes = -1; ///< Of the value, or about; -1: unknown.
    };

    int runFrom(int first) const;

    QList<QByteArray> m_keys;
    qint64 m_mostBytes;
    const ValueSizes &m_sizes;
    std::vector<Slot> m_slots;
    int m_flying = 0;
    int m_ready = 0;
    qint64 m_readyBytes = 0;
    int m_end = 0;
};

} // namespace kv::remote
