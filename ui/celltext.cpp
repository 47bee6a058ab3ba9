// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/celltext.h"

#include "text/utf8.h"

#include <limits>

namespace kv::ui {

namespace {

constexpr int tabCells = 4;

bool isPlain(uchar byte)
{
    return byte >= 0x20 && byte < 0x7f;
}

bool isMark(char32_t codePoint)
{
    switch (QChar::category(codePoint)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
        return true;
    default:
        return false;
    }
}

/// Calls `each(CellPiece)` in order until it answers false; runs of ASCII are one piece.
template <class Each> void walk(QByteArrayView line, const CellWidth &width, Each each)
{
    int cell = 0;
    qsizetype at = 0;
    while (at < line.size()) {
        CellPiece piece;
        piece.cell = cell;
        piece.begin = at;
        if (isPlain(uchar(line[at]))) {
            while (at < line.size() && isPlain(uchar(line[at])))
                ++at;
            piece.cells = int(at - piece.begin);
        } else if (line[at] == '\t') {
            ++at;
            piece.cells = tabCells - cell % tabCells;
            piece.text = QChar(0x2192);
            piece.sign = true;
        } else {
            const text::CodePoint point = text::codePointAt(line, at);
            at += point.length;
            if (!point.valid) {
                piece.text = QStringLiteral("\\x%1").arg(uint(point.value), 2, 16, QLatin1Char('0'));
                piece.sign = true;
            } else if (text::needsEscape(point.value)) {
                piece.text = text::escaped(point.value);
                piece.sign = true;
            } else {
                piece.text = QString::fromUcs4(&point.value, 1);
                // Marks stand upon what is before them; a heap of them grows no further than some.
                for (int marks = 0; at < line.size() && marks < 8; ++marks) {
                    const text::CodePoint next = text::codePointAt(line, at);
                    if (!next.valid || !isMark(next.value))
                        break;
                    piece.text += QString::fromUcs4(&next.value, 1);
                    at += next.length;
                }
            }
            piece.cells = piece.sign ? int(piece.text.size()) : qMax(1, width(piece.text));
        }
        piece.end = at;
        cell += piece.cells;
        if (!each(piece))
            return;
    }
}

} // namespace

std::vector<CellPiece> cellPieces(QByteArrayView line, int firstCell, int endCell, const CellWidth &width)
{
    std::vector<CellPiece> pieces;
    walk(line, width, [&](CellPiece &piece) {
        if (piece.cell >= endCell)
            return false;
        if (piece.cell + piece.cells <= firstCell)
            return true;
        if (piece.text.isEmpty()) { // ASCII: only what is in sight
            const int skip = qMax(0, firstCell - piece.cell);
            const int keep = qMin(piece.cells, endCell - piece.cell) - skip;
            piece.begin += skip;
            piece.cell += skip;
            piece.cells = keep;
            piece.end = piece.begin + keep;
            piece.text = QString::fromLatin1(line.sliced(piece.begin, keep));
        }
        pieces.push_back(std::move(piece));
        return true;
    });
    return pieces;
}

QString cellText(QByteArrayView line)
{
    QString whole;
    for (const CellPiece &piece :
         cellPieces(line, 0, std::numeric_limits<int>::max(), [](const QString &) { return 1; }))
        whole += piece.text;
    return whole;
}

int cellCount(QByteArrayView line, const CellWidth &width)
{
    int cells = 0;
    walk(line, width, [&cells](const CellPiece &piece) {
        cells = piece.cell + piece.cells;
        return true;
    });
    return cells;
}

} // namespace kv::ui
