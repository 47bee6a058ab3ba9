// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/favourites.h"

#include "ui/settings.h"

#include <algorithm>

namespace kv::ui {

using items::SavedPlace;

namespace {

const auto settingName = QLatin1String("favourites");

/// By name and place in the state folder: what the binding leads to may be another namespace by now.
bool isSame(const SavedPlace &a, const SavedPlace &b)
{
    return a.key == b.key && a.target.name == b.target.name &&
           a.target.target.stateRoot == b.target.target.stateRoot;
}

} // namespace

Favourites::Favourites(Settings &settings, QObject *parent) : QObject(parent), m_settings(settings) {}

void Favourites::setProject(const QString &root)
{
    m_root = root;
    m_list.clear();
    const QVariantList kept =
        root.isEmpty() ? QVariantList() : m_settings.value(settingName).toMap().value(root).toList();
    for (const QVariant &value : kept) {
        const auto place = items::placeFromSetting(value);
        if (place && m_list.size() < mostKept && !contains(*place))
            m_list << *place;
    }
    Q_EMIT changed();
}

bool Favourites::contains(const SavedPlace &place) const
{
    return std::any_of(m_list.begin(), m_list.end(),
                       [&place](const SavedPlace &one) { return isSame(one, place); });
}

bool Favourites::toggle(const SavedPlace &place)
{
    const auto removed = m_list.removeIf([&place](const SavedPlace &one) { return isSame(one, place); });
    if (removed == 0 && (m_list.size() >= mostKept || m_root.isEmpty()))
        return false;
    if (removed == 0)
        m_list << SavedPlace{place.target, place.key, {}, {}};
    keep();
    Q_EMIT changed();
    return true;
}

void Favourites::keep()
{
    QVariantMap all = m_settings.value(settingName).toMap();
    QVariantList list;
    for (const SavedPlace &place : std::as_const(m_list))
        list << items::toSetting(place);
    if (list.isEmpty())
        all.remove(m_root);
    else
        all.insert(m_root, list);
    m_settings.setValue(settingName, all);
}

} // namespace kv::ui
