// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/confirmbar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace kv::ui {

ConfirmBar::ConfirmBar(QWidget *parent)
    : QFrame(parent),
      m_text(new QLabel(this)),
      m_field(new QLineEdit(this)),
      m_yes(new QPushButton(this)),
      m_no(new QPushButton(tr("Cancel"), this))
{
    setObjectName(QStringLiteral("confirmBar"));
    setProperty("tone", QStringLiteral("error"));
    m_text->setObjectName(QStringLiteral("confirmText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_field->setObjectName(QStringLiteral("confirmField"));
    m_yes->setObjectName(QStringLiteral("confirmYesButton"));
    m_no->setObjectName(QStringLiteral("confirmNoButton"));

    auto *answers = new QHBoxLayout;
    answers->setSpacing(8);
    answers->addWidget(m_field, 1);
    answers->addWidget(m_yes);
    answers->addWidget(m_no);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    column->addWidget(m_text);
    column->addLayout(answers);

    connect(m_field, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_yes->setEnabled(text == m_word); });
    connect(m_field, &QLineEdit::returnPressed, this, &ConfirmBar::confirm);
    connect(m_yes, &QPushButton::clicked, this, &ConfirmBar::confirm);
    connect(m_no, &QPushButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    clear();
}

void ConfirmBar::ask(const QString &question, const QString &word, const QString &action,
                     std::function<void()> confirmed)
{
    m_word = word;
    m_confirmed = std::move(confirmed);
    m_text->setText(question);
    m_field->clear();
    m_field->setPlaceholderText(tr("Type %1 to confirm").arg(word));
    m_field->setAccessibleName(m_field->placeholderText());
    m_yes->setText(action);
    m_yes->setAccessibleName(action);
    m_yes->setEnabled(false);
    show();
    m_field->setFocus(Qt::OtherFocusReason);
}

void ConfirmBar::clear()
{
    m_confirmed = {};
    m_word.clear();
    m_field->clear();
    m_yes->setEnabled(false);
    hide();
}

QString ConfirmBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void ConfirmBar::confirm()
{
    if (!m_confirmed || m_field->text() != m_word)
        return;
    const auto confirmed = std::exchange(m_confirmed, {});
    clear();
    confirmed();
}

void ConfirmBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        m_no->click();
    else
        QFrame::keyPressEvent(event);
}

} // namespace kv::ui
