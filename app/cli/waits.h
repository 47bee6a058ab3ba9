// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"

#include <QString>

#include <optional>

namespace kv {
class Cloudflare;
}

namespace kv::cli {

/// What to say while Cloudflare lets one wait: a line once for each wait of more than five seconds.
class WaitLines
{
public:
    /// The line for this budget, if there is one to say. `nowMs`: milliseconds since 1970.
    std::optional<QString> next(const Budget &budget, qint64 nowMs)
    {
        // Told anew only where it is put off: the moment is computed, and moves by some milliseconds.
        if (budget.queued == 0 || budget.blockedUntilMs - nowMs <= noticedMs ||
            budget.blockedUntilMs - m_toldUntil <= noticedMs)
            return std::nullopt;
        m_toldUntil = budget.blockedUntilMs;
        return QStringLiteral("Cloudflare says to wait; going on in %1 seconds")
            .arg((budget.blockedUntilMs - nowMs + 999) / 1000);
    }

private:
    static constexpr qint64 noticedMs = 5'000;

    qint64 m_toldUntil = 0;
};

/// Says such lines, as long as `session` lives, if a person at a terminal reads them.
void tellWaits(Cloudflare &session);

} // namespace kv::cli
