// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/comparetable.h"

#include "items/comparemodel.h"
#include "ui/comparedelegate.h"
#include "ui/compareheading.h"
#include "ui/rowtable.h"
#include "ui/theme.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace kv::ui {

using items::CompareModel;

namespace {

// Beyond this, finding a selection again row by row would be felt; the current row is always found.
constexpr int mostSelectedKept = 5000;

} // namespace

CompareTable::CompareTable(CompareModel *model, const Theme &theme, QWidget *parent)
    : QTableView(parent),
      m_model(model)
{
    setObjectName(QStringLiteral("compareTable"));
    setAccessibleName(tr("Rows of the comparison"));
    setItemDelegate(new CompareDelegate(theme, this));
    auto *heading = new CompareHeading(theme, this);
    setHorizontalHeader(heading);
    // Before setModel(), so that these come before the selection model's own slots.
    connect(model, &CompareModel::aboutToMove, this, &CompareTable::keepPlace);
    setModel(model);
    connect(model, &CompareModel::moved, this, &CompareTable::findPlace);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        if (m_model->rowOf(m_current) < 0 && !m_quiet)
            forgetCurrent();
    });
    lookLikeRows(*this);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
    heading->setSectionResizeMode(QHeaderView::Interactive);
    connect(heading, &CompareHeading::boxPressed, this, &CompareTable::headerTicked);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &CompareTable::currentMoved);
    connect(this, &QAbstractItemView::pressed, this, &CompareTable::currentMoved);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, heading->viewport(), qOverload<>(&QWidget::update));
}

void CompareTable::currentMoved()
{
    if (m_quiet)
        return;
    const qint64 number = m_model->numberOf(currentIndex().row());
    if (number == m_current)
        return;
    m_current = number;
    m_model->setPinned(number);
    Q_EMIT rowChosen(number);
}

QByteArray CompareTable::currentKey() const
{
    const int row = m_model->rowOf(m_current);
    return row < 0 ? QByteArray() : m_model->keyAt(row);
}

void CompareTable::forgetCurrent()
{
    const QScopedValueRollback quiet(m_quiet, true);
    selectionModel()->clear();
    m_model->setPinned(-1);
    if (std::exchange(m_current, -1) >= 0)
        Q_EMIT rowChosen(-1);
}

QList<std::pair<int, int>> CompareTable::selectedRanges() const
{
    QList<std::pair<int, int>> ranges;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        ranges << std::pair(range.top(), range.bottom());
    return ranges;
}

qint64 CompareTable::selectedCount() const
{
    qint64 count = 0;
    for (const auto &[first, last] : selectedRanges())
        count += last - first + 1;
    return count;
}

QList<QByteArray> CompareTable::selectedKeys() const
{
    QList<QByteArray> keys;
    for (const auto &[first, last] : selectedRanges()) {
        for (int row = first; row <= last; ++row)
            keys << m_model->keyAt(row);
    }
    return keys;
}

void CompareTable::toggleSelected()
{
    const QList<std::pair<int, int>> ranges = selectedRanges();
    if (ranges.isEmpty())
        return;
    // All become what the row where one stands was not.
    const int row = currentIndex().isValid() ? currentIndex().row() : ranges.first().first;
    const auto read = m_model->rowAt(row);
    m_model->setTicked(ranges, !(read && read->ticked));
}

void CompareTable::keepPlace()
{
    m_place = {};
    const int top = rowAt(0);
    if (top >= 0) {
        m_place.top = m_model->numberOf(top);
        m_place.offset = -rowViewportPosition(top);
    }
    if (selectedCount() <= mostSelectedKept) {
        for (const auto &[first, last] : selectedRanges()) {
            for (int row = first; row <= last; ++row)
                m_place.selected << m_model->numberOf(row);
        }
    }
    m_quiet = true; // a current row that moves to its neighbour is not the user's
}

void CompareTable::findPlace()
{
    const int current = m_model->rowOf(m_current);
    QItemSelection selection;
    const auto take = [&](int row) {
        if (row >= 0)
            selection.select(m_model->index(row, 0), m_model->index(row, CompareModel::ColumnCount - 1));
    };
    for (const qint64 number : std::as_const(m_place.selected))
        take(m_model->rowOf(number));
    if (selection.isEmpty())
        take(current);
    if (current >= 0)
        selectionModel()->setCurrentIndex(m_model->index(current, CompareModel::Key),
                                          QItemSelectionModel::NoUpdate);
    else
        selectionModel()->clearCurrentIndex();
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (m_place.top >= 0) {
        updateGeometries(); // the scroll bar must know the rows that have just come
        verticalScrollBar()->setValue(
            m_model->lowerBound(m_place.top) * verticalHeader()->defaultSectionSize() + m_place.offset);
    }
    m_quiet = false;
    if (current < 0 && m_current >= 0) {
        m_current = -1;
        Q_EMIT rowChosen(-1);
    }
}

void CompareTable::shareWidth()
{
    const QFontMetrics metrics(font());
    constexpr int padding = 28;
    const auto sizeOf = [&](int column) {
        const QString heading = m_model->headerData(column, Qt::Horizontal).toString();
        return padding + qMin(160, qMax(metrics.horizontalAdvance(QStringLiteral("1,023.9 KiB")),
                                        metrics.horizontalAdvance(heading)));
    };
    const int left = sizeOf(CompareModel::Left);
    const int right = sizeOf(CompareModel::Right);
    const int rest = viewport()->width() - 40 - 36 - left - right;
    const int key = qMax(120, rest * 56 / 100);
    setColumnWidth(CompareModel::Tick, 40);
    setColumnWidth(CompareModel::Sign, 36);
    setColumnWidth(CompareModel::Key, key);
    setColumnWidth(CompareModel::Why, qMax(120, rest - key));
    setColumnWidth(CompareModel::Left, left);
    setColumnWidth(CompareModel::Right, right);
}

void CompareTable::resizeEvent(QResizeEvent *event)
{
    shareWidth();
    QTableView::resizeEvent(event);
}

void CompareTable::keyPressEvent(QKeyEvent *event)
{
    const bool plain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        toggleSelected();
        return;
    }
    // Rows are what is chosen here: Home and End lead to the first and the last, not along the columns.
    if (plain && (event->key() == Qt::Key_Home || event->key() == Qt::Key_End)) {
        QKeyEvent toEnd(event->type(), event->key(), event->modifiers() | Qt::ControlModifier);
        QTableView::keyPressEvent(&toEnd);
        return;
    }
    QTableView::keyPressEvent(event);
}

void CompareTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    // The first focus makes the first row current without choosing it.
    const QModelIndex current = currentIndex();
    if (current.isValid() && !selectionModel()->hasSelection())
        selectionModel()->select(current, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

} // namespace kv::ui
