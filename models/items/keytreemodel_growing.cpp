// SPDX-License-Identifier: GPL-3.0-or-later
// How a KeyTreeModel looks through what a folder holds: a piece at once, the rest in turns of the event loop.
// What was looked at is shown in pieces that double, since a view lays all of its rows out anew for each.
#include "items/keytablemodel.h"
#include "items/keytreemodel.h"

#include <QElapsedTimer>

#include <algorithm>
#include <limits>

namespace kv::items {

namespace {
constexpr int firstPiece = 512;            // children; more than a screen shows
constexpr qint64 turnNs = 5'000'000;       // of the event loop, and of opening a folder
constexpr int betweenLooksAtTheClock = 64; // children
constexpr int mostUnasked = 100'000;       // children; a view lays them out in some milliseconds
} // namespace

/// Goes on with a piece, to row `end` of the node at most.
void KeyTreeModel::scan(const Node &node, Piece &piece, int end, int mostChildren, qint64 forNs) const
{
    QElapsedTimer clock;
    clock.start();
    const int begin = beginOf(node);
    int untilLook = betweenLooksAtTheClock;
    while (piece.end < end && piece.children < mostChildren) {
        if (--untilLook == 0) {
            if (clock.nsecsElapsed() > forNs)
                return;
            untilLook = betweenLooksAtTheClock;
        }
        const int row = begin + piece.end;
        const QByteArrayView key = m_source->rowKey(row);
        const qsizetype split = m_delimiters.end(key, node.prefixLength);
        if (split >= 0) {
            const int rows = endOfPrefix(key.first(split), row, begin + end) - row;
            piece.runs.push_back(
                {.first = piece.children, .row = piece.end, .rows = rows, .folder = true, .node = {}});
            piece.end += rows;
        } else if (!piece.runs.empty() && !piece.runs.back().folder) {
            ++piece.runs.back().rows;
            ++piece.end;
        } else {
            piece.runs.push_back(
                {.first = piece.children, .row = piece.end, .rows = 1, .folder = false, .node = {}});
            ++piece.end;
        }
        ++piece.children;
    }
}

void KeyTreeModel::look(Node &node, int mostChildren, qint64 forNs)
{
    if (node.piece.children == 0)
        node.piece.end = node.scanned;
    scan(node, node.piece, node.rows, mostChildren, forNs);
}

/// Shows what was looked at behind what is shown already.
void KeyTreeModel::showPiece(Node &node)
{
    Piece piece = std::exchange(node.piece, {});
    if (piece.children == 0)
        return;
    beginInsertRows(indexOf(node), node.children, node.children + piece.children - 1);
    const size_t joint = node.runs.size();
    for (Run &run : piece.runs) {
        run.first += node.children;
        node.runs.push_back(std::move(run));
    }
    node.children += piece.children;
    node.scanned = piece.end;
    join(node, joint);
    endInsertRows();
}

/// Before rows come or go: what was looked at and is not shown would have to follow.
void KeyTreeModel::showPieces()
{
    for (Node *growing : std::as_const(m_growing))
        showPiece(*growing);
}

/// Whether there is more to look at, and not too much there already for going on unasked.
bool KeyTreeModel::isWanting(const Node &node)
{
    const int seen = node.piece.children > 0 ? node.piece.end : node.scanned;
    return node.scanned < node.rows && (node.piece.children > 0 || seen < node.wanted ||
                                        node.children < std::max(node.most, mostUnasked));
}

void KeyTreeModel::growLater(Node *node)
{
    if (!isWanting(*node))
        return;
    if (std::find(m_growing.begin(), m_growing.end(), node) == m_growing.end())
        m_growing.push_back(node);
    if (!m_growTimer.isActive())
        m_growTimer.start();
}

void KeyTreeModel::grow()
{
    if (m_growing.empty() || m_resetting)
        return;
    Node *node = m_growing.back();
    const int wanted = std::max(firstPiece, node->children);
    look(*node, wanted, turnNs);
    if (node->piece.children >= wanted || std::max(node->piece.end, node->scanned) >= node->rows) {
        m_growing.pop_back();
        const quint64 build = m_build;
        showPiece(*node);
        if (build == m_build) // nobody who listens has begun anew
            growLater(node);
    }
    if (!m_growing.empty())
        m_growTimer.start();
}

void KeyTreeModel::lookOn(const QModelIndex &folder)
{
    Node *node = nodeOf(folder);
    if (!node || node->scanned == node->rows || isWanting(*node))
        return;
    node->most = node->children + mostUnasked;
    growLater(node);
}

void KeyTreeModel::lookFor(const QByteArray &key)
{
    int row = m_active ? m_source->rowOf(key) : -1;
    for (Node *node = m_root.get(); node && row >= 0;) {
        const size_t at = runAfter(*node, row);
        if (at == node->runs.size()) {
            node->wanted = std::max(node->wanted, row + 1);
            growLater(node);
            return;
        }
        row -= node->runs[at].row;
        node = node->runs[at].node.get();
    }
}

void KeyTreeModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    Node &above = *static_cast<Node *>(parent.internalPointer());
    Run &run = above.runs[runWithChild(above, parent.row())];
    run.node = std::make_unique<Node>();
    run.node->parent = &above;
    run.node->offset = run.row;
    run.node->rows = run.rows;
    run.node->prefixLength = int(prefixOfRun(above, run).size());
    showMore(*run.node);
}

/// A first piece at once, where nothing is shown yet; the rest in turns.
void KeyTreeModel::showMore(Node &node)
{
    if (node.children == 0) {
        look(node, firstPiece, turnNs);
        showPiece(node);
    }
    growLater(&node);
}

/// The top, anew; within a reset.
void KeyTreeModel::rebuild()
{
    ++m_build;
    m_growing.clear();
    m_growTimer.stop();
    m_root = std::make_unique<Node>();
    if (!m_active)
        return;
    m_final = m_source->showsAll();
    m_root->rows = m_source->rowCount();
    look(*m_root, firstPiece, turnNs);
    Piece piece = std::exchange(m_root->piece, {});
    m_root->children = piece.children;
    m_root->scanned = piece.end;
    m_root->runs = std::move(piece.runs);
    growLater(m_root.get());
}

} // namespace kv::items
