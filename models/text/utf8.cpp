// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/utf8.h"

namespace kv::text {

CodePoint codePointAt(QByteArrayView bytes, qsizetype at)
{
    const auto byte = [&](qsizetype i) { return i < bytes.size() ? uchar(bytes[i]) : uchar(0); };
    const auto continues = [](uchar b) { return (b & 0xc0) == 0x80; };
    const uchar first = byte(at);
    if (first < 0x80)
        return {first, 1, true};
    const uchar b1 = byte(at + 1);
    const uchar b2 = byte(at + 2);
    const uchar b3 = byte(at + 3);
    if (first >= 0xc2 && first <= 0xdf && continues(b1))
        return {char32_t((first & 0x1f) << 6 | (b1 & 0x3f)), 2, true};
    if ((first & 0xf0) == 0xe0 && continues(b1) && continues(b2)) {
        const auto c = char32_t((first & 0x0f) << 12 | (b1 & 0x3f) << 6 | (b2 & 0x3f));
        if (c >= 0x800 && (c < 0xd800 || c > 0xdfff))
            return {c, 3, true};
    }
    if ((first & 0xf8) == 0xf0 && continues(b1) && continues(b2) && continues(b3)) {
        const auto c = char32_t((first & 0x07) << 18 | (b1 & 0x3f) << 12 | (b2 & 0x3f) << 6 | (b3 & 0x3f));
        if (c >= 0x10000 && c <= 0x10ffff)
            return {c, 4, true};
    }
    return {first, 1, false};
}

qsizetype firstInvalidUtf8(QByteArrayView bytes)
{
    if (bytes.isValidUtf8()) // vectorised, and the usual answer
        return -1;
    for (qsizetype i = 0; i < bytes.size();) {
        const CodePoint c = codePointAt(bytes, i);
        if (!c.valid)
            return i;
        i += c.length;
    }
    return -1;
}

qsizetype lengthWithoutCutSequence(QByteArrayView head)
{
    for (qsizetype back = 1; back <= 3 && back <= head.size(); ++back) {
        const uchar b = uchar(head[head.size() - back]);
        if ((b & 0xc0) == 0x80)
            continue;
        const int wanted = b >= 0xf0 && b <= 0xf4   ? 4
                           : b >= 0xe0 && b <= 0xef ? 3
                           : b >= 0xc2 && b <= 0xdf ? 2
                                                    : 1;
        if (wanted <= back)
            break;
        // Only a beginning that could have gone on to something valid counts as cut.
        char tail[4] = {};
        for (qsizetype i = 0; i < wanted; ++i)
            tail[i] = i < back ? head[head.size() - back + i] : char(0x80);
        const bool low = codePointAt(QByteArrayView(tail, wanted), 0).valid;
        for (qsizetype i = back; i < wanted; ++i)
            tail[i] = char(0xbf);
        const bool high = codePointAt(QByteArrayView(tail, wanted), 0).valid;
        return low || high ? head.size() - back : head.size();
    }
    return head.size();
}

bool needsEscape(char32_t c)
{
    if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) // control characters
        return true;
    if (c < 0xad)
        return false;
    switch (c) {
    case 0xad:   // soft hyphen
    case 0x61c:  // Arabic letter mark
    case 0x180e: // Mongolian vowel separator
    case 0xfeff: // byte order mark
        return true;
    default:
        break;
    }
    return c == 0x200b || (c >= 0x200e && c <= 0x200f) // zero width space, directional marks
           || (c >= 0x2028 && c <= 0x202e)             // line separators, embeddings, overrides
           || (c >= 0x2060 && c <= 0x206f)             // invisible operators, isolates
           || (c >= 0xfdd0 && c <= 0xfdef) || (c >= 0xfff9 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe;
}

QString escaped(char32_t c)
{
    switch (c) {
    case 0:
        return QStringLiteral("\\0");
    case '\t':
        return QStringLiteral("\\t");
    case '\n':
        return QStringLiteral("\\n");
    case '\r':
        return QStringLiteral("\\r");
    default:
        return QStringLiteral("\\u{%1}").arg(uint(c), 0, 16);
    }
}

QString displayKey(QByteArrayView key)
{
    QString out;
    out.reserve(key.size());
    for (qsizetype i = 0; i < key.size();) {
        const CodePoint c = codePointAt(key, i);
        i += c.length;
        if (!c.valid)
            out += QStringLiteral("\\x%1").arg(uint(c.value), 2, 16, QLatin1Char('0'));
        else if (c.value == '\\')
            out += QStringLiteral("\\\\");
        else if (needsEscape(c.value))
            out += escaped(c.value);
        else
            out += QChar::fromUcs4(c.value);
    }
    return out;
}

} // namespace kv::text
