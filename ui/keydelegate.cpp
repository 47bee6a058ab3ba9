// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keydelegate.h"

#include "items/keytablemodel.h"
#include "items/keytreemodel.h"
#include "ui/plaintip.h"
#include "ui/rowtext.h"
#include "ui/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace kv::ui {

using items::KeyTableModel;
using items::KeyTreeModel;

KeyDelegate::KeyDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme),
      m_mono(Theme::monospace())
{
}

QSize KeyDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, Theme::rowHeight()};
}

QColor KeyDelegate::selectionColor() const
{
    return m_theme.colors().selection;
}

bool KeyDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &,
                            const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return false;
    QToolTip::showText(event->globalPos(), plainTip(index.data(Qt::ToolTipRole).toString()), view);
    return true;
}

void KeyDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Colors &colors = m_theme.colors();
    const int column = index.column();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, colors.selection);

    // A folder's name is a name like a key's; how many keys it holds is words.
    const bool folder = index.data(KeyTreeModel::FolderRole).toBool();
    const bool plain = column == KeyTableModel::Size || column == KeyTableModel::Expires ||
                       (folder && column == KeyTableModel::Value);
    QFont font = plain ? option.font : m_mono;
    if (folder && column == KeyTableModel::Key)
        font.setBold(true);
    const QFontMetrics metrics(font);
    // In a tree the branch stands before the name already.
    const bool tree = column == KeyTableModel::Key && index.data(KeyTreeModel::FolderRole).isValid();
    QRect area = option.rect.adjusted(tree ? 4 : 12, 0, -12, 0);
    if (column == KeyTableModel::Key && !m_edited.isEmpty() &&
        index.data(KeyTableModel::KeyRole).toByteArray() == m_edited) {
        const QString sign = QStringLiteral(" ✎");
        const int width = metrics.horizontalAdvance(sign);
        const int text = metrics.horizontalAdvance(index.data().toString());
        const QRect whole = area;
        QRect place = area;
        place.setLeft(qMin(area.left() + text, area.right() - width));
        RowText({.text = sign, .font = font, .color = colors.preview})
            .paint(painter, QStyle::visualRect(option.direction, whole, place), option.direction);
        area.setRight(area.right() - width);
        area = QStyle::visualRect(option.direction, whole, area);
    }

    QColor color =
        column == KeyTableModel::Value || column == KeyTableModel::Metadata ? colors.muted : colors.text;
    if (column == KeyTableModel::Expires && index.data(KeyTableModel::ExpiredRole).toBool())
        color = colors.muted;
    if (!folder && (column == KeyTableModel::Value || column == KeyTableModel::Size) &&
        index.data(KeyTableModel::MissingRole).toBool())
        color = colors.preview;
    const RowText cell = {.text = index.data().toString(),
                          .font = font,
                          .color = color,
                          .side = column == KeyTableModel::Size ? Qt::AlignRight : Qt::AlignLeft};
    cell.paint(painter, area, option.direction);
}

} // namespace kv::ui
