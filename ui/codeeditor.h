// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QColor>
#include <QWidget>

#include <optional>

class QsciLexerJSON;
class QsciScintilla;

namespace kv::ui {

/// What the editor paints with.
struct CodeColors
{
    QColor paper, text, muted, line, selection;
    QColor key, string, number, keyword, error;
    QColor caretLine;

    bool operator==(const CodeColors &) const = default;
};

/// An editor for text that is stored as bytes: what was not edited comes back to the byte, whatever its line
/// endings, NULs or byte order mark. Lines that are typed or pasted end as most of the others do. Very large
/// or very long-lined texts are shown without highlighting, folding and wrapping, so that they open at once.
class CodeEditor : public QWidget
{
    Q_OBJECT

public:
    enum class Language { Plain, Json };

    explicit CodeEditor(QWidget *parent = nullptr);

    /// The longest line, in bytes, that can be shown and edited without a wait that is felt: a line is always
    /// laid out as a whole, about 0.3 s a megabyte.
    static constexpr qsizetype longestLine = 256 * 1024;
    static bool isUnwieldy(QByteArrayView utf8);

    /// Shows `utf8`, which must be valid UTF-8, and forgets what could be undone. Does not emit changed().
    void setBytes(const QByteArray &utf8);
    QByteArray bytes() const;
    /// Replaces the whole text as one edit that can be undone; nothing happens when it is the same text.
    void replaceAll(const QByteArray &utf8);
    /// Size of the text, in bytes, without making a copy.
    qsizetype byteCount() const;
    /// Whether the text differs from what setBytes() was given; undoing everything makes it unmodified again.
    bool isModified() const;
    /// What is shown now counts as unmodified; undo still reaches behind it.
    void setUnmodified();

    void setLanguage(Language language);
    void setColors(const CodeColors &colors);
    void setReadOnly(bool readOnly);
    bool isReadOnly() const;
    /// Has no effect on a text that is too large for it.
    void setWordWrap(bool wrap);
    bool wordWrap() const { return m_wrap; }
    void setLineNumbersVisible(bool visible);
    /// A name for screen readers.
    void setName(const QString &name);

    /// Marks the place of a problem, a byte offset up to and including the size of the text, or none.
    void setProblem(std::optional<qsizetype> offset);
    /// Moves the cursor to a byte offset and scrolls it into sight.
    void goTo(qsizetype offset);
    /// Byte offset of the cursor.
    qsizetype cursorOffset() const;
    /// Whether the text is over the gates, so that highlighting, folding and wrapping are off.
    bool isPlainForSize() const { return m_large; }

    bool canUndo() const;
    bool canRedo() const;

public slots:
    void undo();
    void redo();
    void cut();
    void copy();
    void paste();
    void selectAll();

signals:
    /// The text was edited, by typing, undo or replaceAll().
    void changed();
    /// Line and column of the cursor from 1, the column in code points; `offset` in bytes. Follows with the
    /// next paint.
    void cursorMoved(int line, int column, qsizetype offset);

protected:
    void changeEvent(QEvent *event) override;

private:
    void setUp();
    void setUpMargins();
    void applyGates();
    void applyColors();
    void applyFont();
    void updateLineNumberWidth();
    void reportCursor();
    long send(unsigned message, unsigned long w = 0, long l = 0) const;

    QsciScintilla *m_editor; // a child
    QsciLexerJSON *m_lexer;  // a child
    CodeColors m_colors;
    Language m_language = Language::Plain;
    bool m_wrap = false;
    bool m_lineNumbers = true;
    bool m_large = false;
    bool m_loading = false;
};

} // namespace kv::ui
