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

KeyFilter::Answer KeyFilter::accepts(const KeyBlock &block, int i, qint64 nowSec) const
{
    if (hasMetadata && !block.hasMetadata(i))
        return Answer::No;
    if (expiresWithin >= 0) {
        const Expiration at = block.expiration(i);
        if (!at || *at <= nowSec || *at - nowSec > expiresWithin)
            return Answer::No;
    }
    return isPlainPrefix(matcher.pattern()) ? Answer::Yes : matcher.match(block.key(i));
}

} // namespace kv::items
