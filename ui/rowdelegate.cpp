// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rowdelegate.h"

#include "ui/plaintip.h"
#include "ui/rowtext.h"
#include "ui/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace kv::ui {

namespace {

constexpr int padding = 12; // the heading's

} // namespace

RowDelegate::RowDelegate(int keyColumn, QObject *parent)
    : QStyledItemDelegate(parent),
      m_keyColumn(keyColumn),
      m_mono(Theme::monospace())
{
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, Theme::rowHeight()};
}

QFont RowDelegate::fontOf(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return index.column() == m_keyColumn ? m_mono : option.font;
}

QRect RowDelegate::roomOf(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return option.rect.adjusted(padding, 0, -padding, 0);
}

QColor RowDelegate::colorOf(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return option.palette.color(QPalette::Active, QPalette::Text);
}

bool RowDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                            const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return false;
    const QString text = index.data().toString();
    const bool cut =
        RowText({.text = text, .font = fontOf(option, index)}).isCut(roomOf(option, index).width());
    QToolTip::showText(event->globalPos(), cut ? plainTip(text) : QString(), view);
    return true;
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, option.palette.color(QPalette::Active, QPalette::Highlight));
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    const int side = alignment.isValid() ? alignment.toInt() & Qt::AlignHorizontal_Mask : int(Qt::AlignLeft);
    const RowText cell = {.text = index.data().toString(),
                          .font = fontOf(option, index),
                          .color = colorOf(option, index),
                          .side = Qt::Alignment(side)};
    cell.paint(painter, roomOf(option, index), option.direction);
}

} // namespace kv::ui
