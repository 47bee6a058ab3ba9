// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filterspec.h"

#include "text/units.h"
#include "text/utf8.h"

#include <QCoreApplication>

namespace kv::ui {

namespace {

// What settings call the modes; never shown.
constexpr const char *modeNames[] = {"prefix", "contains", "glob", "regex", "value", "json"};

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::FilterBar", text);
}

} // namespace

QVariantMap FilterSpec::toMap() const
{
    QVariantMap map{{QStringLiteral("mode"), QString::fromLatin1(modeNames[int(mode)])},
                    {QStringLiteral("text"), text}};
    if (ignoreCase)
        map.insert(QStringLiteral("ignoreCase"), true);
    if (expiresWithin >= 0)
        map.insert(QStringLiteral("expiresWithin"), expiresWithin);
    if (hasMetadata)
        map.insert(QStringLiteral("hasMetadata"), true);
    if (largerThan >= 0)
        map.insert(QStringLiteral("largerThan"), largerThan);
    return map;
}

FilterSpec FilterSpec::fromMap(const QVariantMap &map)
{
    FilterSpec spec;
    const QString name = map.value(QStringLiteral("mode")).toString();
    for (int i = 0; i < modeCount; ++i)
        if (name == QLatin1String(modeNames[i]))
            spec.mode = Mode(i);
    spec.text = map.value(QStringLiteral("text")).toString();
    spec.ignoreCase = map.value(QStringLiteral("ignoreCase")).toBool();
    spec.expiresWithin = map.value(QStringLiteral("expiresWithin"), -1).toLongLong();
    spec.hasMetadata = map.value(QStringLiteral("hasMetadata")).toBool();
    spec.largerThan = map.value(QStringLiteral("largerThan"), -1).toLongLong();
    return spec;
}

namespace filterwords {

using Mode = FilterSpec::Mode;

QString mode(Mode mode)
{
    switch (mode) {
    case Mode::Prefix:
        return tr("Prefix");
    case Mode::Contains:
        return tr("Contains");
    case Mode::Glob:
        return tr("Glob");
    case Mode::Regex:
        return tr("Regex");
    case Mode::ValueContains:
        return tr("Value contains");
    case Mode::JsonPath:
        break;
    }
    return tr("JSON path equals");
}

QString placeholder(Mode mode)
{
    switch (mode) {
    case Mode::Prefix:
        return tr("Prefix, for example user:");
    case Mode::Contains:
        return tr("Part of a key");
    case Mode::Glob:
        return tr("For example user:*:session");
    case Mode::Regex:
        return tr("For example ^user:\\d+$");
    case Mode::ValueContains:
        return tr("Part of a value");
    case Mode::JsonPath:
        break;
    }
    return tr("For example $.plan = pro");
}

QString fieldName(Mode mode)
{
    switch (mode) {
    case Mode::Prefix:
        return tr("Show keys that start with");
    case Mode::Contains:
        return tr("Show keys that contain");
    case Mode::Glob:
        return tr("Show keys that fit a pattern with * and ?");
    case Mode::Regex:
        return tr("Show keys that match a regular expression");
    case Mode::ValueContains:
        return tr("Show keys whose values contain");
    case Mode::JsonPath:
        break;
    }
    return tr("Show keys whose values have at a JSON path");
}

QString expires(qint64 seconds)
{
    return tr("expires within %1").arg(text::durationText(seconds, 2));
}

QString metadata()
{
    return tr("has metadata");
}

QString larger(qint64 bytes)
{
    return tr("larger than %1").arg(text::sizeText(bytes));
}

QString line(const FilterSpec &spec)
{
    QStringList parts;
    if (!spec.text.isEmpty()) {
        const QString shown = text::displayKey(spec.text.toUtf8());
        parts << (spec.ignoreCase && spec.mode != Mode::JsonPath
                      ? tr("%1 %2 (any case)").arg(mode(spec.mode), shown)
                      : tr("%1 %2").arg(mode(spec.mode), shown));
    }
    if (spec.expiresWithin >= 0)
        parts << expires(spec.expiresWithin);
    if (spec.hasMetadata)
        parts << metadata();
    if (spec.largerThan >= 0)
        parts << larger(spec.largerThan);
    return parts.join(QStringLiteral(", "));
}

} // namespace filterwords

} // namespace kv::ui
