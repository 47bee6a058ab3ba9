// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/itemtext.h"

#include <array>
#include <cmath>
#include <cstring>

namespace kv::snapshot {

namespace {

/// Whether one of eight bytes is a control character, a quotation mark or a backslash.
bool anyToEscape(quint64 eight)
{
    constexpr quint64 ones = 0x0101'0101'0101'0101u;
    constexpr quint64 tops = 0x8080'8080'8080'8080u;
    const auto zeroByteIn = [](quint64 v) { return (v - ones) & ~v & tops; };
    const quint64 below = (eight - ones * 0x20) & ~eight & tops;
    return (below | zeroByteIn(eight ^ ones * '"') | zeroByteIn(eight ^ ones * '\\')) != 0;
}

/// Offset of the first byte from `at` on that JSON wants escaped, or the size.
qsizetype nextToEscape(QByteArrayView s, qsizetype at)
{
    for (; at + 8 <= s.size(); at += 8) {
        quint64 eight;
        std::memcpy(&eight, s.data() + at, sizeof(eight));
        if (anyToEscape(eight))
            break;
    }
    for (; at < s.size(); ++at) {
        const auto c = uchar(s[at]);
        if (c < 0x20 || c == '"' || c == '\\')
            break;
    }
    return at;
}

void appendUtf8(QByteArray &out, char32_t c)
{
    if (c < 0x80) {
        out.append(char(c));
        return;
    }
    const int followers = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    const int mark = followers == 1 ? 0xc0 : followers == 2 ? 0xe0 : 0xf0;
    out.append(char(mark | int(c >> 6 * followers)));
    for (int i = followers - 1; i >= 0; --i)
        out.append(char(0x80 | int(c >> 6 * i & 0x3f)));
}

int hexDigit(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

/// The code unit of a `\uXXXX` that begins at `at`, or -1.
int unitAt(QByteArrayView s, qsizetype at)
{
    if (at + 6 > s.size() || s[at] != '\\' || s[at + 1] != 'u')
        return -1;
    int unit = 0;
    for (qsizetype i = at + 2; i < at + 6; ++i) {
        const int digit = hexDigit(s[i]);
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

char simpleEscape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

/// Appends what the escape at `at` stands for and moves past it; false: it is cut off, or half of a pair.
bool appendEscape(QByteArray &out, QByteArrayView s, qsizetype &at)
{
    if (at + 1 >= s.size())
        return false;
    if (s[at + 1] != 'u') {
        out.append(simpleEscape(s[at + 1]));
        at += 2;
        return true;
    }
    const int unit = unitAt(s, at);
    if (unit < 0)
        return false;
    if (unit < 0xd800 || unit > 0xdfff) {
        appendUtf8(out, char32_t(unit));
        at += 6;
        return true;
    }
    const int low = unit < 0xdc00 ? unitAt(s, at + 6) : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return false;
    appendUtf8(out, 0x10000 + (char32_t(unit - 0xd800) << 10) + char32_t(low - 0xdc00));
    at += 12;
    return true;
}

/// Unescapes until the end, until `most` bytes are there, or until an escape that appendEscape() refuses;
/// answers whether the end was reached.
bool unescape(QByteArray &out, QByteArrayView s, qsizetype most)
{
    for (qsizetype at = 0; at < s.size() && out.size() < most;) {
        const void *found = std::memchr(s.data() + at, '\\', size_t(s.size() - at));
        const qsizetype escape = found ? static_cast<const char *>(found) - s.data() : s.size();
        out.append(s.data() + at, escape - at);
        at = escape;
        if (at < s.size() && !appendEscape(out, s, at))
            return false;
    }
    return true;
}

constexpr auto base64Values = [] {
    std::array<signed char, 256> values{};
    for (auto &value : values)
        value = -1;
    constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 64; ++i)
        values[uchar(digits[i])] = static_cast<signed char>(i);
    return values;
}();

} // namespace

void appendQuoted(QByteArray &out, QByteArrayView utf8)
{
    static constexpr char digits[] = "0123456789abcdef";
    out.append('"');
    for (qsizetype at = 0;;) {
        const qsizetype end = nextToEscape(utf8, at);
        out.append(utf8.data() + at, end - at);
        if (end == utf8.size())
            break;
        const char c = utf8[end];
        at = end + 1;
        if (c == '"' || c == '\\')
            out.append('\\').append(c);
        else if (c == '\n')
            out.append("\\n", 2);
        else if (c == '\r')
            out.append("\\r", 2);
        else if (c == '\t')
            out.append("\\t", 2);
        else
            out.append("\\u00", 4).append(digits[uchar(c) >> 4]).append(digits[c & 15]);
    }
    out.append('"');
}

std::optional<QByteArray> unescaped(QByteArrayView inside)
{
    QByteArray out;
    out.reserve(inside.size());
    if (!unescape(out, inside, inside.size() + 1))
        return std::nullopt;
    // What was all escapes takes up to six times the room that it needs.
    if (out.capacity() > 2 * out.size() + 1024)
        out.squeeze();
    return out;
}

QByteArray unescapedBeginning(QByteArrayView beginning, qsizetype most)
{
    QByteArray out;
    unescape(out, beginning, most);
    return out;
}

std::optional<QByteArray> fromBase64(QByteArrayView text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    const qsizetype padding = text.endsWith("==") ? 2 : text.endsWith('=') ? 1 : 0;
    const qsizetype digits = text.size() - padding;
    QByteArray out(text.size() / 4 * 3 - padding, Qt::Uninitialized);
    char *to = out.data();
    quint32 bits = 0;
    int problems = 0;
    const auto next = [&](qsizetype i) {
        const int value = base64Values[uchar(text[i])];
        problems |= value; // negative once one was
        bits = bits << 6 | quint32(value & 0x3f);
    };
    qsizetype at = 0;
    for (; at + 4 <= digits; at += 4) {
        for (qsizetype i = 0; i < 4; ++i)
            next(at + i);
        *to++ = char(bits >> 16);
        *to++ = char(bits >> 8);
        *to++ = char(bits);
    }
    for (; at < digits; ++at)
        next(at);
    if (padding == 1) {
        *to++ = char(bits >> 10);
        *to++ = char(bits >> 2);
    } else if (padding == 2) {
        *to++ = char(bits >> 4);
    }
    if (problems < 0)
        return std::nullopt;
    return out;
}

std::optional<qint64> wholeNumber(QByteArrayView number)
{
    bool ok = false;
    const QByteArray text = number.toByteArray();
    if (const qint64 whole = text.toLongLong(&ok); ok)
        return whole;
    if (!text.contains('.') && !text.contains('e') && !text.contains('E'))
        return std::nullopt;
    constexpr double exact = 9'007'199'254'740'992.0; // 2^53
    const double value = text.toDouble(&ok);
    if (!ok || std::abs(value) > exact || value != std::floor(value))
        return std::nullopt;
    return qint64(value);
}

} // namespace kv::snapshot
