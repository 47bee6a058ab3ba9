// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/emptystate.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace kv::ui {

EmptyState::EmptyState(const QString &name, QWidget *parent)
    : QWidget(parent),
      m_title(new QLabel(this)),
      m_words(new QLabel(this)),
      m_action(new QPushButton(this))
{
    setObjectName(name);
    m_title->setObjectName(name + QStringLiteral("Title"));
    m_title->setProperty("role", QStringLiteral("title"));
    m_words->setObjectName(name + QStringLiteral("Words"));
    m_words->setProperty("role", QStringLiteral("muted"));
    m_action->setObjectName(name + QStringLiteral("Action"));
    for (QLabel *label : {m_title, m_words}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        label->setMinimumWidth(80);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addStretch(2);
    column->addWidget(m_title);
    column->addWidget(m_words);
    column->addSpacing(4);
    column->addWidget(m_action, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionRequested);
    setWords({}, {});
}

void EmptyState::setWords(const QString &title, const QString &words, const QString &action)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(words);
}

QString EmptyState::title() const
{
    return m_title->text();
}

QString EmptyState::words() const
{
    return m_words->text();
}

} // namespace kv::ui
