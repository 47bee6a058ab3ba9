// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

/// The keys that have a meaning in one kind of widget only, beside those of the window's actions.
namespace kv::ui {

struct WidgetKeys
{
    struct Key
    {
        QList<QKeySequence> keys;
        QString words;
    };
    QString title; ///< "In the list of keys"
    QList<Key> keys;
};

/// In the order in which one meets them. Every QShortcut of a widget has its key here; a test says so.
QList<WidgetKeys> widgetKeys();

} // namespace kv::ui
