// SPDX-License-Identifier: GPL-3.0-or-later
// How a HexView lays itself out, paints, and finds the byte under the mouse; what keys do is in hexview.cpp.
#include "ui/hexview.h"

#include "text/hexlines.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

namespace kv::ui {
namespace {

constexpr int perLine = text::HexLines::perLine;
constexpr int padding = 8;

} // namespace

void HexView::updateLayout()
{
    const QFontMetrics metrics(font());
    Layout l;
    l.cell = qMax(1, metrics.horizontalAdvance(QLatin1Char('0')));
    l.row = qMax(1, metrics.height() + 2);
    l.ascent = metrics.ascent() + 1;
    l.hex = padding + (text::HexLines::offsetDigits(m_buffer.size()) + 2) * l.cell;
    l.ascii =
        l.hex + (3 * perLine + 2) * l.cell; // two digits and a space, a gap in the middle and at the end
    l.width = l.ascii + perLine * l.cell + padding;
    m_layout = l;
    verticalScrollBar()->setRange(0, int(qMax<qsizetype>(0, lineCount() - rowsInSight())));
    verticalScrollBar()->setPageStep(rowsInSight());
    horizontalScrollBar()->setRange(0, qMax(0, l.width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(l.cell);
    viewport()->update();
}

int HexView::hexX(int byte) const
{
    return m_layout.hex + (3 * byte + (byte >= perLine / 2 ? 1 : 0)) * m_layout.cell;
}

void HexView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setLayoutDirection(layoutDirection()); // a painter's own is the application's
    painter.setFont(font());
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    painter.translate(-horizontalScrollBar()->value(), 0);
    const qsizetype first = verticalScrollBar()->value();
    const qsizetype last = qMin<qsizetype>(lineCount() - 1, first + viewport()->height() / m_layout.row);
    for (qsizetype line = first; line <= last; ++line) {
        const int y = int(line - first) * m_layout.row;
        paintLine(painter, line, y);
        if (m_cursor / perLine == line)
            paintCursor(painter, y);
    }
}

void HexView::paintLine(QPainter &painter, qsizetype line, int y) const
{
    const text::HexLines lines(bytes());
    const QColor muted = palette().color(QPalette::PlaceholderText);
    const int base = y + m_layout.ascent;
    painter.setPen(muted);
    painter.drawText(padding, base, lines.offset(line));
    const QByteArrayView shown = lines.bytes(line);
    const QString hex = lines.hex(line);
    const auto group = isActiveWindow() || hasFocus() ? QPalette::Active : QPalette::Inactive;
    for (int i = 0; i < int(shown.size()); ++i) {
        const qsizetype at = line * perLine + i;
        const bool selected = at >= selectionStart() && at < selectionStart() + selectionLength();
        const bool printable = shown[i] >= 0x20 && shown[i] < 0x7f;
        if (selected) {
            const QColor ground = palette().color(group, QPalette::Highlight);
            // The space between two selected bytes is selected, too.
            const bool joined = i + 1 < perLine && at + 1 < selectionStart() + selectionLength();
            const int width = joined ? hexX(i + 1) - hexX(i) : 2 * m_layout.cell;
            painter.fillRect(hexX(i), y, width, m_layout.row, ground);
            painter.fillRect(asciiX(i), y, m_layout.cell, m_layout.row, ground);
        }
        const QColor text = palette().color(group, selected ? QPalette::HighlightedText : QPalette::Text);
        painter.setPen(selected || shown[i] != 0 ? text : muted);
        painter.drawText(hexX(i), base, hex.mid(3 * i, 2));
        painter.setPen(selected || printable ? text : muted);
        painter.drawText(asciiX(i), base, QString(text::asciiOf(shown[i])));
    }
}

void HexView::paintCursor(QPainter &painter, int y) const
{
    const int byte = int(m_cursor % perLine);
    const int digitX = hexX(byte) + (m_lowNibble ? m_layout.cell : 0);
    const bool inHex = m_column == Column::Hex;
    const int x = inHex ? digitX : asciiX(byte);
    const QColor color = palette().color(QPalette::Text);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    // The same byte in the other column, as an outline.
    painter.drawRect(inHex ? asciiX(byte) : hexX(byte), y, (inHex ? 1 : 2) * m_layout.cell, m_layout.row - 1);
    if (!hasFocus()) {
        painter.drawRect(x, y, m_layout.cell, m_layout.row - 1);
    } else if (m_insert) {
        painter.fillRect(x - 1, y, 2, m_layout.row, color);
    } else { // a bar under the character keeps it legible in every palette
        painter.fillRect(x, y + m_layout.row - 3, m_layout.cell, 3, color);
    }
}

void HexView::place(const QPoint &point, bool select)
{
    const int x = point.x() + horizontalScrollBar()->value();
    const qsizetype row = qMax(0, point.y()) / m_layout.row - (point.y() < 0 ? 1 : 0);
    const qsizetype line = qMax<qsizetype>(0, verticalScrollBar()->value() + row);
    // While dragging, the column stays the one in which it began.
    if (!select)
        m_column = x >= m_layout.ascii - m_layout.cell ? Column::Ascii : Column::Hex;
    int byte = 0;
    if (m_column == Column::Ascii) {
        byte = (x - m_layout.ascii) / m_layout.cell;
    } else {
        while (byte < perLine - 1 && x >= hexX(byte + 1) - m_layout.cell / 2)
            ++byte;
    }
    byte = qBound(0, byte, select ? perLine : perLine - 1);
    goTo(line * perLine + byte, select);
}

void HexView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        place(event->position().toPoint(), event->modifiers() & Qt::ShiftModifier);
}

void HexView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        place(event->position().toPoint(), true);
}

void HexView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange ||
        event->type() == QEvent::StyleChange)
        updateLayout();
}

void HexView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateLayout();
}

void HexView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void HexView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace kv::ui
