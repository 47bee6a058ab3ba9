// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/keyrows.h"
#include "text/keymatcher.h"

#include <memory>

namespace kv::items {

/// Which keys of a list are wanted: by their bytes, and by what is known of the entries. Cheap to copy; may
/// be asked by any thread.
struct KeyFilter
{
    using Answer = text::KeyMatcher::Answer;

    text::KeyMatcher matcher;
    /// Entries that are still there and expire within so many seconds from now; below 0: any.
    qint64 expiresWithin = -1;
    bool hasMetadata = false;
    /// Only keys that are among these, as those that a search of the values has found so far; null: any. They
    /// may be rows of another list.
    std::shared_ptr<const KeyRows> among;

    /// The bytes that all of these keys begin with as far as that can be told of the pattern, so that a list
    /// is narrowed in no time and a store asked for no other.
    QByteArray prefix() const;
    /// Whether it is no more than prefix().
    bool isPrefix() const;
    /// Whether it lets every key through.
    bool isEmpty() const { return isPrefix() && prefix().isEmpty(); }
    bool dependsOnTime() const { return expiresWithin >= 0; }
    /// Whether it asks no more than the matcher and the conditions of `other` do, in the same words.
    bool operator==(const KeyFilter &other) const;
    /// Whether whatever it lets through, `wider` does, too.
    bool narrows(const KeyFilter &wider) const;
};

/// A filter at work on one thread; must not outlive it.
class KeySieve
{
public:
    using Answer = KeyFilter::Answer;

    KeySieve(const KeyFilter &filter, qint64 nowSec);
    /// Whether row `i` of `block` is let through, of which the key is known to begin with the filter's
    /// prefix(). `among` is not asked: whoever walks a list goes along it.
    Answer accepts(const KeyBlock &block, int i) const
    {
        if (m_conditions && !meetsConditions(block, i))
            return Answer::No;
        return m_matches ? m_trial.match(block.key(i)) : Answer::Yes;
    }

private:
    bool meetsConditions(const KeyBlock &block, int i) const;

    const KeyFilter &m_filter;
    text::KeyTrial m_trial;
    qint64 m_nowSec;
    bool m_conditions;
    bool m_matches;
};

} // namespace kv::items
