// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QRect>
#include <QString>

class QPainter;

namespace kv::ui {

/// The text of one cell on one line: what there is room for, and no more than can be measured quickly.
struct RowText
{
    QString text;
    QFont font;
    QColor color;
    Qt::Alignment side = Qt::AlignLeft; ///< Mirrored where rows run from right to left.

    /// Keys, values and sizes are read from left to right whatever the window's direction is: brackets and
    /// numbers would change places otherwise.
    void paint(QPainter *painter, const QRect &area, Qt::LayoutDirection direction) const;
    /// Whether paint() leaves something of it out.
    bool isCut(int width) const;
};

} // namespace kv::ui
