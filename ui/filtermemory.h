// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/filterspec.h"

#include <QList>
#include <QObject>

namespace kv::ui {

class Settings;

/// The filters of a project that were used last, and those that were given a name; kept in the settings by
/// the project's folder.
class FilterMemory : public QObject
{
    Q_OBJECT

public:
    struct Saved
    {
        QString name;
        FilterSpec spec;
    };
    static constexpr int mostRecent = 15;
    static constexpr int mostSaved = 100;

    /// `settings` must outlive it.
    explicit FilterMemory(Settings &settings, QObject *parent = nullptr);
    /// The project whose filters these are.
    void setRoot(const QString &root);

    /// The last used first.
    QList<FilterSpec> recent() const;
    void use(const FilterSpec &spec);
    /// By name.
    QList<Saved> saved() const;
    /// Over one of the same name.
    void save(const QString &name, const FilterSpec &spec);
    void forget(const QString &name);

private:
    QVariantMap ofRoot() const;
    void write(const QString &part, const QVariantList &list);

    Settings &m_settings;
    QString m_root;
};

} // namespace kv::ui
