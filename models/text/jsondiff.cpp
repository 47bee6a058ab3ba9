// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsondiff.h"

#include "text/jsondiff_maker.h"

namespace kv::text {

std::optional<JsonDiff> JsonDiff::make(const QByteArray &left, const QByteArray &right,
                                       const JsonPathSet &ignore, const std::atomic_bool *stop)
{
    auto leftTree = JsonTree::parse(left);
    if (!leftTree)
        return {};
    auto rightTree = JsonTree::parse(right);
    if (!rightTree)
        return {};
    JsonDiff diff(left, right, std::move(*leftTree), std::move(*rightTree));
    Maker(diff, ignore, stop).run();
    return diff;
}

QByteArray JsonDiff::text(qsizetype index, int side) const
{
    constexpr quint32 deepestIndented = 64;
    const Row &row = m_rows[size_t(index)];
    const quint32 value = row.value[side];
    if (value == none)
        return {};
    const JsonTree &tree = m_trees[side];
    QByteArray out(2 * qsizetype(std::min(row.depth, deepestIndented)), ' ');
    if (row.named && !row.close)
        out.append(tree.scalar(value - 1)).append(": ");
    if (!tree.isContainer(value)) {
        out.append(tree.scalar(value));
    } else {
        const bool object = tree.isObject(value);
        const bool open = side == 0 ? row.openLeft : row.openRight;
        if (!row.close)
            out.append(object ? '{' : '[');
        if (!open)
            out.append(object ? '}' : ']');
    }
    if (side == 0 ? row.commaLeft : row.commaRight)
        out.append(',');
    return out;
}

ChangedSpans JsonDiff::spans(qsizetype row) const
{
    if (kind(row) != AlignedKind::Changed)
        return {};
    return changedSpans(leftText(row), rightText(row));
}

} // namespace kv::text
