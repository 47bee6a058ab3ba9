// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/hexlines.h"

namespace kv::text {
namespace {

int digitOf(QChar c)
{
    const char16_t u = c.unicode();
    if (u >= '0' && u <= '9')
        return u - '0';
    const char16_t lower = u | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

int HexLines::offsetDigits(qint64 size)
{
    int digits = 4;
    while (digits < 16 && (size - 1) >> (4 * digits) > 0)
        digits += 2;
    return digits;
}

QByteArrayView HexLines::bytes(qint64 line) const
{
    if (line < 0 || line >= count())
        return {};
    const qsizetype begin = line * perLine;
    return m_bytes.sliced(begin, qMin<qsizetype>(perLine, m_bytes.size() - begin));
}

QString HexLines::offset(qint64 line) const
{
    return QStringLiteral("%1").arg(line * perLine, offsetDigits(), 16, QLatin1Char('0'));
}

QString HexLines::hex(qint64 line) const
{
    return hexText(bytes(line));
}

QString HexLines::ascii(qint64 line) const
{
    QString out;
    for (const char b : bytes(line))
        out += asciiOf(b);
    return out;
}

QChar asciiOf(char byte)
{
    return byte >= 0x20 && byte < 0x7f ? QLatin1Char(byte) : QLatin1Char('.');
}

QString hexText(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return {};
    return QString::fromLatin1(QByteArray::fromRawData(bytes.data(), bytes.size()).toHex(' '));
}

std::optional<QByteArray> parseHex(QStringView typed)
{
    QByteArray out;
    for (qsizetype i = 0; i < typed.size();) {
        const QChar c = typed[i];
        if (c.isSpace() || c == QLatin1Char(',') || c == QLatin1Char(':')) {
            ++i;
            continue;
        }
        if (i + 1 >= typed.size())
            return {};
        const QChar next = typed[i + 1];
        if ((c == QLatin1Char('0') && (next == QLatin1Char('x') || next == QLatin1Char('X'))) ||
            (c == QLatin1Char('\\') && next == QLatin1Char('x'))) {
            if (i + 2 >= typed.size() || digitOf(typed[i + 2]) < 0)
                return {}; // a prefix with nothing behind it
            i += 2;
            continue;
        }
        const int high = digitOf(c);
        const int low = digitOf(next);
        if (high < 0 || low < 0)
            return {};
        out.append(char(high * 16 + low));
        i += 2;
    }
    return out;
}

} // namespace kv::text
