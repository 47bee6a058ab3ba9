// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/celltext.h"
#include "ui/diffsheet.h"

#include <QAbstractScrollArea>
#include <QHash>

namespace kv::ui {

class Theme;

/// A DiffSheet painted: both sides beside each other, scrolled as one. Only the rows in sight are ever laid
/// out, so any size opens at once. Lines of the side with the focus can be selected and copied; Tab goes to
/// the other side.
class DiffPane : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit DiffPane(const Theme &theme, QWidget *parent = nullptr);

    /// Null: nothing.
    void setSheet(std::shared_ptr<const DiffSheet> sheet);
    const std::shared_ptr<const DiffSheet> &sheet() const { return m_sheet; }
    /// What the sides are called, for screen readers.
    void setSideNames(const QString &left, const QString &right);

    /// -1: none.
    qint64 currentRow() const { return m_current; }
    Side side() const { return m_side; }
    void setSide(Side side);
    /// Moves to a row and shows it; `select`: stretches the selection to it.
    void goTo(qint64 row, bool select = false);
    /// To the next (previous) run of rows that differ; false when there is none.
    bool goToNext();
    bool goToPrevious();
    bool hasNext() const;
    bool hasPrevious() const;
    /// The selected lines of the side with the focus.
    QString selectedText() const;
    void copy();
    void selectAll();

Q_SIGNALS:
    void currentChanged();

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    /// Where things stand, in pixels.
    struct Layout
    {
        qreal cell = 1; ///< a face's digits are seldom a whole number of pixels wide
        int row = 1, ascent = 0;
        int half = 0; ///< where the right side begins
        int sign = 0; ///< from a side's beginning
        int text = 0; ///< from a side's beginning
        int cellsInSight = 1;
    };

    qint64 rowCount() const { return m_sheet ? m_sheet->rowCount() : 0; }
    int rowsInSight() const { return qMax(1, viewport()->height() / m_layout.row); }
    void updateLayout();
    void widen(int cells);
    void setCells();
    int widthOf(const QString &text) const;
    bool isSelected(qint64 row) const;
    void paintSide(QPainter &painter, qint64 row, Side side, int y);
    void paintText(QPainter &painter, const DiffCell &cell, const QRect &room, const QColor &ground,
                   const QColor &mark);
    QString signOf(qint64 row, Side side) const;
    void tellCurrent();
    void showMark();
    bool moveByKey(const QKeyEvent *event);

    const Theme &m_theme;
    std::shared_ptr<const DiffSheet> m_sheet;
    QString m_names[2];
    Layout m_layout;
    qint64 m_current = -1;
    qint64 m_anchor = -1;
    Side m_side = Side::Left;
    int m_widest = 0; // cells of the longest line that was painted so far
    mutable QHash<QString, int> m_widths;
};

} // namespace kv::ui
