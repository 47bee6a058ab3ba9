// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/pacer.h"

#include <QList>

#include <algorithm>
#include <cmath>

namespace kv::remote {

namespace {

/// The integer after `name=` in one item of a structured header, or -1.
qint64 parameter(const QByteArray &item, const char *name)
{
    const QList<QByteArray> parts = item.split(';');
    for (const QByteArray &part : parts) {
        const qsizetype equals = part.indexOf('=');
        if (equals < 0 || part.left(equals).trimmed() != name)
            continue;
        bool ok = false;
        const qint64 number = part.mid(equals + 1).trimmed().toLongLong(&ok);
        return ok && number >= 0 && number <= 1'000'000'000 ? number : -1;
    }
    return -1;
}

QByteArray nameOf(const QByteArray &item)
{
    return item.split(';').first().trimmed();
}

} // namespace

/// What may still be sent before the reset: not the last few, which other programs may be counting on.
qint64 Pacer::usable() const
{
    const int reserve = std::max(2, m_limit / 50);
    return qint64(m_remaining) - m_inFlight - reserve;
}

qint64 Pacer::waitMs(qint64 now) const
{
    qint64 until = std::max(now, m_blockedUntil);
    const double tokens =
        std::min<double>(m_pace.burst, m_tokens + double(now - m_refilledAt) * m_pace.perSecond / 1000);
    if (tokens < 1)
        until = std::max(until, now + qint64(std::ceil((1 - tokens) * 1000 / m_pace.perSecond)));
    if (isTold(now)) {
        const qint64 left = usable();
        if (left <= 0)
            until = std::max(until, m_resetsAt);
        else if (left <= m_limit / 4) // few: spread them over the time that they have to last
            until = std::max(until, m_lastLeft + (m_resetsAt - now) / left);
    } else if (int(m_left.size()) >= m_pace.limit) {
        until = std::max(until, m_left[m_left.size() - size_t(m_pace.limit)] + m_pace.windowMs);
    }
    return until - now;
}

void Pacer::refill(qint64 now)
{
    m_tokens =
        std::min<double>(m_pace.burst, m_tokens + double(now - m_refilledAt) * m_pace.perSecond / 1000);
    m_refilledAt = now;
    while (!m_left.empty() && m_left.front() <= now - m_pace.windowMs)
        m_left.pop_front();
}

quint64 Pacer::leave(qint64 now)
{
    if (m_lastTicket == 0)
        m_refilledAt = now;
    refill(now);
    m_tokens -= 1;
    m_left.push_back(now);
    m_lastLeft = now;
    ++m_inFlight;
    return ++m_lastTicket;
}

void Pacer::answered(quint64 ticket, qint64 now, const QByteArray &rateLimit, const QByteArray &policy)
{
    --m_inFlight;
    // Several limits may be told of; the one with the least left is the one to heed.
    qint64 remaining = -1;
    qint64 seconds = -1;
    QByteArray name;
    const QList<QByteArray> items = rateLimit.split(',');
    for (const QByteArray &item : items) {
        const qint64 r = parameter(item, "r");
        const qint64 t = parameter(item, "t");
        if (r >= 0 && t >= 0 && (remaining < 0 || r < remaining)) {
            remaining = r;
            seconds = t;
            name = nameOf(item);
        }
    }
    if (remaining < 0) {
        // It may have been counted all the same.
        m_remaining = std::max(0, m_remaining - 1);
        return;
    }
    // Answers overtake each other. One to a request that left before the last news came may be older news: it
    // counts only if it says less.
    const bool newer = ticket > m_toldAfter;
    if (isTold(now) && !newer && remaining >= m_remaining)
        return;
    m_limit = m_pace.limit;
    const QList<QByteArray> policies = policy.split(',');
    for (const QByteArray &item : policies) {
        const qint64 q = parameter(item, "q");
        if (q > 0 && (policies.size() == 1 || nameOf(item) == name))
            m_limit = int(q);
    }
    m_told = true;
    m_remaining = int(remaining);
    // Seconds are whole: what is told as t may be nearly t + 1.
    m_resetsAt = now + (seconds + 1) * 1000;
    m_toldAfter = m_lastTicket;
}

void Pacer::block(qint64 untilMs)
{
    m_blockedUntil = std::max(m_blockedUntil, untilMs);
}

Budget Pacer::budget(qint64 now) const
{
    Budget budget;
    budget.limit = isTold(now) ? m_limit : m_pace.limit;
    budget.blockedUntilMs = m_blockedUntil > now ? m_blockedUntil : 0;
    if (isTold(now)) {
        budget.remaining = std::max(0, m_remaining - m_inFlight);
        budget.resetsAtMs = m_resetsAt;
        return budget;
    }
    if (m_lastTicket == 0)
        return budget;
    const auto ours = std::count_if(m_left.begin(), m_left.end(),
                                    [&](qint64 left) { return left > now - m_pace.windowMs; });
    budget.remaining = std::max<int>(0, m_pace.limit - int(ours));
    if (ours > 0)
        budget.resetsAtMs = m_left.back() + m_pace.windowMs;
    return budget;
}

} // namespace kv::remote
