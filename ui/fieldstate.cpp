// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fieldstate.h"

#include <QLabel>
#include <QStyle>
#include <QVariant>

namespace kv::ui {

void showFieldState(QWidget *field, QLabel *label, const QString &hint, const QString &problem)
{
    const bool bad = !problem.isEmpty();
    label->setText(bad ? QStringLiteral("⚠ ") + problem : hint);
    field->setAccessibleDescription(bad ? problem : hint);
    for (QWidget *widget : {field, static_cast<QWidget *>(label)}) {
        if (widget->property("problem").toBool() == bad)
            continue;
        widget->setProperty("problem", bad);
        widget->style()->unpolish(widget); // style sheets look at properties only then
        widget->style()->polish(widget);
    }
}

} // namespace kv::ui
