// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sidebutton.h"

#include "ui/elidedlabel.h"
#include "ui/plaintip.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QStyle>

namespace kv::ui {

SideButton::SideButton(const QString &name, const QString &role, QWidget *parent)
    : QPushButton(parent),
      m_role(role),
      m_badge(new QLabel(this)),
      m_title(new ElidedLabel(Qt::ElideRight, this))
{
    setObjectName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_badge->setObjectName(name + QStringLiteral("Badge"));
    m_badge->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_badge->setProperty("badge", QStringLiteral("local")); // dressed as one from the start
    m_title->setObjectName(name + QStringLiteral("Title"));
    for (QWidget *label : {static_cast<QWidget *>(m_badge), static_cast<QWidget *>(m_title)})
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 2, 8, 2);
    row->setSpacing(8);
    row->addWidget(m_badge);
    row->addWidget(m_title, 1);
}

void SideButton::setSide(const QString &badge, const QString &tone, const QString &title, const QString &hint)
{
    m_title->setFullText(title);
    if (m_badge->property("badge").toString() != tone) {
        m_badge->setProperty("badge", tone);
        m_badge->style()->unpolish(m_badge); // a style sheet looks at properties only when it is put on
        m_badge->style()->polish(m_badge);
        QEvent dressed(QEvent::StyleChange); // the label's own room for its frame follows only this
        QCoreApplication::sendEvent(m_badge, &dressed);
    }
    m_badge->setText(badge); // after its dress: only a new text asks for the room that the dress takes
    m_badge->setVisible(!badge.isEmpty());
    m_badge->updateGeometry();
    setAccessibleName(m_role + QStringLiteral(": ") + (badge.isEmpty() ? title : badge + u' ' + title));
    setToolTip(plainTip(hint.isEmpty() ? title : title + u'\n' + hint));
    updateGeometry();
}

QSize SideButton::sizeHint() const
{
    ensurePolished();
    return {qMax(160, layout()->sizeHint().width()),
            qMax(layout()->sizeHint().height() + 2, fontMetrics().height() + 14)};
}

QSize SideButton::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

} // namespace kv::ui
