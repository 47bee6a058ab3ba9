// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/readplan.h"

#include "remote/namespacerequests.h"

#include <QSet>

#include <algorithm>

namespace kv::remote {

namespace {

/// Cloudflare hands out 25 MB at once; an answer that is expected to hold this much may turn out larger.
constexpr double mostBytesExpected = 20e6;

} // namespace

ReadPlan::ReadPlan(const QList<QByteArray> &keys, qint64 mostBytes, const ValueSizes &sizes)
    : m_keys(keys),
      m_mostBytes(mostBytes),
      m_sizes(sizes),
      m_slots(size_t(keys.size()), Slot{.most = NamespaceRequests::mostKeysToGet}),
      m_end(int(keys.size()))
{
}

std::optional<ReadPlan::Step> ReadPlan::next()
{
    const std::optional<double> mean = m_sizes.mean();
    double expected = double(m_readyBytes);
    for (int i = m_ready; i < m_end; ++i) {
        if (i > 0 && expected >= double(m_mostBytes))
            return std::nullopt;
        Slot &slot = m_slots[size_t(i)];
        if (slot.state == State::Alone) {
            slot.state = State::Asked;
            ++m_flying;
            return Step{i, 1, true};
        }
        if (slot.state != State::Waiting) {
            expected += slot.bytes >= 0 ? double(slot.bytes) : mean.value_or(0);
            continue;
        }
        if (!mean && m_flying > 0)
            return std::nullopt; // the first answer tells how large the values are
        const int whole = runFrom(i);
        int keys = whole;
        if (mean && *mean > 0)
            keys = int(std::clamp((double(m_mostBytes) - expected) / *mean, 1.0, double(whole)));
        // A request for a few keys costs as much as one for all that go in. Whoever wants the rest asks
        // again.
        if (i > 0 && keys < whole)
            return std::nullopt;
        for (int at = i; at < i + keys; ++at)
            m_slots[size_t(at)].state = State::Asked;
        ++m_flying;
        return Step{i, keys, false};
    }
    return std::nullopt;
}

/// How many keys in a row a whole request takes from `first` on.
int ReadPlan::runFrom(int first) const
{
    double most = NamespaceRequests::mostKeysToGet;
    if (const auto mean = m_sizes.mean(); mean && *mean > 0)
        most = std::clamp(mostBytesExpected / *mean, 1.0, most);
    QSet<QByteArray> asked;
    int keys = 0;
    for (int i = first; i < m_end && m_slots[size_t(i)].state == State::Waiting; ++i, ++keys) {
        most = std::min<double>(most, m_slots[size_t(i)].most);
        if (keys + 1 > int(most) || asked.contains(m_keys.at(i)))
            break;
        asked.insert(m_keys.at(i));
    }
    return std::max(keys, 1);
}

void ReadPlan::done(int index, qint64 bytes)
{
    Slot &slot = m_slots[size_t(index)];
    slot.state = State::Done;
    slot.bytes = bytes;
    while (m_ready < m_end && m_slots[size_t(m_ready)].state == State::Done) {
        const qint64 its = m_slots[size_t(m_ready)].bytes;
        if (m_ready > 0 && m_readyBytes + its > m_mostBytes)
            break;
        m_readyBytes += its;
        ++m_ready;
    }
}

void ReadPlan::readAlone(int index, qint64 bytes)
{
    Slot &slot = m_slots[size_t(index)];
    slot.state = State::Alone;
    slot.bytes = bytes;
}

void ReadPlan::tooLarge(const Step &step)
{
    if (step.keys == 1)
        return readAlone(step.first, -1);
    for (int i = step.first; i < step.first + step.keys; ++i) {
        m_slots[size_t(i)].state = State::Waiting;
        m_slots[size_t(i)].most = quint8((step.keys + 1) / 2);
    }
}

} // namespace kv::remote
