// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QVariant>

class QSettings;

namespace kv::ui {

/// What the window remembers from one run to the next: sizes, columns, recent folders, appearance.
class Settings
{
public:
    Settings() = default;
    Settings(const Settings &) = delete;
    Settings &operator=(const Settings &) = delete;
    virtual ~Settings();
    virtual QVariant value(const QString &key, const QVariant &otherwise = {}) const = 0;
    virtual void setValue(const QString &key, const QVariant &value) = 0;
};

/// Remembers in a QSettings that the caller keeps alive.
class StoredSettings : public Settings
{
public:
    explicit StoredSettings(QSettings &settings) : m_settings(settings) {}
    QVariant value(const QString &key, const QVariant &otherwise = {}) const override;
    void setValue(const QString &key, const QVariant &value) override;

private:
    QSettings &m_settings;
};

/// Remembers until it is destroyed.
class MemorySettings : public Settings
{
public:
    QVariant value(const QString &key, const QVariant &otherwise = {}) const override;
    void setValue(const QString &key, const QVariant &value) override;

private:
    QHash<QString, QVariant> m_values;
};

} // namespace kv::ui
