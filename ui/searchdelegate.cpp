// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchdelegate.h"

#include "items/searchmodel.h"
#include "ui/comparedelegate.h"
#include "ui/plaintip.h"
#include "ui/rowtext.h"
#include "ui/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPoint>
#include <QToolTip>

#include <algorithm>

namespace kv::ui {

using items::SearchModel;

namespace {

constexpr int boxRoom = 40; // as in a comparison
constexpr int padding = 12; // the heading's

/// At the cell's beginning, which is on its right where rows run from right to left.
QRect boxOf(const QStyleOptionViewItem &option)
{
    const QRect &cell = option.rect;
    return QStyle::visualRect(option.direction, cell, {cell.left(), cell.top(), boxRoom, cell.height()});
}

} // namespace

SearchTargetDelegate::SearchTargetDelegate(const Theme &theme, QObject *parent)
    : RowDelegate(-1, parent),
      m_theme(theme)
{
}

QRect SearchTargetDelegate::roomOf(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.column() == 0)
        return QStyle::visualRect(option.direction, option.rect,
                                  option.rect.adjusted(boxRoom, 0, -padding, 0));
    return RowDelegate::roomOf(option, index);
}

QColor SearchTargetDelegate::colorOf(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const Colors &colors = m_theme.colors();
    if (index.column() > 0)
        return index.column() == 1 ? colors.muted : colors.text;
    switch (Tone(index.data(ToneRole).toInt())) {
    case Tone::Local:
        return colors.local;
    case Tone::Preview:
        return colors.preview;
    case Tone::Production:
        return colors.production;
    case Tone::Snapshot:
        break;
    }
    return colors.text;
}

bool SearchTargetDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                       const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QModelIndex target = index.siblingAtColumn(0);
    if (!(target.flags() & Qt::ItemIsUserCheckable))
        return false;
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (index.column() != 0 || mouse->button() != Qt::LeftButton ||
            !boxOf(option).contains(mouse->position().toPoint()))
            return false;
    } else if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Space) {
        return false;
    }
    const bool ticked = target.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    return model->setData(target, int(ticked ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
}

void SearchTargetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    RowDelegate::paint(painter, option, index);
    if (index.column() == 0)
        CompareDelegate::paintBox(painter, boxOf(option),
                                  Qt::CheckState(index.data(Qt::CheckStateRole).toInt()), m_theme.colors());
}

SearchHitDelegate::SearchHitDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme),
      m_mono(Theme::monospace())
{
}

QSize SearchHitDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, Theme::rowHeight()};
}

bool SearchHitDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                  const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return false;
    const QString text = index.data().toString();
    const bool cut = RowText({.text = text, .font = m_mono}).isCut(option.rect.width() - 2 * padding);
    QToolTip::showText(event->globalPos(), cut ? plainTip(text) : QString(), view);
    return true;
}

void SearchHitDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Colors &colors = m_theme.colors();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, colors.selection);
    const bool isGroup = !index.parent().isValid();
    const bool isKey = index.column() == SearchModel::Key;
    const bool isSize = index.column() == SearchModel::Size;
    const QRect room = QStyle::visualRect(
        option.direction, option.rect, option.rect.adjusted(isGroup && isKey ? 0 : padding, 0, -padding, 0));
    RowText cell = {.text = index.data().toString(),
                    .font = option.font,
                    .color = isKey ? colors.text : colors.muted,
                    .side = isSize ? Qt::AlignRight : Qt::AlignLeft};
    if (isGroup) {
        cell.font.setBold(isKey);
        if (!isKey && index.data(SearchModel::ToneRole).toInt() > 0)
            cell.color = colors.production;
    } else if (!isSize && index.data(SearchModel::KeyRole).isValid()) {
        cell.font = m_mono;
    }
    const QPoint match = isGroup || isSize ? QPoint() : index.data(SearchModel::MatchRole).toPoint();
    const QRect ground = groundOf(cell, match, room, option.direction);
    painter->fillRect(ground, colors.previewGround);
    cell.paint(painter, room, option.direction);
    if (ground.isEmpty())
        return;
    // What fits stands on a ground of its own, underlined and in the text's colour: it is the excerpt's
    // point.
    painter->save();
    painter->setPen(colors.preview);
    painter->drawLine(ground.bottomLeft(), ground.bottomRight());
    painter->setClipRect(ground);
    cell.color = colors.text;
    cell.paint(painter, room, option.direction);
    painter->restore();
}

/// Where in the cell what was found is: `match.y()` UTF-16 units from `match.x()` on; empty: out of sight.
QRect SearchHitDelegate::groundOf(const RowText &cell, const QPoint &match, const QRect &room,
                                  Qt::LayoutDirection direction)
{
    constexpr int longestMeasured = 600;
    if (match.y() <= 0 || match.x() > longestMeasured)
        return {};
    const QFontMetrics metrics(cell.font);
    // As it is painted: cut where there is no room for it.
    const QString shown = metrics.elidedText(cell.text.left(longestMeasured), Qt::ElideRight, room.width());
    const int whole = metrics.horizontalAdvance(shown);
    const int begin = direction == Qt::RightToLeft ? room.right() + 1 - whole : room.left();
    const int from = begin + metrics.horizontalAdvance(cell.text.left(match.x()));
    const int width =
        metrics.horizontalAdvance(cell.text.mid(match.x(), std::min(match.y(), longestMeasured)));
    return QRect(from - 1, room.top() + 3, width + 2, room.height() - 6)
        .intersected(room.adjusted(-1, 0, 1, 0));
}

} // namespace kv::ui
