// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keytable.h"

#include "items/keytablemodel.h"
#include "ui/keydelegate.h"
#include "ui/rowtable.h"
#include "ui/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace kv::ui {

using items::KeyTableModel;

namespace {

// Beyond this, finding a selection again key by key would be felt; the current key is always found.
constexpr int mostSelectedKept = 5000;

} // namespace

KeyTable::KeyTable(KeyTableModel *model, const Theme &theme, QWidget *parent)
    : QTableView(parent),
      m_model(model),
      m_delegate(new KeyDelegate(theme, this))
{
    setObjectName(QStringLiteral("keysView"));
    setAccessibleName(tr("Keys"));
    setItemDelegate(m_delegate);
    // Before setModel(), so that these come before the selection model's own slots: a row that another
    // program deletes must not carry the user to its neighbour.
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_quiet = true; });
    setModel(model);
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this] {
        m_quiet = false;
        m_lostKey = !m_currentKey.isEmpty() && m_model->rowOf(m_currentKey) < 0;
    });
    lookLikeRows(*this);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    lookLikeNames(*horizontalHeader());
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setMinimumSectionSize(56);

    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &KeyTable::currentMoved);
    connect(this, &QAbstractItemView::pressed, this, [this] { currentMoved(currentIndex()); });
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &KeyTable::selectionCountChanged);
    connect(model, &KeyTableModel::aboutToReload, this, &KeyTable::keepPlace);
    connect(model, &KeyTableModel::reloaded, this, &KeyTable::findPlace);
    connect(model, &QAbstractItemModel::rowsInserted, this, &KeyTable::findPlace);
    connect(model, &KeyTableModel::stateChanged, this, &KeyTable::findPlace);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this] {
        if (!m_sharing && horizontalHeader()->isVisible())
            m_userSized = true;
    });
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void KeyTable::currentMoved(const QModelIndex &current)
{
    if (m_quiet)
        return;
    const QByteArray key = current.isValid() ? m_model->keyAt(current.row()) : QByteArray();
    if (key == m_currentKey)
        return;
    m_awaitsKey = false;
    m_lostKey = false;
    m_currentKey = key;
    Q_EMIT keyChosen(key);
}

void KeyTable::setCurrentKey(const QByteArray &key)
{
    m_currentKey = key;
    m_lostKey = false;
    m_place.selected.clear(); // an older selection must not come back over this one
    const QScopedValueRollback quiet(m_quiet, true);
    const int row = key.isEmpty() ? -1 : m_model->rowOf(key);
    m_awaitsKey = row < 0 && !key.isEmpty();
    if (row < 0) {
        selectionModel()->clear();
        return;
    }
    const QModelIndex index = m_model->index(row, 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

int KeyTable::selectedCount() const
{
    int count = 0;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        count += range.height();
    return count;
}

QList<QByteArray> KeyTable::selectedKeys() const
{
    QList<QByteArray> keys;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            keys << m_model->keyAt(row);
    }
    return keys;
}

QByteArray KeyTable::keyAfterSelection() const
{
    int first = m_model->rowCount();
    int last = -1;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        first = qMin(first, range.top());
        last = qMax(last, range.bottom());
    }
    if (last + 1 < m_model->rowCount())
        return m_model->keyAt(last + 1);
    return first > 0 ? m_model->keyAt(first - 1) : QByteArray();
}

void KeyTable::keepPlace()
{
    if (m_place.pending)
        return; // what is on screen is not yet the place that is looked for
    m_place = {};
    const int top = rowAt(0);
    if (top >= 0) {
        m_place.top = m_model->keyAt(top);
        m_place.offset = -rowViewportPosition(top);
    }
    if (selectedCount() <= mostSelectedKept)
        m_place.selected = selectedKeys();
    m_place.pending = true;
}

QByteArray KeyTable::topKey() const
{
    const int top = rowAt(0);
    return top < 0 ? QByteArray() : m_model->keyAt(top);
}

void KeyTable::showFrom(const QByteArray &key)
{
    m_place = {};
    m_place.top = key;
    m_place.pending = true;
    if (key.isEmpty())
        verticalScrollBar()->setValue(0);
    findPlace();
}

void KeyTable::findPlace()
{
    if (m_awaitsKey && !m_place.pending && m_model->rowOf(m_currentKey) >= 0)
        setCurrentKey(m_currentKey);
    if (m_lostKey && !m_place.pending && !selectionModel()->hasSelection())
        markLostKey();
    if (!m_place.pending || m_model->rowCount() == 0)
        return;
    const bool read = m_model->showsAll() || !m_model->isLoading();
    const int top = m_model->lowerBoundRow(m_place.top);
    const int screen = viewport()->height() / Theme::rowHeight() + 1;
    if (!read && top + screen >= m_model->rowCount())
        return; // the rows to show have not come yet

    const QScopedValueRollback quiet(m_quiet, true);
    QItemSelection selection;
    for (const QByteArray &key : std::as_const(m_place.selected)) {
        const int row = m_model->rowOf(key);
        if (row >= 0)
            selection.select(m_model->index(row, 0), m_model->index(row, KeyTableModel::ColumnCount - 1));
    }
    const int current = m_currentKey.isEmpty() ? -1 : m_model->rowOf(m_currentKey);
    if (current >= 0) {
        selectionModel()->setCurrentIndex(m_model->index(current, 0), QItemSelectionModel::NoUpdate);
        if (selection.isEmpty())
            selection.select(m_model->index(current, 0),
                             m_model->index(current, KeyTableModel::ColumnCount - 1));
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (!m_place.top.isEmpty()) {
        updateGeometries(); // the scroll bar must know the rows that have just come
        verticalScrollBar()->setValue(top * verticalHeader()->defaultSectionSize() + m_place.offset);
    }
    m_place.pending = false;
}

// The key of the entry that is shown was deleted and is there again. It is marked where it stands: nobody
// asked to be taken there.
void KeyTable::markLostKey()
{
    const int row = m_model->rowOf(m_currentKey);
    if (row < 0)
        return;
    m_lostKey = false;
    const QScopedValueRollback quiet(m_quiet, true);
    const QItemSelection whole(m_model->index(row, 0), m_model->index(row, KeyTableModel::ColumnCount - 1));
    const int scrolled = verticalScrollBar()->value(); // a new current row is scrolled to otherwise
    selectionModel()->setCurrentIndex(m_model->index(row, 0), QItemSelectionModel::NoUpdate);
    selectionModel()->select(whole, QItemSelectionModel::ClearAndSelect);
    verticalScrollBar()->setValue(scrolled);
}

void KeyTable::setEditedKey(const QByteArray &key)
{
    if (m_delegate->editedKey() == key)
        return;
    m_delegate->setEditedKey(key);
    viewport()->update();
}

void KeyTable::tick()
{
    const int x = columnViewportPosition(KeyTableModel::Expires);
    viewport()->update(x, 0, columnWidth(KeyTableModel::Expires), viewport()->height());
}

QByteArray KeyTable::columnState() const
{
    return m_userSized ? horizontalHeader()->saveState() : QByteArray();
}

void KeyTable::restoreColumns(const QByteArray &state)
{
    const QScopedValueRollback sharing(m_sharing, true);
    m_userSized = !state.isEmpty() && horizontalHeader()->restoreState(state);
}

void KeyTable::shareWidth()
{
    const QScopedValueRollback sharing(m_sharing, true);
    const QFontMetrics metrics(font());
    // 12 on each side, and what rounding takes off a text's width: a fraction too little cuts a word.
    constexpr int padding = 26;
    const int size = metrics.horizontalAdvance(QStringLiteral("1,023.9 KiB")) + padding;
    const int expires = metrics.horizontalAdvance(QStringLiteral("expired 28 min ago")) + padding;
    const int rest = viewport()->width() - size - expires;
    setColumnWidth(KeyTableModel::Key, qMax(120, rest * 32 / 100));
    setColumnWidth(KeyTableModel::Value, qMax(128, rest * 44 / 100));
    setColumnWidth(KeyTableModel::Size, size);
    setColumnWidth(KeyTableModel::Expires, expires);
}

void KeyTable::resizeEvent(QResizeEvent *event)
{
    if (!m_userSized)
        shareWidth();
    QTableView::resizeEvent(event);
}

// Whoever takes the list in hand decides the place; an older one must not be restored over it.
void KeyTable::mousePressEvent(QMouseEvent *event)
{
    m_place.pending = false;
    QTableView::mousePressEvent(event);
}

void KeyTable::wheelEvent(QWheelEvent *event)
{
    m_place.pending = false;
    QTableView::wheelEvent(event);
}

void KeyTable::keyPressEvent(QKeyEvent *event)
{
    m_place.pending = false;
    // Rows are what is chosen here: Home and End lead to the first and the last, not along the columns.
    const bool plain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    if (plain && (event->key() == Qt::Key_Home || event->key() == Qt::Key_End)) {
        QKeyEvent toEnd(event->type(), event->key(), event->modifiers() | Qt::ControlModifier);
        QTableView::keyPressEvent(&toEnd);
        return;
    }
    QTableView::keyPressEvent(event);
}

void KeyTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    // The first focus makes the first row current without choosing it; then its entry would be shown
    // for a row that is not marked, and that Del does not reach.
    const QModelIndex current = currentIndex();
    if (!current.isValid() || selectionModel()->hasSelection())
        return;
    if (m_model->keyAt(current.row()) == m_currentKey)
        selectionModel()->select(current, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

} // namespace kv::ui
