// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/comparefooter.h"

#include "text/units.h"
#include "ui/dropdown.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace kv::ui {

using jobs::Direction;
using jobs::PlanPreview;
using jobs::Status;

namespace {

constexpr int narrowest = 760; // of one row; with less the words become a tower

} // namespace

CompareFooter::CompareFooter(QWidget *parent)
    : QWidget(parent),
      m_words(new QLabel(this)),
      m_direction(new DropDown(this)),
      m_report(new QPushButton(tr("Export report…"), this)),
      m_plan(new QPushButton(tr("Review plan →"), this))
{
    setObjectName(QStringLiteral("compareFooter"));
    setAttribute(Qt::WA_StyledBackground);
    m_words->setObjectName(QStringLiteral("planWords"));
    m_words->setProperty("role", QStringLiteral("muted"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setMinimumHeight(2 * fontMetrics().height() + 2); // two lines, whether they are used or not
    m_words->setMinimumWidth(120);
    m_direction->setObjectName(QStringLiteral("planDirection"));
    m_direction->setAccessibleName(tr("Which side changes"));
    m_direction->addItems({QString(), QString()});
    m_direction->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_report->setObjectName(QStringLiteral("exportReport"));
    m_report->setAccessibleName(tr("Export a report of the comparison"));
    m_plan->setObjectName(QStringLiteral("reviewPlan"));
    m_plan->setAccessibleName(tr("Review the plan for the ticked rows"));
    m_plan->setProperty("accent", true);
    auto *rest = new QHBoxLayout;
    rest->setSpacing(8);
    rest->addStretch(1);
    rest->addWidget(m_direction);
    rest->addWidget(m_report);
    rest->addWidget(m_plan);
    m_row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_row->setContentsMargins(12, 8, 12, 8);
    m_row->setSpacing(8);
    m_row->addWidget(m_words, 1);
    m_row->addLayout(rest);
    connect(m_direction, &QComboBox::activated, this, [this] {
        showWords();
        Q_EMIT directionChanged();
    });
    connect(m_report, &QPushButton::clicked, this, &CompareFooter::reportRequested);
    connect(m_plan, &QPushButton::clicked, this, &CompareFooter::planRequested);
    setNames(tr("Left"), tr("Right"));
}

void CompareFooter::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_row->setDirection(width() < narrowest ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

Direction CompareFooter::direction() const
{
    return m_direction->currentIndex() == 1 ? Direction::RightToLeft : Direction::LeftToRight;
}

void CompareFooter::setDirection(Direction direction)
{
    m_direction->setCurrentIndex(direction == Direction::RightToLeft ? 1 : 0);
    showWords();
}

void CompareFooter::setNames(const QString &left, const QString &right)
{
    m_left = left;
    m_right = right;
    m_direction->setItemText(0, tr("Make %1 like %2").arg(right, left));
    m_direction->setItemText(1, tr("Make %1 like %2").arg(left, right));
    showWords();
}

void CompareFooter::setTicked(const jobs::Counts &ticked)
{
    m_ticked = ticked;
    showWords();
}

void CompareFooter::setAvailable(bool report, const QString &targetProblem)
{
    m_available = report;
    m_problem = targetProblem;
    showWords();
}

PlanPreview CompareFooter::previewOf(const jobs::Counts &ticked, Direction direction)
{
    const bool toRight = direction == Direction::LeftToRight;
    PlanPreview preview;
    preview.adds = ticked.at(size_t(toRight ? Status::OnlyLeft : Status::OnlyRight));
    preview.deletes = ticked.at(size_t(toRight ? Status::OnlyRight : Status::OnlyLeft));
    preview.changes = ticked.at(size_t(Status::Different));
    preview.nothing = ticked.at(size_t(Status::Same));
    return preview;
}

void CompareFooter::showWords()
{
    using text::countText;
    const bool toRight = direction() == Direction::LeftToRight;
    const PlanPreview preview = previewOf(m_ticked, direction());
    const qint64 unread = m_ticked.at(size_t(Status::Unread));
    const qint64 all = preview.adds + preview.changes + preview.deletes + preview.nothing + unread;
    QStringList parts;
    if (all == 0) {
        parts << tr("Tick rows to carry them over.");
    } else {
        parts << tr("%1 ticked: %2 gets %3, %4 changed, %5 deleted")
                     .arg(countText(all), toRight ? m_right : m_left,
                          preview.adds == 1 ? tr("1 new key")
                                            : tr("%1 new keys").arg(countText(preview.adds)),
                          countText(preview.changes), countText(preview.deletes));
        if (unread > 0)
            parts << tr("%1 not read yet").arg(countText(unread));
        if (preview.nothing > 0)
            parts << tr("%1 are the same").arg(countText(preview.nothing));
    }
    const bool steps = preview.adds + preview.changes + preview.deletes + unread > 0;
    if (all > 0 && !m_problem.isEmpty())
        parts << m_problem;
    m_words->setText(parts.join(QStringLiteral(" · ")));
    m_words->setAccessibleName(m_words->text());
    m_report->setEnabled(m_available);
    m_plan->setEnabled(m_available && steps && m_problem.isEmpty());
    m_plan->setToolTip(m_problem);
}

} // namespace kv::ui
