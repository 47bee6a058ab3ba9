// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchdelegate.h"

#include "items/searchmodel.h"
#include "ui/comparedelegate.h"
#include "ui/plaintip.h"
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
// A cell shows a line; measuring and shaping more than fits into any window is wasted.
constexpr int longestShown = 600;

QRect boxOf(const QRect &cell)
{
    return {cell.left(), cell.top(), boxRoom, cell.height()};
}

/// The words of a cell, cut at the end.
void paintWords(QPainter *painter, const QRect &room, Qt::Alignment side, const QString &text)
{
    painter->drawText(
        room, int(Qt::AlignVCenter | Qt::AlignAbsolute | side) | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(text.left(longestShown), Qt::ElideRight, room.width()));
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
        return option.rect.adjusted(boxRoom, 0, 0, 0);
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
            !boxOf(option.rect).contains(mouse->position().toPoint()))
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
        CompareDelegate::paintBox(painter, boxOf(option.rect),
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
    const bool cut =
        QFontMetrics(m_mono).horizontalAdvance(text.left(longestShown)) > option.rect.width() - 2 * padding;
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
    const QRect room = option.rect.adjusted(isGroup && index.column() == 0 ? 0 : padding, 0, -padding, 0);
    const QString text = index.data().toString();
    if (isGroup) {
        QFont font = option.font;
        font.setBold(index.column() == SearchModel::Key);
        painter->setFont(font);
        const int tone = index.data(SearchModel::ToneRole).toInt();
        painter->setPen(index.column() == SearchModel::Key ? colors.text
                        : tone > 0                         ? colors.production
                                                           : colors.muted);
        paintWords(painter, room, Qt::AlignLeft, text);
        return;
    }
    const bool plain = index.column() == SearchModel::Size || !index.data(SearchModel::KeyRole).isValid();
    painter->setFont(plain ? option.font : m_mono);
    painter->setPen(index.column() == SearchModel::Key ? colors.text : colors.muted);
    const QPoint match = index.data(SearchModel::MatchRole).toPoint();
    if (index.column() == SearchModel::Size || match.y() <= 0)
        return paintWords(painter, room, index.column() == SearchModel::Size ? Qt::AlignRight : Qt::AlignLeft,
                          text);
    // What fits stands on a ground of its own and in the text's colour; it is the excerpt's point.
    const QFontMetrics metrics = painter->fontMetrics();
    const int from = room.left() + metrics.horizontalAdvance(text.left(match.x()));
    const int width = metrics.horizontalAdvance(text.mid(match.x(), std::min(match.y(), longestShown)));
    const QRect ground =
        QRect(from - 1, room.top() + 3, width + 2, room.height() - 6).intersected(room.adjusted(-1, 0, 1, 0));
    if (!ground.isEmpty()) {
        painter->fillRect(ground, colors.previewGround);
        painter->setPen(colors.preview);
        painter->drawLine(ground.bottomLeft(), ground.bottomRight());
    }
    painter->setPen(index.column() == SearchModel::Key ? colors.text : colors.muted);
    paintWords(painter, room, Qt::AlignLeft, text);
    if (ground.isEmpty())
        return;
    painter->save();
    painter->setClipRect(ground);
    painter->setPen(colors.text);
    paintWords(painter, room, Qt::AlignLeft, text);
    painter->restore();
}

} // namespace kv::ui
