// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/segments.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

namespace kv::ui {

Segments::Segments(const QString &name, const QString &accessibleName, const QStringList &labels,
                   QWidget *parent)
    : QWidget(parent),
      m_group(new QButtonGroup(this))
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < labels.size(); ++i) {
        auto *button = new QToolButton(this);
        button->setObjectName(name + QString::number(i));
        button->setText(labels.at(i));
        button->setAccessibleName(accessibleName + QStringLiteral(": ") + labels.at(i));
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        const char *place = labels.size() == 1       ? "only"
                            : i == 0                 ? "first"
                            : i + 1 == labels.size() ? "last"
                                                     : "middle";
        button->setProperty("segment", QString::fromLatin1(place));
        m_group->addButton(button, i);
        m_buttons << button;
        row->addWidget(button);
    }
    // Not the click: who does not see the screen toggles the button without one.
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (on)
            Q_EMIT chosen(index);
    });
}

int Segments::current() const
{
    return m_group->checkedId();
}

void Segments::setCurrent(int index)
{
    const QSignalBlocker quiet(m_group);
    if (index >= 0) {
        m_buttons.at(index)->setChecked(true);
        return;
    }
    m_group->setExclusive(false); // an exclusive group never lets go of its last button
    for (QToolButton *button : std::as_const(m_buttons))
        button->setChecked(false);
    m_group->setExclusive(true);
}

void Segments::setAvailable(int index, bool available, const QString &why)
{
    m_buttons.at(index)->setEnabled(available);
    m_buttons.at(index)->setToolTip(available ? QString() : why);
}

bool Segments::isAvailable(int index) const
{
    return m_buttons.at(index)->isEnabled();
}

} // namespace kv::ui
