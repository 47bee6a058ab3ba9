// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/valuelook.h"

#include "text/jsonlayout.h"
#include "text/jsonproblems.h"
#include "text/lines.h"
#include "text/utf8.h"

namespace kv::text {

namespace {

constexpr qsizetype headBytes = 64 * 1024; // enough to tell what a value is
constexpr qsizetype brokenLine = 2000;     // what a line too long to be shown is shown in pieces of

size_t lineCount(const Lines &lines)
{
    return size_t(lines.lf + lines.crlf + lines.cr) + 1;
}

std::vector<quint16> foldsOf(const JsonOutline &outline, size_t lines)
{
    if (outline.folds().empty())
        return {};
    std::vector<qint32> steps(lines + 1, 0); // how much deeper a line lies than the one before
    std::vector<quint16> folds(lines, 0);
    for (const JsonOutline::Fold &fold : outline.folds()) {
        if (fold.lastLine <= fold.firstLine || fold.lastLine >= lines)
            continue;
        folds[fold.firstLine] |= TextLook::foldHeader;
        ++steps[fold.firstLine + 1];
        --steps[fold.lastLine + 1];
    }
    qint32 depth = 0;
    for (size_t i = 0; i < lines; ++i) {
        depth += steps[i];
        folds[i] |= quint16(qMin<qint32>(depth, TextLook::maxFoldDepth));
    }
    return folds;
}

} // namespace

ContentKind kindOfValue(QByteArrayView value)
{
    return classify(value.first(qMin(value.size(), headBytes)), value.size() <= headBytes);
}

bool isMeantAsJson(QByteArrayView value)
{
    const QByteArrayView start = value.first(qMin<qsizetype>(value.size(), 256)).trimmed();
    return start.startsWith('{') || start.startsWith('[') || kindOfValue(value) == ContentKind::Json;
}

TextLook lookAtText(const QByteArray &utf8, bool json, const Stop &stop)
{
    TextLook look{.json = json};
    look.lines = linesOf(utf8);
    if (json && !(stop && stop()))
        look.problems = problems(utf8, 100, stop);
    if (json && !(stop && stop())) {
        look.outline = JsonOutline::read(utf8, stop);
        look.folds = foldsOf(look.outline, lineCount(look.lines));
    }
    return look;
}

ValueLook lookAtValue(const QByteArray &value, LookFor what, qsizetype longestLine, const Stop &stop)
{
    ValueLook look;
    look.kind = kindOfValue(value);
    look.firstInvalid = firstInvalidUtf8(value);
    if (look.firstInvalid >= 0 || what == LookFor::Bytes || (stop && stop()))
        return look;
    look.json = isMeantAsJson(value);
    look.shown = value;
    if (what == LookFor::LaidOut && look.json) {
        const JsonShown shown = shownJson(value, stop);
        look.shown = shown.text;
        look.asStored = shown.asStored;
    }
    if (linesOf(look.shown).longest <= longestLine) {
        look.text = lookAtText(look.shown, look.json, stop);
        return look;
    }
    look.broken = true;
    look.text.json = look.json;
    if (look.json)
        look.text.problems = problems(look.shown, 1, stop);
    look.shown = withBrokenLines(look.shown, brokenLine);
    look.text.lines = linesOf(look.shown);
    return look;
}

} // namespace kv::text
