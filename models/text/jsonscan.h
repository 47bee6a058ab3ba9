// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/// The inner loops of reading JSON, many bytes at a time. They read nothing outside [at, end).
namespace kv::text {

/// Whether a byte of a string stands for itself: ASCII, neither a quote, a backslash nor a control character.
inline bool isPlainInString(char byte)
{
    return uchar(byte) >= 0x20 && uchar(byte) < 0x80 && byte != '"' && byte != '\\';
}

/// The first byte from `at` on for which isPlainInString() is false; `end` when there is none.
inline const char *endOfPlain(const char *at, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(0x20);
    for (; end - at >= 16; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
        // As signed numbers, what is not ASCII is below a space as well.
        const __m128i special =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                         _mm_cmplt_epi8(bytes, space));
        if (const int mask = _mm_movemask_epi8(special); mask != 0)
            return at + std::countr_zero(unsigned(mask));
    }
#else
    constexpr quint64 ones = 0x0101010101010101;
    constexpr quint64 tops = 0x8080808080808080;
    for (; end - at >= 8; at += 8) {
        quint64 bytes = 0;
        std::memcpy(&bytes, at, sizeof bytes);
        const quint64 quotes = bytes ^ (ones * '"');
        const quint64 backslashes = bytes ^ (ones * '\\');
        // A byte's highest bit is set where the byte is special; perhaps in those behind it, too.
        if (((((quotes - ones) & ~quotes) | ((backslashes - ones) & ~backslashes) | (bytes - ones * 0x20) |
              bytes) &
             tops) != 0)
            break;
    }
#endif
    while (at < end && isPlainInString(*at))
        ++at;
    return at;
}

} // namespace kv::text
