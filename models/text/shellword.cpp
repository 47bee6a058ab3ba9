// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/shellword.h"

#include "text/utf8.h"

#include <algorithm>

namespace kv::text {

namespace {

bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           QByteArrayView("_@%+=:,./-").contains(c);
}

bool hasHidden(QByteArrayView bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const CodePoint point = codePointAt(bytes, at);
        if (needsEscape(point.value))
            return true;
        at += point.length;
    }
    return false;
}

QByteArray octal(char byte)
{
    return '\\' + QByteArray::number(uchar(byte), 8).rightJustified(3, '0');
}

QByteArray singleQuoted(QByteArrayView bytes)
{
    return '\'' + bytes.toByteArray().replace('\'', "'\\''") + '\'';
}

/// What printf makes of the result is the bytes; they must not end with a newline, which `$(…)` drops.
QByteArray printed(QByteArrayView bytes)
{
    QByteArray format;
    for (qsizetype at = 0; at < bytes.size();) {
        const CodePoint point = codePointAt(bytes, at);
        const QByteArrayView sign = bytes.sliced(at, point.length);
        const bool special = needsEscape(point.value) || point.value == '\'' || point.value == '\\' ||
                             (at == 0 && point.value == '-'); // an option of printf otherwise
        if (point.value == '%')
            format += "%%";
        else if (!special)
            format += sign;
        else
            for (const char byte : sign)
                format += octal(byte);
        at += point.length;
    }
    return "\"$(printf '" + format + "')\"";
}

} // namespace

std::optional<QString> shellWord(QByteArrayView bytes)
{
    if (bytes.contains('\0') || !isUtf8(bytes))
        return {};
    // An equals sign in front has a meaning in zsh.
    const bool plain = !bytes.isEmpty() && bytes.front() != '=' &&
                       std::all_of(bytes.begin(), bytes.end(), [](char c) { return isPlain(c); });
    if (plain)
        return QString::fromUtf8(bytes);
    qsizetype end = bytes.size();
    while (end > 0 && bytes[end - 1] == '\n')
        --end;
    const QByteArrayView body = bytes.first(end);
    const QByteArrayView newlines = bytes.sliced(end);
    QByteArray word;
    if (hasHidden(body))
        word = printed(body) + (newlines.isEmpty() ? QByteArray() : singleQuoted(newlines));
    else
        word = singleQuoted(bytes);
    return QString::fromUtf8(word);
}

std::optional<QString> scriptString(QByteArrayView bytes)
{
    if (!isUtf8(bytes))
        return {};
    QString out(QLatin1Char('"'));
    for (qsizetype at = 0; at < bytes.size();) {
        const CodePoint point = codePointAt(bytes, at);
        at += point.length;
        if (point.value == '"' || point.value == '\\') {
            out += QLatin1Char('\\');
            out += QChar(ushort(point.value));
        } else if (point.value == '\n') {
            out += QLatin1String("\\n");
        } else if (point.value == '\t') {
            out += QLatin1String("\\t");
        } else if (needsEscape(point.value)) {
            const QString units = QString::fromUcs4(&point.value, 1);
            for (const QChar unit : units)
                out += QStringLiteral("\\u%1").arg(unit.unicode(), 4, 16, QLatin1Char('0'));
        } else {
            out += QString::fromUcs4(&point.value, 1);
        }
    }
    return out + QLatin1Char('"');
}

} // namespace kv::text
