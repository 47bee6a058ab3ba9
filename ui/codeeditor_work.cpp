// SPDX-License-Identifier: GPL-3.0-or-later
// How a CodeEditor takes in what is large: texts and many edits, piece by piece.
#include "ui/codeeditor.h"

#include "text/lines.h"
#include "text/utf8.h"
#include "ui/editoraccess.h"

#include <Qsci/qsciscintilla.h>

namespace kv::ui {
namespace {

using Sci = QsciScintillaBase;

// Above these, wrapping and looking for a brace's partner would be felt.
constexpr qsizetype largeText = 4 * 1024 * 1024;
constexpr qsizetype longLine = 100'000;
constexpr qsizetype pieceBytes = 256 * 1024;
constexpr qsizetype largeEdits = 1024 * 1024;

} // namespace

void CodeEditor::setBytes(const QByteArray &utf8)
{
    Q_ASSERT(text::isUtf8(utf8));
    load(utf8, text::linesOf(utf8));
    m_work.finish();
}

void CodeEditor::load(const QByteArray &utf8, const text::Lines &lines)
{
    beginLoading(utf8, lines);
    qsizetype at = 0;
    m_work.start(
        [this, at]() mutable {
            const qsizetype length = qMin(pieceBytes, m_whole.size() - at);
            send(Sci::SCI_SETREADONLY, 0);
            m_editor->SendScintilla(Sci::SCI_APPENDTEXT, ulong(length), m_whole.constData() + at);
            send(Sci::SCI_SETREADONLY, 1); // what is there by now can be read, not edited
            at += length;
            return at < m_whole.size();
        },
        [this, lines] { endLoading(lines); });
}

void CodeEditor::beginLoading(const QByteArray &utf8, const text::Lines &lines)
{
    m_work.stop();
    m_folding.stop();
    m_thenFold = {};
    m_large = utf8.size() > largeText || lines.longest > longLine;
    m_loading = true;
    m_whole = utf8.isNull() ? QByteArray("") : utf8;
    m_folds.clear();
    m_matches.clear();
    m_toldLater.stop();
    if (utf8.size() > largeEdits)
        editoraccess::setLight(m_editor, true);
    setProblem({});
    send(Sci::SCI_SETMODEVENTMASK, 0);
    send(Sci::SCI_SETREADONLY, 0);
    send(Sci::SCI_SETUNDOCOLLECTION, 0);
    send(Sci::SCI_CLEARALL);
    applyGates(); // while there is nothing to style or fold
    setFolds({});
    send(Sci::SCI_ALLOCATE, ulong(utf8.size()) + 1024);
}

void CodeEditor::endLoading(const text::Lines &lines)
{
    m_whole = {};
    send(Sci::SCI_SETUNDOCOLLECTION, 1);
    send(Sci::SCI_EMPTYUNDOBUFFER);
    send(Sci::SCI_SETSAVEPOINT);
    send(Sci::SCI_SETREADONLY, m_readOnly ? 1 : 0);
    // New lines are typed as most of the others are.
    const bool crlf = lines.crlf > lines.lf && lines.crlf >= lines.cr;
    const bool cr = !crlf && lines.cr > lines.lf;
    send(Sci::SCI_SETEOLMODE, crlf ? Sci::SC_EOL_CRLF : cr ? Sci::SC_EOL_CR : Sci::SC_EOL_LF);
    send(Sci::SCI_SETSCROLLWIDTH, 1); // tracking only ever widens it
    listen();
    m_loading = false;
    updateLineNumberWidth();
    reportCursor();
    emit loaded();
}

void CodeEditor::replaceAll(const QByteArray &utf8)
{
    Q_ASSERT(text::isUtf8(utf8));
    if (isReadOnly() || utf8 == bytes())
        return;
    m_work.finish();
    tellNow();
    clearMatches();
    m_loading = true;
    send(Sci::SCI_SETMODEVENTMASK, 0);
    m_large = utf8.size() > largeText || text::linesOf(utf8).longest > longLine;
    send(Sci::SCI_BEGINUNDOACTION);
    send(Sci::SCI_TARGETWHOLEDOCUMENT);
    m_editor->SendScintilla(Sci::SCI_REPLACETARGET, ulong(utf8.size()), utf8.constData());
    send(Sci::SCI_ENDUNDOACTION);
    listen();
    applyGates();
    m_loading = false;
    updateLineNumberWidth();
    emit changed();
    reportCursor();
}

// For screen readers QScintilla counts the characters before each edit that it tells of, too (see
// editoraccess.h). It does so only after the edit; so of a large text one asks to be told before, and looks a
// moment later.
void CodeEditor::listen()
{
    m_tellsLater = send(Sci::SCI_GETLENGTH) > largeEdits;
    editoraccess::setLight(m_editor, m_tellsLater);
    send(Sci::SCI_SETMODEVENTMASK,
         m_tellsLater ? ulong(Sci::SC_MOD_BEFOREINSERT | Sci::SC_MOD_BEFOREDELETE | Sci::SC_MOD_CHANGEFOLD)
                      : ulong(Sci::SC_MODEVENTMASKALL));
}

void CodeEditor::takeChange()
{
    if (m_loading)
        return;
    clearMatches();
    emit changed();
}

void CodeEditor::tellNow()
{
    if (!m_toldLater.isActive())
        return;
    m_toldLater.stop();
    updateLineNumberWidth();
    takeChange();
}

void CodeEditor::select(qsizetype offset, qsizetype length)
{
    const qsizetype size = byteCount();
    const qsizetype from = qBound<qsizetype>(0, offset, size);
    const qsizetype to = qBound<qsizetype>(from, offset + length, size);
    send(Sci::SCI_ENSUREVISIBLE, ulong(send(Sci::SCI_LINEFROMPOSITION, ulong(from))));
    send(Sci::SCI_SETSEL, ulong(from), to);
    send(Sci::SCI_SCROLLRANGE, ulong(to), from);
}

qsizetype CodeEditor::selectionStart() const
{
    return send(Sci::SCI_GETSELECTIONSTART);
}

qsizetype CodeEditor::selectionLength() const
{
    return send(Sci::SCI_GETSELECTIONEND) - selectionStart();
}

QByteArray CodeEditor::bytesOf(qsizetype offset, qsizetype length) const
{
    QByteArray text(length + 1, Qt::Uninitialized); // Scintilla ends it with a NUL
    m_editor->SendScintilla(Sci::SCI_GETTEXTRANGE, long(offset), long(offset + length), text.data());
    text.chop(1);
    return text;
}

QByteArray CodeEditor::selectedBytes() const
{
    return bytesOf(selectionStart(), selectionLength());
}

void CodeEditor::replaceRange(qsizetype offset, qsizetype length, const QByteArray &with)
{
    if (m_readOnly || m_work.isRunning())
        return;
    send(Sci::SCI_BEGINUNDOACTION);
    send(Sci::SCI_SETTARGETRANGE, ulong(offset), long(offset + length));
    m_editor->SendScintilla(Sci::SCI_REPLACETARGET, ulong(with.size()), with.constData());
    send(Sci::SCI_ENDUNDOACTION);
    send(Sci::SCI_GOTOPOS, ulong(offset + with.size()));
    tellNow();
}

void CodeEditor::replaceMany(std::vector<text::Edit> edits, std::function<void()> done)
{
    if (m_readOnly || m_work.isRunning() || edits.empty()) {
        if (done)
            done();
        return;
    }
    tellNow();
    clearMatches();
    m_loading = true;
    const long mask = send(Sci::SCI_GETMODEVENTMASK);
    send(Sci::SCI_SETMODEVENTMASK, 0);
    send(Sci::SCI_BEGINUNDOACTION);
    size_t next = 0;
    qsizetype shift = 0; // what the edits so far have moved the rest by
    m_work.start(
        [this, edits = std::move(edits), next, shift]() mutable {
            const text::Edit &edit = edits[next++];
            send(Sci::SCI_SETREADONLY, 0);
            send(Sci::SCI_SETTARGETRANGE, ulong(edit.at + shift), long(edit.at + shift + edit.length));
            m_editor->SendScintilla(Sci::SCI_REPLACETARGET, ulong(edit.with.size()), edit.with.constData());
            send(Sci::SCI_SETREADONLY, 1);
            shift += edit.with.size() - edit.length;
            return next < edits.size();
        },
        [this, mask, done = std::move(done)] {
            send(Sci::SCI_ENDUNDOACTION);
            send(Sci::SCI_SETMODEVENTMASK, ulong(mask));
            send(Sci::SCI_SETREADONLY, m_readOnly ? 1 : 0);
            m_loading = false;
            updateLineNumberWidth();
            emit changed();
            reportCursor();
            if (done)
                done();
        });
}

} // namespace kv::ui
