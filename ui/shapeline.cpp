// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shapeline.h"

#include "text/utf8.h"
#include "ui/elidedlabel.h"
#include "ui/segments.h"
#include "ui/theme.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QShortcut>
#include <QToolButton>

namespace kv::ui {

ShapeLine::ShapeLine(QWidget *parent)
    : QWidget(parent),
      m_switch(new Segments(QStringLiteral("shapeSwitch"), tr("Show keys as"),
                            {tr("List"), tr("Tree"), tr("Patterns")}, this)),
      m_button(new QToolButton(this)),
      m_group(new QActionGroup(this)),
      m_edit(new QLineEdit(this)),
      m_count(new ElidedLabel(Qt::ElideRight, this))
{
    build();
    connect(m_switch, &Segments::chosen, this, [this](int index) {
        showState();
        Q_EMIT shapeChosen(KeyShape(index));
    });
    connect(m_group, &QActionGroup::triggered, this, [this](const QAction *action) {
        const QByteArray bytes = action->data().toByteArray();
        if (action->objectName() == QLatin1String("delimiterGuess"))
            Q_EMIT guessWanted();
        else if (action->objectName() == QLatin1String("delimiterOther"))
            type();
        else
            Q_EMIT delimitersChosen(text::Delimiters({bytes}));
        showState(); // the marks follow what is, not what was clicked
    });
    connect(m_edit, &QLineEdit::returnPressed, this, [this] { endTyping(true); });
    setShape(KeyShape::List);
}

void ShapeLine::build()
{
    setObjectName(QStringLiteral("shapeLine"));
    setAttribute(Qt::WA_StyledBackground);
    m_button->setObjectName(QStringLiteral("delimiterButton"));
    m_button->setPopupMode(QToolButton::InstantPopup);
    m_button->setFocusPolicy(Qt::TabFocus);
    m_edit->setObjectName(QStringLiteral("delimiterEdit"));
    m_edit->setAccessibleName(tr("Delimiters, several with spaces between them"));
    m_edit->setPlaceholderText(tr(": or several"));
    m_edit->setToolTip(
        tr("Delimiters, several with spaces between them. Enter takes them, Escape does not."));
    m_edit->setFont(Theme::monospace());
    m_edit->setFixedWidth(120);
    m_edit->hide();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_switch);
    row->addWidget(m_button);
    row->addWidget(m_edit);
    row->addWidget(m_count, 1);
    m_count->setObjectName(QStringLiteral("countLabel"));
    m_count->setProperty("role", QStringLiteral("muted"));
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    fillMenu();
    new QShortcut(
        Qt::Key_Escape, m_edit, this, [this] { endTyping(false); }, Qt::WidgetShortcut);
}

void ShapeLine::setCount(const QString &words)
{
    m_count->setFullText(words);
}

void ShapeLine::fillMenu()
{
    auto *menu = new QMenu(m_button);
    menu->setObjectName(QStringLiteral("delimiterMenu"));
    const auto add = [&](const QString &words, const char *name, const QByteArray &bytes) {
        QAction *action = menu->addAction(words);
        action->setObjectName(QString::fromLatin1(name));
        action->setCheckable(true);
        action->setData(bytes);
        m_group->addAction(action);
    };
    add(tr("&Found by itself"), "delimiterGuess", {});
    menu->addSeparator();
    add(tr(":  colon"), "delimiterColon", ":");
    add(tr("/  slash"), "delimiterSlash", "/");
    add(tr(".  dot"), "delimiterDot", ".");
    add(tr("_  underscore"), "delimiterUnderscore", "_");
    add(tr("-  dash"), "delimiterDash", "-");
    add(tr("|  bar"), "delimiterBar", "|");
    menu->addSeparator();
    add(tr("&Other…"), "delimiterOther", {});
    m_button->setMenu(menu);
}

KeyShape ShapeLine::shape() const
{
    return KeyShape(m_switch->current());
}

void ShapeLine::setShape(KeyShape shape)
{
    m_switch->setCurrent(int(shape));
    showState();
}

void ShapeLine::setDelimiters(const text::Delimiters &delimiters, bool chosen)
{
    m_delimiters = delimiters;
    m_chosen = chosen;
    showState();
}

void ShapeLine::showState()
{
    const bool tree = shape() == KeyShape::Tree;
    if (!tree)
        m_edit->hide();
    m_button->setVisible(tree && !m_edit->isVisibleTo(this));
    constexpr int longest = 6; // the pane may be narrow
    const QString what = m_delimiters.isEmpty() ? tr("none") : text::displayKey(m_delimiters.typed());
    const QString name = m_chosen ? tr("Keys are split into folders at %1").arg(what)
                                  : tr("Keys are split into folders at %1, found by itself").arg(what);
    m_button->setText(
        tr("Split at %1").arg(what.size() > longest ? what.left(longest) + QChar(0x2026) : what) +
        QStringLiteral(" ▾"));
    m_button->setAccessibleName(name);
    m_button->setToolTip(name);
    bool known = false;
    for (QAction *action : m_group->actions()) {
        const bool mark = m_chosen && !action->data().toByteArray().isEmpty() &&
                          m_delimiters == text::Delimiters({action->data().toByteArray()});
        action->setChecked(mark);
        known = known || mark;
    }
    for (QAction *action : m_group->actions()) {
        if (action->objectName() == QLatin1String("delimiterGuess") && !m_chosen)
            action->setChecked(true);
        if (action->objectName() == QLatin1String("delimiterOther") && m_chosen && !known)
            action->setChecked(true);
    }
}

void ShapeLine::type()
{
    m_edit->setText(QString::fromUtf8(m_delimiters.typed()));
    m_edit->show();
    showState();
    m_edit->setFocus();
    m_edit->selectAll();
}

void ShapeLine::endTyping(bool takes)
{
    const text::Delimiters typed = text::Delimiters::parse(m_edit->text().toUtf8());
    m_edit->hide();
    showState();
    if (takes && typed.isEmpty())
        Q_EMIT guessWanted();
    else if (takes)
        Q_EMIT delimitersChosen(typed);
    Q_EMIT typingEnded();
}

} // namespace kv::ui
