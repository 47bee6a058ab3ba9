// SPDX-License-Identifier: GPL-3.0-or-later
// How a DiffPane lays itself out and paints; what keys and the mouse do is in diffpane.cpp.
#include "ui/diffpane.h"

#include "text/units.h"
#include "ui/theme.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace kv::ui {

namespace {

constexpr int padding = 12;
constexpr int tailCells = 64; // room for what is said behind a line that was cut

QColor blend(const QColor &under, const QColor &over, double share)
{
    const auto mix = [share](int a, int b) { return int(a + (b - a) * share); };
    return {mix(under.red(), over.red()), mix(under.green(), over.green()), mix(under.blue(), over.blue())};
}

} // namespace

void DiffPane::updateLayout()
{
    const QFontMetrics metrics(font());
    Layout l;
    constexpr int many = 64;
    l.cell = qMax(1.0, QFontMetricsF(font()).horizontalAdvance(QString(many, QLatin1Char('0'))) / many);
    l.row = qMax(1, metrics.height() + 3);
    l.ascent = metrics.ascent() + 1;
    l.half = viewport()->width() / 2;
    const int digits = m_sheet ? m_sheet->numberWidth() : 0;
    l.sign = padding + (digits > 0 ? qRound((digits + 1) * l.cell) : 0);
    l.text = l.sign + qRound(2 * l.cell);
    l.cellsInSight = qMax(1, int((l.half - l.text) / l.cell));
    if (!qFuzzyCompare(l.cell, m_layout.cell))
        m_widths.clear();
    m_layout = l;
    verticalScrollBar()->setRange(0, int(qMax<qint64>(0, rowCount() - rowsInSight())));
    verticalScrollBar()->setPageStep(rowsInSight());
    setCells();
    horizontalScrollBar()->setPageStep(l.cellsInSight);
    horizontalScrollBar()->setSingleStep(2);
    viewport()->update();
}

/// A line was met that takes more cells than bytes.
void DiffPane::widen(int cells)
{
    if (cells <= m_widest)
        return;
    m_widest = cells;
    setCells();
}

void DiffPane::setCells()
{
    const qsizetype longest = m_sheet ? m_sheet->longest() : 0;
    const int tail = longest >= DiffRows::mostBytes ? tailCells : 1;
    horizontalScrollBar()->setRange(0, qMax(0, qMax(m_widest, int(longest)) + tail - m_layout.cellsInSight));
}

int DiffPane::widthOf(const QString &text) const
{
    if (const auto found = m_widths.constFind(text); found != m_widths.constEnd())
        return *found;
    constexpr int mostKept = 4096;
    if (m_widths.size() >= mostKept)
        m_widths.clear();
    const qreal pixels = QFontMetricsF(font()).horizontalAdvance(text);
    constexpr qreal spill = 0.15; // of a cell, that a face may draw beyond its own
    const int width = qMax(1, int(std::ceil(pixels / m_layout.cell - spill)));
    m_widths.insert(text, width);
    return width;
}

QString DiffPane::signOf(qint64 row, Side side) const
{
    if (m_sheet->kind(row) == DiffRows::Kind::Ignored)
        return QStringLiteral("~");
    if (m_sheet->kind(row) != DiffRows::Kind::Differs)
        return {};
    return side == Side::Left ? QStringLiteral("+") : QStringLiteral("−");
}

void DiffPane::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setLayoutDirection(layoutDirection()); // a painter's own is the application's
    painter.setFont(font());
    painter.fillRect(event->rect(), m_theme.colors().pane);
    const qint64 first = verticalScrollBar()->value();
    const qint64 end = qMin(rowCount(), first + viewport()->height() / m_layout.row + 1);
    for (qint64 row = first; row < end; ++row) {
        const int y = int(row - first) * m_layout.row;
        paintSide(painter, row, Side::Left, y);
        paintSide(painter, row, Side::Right, y);
    }
    painter.fillRect(m_layout.half, 0, 1, viewport()->height(), m_theme.colors().line);
}

void DiffPane::paintSide(QPainter &painter, qint64 row, Side side, int y)
{
    const Colors &c = m_theme.colors();
    const bool left = side == Side::Left;
    const int x = left ? 0 : m_layout.half + 1;
    const QRect whole(x, y, left ? m_layout.half : viewport()->width() - x, m_layout.row);
    DiffCell cell = m_sheet->cell(row, side);
    cell.words = cell.words || m_sheet->kind(row) == DiffRows::Kind::Ignored; // muted like them
    const bool differs = m_sheet->kind(row) == DiffRows::Kind::Differs;
    const bool selected = side == m_side && isSelected(row);
    if (!cell.present) {
        painter.fillRect(whole, c.page);
        painter.fillRect(whole, QBrush(c.line, Qt::BDiagPattern));
        if (selected)
            painter.fillRect(QRect(x, y, 3, m_layout.row), c.accent);
        return;
    }
    const QColor tint = left ? c.localGround : c.productionGround;
    const QColor strong = left ? c.local : c.production;
    const QColor ground = selected ? c.selection : differs ? tint : c.pane;
    painter.fillRect(whole, ground);
    if (selected && hasFocus())
        painter.fillRect(QRect(x, y, 3, m_layout.row), c.accent);
    painter.setPen(c.muted);
    const int base = y + m_layout.ascent;
    if (!cell.number.isEmpty())
        painter.drawText(QPointF(x + m_layout.sign - qreal(cell.number.size() + 1) * m_layout.cell, base),
                         cell.number);
    if (const QString sign = signOf(row, side); !sign.isEmpty()) {
        painter.setPen(differs ? strong : c.muted);
        painter.drawText(x + m_layout.sign, base, sign);
    }
    const QRect room = whole.adjusted(m_layout.text, 0, -4, 0);
    paintText(painter, cell, room, ground, differs ? blend(tint, strong, c.dark ? 0.35 : 0.28) : QColor());
}

void DiffPane::paintText(QPainter &painter, const DiffCell &cell, const QRect &room, const QColor &ground,
                         const QColor &mark)
{
    const Colors &c = m_theme.colors();
    const int first = horizontalScrollBar()->value();
    const int end = first + int(room.width() / m_layout.cell) + 2;
    const int base = room.y() + m_layout.ascent;
    painter.save();
    painter.setClipRect(room);
    const auto place = [&](int at) { return room.x() + (at - first) * m_layout.cell; };
    const auto width = [this](const QString &text) { return widthOf(text); };
    const std::vector<CellPiece> pieces = cellPieces(cell.text, first, end, width);
    if (mark.isValid()) {
        for (const CellPiece &piece : pieces) {
            auto span =
                std::lower_bound(cell.marks.begin(), cell.marks.end(), piece.begin,
                                 [](const DiffCell::Span &one, qsizetype begin) { return one.end <= begin; });
            for (; span != cell.marks.end() && span->begin < piece.end; ++span) {
                const qsizetype from = qMax(span->begin, piece.begin);
                const qsizetype to = qMin(span->end, piece.end);
                // A piece of ASCII has a cell for each byte; any other is marked as one.
                const bool many = piece.end - piece.begin == piece.cells && !piece.sign;
                const int begin = many ? piece.cell + int(from - piece.begin) : piece.cell;
                const int cells = many ? int(to - from) : piece.cells;
                painter.fillRect(QRectF(place(begin), room.y(), cells * m_layout.cell, m_layout.row), mark);
            }
        }
    }
    for (const CellPiece &piece : pieces) {
        painter.setPen(piece.sign ? c.preview : cell.words ? c.muted : c.text);
        painter.drawText(QPointF(place(piece.cell), base), piece.text);
    }
    const int behind = pieces.empty() ? first : pieces.back().cell + pieces.back().cells;
    if (behind < end && cell.more > 0) {
        const qsizetype shown = cell.text.size();
        const bool marked = !cell.marks.empty() && cell.marks.back().end > shown;
        const QString words = marked
                                  ? tr(" … %1 more bytes, with differences").arg(text::countText(cell.more))
                                  : tr(" … %1 more bytes").arg(text::countText(cell.more));
        painter.fillRect(QRectF(place(behind), room.y(), room.right() + 1 - place(behind), m_layout.row),
                         ground);
        painter.setPen(c.muted);
        painter.drawText(QPointF(place(behind), base), words);
        widen(behind + int(words.size()));
    }
    painter.restore();
    widen(behind);
}

void DiffPane::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateLayout();
}

void DiffPane::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateLayout();
}

} // namespace kv::ui
