// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plandelegate.h"

#include "items/planmodel.h"
#include "ui/comparedelegate.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>

namespace kv::ui {

using items::PlanModel;

namespace {

constexpr int boxRoom = 40; // as in a comparison

QRect boxOf(const QRect &cell)
{
    return {cell.left(), cell.top(), boxRoom, cell.height()};
}

bool isTicked(const QModelIndex &index)
{
    return index.siblingAtColumn(PlanModel::What).data(Qt::CheckStateRole).toInt() == Qt::Checked;
}

} // namespace

PlanDelegate::PlanDelegate(const Theme &theme, QObject *parent)
    : RowDelegate(PlanModel::Key, parent),
      m_theme(theme)
{
}

QRect PlanDelegate::roomOf(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.column() == PlanModel::What)
        return option.rect.adjusted(boxRoom, 0, 0, 0);
    return RowDelegate::roomOf(option, index);
}

QColor PlanDelegate::colorOf(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Colors &colors = m_theme.colors();
    if (!isTicked(index))
        return colors.muted;
    if (index.column() != PlanModel::What)
        return RowDelegate::colorOf(option, index);
    switch (PlanModel::Kind(index.data(PlanModel::KindRole).toInt())) {
    case PlanModel::Kind::Add:
        return colors.local;
    case PlanModel::Kind::Change:
        return colors.preview;
    case PlanModel::Kind::Delete:
        break;
    }
    return colors.production;
}

bool PlanDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                               const QModelIndex &index)
{
    const QModelIndex what = index.siblingAtColumn(PlanModel::What);
    if (!(what.flags() & Qt::ItemIsUserCheckable))
        return false;
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (index.column() != PlanModel::What || mouse->button() != Qt::LeftButton ||
            !boxOf(option.rect).contains(mouse->position().toPoint()))
            return false;
    } else if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Space) {
        return false;
    }
    return model->setData(what, int(isTicked(index) ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
}

void PlanDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    RowDelegate::paint(painter, option, index);
    if (index.column() == PlanModel::What)
        CompareDelegate::paintBox(painter, boxOf(option.rect), isTicked(index) ? Qt::Checked : Qt::Unchecked,
                                  m_theme.colors());
}

} // namespace kv::ui
