// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tickbox.h"

#include "ui/comparedelegate.h"
#include "ui/theme.h"

#include <QPainter>
#include <QStyleOptionButton>

namespace kv::ui {

void TickBox::paintEvent(QPaintEvent *)
{
    QStyleOptionButton option;
    initStyleOption(&option);
    const QRect box = style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, this);
    const QRect words = style()->subElementRect(QStyle::SE_CheckBoxContents, &option, this);
    Colors colors; // the program's, as its palette carries them
    colors.pane = colors.onAccent = palette().color(QPalette::Base);
    colors.accent = palette().color(QPalette::Link);
    colors.muted = hasFocus() ? colors.accent : palette().color(QPalette::PlaceholderText);
    QPainter painter(this);
    CompareDelegate::paintBox(&painter, box, checkState(), colors);
    painter.setPen(
        palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
    painter.drawText(words, int(Qt::AlignVCenter | Qt::AlignLeft) | Qt::TextShowMnemonic, text());
    if (hasFocus()) {
        painter.setPen(colors.accent);
        painter.drawRect(words.adjusted(-3, 0, 0, -1));
    }
}

} // namespace kv::ui
