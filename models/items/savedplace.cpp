// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/savedplace.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <functional>

namespace kv::items {

namespace {

// Far above what a name, a path or a key of this program has. Settings are a file that anything may write.
constexpr qsizetype mostText = 32 * 1024;

using Test = std::function<bool(const TargetInfo &)>;

std::optional<FoundTarget> findIf(const Project &project, const Test &isIt)
{
    for (const Worker &worker : project.workers) {
        for (const Environment &environment : worker.environments) {
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &info : binding.targets) {
                    if (isIt(info))
                        return FoundTarget{info, binding};
                }
            }
        }
    }
    for (const TargetInfo &info : project.onlyOnDisk) {
        if (isIt(info))
            return FoundTarget{info, {}};
    }
    return std::nullopt;
}

bool takeText(const QVariantMap &map, const char *name, QString &into)
{
    const QVariant value = map.value(QLatin1String(name));
    if (!value.isValid())
        return true; // an empty one is left out
    if (value.typeId() != QMetaType::QString || value.toString().size() > mostText)
        return false;
    into = value.toString();
    return true;
}

bool takeBytes(const QVariantMap &map, const char *name, QByteArray &into)
{
    const QVariant value = map.value(QLatin1String(name));
    if (!value.isValid())
        return true;
    if (value.typeId() != QMetaType::QByteArray || value.toByteArray().size() > mostText)
        return false;
    into = value.toByteArray();
    return true;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::items::SavedTarget", text);
}

/// "TODO@staging" of "local:TODO@staging:preview".
QString nameWithin(QString name)
{
    name.remove(0, name.indexOf(u':') + 1);
    const QLatin1String preview(":preview");
    return name.endsWith(preview) ? name.chopped(preview.size()) : name;
}

QString shortened(const QString &id)
{
    return id.size() <= 12 ? id : id.left(4) + QChar(0x2026) + id.right(4);
}

} // namespace

QString targetWords(const SavedTarget &target)
{
    return targetWords(target, !nameWithin(target.name).startsWith(u'#'));
}

QString targetWords(const SavedTarget &target, bool isBound)
{
    if (target.isEmpty())
        return {};
    if (target.target.place == Place::Snapshot)
        return tr("%1 · Snapshot").arg(QFileInfo(target.target.path).fileName());
    const QString place = target.target.place == Place::Remote ? tr("Remote") : tr("Local");
    if (isBound)
        return tr("%1 · %2 %3")
            .arg(nameWithin(target.name), place,
                 target.kind == IdKind::Preview ? QStringLiteral("preview_id") : QStringLiteral("id"));
    const QString &database = target.target.databaseName;
    return tr("#%1 · %2").arg(shortened(database.isEmpty() ? target.target.namespaceId : database), place);
}

QVariantMap toSetting(const SavedPlace &place)
{
    const Target &target = place.target.target;
    QVariantMap map{{QStringLiteral("place"), int(target.place)},
                    {QStringLiteral("kind"), int(place.target.kind)}};
    const auto add = [&map](const char *name, const auto &value) {
        if (!value.isEmpty())
            map.insert(QLatin1String(name), value);
    };
    add("name", place.target.name);
    add("namespace", target.namespaceId);
    add("account", target.accountId);
    add("state", target.stateRoot);
    add("database", target.databaseName);
    add("values", target.valueFolder);
    add("path", target.path);
    add("key", place.key);
    add("top", place.top);
    if (place.filter.isValid())
        map.insert(QStringLiteral("filter"), place.filter);
    return map;
}

std::optional<SavedPlace> placeFromSetting(const QVariant &value)
{
    if (value.typeId() != QMetaType::QVariantMap)
        return std::nullopt;
    const QVariantMap map = value.toMap();
    SavedPlace place;
    Target &target = place.target.target;
    bool isNumber = false;
    bool isKind = false;
    const int where = map.value(QStringLiteral("place")).toInt(&isNumber);
    const int kind = map.value(QStringLiteral("kind")).toInt(&isKind);
    if (!isNumber || where < int(Place::Local) || where > int(Place::Snapshot) || !isKind || kind < 0 ||
        kind > 1)
        return std::nullopt;
    target.place = Place(where);
    place.target.kind = IdKind(kind);
    const bool whole =
        takeText(map, "name", place.target.name) && takeText(map, "namespace", target.namespaceId) &&
        takeText(map, "account", target.accountId) && takeText(map, "state", target.stateRoot) &&
        takeText(map, "database", target.databaseName) && takeText(map, "values", target.valueFolder) &&
        takeText(map, "path", target.path) && takeBytes(map, "key", place.key) &&
        takeBytes(map, "top", place.top);
    if (!whole || place.target.isEmpty())
        return std::nullopt;
    place.filter = map.value(QStringLiteral("filter"));
    return place;
}

std::optional<FoundTarget> findTarget(const Project &project, const SavedTarget &saved)
{
    const Target &target = saved.target;
    if (saved.isEmpty())
        return std::nullopt;
    if (target.place == Place::Snapshot) {
        TargetInfo info;
        info.target.place = Place::Snapshot;
        info.target.path = target.path;
        info.name = saved.name;
        info.path = target.path;
        info.exists = true;
        return FoundTarget{info, {}};
    }
    const auto byName = findIf(project, [&saved](const TargetInfo &info) {
        return info.name == saved.name && info.target.stateRoot == saved.target.stateRoot;
    });
    if (byName)
        return byName;
    if (const auto byPlace =
            findIf(project, [&target](const TargetInfo &info) { return info.target == target; }))
        return byPlace;
    if (target.place == Place::Remote && saved.name.startsWith(QLatin1String("remote:#"))) {
        TargetInfo info;
        info.target.place = Place::Remote;
        info.target.namespaceId = target.namespaceId;
        info.target.accountId = target.accountId;
        info.name = saved.name;
        info.kind = saved.kind;
        return FoundTarget{info, {}};
    }
    return std::nullopt;
}

} // namespace kv::items
