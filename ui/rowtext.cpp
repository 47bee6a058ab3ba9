// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rowtext.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyle>

namespace kv::ui {

namespace {

// Measuring and shaping more than fits into any window is wasted.
constexpr int longestShown = 600;

} // namespace

void RowText::paint(QPainter *painter, const QRect &area, Qt::LayoutDirection direction) const
{
    painter->setFont(font);
    painter->setPen(color);
    painter->setLayoutDirection(Qt::LeftToRight);
    const auto place = QStyle::visualAlignment(direction, side) | Qt::AlignVCenter | Qt::AlignAbsolute;
    painter->drawText(area, int(place) | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(text.left(longestShown), Qt::ElideRight, area.width()));
}

bool RowText::isCut(int width) const
{
    return QFontMetrics(font).horizontalAdvance(text.left(longestShown)) > width;
}

} // namespace kv::ui
