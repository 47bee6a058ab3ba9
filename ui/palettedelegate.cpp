// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palettedelegate.h"

#include "ui/theme.h"

#include <QPainter>

namespace kv::ui {

namespace {

constexpr int padding = 8;

} // namespace

PaletteDelegate::PaletteDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme)
{
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, Theme::rowHeight()};
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Colors &colors = m_theme.colors();
    const bool heading = index.data(HeadingRole).toBool();
    const bool enabled = index.data(EnabledRole).toBool();
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->fillRect(option.rect, chosen && !heading ? colors.selection : colors.pane);
    QFont font = option.font;
    font.setBold(heading);
    painter->setFont(font);
    const QFontMetrics metrics(font);
    const QRect inside = option.rect.adjusted(padding, 0, -padding, 0);
    const QString detail = index.data(DetailRole).toString();
    // The words have what the detail leaves of the row, and the detail at most half of it.
    const QString told = metrics.elidedText(detail, Qt::ElideRight, inside.width() / 2);
    const int toldWidth = told.isEmpty() ? 0 : metrics.horizontalAdvance(told) + 2 * padding;
    painter->setPen(heading || !enabled ? colors.muted : colors.text);
    const int align = Qt::AlignVCenter | Qt::TextSingleLine;
    painter->drawText(
        QStyle::visualRect(option.direction, inside, inside.adjusted(0, 0, -toldWidth, 0)),
        align | QStyle::visualAlignment(option.direction, Qt::AlignLeft),
        metrics.elidedText(index.data().toString(), Qt::ElideMiddle, inside.width() - toldWidth));
    painter->setPen(colors.muted);
    painter->drawText(inside, align | QStyle::visualAlignment(option.direction, Qt::AlignRight), told);
    painter->restore();
}

} // namespace kv::ui
