// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace kv::ui {

/// Draws a cell of a table of rows: as far from its edges as the heading's words are, a column of keys in the
/// fixed-width face, and with the whole text as a tooltip where it is cut.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    RowDelegate(int keyColumn, QObject *parent);

    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    /// Where the words of a cell stand, and in what colour.
    virtual QRect roomOf(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    virtual QColor colorOf(const QStyleOptionViewItem &option, const QModelIndex &index) const;

private:
    QFont fontOf(const QStyleOptionViewItem &option, const QModelIndex &index) const;

    int m_keyColumn;
    QFont m_mono;
};

} // namespace kv::ui
