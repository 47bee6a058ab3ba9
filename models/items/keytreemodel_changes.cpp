// SPDX-License-Identifier: GPL-3.0-or-later
// How a KeyTreeModel follows its source. Rows that go are taken out while the source still has them, and the
// gap is closed when it has not; rows that come are a gap until each is put where it belongs. So at every
// moment what is shown leads to the row that it is about.
#include "items/keytablemodel.h"
#include "items/keytreemodel.h"

#include <algorithm>
#include <limits>

namespace kv::items {

namespace {
constexpr int mostAtOnce = 4096; // rows that come at the end; more are looked at in turns
constexpr qint64 noHurryNs = std::numeric_limits<qint64>::max();
} // namespace

void KeyTreeModel::follow()
{
    const auto begin = [this] {
        if (!m_active)
            return;
        m_resetting = true;
        Q_EMIT aboutToReload();
        beginResetModel();
    };
    const auto end = [this] {
        if (!m_active || !m_resetting)
            return;
        m_resetting = false;
        rebuild();
        endResetModel();
        Q_EMIT reloaded();
    };
    connect(m_source, &QAbstractItemModel::modelAboutToBeReset, this, begin);
    connect(m_source, &QAbstractItemModel::modelReset, this, end);
    connect(m_source, &QAbstractItemModel::layoutAboutToBeChanged, this, begin);
    connect(m_source, &QAbstractItemModel::layoutChanged, this, end);
    connect(m_source, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
        if (m_active)
            showPieces();
    });
    connect(m_source, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) {
                if (m_active)
                    takeRows(first, last - first + 1);
            });
    connect(m_source, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) {
                if (!m_active)
                    return;
                showPieces();
                removeFrom(*m_root, first, last);
            });
    connect(m_source, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) {
                if (!m_active)
                    return;
                closeGap(*m_root, first, last + 1);
                tellCounts(first - 1);
                tellCounts(first);
            });
    connect(m_source, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &from, const QModelIndex &to, const QList<int> &roles) {
                if (m_active)
                    tellData(*m_root, from.row(), to.row() + 1, from.column(), to.column(), roles);
            });
    connect(m_source, &KeyTableModel::stateChanged, this, &KeyTreeModel::stateChanged);
}

/// "so far" may have become true, or false.
void KeyTreeModel::stateChanged()
{
    if (!m_active || m_resetting || m_final == m_source->showsAll())
        return;
    m_final = m_source->showsAll();
    tellCounts(m_source->rowCount() - 1);
}

// Rows that come

void KeyTreeModel::takeRows(int row, int count)
{
    insertInto(*m_root, row, count);
    tellCounts(row - 1);
    tellCounts(row);
    tellCounts(row + count - 1);
    tellCounts(row + count);
}

/// New rows of the source that belong to `node`, which does not know of them yet.
void KeyTreeModel::insertInto(Node &node, int row, int count)
{
    const int at = row - beginOf(node);
    const bool wasWhole = node.scanned == node.rows;
    const bool atEnd = at == node.rows;
    node.rows += count;
    if (at > node.scanned)
        return growLater(&node);

    size_t next = runAfter(node, at);
    const auto shift = [&node](size_t from, int by) {
        for (size_t i = from; i < node.runs.size(); ++i) {
            node.runs[i].row += by;
            if (node.runs[i].node)
                node.runs[i].node->offset += by;
        }
    };
    if (next < node.runs.size() && node.runs[next].row < at) {
        Run &inside = node.runs[next];
        if (inside.folder) { // all of them have its prefix, since their neighbours have
            inside.rows += count;
            node.scanned += count;
            shift(next + 1, count);
            if (inside.node)
                insertInto(*inside.node, row, count);
            return;
        }
        Run rest{.first = inside.first + at - inside.row,
                 .row = at,
                 .rows = inside.end() - at,
                 .folder = false,
                 .node = {}};
        inside.rows = at - inside.row;
        ++next;
        node.runs.insert(node.runs.begin() + qsizetype(next), std::move(rest));
    }

    // On the border of two runs: some may belong to the folder before, some to the one behind.
    const bool looksBehind = at < node.scanned;
    int before = 0;
    int behind = 0;
    if (next > 0 && node.runs[next - 1].folder) {
        const QByteArrayView prefix = prefixOfRun(node, node.runs[next - 1]);
        if (m_source->rowKey(row).startsWith(prefix))
            before = endOfPrefix(prefix, row, row + count) - row;
    }
    if (before < count && looksBehind && node.runs[next].folder) {
        const QByteArrayView key = m_source->rowKey(row + count);
        const QByteArrayView prefix = key.first(m_delimiters.end(key, node.prefixLength));
        int low = row + before;
        int high = row + count;
        while (low < high) {
            const int middle = low + (high - low) / 2;
            if (m_source->rowKey(middle).startsWith(prefix))
                high = middle;
            else
                low = middle + 1;
        }
        behind = row + count - low;
    }
    const bool looksNow = looksBehind || (wasWhole && !(atEnd && count - before > mostAtOnce));
    if (before > 0)
        node.runs[next - 1].rows += before;
    shift(next, count);
    if (behind > 0) {
        Run &folder = node.runs[next];
        folder.row -= behind;
        folder.rows += behind;
        if (folder.node)
            folder.node->offset -= behind;
    }
    node.scanned += looksNow ? count : before;
    if (behind > 0 && node.runs[next].node)
        insertInto(*node.runs[next].node, row + count - behind, behind);
    if (before > 0 && node.runs[next - 1].node)
        insertInto(*node.runs[next - 1].node, row, before);
    if (!looksNow)
        return showMore(node);
    Piece piece;
    piece.end = at + before;
    scan(node, piece, at + count - behind, count, noHurryNs);
    if (piece.children > 0)
        insertRuns(node, next, std::move(piece));
}

void KeyTreeModel::insertRuns(Node &node, size_t at, Piece piece)
{
    const int first = at > 0 ? node.runs[at - 1].first + node.runs[at - 1].children() : 0;
    beginInsertRows(indexOf(node), first, first + piece.children - 1);
    for (Run &run : piece.runs)
        run.first += first;
    for (size_t i = at; i < node.runs.size(); ++i)
        node.runs[i].first += piece.children;
    const size_t end = at + piece.runs.size();
    node.runs.insert(node.runs.begin() + qsizetype(at), std::make_move_iterator(piece.runs.begin()),
                     std::make_move_iterator(piece.runs.end()));
    node.children += piece.children;
    join(node, end);
    join(node, at);
    endInsertRows();
}

/// Makes one run of the keys of this run and of the one before, where they follow each other.
void KeyTreeModel::join(Node &node, size_t at)
{
    if (at == 0 || at >= node.runs.size())
        return;
    Run &before = node.runs[at - 1];
    const Run &run = node.runs[at];
    if (before.folder || run.folder || before.end() != run.row)
        return;
    before.rows += run.rows;
    node.runs.erase(node.runs.begin() + qsizetype(at));
}

// Rows that go

/// Takes out the children that rows [first, last] of the source are all of. The rows stay a gap.
void KeyTreeModel::removeFrom(Node &node, int first, int last)
{
    const int begin = beginOf(node);
    const int from = std::max(0, first - begin);
    const int to = std::min(last + 1 - begin, node.scanned);
    if (from >= to)
        return;
    const auto reach = [&](const Run &run) {
        if (run.node)
            removeFrom(*run.node, first, last);
    };
    size_t run = runAfter(node, from);
    if (node.runs[run].folder && (node.runs[run].row < from || node.runs[run].end() > to)) {
        reach(node.runs[run]);
        ++run;
    }
    if (run == node.runs.size() || node.runs[run].row >= to)
        return;
    size_t end = runAfter(node, to - 1); // the last one that has any of the rows
    if (node.runs[end].folder && node.runs[end].end() > to)
        reach(node.runs[end]); // which goes only in part
    else
        ++end;
    if (end == run)
        return;

    // All of [run, end), but for what the first has before `from` and the last behind `to`.
    Run &head = node.runs[run];
    Run &tail = node.runs[end - 1];
    const int kept = std::max(0, from - head.row);
    const int rest = std::max(0, tail.end() - to);
    const int firstChild = head.first + kept;
    const int lastChild = tail.first + tail.children() - rest - 1;
    const int gone = lastChild - firstChild + 1;
    for (size_t i = run; i < end; ++i) {
        if (node.runs[i].node)
            std::erase_if(m_growing, [&](const Node *growing) {
                for (; growing; growing = growing->parent) {
                    if (growing == node.runs[i].node.get())
                        return true;
                }
                return false;
            });
    }
    beginRemoveRows(indexOf(node), firstChild, lastChild);
    const int tailEnd = tail.end();
    if (kept > 0) {
        head.rows = kept;
        ++run;
    }
    if (rest > 0) {
        Run remaining{.first = firstChild, .row = tailEnd - rest, .rows = rest, .folder = false, .node = {}};
        if (run == end) // head and tail are one run
            node.runs.insert(node.runs.begin() + qsizetype(end), std::move(remaining));
        else
            node.runs[--end] = std::move(remaining);
    }
    node.runs.erase(node.runs.begin() + qsizetype(run), node.runs.begin() + qsizetype(end));
    for (size_t i = run + (rest > 0 ? 1 : 0); i < node.runs.size(); ++i)
        node.runs[i].first -= gone;
    node.children -= gone;
    endRemoveRows();
}

/// The source has dropped rows [from, to), counted from the node's first.
void KeyTreeModel::closeGap(Node &node, int from, int to)
{
    const size_t first = runAfter(node, from);
    node.scanned -= std::max(0, std::min(to, node.scanned) - from);
    node.rows -= to - from;
    for (size_t i = first; i < node.runs.size(); ++i) {
        Run &run = node.runs[i];
        const int within = std::max(0, std::min(to, run.end()) - std::max(from, run.row));
        if (within > 0 && run.node)
            closeGap(*run.node, std::max(from, run.row) - run.row,
                     std::max(from, run.row) - run.row + within);
        run.rows -= within;
        run.row -= std::max(0, std::min(to, run.row) - from);
        if (run.node)
            run.node->offset = run.row;
    }
    join(node, first);
}

// Cells

/// The folders that a row lies in may read otherwise.
void KeyTreeModel::tellCounts(int row)
{
    if (row < 0 || row >= m_root->rows)
        return;
    for (Node *node = m_root.get(); node;) {
        const size_t at = runAfter(*node, row);
        if (at == node->runs.size() || node->runs[at].row > row || !node->runs[at].folder)
            return;
        const Run &run = node->runs[at];
        Q_EMIT dataChanged(createIndex(run.first, KeyTableModel::Key, node),
                           createIndex(run.first, KeyTableModel::Value, node));
        row -= run.row;
        node = run.node.get();
    }
}

/// Rows [first, last) of the source, counted from the node's first, are others.
void KeyTreeModel::tellData(const Node &node, int first, int last, int firstColumn, int lastColumn,
                            const QList<int> &roles)
{
    first = std::max(first, 0);
    last = std::min(last, node.scanned);
    if (first >= last)
        return;
    const auto childOf = [&node](size_t at, int row) {
        const Run &run = node.runs[at];
        return run.folder ? run.first : run.first + std::clamp(row - run.row, 0, run.rows - 1);
    };
    const size_t from = runAfter(node, first);
    const size_t to = runAfter(node, last - 1);
    if (from >= node.runs.size() || to >= node.runs.size())
        return;
    Q_EMIT dataChanged(createIndex(childOf(from, first), firstColumn, &node),
                       createIndex(childOf(to, last - 1), lastColumn, &node), roles);
    for (size_t i = from; i <= to && i < node.runs.size(); ++i) {
        const Run &run = node.runs[i];
        if (run.node)
            tellData(*run.node, first - run.row, last - run.row, firstColumn, lastColumn, roles);
    }
}

} // namespace kv::items
