// SPDX-License-Identifier: GPL-3.0-or-later
// Of any text, JSON or not: paths that can be read, values that lie in it, folds in order.
#include "fuzz/require.h"
#include "text/json.h"
#include "text/jsonoutline.h"

using namespace kv::text;
using kv::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = kv::fuzz::view(data, size).toByteArray();
    const bool valid = !validate(text);
    const JsonOutline outline = JsonOutline::read(text);
    require(outline.readTo() <= text.size() && (!valid || outline.readTo() == text.size()), "it is read");
    const qsizetype step = 1 + text.size() / 64; // each may go through the whole text
    for (qsizetype offset = 0; offset <= text.size(); offset += step) {
        const QString path = outline.pathAt(offset);
        const auto value = outline.valueAt(offset);
        require(!value || (value->begin >= 0 && value->begin < value->end && value->end <= text.size()),
                "values lie in the text");
        if (!valid || path.contains(QStringLiteral("…")))
            continue;
        JsonPathSet paths;
        require(!paths.add(path), "a path can be read");
        const auto found = outline.find(paths);
        require(value && found && found->begin <= value->begin,
                "a path leads to its value, or an earlier one");
        require(!validate(QByteArrayView(text).sliced(value->begin, value->end - value->begin)),
                "a value is JSON");
    }
    quint32 last = 0;
    for (const JsonOutline::Fold &fold : outline.folds()) {
        require(fold.begin >= last && fold.begin < fold.end && qsizetype(fold.end) <= text.size() &&
                    fold.firstLine < fold.lastLine,
                "folds are in order");
        last = fold.begin;
    }
    return 0;
}
