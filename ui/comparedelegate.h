// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace kv::jobs {
struct CompareRow;
}

namespace kv::ui {

struct Colors;
class Theme;

/// Draws a cell of a comparison's table.
class CompareDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CompareDelegate(const Theme &theme, QObject *parent = nullptr);
    /// The colour of a row's sign and reason.
    static QColor colorOf(const jobs::CompareRow &row, const Colors &colors);
    /// Draws a tick box, also for the header: half when `state` is Qt::PartiallyChecked.
    static void paintBox(QPainter *painter, const QRect &area, Qt::CheckState state, const Colors &colors);

    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    QFont m_mono;
};

} // namespace kv::ui
