// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/comparechips.h"

#include "text/units.h"
#include "ui/clearbutton.h"
#include "ui/comparewords.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace kv::ui {

using jobs::RowFilter;
using jobs::Status;

namespace {

/// In the order that one looks for them.
constexpr Status order[] = {Status::Different, Status::OnlyLeft, Status::OnlyRight, Status::Same,
                            Status::Unread};

} // namespace

CompareChips::CompareChips(QWidget *parent)
    : QWidget(parent),
      m_ticked(new QToolButton(this)),
      m_prefix(new QLineEdit(this)),
      m_pattern(new QLineEdit(this)),
      m_shown(new QLabel(this)),
      m_tickMenu(new QToolButton(this))
{
    setObjectName(QStringLiteral("compareChips"));
    setAttribute(Qt::WA_StyledBackground);
    auto *chips = new QHBoxLayout;
    chips->setSpacing(8);
    const auto make = [&](QToolButton *chip, const QString &name) {
        chip->setObjectName(name);
        chip->setProperty("chip", true);
        chip->setCheckable(true);
        chip->setFocusPolicy(Qt::TabFocus);
        chip->setMinimumWidth(36); // less than its words: they give way where there is no room
        chips->addWidget(chip);
        connect(chip, &QToolButton::toggled, this, &CompareChips::filterChanged);
    };
    for (const Status status : order) {
        auto *chip = new QToolButton(this);
        m_chips.at(size_t(status)) = chip;
        make(chip, QStringLiteral("chip%1").arg(int(status)));
    }
    make(m_ticked, QStringLiteral("chipTicked"));
    chips->addStretch(1);

    m_prefix->setObjectName(QStringLiteral("comparePrefix"));
    m_prefix->setAccessibleName(tr("Show keys that start with"));
    m_prefix->setPlaceholderText(tr("Prefix, for example user:"));
    m_pattern->setObjectName(QStringLiteral("comparePattern"));
    m_pattern->setAccessibleName(tr("Show keys that contain, or match a pattern with * and ?"));
    m_pattern->setPlaceholderText(tr("Part of a key, or a pattern with * and ?"));
    for (QLineEdit *field : {m_prefix, m_pattern}) {
        field->setFont(Theme::monospace());
        addClearButton(field);
        field->setMinimumWidth(96);
        connect(field, &QLineEdit::textChanged, this, &CompareChips::filterChanged);
        connect(field, &QLineEdit::returnPressed, this, &CompareChips::leaveRequested);
        new QShortcut(Qt::Key_Down, field, this, &CompareChips::leaveRequested, Qt::WidgetShortcut);
        new QShortcut(Qt::Key_Escape, field, field, &QLineEdit::clear, Qt::WidgetShortcut);
    }
    m_shown->setObjectName(QStringLiteral("compareShown"));
    m_shown->setProperty("role", QStringLiteral("muted"));
    m_tickMenu->setObjectName(QStringLiteral("tickMenuButton"));
    m_tickMenu->setText(tr("Tick ▾"));
    m_tickMenu->setAccessibleName(tr("Tick many rows"));
    m_tickMenu->setPopupMode(QToolButton::InstantPopup);
    m_tickMenu->setFocusPolicy(Qt::TabFocus);
    auto *fields = new QHBoxLayout;
    fields->setSpacing(8);
    fields->addWidget(m_prefix, 2);
    fields->addWidget(m_pattern, 3);
    fields->addWidget(m_shown);
    fields->addWidget(m_tickMenu);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    column->addLayout(chips);
    column->addLayout(fields);
    setNames(tr("Left"), tr("Right"));
    setFilter(atFirst());
}

RowFilter CompareChips::atFirst()
{
    RowFilter filter;
    filter.statuses.at(size_t(Status::Same)) = false;
    return filter;
}

RowFilter CompareChips::filter() const
{
    RowFilter filter;
    for (const Status status : order)
        filter.statuses.at(size_t(status)) = chip(status)->isChecked();
    filter.tickedOnly = m_ticked->isChecked();
    filter.prefix = m_prefix->text().toUtf8();
    filter.pattern = m_pattern->text().toUtf8();
    return filter;
}

void CompareChips::setFilter(const RowFilter &filter)
{
    const QSignalBlocker quiet(this);
    for (const Status status : order)
        chip(status)->setChecked(filter.statuses.at(size_t(status)));
    m_ticked->setChecked(filter.tickedOnly);
    m_prefix->setText(QString::fromUtf8(filter.prefix));
    m_pattern->setText(QString::fromUtf8(filter.pattern));
}

void CompareChips::setNames(const QString &left, const QString &right)
{
    m_left = left;
    m_right = right;
    showWords();
}

void CompareChips::setCounts(const jobs::Counts &counts, qint64 ticked)
{
    m_counts = counts;
    m_tickedCount = ticked;
    showWords();
}

void CompareChips::showWords()
{
    for (const Status status : order) {
        const QString words = text::countText(m_counts.at(size_t(status))) + QLatin1Char(' ') +
                              comparewords::status(status, m_left, m_right);
        chip(status)->setText(comparewords::sign(status) + QLatin1Char(' ') + words);
        chip(status)->setAccessibleName(tr("Show rows: %1").arg(words));
        chip(status)->setToolTip(words);
    }
    const QString ticked = tr("%1 ticked").arg(text::countText(m_tickedCount));
    m_ticked->setText(QStringLiteral("✓ ") + ticked);
    m_ticked->setAccessibleName(tr("Show ticked rows only: %1").arg(ticked));
    m_ticked->setToolTip(tr("Show ticked rows only"));
    int room = 24;
    for (const QToolButton *one : m_chips)
        room += one->sizeHint().width() + 8;
    if (room + m_ticked->sizeHint().width() <= width() || !isVisible())
        return;
    for (const Status status : order)
        chip(status)->setText(comparewords::sign(status) + QLatin1Char(' ') +
                              text::countText(m_counts.at(size_t(status))));
}

void CompareChips::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showWords();
}

void CompareChips::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    showWords(); // the width may be another than when it was seen last
}

void CompareChips::setShown(const QString &words)
{
    m_shown->setText(words);
}

void CompareChips::focusFilter()
{
    m_prefix->setFocus(Qt::ShortcutFocusReason);
    m_prefix->selectAll();
}

} // namespace kv::ui
