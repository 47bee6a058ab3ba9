// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/noticebar.h"

#include "ui/plaintip.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

namespace kv::ui {

NoticeBar::NoticeBar(QWidget *parent) : QFrame(parent), m_sign(new QLabel(this)), m_text(new QLabel(this))
{
    m_row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_row->setContentsMargins(12, 6, 12, 6);
    m_row->setSpacing(8);
    auto *words = new QHBoxLayout;
    words->setSpacing(8);
    m_buttonRow = new QHBoxLayout;
    m_buttonRow->setSpacing(8);
    m_buttonRow->addStretch(1);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->addWidget(m_sign, 0, Qt::AlignTop);
    words->addWidget(m_text, 1);
    m_row->addLayout(words, 1);
    m_row->addLayout(m_buttonRow);
    hide();
}

QString NoticeBar::text() const
{
    return m_text->text();
}

void NoticeBar::say(Tone tone, const QString &text, const QList<Button> &buttons, const QString &details)
{
    removeButtons();
    const char *name = tone == Tone::Error ? "error" : tone == Tone::Warning ? "warning" : "info";
    setProperty("tone", QString::fromLatin1(name));
    style()->unpolish(this); // a style sheet looks at dynamic properties only when it dresses the widget
    style()->polish(this);
    m_sign->setText(tone == Tone::Info ? QStringLiteral("ℹ") : QStringLiteral("⚠"));
    m_text->setText(text);
    setAccessibleName(text);
    m_text->setToolTip(plainTip(details));
    for (const Button &button : buttons) {
        auto *widget = new QPushButton(button.text, this);
        widget->setObjectName(button.name);
        widget->setAccessibleName(button.text);
        widget->setProperty("accent", button.accent);
        widget->setAutoDefault(true); // Enter presses the one that has the focus, as in a dialog
        connect(widget, &QPushButton::clicked, this, [this, action = button.action] {
            clear();
            if (action)
                action();
        });
        m_buttonRow->addWidget(widget, 0, Qt::AlignVCenter);
        widget->show(); // in a bar that is shown already it could not have the focus otherwise
        m_buttons << widget;
    }
    arrange();
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void NoticeBar::setText(const QString &text)
{
    m_text->setText(text);
    setAccessibleName(text);
    arrange();
}

void NoticeBar::clear()
{
    hide();
    m_text->clear();
    removeButtons();
}

void NoticeBar::removeButtons()
{
    for (QWidget *button : std::exchange(m_buttons, {})) {
        button->setObjectName(
            {}); // one may be in the middle of its own click; nobody should find it any more
        button->hide();
        button->deleteLater();
    }
}

void NoticeBar::arrange()
{
    int buttons = 0;
    for (const QWidget *button : std::as_const(m_buttons))
        buttons += button->sizeHint().width() + m_buttonRow->spacing();
    // Words squeezed into less than this become a tower beside the buttons.
    const int words = qMin(m_text->fontMetrics().horizontalAdvance(m_text->text()), 280) + 64;
    m_row->setDirection(buttons + words > width() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void NoticeBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange();
}

void NoticeBar::focusFirst()
{
    if (!m_buttons.isEmpty())
        m_buttons.first()->setFocus(Qt::OtherFocusReason);
}

void NoticeBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_buttons.isEmpty()) {
        static_cast<QPushButton *>(m_buttons.last())->click();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace kv::ui
