// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/entryheader.h"

#include "core/limits.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/elidedlabel.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QShortcut>
#include <QSignalBlocker>
#include <QStyle>

namespace kv::ui {

EntryHeader::EntryHeader(QWidget *parent)
    : QWidget(parent),
      m_key(new ElidedLabel(Qt::ElideMiddle, this)),
      m_facts(new QLabel(this)),
      m_editing(new QWidget(this)),
      m_what(new QLabel(m_editing)),
      m_edit(new QLineEdit(m_editing)),
      m_room(new QLabel(m_editing)),
      m_problem(new QLabel(m_editing))
{
    QFont mono = Theme::monospace();
    m_edit->setFont(mono);
    mono.setBold(true);
    m_key->setFont(mono);
    m_key->setObjectName(QStringLiteral("entryKey"));
    m_facts->setObjectName(QStringLiteral("entryFacts"));
    m_facts->setProperty("role", QStringLiteral("muted"));
    m_what->setObjectName(QStringLiteral("keyEditTitle"));
    m_what->setProperty("role", QStringLiteral("title"));
    m_what->setTextFormat(Qt::PlainText);
    m_edit->setObjectName(QStringLiteral("keyEdit"));
    m_edit->setAccessibleName(tr("Key"));
    m_edit->setPlaceholderText(tr("Key"));
    m_room->setObjectName(QStringLiteral("keyRoom"));
    m_room->setProperty("role", QStringLiteral("muted"));
    m_problem->setObjectName(QStringLiteral("keyProblem"));
    m_problem->setProperty("role", QStringLiteral("problem"));
    m_problem->setWordWrap(true);

    auto *top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_key);
    top->addWidget(m_facts);
    top->addStretch(1);
    auto *below = new QHBoxLayout;
    below->setSpacing(8);
    below->addWidget(m_problem, 1);
    below->addWidget(m_room, 0, Qt::AlignRight | Qt::AlignTop);
    auto *field = new QVBoxLayout(m_editing);
    field->setContentsMargins(0, 0, 0, 0);
    field->setSpacing(4);
    field->addWidget(m_what);
    field->addWidget(m_edit);
    field->addLayout(below);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(top);
    column->addWidget(m_editing);
    m_editing->hide();

    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        showRoom();
        Q_EMIT keyTyped(typedKey());
    });
    connect(m_edit, &QLineEdit::returnPressed, this, &EntryHeader::accepted);
    new QShortcut(Qt::Key_Escape, m_edit, this, &EntryHeader::rejected, Qt::WidgetShortcut);
}

void EntryHeader::showKey(const QByteArray &key, const QString &facts)
{
    m_editing->hide();
    m_key->show();
    m_facts->show();
    m_key->setFullText(text::displayKey(key));
    m_facts->setText(facts);
}

void EntryHeader::editKey(const QString &what, const QByteArray &key)
{
    m_key->hide();
    m_facts->hide();
    m_what->setText(what);
    {
        const QSignalBlocker quiet(m_edit);
        m_edit->setText(text::isUtf8(key) ? QString::fromUtf8(key) : QString());
    }
    setProblem({});
    showRoom();
    m_editing->show();
}

bool EntryHeader::isEditing() const
{
    return !m_editing->isHidden();
}

QByteArray EntryHeader::typedKey() const
{
    return m_edit->text().toUtf8();
}

void EntryHeader::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    if (m_edit->property("problem").toBool() == problem.isEmpty()) {
        m_edit->setProperty("problem", !problem.isEmpty());
        m_edit->style()->unpolish(m_edit);
        m_edit->style()->polish(m_edit);
    }
}

void EntryHeader::focusKey()
{
    m_edit->setFocus(Qt::OtherFocusReason);
    m_edit->selectAll();
}

void EntryHeader::showRoom()
{
    m_room->setText(tr("%1 of %2 B").arg(typedKey().size()).arg(limits::keyBytes));
}

} // namespace kv::ui
