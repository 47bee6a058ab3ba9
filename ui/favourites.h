// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/savedplace.h"

#include <QObject>

namespace kv::ui {

class Settings;

/// The targets and keys that the user wants at hand, of the project that is open; kept in the settings.
/// `settings` must outlive it.
class Favourites : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostKept = 200; ///< of one project

    explicit Favourites(Settings &settings, QObject *parent = nullptr);
    /// Turns to the project of this folder; empty: to none, which has no favourites.
    void setProject(const QString &root);
    /// In the order in which they were added. Those that have a key are keys, the others targets.
    const QList<items::SavedPlace> &list() const { return m_list; }
    bool contains(const items::SavedPlace &place) const;
    /// Adds it behind the others, or takes it away. Only target and key count. False when there are too many
    /// to add another.
    bool toggle(const items::SavedPlace &place);

Q_SIGNALS:
    void changed();

private:
    void keep();

    Settings &m_settings;
    QString m_root;
    QList<items::SavedPlace> m_list;
};

} // namespace kv::ui
