// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/configlines.h"

#include "text/utf8.h"

#include <QList>

namespace kv::text {

namespace {

/// `\u000a`, and what lies beyond U+FFFF in the form of each format.
QString numbered(char32_t codePoint, ConfigFormat format)
{
    const auto hex = [](char32_t n, int digits) {
        return QString::number(uint(n), 16).rightJustified(digits, QLatin1Char('0'));
    };
    if (codePoint <= 0xffff)
        return QStringLiteral("\\u") + hex(codePoint, 4);
    if (format == ConfigFormat::Toml)
        return QStringLiteral("\\U") + hex(codePoint, 8);
    return QStringLiteral("\\u") + hex(QChar::highSurrogate(codePoint), 4) + QStringLiteral("\\u") +
           hex(QChar::lowSurrogate(codePoint), 4);
}

/// The same in both formats but for numbered(): a JSON string, or a basic string of TOML.
QString quoted(const QString &text, ConfigFormat format)
{
    QString out(QLatin1Char('"'));
    const QList<uint> codePoints = text.toUcs4(); // a lone surrogate arrives as U+FFFD
    for (const uint codePoint : codePoints) {
        if (codePoint == '"' || codePoint == '\\')
            out += QLatin1Char('\\') + QChar(codePoint);
        else if (codePoint < 0x20 || codePoint == 0x7f || needsEscape(codePoint))
            out += numbered(codePoint, format);
        else
            out += QString::fromUcs4(reinterpret_cast<const char32_t *>(&codePoint), 1);
    }
    return out + QLatin1Char('"');
}

} // namespace

ConfigFormat configFormatOf(const QString &path)
{
    return path.endsWith(QLatin1String(".toml"), Qt::CaseInsensitive) ? ConfigFormat::Toml
                                                                      : ConfigFormat::Json;
}

QString bindingNameFor(const QString &title)
{
    QString name;
    for (const QChar c : title) {
        const bool plain = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
        if (plain)
            name += c.toUpper();
        else if (!name.isEmpty() && !name.endsWith(QLatin1Char('_')))
            name += QLatin1Char('_');
    }
    while (name.endsWith(QLatin1Char('_')))
        name.chop(1);
    if (name.isEmpty())
        return QStringLiteral("KV");
    return name.front().isDigit() ? QLatin1Char('_') + name : name;
}

QString configLines(const QString &binding, const QString &id, ConfigFormat format)
{
    if (format == ConfigFormat::Toml)
        return QStringLiteral("[[kv_namespaces]]\nbinding = ") + quoted(binding, format) +
               QStringLiteral("\nid = ") + quoted(id, format);
    return QStringLiteral("{\n  \"binding\": ") + quoted(binding, format) + QStringLiteral(",\n  \"id\": ") +
           quoted(id, format) + QStringLiteral("\n}");
}

} // namespace kv::text
