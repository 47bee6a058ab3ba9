// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compareheader.h"

#include "store/workspace.h"
#include "text/utf8.h"
#include "ui/comparewords.h"
#include "ui/ignorepopup.h"
#include "ui/sidebutton.h"
#include "ui/targetchooser.h"
#include "ui/targetwords.h"

#include <QActionGroup>
#include <QDir>
#include <QHBoxLayout>
#include <QMenu>
#include <QStyle>
#include <QToolButton>

namespace kv::ui {

using jobs::Depth;

namespace {

constexpr int narrowest = 760; // of one row; with less, two sides of one binding read the same

} // namespace

CompareHeader::CompareHeader(const Theme &theme, Workspace &workspace, Dialogs &dialogs, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_workspace(workspace),
      m_dialogs(dialogs),
      m_leftButton(new SideButton(QStringLiteral("leftSide"), tr("Left side"), this)),
      m_rightButton(new SideButton(QStringLiteral("rightSide"), tr("Right side"), this)),
      m_swap(new QToolButton(this)),
      m_depthButton(new QToolButton(this)),
      m_depths(new QActionGroup(this)),
      m_ignoreButton(new QToolButton(this)),
      m_ignore(new IgnorePopup(this)),
      m_go(new QPushButton(this))
{
    setObjectName(QStringLiteral("compareHeader"));
    setAttribute(Qt::WA_StyledBackground);
    m_swap->setObjectName(QStringLiteral("swapSides"));
    m_swap->setText(QStringLiteral("⇄"));
    m_swap->setAccessibleName(tr("Swap the sides"));
    m_swap->setToolTip(tr("Swap the sides"));
    m_depthButton->setObjectName(QStringLiteral("depthButton"));
    m_depthButton->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_depthButton);
    menu->setObjectName(QStringLiteral("depthMenu"));
    const std::pair<Depth, QString> depths[] = {
        {Depth::Names, tr("&Names only")},
        {Depth::Rows, tr("Names, &metadata and expiration: no value is read")},
        {Depth::Values, tr("Names, metadata, expiration and &values")},
    };
    for (const auto &[depth, words] : depths) {
        QAction *action = menu->addAction(words);
        action->setObjectName(QStringLiteral("depth%1").arg(int(depth)));
        action->setCheckable(true);
        action->setData(int(depth));
        m_depths->addAction(action);
    }
    m_depthButton->setMenu(menu);
    m_ignoreButton->setObjectName(QStringLiteral("ignoreButton"));
    m_go->setObjectName(QStringLiteral("compareButton"));
    m_go->setAutoDefault(true); // Enter presses it where it has the focus
    for (QToolButton *button : {m_swap, m_depthButton, m_ignoreButton})
        button->setFocusPolicy(Qt::TabFocus);

    auto *sides = new QHBoxLayout;
    sides->setSpacing(8);
    sides->addWidget(m_leftButton, 1);
    sides->addWidget(m_swap);
    sides->addWidget(m_rightButton, 1);
    auto *rest = new QHBoxLayout;
    rest->setSpacing(8);
    rest->addStretch(1);
    rest->addWidget(m_depthButton);
    rest->addWidget(m_ignoreButton);
    rest->addWidget(m_go);
    m_row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_row->setContentsMargins(12, 8, 12, 8);
    m_row->setSpacing(8);
    m_row->addLayout(sides, 1);
    m_row->addLayout(rest);

    connect(m_leftButton, &QPushButton::clicked, this, [this] { choose(true); });
    connect(m_rightButton, &QPushButton::clicked, this, [this] { choose(false); });
    connect(m_swap, &QToolButton::clicked, this, [this] {
        setSides(CompareSide(m_right), CompareSide(m_left)); // copies: it writes over both
        Q_EMIT edited();
    });
    connect(m_depths, &QActionGroup::triggered, this, [this](const QAction *action) {
        setDepth(Depth(action->data().toInt()));
        Q_EMIT edited();
    });
    connect(m_ignoreButton, &QToolButton::clicked, this, [this] { m_ignore->popup(m_ignoreButton); });
    connect(m_ignore, &IgnorePopup::edited, this, [this] {
        m_rules = m_ignore->rules();
        m_prefix = m_ignore->prefix();
        showDepth();
        Q_EMIT edited();
    });
    connect(m_go, &QPushButton::clicked, this, &CompareHeader::pressed);
    setSides({}, {});
    setDepth(Depth::Values);
    setRules({});
}

void CompareHeader::setSides(const CompareSide &left, const CompareSide &right)
{
    m_left = left;
    m_right = right;
    refreshWords();
}

void CompareHeader::refreshWords()
{
    showSide(m_leftButton, m_left, tr("Choose the left side"));
    showSide(m_rightButton, m_right, tr("Choose the right side"));
}

void CompareHeader::showSide(SideButton *button, const CompareSide &side, const QString &empty)
{
    if (side.isEmpty()) {
        button->setSide({}, {}, empty, {});
        return;
    }
    const auto badge = compareside::badge(side, m_workspace);
    QString title = compareside::title(side, m_workspace);
    if (side.vanished)
        title += side.info.target.place == Place::Snapshot ? tr(" · the file is gone")
                                                           : tr(" · not in the project any more");
    QStringList hint{side.info.name};
    if (!side.info.path.isEmpty())
        hint << QDir::toNativeSeparators(side.info.path);
    if (!side.folder.isEmpty())
        hint << QDir::toNativeSeparators(side.folder);
    button->setSide(badge.text, badge.tone, title, hint.join(u'\n'));
}

void CompareHeader::setDepth(Depth depth)
{
    m_depth = depth;
    for (QAction *action : m_depths->actions())
        action->setChecked(action->data().toInt() == int(depth));
    showDepth();
}

void CompareHeader::setRules(const jobs::IgnoreRules &rules)
{
    m_rules = rules;
    m_ignore->setRules(rules);
    showDepth();
}

void CompareHeader::setPrefix(const QByteArray &prefix)
{
    m_prefix = prefix;
    m_ignore->setPrefix(prefix);
    showDepth();
}

void CompareHeader::showDepth()
{
    m_depthButton->setText(comparewords::depth(m_depth) + QStringLiteral(" ▾"));
    m_depthButton->setAccessibleName(tr("How deep to compare: %1").arg(comparewords::depth(m_depth)));
    m_depthButton->setToolTip(tr("How deep to compare"));
    const int rules = IgnorePopup::countOf(m_rules);
    QString words = rules == 0 ? tr("Ignore") : tr("Ignore · %1").arg(rules);
    QString name =
        rules == 0 ? tr("What does not matter: nothing") : tr("What does not matter: %1 rules").arg(rules);
    if (!m_prefix.isEmpty()) { // of which one must not lose sight
        constexpr int longest = 24;
        const QString prefix = text::displayKey(m_prefix);
        words = tr("Only %1").arg(prefix.size() > longest ? prefix.left(longest) + QChar(0x2026) : prefix) +
                (rules == 0 ? QString() : QStringLiteral(" · ") + words);
        name = tr("Only keys that start with %1").arg(prefix) + QStringLiteral(". ") + name;
    }
    m_ignoreButton->setText(words);
    m_ignoreButton->setAccessibleName(name);
    m_ignoreButton->setToolTip(m_prefix.isEmpty() ? tr("What does not matter") : name);
}

void CompareHeader::setLocked(bool locked)
{
    for (QWidget *widget :
         QList<QWidget *>{m_leftButton, m_rightButton, m_swap, m_depthButton, m_ignoreButton})
        widget->setEnabled(!locked);
}

void CompareHeader::setAction(const QString &text, bool accent, const QString &why)
{
    m_go->setText(text);
    m_go->setAccessibleName(text);
    m_go->setEnabled(why.isEmpty());
    m_go->setToolTip(why);
    if (m_go->property("accent").toBool() != accent) {
        m_go->setProperty("accent", accent);
        m_go->style()->unpolish(m_go);
        m_go->style()->polish(m_go);
    }
    // One width for all its words: the row must not move under the pointer.
    int widest = 0;
    for (const QString &words : {tr("Compare"), tr("Pause"), tr("Go on"), tr("Compare again")})
        widest = qMax(widest, m_go->fontMetrics().horizontalAdvance(words));
    m_go->setMinimumWidth(widest + 32);
}

void CompareHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_row->setDirection(width() < narrowest ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void CompareHeader::choose(bool left)
{
    auto *chooser = new TargetChooser(m_theme, m_workspace, m_dialogs, this);
    connect(chooser, &TargetChooser::message, this, &CompareHeader::message);
    connect(chooser, &TargetChooser::chosen, this, [this, left](const CompareSide &side) {
        (left ? m_left : m_right) = side;
        refreshWords();
        Q_EMIT edited();
    });
    chooser->popup(left ? m_leftButton : m_rightButton, left ? m_left : m_right);
}

void CompareHeader::chooseLeft()
{
    m_leftButton->setFocus(Qt::OtherFocusReason);
}

} // namespace kv::ui
