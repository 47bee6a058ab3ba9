// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/codeeditor.h"

#include "text/lines.h"
#include "ui/codeeditorkeys.h"

#include <QEvent>
#include <QVBoxLayout>
#include <Qsci/qsciscintilla.h>

namespace kv::ui {
namespace {

using Sci = QsciScintillaBase;

constexpr int signMargin = 1;
constexpr int problemMarker = 1;
constexpr int problemIndicator = 8;

} // namespace

CodeEditor::CodeEditor(QWidget *parent) : QWidget(parent), m_editor(new QsciScintilla(this))
{
    setLayoutDirection(Qt::LeftToRight); // brackets and numbers would change places otherwise
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_editor);
    setFocusProxy(m_editor);
    setUp();
    keepEditingKeys(*m_editor);
    setUpMargins();
    setUpFolding();
    const QPalette p = palette();
    m_colors = {p.color(QPalette::Base), p.color(QPalette::Text),         p.color(QPalette::PlaceholderText),
                p.color(QPalette::Mid),  p.color(QPalette::Highlight),    p.color(QPalette::Text),
                p.color(QPalette::Text), p.color(QPalette::Text),         p.color(QPalette::Text),
                QColor(Qt::red),         p.color(QPalette::AlternateBase)};
    applyGates();
    connect(m_editor, &QsciScintilla::textChanged, this, &CodeEditor::takeChange);
    m_toldLater.setSingleShot(true);
    connect(&m_toldLater, &QTimer::timeout, this, [this] {
        updateLineNumberWidth();
        takeChange();
    });
    connect(m_editor, &QsciScintilla::SCN_MODIFIED, this, [this](int, int type) {
        const bool edits = type & (Sci::SC_MOD_BEFOREINSERT | Sci::SC_MOD_BEFOREDELETE);
        if (edits && m_tellsLater && !m_loading && !m_toldLater.isActive())
            m_toldLater.start(0);
    });
    // Colours are set as lines come into sight, and all is said to have been coloured, else Scintilla would
    // ask again at every paint and lay every line out anew.
    connect(m_editor, &QsciScintilla::SCN_STYLENEEDED, this, &CodeEditor::styleInSight);
    connect(m_editor, &QsciScintilla::SCN_UPDATEUI, this, [this](int updated) {
        if (updated & (Sci::SC_UPDATE_V_SCROLL | Sci::SC_UPDATE_CONTENT))
            styleInSight();
    });
    connect(m_editor, &QsciScintilla::SCN_PAINTED, this, &CodeEditor::styleInSight);
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
    m_editor->setMarginType(0, QsciScintilla::NumberMargin);
    m_editor->setMarginType(signMargin, QsciScintilla::SymbolMargin);
    m_editor->setMarginMarkerMask(signMargin, 1 << problemMarker);
    m_editor->setMarginWidth(signMargin, 0);
    m_editor->markerDefine(QsciScintilla::RightTriangle, problemMarker);
}

bool CodeEditor::isUnwieldy(QByteArrayView utf8)
{
    return text::linesOf(utf8).longest > longestLine;
}

QByteArray CodeEditor::bytes() const
{
    if (isLoading())
        return m_whole;
    return bytesOf(0, send(Sci::SCI_GETLENGTH));
}

qsizetype CodeEditor::byteCount() const
{
    return isLoading() ? m_whole.size() : send(Sci::SCI_GETLENGTH);
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
    m_readOnly = readOnly;
    send(Sci::SCI_SETREADONLY, readOnly || m_work.isRunning() ? 1 : 0);
}

bool CodeEditor::isReadOnly() const
{
    return m_readOnly;
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
    setProblems(offset ? std::vector<qsizetype>{*offset} : std::vector<qsizetype>());
}

void CodeEditor::setProblems(const std::vector<qsizetype> &offsets)
{
    m_editor->markerDeleteAll(problemMarker);
    send(Sci::SCI_SETINDICATORCURRENT, problemIndicator);
    const long size = send(Sci::SCI_GETLENGTH);
    send(Sci::SCI_INDICATORCLEARRANGE, 0, size);
    m_editor->setMarginWidth(signMargin, offsets.empty() ? 0 : 14);
    for (const qsizetype offset : offsets) {
        long from = qBound<long>(0, long(offset), size);
        const long line = send(Sci::SCI_LINEFROMPOSITION, ulong(from));
        m_editor->markerAdd(int(line), problemMarker);
        // A squiggle needs a character to stand under: at a line's end, the one before.
        if (from >= send(Sci::SCI_GETLINEENDPOSITION, ulong(line)) && from > 0)
            from = send(Sci::SCI_POSITIONBEFORE, ulong(from));
        const long to = send(Sci::SCI_POSITIONAFTER, ulong(from));
        if (to > from)
            send(Sci::SCI_INDICATORFILLRANGE, ulong(from), to - from);
    }
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
