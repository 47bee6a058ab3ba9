// SPDX-License-Identifier: GPL-3.0-or-later
// What a DiffPane does with keys, mouse and selection; how it paints is in diffpanepaint.cpp.
#include "ui/diffpane.h"

#include "ui/theme.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

namespace kv::ui {

namespace {

constexpr int cellsAcross = 8; // that an arrow key scrolls

} // namespace

DiffPane::DiffPane(const Theme &theme, QWidget *parent) : QAbstractScrollArea(parent), m_theme(theme)
{
    setFont(Theme::monospace());
    setFrameShape(QFrame::NoFrame);
    setLayoutDirection(Qt::LeftToRight); // values, and sides that are called left and right
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Both values, line by line"));
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setCursor(Qt::IBeamCursor);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    setSideNames(tr("left"), tr("right"));
    updateLayout();
}

void DiffPane::setSideNames(const QString &left, const QString &right)
{
    m_names[0] = left;
    m_names[1] = right;
}

void DiffPane::setSheet(std::shared_ptr<const DiffSheet> sheet)
{
    m_sheet = std::move(sheet);
    m_current = m_anchor = -1;
    m_widest = 0;
    updateLayout();
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    tellCurrent();
}

void DiffPane::setSide(Side side)
{
    if (m_side == side)
        return;
    m_side = side;
    viewport()->update();
    tellCurrent();
}

void DiffPane::goTo(qint64 row, bool select)
{
    if (rowCount() == 0)
        return;
    m_current = qBound<qint64>(0, row, rowCount() - 1);
    if (!select || m_anchor < 0)
        m_anchor = m_current;
    QScrollBar *bar = verticalScrollBar();
    if (m_current < bar->value())
        bar->setValue(int(m_current));
    else if (m_current >= bar->value() + rowsInSight())
        bar->setValue(int(m_current) - rowsInSight() + 1);
    viewport()->update();
    tellCurrent();
}

bool DiffPane::hasNext() const
{
    return m_sheet && m_sheet->nextDifference(m_current);
}

bool DiffPane::hasPrevious() const
{
    return m_sheet && m_current > 0 && m_sheet->previousDifference(m_current);
}

bool DiffPane::goToNext()
{
    const auto row = m_sheet ? m_sheet->nextDifference(m_current) : std::nullopt;
    if (!row)
        return false;
    goTo(*row);
    showMark();
    return true;
}

bool DiffPane::goToPrevious()
{
    const auto row = m_sheet && m_current > 0 ? m_sheet->previousDifference(m_current) : std::nullopt;
    if (!row)
        return false;
    goTo(*row);
    showMark();
    return true;
}

/// Scrolls sideways to what differs in the current row, and leaves some of what comes after the row in sight.
void DiffPane::showMark()
{
    QScrollBar *bar = verticalScrollBar();
    const int context = qMin(3, rowsInSight() / 4);
    if (m_current < bar->value() + context)
        bar->setValue(int(m_current) - context);
    else if (m_current > bar->value() + rowsInSight() - 1 - context)
        bar->setValue(int(m_current) - rowsInSight() + 1 + context);
    int first = -1;
    for (const Side side : {Side::Left, Side::Right}) {
        const DiffCell cell = m_sheet->cell(m_current, side);
        if (cell.marks.empty())
            continue;
        const qsizetype begin = qMin(cell.marks.front().begin, cell.text.size());
        const int at = cellCount(QByteArrayView(cell.text).first(begin),
                                 [this](const QString &text) { return widthOf(text); });
        first = first < 0 ? at : qMin(first, at);
        widen(cellCount(cell.text, [this](const QString &text) { return widthOf(text); }));
    }
    QScrollBar *across = horizontalScrollBar();
    if (first >= 0 && (first < across->value() || first > across->value() + m_layout.cellsInSight - 4))
        across->setValue(qMax(0, first - m_layout.cellsInSight / 4));
    else if (first < 0)
        across->setValue(0);
}

bool DiffPane::isSelected(qint64 row) const
{
    return m_current >= 0 && row >= qMin(m_anchor, m_current) && row <= qMax(m_anchor, m_current);
}

QString DiffPane::selectedText() const
{
    if (m_current < 0)
        return {};
    QByteArray lines;
    bool first = true;
    for (qint64 row = qMin(m_anchor, m_current); row <= qMax(m_anchor, m_current); ++row) {
        const DiffCell cell = m_sheet->cell(row, m_side, std::numeric_limits<qsizetype>::max());
        if (!cell.present)
            continue;
        if (!std::exchange(first, false))
            lines += '\n';
        lines += cell.text;
    }
    return QString::fromUtf8(lines);
}

void DiffPane::copy()
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void DiffPane::selectAll()
{
    if (rowCount() == 0)
        return;
    m_anchor = 0;
    m_current = rowCount() - 1;
    viewport()->update();
    tellCurrent();
}

void DiffPane::tellCurrent()
{
    QString words;
    if (m_current >= 0 && m_sheet) {
        const auto read = [this](Side side) {
            constexpr qsizetype spoken = 400;
            const DiffCell cell = m_sheet->cell(m_current, side, spoken);
            const QString text = cell.present ? cellText(cell.text) : tr("no such line");
            return tr("%1: %2").arg(m_names[side == Side::Left ? 0 : 1], text);
        };
        switch (m_sheet->kind(m_current)) {
        case DiffRows::Kind::Heading:
            words = cellText(m_sheet->cell(m_current, m_side).text);
            break;
        case DiffRows::Kind::Ignored:
            words = tr("does not matter, %1; %2").arg(read(Side::Left), read(Side::Right));
            break;
        case DiffRows::Kind::Same:
            words = tr("the same, %1").arg(read(m_side));
            break;
        case DiffRows::Kind::Differs:
            words = tr("differs, %1; %2").arg(read(Side::Left), read(Side::Right));
            break;
        }
    }
    setAccessibleDescription(words);
    QAccessibleEvent told(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&told);
    Q_EMIT currentChanged();
}

bool DiffPane::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Copy) || key->matches(QKeySequence::SelectAll)) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool DiffPane::focusNextPrevChild(bool next)
{
    const Side wanted = next ? Side::Right : Side::Left;
    if (m_side == wanted || rowCount() == 0)
        return QAbstractScrollArea::focusNextPrevChild(next);
    setSide(wanted);
    return true;
}

bool DiffPane::moveByKey(const QKeyEvent *event)
{
    const bool all = event->modifiers() & Qt::ControlModifier;
    QScrollBar *across = horizontalScrollBar();
    qint64 to = m_current < 0 ? verticalScrollBar()->value() - 1 : m_current;
    switch (event->key()) {
    case Qt::Key_Up:
        to = qMax<qint64>(0, to - 1);
        break;
    case Qt::Key_Down:
        to += 1;
        break;
    case Qt::Key_PageUp:
        to -= rowsInSight();
        break;
    case Qt::Key_PageDown:
        to += rowsInSight();
        break;
    case Qt::Key_Left:
        across->setValue(across->value() - cellsAcross);
        return true;
    case Qt::Key_Right:
        across->setValue(across->value() + cellsAcross);
        return true;
    case Qt::Key_Home:
        across->setValue(0);
        if (!all)
            return true;
        to = 0;
        break;
    case Qt::Key_End:
        if (!all) {
            across->setValue(across->maximum());
            return true;
        }
        to = rowCount() - 1;
        break;
    default:
        return false;
    }
    goTo(to, event->modifiers() & Qt::ShiftModifier);
    return true;
}

void DiffPane::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else if (!moveByKey(event))
        QAbstractScrollArea::keyPressEvent(event);
}

void DiffPane::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const QPoint at = event->position().toPoint();
    m_side = at.x() < m_layout.half ? Side::Left : Side::Right;
    const qint64 row = verticalScrollBar()->value() + at.y() / m_layout.row;
    if (row < rowCount())
        goTo(row, event->modifiers() & Qt::ShiftModifier);
    else
        viewport()->update();
}

void DiffPane::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton) || m_current < 0)
        return;
    const int y = event->position().toPoint().y();
    goTo(verticalScrollBar()->value() + (y < 0 ? -1 : y / m_layout.row), true);
}

void DiffPane::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy lines"), this, &DiffPane::copy)->setEnabled(m_current >= 0);
    menu.addAction(tr("Select all"), this, &DiffPane::selectAll)->setEnabled(rowCount() > 0);
    menu.exec(event->globalPos());
}

void DiffPane::focusInEvent(QFocusEvent *event)
{
    // The keyboard comes to the side that it reaches first.
    if (event->reason() == Qt::TabFocusReason)
        m_side = Side::Left;
    else if (event->reason() == Qt::BacktabFocusReason)
        m_side = Side::Right;
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void DiffPane::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace kv::ui
