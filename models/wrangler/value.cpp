// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/value.h"

#include <charconv>
#include <cmath>
#include <string_view>

namespace kv::wrangler {

namespace {

void appendQuoted(QString &out, const QString &text)
{
    out += u'"';
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        switch (c.unicode()) {
        case u'"':
            out += QLatin1String("\\\"");
            break;
        case u'\\':
            out += QLatin1String("\\\\");
            break;
        case u'\b':
            out += QLatin1String("\\b");
            break;
        case u'\f':
            out += QLatin1String("\\f");
            break;
        case u'\n':
            out += QLatin1String("\\n");
            break;
        case u'\r':
            out += QLatin1String("\\r");
            break;
        case u'\t':
            out += QLatin1String("\\t");
            break;
        default: {
            const bool pair = c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate();
            if (pair) {
                out += c;
                out += text.at(++i);
            } else if (c.unicode() < 0x20 || c.isSurrogate()) {
                out += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
            } else {
                out += c;
            }
        }
        }
    }
    out += u'"';
}

void appendJson(QString &out, const Value &value)
{
    switch (value.kind) {
    case Value::Kind::Null:
        out += QLatin1String("null");
        break;
    case Value::Kind::Bool:
        out += value.boolean ? QLatin1String("true") : QLatin1String("false");
        break;
    case Value::Kind::Number:
        out += value.text;
        break;
    case Value::Kind::String:
        appendQuoted(out, value.text);
        break;
    case Value::Kind::Array:
        out += u'[';
        for (const Value &item : value.items) {
            if (&item != &value.items.front())
                out += u',';
            appendJson(out, item);
        }
        out += u']';
        break;
    case Value::Kind::Object:
        out += u'{';
        for (const Member &m : value.members) {
            if (&m != &value.members.front())
                out += u',';
            appendQuoted(out, m.key);
            out += u':';
            appendJson(out, m.value);
        }
        out += u'}';
        break;
    }
}

} // namespace

const Member *Value::member(QStringView key) const
{
    for (const Member &m : members) {
        if (m.key == key)
            return &m;
    }
    return nullptr;
}

const Value *Value::find(QStringView key) const
{
    const Member *m = member(key);
    return m ? &m->value : nullptr;
}

QString Value::toJson() const
{
    QString out;
    appendJson(out, *this);
    return out;
}

QString jsNumber(double number)
{
    if (!std::isfinite(number))
        return QStringLiteral("null");
    if (number == 0)
        return QStringLiteral("0");
    // The shortest digits that read back the same, as d.dddde±x; then placed as JavaScript places them.
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
    const std::string_view all(buffer, size_t(end - buffer));
    const size_t e = all.find('e');
    QString digits;
    for (const char c : all.substr(0, e)) {
        if (c >= '0' && c <= '9')
            digits += QLatin1Char(c);
    }
    const int exponent = QByteArray(all.data() + e + 1, qsizetype(all.size() - e - 1)).toInt();
    const QString sign = number < 0 ? QStringLiteral("-") : QString();
    const int n = int(digits.size());
    const int point = exponent + 1; // digits before the decimal point
    if (point > 21 || point <= -6) {
        const QString tail =
            QLatin1Char('e') + QLatin1String(exponent < 0 ? "-" : "+") + QString::number(std::abs(exponent));
        return sign + (n == 1 ? digits : digits.left(1) + u'.' + digits.mid(1)) + tail;
    }
    if (point <= 0)
        return sign + QLatin1String("0.") + QString(-point, QLatin1Char('0')) + digits;
    if (n <= point)
        return sign + digits + QString(point - n, QLatin1Char('0'));
    return sign + digits.left(point) + u'.' + digits.mid(point);
}

} // namespace kv::wrangler
