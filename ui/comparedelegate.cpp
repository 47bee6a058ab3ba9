// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/comparedelegate.h"

#include "items/comparemodel.h"
#include "ui/plaintip.h"
#include "ui/rowtext.h"
#include "ui/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace kv::ui {

using items::CompareModel;
using jobs::CompareRow;
using jobs::Reason;
using jobs::Status;

namespace {

constexpr int boxSide = 13;

} // namespace

CompareDelegate::CompareDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme),
      m_mono(Theme::monospace())
{
}

QSize CompareDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, Theme::rowHeight()};
}

QColor CompareDelegate::colorOf(const CompareRow &row, const Colors &colors)
{
    switch (row.status) {
    case Status::OnlyLeft:
        return colors.local;
    case Status::OnlyRight:
        return colors.production;
    case Status::Different:
        return row.reasons == Reason::Formatting ? colors.muted : colors.preview;
    case Status::Unread:
        return row.reasons & Reason::Failed ? colors.production : colors.muted;
    case Status::Same:
        break;
    }
    return colors.muted;
}

void CompareDelegate::paintBox(QPainter *painter, const QRect &area, Qt::CheckState state,
                               const Colors &colors)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QPoint corner(area.left() + (area.width() - boxSide) / 2,
                        area.top() + (area.height() - boxSide) / 2);
    const QRectF box(QPointF(corner) + QPointF(0.5, 0.5), QSizeF(boxSide - 1, boxSide - 1));
    const bool on = state != Qt::Unchecked;
    painter->setPen(on ? colors.accent : colors.muted);
    painter->setBrush(on ? colors.accent : colors.pane);
    painter->drawRoundedRect(box, 2, 2);
    QPen pen(colors.onAccent, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter->setPen(pen);
    if (state == Qt::Checked) {
        const QPointF points[] = {box.topLeft() + QPointF(2.8, 6.2), box.topLeft() + QPointF(5.2, 8.8),
                                  box.topLeft() + QPointF(9.4, 3.4)};
        painter->drawPolyline(points, 3);
    } else if (state == Qt::PartiallyChecked) {
        painter->drawLine(box.center() - QPointF(3, 0), box.center() + QPointF(3, 0));
    }
    painter->restore();
}

bool CompareDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return false;
    // Words that are cut are told whole.
    const QString text = index.data().toString();
    const QFont font = index.column() == CompareModel::Key ? m_mono : option.font;
    const bool cut = RowText({.text = text, .font = font}).isCut(option.rect.width() - 24);
    QToolTip::showText(event->globalPos(), cut ? plainTip(text) : QString(), view);
    return true;
}

bool CompareDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                  const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (index.column() != CompareModel::Tick || event->type() != QEvent::MouseButtonRelease)
        return false;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    if (mouse->button() != Qt::LeftButton || !option.rect.contains(mouse->position().toPoint()))
        return false;
    const bool ticked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    return model->setData(index, int(ticked ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
}

void CompareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Colors &colors = m_theme.colors();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, colors.selection);
    const int column = index.column();
    if (column == CompareModel::Tick) {
        const bool ticked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        paintBox(painter, option.rect, ticked ? Qt::Checked : Qt::Unchecked, colors);
        return;
    }
    QFont font = column == CompareModel::Key ? m_mono : option.font;
    QColor color = colors.text;
    Qt::Alignment side = column >= CompareModel::Left ? Qt::AlignRight : Qt::AlignLeft;
    QRect area = option.rect.adjusted(12, 0, -12, 0);
    if (column == CompareModel::Sign || column == CompareModel::Why)
        color = colorOf(index.data(CompareModel::RowRole).value<CompareRow>(), colors);
    if (column == CompareModel::Sign) {
        font.setBold(true);
        side = Qt::AlignHCenter;
        area = option.rect;
    }
    RowText({.text = index.data().toString(), .font = font, .color = color, .side = side})
        .paint(painter, area, option.direction);
}

} // namespace kv::ui
