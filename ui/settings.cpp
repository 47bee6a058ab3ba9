// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings.h"

#include <QSettings>

namespace kv::ui {

Settings::~Settings() = default;

QVariant StoredSettings::value(const QString &key, const QVariant &otherwise) const
{
    return m_settings.value(key, otherwise);
}

void StoredSettings::setValue(const QString &key, const QVariant &value)
{
    m_settings.setValue(key, value);
}

QVariant MemorySettings::value(const QString &key, const QVariant &otherwise) const
{
    return m_values.value(key, otherwise);
}

void MemorySettings::setValue(const QString &key, const QVariant &value)
{
    m_values.insert(key, value);
}

} // namespace kv::ui
