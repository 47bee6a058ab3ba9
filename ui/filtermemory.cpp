// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filtermemory.h"

#include "ui/settings.h"

#include <algorithm>

namespace kv::ui {

namespace {

QString settingsKey()
{
    return QStringLiteral("filters");
}
QString recentPart()
{
    return QStringLiteral("recent");
}
QString savedPart()
{
    return QStringLiteral("saved");
}
QString nameField()
{
    return QStringLiteral("name");
}

} // namespace

FilterMemory::FilterMemory(Settings &settings, QObject *parent) : QObject(parent), m_settings(settings) {}

void FilterMemory::setRoot(const QString &root)
{
    m_root = root;
}

QVariantMap FilterMemory::ofRoot() const
{
    return m_settings.value(settingsKey()).toMap().value(m_root).toMap();
}

void FilterMemory::write(const QString &part, const QVariantList &list)
{
    QVariantMap all = m_settings.value(settingsKey()).toMap();
    QVariantMap mine = all.value(m_root).toMap();
    mine.insert(part, list);
    all.insert(m_root, mine);
    m_settings.setValue(settingsKey(), all);
}

QList<FilterSpec> FilterMemory::recent() const
{
    QList<FilterSpec> specs;
    const QVariantList list = ofRoot().value(recentPart()).toList();
    for (const QVariant &one : list)
        specs << FilterSpec::fromMap(one.toMap());
    return specs;
}

void FilterMemory::use(const FilterSpec &spec)
{
    if (spec.isEmpty())
        return;
    QList<FilterSpec> specs = recent();
    specs.removeAll(spec);
    specs.prepend(spec);
    QVariantList list;
    for (const FilterSpec &one : std::as_const(specs))
        if (list.size() < mostRecent)
            list << one.toMap();
    write(recentPart(), list);
}

QList<FilterMemory::Saved> FilterMemory::saved() const
{
    QList<Saved> filters;
    const QVariantList list = ofRoot().value(savedPart()).toList();
    for (const QVariant &one : list)
        filters << Saved{one.toMap().value(nameField()).toString(), FilterSpec::fromMap(one.toMap())};
    return filters;
}

void FilterMemory::save(const QString &name, const FilterSpec &spec)
{
    QList<Saved> filters = saved();
    filters.removeIf([&name](const Saved &one) { return one.name == name; });
    filters << Saved{name, spec};
    std::sort(filters.begin(), filters.end(),
              [](const Saved &a, const Saved &b) { return QString::localeAwareCompare(a.name, b.name) < 0; });
    QVariantList list;
    for (const Saved &one : std::as_const(filters)) {
        QVariantMap map = one.spec.toMap();
        map.insert(nameField(), one.name);
        if (list.size() < mostSaved)
            list << map;
    }
    write(savedPart(), list);
}

void FilterMemory::forget(const QString &name)
{
    QVariantList list = ofRoot().value(savedPart()).toList();
    list.removeIf([&name](const QVariant &one) { return one.toMap().value(nameField()).toString() == name; });
    write(savedPart(), list);
}

} // namespace kv::ui
