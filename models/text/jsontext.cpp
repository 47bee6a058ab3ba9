// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsontext.h"

#include <algorithm>

namespace kv::text {
namespace {

bool isHighSurrogate(char32_t c)
{
    return c >= 0xd800 && c < 0xdc00;
}

bool isLowSurrogate(char32_t c)
{
    return c >= 0xdc00 && c < 0xe000;
}

/// Four hex digits.
char32_t hexUnit(QByteArrayView digits)
{
    char32_t unit = 0;
    for (const char digit : digits) {
        const int low = digit & 0xf;
        unit = unit * 16 + char32_t(digit <= '9' ? low : low + 9);
    }
    return unit;
}

/// The code point of the escape at `at`, a backslash; moves `at` behind it.
char32_t readEscape(QByteArrayView token, qsizetype &at)
{
    const char letter = token[at + 1];
    if (letter != 'u') {
        at += 2;
        switch (letter) {
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
            return uchar(letter);
        }
    }
    const char32_t unit = hexUnit(token.sliced(at + 2, 4));
    at += 6;
    if (!isHighSurrogate(unit) || at + 6 > token.size() || token[at] != '\\' || token[at + 1] != 'u')
        return unit;
    const char32_t low = hexUnit(token.sliced(at + 2, 4));
    if (!isLowSurrogate(low))
        return unit;
    at += 6;
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

void appendUnit(QByteArray &out, char32_t unit)
{
    constexpr char digits[] = "0123456789abcdef";
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4)
        out.append(digits[(unit >> shift) & 0xf]);
}

QByteArrayView withoutLeadingZeros(QByteArrayView digits)
{
    const auto first = std::find_if(digits.begin(), digits.end(), [](char c) { return c != '0'; });
    return digits.sliced(first - digits.begin());
}

/// The decimal text of (±magnitude) + small, for a magnitude much larger than `small`.
QByteArray sumText(bool negative, QByteArrayView magnitude, qint64 small)
{
    QByteArray digits = magnitude.toByteArray();
    const int sign = negative == (small < 0) ? 1 : -1;
    qint64 rest = small < 0 ? -small : small;
    for (qsizetype i = digits.size() - 1; i >= 0 && rest > 0; --i) {
        int digit = digits[i] - '0' + sign * int(rest % 10);
        rest /= 10;
        if (digit > 9 || digit < 0) {
            digit -= sign * 10;
            ++rest;
        }
        digits[i] = char('0' + digit);
    }
    if (rest > 0)
        digits.prepend(QByteArray::number(rest));
    return (negative ? "-" : "") + withoutLeadingZeros(digits).toByteArray();
}

constexpr qint64 plainUpTo = 21;        // digits before the point, where zeros would have to be put in
constexpr qint64 plainDownTo = 6;       // the first digit's place behind the point
constexpr qsizetype smallExponent = 17; // digits of an exponent that a qint64 surely holds

/// 0.`digits` times ten to the power of `point`.
QByteArray plainNumber(const QByteArray &digits, qint64 point)
{
    if (point <= 0)
        return "0." + QByteArray(-point, '0') + digits;
    if (point >= digits.size())
        return digits + QByteArray(point - digits.size(), '0');
    return digits.first(point) + '.' + digits.sliced(point);
}

} // namespace

void appendCodePoint(QByteArray &out, char32_t c)
{
    if (c < 0x80) {
        out.append(char(c));
    } else if (c < 0x800) {
        out.append(char(0xc0 | (c >> 6))).append(char(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        out.append(char(0xe0 | (c >> 12))).append(char(0x80 | ((c >> 6) & 0x3f)));
        out.append(char(0x80 | (c & 0x3f)));
    } else {
        out.append(char(0xf0 | (c >> 18))).append(char(0x80 | ((c >> 12) & 0x3f)));
        out.append(char(0x80 | ((c >> 6) & 0x3f))).append(char(0x80 | (c & 0x3f)));
    }
}

QByteArray decodedString(QByteArrayView token)
{
    const QByteArrayView inner = token.sliced(1, token.size() - 2);
    QByteArray out;
    out.reserve(inner.size());
    for (qsizetype at = 0; at < inner.size();) {
        qsizetype escape = inner.indexOf('\\', at);
        if (escape < 0)
            escape = inner.size();
        out.append(inner.sliced(at, escape - at));
        at = escape;
        if (at < inner.size())
            appendCodePoint(out, readEscape(inner, at));
    }
    return out;
}

QByteArray canonicalString(QByteArrayView decoded)
{
    QByteArray out;
    out.reserve(decoded.size() + decoded.size() / 8 + 2);
    out.append('"');
    qsizetype plain = 0; // where what stays as it is begins
    for (qsizetype i = 0; i < decoded.size(); ++i) {
        const uchar c = uchar(decoded[i]);
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0xed)
            continue;
        if (c == 0xed && (i + 2 >= decoded.size() || uchar(decoded[i + 1]) < 0xa0))
            continue;
        out.append(decoded.data() + plain, i - plain);
        if (c == '"' || c == '\\') {
            out.append('\\').append(char(c));
        } else if (c < 0x20) {
            const qsizetype letter = QByteArrayView("\b\f\n\r\t").indexOf(char(c));
            if (letter >= 0)
                out.append('\\').append("bfnrt"[letter]);
            else
                appendUnit(out, c);
        } else { // a single surrogate
            appendUnit(out, 0xd000 | (char32_t(decoded[i + 1] & 0x3f) << 6) | (decoded[i + 2] & 0x3f));
            i += 2;
        }
        plain = i + 1;
    }
    out.append(decoded.data() + plain, decoded.size() - plain);
    return out.append('"');
}

QByteArray canonicalNumber(QByteArrayView token)
{
    const bool negative = token.startsWith('-');
    QByteArrayView mantissa = token.sliced(negative ? 1 : 0);
    QByteArrayView exponent;
    const auto e =
        std::find_if(mantissa.begin(), mantissa.end(), [](char c) { return c == 'e' || c == 'E'; });
    if (e != mantissa.end()) {
        exponent = mantissa.sliced(e - mantissa.begin() + 1);
        mantissa = mantissa.first(e - mantissa.begin());
    }
    const bool smaller = exponent.startsWith('-');
    if (smaller || exponent.startsWith('+'))
        exponent = exponent.sliced(1);
    exponent = withoutLeadingZeros(exponent);

    const qsizetype dot = mantissa.indexOf('.');
    const QByteArrayView whole = dot < 0 ? mantissa : mantissa.first(dot);
    QByteArray all = whole.toByteArray();
    if (dot >= 0)
        all.append(mantissa.sliced(dot + 1));
    QByteArrayView significant = withoutLeadingZeros(all);
    const qint64 shift = whole.size() - (all.size() - significant.size());
    while (significant.endsWith('0'))
        significant.chop(1);
    if (significant.isEmpty())
        return "0";
    const QByteArray digits = significant.toByteArray();

    QByteArray power;
    if (exponent.size() <= smallExponent) {
        const qint64 given = exponent.toByteArray().toLongLong();
        const qint64 point = shift + (smaller ? -given : given);
        if (point > -plainDownTo && point <= std::max(plainUpTo, qint64(digits.size())))
            return (negative ? "-" : "") + plainNumber(digits, point);
        power = QByteArray::number(point - 1);
    } else {
        power = sumText(smaller, exponent, shift - 1);
    }
    QByteArray out = (negative ? "-" : "") + digits.first(1);
    if (digits.size() > 1)
        out.append('.').append(QByteArrayView(digits).sliced(1));
    return out.append('e').append(power);
}

QByteArrayView canonicalScalar(QByteArrayView token, QByteArray &buffer)
{
    const char first = token.front();
    if (first == '"') {
        if (!token.contains('\\'))
            return token;
        buffer = canonicalString(decodedString(token));
        return buffer;
    }
    if (first != '-' && (first < '0' || first > '9'))
        return token;
    const QByteArrayView digits = token.sliced(first == '-' ? 1 : 0);
    const bool integer =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (integer && digits.size() <= plainUpTo && token != "-0")
        return token;
    buffer = canonicalNumber(token);
    return buffer;
}

} // namespace kv::text
