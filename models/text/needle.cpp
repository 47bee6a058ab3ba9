// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/needle.h"

#include "text/jsontext.h"
#include "text/utf8.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace kv::text {

namespace {

/// What is folded at a time: stays in the processor's nearest memory.
constexpr qsizetype piece = 16 * 1024;

/// Where `what` begins in `in`, or -1. The C library's own search is linear and the quickest there is.
qsizetype indexIn(const char *in, size_t size, const QByteArray &what)
{
    if (size == 0) // memmem() takes no null pointer, be it to nothing
        return what.isEmpty() ? 0 : -1;
    const void *at = ::memmem(in, size, what.constData(), size_t(what.size()));
    return at ? static_cast<const char *>(at) - in : -1;
}

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

/// Appends the code point at `at`, folded; answers how many bytes of `bytes` it is.
int appendFolded(QByteArray &out, QByteArrayView bytes, qsizetype at)
{
    const char c = bytes[at];
    if (uchar(c) < 0x80) {
        out.append(lower(c));
        return 1;
    }
    const CodePoint point = codePointAt(bytes, at);
    if (point.valid)
        appendCodePoint(out, QChar::toCaseFolded(point.value));
    else
        out.append(c);
    return point.length;
}

bool isAscii(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return uchar(c) < 0x80; });
}

} // namespace

QByteArray foldedCase(QByteArrayView bytes)
{
    QByteArray out;
    out.reserve(bytes.size());
    for (qsizetype at = 0; at < bytes.size();)
        at += appendFolded(out, bytes, at);
    return out;
}

Needle::Needle(QByteArrayView bytes, bool ignoreCase)
    : m_bytes(ignoreCase ? foldedCase(bytes) : bytes.toByteArray())
{
    if (ignoreCase)
        m_way = isAscii(m_bytes) ? Way::Ascii : Way::Unicode;
}

Span Needle::find(QByteArrayView bytes) const
{
    if (m_bytes.isEmpty())
        return {0, 0};
    switch (m_way) {
    case Way::Ascii:
        return findAscii(bytes);
    case Way::Unicode:
        return findFolded(bytes);
    case Way::Exact:
        break;
    }
    const qsizetype at = indexIn(bytes.data(), size_t(bytes.size()), m_bytes);
    return at < 0 ? Span() : Span{at, m_bytes.size()};
}

Span Needle::findAscii(QByteArrayView bytes) const
{
    // Pieces overlap by all but one byte of what is looked for, so that it cannot lie between two of them.
    const qsizetype overlap = m_bytes.size() - 1;
    const qsizetype step = std::max(piece, 4 * overlap);
    std::vector<char> folded(size_t(std::min(bytes.size(), step + overlap)));
    for (qsizetype from = 0; from + m_bytes.size() <= bytes.size(); from += step) {
        const auto some = bytes.sliced(from, std::min(step + overlap, bytes.size() - from));
        std::transform(some.begin(), some.end(), folded.begin(), lower);
        if (const qsizetype at = indexIn(folded.data(), size_t(some.size()), m_bytes); at >= 0)
            return {from + at, m_bytes.size()};
    }
    return {};
}

Span Needle::findFolded(QByteArrayView bytes) const
{
    const qsizetype overlap = m_bytes.size() - 1;
    const qsizetype most = std::max(piece, 4 * overlap);
    QByteArray folded;
    std::vector<qsizetype> begins; // of the code point that a folded byte comes from
    folded.reserve(most + 8);
    begins.reserve(size_t(most + 8));
    for (qsizetype at = 0; at < bytes.size();) {
        while (at < bytes.size() && folded.size() < most) {
            const int length = appendFolded(folded, bytes, at);
            begins.resize(size_t(folded.size()), at);
            at += length;
        }
        if (const qsizetype found = indexIn(folded.constData(), size_t(folded.size()), m_bytes); found >= 0) {
            const qsizetype last = begins[size_t(found + m_bytes.size() - 1)];
            const qsizetype begin = begins[size_t(found)];
            return {begin, last + codePointAt(bytes, last).length - begin};
        }
        const qsizetype used = std::max<qsizetype>(0, folded.size() - overlap);
        folded.remove(0, used);
        begins.erase(begins.begin(), begins.begin() + used);
    }
    return {};
}

} // namespace kv::text
