// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/keypattern.h"

#include <string_view>

namespace kv::jobs {

namespace {

/// Where the character at `at` ends: one byte and the continuation bytes behind it.
qsizetype afterCharacter(QByteArrayView key, qsizetype at)
{
    for (++at; at < key.size() && (uchar(key[at]) & 0xc0) == 0x80;)
        ++at;
    return at;
}

} // namespace

KeyPattern::KeyPattern(const QByteArray &pattern)
    : m_pattern(pattern),
      m_isGlob(pattern.contains('*') || pattern.contains('?'))
{
}

bool KeyPattern::matches(QByteArrayView key) const
{
    if (m_isGlob)
        return matchesWhole(key);
    const std::string_view text(key.data(), size_t(key.size()));
    return m_pattern.isEmpty() ||
           text.find(std::string_view(m_pattern.constData(), size_t(m_pattern.size()))) != text.npos;
}

bool KeyPattern::matchesWhole(QByteArrayView key) const
{
    // Only the last star need be gone back to: what an earlier one took cannot make a difference any more.
    qsizetype at = 0;
    qsizetype in = 0;
    qsizetype star = -1;
    qsizetype starAt = 0;
    while (at < key.size()) {
        if (in < m_pattern.size() && m_pattern[in] == '*') {
            star = in++;
            starAt = at;
        } else if (in < m_pattern.size() && m_pattern[in] == '?') {
            at = afterCharacter(key, at);
            ++in;
        } else if (in < m_pattern.size() && m_pattern[in] == key[at]) {
            ++at;
            ++in;
        } else if (star >= 0) {
            at = ++starAt;
            in = star + 1;
        } else {
            return false;
        }
    }
    while (in < m_pattern.size() && m_pattern[in] == '*')
        ++in;
    return in == m_pattern.size();
}

} // namespace kv::jobs
