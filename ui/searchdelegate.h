// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/rowdelegate.h"

namespace kv::ui {

class Theme;
struct RowText;

/// Draws a target that can be ticked, in the colour of its place.
class SearchTargetDelegate : public RowDelegate
{
    Q_OBJECT

public:
    /// In the first column: int of Tone.
    enum Role { ToneRole = Qt::UserRole + 1 };
    enum class Tone { Local, Preview, Production, Snapshot };

    explicit SearchTargetDelegate(const Theme &theme, QObject *parent);
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

/// Draws a cell of what was found, with the place that fits marked.
class SearchHitDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    SearchHitDelegate(const Theme &theme, QObject *parent);
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    static QRect groundOf(const RowText &cell, const QPoint &match, const QRect &room,
                          Qt::LayoutDirection direction);

    const Theme &m_theme;
    QFont m_mono;
};

} // namespace kv::ui
