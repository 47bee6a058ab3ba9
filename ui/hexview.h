// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/hexbuffer.h"

#include <QAbstractScrollArea>

namespace kv::ui {

/// Bytes as hex digits and as ASCII, to read and to edit. Only the lines in sight are ever laid out, so any
/// size opens at once. Typing overwrites until Insert is pressed; Tab goes from the digits to the characters.
class HexView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    enum class Column { Hex, Ascii };

    explicit HexView(QWidget *parent = nullptr);

    /// Shows `bytes` and forgets what could be undone. Does not emit changed().
    void setBytes(const QByteArray &bytes);
    const QByteArray &bytes() const { return m_buffer.bytes(); }
    /// Whether the bytes differ from what setBytes() was given, as far as undo can tell.
    bool isModified() const { return m_buffer.isModified(); }
    void setUnmodified() { m_buffer.setUnmodified(); }

    void setReadOnly(bool readOnly);
    bool isReadOnly() const { return m_readOnly; }
    bool insertMode() const { return m_insert; }
    void setInsertMode(bool insert);
    Column column() const { return m_column; }

    /// Offset of the byte under the cursor; the size of the bytes when it stands behind the last.
    qsizetype cursorOffset() const { return m_cursor; }
    /// First selected byte and how many; 0 when there is no selection.
    qsizetype selectionStart() const { return qMin(m_cursor, m_anchor); }
    qsizetype selectionLength() const { return qAbs(m_cursor - m_anchor); }
    /// Moves the cursor; `select`: stretches the selection to it.
    void goTo(qsizetype offset, bool select = false);
    /// Replaces bytes as one edit; nothing happens when read-only.
    void replaceRange(qsizetype offset, qsizetype length, const QByteArray &with);

    bool canUndo() const { return m_buffer.canUndo(); }
    bool canRedo() const { return m_buffer.canRedo(); }

public slots:
    void undo();
    void redo();
    /// Copies as the column with the cursor shows it.
    void copy();
    void copyHex();
    /// Copies as text; what is not UTF-8 becomes U+FFFD.
    void copyText();
    /// Puts the clipboard in: hex digits in the hex column, UTF-8 in the other. When the digits cannot be
    /// read, only refused() is emitted.
    void paste();
    void selectAll();

signals:
    void changed();
    void cursorMoved(qsizetype offset, qsizetype selected);
    void insertModeChanged(bool insert);
    /// What was asked for was not done, and why, in a sentence for the user.
    void refused(const QString &why);

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    /// Where things stand in the viewport, in pixels.
    struct Layout
    {
        int cell = 1, row = 1, ascent = 0;
        int hex = 0, ascii = 0, width = 0;
    };

    void updateLayout();
    int hexX(int byte) const;
    int asciiX(int byte) const { return m_layout.ascii + byte * m_layout.cell; }
    int rowsInSight() const { return qMax(1, viewport()->height() / m_layout.row); }
    qsizetype lineCount() const;
    bool moveByKey(const QKeyEvent *event);
    bool actByKey(QKeyEvent *event);
    void typeCharacter(QChar c);
    void edit(qsizetype at, qsizetype length, const QByteArray &with, qsizetype cursor, bool joins = false);
    void insertBytes(const QByteArray &bytes);
    void removeBytes(bool backwards);
    void place(const QPoint &point, bool select);
    void ensureVisible();
    void paintLine(QPainter &painter, qsizetype line, int y) const;
    void paintCursor(QPainter &painter, int y) const;

    HexBuffer m_buffer;
    Layout m_layout;
    qsizetype m_cursor = 0;
    qsizetype m_anchor = 0;
    bool m_lowNibble = false; // the next digit is the byte's second
    bool m_insert = false;
    bool m_readOnly = false;
    Column m_column = Column::Hex;
};

} // namespace kv::ui
