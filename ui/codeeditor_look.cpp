// SPDX-License-Identifier: GPL-3.0-or-later
// How a CodeEditor looks: colours, margins, and what is folded away. What it holds is in codeeditor.cpp.
#include "ui/codeeditor.h"

#include "ui/jsonstyles.h"

#include <QFontDatabase>
#include <Qsci/qsciscintilla.h>

namespace kv::ui {
namespace {

using Sci = QsciScintillaBase;

constexpr int numberMargin = 0;
constexpr int foldMargin = 2;
constexpr int problemMarker = 1;
constexpr int problemIndicator = 8;
constexpr int matchIndicator = 9;
constexpr int deepestFold = 2000; // Scintilla counts to 3,071
constexpr size_t foldsAtOnce = 4096;

} // namespace

void CodeEditor::setUpFolding()
{
    send(Sci::SCI_SETMARGINTYPEN, foldMargin, Sci::SC_MARGIN_SYMBOL);
    send(Sci::SCI_SETMARGINMASKN, foldMargin, long(Sci::SC_MASK_FOLDERS));
    send(Sci::SCI_SETMARGINSENSITIVEN, foldMargin, 1);
    send(Sci::SCI_SETMARGINWIDTHN, foldMargin, 0);
    send(Sci::SCI_SETAUTOMATICFOLD,
         Sci::SC_AUTOMATICFOLD_SHOW | Sci::SC_AUTOMATICFOLD_CLICK | Sci::SC_AUTOMATICFOLD_CHANGE);
    send(Sci::SCI_MARKERDEFINE, Sci::SC_MARKNUM_FOLDEROPEN, Sci::SC_MARK_MINUS);
    send(Sci::SCI_MARKERDEFINE, Sci::SC_MARKNUM_FOLDER, Sci::SC_MARK_PLUS);
    for (const int empty : {Sci::SC_MARKNUM_FOLDERSUB, Sci::SC_MARKNUM_FOLDERTAIL, Sci::SC_MARKNUM_FOLDEREND,
                            Sci::SC_MARKNUM_FOLDEROPENMID, Sci::SC_MARKNUM_FOLDERMIDTAIL})
        send(Sci::SCI_MARKERDEFINE, ulong(empty), Sci::SC_MARK_EMPTY);
    send(Sci::SCI_SETFOLDFLAGS, Sci::SC_FOLDFLAG_LINEAFTER_CONTRACTED);
}

void CodeEditor::applyGates()
{
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
}

void CodeEditor::applyColors()
{
    applyFont();
    const CodeColors &c = m_colors;
    m_editor->setPaper(c.paper);
    m_editor->setColor(c.text);
    applyStyles();
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
    send(Sci::SCI_INDICSETSTYLE, matchIndicator, Sci::INDIC_STRAIGHTBOX);
    send(Sci::SCI_INDICSETOUTLINEALPHA, matchIndicator, 160);
    QColor match = c.key;
    match.setAlpha(60); // one reads through it
    m_editor->setIndicatorForegroundColor(match, matchIndicator);
    for (int marker = Sci::SC_MARKNUM_FOLDEREND; marker <= int(Sci::SC_MARKNUM_FOLDEROPEN); ++marker) {
        m_editor->setMarkerForegroundColor(c.paper, marker);
        m_editor->setMarkerBackgroundColor(c.muted, marker);
    }
    updateLineNumberWidth();
    styleInSight();
}

void CodeEditor::applyStyles()
{
    const std::pair<int, QColor> styles[] = {
        {jsonstyles::Name, m_colors.key},      {jsonstyles::String, m_colors.string},
        {jsonstyles::Number, m_colors.number}, {jsonstyles::Keyword, m_colors.keyword},
        {jsonstyles::Fault, m_colors.error},
    };
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (this->font().pointSizeF() > 0)
        fixed.setPointSizeF(this->font().pointSizeF());
    const QByteArray name = fixed.family().toUtf8();
    for (const auto &[style, color] : styles) {
        m_editor->SendScintilla(Sci::SCI_STYLESETFONT, ulong(style), name.constData());
        send(Sci::SCI_STYLESETSIZEFRACTIONAL, ulong(style),
             long(fixed.pointSizeF() * int(Sci::SC_FONT_SIZE_MULTIPLIER)));
        m_editor->SendScintilla(Sci::SCI_STYLESETBACK, ulong(style), m_colors.paper);
        m_editor->SendScintilla(Sci::SCI_STYLESETFORE, ulong(style), color);
    }
}

void CodeEditor::styleInSight()
{
    const long size = send(Sci::SCI_GETLENGTH);
    const long top = send(Sci::SCI_GETFIRSTVISIBLELINE);
    const long rows = send(Sci::SCI_LINESONSCREEN) + 2;
    long before = -1;
    for (long row = top; row < top + rows; ++row) {
        const long line = send(Sci::SCI_DOCLINEFROMVISIBLE, ulong(row));
        if (line == before)
            continue; // another row of the same line, or behind the last
        before = line;
        const long from = send(Sci::SCI_POSITIONFROMLINE, ulong(line));
        const long to = qMin(size, send(Sci::SCI_POSITIONFROMLINE, ulong(line) + 1));
        if (from < 0 || to <= from)
            continue;
        if (m_language == Language::Json) {
            const QByteArray styles = jsonstyles::of(bytesOf(from, to - from));
            send(Sci::SCI_STARTSTYLING, ulong(from), 0);
            m_editor->SendScintilla(Sci::SCI_SETSTYLINGEX, ulong(styles.size()), styles.constData());
        }
        markMatchesIn(from, to);
    }
    send(Sci::SCI_STARTSTYLING, ulong(size), 0);
}

void CodeEditor::setMatches(std::vector<text::Found> matches)
{
    clearMatches();
    m_matches = std::move(matches);
    styleInSight();
}

void CodeEditor::clearMatches()
{
    if (m_matches.empty())
        return;
    m_matches.clear();
    send(Sci::SCI_SETINDICATORCURRENT, matchIndicator);
    send(Sci::SCI_INDICATORCLEARRANGE, 0, send(Sci::SCI_GETLENGTH));
}

void CodeEditor::markMatchesIn(qsizetype from, qsizetype to)
{
    const auto behind = [](const text::Found &found, qsizetype at) { return found.at + found.length <= at; };
    auto match = std::lower_bound(m_matches.begin(), m_matches.end(), from, behind);
    for (; match != m_matches.end() && match->at < to; ++match) {
        send(Sci::SCI_SETINDICATORCURRENT, matchIndicator);
        const bool marked = send(Sci::SCI_INDICATORVALUEAT, matchIndicator, match->at) != 0;
        if (!marked)
            send(Sci::SCI_INDICATORFILLRANGE, ulong(match->at), match->length);
    }
}

void CodeEditor::setFolds(std::vector<quint16> folds)
{
    if (folds.empty() && m_folds.empty())
        return;
    m_folds = std::move(folds);
    send(Sci::SCI_SETMARGINWIDTHN, foldMargin, m_folds.empty() ? 0 : 14);
    size_t line = 0;
    m_folding.start(
        [this, line]() mutable {
            const size_t lines = size_t(m_editor->lines());
            const size_t end = qMin(lines, line + foldsAtOnce);
            // Nobody needs to hear of each.
            const long mask = send(Sci::SCI_GETMODEVENTMASK);
            send(Sci::SCI_SETMODEVENTMASK, ulong(mask & ~long(Sci::SC_MOD_CHANGEFOLD)));
            for (; line < end; ++line) {
                long level = Sci::SC_FOLDLEVELBASE;
                if (line < m_folds.size()) {
                    level += qMin(m_folds[line] & ~foldHeader, deepestFold);
                    level |= m_folds[line] & foldHeader ? long(Sci::SC_FOLDLEVELHEADERFLAG) : 0;
                }
                if (send(Sci::SCI_GETFOLDLEVEL, line) != level)
                    send(Sci::SCI_SETFOLDLEVEL, line, level);
            }
            send(Sci::SCI_SETMODEVENTMASK, ulong(mask));
            return line < lines;
        },
        [this] {
            if (const auto act = std::exchange(m_thenFold, {}))
                act();
        });
}

void CodeEditor::whenFoldable(std::function<void()> act)
{
    if (m_folds.empty())
        return;
    if (m_folding.isRunning())
        m_thenFold = std::move(act);
    else
        act();
}

void CodeEditor::toggleFold()
{
    whenFoldable([this] {
        long line = send(Sci::SCI_LINEFROMPOSITION, ulong(send(Sci::SCI_GETCURRENTPOS)));
        if (!(send(Sci::SCI_GETFOLDLEVEL, ulong(line)) & Sci::SC_FOLDLEVELHEADERFLAG))
            line = send(Sci::SCI_GETFOLDPARENT, ulong(line));
        if (line < 0)
            return;
        send(Sci::SCI_GOTOLINE, ulong(line));
        send(Sci::SCI_TOGGLEFOLD, ulong(line));
    });
}

void CodeEditor::foldAll()
{
    send(Sci::SCI_GOTOPOS, 0);
    whenFoldable([this] { foldEach(true); });
}

void CodeEditor::unfoldAll()
{
    whenFoldable([this] { foldEach(false); });
}

// Folds what lies in the outermost brackets, which stay open, else all that is left would be one line;
// unfolds whatever is folded.
void CodeEditor::foldEach(bool fold)
{
    const quint16 inside = 1 | foldHeader;
    const bool outermost = std::find(m_folds.begin(), m_folds.end(), inside) == m_folds.end();
    const quint16 wanted = outermost ? foldHeader : inside;
    size_t line = 0;
    m_folding.start(
        [this, line, fold, wanted]() mutable {
            const size_t end = qMin(m_folds.size(), line + 512);
            for (; line < end; ++line) {
                if (fold ? m_folds[line] == wanted : (m_folds[line] & foldHeader) != 0)
                    send(Sci::SCI_FOLDLINE, line,
                         fold ? long(Sci::SC_FOLDACTION_CONTRACT) : long(Sci::SC_FOLDACTION_EXPAND));
            }
            return line < m_folds.size();
        },
        [this] {
            if (const auto act = std::exchange(m_thenFold, {}))
                act();
        });
}

int CodeEditor::visibleLineCount() const
{
    return int(send(Sci::SCI_VISIBLEFROMDOCLINE, ulong(m_editor->lines())));
}

void CodeEditor::updateLineNumberWidth()
{
    const int digits = qMax(2, int(QString::number(m_editor->lines()).size()));
    m_editor->setMarginWidth(numberMargin, m_lineNumbers ? QString(digits + 1, QLatin1Char('8')) : QString());
    if (!m_lineNumbers)
        m_editor->setMarginWidth(numberMargin, 0);
}

} // namespace kv::ui
