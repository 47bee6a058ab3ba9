// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/savedplace.h"

#include <QList>
#include <QString>

namespace kv::ui {

class Settings;

/// Which tabs a project had: what they showed, their order, which was in front. Plain data.
struct Session
{
    struct Tab
    {
        std::optional<items::SavedPlace> place; ///< of a browser
        QString comparison;                     ///< else: the name of its file

        bool operator==(const Tab &) const = default;
    };
    static constexpr int mostTabs = 200;

    QList<Tab> tabs;
    int current = -1; ///< index of the tab in front; -1: none

    bool operator==(const Session &) const = default;

    QVariantMap toSetting() const;
    /// What of `value` toSetting() may have made; the rest is left out, whatever it is.
    static Session fromSetting(const QVariant &value);
};

/// The session that was kept for the project of this folder; an empty one if none was.
Session keptSession(const Settings &settings, const QString &root);
/// Keeps a project's session. Those of projects that are not among `recent` are forgotten.
void keepSession(Settings &settings, const QString &root, const Session &session, const QStringList &recent);

} // namespace kv::ui
