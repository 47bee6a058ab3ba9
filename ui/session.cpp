// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session.h"

#include "ui/settings.h"

#include <QStringList>

namespace kv::ui {

namespace {

const auto settingName = QLatin1String("sessions");
constexpr qsizetype longestFileName = 255;

/// A name that Comparisons gives its files, and no path.
bool isFileName(const QString &name)
{
    return name.endsWith(QLatin1String(".comparison")) && name.size() <= longestFileName &&
           !name.contains(u'/') && !name.contains(u'\\');
}

} // namespace

QVariantMap Session::toSetting() const
{
    QVariantList list;
    for (const Tab &tab : tabs) {
        if (tab.place)
            list << items::toSetting(*tab.place);
        else
            list << QVariantMap{{QStringLiteral("comparison"), tab.comparison}};
    }
    return {{QStringLiteral("tabs"), list}, {QStringLiteral("current"), current}};
}

Session Session::fromSetting(const QVariant &value)
{
    Session session;
    if (value.typeId() != QMetaType::QVariantMap)
        return session;
    const QVariantMap map = value.toMap();
    const QVariantList list = map.value(QStringLiteral("tabs")).toList().mid(0, mostTabs);
    const int current = map.value(QStringLiteral("current"), -1).toInt();
    for (int i = 0; i < list.size(); ++i) {
        Tab tab;
        tab.place = items::placeFromSetting(list.at(i));
        if (!tab.place)
            tab.comparison = list.at(i).toMap().value(QStringLiteral("comparison")).toString();
        if (!tab.place && !isFileName(tab.comparison))
            continue;
        if (i == current)
            session.current = int(session.tabs.size());
        session.tabs << tab;
    }
    return session;
}

Session keptSession(const Settings &settings, const QString &root)
{
    return Session::fromSetting(settings.value(settingName).toMap().value(root));
}

void keepSession(Settings &settings, const QString &root, const Session &session, const QStringList &recent)
{
    if (root.isEmpty())
        return;
    QVariantMap all = settings.value(settingName).toMap();
    all.removeIf([&recent](QVariantMap::iterator it) { return !recent.contains(it.key()); });
    all.insert(root, session.toSetting());
    settings.setValue(settingName, all);
}

} // namespace kv::ui
