// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/itemtext.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace kv::snapshot {

namespace {

constexpr quint64 ones = 0x0101'0101'0101'0101u;
constexpr quint64 tops = 0x8080'8080'8080'8080u;

/// The top bit of each of eight bytes that JSON wants escaped; of bytes above such a one, perhaps too many.
quint64 toEscape(quint64 eight)
{
    const auto zeros = [](quint64 v) { return (v - ones) & ~v & tops; };
    const quint64 below = (eight - ones * 0x20) & ~eight & tops;
    return below | zeros(eight ^ ones * '"') | zeros(eight ^ ones * '\\');
}

/// Copies bytes up to the first that JSON wants escaped, or the end; moves `from` and `to` past them. May
/// write up to eight bytes more.
void copyPlain(const char *&from, const char *end, char *&to)
{
    while (end - from >= 8) {
        quint64 eight;
        std::memcpy(&eight, from, sizeof(eight));
        std::memcpy(to, &eight, sizeof(eight));
        if (toEscape(eight) != 0)
            break;
        from += 8;
        to += 8;
    }
    for (; from < end; *to++ = *from++) {
        const auto c = uchar(*from);
        if (c < 0x20 || c == '"' || c == '\\')
            return;
    }
}

void putUtf8(char *&to, char32_t c)
{
    if (c < 0x80) {
        *to++ = char(c);
        return;
    }
    const int followers = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    const int mark = followers == 1 ? 0xc0 : followers == 2 ? 0xe0 : 0xf0;
    *to++ = char(mark | int(c >> 6 * followers));
    for (int i = followers - 1; i >= 0; --i)
        *to++ = char(0x80 | int(c >> 6 * i & 0x3f));
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

/// Writes what the escape at `at` stands for and moves past it; false: it is cut off, or half of a pair.
bool putEscape(char *&to, QByteArrayView s, qsizetype &at)
{
    if (at + 1 >= s.size())
        return false;
    if (s[at + 1] != 'u') {
        *to++ = simpleEscape(s[at + 1]);
        at += 2;
        return true;
    }
    const int unit = unitAt(s, at);
    if (unit < 0)
        return false;
    if (unit < 0xd800 || unit > 0xdfff) {
        putUtf8(to, char32_t(unit));
        at += 6;
        return true;
    }
    const int low = unit < 0xdc00 ? unitAt(s, at + 6) : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return false;
    putUtf8(to, 0x10000 + (char32_t(unit - 0xd800) << 10) + char32_t(low - 0xdc00));
    at += 12;
    return true;
}

/// Unescapes until the end, until `most` bytes are there, or until an escape that putEscape() refuses;
/// `whole` tells whether the end was reached.
QByteArray unescape(QByteArrayView s, qsizetype most, bool *whole)
{
    QByteArray out(s.size(), Qt::Uninitialized); // no escape stands for more than it takes
    char *const begin = out.data();
    char *to = begin;
    *whole = true;
    for (qsizetype at = 0; at < s.size() && to - begin < most;) {
        const void *found = std::memchr(s.data() + at, '\\', size_t(s.size() - at));
        const qsizetype escape = found ? static_cast<const char *>(found) - s.data() : s.size();
        std::memcpy(to, s.data() + at, size_t(escape - at));
        to += escape - at;
        at = escape;
        if (at < s.size() && !putEscape(to, s, at)) {
            *whole = false;
            break;
        }
    }
    out.resize(to - begin);
    return out;
}

constexpr auto base64Values = [] {
    std::array<qint16, 256> values{};
    for (auto &value : values)
        value = -1;
    constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 64; ++i)
        values[uchar(digits[i])] = static_cast<qint16>(i);
    return values;
}();

} // namespace

void appendQuoted(QByteArray &out, QByteArrayView utf8)
{
    static constexpr char digits[] = "0123456789abcdef";
    // In parts, each with room for the worst: what takes six times its size is rare, and not to be paid for.
    constexpr qsizetype part = 16 * 1024;
    out.append('"');
    for (qsizetype at = 0; at < utf8.size(); at += part) {
        const char *from = utf8.data() + at;
        const char *const end = from + std::min(part, utf8.size() - at);
        const qsizetype before = out.size();
        out.resize(before + 6 * (end - from) + 8);
        char *to = out.data() + before;
        for (;;) {
            copyPlain(from, end, to);
            if (from == end)
                break;
            const char c = *from++;
            *to++ = '\\';
            switch (c) {
            case '"':
            case '\\':
                *to++ = c;
                break;
            case '\n':
                *to++ = 'n';
                break;
            case '\r':
                *to++ = 'r';
                break;
            case '\t':
                *to++ = 't';
                break;
            default:
                for (const char sign : {'u', '0', '0', digits[uchar(c) >> 4], digits[c & 15]})
                    *to++ = sign;
                break;
            }
        }
        out.resize(to - out.data());
    }
    out.append('"');
}

void appendBase64(QByteArray &out, QByteArrayView bytes)
{
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const qsizetype before = out.size();
    out.resize(before + (bytes.size() + 2) / 3 * 4);
    char *to = out.data() + before;
    for (qsizetype at = 0; at < bytes.size(); at += 3) {
        const qsizetype left = bytes.size() - at;
        const quint32 bits = quint32(uchar(bytes[at])) << 16 |
                             (left > 1 ? quint32(uchar(bytes[at + 1])) << 8 : 0) |
                             (left > 2 ? quint32(uchar(bytes[at + 2])) : 0);
        *to++ = digits[bits >> 18];
        *to++ = digits[bits >> 12 & 63];
        *to++ = left > 1 ? digits[bits >> 6 & 63] : '=';
        *to++ = left > 2 ? digits[bits & 63] : '=';
    }
}

std::optional<QByteArray> unescaped(QByteArrayView inside)
{
    bool whole = false;
    QByteArray out = unescape(inside, inside.size() + 1, &whole);
    if (!whole)
        return std::nullopt;
    // What was all escapes takes up to six times the room that it needs.
    if (out.capacity() > 2 * out.size() + 1024)
        out.squeeze();
    return out;
}

QByteArray unescapedBeginning(QByteArrayView beginning, qsizetype most)
{
    bool whole = false;
    return unescape(beginning, most, &whole);
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
