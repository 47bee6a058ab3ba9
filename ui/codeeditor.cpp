// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/codeeditor.h"

#include "text/lines.h"
#include "text/utf8.h"
#include "ui/codeeditorkeys.h"

#include <QEvent>
#include <QFontDatabase>
#include <QVBoxLayout>
#include <Qsci/qscilexerjson.h>
#include <Qsci/qsciscintilla.h>

namespace kv::ui {
namespace {

using Sci = QsciScintillaBase;

// Above these, what walks the whole text or lays out whole lines would be felt.
constexpr qsizetype largeText = 4 * 1024 * 1024;
constexpr qsizetype longLine = 100'000;

constexpr int numberMargin = 0;
constexpr int signMargin = 1;
constexpr int foldMargin = 2;
constexpr int problemMarker = 1;
constexpr int problemIndicator = 8;

} // namespace

CodeEditor::CodeEditor(QWidget *parent)
    : QWidget(parent),
      m_editor(new QsciScintilla(this)),
      m_lexer(new QsciLexerJSON(m_editor))
{
    setLayoutDirection(Qt::LeftToRight); // brackets and numbers would change places otherwise
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_editor);
    setFocusProxy(m_editor);
    setUp();
    keepEditingKeys(*m_editor);
    setUpMargins();
    const QPalette p = palette();
    m_colors = {p.color(QPalette::Base), p.color(QPalette::Text),         p.color(QPalette::PlaceholderText),
                p.color(QPalette::Mid),  p.color(QPalette::Highlight),    p.color(QPalette::Text),
                p.color(QPalette::Text), p.color(QPalette::Text),         p.color(QPalette::Text),
                QColor(Qt::red),         p.color(QPalette::AlternateBase)};
    applyGates();
    connect(m_editor, &QsciScintilla::textChanged, this, [this] {
        if (!m_loading)
            emit changed();
    });
    connect(m_editor, &QsciScintilla::linesChanged, this, &CodeEditor::updateLineNumberWidth);
    connect(m_editor, &QsciScintilla::cursorPositionChanged, this, &CodeEditor::reportCursor);
}

long CodeEditor::send(unsigned message, unsigned long w, long l) const
{
    return m_editor->SendScintilla(message, w, l);
}

void CodeEditor::setUp()
{
    m_editor->setUtf8(true);
    m_editor->setFrameShape(QFrame::NoFrame);
    m_editor->setAutoIndent(true);
    m_editor->setTabWidth(4);
    m_editor->setCaretLineVisible(true);
    m_lexer->setFoldCompact(false);
    send(Sci::SCI_SETSCROLLWIDTHTRACKING, 1);
    send(Sci::SCI_INDICSETSTYLE, problemIndicator, Sci::INDIC_SQUIGGLEPIXMAP);
    // Characters that hide, or that turn their neighbours around, show themselves.
    for (const char32_t c :
         {0xadu, 0x61cu, 0x200bu, 0x200eu, 0x200fu, 0x2028u, 0x2029u, 0x202au, 0x202bu, 0x202cu, 0x202du,
          0x202eu, 0x2060u, 0x2066u, 0x2067u, 0x2068u, 0x2069u, 0xfeffu}) {
        const QByteArray name = "U+" + QByteArray::number(uint(c), 16).toUpper();
        const QByteArray text = QString::fromUcs4(&c, 1).toUtf8();
        m_editor->SendScintilla(Sci::SCI_SETREPRESENTATION, text.constData(), name.constData());
    }
}

void CodeEditor::setUpMargins()
{
    m_editor->setMarginType(numberMargin, QsciScintilla::NumberMargin);
    m_editor->setMarginType(signMargin, QsciScintilla::SymbolMargin);
    m_editor->setMarginMarkerMask(signMargin, 1 << problemMarker);
    m_editor->setMarginWidth(signMargin, 0);
    m_editor->markerDefine(QsciScintilla::RightTriangle, problemMarker);
}

bool CodeEditor::isUnwieldy(QByteArrayView utf8)
{
    return text::linesOf(utf8).longest > longestLine;
}

void CodeEditor::setBytes(const QByteArray &utf8)
{
    Q_ASSERT(text::isUtf8(utf8));
    const text::Lines lines = text::linesOf(utf8);
    m_large = utf8.size() > largeText || lines.longest > longLine;
    m_loading = true;
    const bool readOnly = isReadOnly();
    setProblem({});
    send(Sci::SCI_SETREADONLY, 0);
    send(Sci::SCI_SETUNDOCOLLECTION, 0);
    send(Sci::SCI_CLEARALL);
    applyGates(); // while there is nothing to style or fold
    send(Sci::SCI_ALLOCATE, ulong(utf8.size()) + 1024);
    m_editor->SendScintilla(Sci::SCI_APPENDTEXT, ulong(utf8.size()), utf8.constData());
    send(Sci::SCI_SETUNDOCOLLECTION, 1);
    send(Sci::SCI_EMPTYUNDOBUFFER);
    send(Sci::SCI_SETSAVEPOINT);
    send(Sci::SCI_SETREADONLY, readOnly ? 1 : 0);
    // New lines are typed as most of the others are.
    const bool crlf = lines.crlf > lines.lf && lines.crlf >= lines.cr;
    const bool cr = !crlf && lines.cr > lines.lf;
    send(Sci::SCI_SETEOLMODE, crlf ? Sci::SC_EOL_CRLF : cr ? Sci::SC_EOL_CR : Sci::SC_EOL_LF);
    send(Sci::SCI_SETSCROLLWIDTH, 1); // tracking only ever widens it
    send(Sci::SCI_GOTOPOS, 0);
    send(Sci::SCI_SETXOFFSET, 0);
    m_loading = false;
    updateLineNumberWidth();
    reportCursor();
}

QByteArray CodeEditor::bytes() const
{
    const qsizetype size = byteCount();
    if (size == 0)
        return QByteArray("");
    const auto *all =
        static_cast<const char *>(m_editor->SendScintillaPtrResult(Sci::SCI_GETCHARACTERPOINTER));
    return {all, size};
}

void CodeEditor::replaceAll(const QByteArray &utf8)
{
    Q_ASSERT(text::isUtf8(utf8));
    if (isReadOnly() || utf8 == bytes())
        return;
    m_loading = true;
    m_large = utf8.size() > largeText || text::linesOf(utf8).longest > longLine;
    send(Sci::SCI_BEGINUNDOACTION);
    send(Sci::SCI_TARGETWHOLEDOCUMENT);
    m_editor->SendScintilla(Sci::SCI_REPLACETARGET, ulong(utf8.size()), utf8.constData());
    send(Sci::SCI_ENDUNDOACTION);
    applyGates();
    m_loading = false;
    updateLineNumberWidth();
    emit changed();
    reportCursor();
}

qsizetype CodeEditor::byteCount() const
{
    return send(Sci::SCI_GETLENGTH);
}

bool CodeEditor::isModified() const
{
    return send(Sci::SCI_GETMODIFY) != 0;
}

void CodeEditor::setUnmodified()
{
    send(Sci::SCI_SETSAVEPOINT);
}

void CodeEditor::setLanguage(Language language)
{
    if (m_language == language)
        return;
    m_language = language;
    applyGates();
}

void CodeEditor::setColors(const CodeColors &colors)
{
    m_colors = colors;
    applyColors();
}

void CodeEditor::setReadOnly(bool readOnly)
{
    send(Sci::SCI_SETREADONLY, readOnly ? 1 : 0);
}

bool CodeEditor::isReadOnly() const
{
    return send(Sci::SCI_GETREADONLY) != 0;
}

void CodeEditor::setWordWrap(bool wrap)
{
    m_wrap = wrap;
    applyGates();
}

void CodeEditor::setLineNumbersVisible(bool visible)
{
    m_lineNumbers = visible;
    updateLineNumberWidth();
}

void CodeEditor::setName(const QString &name)
{
    setAccessibleName(name);
    m_editor->setAccessibleName(name);
}

void CodeEditor::setProblem(std::optional<qsizetype> offset)
{
    m_editor->markerDeleteAll(problemMarker);
    send(Sci::SCI_SETINDICATORCURRENT, problemIndicator);
    send(Sci::SCI_INDICATORCLEARRANGE, 0, send(Sci::SCI_GETLENGTH));
    m_editor->setMarginWidth(signMargin, offset ? 14 : 0);
    if (!offset)
        return;
    const long size = send(Sci::SCI_GETLENGTH);
    long from = qBound<long>(0, long(*offset), size);
    m_editor->markerAdd(int(send(Sci::SCI_LINEFROMPOSITION, ulong(from))), problemMarker);
    // A squiggle needs a character to stand under: at a line's end, the one before.
    const long lineEnd =
        send(Sci::SCI_GETLINEENDPOSITION, ulong(send(Sci::SCI_LINEFROMPOSITION, ulong(from))));
    if (from >= lineEnd && from > 0)
        from = send(Sci::SCI_POSITIONBEFORE, ulong(from));
    const long to = send(Sci::SCI_POSITIONAFTER, ulong(from));
    if (to > from)
        send(Sci::SCI_INDICATORFILLRANGE, ulong(from), to - from);
}

void CodeEditor::goTo(qsizetype offset)
{
    send(Sci::SCI_GOTOPOS, ulong(qBound<qsizetype>(0, offset, byteCount())));
    send(Sci::SCI_ENSUREVISIBLE, ulong(send(Sci::SCI_LINEFROMPOSITION, ulong(cursorOffset()))));
    send(Sci::SCI_SCROLLCARET);
}

qsizetype CodeEditor::cursorOffset() const
{
    return send(Sci::SCI_GETCURRENTPOS);
}

bool CodeEditor::canUndo() const
{
    return send(Sci::SCI_CANUNDO) != 0;
}

bool CodeEditor::canRedo() const
{
    return send(Sci::SCI_CANREDO) != 0;
}

void CodeEditor::undo()
{
    send(Sci::SCI_UNDO);
}

void CodeEditor::redo()
{
    send(Sci::SCI_REDO);
}

void CodeEditor::cut()
{
    send(Sci::SCI_CUT);
}

void CodeEditor::copy()
{
    send(Sci::SCI_COPY);
}

void CodeEditor::paste()
{
    send(Sci::SCI_PASTE);
}

void CodeEditor::selectAll()
{
    send(Sci::SCI_SELECTALL);
}

void CodeEditor::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        applyColors();
}

void CodeEditor::applyGates()
{
    const bool json = m_language == Language::Json && !m_large;
    m_editor->setLexer(json ? m_lexer : nullptr);
    if (!json) // QScintilla would wait for styles from outside, and lay every line out again at every paint
        send(Sci::SCI_SETLEXER, Sci::SCLEX_NULL);
    m_editor->setFolding(json ? QsciScintilla::PlainFoldStyle : QsciScintilla::NoFoldStyle, foldMargin);
    m_editor->setBraceMatching(m_large ? QsciScintilla::NoBraceMatch : QsciScintilla::SloppyBraceMatch);
    m_editor->setWrapMode(m_wrap && !m_large ? QsciScintilla::WrapWord : QsciScintilla::WrapNone);
    applyColors();
}

void CodeEditor::applyFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (this->font().pointSizeF() > 0)
        font.setPointSizeF(this->font().pointSizeF());
    m_editor->setFont(font);
    m_editor->setMarginsFont(font);
    m_lexer->setFont(font);
}

void CodeEditor::applyColors()
{
    applyFont();
    const CodeColors &c = m_colors;
    m_editor->setPaper(c.paper);
    m_editor->setColor(c.text);
    m_lexer->setDefaultPaper(c.paper);
    m_lexer->setDefaultColor(c.text);
    m_lexer->setPaper(c.paper);
    m_lexer->setColor(c.text);
    m_lexer->setColor(c.key, QsciLexerJSON::Property);
    for (const int style : {int(QsciLexerJSON::String), int(QsciLexerJSON::EscapeSequence),
                            int(QsciLexerJSON::IRI), int(QsciLexerJSON::IRICompact)})
        m_lexer->setColor(c.string, style);
    m_lexer->setColor(c.number, QsciLexerJSON::Number);
    m_lexer->setColor(c.keyword, QsciLexerJSON::Keyword);
    m_lexer->setColor(c.keyword, QsciLexerJSON::KeywordLD);
    for (const int style : {int(QsciLexerJSON::Error), int(QsciLexerJSON::UnclosedString)})
        m_lexer->setColor(c.error, style);
    m_editor->setMarginsBackgroundColor(c.paper);
    m_editor->setMarginsForegroundColor(c.muted);
    m_editor->setFoldMarginColors(c.paper, c.paper);
    m_editor->setMarkerForegroundColor(c.error, problemMarker);
    m_editor->setMarkerBackgroundColor(c.error, problemMarker);
    m_editor->setCaretForegroundColor(c.text);
    m_editor->setCaretLineBackgroundColor(c.caretLine);
    m_editor->setSelectionBackgroundColor(c.selection);
    m_editor->resetSelectionForegroundColor();
    m_editor->setMatchedBraceBackgroundColor(c.selection);
    m_editor->setMatchedBraceForegroundColor(c.text);
    m_editor->setUnmatchedBraceBackgroundColor(c.paper);
    m_editor->setUnmatchedBraceForegroundColor(c.error);
    m_editor->setIndicatorForegroundColor(c.error, problemIndicator);
    for (int marker = Sci::SC_MARKNUM_FOLDEREND; marker <= int(Sci::SC_MARKNUM_FOLDEROPEN); ++marker) {
        m_editor->setMarkerForegroundColor(c.paper, marker);
        m_editor->setMarkerBackgroundColor(c.muted, marker);
    }
    updateLineNumberWidth();
}

void CodeEditor::updateLineNumberWidth()
{
    const int digits = qMax(2, int(QString::number(m_editor->lines()).size()));
    m_editor->setMarginWidth(numberMargin, m_lineNumbers ? QString(digits + 1, QLatin1Char('8')) : QString());
    if (!m_lineNumbers)
        m_editor->setMarginWidth(numberMargin, 0);
}

void CodeEditor::reportCursor()
{
    if (m_loading)
        return;
    const long at = send(Sci::SCI_GETCURRENTPOS);
    const long line = send(Sci::SCI_LINEFROMPOSITION, ulong(at));
    const long start = send(Sci::SCI_POSITIONFROMLINE, ulong(line));
    emit cursorMoved(int(line) + 1, int(send(Sci::SCI_COUNTCHARACTERS, ulong(start), at)) + 1, at);
}

} // namespace kv::ui
