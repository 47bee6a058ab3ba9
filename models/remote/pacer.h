// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"

#include <QByteArray>

#include <deque>

namespace kv::remote {

/// How fast requests may leave. The defaults are Cloudflare's published limits.
struct Pace
{
    double perSecond = 4; ///< Sustained.
    int burst = 40;       ///< At once, after a rest.
    int limit = 1200;     ///< In `windowMs`, while Cloudflare does not tell.
    qint64 windowMs = 300'000;
};

/// Decides when the next request may leave: a token bucket, held back further by what Cloudflare's headers
/// say is left, and without those by our own count. Pure: it is told the time, in milliseconds of a clock
/// that never jumps. One thread.
class Pacer
{
public:
    explicit Pacer(const Pace &pace) : m_pace(pace), m_tokens(pace.burst) {}

    /// How long the next request has to wait, in milliseconds; 0: it may leave now.
    qint64 waitMs(qint64 now) const;
    /// A request leaves. Answers a ticket for answered().
    quint64 leave(qint64 now);
    /// It was answered, or given up. `rateLimit`, `policy`: the headers Ratelimit and Ratelimit-Policy, or
    /// empty.
    void answered(quint64 ticket, qint64 now, const QByteArray &rateLimit, const QByteArray &policy);
    /// Cloudflare said wait: nothing leaves until then.
    void block(qint64 untilMs);

    /// By the same clock; `queued` is the caller's to fill in.
    Budget budget(qint64 now) const;

private:
    bool isTold(qint64 now) const { return m_told && now < m_resetsAt; }
    qint64 usable() const;
    void refill(qint64 now);

    Pace m_pace;
    double m_tokens;
    qint64 m_refilledAt = 0;
    std::deque<qint64> m_left; // when our requests of the last window left
    int m_inFlight = 0;
    quint64 m_lastTicket = 0;
    qint64 m_lastLeft = 0;
    qint64 m_blockedUntil = 0;
    // What the headers said.
    bool m_told = false;
    int m_limit = 0;
    int m_remaining = 0;
    qint64 m_resetsAt = 0;
    quint64 m_toldAfter = 0; // the newest ticket that was out when m_remaining was told
};

} // namespace kv::remote
