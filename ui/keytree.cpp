// SPDX-License-Identifier: GPL-3.0-or-later
// What a KeyTree looks like and does; how it keeps its place is in keytree_place.cpp.
#include "ui/keytree.h"

#include "items/keytablemodel.h"
#include "items/keytreemodel.h"
#include "ui/keydelegate.h"
#include "ui/rowtable.h"
#include "ui/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace kv::ui {

using items::KeyTableModel;
using items::KeyTreeModel;

KeyTree::KeyTree(KeyTreeModel *model, const Theme &theme, QWidget *parent)
    : QTreeView(parent),
      m_model(model),
      m_delegate(new KeyDelegate(theme, this))
{
    setObjectName(QStringLiteral("keysTree"));
    setAccessibleName(tr("Keys in folders"));
    setItemDelegate(m_delegate);
    // Before setModel(), so that these come before the selection model's own slots: a row that another
    // program deletes must not carry the user to its neighbour.
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_quiet = true; });
    setModel(model);
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this] {
        m_quiet = false;
        m_lostKey = !m_currentKey.isEmpty() && !m_model->indexOfKey(m_currentKey).isValid();
    });
    setUniformRowHeights(true);
    setIndentation(16);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    lookLikeNames(*header());
    header()->setStretchLastSection(true);
    header()->setMinimumSectionSize(56);
    header()->setSectionsMovable(false);

    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &KeyTree::currentMoved);
    connect(this, &QAbstractItemView::pressed, this, [this] { currentMoved(currentIndex()); });
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &KeyTree::selectionCountChanged);
    connect(this, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (!m_model->isFolder(index))
            Q_EMIT keyActivated();
    });
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        const QByteArray prefix = m_model->prefixOf(index);
        m_open.insert(prefix);
        m_closed.remove(prefix);
    });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (m_moving)
            return;
        const QByteArray prefix = m_model->prefixOf(index);
        m_open.remove(prefix);
        m_toOpen.remove(prefix);
        m_closed.insert(prefix);
    });
    connect(model, &KeyTreeModel::aboutToReload, this, &KeyTree::keepPlace);
    connect(model, &KeyTreeModel::reloaded, this, &KeyTree::findPlace);
    connect(model, &QAbstractItemModel::rowsInserted, this, &KeyTree::rowsCame);
    connect(model->source(), &KeyTableModel::stateChanged, this, [this] {
        findPlace();
        readOn();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &KeyTree::readOn);
    connect(header(), &QHeaderView::sectionResized, this, [this] {
        if (!m_sharing && header()->isVisible())
            m_userSized = true;
    });
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void KeyTree::currentMoved(const QModelIndex &current)
{
    if (m_quiet)
        return;
    const QByteArray key = m_model->keyOf(current);
    if (key == m_currentKey)
        return;
    m_awaitsKey = false;
    m_lostKey = false;
    m_currentKey = key;
    Q_EMIT keyChosen(key);
}

QList<QByteArray> KeyTree::selectedKeys() const
{
    QList<QByteArray> keys;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            const QByteArray key = m_model->keyOf(m_model->index(row, 0, range.parent()));
            if (!key.isEmpty())
                keys << key;
        }
    }
    return keys;
}

QList<QByteArray> KeyTree::selectedFolders() const
{
    QList<QByteArray> prefixes;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            const QByteArray prefix = m_model->prefixOf(m_model->index(row, 0, range.parent()));
            if (!prefix.isEmpty())
                prefixes << prefix;
        }
    }
    return prefixes;
}

int KeyTree::selectedCount() const
{
    int count = 0;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        count += range.height();
    return count;
}

QByteArray KeyTree::keyAfterSelection() const
{
    QModelIndex first;
    QModelIndex last;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        const QModelIndex top = m_model->index(range.top(), 0, range.parent());
        const QModelIndex bottom = m_model->index(range.bottom(), 0, range.parent());
        if (!first.isValid() || m_model->rowsOf(top).begin < m_model->rowsOf(first).begin)
            first = top;
        if (!last.isValid() || m_model->rowsOf(bottom).begin > m_model->rowsOf(last).begin)
            last = bottom;
    }
    const QByteArray below = m_model->keyOf(last.isValid() ? indexBelow(last) : QModelIndex());
    return below.isEmpty() ? m_model->keyOf(first.isValid() ? indexAbove(first) : QModelIndex()) : below;
}

void KeyTree::setEditedKey(const QByteArray &key)
{
    if (m_delegate->editedKey() == key)
        return;
    m_delegate->setEditedKey(key);
    viewport()->update();
}

void KeyTree::tick()
{
    const int x = columnViewportPosition(KeyTableModel::Expires);
    viewport()->update(x, 0, columnWidth(KeyTableModel::Expires), viewport()->height());
}

void KeyTree::keyboardSearch(const QString &) {}

/// More of a very large folder, when the end of what is there comes near. And where every page is a request,
/// more is read when the last key that was read is on screen: as in the list, and not because everything is
/// folded away into a few rows.
void KeyTree::readOn()
{
    const QModelIndex bottom = indexAt(QPoint(0, viewport()->height() - 1));
    constexpr int near = 200; // rows
    if (bottom.isValid() && m_model->rowCount(bottom.parent()) - bottom.row() < near)
        m_model->lookOn(bottom.parent());
    KeyTableModel *source = m_model->source();
    if (!isVisible() || !source->canFetchMore({}))
        return;
    const QModelIndex last = m_model->indexOfKey(source->keyAt(source->rowCount() - 1));
    if (last.isValid() && viewport()->rect().intersects(visualRect(last)))
        source->fetchMore({});
}

void KeyTree::shareWidth()
{
    const QScopedValueRollback sharing(m_sharing, true);
    const QFontMetrics metrics(font());
    constexpr int padding = 26; // as in KeyTable
    const int size = metrics.horizontalAdvance(QStringLiteral("1,023.9 KiB")) + padding;
    const int expires = metrics.horizontalAdvance(QStringLiteral("expired 28 min ago")) + padding;
    const int rest = viewport()->width() - size - expires;
    setColumnWidth(KeyTableModel::Key, qMax(168, rest * 42 / 100));
    setColumnWidth(KeyTableModel::Value, qMax(128, rest * 38 / 100));
    setColumnWidth(KeyTableModel::Size, size);
    setColumnWidth(KeyTableModel::Expires, expires);
}

void KeyTree::resizeEvent(QResizeEvent *event)
{
    if (!m_userSized)
        shareWidth();
    QTreeView::resizeEvent(event);
}

// Whoever takes the tree in hand decides the place; an older one must not be restored over it.
void KeyTree::mousePressEvent(QMouseEvent *event)
{
    m_place.pending = false;
    QTreeView::mousePressEvent(event);
}

void KeyTree::wheelEvent(QWheelEvent *event)
{
    m_place.pending = false;
    QTreeView::wheelEvent(event);
}

void KeyTree::keyPressEvent(QKeyEvent *event)
{
    m_place.pending = false;
    const QModelIndex current = currentIndex();
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (event->key() == Qt::Key_Asterisk) // would open a million folders one in the other
        return;
    if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
        m_model->isFolder(current)) {
        setExpanded(current, !isExpanded(current));
        return;
    }
    QTreeView::keyPressEvent(event);
}

void KeyTree::focusInEvent(QFocusEvent *event)
{
    QTreeView::focusInEvent(event);
    // The first focus makes the first row current without choosing it; then its entry would be shown
    // for a row that is not marked, and that Del does not reach.
    const QModelIndex current = currentIndex();
    if (current.isValid() && !selectionModel()->hasSelection() && m_model->keyOf(current) == m_currentKey)
        selectionModel()->select(current, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void KeyTree::drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // The place of the branches too: the delegate draws its cells only.
    if (selectionModel()->isSelected(index))
        painter->fillRect(option.rect, m_delegate->selectionColor());
    QTreeView::drawRow(painter, option, index);
}

} // namespace kv::ui
