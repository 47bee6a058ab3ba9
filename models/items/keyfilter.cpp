// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keyfilter.h"

namespace kv::items {

using text::KeyPattern;

namespace {

bool isPlainPrefix(const KeyPattern &pattern)
{
    return pattern.isEmpty() || (pattern.mode == KeyPattern::Mode::Prefix && !pattern.ignoreCase);
}

} // namespace

QByteArray KeyFilter::prefix() const
{
    return isPlainPrefix(matcher.pattern()) ? matcher.pattern().text : QByteArray();
}

bool KeyFilter::isPrefix() const
{
    return isPlainPrefix(matcher.pattern()) && expiresWithin < 0 && !hasMetadata && !among;
}

bool KeyFilter::operator==(const KeyFilter &other) const
{
    const KeyPattern &mine = matcher.pattern();
    const KeyPattern &others = other.matcher.pattern();
    return (mine == others || (mine.isEmpty() && others.isEmpty())) && expiresWithin == other.expiresWithin &&
           hasMetadata == other.hasMetadata && among == other.among;
}

bool KeyFilter::narrows(const KeyFilter &wider) const
{
    const bool time = wider.expiresWithin < 0 || (expiresWithin >= 0 && expiresWithin <= wider.expiresWithin);
    return time && (hasMetadata || !wider.hasMetadata) && (!wider.among || among == wider.among) &&
           matcher.pattern().narrows(wider.matcher.pattern());
}

KeySieve::KeySieve(const KeyFilter &filter, qint64 nowSec)
    : m_filter(filter),
      m_trial(filter.matcher),
      m_nowSec(nowSec),
      m_conditions(filter.hasMetadata || filter.expiresWithin >= 0),
      m_matches(!isPlainPrefix(filter.matcher.pattern()))
{
}

bool KeySieve::meetsConditions(const KeyBlock &block, int i) const
{
    if (m_filter.hasMetadata && !block.hasMetadata(i))
        return false;
    if (m_filter.expiresWithin < 0)
        return true;
    const Expiration at = block.expiration(i);
    return at && *at > m_nowSec && *at - m_nowSec <= m_filter.expiresWithin;
}

} // namespace kv::items
