// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QStyledItemDelegate>

#include <functional>

namespace kv::ui {

class Theme;

/// Paints a row of the palette: a heading, or what was found with a muted word at its right.
class PaletteDelegate : public QStyledItemDelegate
{
public:
    enum Role {
        HeadingRole = Qt::UserRole, ///< bool
        DetailRole,                 ///< QString, at the right
        EnabledRole,                ///< bool
        IdRole,                     ///< QString
        ActRole,                    ///< std::function<void()>
        SectionRole,                ///< int
    };

    PaletteDelegate(const Theme &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace kv::ui

Q_DECLARE_METATYPE(std::function<void()>)
