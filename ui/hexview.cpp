// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hexview.h"

#include "text/hexlines.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

namespace kv::ui {
namespace {

constexpr int perLine = text::HexLines::perLine;

/// The keys that are this view's own while it has the focus, even when the window has an action on them.
bool isOwnKey(const QKeyEvent *event)
{
    for (const auto key : {QKeySequence::Copy, QKeySequence::Paste, QKeySequence::Undo, QKeySequence::Redo,
                           QKeySequence::SelectAll, QKeySequence::Delete}) {
        if (event->matches(key))
            return true;
    }
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    return (!event->text().isEmpty() && event->text().at(0).isPrint()) || event->key() == Qt::Key_Backspace ||
           event->key() == Qt::Key_Insert;
}

} // namespace

HexView::HexView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setFrameShape(QFrame::NoFrame);
    setLayoutDirection(Qt::LeftToRight); // offsets in front of their bytes, whatever the window does
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Bytes in hexadecimal"));
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    updateLayout();
}

void HexView::setBytes(const QByteArray &bytes)
{
    m_buffer.setBytes(bytes);
    m_lowNibble = false;
    updateLayout();
    goTo(0);
}

void HexView::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    viewport()->update();
}

void HexView::setInsertMode(bool insert)
{
    if (m_insert == insert)
        return;
    m_insert = insert;
    m_lowNibble = false;
    viewport()->update();
    emit insertModeChanged(insert);
}

qsizetype HexView::lineCount() const
{
    return m_buffer.size() / perLine + 1; // the cursor may stand behind the last byte
}

void HexView::goTo(qsizetype offset, bool select)
{
    m_cursor = qBound<qsizetype>(0, offset, m_buffer.size());
    m_lowNibble = false;
    if (!select)
        m_anchor = m_cursor;
    ensureVisible();
    viewport()->update();
    emit cursorMoved(m_cursor, selectionLength());
}

void HexView::ensureVisible()
{
    const int line = int(m_cursor / perLine);
    QScrollBar *bar = verticalScrollBar();
    if (line < bar->value())
        bar->setValue(line);
    else if (line >= bar->value() + rowsInSight())
        bar->setValue(line - rowsInSight() + 1);
    QScrollBar *across = horizontalScrollBar();
    const int x = m_column == Column::Hex ? hexX(int(m_cursor % perLine)) : asciiX(int(m_cursor % perLine));
    if (x < across->value())
        across->setValue(x);
    else if (x + 2 * m_layout.cell > across->value() + viewport()->width())
        across->setValue(x + 2 * m_layout.cell - viewport()->width());
}

void HexView::edit(qsizetype at, qsizetype length, const QByteArray &with, qsizetype cursor, bool joins)
{
    const bool edited = m_buffer.replace(at, length, with, joins);
    if (edited)
        updateLayout();
    goTo(cursor);
    if (edited)
        emit changed();
}

void HexView::replaceRange(qsizetype offset, qsizetype length, const QByteArray &with)
{
    if (!m_readOnly)
        edit(offset, length, with, offset + with.size());
}

void HexView::insertBytes(const QByteArray &bytes)
{
    const qsizetype at = selectionStart();
    const qsizetype over = selectionLength() > 0 ? selectionLength() : m_insert ? 0 : bytes.size();
    edit(at, over, bytes, at + bytes.size());
}

void HexView::removeBytes(bool backwards)
{
    if (selectionLength() > 0)
        edit(selectionStart(), selectionLength(), {}, selectionStart());
    else if (!backwards)
        edit(m_cursor, 1, {}, m_cursor);
    else if (m_cursor > 0)
        edit(m_cursor - 1, 1, {}, m_cursor - 1);
}

void HexView::typeCharacter(QChar c)
{
    if (m_column == Column::Ascii) {
        insertBytes(QString(c).toUtf8());
        return;
    }
    bool isDigit = false;
    const int digit = QString(c).toInt(&isDigit, 16);
    if (!isDigit)
        return;
    if (m_lowNibble && m_cursor < m_buffer.size()) {
        const int high = uchar(m_buffer.bytes()[m_cursor]) & 0xf0;
        edit(m_cursor, 1, QByteArray(1, char(high | digit)), m_cursor + 1, true);
        return;
    }
    const qsizetype at = selectionStart();
    const bool replacesOne = selectionLength() == 0 && !m_insert && at < m_buffer.size();
    const int low = replacesOne ? uchar(m_buffer.bytes()[at]) & 0x0f : 0;
    edit(at, replacesOne ? 1 : selectionLength(), QByteArray(1, char(digit << 4 | low)), at);
    m_lowNibble = true;
}

void HexView::undo()
{
    if (m_readOnly || !canUndo())
        return;
    const qsizetype at = m_buffer.undo();
    updateLayout();
    goTo(at);
    emit changed();
}

void HexView::redo()
{
    if (m_readOnly || !canRedo())
        return;
    const qsizetype at = m_buffer.redo();
    updateLayout();
    goTo(at);
    emit changed();
}

void HexView::copy()
{
    m_column == Column::Hex ? copyHex() : copyText();
}

void HexView::copyHex()
{
    if (selectionLength() > 0)
        QGuiApplication::clipboard()->setText(
            text::hexText(QByteArrayView(bytes()).sliced(selectionStart(), selectionLength())));
}

void HexView::copyText()
{
    if (selectionLength() > 0)
        QGuiApplication::clipboard()->setText(
            QString::fromUtf8(QByteArrayView(bytes()).sliced(selectionStart(), selectionLength())));
}

void HexView::paste()
{
    const QString pasted = QGuiApplication::clipboard()->text();
    if (m_readOnly || pasted.isEmpty())
        return;
    const auto parsed = m_column == Column::Hex ? text::parseHex(pasted) : pasted.toUtf8();
    if (parsed)
        insertBytes(*parsed);
    else
        emit refused(tr("The clipboard holds no hex digits in pairs. Use Tab to paste it as text."));
}

void HexView::selectAll()
{
    goTo(0);
    goTo(m_buffer.size(), true);
}

bool HexView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isOwnKey(static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

bool HexView::focusNextPrevChild(bool next)
{
    const Column target = next ? Column::Ascii : Column::Hex;
    if (m_column == target)
        return QAbstractScrollArea::focusNextPrevChild(next);
    m_column = target;
    goTo(m_cursor, selectionLength() > 0);
    return true;
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    if (moveByKey(event) || actByKey(event))
        return;
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (plain && !event->text().isEmpty() && event->text().at(0).isPrint()) {
        if (!m_readOnly)
            typeCharacter(event->text().at(0));
        return;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

bool HexView::moveByKey(const QKeyEvent *event)
{
    const bool all = event->modifiers() & Qt::ControlModifier;
    const qsizetype lineStart = m_cursor - m_cursor % perLine;
    const qsizetype page = qsizetype(rowsInSight()) * perLine;
    qsizetype to = m_cursor;
    switch (event->key()) {
    case Qt::Key_Left:
        to -= m_lowNibble ? 0 : 1;
        break;
    case Qt::Key_Right:
        to += 1;
        break;
    case Qt::Key_Up:
        to -= m_cursor >= perLine ? perLine : 0;
        break;
    case Qt::Key_Down:
        to += perLine;
        break;
    case Qt::Key_PageUp:
        to = m_cursor >= page ? m_cursor - page : m_cursor % perLine;
        break;
    case Qt::Key_PageDown:
        to += page;
        break;
    case Qt::Key_Home:
        to = all ? 0 : lineStart;
        break;
    case Qt::Key_End:
        to = all ? m_buffer.size() : lineStart + perLine - 1;
        break;
    default:
        return false;
    }
    goTo(to, event->modifiers() & Qt::ShiftModifier);
    return true;
}

bool HexView::actByKey(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else if (event->matches(QKeySequence::Paste))
        paste();
    else if (event->matches(QKeySequence::Undo))
        undo();
    else if (event->matches(QKeySequence::Redo))
        redo();
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else if (event->key() == Qt::Key_Insert && event->modifiers() == Qt::NoModifier)
        setInsertMode(!m_insert);
    else if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
        if (!m_readOnly)
            removeBytes(event->key() == Qt::Key_Backspace);
    } else
        return false;
    return true;
}

void HexView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    const bool some = selectionLength() > 0;
    menu.addAction(tr("Undo"), this, &HexView::undo)->setEnabled(canUndo() && !m_readOnly);
    menu.addAction(tr("Redo"), this, &HexView::redo)->setEnabled(canRedo() && !m_readOnly);
    menu.addSeparator();
    menu.addAction(tr("Copy as hex"), this, &HexView::copyHex)->setEnabled(some);
    menu.addAction(tr("Copy as text"), this, &HexView::copyText)->setEnabled(some);
    menu.addAction(tr("Paste"), this, &HexView::paste)->setEnabled(!m_readOnly);
    menu.addAction(tr("Select all"), this, &HexView::selectAll);
    menu.exec(event->globalPos());
}

} // namespace kv::ui
