// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsondiff_maker.h"

#include "text/canonicalwalk.h"
#include "text/jsontext.h"
#include "text/sequencediff.h"

#include <QHash>

#include <algorithm>

namespace kv::text {
namespace {

quint64 mixed(quint64 hash, quint64 with)
{
    hash = (hash ^ with) * 0x9e3779b97f4a7c15;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
    return hash ^ (hash >> 27);
}

} // namespace

JsonDiff::Maker::Maker(JsonDiff &diff, const JsonPathSet &ignore, const std::atomic_bool *stop)
    : m_diff(diff),
      m_ignore(ignore),
      m_stop(stop)
{
}

void JsonDiff::Maker::run()
{
    hash(0);
    hash(1);
    Task whole;
    whole.value[0] = whole.value[1] = 0;
    whole.places = keep(m_ignore.root());
    whole.ignored = m_ignore.hasRoot();
    m_tasks.push_back(whole);
    while (!m_tasks.empty() && !(m_stop && *m_stop)) {
        const Task task = m_tasks.back();
        m_tasks.pop_back();
        lay(task);
    }
}

void JsonDiff::Maker::hash(int side)
{
    const JsonTree &tree = m_diff.m_trees[side];
    std::vector<quint64> &hashes = m_hashes[side];
    hashes.assign(tree.behind(0), 0);
    CanonicalWalk walk(tree, m_ignore);
    std::vector<quint64> open;
    const auto add = [&open](quint64 with) {
        if (!open.empty())
            open.back() = mixed(open.back(), with);
    };
    for (;;) {
        const QByteArrayView piece = walk.next();
        switch (walk.piece()) {
        case CanonicalWalk::Piece::End:
            return;
        case CanonicalWalk::Piece::Open:
            open.push_back(quint64(uchar(piece[0])));
            break;
        case CanonicalWalk::Piece::Close: {
            const quint64 done = mixed(open.back(), 1);
            open.pop_back();
            hashes[walk.value()] = done;
            add(done);
            break;
        }
        case CanonicalWalk::Piece::Scalar: {
            const quint64 done = mixed(qHash(piece), 2);
            hashes[walk.value()] = done;
            add(done);
            break;
        }
        case CanonicalWalk::Piece::Name:
            add(qHash(piece));
            break;
        case CanonicalWalk::Piece::Comma:
            break;
        }
    }
}

void JsonDiff::Maker::lay(const Task &task)
{
    const bool both = task.value[0] != none && task.value[1] != none;
    const AlignedKind alone = task.value[0] != none ? AlignedKind::Left : AlignedKind::Right;
    if (task.close) {
        addRow(task, both ? AlignedKind::Same : alone, false, false);
        return;
    }
    bool opens[2] = {false, false};
    bool container[2] = {false, false};
    for (int side = 0; side < 2; ++side) {
        const quint32 value = task.value[side];
        container[side] = value != none && m_diff.m_trees[side].isContainer(value);
        opens[side] = container[side] && !isEmpty(side, value);
    }
    const bool together =
        container[0] && container[1] &&
        m_diff.m_trees[0].isObject(task.value[0]) == m_diff.m_trees[1].isObject(task.value[1]);
    if (together && (opens[0] || opens[1])) {
        addRow(task, AlignedKind::Same, true, true);
        Task close = task;
        close.close = true;
        m_tasks.push_back(close);
        push(childrenOf(task));
    } else if (opens[0] || opens[1]) {
        addRow(task, both ? AlignedKind::Changed : alone, opens[0], opens[1]);
        layApart(task, opens);
    } else if (both) {
        addRow(task,
               together || (!container[0] && !container[1] && isSame(task)) ? AlignedKind::Same
                                                                            : AlignedKind::Changed,
               false, false);
    } else {
        addRow(task, alone, false, false);
    }
}

/// The content of values that have nothing to do with each other: the left side's above the right side's.
void JsonDiff::Maker::layApart(const Task &task, const bool opens[2])
{
    for (int side = 1; side >= 0; --side) {
        if (!opens[side])
            continue;
        Task one = task;
        one.value[1 - side] = none;
        Task close = one;
        close.close = true;
        m_tasks.push_back(close);
        push(childrenOf(one));
    }
}

void JsonDiff::Maker::addRow(const Task &task, AlignedKind kind, bool openLeft, bool openRight)
{
    if (task.ignored)
        kind = AlignedKind::Ignored;
    Row row{};
    row.value[0] = task.value[0];
    row.value[1] = task.value[1];
    row.depth = task.depth;
    row.kind = quint32(kind);
    row.named = task.named;
    row.close = task.close;
    row.openLeft = openLeft;
    row.openRight = openRight;
    row.commaLeft = task.comma[0] && !openLeft;
    row.commaRight = task.comma[1] && !openRight;
    m_diff.m_rows.push_back(row);
    const bool leaf =
        !task.close && ((task.value[0] != none && !openLeft) || (task.value[1] != none && !openRight));
    if (leaf && kind != AlignedKind::Ignored) {
        ++m_diff.m_values;
        m_diff.m_differing += kind != AlignedKind::Same;
    }
}

void JsonDiff::Maker::push(Tasks children)
{
    bool more[2] = {false, false};
    for (auto task = children.rbegin(); task != children.rend(); ++task) {
        for (int side = 0; side < 2; ++side) {
            task->comma[side] = more[side];
            more[side] |= task->value[side] != none;
        }
        m_tasks.push_back(*task);
    }
}

JsonDiff::Maker::Tasks JsonDiff::Maker::childrenOf(const Task &task)
{
    const int side = task.value[0] != none ? 0 : 1;
    return m_diff.m_trees[side].isObject(task.value[side]) ? membersOf(task) : elementsOf(task);
}

std::vector<JsonDiff::Maker::Member> JsonDiff::Maker::members(quint32 object, int side) const
{
    std::vector<Member> out;
    if (object == none)
        return out;
    const JsonTree &tree = m_diff.m_trees[side];
    const quint32 end = tree.behind(object);
    for (quint32 at = object + 1; at < end; at = tree.behind(at + 1))
        out.push_back({memberName(tree, at), at + 1});
    QHash<QByteArray, size_t> last;
    for (size_t i = 0; out.size() > 1 && i < out.size(); ++i) {
        const auto before = last.find(out[i].name);
        if (before == last.end()) {
            last.insert(out[i].name, i);
        } else {
            out[*before].counts = false;
            *before = i;
        }
    }
    return out;
}

JsonDiff::Maker::Tasks JsonDiff::Maker::membersOf(const Task &task)
{
    const std::vector<Member> left = members(task.value[0], 0);
    const std::vector<Member> right = members(task.value[1], 1);
    QHash<QByteArray, size_t> places; // of names, on the left
    for (size_t i = 0; i < left.size() && !right.empty(); ++i) {
        if (left[i].counts)
            places.insert(left[i].name, i);
    }
    // Each member of the right side goes to its partner, or behind the partner of the one before it.
    std::vector<quint32> partner(left.size(), none);
    std::vector<std::pair<size_t, const Member *>> alone; // behind how many of the left side
    size_t behind = 0;
    for (const Member &one : right) {
        const auto place = one.counts ? places.constFind(one.name) : places.constEnd();
        if (place == places.constEnd()) {
            alone.emplace_back(behind, &one);
        } else {
            partner[*place] = one.value;
            behind = *place + 1;
        }
    }
    std::stable_sort(alone.begin(), alone.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    Tasks out;
    auto next = alone.begin();
    for (size_t i = 0; i <= left.size(); ++i) {
        for (; next != alone.end() && next->first == i; ++next)
            out.push_back(member(task, next->second->name, none, next->second->value, next->second->counts));
        if (i < left.size())
            out.push_back(member(task, left[i].name, left[i].value, partner[i], left[i].counts));
    }
    return out;
}

std::vector<quint32> JsonDiff::Maker::elements(quint32 array, int side) const
{
    std::vector<quint32> out;
    if (array == none)
        return out;
    const JsonTree &tree = m_diff.m_trees[side];
    const quint32 end = tree.behind(array);
    for (quint32 at = array + 1; at < end; at = tree.behind(at))
        out.push_back(at);
    return out;
}

JsonDiff::Maker::Tasks JsonDiff::Maker::elementsOf(const Task &task)
{
    const std::vector<quint32> left = elements(task.value[0], 0);
    const std::vector<quint32> right = elements(task.value[1], 1);
    Tasks out;
    const auto add = [&](size_t l, size_t r) { // one of them may lie behind the end
        Task one = child(task, l < left.size() ? left[l] : none, r < right.size() ? right[r] : none);
        const JsonPathSet::Places from = m_places[task.places];
        one.ignored |= m_ignore.element(from.data(), from.size(), qint64(std::min(l, r)), m_below);
        one.places = keep(m_below);
        out.push_back(one);
    };
    size_t l = 0;
    size_t r = 0;
    const auto addUpTo = [&](size_t leftEnd, size_t rightEnd) {
        while (l < leftEnd || r < rightEnd) {
            const bool hasLeft = l < leftEnd;
            const bool hasRight = r < rightEnd;
            add(hasLeft ? l : none, hasRight ? r : none);
            l += hasLeft;
            r += hasRight;
        }
    };
    const bool byPosition = task.ignored || left.empty() || right.empty() ||
                            m_ignore.countsElements(m_places[task.places]) ||
                            m_hashes[0][task.value[0]] == m_hashes[1][task.value[1]];
    if (!byPosition) {
        for (const auto &[x, y] : partners(left, right)) {
            addUpTo(size_t(x), size_t(y));
            addUpTo(size_t(x) + 1, size_t(y) + 1);
        }
    }
    addUpTo(left.size(), right.size());
    return out;
}

std::vector<std::pair<int, int>> JsonDiff::Maker::partners(const std::vector<quint32> &left,
                                                           const std::vector<quint32> &right)
{
    QHash<quint64, int> known;
    const auto numbers = [&](const std::vector<quint32> &values, int side) {
        std::vector<int> out;
        out.reserve(values.size());
        for (const quint32 value : values) {
            int &number = known[m_hashes[side][value]];
            if (number == 0)
                number = int(known.size());
            out.push_back(number);
        }
        return out;
    };
    const std::vector<int> l = numbers(left, 0);
    CommonItems common = commonItems(l, numbers(right, 1), m_stop, &m_steps);
    m_diff.m_coarse |= common.coarse;
    return std::move(common.pairs);
}

JsonDiff::Maker::Task JsonDiff::Maker::child(const Task &parent, quint32 left, quint32 right) const
{
    Task out;
    out.value[0] = left;
    out.value[1] = right;
    out.depth = parent.depth + 1;
    out.ignored = parent.ignored;
    return out;
}

JsonDiff::Maker::Task JsonDiff::Maker::member(const Task &parent, const QByteArray &name, quint32 left,
                                              quint32 right, bool counts)
{
    Task out = child(parent, left, right);
    out.named = true;
    const JsonPathSet::Places &from = m_places[parent.places];
    out.ignored |= m_ignore.member(from.data(), from.size(), name, m_below) || !counts;
    out.places = keep(m_below);
    return out;
}

quint32 JsonDiff::Maker::keep(const JsonPathSet::Places &places)
{
    if (places.empty())
        return 0;
    const auto [at, added] = m_kept.try_emplace(places, quint32(m_places.size()));
    if (added)
        m_places.push_back(places);
    return at->second;
}

bool JsonDiff::Maker::isSame(const Task &task) const
{
    QByteArray buffers[2];
    return canonicalScalar(m_diff.m_trees[0].scalar(task.value[0]), buffers[0]) ==
           canonicalScalar(m_diff.m_trees[1].scalar(task.value[1]), buffers[1]);
}

} // namespace kv::text
