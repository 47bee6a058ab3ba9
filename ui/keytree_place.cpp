// SPDX-License-Identifier: GPL-3.0-or-later
// How a KeyTree keeps its place: what is current, selected, open and on screen, by key and prefix. What is
// not there yet is looked for again whenever rows come.
#include "ui/keytree.h"

#include "items/keytablemodel.h"
#include "items/keytreemodel.h"
#include "ui/theme.h"

#include <QScopedValueRollback>
#include <QScrollBar>

namespace kv::ui {

using items::KeyTableModel;

namespace {

// Beyond these, finding everything again one by one would be felt; the current key is always found.
constexpr int mostSelectedKept = 2000;
constexpr int mostOpenKept = 2000;
constexpr int mostOpenedUnasked = 32; // folders in each other

} // namespace

KeyTree::Spot KeyTree::spotOf(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const bool folder = m_model->isFolder(index);
    return {folder ? m_model->prefixOf(index) : m_model->keyOf(index), folder};
}

QModelIndex KeyTree::indexOf(const Spot &spot) const
{
    if (spot.name.isEmpty())
        return {};
    return spot.folder ? m_model->indexOfFolder(spot.name) : m_model->indexOfKey(spot.name);
}

void KeyTree::keepPlace()
{
    if (m_place.pending || !m_model->isActive())
        return; // what is on screen is not yet the place that is looked for
    m_place = {};
    const QModelIndex top = indexAt(QPoint(0, 0));
    if (top.isValid()) {
        m_place.top = spotOf(top);
        m_place.offset = -visualRect(top).y();
    }
    m_place.current = spotOf(currentIndex());
    if (selectedCount() <= mostSelectedKept) {
        for (const QModelIndex &index : selectionModel()->selectedRows())
            m_place.selected << spotOf(index);
    }
    m_place.pending = true;
    if (m_open.size() > mostOpenKept)
        m_open.clear();
}

void KeyTree::findPlace()
{
    if (!m_model->isActive())
        return;
    if (m_place.pending) {
        m_toOpen = m_open;
        openAgain();
        openOnly();
    }
    if (m_awaitsKey && reveal(m_currentKey)) {
        select(m_model->indexOfKey(m_currentKey), true);
        m_place.pending = false;
        return;
    }
    if (m_lostKey && !m_place.pending && !selectionModel()->hasSelection()) {
        const QModelIndex index = m_model->indexOfKey(m_currentKey);
        if (index.isValid()) { // it is there again; nobody asked to be taken there
            m_lostKey = false;
            select(index, false);
        }
    }
    if (!m_place.pending || m_model->rowCount() == 0)
        return;
    const bool read = m_model->source()->showsAll() || !m_model->source()->isLoading();
    const QModelIndex top = indexOf(m_place.top);
    const Spot wanted = m_currentKey.isEmpty() ? m_place.current : Spot{m_currentKey, false};
    const QModelIndex current = indexOf(wanted);
    if (!top.isValid() && !m_place.top.name.isEmpty() && (!read || mayCome(m_place.top)))
        return; // the rows to show have not come yet
    if (!current.isValid() && !wanted.name.isEmpty() && mayCome(wanted))
        return;

    const QScopedValueRollback quiet(m_quiet, true);
    QItemSelection selection;
    for (const Spot &spot : std::as_const(m_place.selected)) {
        const QModelIndex index = indexOf(spot);
        if (index.isValid())
            selection.select(index, index.siblingAtColumn(KeyTableModel::ColumnCount - 1));
    }
    if (current.isValid()) {
        selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        if (selection.isEmpty())
            selection.select(current, current.siblingAtColumn(KeyTableModel::ColumnCount - 1));
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (top.isValid()) {
        executeDelayedItemsLayout(); // the scroll bar must know the rows that have just come
        verticalScrollBar()->setValue(verticalScrollBar()->value() + visualRect(top).y() + m_place.offset);
    }
    m_place.pending = false;
}

void KeyTree::rowsCame(const QModelIndex &parent, int first)
{
    if (m_moving)
        return; // of a folder that is being opened
    if (!parent.isValid() && first == 0 && m_model->rowCount() > 0)
        openOnly();
    openAgain();
    findPlace();
}

/// Its keys are there at once: a view that is about to lay out its rows asks for them only then.
void KeyTree::open(const QModelIndex &folder)
{
    m_model->fetchMore(folder);
    expand(folder);
}

/// Whether a row that is not there may come, since a folder above it is looked through in turns.
bool KeyTree::mayCome(const Spot &spot) const
{
    QModelIndex parent;
    for (const QByteArray &prefix : m_model->foldersOf(spot.name)) {
        const QModelIndex index = m_model->indexOfFolder(prefix);
        if (!index.isValid())
            break;
        if ((spot.folder && prefix == spot.name) || !isExpanded(index))
            return false;
        parent = index;
    }
    return m_model->isGrowing(parent);
}

/// What was open and has come since.
void KeyTree::openAgain()
{
    const QScopedValueRollback moving(m_moving, true);
    bool opened = true;
    while (opened && !m_toOpen.isEmpty()) { // one that opens may bring the next
        opened = false;
        const QSet<QByteArray> wanted = m_toOpen;
        for (const QByteArray &prefix : wanted) {
            const QModelIndex index = m_model->indexOfFolder(prefix);
            if (!index.isValid())
                continue;
            m_toOpen.remove(prefix);
            open(index);
            opened = true;
        }
    }
}

/// A folder that all keys are in is open, unless it was closed: else there is nothing to see.
void KeyTree::openOnly()
{
    const QScopedValueRollback moving(m_moving, true);
    QModelIndex parent;
    for (int depth = 0; depth < mostOpenedUnasked && m_model->rowCount(parent) == 1; ++depth) {
        const QModelIndex only = m_model->index(0, 0, parent);
        if (!m_model->isFolder(only) || m_closed.contains(m_model->prefixOf(only)))
            return;
        open(only);
        parent = only;
    }
}

/// Opens the folders above a key. False: it is not to be seen yet.
bool KeyTree::reveal(const QByteArray &key)
{
    const QScopedValueRollback moving(m_moving, true);
    if (m_model->source()->rowOf(key) < 0)
        return false;
    for (const QByteArray &prefix : m_model->foldersOf(key)) {
        const QModelIndex index = m_model->indexOfFolder(prefix);
        if (!index.isValid()) {
            m_model->lookFor(key);
            return false; // the folder that it is in is looked through in turns; rowsCame() comes back
        }
        open(index);
    }
    if (m_model->indexOfKey(key).isValid())
        return true;
    m_model->lookFor(key);
    return false;
}

void KeyTree::select(const QModelIndex &index, bool scrolls)
{
    m_awaitsKey = false;
    const QScopedValueRollback quiet(m_quiet, true);
    executeDelayedItemsLayout();
    const int scrolled = verticalScrollBar()->value(); // a new current row is scrolled to otherwise
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (scrolls)
        scrollTo(index);
    else
        verticalScrollBar()->setValue(scrolled);
}

void KeyTree::setCurrentKey(const QByteArray &key)
{
    m_currentKey = key;
    m_lostKey = false;
    m_place.selected.clear(); // an older selection must not come back over this one
    m_place.current = {};
    m_awaitsKey = !key.isEmpty();
    if (m_awaitsKey && m_model->isActive() && reveal(key)) {
        select(m_model->indexOfKey(key), true);
        return;
    }
    const QScopedValueRollback quiet(m_quiet, true);
    selectionModel()->clear();
}

} // namespace kv::ui
