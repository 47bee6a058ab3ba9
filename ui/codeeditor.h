// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/valuefind.h"
#include "ui/pieces.h"

#include <QByteArray>
#include <QColor>
#include <QWidget>

#include <optional>
#include <vector>

class QsciScintilla;

namespace kv::text {
struct Lines;
}

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
/// endings, NULs or byte order mark. Lines that are typed or pasted end as most of the others do. Only what
/// is in sight is ever coloured; very large or very long-lined texts are not wrapped, so that they open at
/// once.
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
    /// The same, a large text piece by piece with the event loop in between; read-only until loaded().
    /// `utf8` is known to be valid and to have lines like `lines`.
    void load(const QByteArray &utf8, const text::Lines &lines);
    bool isLoading() const { return m_work.isRunning() && !m_whole.isNull(); }
    /// The text; while it is being loaded, the whole of it all the same.
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
    /// The same for several.
    void setProblems(const std::vector<qsizetype> &offsets);
    /// Moves the cursor to a byte offset and scrolls it into sight.
    void goTo(qsizetype offset);
    /// Byte offset of the cursor.
    qsizetype cursorOffset() const;
    /// Whether the text is over the gates, so that wrapping and the matching of braces are off.
    bool isPlainForSize() const { return m_large; }

    /// What can be folded away, for each line as text::TextLook has it. Taken over bit by bit when there are
    /// many lines; after an edit they are inexact until the next are given.
    void setFolds(std::vector<quint16> folds);
    static constexpr quint16 foldHeader = 0x8000;
    /// Folds or unfolds the part that begins in the line of the cursor, or that the line lies in.
    void toggleFold();
    /// Folds all that lies one level deep, so that the outermost brackets show what they have.
    void foldAll();
    void unfoldAll();
    bool canFold() const { return !m_folds.empty(); }
    /// Lines that are not folded away.
    int visibleLineCount() const;

    /// Underlines these places as found, in order; the caller keeps them equal to the text. An edit takes the
    /// marks away.
    void setMatches(std::vector<text::Found> matches);
    /// Selects bytes and scrolls them into sight.
    void select(qsizetype offset, qsizetype length);
    qsizetype selectionStart() const;
    qsizetype selectionLength() const;
    QByteArray selectedBytes() const;
    /// Replaces a range as one edit, and selects nothing.
    void replaceRange(qsizetype offset, qsizetype length, const QByteArray &with);
    /// Many edits as one that can be undone; `edits` in order and apart from each other. Done bit by bit,
    /// read-only until edited() or `done`. The text must be the one that the offsets were taken from.
    void replaceMany(std::vector<text::Edit> edits, std::function<void()> done);

    /// Of a text over a megabyte changed() comes a moment after the edit; this makes it come now.
    void tellNow();

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
    /// All of what load() was given is there.
    void loaded();

protected:
    void changeEvent(QEvent *event) override;

private:
    void setUp();
    void setUpMargins();
    void beginLoading(const QByteArray &utf8, const text::Lines &lines);
    void endLoading(const text::Lines &lines);
    void listen();
    void takeChange();
    void applyGates();
    void applyColors();
    void applyFont();
    void applyStyles();
    void setUpFolding();
    void whenFoldable(std::function<void()> act);
    void foldEach(bool fold);
    void styleInSight();
    void markMatchesIn(qsizetype from, qsizetype to);
    void clearMatches();
    void updateLineNumberWidth();
    void reportCursor();
    QByteArray bytesOf(qsizetype offset, qsizetype length) const;
    long send(unsigned message, unsigned long w = 0, long l = 0) const;

    QsciScintilla *m_editor; // a child
    CodeColors m_colors;
    Language m_language = Language::Plain;
    bool m_wrap = false;
    bool m_lineNumbers = true;
    bool m_large = false;
    bool m_loading = false;
    bool m_tellsLater = false;
    QTimer m_toldLater;
    bool m_readOnly = false; // what was asked for; the editor is read-only while it is being worked on, too
    QByteArray m_whole;      // what is being loaded
    Pieces m_work;           // loading, and many edits
    Pieces m_folding;
    std::function<void()> m_thenFold; // what was asked for while it was not known yet what can be folded
    std::vector<quint16> m_folds;
    std::vector<text::Found> m_matches;
};

} // namespace kv::ui
