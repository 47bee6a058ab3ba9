// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/searchmatch.h"

#include "text/utf8.h"

#include <algorithm>

namespace kv::jobs {

using What = SearchQuery::What;

namespace {

/// Of the value before what was found: enough to see where one is, and the found bytes stay in sight.
constexpr qsizetype bytesBefore = 40;
constexpr int longestSequence = 4;

bool isInsideSequence(char c)
{
    return (uchar(c) & 0xc0) == 0x80;
}

tl::unexpected<Error> wrong(const QString &why, int column = 0)
{
    Error error{.kind = ErrorKind::InvalidInput, .detail = why};
    error.column = column;
    return fail(error);
}

} // namespace

QByteArray excerptOf(const QByteArray &value, qint64 offset, qint64 length, qint64 &at)
{
    qsizetype begin = std::max<qsizetype>(0, offset - bytesBefore);
    // Forward to where a sequence begins; where none does the bytes are no text, and stay.
    for (int i = 0; begin > 0 && i < longestSequence && begin < offset; ++i) {
        if (!isInsideSequence(value.at(begin)))
            break;
        ++begin;
    }
    at = begin;
    const qsizetype most = std::min<qsizetype>(value.size() - begin, excerptBytes);
    const QByteArrayView some(value.constData() + begin, most);
    const bool isCut = begin + most < value.size();
    const qsizetype whole = isCut ? text::lengthWithoutCutSequence(some) : most;
    // What was found is never cut for the sake of a sequence behind it.
    return some.first(std::max(whole, std::min<qsizetype>(most, offset + length - begin))).toByteArray();
}

Result<> checkQuery(const SearchQuery &query)
{
    const Result<SearchMatch> match = SearchMatch::make(query);
    return match ? Result<>() : fail(match.error());
}

Result<SearchMatch> SearchMatch::make(const SearchQuery &query)
{
    SearchMatch match;
    match.m_what = query.what;
    match.m_ignoreCase = query.ignoreCase;
    switch (query.what) {
    case What::JsonPath: {
        auto json = text::JsonMatch::make(query.path, query.text);
        if (!json)
            return wrong(json.error().message, int(json.error().offset) + 1);
        match.m_json = std::move(*json);
        return match;
    }
    case What::KeyGlob:
        match.m_pattern = text::Pattern(query.ignoreCase ? text::foldedCase(query.text) : query.text);
        break;
    case What::KeyContains:
    case What::ValueContains:
        match.m_needle = text::Needle(query.text, query.ignoreCase);
        break;
    }
    if (query.text.isEmpty())
        return wrong(QStringLiteral("There is nothing to look for."));
    return match;
}

std::optional<SearchHit> SearchMatch::inKey(const QByteArray &key) const
{
    SearchHit hit;
    if (m_what == What::KeyGlob) {
        if (!m_pattern.matches(m_ignoreCase ? text::foldedCase(key) : key))
            return {};
        hit.length = key.size();
    } else {
        const text::Span found = m_needle.find(key);
        if (!found)
            return {};
        hit.offset = found.offset;
        hit.length = found.length;
    }
    hit.key = key;
    hit.isInKey = true;
    return hit;
}

std::optional<SearchHit> SearchMatch::inValue(const Entry &entry) const
{
    const text::Span found = m_json ? m_json->find(entry.value) : m_needle.find(entry.value);
    if (!found)
        return {};
    SearchHit hit;
    hit.key = entry.key;
    hit.size = entry.value.size();
    hit.offset = found.offset;
    hit.length = found.length;
    hit.excerpt = excerptOf(entry.value, found.offset, found.length, hit.excerptAt);
    return hit;
}

} // namespace kv::jobs
