// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compareheading.h"

#include "items/comparemodel.h"
#include "ui/comparedelegate.h"
#include "ui/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace kv::ui {

using items::CompareModel;

CompareHeading::CompareHeading(const Theme &theme, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent),
      m_theme(theme)
{
    setObjectName(QStringLiteral("compareHeading"));
    setHighlightSections(false);
    setSectionsClickable(false);
    setMinimumSectionSize(32);
}

void CompareHeading::setBox(Qt::CheckState state)
{
    if (m_box == state)
        return;
    m_box = state;
    viewport()->update();
}

void CompareHeading::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    painter->save(); // the style leaves a clip behind that lets nothing through
    QHeaderView::paintSection(painter, rect, logicalIndex);
    painter->restore();
    if (logicalIndex == CompareModel::Tick)
        CompareDelegate::paintBox(painter, rect, m_box, m_theme.colors());
}

void CompareHeading::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton &&
        logicalIndexAt(event->position().toPoint()) == CompareModel::Tick)
        Q_EMIT boxPressed();
    QHeaderView::mouseReleaseEvent(event);
}

} // namespace kv::ui
