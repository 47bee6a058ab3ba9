// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <functional>
#include <vector>

namespace kv::ui {

/// A piece of a line as it is painted: some cells of a fixed width, beginning at `cell`.
struct CellPiece
{
    int cell = 0;
    int cells = 1;
    qsizetype begin = 0; ///< The bytes that it stands for.
    qsizetype end = 0;
    QString text;
    /// The text is a sign in place of something that cannot be seen, or is no UTF-8.
    bool sign = false;
};

/// Cells that a text of one code point beyond ASCII takes; 1 or more.
using CellWidth = std::function<int(const QString &)>;

/// A line of bytes, hostile ones too, as pieces for the cells from `firstCell` to `endCell`: each code point
/// at a place of its own, control characters and bytes that are no UTF-8 as signs. Walks from the line's
/// beginning; what lies beyond is not looked at.
std::vector<CellPiece> cellPieces(QByteArrayView line, int firstCell, int endCell, const CellWidth &width);

/// The whole line as such pieces would read, one after the other.
QString cellText(QByteArrayView line);

/// How many cells the line takes.
int cellCount(QByteArrayView line, const CellWidth &width);

} // namespace kv::ui
