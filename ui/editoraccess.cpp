// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editoraccess.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QVariant>
#include <QWidget>

namespace kv::ui::editoraccess {

namespace {

constexpr auto property = "kvLightAccess";

QAccessibleInterface *make(const QString &className, QObject *object)
{
    // Asked first for the class itself; QScintilla's own answers for the one that it is derived from.
    if (className != QLatin1String("QsciScintilla") || !object->property(property).toBool())
        return nullptr;
    return new QAccessibleWidget(static_cast<QWidget *>(object), QAccessible::EditableText);
}

} // namespace

void setLight(QWidget *editor, bool light)
{
    if (editor->property(property).toBool() == light)
        return;
    static const bool installed = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_UNUSED(installed)
    editor->setProperty(property, light);
    // Whoever asks next gets the other one.
    if (QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(editor))
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(interface));
}

} // namespace kv::ui::editoraccess
