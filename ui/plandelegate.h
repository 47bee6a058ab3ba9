// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/rowdelegate.h"

namespace kv::ui {

class Theme;

/// Draws a step of a plan, and takes the tick that chooses it: a click on its box, or Space.
class PlanDelegate : public RowDelegate
{
    Q_OBJECT

public:
    explicit PlanDelegate(const Theme &theme, QObject *parent);

    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

protected:
    QRect roomOf(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QColor colorOf(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace kv::ui
