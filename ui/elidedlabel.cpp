// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/elidedlabel.h"

#include "ui/plaintip.h"

#include <QPainter>
#include <QStyle>

namespace kv::ui {

ElidedLabel::ElidedLabel(Qt::TextElideMode mode, QWidget *parent) : QLabel(parent), m_mode(mode)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setTextFormat(Qt::PlainText);
}

void ElidedLabel::setFullText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    tell();
    updateGeometry();
    update();
}

void ElidedLabel::setHint(const QString &hint)
{
    m_hint = hint;
    tell();
}

void ElidedLabel::tell()
{
    setAccessibleName(m_text);
    setToolTip(plainTip(m_hint.isEmpty() ? m_text : m_hint));
}

QSize ElidedLabel::sizeHint() const
{
    ensurePolished();
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(m_text) + 2, metrics.height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const QFontMetrics metrics(font());
    return {qMin(metrics.averageCharWidth() * 4, sizeHint().width()), metrics.height() + 2};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    // The words' own direction: a path keeps its first slash in front in a window that runs from right to
    // left.
    painter.setLayoutDirection(m_text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    const QString shown = fontMetrics().elidedText(m_text, m_mode, width());
    style()->drawItemText(&painter, rect(),
                          int(QStyle::visualAlignment(layoutDirection(), alignment()) | Qt::AlignAbsolute),
                          palette(), isEnabled(), shown, foregroundRole());
}

} // namespace kv::ui
