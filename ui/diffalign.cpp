// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diffalign.h"

#include "text/json.h"
#include "ui/difftextrows.h"

#include <algorithm>

namespace kv::ui::align {

namespace {

constexpr qint64 mostLines = 200'000;

std::vector<DiffTextRows::Line> linesOf(const QByteArray &text)
{
    std::vector<DiffTextRows::Line> lines;
    qsizetype begin = 0;
    while (begin < text.size()) {
        qsizetype end = text.indexOf('\n', begin);
        if (end < 0)
            end = text.size();
        lines.push_back({begin, end, qint64(lines.size()) + 1});
        begin = end + 1;
    }
    return lines;
}

} // namespace

bool hasFewLines(const QByteArray &text)
{
    return std::count(text.begin(), text.end(), '\n') <= mostLines;
}

void judgeValues(const Entry &left, const Entry &right, const jobs::IgnoreRules &, DiffResult &result)
{
    using Value = DiffResult::Value;
    result.value = left.value == right.value                                 ? Value::Equal
                   : text::compact(left.value) == text::compact(right.value) ? Value::Formatting
                                                                             : Value::Differs;
}

void judgeMetadata(const Entry &left, const Entry &right, const jobs::IgnoreRules &, DiffResult &result)
{
    result.metadataDiffers =
        left.metadata.has_value() != right.metadata.has_value() ||
        (left.metadata && text::compact(*left.metadata) != text::compact(*right.metadata));
}

std::shared_ptr<const DiffRows> textRows(const QByteArray *left, const QByteArray *right, bool json,
                                         const jobs::IgnoreRules &, const std::atomic_bool &)
{
    const auto shown = [json](const QByteArray *value) {
        return !value ? QByteArray() : json ? text::format(*value) : *value;
    };
    const QByteArray texts[2] = {shown(left), shown(right)};
    auto rows = std::make_shared<DiffTextRows>(texts[0], texts[1], !json);
    const auto a = linesOf(texts[0]);
    const auto b = linesOf(texts[1]);
    const size_t most = qMax(a.size(), b.size());
    for (size_t i = 0; i < most; ++i) {
        DiffTextRows::Row row;
        DiffCell cells[2];
        if (i < a.size()) {
            row.lines[0] = a[i];
            cells[0].text = texts[0].mid(a[i].begin, a[i].end - a[i].begin);
        }
        if (i < b.size()) {
            row.lines[1] = b[i];
            cells[1].text = texts[1].mid(b[i].begin, b[i].end - b[i].begin);
        }
        row.differs = i >= a.size() || i >= b.size() || cells[0].text != cells[1].text;
        rows->add(row);
        if (row.differs && i < a.size() && i < b.size()) {
            markLine(cells[0], cells[1]);
            for (const auto &span : cells[0].marks)
                rows->mark(Side::Left, span);
            for (const auto &span : cells[1].marks)
                rows->mark(Side::Right, span);
        }
    }
    return rows;
}

void markLine(DiffCell &left, DiffCell &right)
{
    const QByteArray &a = left.text;
    const QByteArray &b = right.text;
    const qsizetype shorter = qMin(a.size(), b.size());
    qsizetype head = 0;
    while (head < shorter && a[head] == b[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    left.marks = {{head, a.size() - tail}};
    right.marks = {{head, b.size() - tail}};
}

} // namespace kv::ui::align
