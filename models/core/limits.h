// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

/// Rules that are true of Workers KV itself, wherever the keys lie.
/// Source: Cloudflare's documentation of KV limits; the local simulator enforces the same figures.
namespace kv::limits {

inline constexpr int keyBytes = 512;                     ///< Longest key, in UTF-8 bytes.
inline constexpr qint64 valueBytes = 25LL * 1024 * 1024; ///< Largest value, in bytes.
inline constexpr int metadataBytes = 1024;               ///< Longest metadata, in bytes of JSON text.
inline constexpr int minimumTtlSeconds = 60;             ///< Nearest expiration that can be set.
/// Farthest expiration that we set, in seconds since 1970: the end of JavaScript's dates.
inline constexpr qint64 latestExpiration = 8'640'000'000'000;

enum class KeyProblem { None, Empty, Dot, TooLong, NotUtf8 };

/// Why `key` cannot name an entry, or None. `.` and `..` are refused by KV because a URL cannot carry them.
KeyProblem checkKey(QByteArrayView key);

/// Whether an entry with this expiration (absolute, seconds since 1970) counts as gone at `nowMs`
/// (milliseconds). KV drops an entry in the very second that it names.
constexpr bool isExpired(qint64 expirationSeconds, qint64 nowMs)
{
    return expirationSeconds <= nowMs / 1000;
}

} // namespace kv::limits
