// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"

#include <QByteArray>
#include <QMetaType>
#include <QVariant>

#include <optional>

namespace kv::items {

/// A target as it is remembered across readings of the project and runs of the program: enough to find it
/// again. Plain data.
struct SavedTarget
{
    QString name; ///< TargetInfo::name; empty: none
    Target target;
    IdKind kind = IdKind::Id;

    static SavedTarget of(const TargetInfo &info) { return {info.name, info.target, info.kind}; }
    bool isEmpty() const { return name.isEmpty(); }
    bool operator==(const SavedTarget &) const = default;
};

/// A target, and what is looked at in it. Plain data.
struct SavedPlace
{
    SavedTarget target;
    QByteArray key;  ///< the chosen one; empty: none
    QVariant filter; ///< as the filter tells it; invalid: none
    QByteArray top;  ///< the first key on screen; empty: not known

    /// Whether it is the same but for what is scrolled to.
    bool isSameView(const SavedPlace &other) const
    {
        return target == other.target && key == other.key && filter == other.filter;
    }
    bool operator==(const SavedPlace &) const = default;
};

/// For a setting: plain values only.
QVariantMap toSetting(const SavedPlace &place);
/// What toSetting() made; nullopt for anything else, whatever it is.
std::optional<SavedPlace> placeFromSetting(const QVariant &value);

/// A target of the open project as it is now. The binding has no name where none leads there.
struct FoundTarget
{
    TargetInfo info;
    Binding binding;
};

/// Finds a target in this reading of its project: by its name, which stays when a binding leads to another
/// namespace, else by where its keys lie. Snapshots and namespaces that no binding names are not the
/// project's, so they are always found. Nullopt: the project has no such target any more.
std::optional<FoundTarget> findTarget(const Project &project, const SavedTarget &saved);

/// "TODO@staging · Local id", "backup.ndjson · Snapshot", "#0677…64db · Remote": by the name alone.
QString targetWords(const SavedTarget &target);
/// The same; `isBound`: a binding leads there.
QString targetWords(const SavedTarget &target, bool isBound);

} // namespace kv::items

Q_DECLARE_METATYPE(kv::items::SavedPlace)
