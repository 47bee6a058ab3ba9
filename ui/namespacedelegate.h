// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace kv::ui {

class Theme;

/// Draws a node of the namespaces pane: its name, what stands beside it in muted words, problems with a sign,
/// and for each local target of a binding a dot: filled when the store is on disk, hollow when it is not.
class NamespaceDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit NamespaceDelegate(const Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int paintDots(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;

    const Theme &m_theme;
};

} // namespace kv::ui
