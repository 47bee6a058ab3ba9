// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overlay.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>

namespace kv::ui {

namespace {

constexpr int fromTop = 48; // below the menu bar, where one looks
constexpr int gap = 16;     // that stays free around it

} // namespace

Overlay::Overlay(QWidget *window, const QSize &wanted) : QFrame(window), m_wanted(wanted)
{
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_StyledBackground);
    setProperty("overlay", true);
    hide();
    window->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this,
            [this](const QWidget *, const QWidget *now) { focusMoved(now); });
}

void Overlay::place()
{
    const QSize room = parentWidget()->size();
    const QSize size(qMin(m_wanted.width(), room.width() - 2 * gap),
                     qMin(m_wanted.height(), room.height() - fromTop - gap));
    setGeometry((room.width() - size.width()) / 2, fromTop, size.width(), size.height());
}

void Overlay::open(QWidget *first)
{
    if (!isVisible()) {
        QWidget *before = QApplication::focusWidget();
        m_before = before && !isAncestorOf(before) ? before : nullptr;
        qApp->installEventFilter(this);
    }
    place();
    show();
    raise();
    first->setFocus(Qt::PopupFocusReason);
}

void Overlay::dismiss()
{
    if (!isVisible())
        return;
    const QPointer<QWidget> before = m_before;
    m_before = nullptr;
    hide();
    if (before && before->isVisible())
        before->setFocus(Qt::OtherFocusReason);
}

void Overlay::hideEvent(QHideEvent *event)
{
    qApp->removeEventFilter(this);
    QFrame::hideEvent(event);
}

void Overlay::focusMoved(const QWidget *now)
{
    // No widget has it while another window does: then it stays.
    if (isVisible() && now && now->window() == window() && now != this && !isAncestorOf(now)) {
        m_before = nullptr; // it went where the user wants it
        hide();
    }
}

bool Overlay::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (event->type() == QEvent::MouseButtonPress && isVisible()) {
        const auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && widget->window() == window() && widget != this && !isAncestorOf(widget))
            dismiss(); // and the click does what it does
    }
    return QFrame::eventFilter(watched, event);
}

void Overlay::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

} // namespace kv::ui
