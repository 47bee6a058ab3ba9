// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/search.h"
#include "text/jsonmatch.h"
#include "text/needle.h"
#include "text/pattern.h"

#include <optional>

namespace kv::jobs {

/// A query, made ready to be matched many times. A value; any thread.
class SearchMatch
{
public:
    /// Fails as checkQuery() says.
    static Result<SearchMatch> make(const SearchQuery &query);

    /// Whether the key fits, and where. Size and excerpt are not known from a key.
    std::optional<SearchHit> inKey(const QByteArray &key) const;
    /// The same for an entry's value.
    std::optional<SearchHit> inValue(const Entry &entry) const;

private:
    SearchMatch() = default;

    SearchQuery::What m_what = SearchQuery::What::ValueContains;
    bool m_ignoreCase = false;
    text::Needle m_needle;
    text::Pattern m_pattern;
    std::optional<text::JsonMatch> m_json;
};

/// A line's worth of `value` around `length` bytes at `offset`, whole UTF-8 sequences; `at`: where it begins.
QByteArray excerptOf(const QByteArray &value, qint64 offset, qint64 length, qint64 &at);
/// Bytes of an excerpt at most.
inline constexpr int excerptBytes = 200;

} // namespace kv::jobs
