// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/findbar.h"

#include "text/hexlines.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>
#include <QToolButton>

namespace kv::ui {

FindBar::FindBar(const QString &name, QWidget *parent)
    : QWidget(parent),
      m_find(new QLineEdit(this)),
      m_with(new QLineEdit(this)),
      m_case(toggle(name + QStringLiteral("Case"), tr("Aa"), tr("Tell capital and small letters apart"))),
      m_word(toggle(name + QStringLiteral("Word"), tr("W"), tr("Whole words only"))),
      m_regex(toggle(name + QStringLiteral("Regex"), tr(".*"),
                     tr("A regular expression, held against each line"))),
      m_hex(toggle(name + QStringLiteral("Hex"), tr("0x"), tr("What is typed are hex digits"))),
      m_count(new QLabel(this)),
      m_replaceRow(new QWidget(this)),
      m_one(
          button(name + QStringLiteral("Replace"), tr("Replace"), tr("Replace this one and go to the next"))),
      m_all(button(name + QStringLiteral("ReplaceAll"), tr("All"), tr("Replace every one")))
{
    setObjectName(name);
    m_find->setObjectName(name + QStringLiteral("Edit"));
    m_find->setAccessibleName(tr("Find in the value"));
    m_find->setPlaceholderText(tr("Find"));
    for (QLineEdit *edit : {m_find, m_with})
        edit->setMinimumWidth(40); // of a narrow pane the buttons need most
    m_with->setObjectName(name + QStringLiteral("With"));
    m_with->setAccessibleName(tr("Replace with"));
    m_with->setPlaceholderText(tr("Replace with"));
    m_count->setObjectName(name + QStringLiteral("Count"));
    m_count->setProperty("role", QStringLiteral("muted"));
    m_count->setTextFormat(Qt::PlainText);
    m_count->setWordWrap(true);
    auto *previous = button(name + QStringLiteral("Previous"), tr("▲"), tr("The one before (Shift+F3)"));
    auto *next = button(name + QStringLiteral("Next"), tr("▼"), tr("The next (F3)"));
    auto *close = button(name + QStringLiteral("Close"), tr("✕"), tr("Close (Escape)"));
    m_replaceRow->setObjectName(name + QStringLiteral("ReplaceRow"));

    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_find, 1);
    for (QToolButton *one : {m_case, m_word, m_regex, m_hex, previous, next, close})
        row->addWidget(one);
    auto *second = new QHBoxLayout(m_replaceRow);
    second->setContentsMargins(0, 0, 0, 0);
    second->setSpacing(4);
    second->addWidget(m_with, 1);
    second->addWidget(m_one);
    second->addWidget(m_all);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_replaceRow);
    column->addWidget(m_count);
    setTabOrder(m_find, m_with);
    m_find->installEventFilter(this);
    m_with->installEventFilter(this);
    connect(m_find, &QLineEdit::textChanged, this, &FindBar::changed);
    for (QToolButton *one : {m_case, m_word, m_regex, m_hex})
        connect(one, &QToolButton::toggled, this, &FindBar::changed);
    connect(previous, &QToolButton::clicked, this, &FindBar::previousRequested);
    connect(next, &QToolButton::clicked, this, &FindBar::nextRequested);
    connect(close, &QToolButton::clicked, this, &FindBar::close);
    connect(m_one, &QToolButton::clicked, this, &FindBar::replaceRequested);
    connect(m_all, &QToolButton::clicked, this, &FindBar::replaceAllRequested);
    setForBytes(false);
    m_replaceRow->hide();
    hide();
}

QToolButton *FindBar::button(const QString &name, const QString &sign, const QString &words)
{
    auto *made = new QToolButton(this);
    made->setObjectName(name);
    made->setText(sign);
    made->setAccessibleName(words);
    made->setToolTip(words);
    made->setProperty("find", true);
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

QToolButton *FindBar::toggle(const QString &name, const QString &sign, const QString &words)
{
    QToolButton *made = button(name, sign, words);
    made->setCheckable(true);
    return made;
}

void FindBar::setForBytes(bool bytes)
{
    m_forBytes = bytes;
    m_word->setVisible(!bytes);
    m_regex->setVisible(!bytes);
    m_hex->setVisible(bytes);
}

void FindBar::setReplaceable(const QString &why)
{
    const bool can = why.isEmpty();
    m_with->setEnabled(can);
    m_one->setEnabled(can);
    m_all->setEnabled(can);
    m_with->setPlaceholderText(can ? tr("Replace with") : why);
    m_with->setToolTip(why);
}

void FindBar::open(bool replace, const QString &text)
{
    if (replace)
        m_replaceRow->show();
    show();
    if (!text.isEmpty())
        m_find->setText(text);
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
}

void FindBar::close()
{
    m_replaceRow->hide();
    hide();
    Q_EMIT closed();
}

bool FindBar::isReplacing() const
{
    return !m_replaceRow->isHidden();
}

bool FindBar::isHex() const
{
    return m_forBytes && m_hex->isChecked();
}

text::FindWhat FindBar::what() const
{
    m_problem.clear();
    text::FindWhat what{.needle = m_find->text().toUtf8(),
                        .caseSensitive = m_case->isChecked(),
                        .wholeWord = !m_forBytes && m_word->isChecked(),
                        .regex = !m_forBytes && m_regex->isChecked()};
    if (isHex()) {
        const auto digits = text::parseHex(m_find->text());
        what.needle = digits.value_or(QByteArray());
        what.caseSensitive = true;
        if (!digits)
            m_problem = tr("These are no hex digits in pairs.");
    } else if (m_forBytes) {
        // Letters beyond ASCII have no case here: bytes need not be text.
        for (const char c : std::as_const(what.needle))
            what.caseSensitive |= uchar(c) >= 0x80;
    }
    return what;
}

std::optional<QByteArray> FindBar::replacement() const
{
    if (!isHex())
        return m_with->text().toUtf8();
    const auto digits = text::parseHex(m_with->text());
    if (m_with->text().trimmed().isEmpty())
        return QByteArray();
    return digits ? std::optional<QByteArray>(*digits) : std::nullopt;
}

void FindBar::say(const QString &words, bool isProblem)
{
    m_count->setText(words);
    if (m_count->property("problem").toBool() != isProblem) {
        m_count->setProperty("problem", isProblem);
        m_count->style()->unpolish(m_count);
        m_count->style()->polish(m_count);
    }
}

QString FindBar::said() const
{
    return m_count->text();
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Escape) {
        close();
        return true;
    }
    if (key->key() != Qt::Key_Return && key->key() != Qt::Key_Enter)
        return QWidget::eventFilter(watched, event);
    if (watched == m_with)
        key->modifiers() & Qt::ControlModifier ? Q_EMIT replaceAllRequested() : Q_EMIT replaceRequested();
    else
        key->modifiers() & Qt::ShiftModifier ? Q_EMIT previousRequested() : Q_EMIT nextRequested();
    return true;
}

} // namespace kv::ui
