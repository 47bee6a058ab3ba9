// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/gitignore.h"

#include <QList>

namespace kv::wrangler {

namespace {

/// Matches one character `c` against the pattern's element at `at` (not "*"); moves `at` behind it.
bool matchOne(QByteArrayView pattern, qsizetype &at, unsigned char c)
{
    if (pattern[at] == '?') {
        ++at;
        return true;
    }
    if (pattern[at] == '[') {
        qsizetype i = at + 1;
        const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
        if (negated)
            ++i;
        const auto element = [&]() -> unsigned char {
            if (pattern[i] == '\\' && i + 1 < pattern.size())
                ++i;
            return static_cast<unsigned char>(pattern[i++]);
        };
        bool found = false;
        for (bool first = true; i < pattern.size() && (first || pattern[i] != ']'); first = false) {
            const unsigned char low = element();
            unsigned char high = low;
            if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
                ++i;
                high = element();
            }
            found = found || (c >= low && c <= high);
        }
        if (i >= pattern.size()) { // never closed: matches nothing
            at = pattern.size();
            return false;
        }
        at = i + 1;
        return found != negated;
    }
    if (pattern[at] == '\\' && at + 1 < pattern.size())
        ++at;
    return static_cast<unsigned char>(pattern[at++]) == c;
}

/// Whether path parts match pattern parts, "**" standing for any number of them (at the end: at least one).
bool matchesParts(const std::vector<QByteArray> &pattern, const QList<QByteArray> &path)
{
    size_t p = 0;
    qsizetype n = 0;
    std::optional<std::pair<size_t, qsizetype>> star; // where to go on when the rest does not fit
    for (;;) {
        if (p < pattern.size() && pattern[p] == "**") {
            if (p + 1 == pattern.size())
                return n < path.size();
            star = {++p, n};
        } else if (p < pattern.size() && n < path.size() && matchesGlob(pattern[p], path[n])) {
            ++p;
            ++n;
        } else if (p == pattern.size() && n == path.size()) {
            return true;
        } else if (star && star->second < path.size()) {
            p = star->first;
            n = ++star->second;
        } else {
            return false;
        }
    }
}

} // namespace

bool matchesGlob(QByteArrayView pattern, QByteArrayView name)
{
    qsizetype p = 0;
    qsizetype n = 0;
    qsizetype starPattern = -1;
    qsizetype starName = 0;
    for (;;) {
        if (p < pattern.size() && pattern[p] == '*') {
            starPattern = ++p;
            starName = n;
            continue;
        }
        if (p == pattern.size() && n == name.size())
            return true;
        if (p < pattern.size() && n < name.size()) {
            qsizetype next = p;
            if (matchOne(pattern, next, static_cast<unsigned char>(name[n]))) {
                p = next;
                ++n;
                continue;
            }
        }
        if (starPattern < 0 || starName >= name.size())
            return false;
        p = starPattern;
        n = ++starName;
    }
}

GitIgnore::GitIgnore(QByteArrayView text)
{
    if (text.startsWith("\xef\xbb\xbf"))
        text = text.sliced(3);
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf('\n');
        addLine(end < 0 ? text : text.first(end));
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
    }
}

void GitIgnore::addLine(QByteArrayView line)
{
    if (line.endsWith('\r'))
        line.chop(1);
    while (line.endsWith(' ') && !line.endsWith("\\ "))
        line.chop(1);
    if (line.isEmpty() || line.startsWith('#') || m_patterns.size() >= size_t(maxPatterns))
        return;
    Pattern pattern;
    if (line.startsWith('!')) {
        pattern.negated = true;
        line = line.sliced(1);
    }
    if (line.endsWith('/')) // only folders are asked about
        line.chop(1);
    pattern.anchored = line.contains('/');
    if (line.startsWith('/'))
        line = line.sliced(1);
    if (line.isEmpty())
        return;
    for (const QByteArray &part : line.toByteArray().split('/'))
        pattern.parts.push_back(part);
    m_patterns.push_back(std::move(pattern));
}

std::optional<bool> GitIgnore::ignoresFolder(const QByteArray &path) const
{
    const QList<QByteArray> parts = path.split('/');
    for (auto it = m_patterns.rbegin(); it != m_patterns.rend(); ++it) {
        const bool matches =
            it->anchored ? matchesParts(it->parts, parts) : matchesGlob(it->parts.front(), parts.last());
        if (matches)
            return !it->negated;
    }
    return std::nullopt;
}

} // namespace kv::wrangler
