// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QColor>
#include <QStyledItemDelegate>

namespace kv::ui {

class Theme;

/// Draws a cell of the key list.
class KeyDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit KeyDelegate(const Theme &theme, QObject *parent = nullptr);
    /// The key that carries the sign of an unsaved edit; empty: none.
    void setEditedKey(const QByteArray &key) { m_edited = key; }
    const QByteArray &editedKey() const { return m_edited; }
    QColor selectionColor() const;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    QFont m_mono;
    QByteArray m_edited;
};

} // namespace kv::ui
