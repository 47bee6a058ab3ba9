// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// Sizes, counts and moments in words. No number makes them fail, however far away. Any thread.
namespace kv::text {

/// Bytes in binary units with at most one decimal: "0 B", "18.2 KiB", "25 MiB". The space does not break.
QString sizeText(qint64 bytes);

/// With thousands separators: "1,000,000".
QString countText(qint64 count);

/// A span in whole units, rounded down: "45 s", "28 min", "3 h", "12 days", "4 years". Up to `parts`
/// neighbouring units: with 2, "3 h 2 min". The sign is dropped.
QString durationText(qint64 seconds, int parts = 1);

/// "in 3 h", "expired 2 min ago"; a target in the very second of `nowMs` has expired, as in KV itself.
/// `targetSec`: seconds since 1970; `nowMs`: milliseconds since 1970.
QString relativeTime(qint64 targetSec, qint64 nowMs, int parts = 1);

/// "2026-11-23 17:04:00 UTC". Beyond the years that JavaScript's dates know, the plain number of seconds.
QString utcText(qint64 sec);

/// The same moment in the system's time zone, "2026-11-23 18:04:00", without naming the zone.
QString localText(qint64 sec);

/// Seconds since 1970 that calendars can speak about: JavaScript's range of dates, years -271821 to 275760.
inline constexpr qint64 farthestSecond = 8'640'000'000'000;

} // namespace kv::text
