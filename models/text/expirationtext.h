// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace kv::text {

/// What a person's words about an expiration mean.
struct TypedExpiration
{
    std::optional<qint64> seconds; ///< Since 1970; none: never expires, or not understood.
    bool relative = false;         ///< "in 3 h": moves on with the clock.
    QString problem;               ///< Translated; empty when the text was understood.

    bool ok() const { return problem.isEmpty(); }
};

/// Reads "in 3 h", "90m", "1h30m", "2 days", "2026-12-01", "2026-12-01 17:00", "2026-12-01T17:00:00Z",
/// "1764550000" (seconds since 1970), "never" or nothing at all. A date is local time unless it ends in Z,
/// UTC or an offset; months and years are those of the calendar. Does not check that the moment lies ahead.
/// `nowMs`: milliseconds since 1970. Any thread.
TypedExpiration parseExpiration(const QString &typed, qint64 nowMs);

} // namespace kv::text
