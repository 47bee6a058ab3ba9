// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dropdown.h"

#include <QPainter>

namespace kv::ui {

void DropDown::paintEvent(QPaintEvent *event)
{
    QComboBox::paintEvent(event);
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::Text));
    painter.drawText(rect().adjusted(0, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, QStringLiteral("▾"));
}

} // namespace kv::ui
