// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgetlabel.h"

#include "store/cloudflare.h"
#include "text/units.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>

#include <algorithm>
#include <limits>

namespace kv::ui {

namespace {

/// "4:32", "0:07"; a wait of hours has hours: "1:02:03".
QString countdown(qint64 seconds)
{
    const auto two = [](qint64 n) { return QString::number(n).rightJustified(2, QLatin1Char('0')); };
    const QString tail = two(seconds / 60 % 60) + QLatin1Char(':') + two(seconds % 60);
    if (seconds >= 3600)
        return QString::number(seconds / 3600) + QLatin1Char(':') + tail;
    return QString::number(seconds / 60) + QLatin1Char(':') + two(seconds % 60);
}

} // namespace

BudgetLabel::BudgetLabel(Cloudflare &cloudflare, Clock clock, QWidget *parent)
    : QFrame(parent),
      m_cloudflare(cloudflare),
      m_clock(std::move(clock)),
      m_label(new QLabel(this))
{
    setObjectName(QStringLiteral("budget"));
    m_label->setObjectName(QStringLiteral("budgetLabel"));
    m_label->setTextFormat(Qt::PlainText);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_label);
    m_seconds.setInterval(1000);
    m_reset.setSingleShot(true);
    connect(&m_seconds, &QTimer::timeout, this, &BudgetLabel::tell);
    connect(&m_reset, &QTimer::timeout, this, &BudgetLabel::tell);
    connect(&cloudflare, &Cloudflare::budgetChanged, this, &BudgetLabel::tell);
    tell();
}

QString BudgetLabel::text() const
{
    return m_text;
}

void BudgetLabel::tell()
{
    const Budget budget = m_cloudflare.budget();
    const qint64 now = m_clock();
    const bool blocked = budget.blockedUntilMs > now;
    QStringList parts;
    if (blocked)
        parts << tr("Cloudflare says wait: %1").arg(countdown((budget.blockedUntilMs - now + 999) / 1000));
    else if (budget.remaining)
        parts << tr("API budget %1 of %2")
                     .arg(text::countText(*budget.remaining), text::countText(budget.limit));
    if (budget.queued > 0)
        parts << tr("%1 waiting").arg(text::countText(budget.queued));
    m_text = parts.join(QStringLiteral(" · "));
    m_label->setText(blocked ? QStringLiteral("⚠ ") + m_text : m_text);
    m_label->setAccessibleName(m_text);
    setToolTip(blocked ? tr("Cloudflare counts the requests of all programs of one user together. Nothing is "
                            "asked until the time is over; what waits goes on by itself then.")
                       : tr("Cloudflare grants %1 requests in 5 minutes to one user, all programs together.")
                             .arg(text::countText(budget.limit)));
    if (property("blocked").toBool() != blocked) {
        setProperty("blocked", blocked);
        for (QWidget *widget : {static_cast<QWidget *>(this), static_cast<QWidget *>(m_label)}) {
            widget->style()->unpolish(widget); // style sheets look at properties only then
            widget->style()->polish(widget);
        }
    }
    setVisible(!m_text.isEmpty());

    if (blocked && !m_seconds.isActive())
        m_seconds.start();
    else if (!blocked)
        m_seconds.stop();
    // What was left of the last window says nothing of the next one.
    if (budget.remaining && budget.resetsAtMs > now)
        m_reset.start(int(std::min<qint64>(budget.resetsAtMs - now, std::numeric_limits<int>::max())));
    else
        m_reset.stop();
}

} // namespace kv::ui
